"""What the database holds that was written after a time: what restoring an older backup would lose."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import DatabaseError, models
from django.db.models import Count, Max
from django.utils import timezone, translation

from initiatives.models import Park

# Fields that say when a row was written and are not set by themselves.
WRITTEN_AT = {"history_date", "action_time", "date_joined", "started_at"}


def newer_rows(since: datetime) -> list[str]:
    """Sentences such as "3 historical figures, the last 2026-11-26 14:03"; none if nothing is newer."""
    with translation.override("en"):
        return sorted(_sentences(since))


def _sentences(since: datetime) -> Iterator[str]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.DateTimeField) and is_time_of_writing(field):
                # The database of an earlier version lacks some tables.
                found: dict[str, Any] = {"number": 0}
                with suppress(DatabaseError):
                    newer = model._default_manager.filter(**{f"{field.name}__gt": since})
                    found = newer.aggregate(number=Count("pk"), last=Max(field.name))
                if found["number"]:
                    last = timezone.localtime(found["last"]).strftime("%Y-%m-%d %H:%M")
                    yield f"{found['number']} {model._meta.verbose_name_plural}, the last {last}"


def is_time_of_writing(field: models.DateTimeField) -> bool:
    return field.name in WRITTEN_AT or field.auto_now or field.auto_now_add


def is_empty() -> bool:
    """Whether there is nothing in the database that could be lost: no tables, or neither user nor park."""
    try:
        return not (get_user_model()._default_manager.exists() or Park.objects.exists())
    except DatabaseError:
        return True
