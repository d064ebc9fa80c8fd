"""Django's dumpdata without the full texts of sources, the history tables and what triggers write."""

from typing import Any

from django.apps import apps
from django.core.management.base import CommandParser
from django.core.management.commands import dumpdata
from simple_history.models import HistoricalChanges

# Stamps and the index of the search follow from the rest wherever it is loaded.
WRITTEN_BY_TRIGGERS = tuple(
    f"initiatives.{name}" for name in ("FreshnessStamp", "SearchEntry", "SearchBacklog")
)


class Command(dumpdata.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--everything",
            action="store_true",
            help="With histories and the full texts of sources, for `load_everything`. Not to be passed on.",
        )

    def handle(self, *app_labels: str, everything: bool = False, **options: Any) -> None:
        options["exclude"] = [*options["exclude"], *WRITTEN_BY_TRIGGERS]
        if not everything:
            histories = (
                model._meta.label for model in apps.get_models() if issubclass(model, HistoricalChanges)
            )
            options["exclude"] += ["initiatives.SourceText", *histories]
        super().handle(*app_labels, **options)
