"""Django's dumpdata, but the full texts of sources stay at home."""

from typing import Any

from django.core.management.commands import dumpdata


class Command(dumpdata.Command):
    def handle(self, *app_labels: str, **options: Any) -> None:
        options["exclude"] = [*options["exclude"], "initiatives.SourceText"]
        super().handle(*app_labels, **options)
