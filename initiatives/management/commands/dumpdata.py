"""Django's dumpdata without the full texts of sources, histories, stamps and the index of the search."""

from typing import Any

from django.apps import apps
from django.core.management.commands import dumpdata
from simple_history.models import HistoricalChanges

# Full texts are not for files; triggers write stamps, and what the index follows from.
LEFT_OUT = tuple(
    f"initiatives.{name}" for name in ("SourceText", "FreshnessStamp", "SearchEntry", "SearchBacklog")
)


class Command(dumpdata.Command):
    def handle(self, *app_labels: str, **options: Any) -> None:
        histories = [model._meta.label for model in apps.get_models() if issubclass(model, HistoricalChanges)]
        options["exclude"] = [*options["exclude"], *LEFT_OUT, *histories]
        super().handle(*app_labels, **options)
