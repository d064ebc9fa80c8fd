"""`manage.py write_reference`: write anew the API description, lists of fields and rules, shipped digests."""

from typing import Any

from django.core.management.base import BaseCommand

from initiatives.api.openapi import DESCRIPTION, description_as_yaml
from initiatives.downloads.fixture_reference import REFERENCE, reference
from initiatives.downloads.rule_reference import RULE_REFERENCES, rule_reference
from initiatives.downloads.shipped_plans import digests_text, shipped_plans


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: Any) -> None:
        written = {DESCRIPTION: description_as_yaml(), REFERENCE: reference()}
        written |= {path: rule_reference(language) for language, path in RULE_REFERENCES.items()}
        written |= {one.fixture.with_suffix(".digests"): digests_text(one) for one in shipped_plans()}
        for path, text in written.items():
            path.write_text(text, encoding="utf-8")
            self.stdout.write(str(path))
