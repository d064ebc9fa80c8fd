"""Django's dumpdata without the full texts of sources, the history tables and what triggers write."""

from typing import Any

from django.apps import apps
from django.core.management.commands import dumpdata
from simple_history.models import HistoricalChanges

# Full texts are not for files; stamps and the index of the search follow from the rest wherever it is loaded.
LEFT_OUT = (
    "initiatives.SourceText",
    "initiatives.FreshnessStamp",
    "initiatives.SearchEntry",
    "initiatives.SearchBacklog",
)


class Command(dumpdata.Command):
    def handle(self, *app_labels: str, **options: Any) -> None:
        histories = [model._meta.label for model in apps.get_models() if issubclass(model, HistoricalChanges)]
        options["exclude"] = [*options["exclude"], *LEFT_OUT, *histories]
        super().handle(*app_labels, **options)
