"""`manage.py write_reference`: write anew the API's description, the list of fields, shipped digests."""

from typing import Any

from django.core.management.base import BaseCommand

from initiatives.api.openapi import DESCRIPTION, description_as_yaml
from initiatives.downloads.fixture_reference import REFERENCE, reference
from initiatives.downloads.shipped_plans import digests_text, shipped_plans


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: Any) -> None:
        digests = [(one.fixture.with_suffix(".digests"), digests_text(one)) for one in shipped_plans()]
        for path, text in ((DESCRIPTION, description_as_yaml()), (REFERENCE, reference()), *digests):
            path.write_text(text, encoding="utf-8")
            self.stdout.write(str(path))
