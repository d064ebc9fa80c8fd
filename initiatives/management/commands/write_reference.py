"""`manage.py write_reference`: write the API's description and the list of fields anew."""

from typing import Any

from django.core.management.base import BaseCommand

from initiatives.api.openapi import DESCRIPTION, description_as_yaml
from initiatives.downloads.fixture_reference import REFERENCE, reference


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: Any) -> None:
        for path, text in ((DESCRIPTION, description_as_yaml()), (REFERENCE, reference())):
            path.write_text(text, encoding="utf-8")
            self.stdout.write(str(path))
