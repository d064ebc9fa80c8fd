"""Django's dumpdata without the full texts of sources and the history tables."""

from typing import Any

from django.apps import apps
from django.core.management.commands import dumpdata
from simple_history.models import HistoricalChanges


class Command(dumpdata.Command):
    def handle(self, *app_labels: str, **options: Any) -> None:
        histories = [model._meta.label for model in apps.get_models() if issubclass(model, HistoricalChanges)]
        options["exclude"] = [*options["exclude"], "initiatives.SourceText", *histories]
        super().handle(*app_labels, **options)
