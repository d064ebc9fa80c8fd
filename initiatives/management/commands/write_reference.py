"""`manage.py write_reference`: write the API's description, the list of fields and that of the rules anew."""

from typing import Any

from django.core.management.base import BaseCommand

from initiatives.api.openapi import DESCRIPTION, description_as_yaml
from initiatives.downloads.fixture_reference import REFERENCE, reference
from initiatives.downloads.rule_reference import RULE_REFERENCES, rule_reference


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: Any) -> None:
        written = {DESCRIPTION: description_as_yaml(), REFERENCE: reference()}
        written |= {path: rule_reference(language) for language, path in RULE_REFERENCES.items()}
        for path, text in written.items():
            path.write_text(text, encoding="utf-8")
            self.stdout.write(str(path))
