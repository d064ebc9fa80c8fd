"""Recent deletions, as the histories tell of them: what one act deleted, and whether it can come back."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import CASCADE, Value
from django.utils.translation import gettext as _

from initiatives.models import (
    EDITION_ROWS,
    Assignment,
    Edition,
    EditionRow,
    Metric,
    Organisation,
    Park,
    Passage,
    Plan,
    ReaderCorrection,
    Section,
    Source,
    Update,
)
from initiatives.models.row_history import DELETED
from initiatives.models.row_state import columns_of, name_in_record, records_of, rows_with_names
from initiatives.values.vocabulary import OPEN_STATES, EditionState

# The models with a history, each after those that its foreign keys and links refer to.
RESTORED: tuple[type[models.Model], ...] = (
    *(Park, Metric, Organisation, Source, Section, Passage, Plan, Edition),
    *EDITION_ROWS,
    *(Assignment, Update, ReaderCorrection),
)
# The fields that hold what a row belongs to; a model has one of them at most.
OWNERS: dict[str, type[models.Model]] = {"edition": Edition, "plan": Plan, "source": Source, "park": Park}
# A week with more deleted rows than this shows the newest acts that have as many together.
MAX_RECORDS = 5000


@dataclass(frozen=True)
class Deletion:
    """The rows that one act deleted. `roots` are their records without those of rows that went along."""

    when: datetime
    user: AbstractUser | None
    reason: str
    records: list[Any]
    roots: list[Any]

    @property
    def rows(self) -> list[Any]:
        """The roots as unsaved instances, which know what they belong to."""
        return [record.row for record in self.roots]

    @property
    def names(self) -> list[str]:
        return [name_of_deleted(record) for record in self.roots]

    @property
    def along(self) -> int:
        """How many rows went along with the roots."""
        return len(self.records) - len(self.roots)

    @property
    def is_restored(self) -> bool:
        """Whether all roots are there again."""
        return all(record.exists for record in self.roots)

    @property
    def obstacle(self) -> str:
        """Why it cannot be restored, as far as the rows alone tell; "" if nothing is known to prevent it."""
        for row in self.rows:
            if reason := _reason_against(row):
                return reason
        return ""


def _reason_against(row: Any) -> str:
    if isinstance(row, EditionRow) and row.edition.state != EditionState.DRAFT:
        state = row.edition.get_state_display()
        return _("The edition it was deleted from is %(state)s now and cannot be changed.") % {"state": state}
    if isinstance(row, Edition):
        open_edition = Edition.objects.filter(plan=row.plan_id, state__in=OPEN_STATES).first()
        if open_edition:
            message = _("“%(edition)s” is open by now. Publish or discard that one first.")
            return message % {"edition": open_edition}
    return ""


def deletions_since(since: datetime) -> list[Deletion]:
    """The deletions since then whose rows still have what they belonged to, newest first.

    Rows of a draft that was itself discarded come back with it, and are not listed before.
    """
    # An act is read whole or not at all: with a part of its rows it could not be put back.
    last = _newest_first({"history_date__gte": since})[MAX_RECORDS - 1 : MAX_RECORDS]
    return _deletions(history_date__gte=next((when for _table, _number, when in last), since))


def deletion_of(model: type[models.Model], number: int) -> Deletion | None:
    """The deletion that the record of this number belongs to; None if there is no such record."""
    record = records_of(model).filter(history_id=number, history_type=DELETED).first()
    if record is None:
        return None
    act = {"history_date": cast(Any, record).history_date, "history_user": cast(Any, record).history_user_id}
    return next(iter(_deletions(**act)), None)


def _deletions(**conditions: Any) -> list[Deletion]:
    records = _records_of_deletions(conditions)
    _attach_owners(records)
    users = get_user_model()._default_manager.in_bulk(
        {record.history_user_id for record in records if record.history_user_id}
    )

    def act(record: Any) -> tuple[datetime, int]:
        return record.history_date, record.history_user_id or 0

    found = []
    for (when, user), group in groupby(sorted(records, key=act, reverse=True), act):
        together = list(group)
        if roots := [record for record in _roots(together) if record.owned]:
            reason = together[0].history_change_reason or ""
            found.append(Deletion(when, cast(Any, users.get(user)), reason, together, roots))
    return found


def _records_of_deletions(conditions: dict[str, Any]) -> list[Any]:
    """The records of deleted rows, found with one query for all tables and one for each that has some."""
    numbers: dict[int, list[int]] = defaultdict(list)
    for table, number, _date in _newest_first(conditions):
        numbers[table].append(number)
    return [
        record
        for table, chosen in sorted(numbers.items())
        for record in records_of(RESTORED[table]).filter(history_id__in=chosen).order_by("id")
    ]


def _newest_first(conditions: dict[str, Any]) -> Any:
    """Table, number and time of each record of a deleted row."""
    parts = [
        records_of(model)
        .filter(history_type=DELETED, **conditions)
        .order_by()
        .annotate(entry_table=Value(index))
        .values_list("entry_table", "history_id", "history_date")
        for index, model in enumerate(RESTORED)
    ]
    return parts[0].union(*parts[1:], all=True).order_by("-history_date", "-history_id", "entry_table")


def _attach_owners(records: list[Any]) -> None:
    """Give each record its `row`, whether that `exists` again, and whether what it belonged to is there.

    The row is an unsaved instance with the owner fetched, so that the park it belongs to is known.
    """
    by_model: dict[type[models.Model], list[Any]] = defaultdict(list)
    for record in records:
        record.row = record.instance
        by_model[record.instance_type].append(record)
    for model, group in by_model.items():
        existing = set(
            model._base_manager.filter(pk__in=[record.id for record in group]).values_list("pk", flat=True)
        )
        _attach_named_rows(model, group)
        owner = next((name for name in OWNERS if name in {field.name for field in columns_of(model)}), None)
        owners: dict[Any, Any] = {}
        if owner:
            wanted = {getattr(record, f"{owner}_id") for record in group}
            # The default manager selects along what the name of an edition needs.
            owners = OWNERS[owner]._default_manager.in_bulk(wanted)
        for record in group:
            record.exists = record.id in existing
            record.owned = owner is None or getattr(record, f"{owner}_id") in owners
            if owner and record.owned:
                setattr(record.row, owner, owners[getattr(record, f"{owner}_id")])


def _attach_named_rows(model: type[models.Model], records: list[Any]) -> None:
    """Fetch what the names of the rows are made of, where it is there, in one query for each column."""
    for column in [column for column in columns_of(model) if column.related_model]:
        pks = {getattr(record, column.attname) for record in records}
        rows = rows_with_names(column.related_model, pks - {None})
        for record in records:
            if row := rows.get(getattr(record, column.attname)):
                setattr(record.row, column.name, row)


def _roots(records: list[Any]) -> list[Any]:
    """The records of an act without those of rows that went because a row they belonged to went."""
    gone = {(record.instance_type, record.id) for record in records}
    return [
        record
        for record in records
        if not any(
            (column.related_model, getattr(record, column.attname)) in gone
            for column in columns_of(record.instance_type)
            if column.related_model and column.remote_field.on_delete is CASCADE
        )
    ]


def name_of_deleted(record: Any) -> str:
    """The name of the deleted row, made of rows it referred to where they are still there."""
    try:
        return str(record.row)
    except ObjectDoesNotExist:
        return name_in_record(record)
