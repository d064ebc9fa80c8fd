"""`manage.py write_reference`: write anew the API's description, the lists of fields and rules, shipped digests."""

from typing import Any

from django.core.management.base import BaseCommand

from initiatives.api.openapi import DESCRIPTION, description_as_yaml
from initiatives.downloads.fixture_reference import REFERENCE, reference
"""`manage.py write_reference`: write anew the API's description, the lists of fields and rules, shipped digests."""


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: Any) -> None:
"""`manage.py write_reference`: write anew the API's description, the lists of fields and rules, shipped digests."""
            path.write_text(text, encoding="utf-8")
            self.stdout.write(str(path))
