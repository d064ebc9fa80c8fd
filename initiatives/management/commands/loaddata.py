"""Django's `loaddata`, after which the database knows what its tables hold."""

from typing import Any

from django.core.management.commands import loaddata
from django.db import DEFAULT_DB_ALIAS

from initiatives.database_statistics import gather_statistics


class Command(loaddata.Command):
    def loaddata(self, fixture_labels: Any) -> None:
        super().loaddata(fixture_labels)
        if self.using == DEFAULT_DB_ALIAS:
            gather_statistics()
