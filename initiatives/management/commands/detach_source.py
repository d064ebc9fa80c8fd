"""`manage.py detach_source <source>`: forget a source's own text. Its passages stay as they are."""

from typing import Any

from django.core.management.base import CommandError

from initiatives.management.source import SourceCommand
from initiatives.source_text import detach


class Command(SourceCommand):
    help = __doc__

    def handle(self, *args: Any, source: str, park: str | None, **options: Any) -> None:
        if not detach(self.find_source(source, park)):
            raise CommandError(f"No text is attached to {source}.")
        self.stdout.write("Detached.")
