"""The history of rows in words, and restoring an earlier state of a row, or its published state."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from initiatives.editions.copying import RELEASE_FIELDS
from initiatives.models import EDITION_ROWS, Edition, EditionRow
from initiatives.models.row_history import (
    BASELINE,
    CHANGED,
    CREATED,
    DELETED,
    OUTSIDE,
    recorded,
    states_of_records,
)
from initiatives.models.row_state import (
    FieldDifference,
    RowNames,
    State,
    columns_of,
    differences,
    has_history,
    name_in_record,
    names_of,
    plain_value,
    primary_keys,
    records_of,
    rows_with_names,
    state_of,
)

# The reason of records that `put_back` makes, beside BASELINE and OUTSIDE.
PUT_BACK = "put-back"
# How many entries `last_change_by_field` looks through.
MAX_ENTRIES = 50


def name_of_user(user: AbstractUser) -> str:
    """The user's full name in the order of its language; without one the user name."""
    first, last = user.first_name, user.last_name
    if not f"{last}{first}".isascii():
        return f"{last}{first}"
    return user.get_full_name() or user.get_username()


@dataclass(frozen=True)
class HistoryEntry:
    """A history record in words. `user` is None if the change is not known to be that of a user."""

    model: type[models.Model]
    number: int
    pk: int
    kind: str
    reason: str
    user: AbstractUser | None
    when: datetime
    title: str
    exists: bool
    fields: list[FieldDifference] = field(default_factory=list)

    @property
    def kind_name(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def who(self) -> str:
        """The name of the user; if there is none, what happened."""
        return name_of_user(self.user) if self.user else self.deed

    @property
    def deed(self) -> str:
        """The kind of change in a few words."""
        if self.reason == BASELINE:
            return _("State before the first recorded change")
        if self.reason == OUTSIDE:
            return _("Found changed outside the desk")
        if self.reason == PUT_BACK:
            return _("Put back")
        return {CREATED: _("Added"), CHANGED: _("Changed"), DELETED: _("Deleted")}[self.kind]

    @property
    def remark(self) -> str:
        """The reason, if it is not one that `deed` expresses."""
        return "" if self.reason in (BASELINE, OUTSIDE, PUT_BACK) else self.reason


# Reading


def records_of_row(model: type[models.Model], pk: Any) -> QuerySet[Any]:
    """The records of a row, newest first, for `entries_from`."""
    return records_of(model).filter(id=pk)


def record_references(edition: Edition) -> QuerySet[Any, tuple[int, int, datetime]]:
    """All records of an edition and its rows, newest first, as (index of the model, history_id, date)."""
    tables = [
        records_of(model).filter(**({"id": edition.pk} if model is Edition else {"edition": edition.pk}))
        for model in (Edition, *EDITION_ROWS)
    ]
    parts = [
        records.exclude(history_change_reason=BASELINE)
        .order_by()
        .annotate(entry_table=Value(index))
        .values_list("entry_table", "history_id", "history_date")
        for index, records in enumerate(tables)
    ]
    union: QuerySet[Any, tuple[int, int, datetime]] = parts[0].union(*parts[1:], all=True)
    return union.order_by("-history_date", "-history_id", "entry_table")


def entries_from_references(references: Iterable[tuple[int, int, datetime]]) -> list[HistoryEntry]:
    """The entries of `record_references`, in the same order, in a constant number of queries."""
    references = list(references)
    numbers: dict[int, list[int]] = defaultdict(list)
    for table, number, _date in references:
        numbers[table].append(number)
    tables: tuple[type[models.Model], ...] = (Edition, *EDITION_ROWS)
    entries = {
        (table, entry.number): entry
        for table, chosen in numbers.items()
        for entry in entries_from(tables[table], records_of(tables[table]).filter(history_id__in=chosen))
    }
    return [entries[table, number] for table, number, _date in references]


def entries_from(model: type[models.Model], records: QuerySet[Any]) -> list[HistoryEntry]:
    """The entries of some records of one model, each with the fields that changed since the record before."""
    earlier = records_of(model).filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    chosen = list(
        records.select_related("history_user").annotate(
            before=Subquery(earlier.order_by("-history_id").values("history_id")[:1])
        )
    )
    known = {record.history_id for record in chosen}
    missing = {record.before for record in chosen if record.before} - known
    states = states_of_records([*chosen, *records_of(model).filter(history_id__in=missing)])
    pairs = {
        record.history_id: (states[record.before], states[record.history_id])
        for record in chosen
        if record.before and record.history_type == CHANGED
    }
    names = RowNames(model, pairs.values())
    rows = rows_with_names(model, {record.id for record in chosen})
    return [
        HistoryEntry(
            model=model,
            number=record.history_id,
            pk=record.id,
            kind=record.history_type,
            reason=record.history_change_reason or "",
            user=record.history_user,
            when=record.history_date,
            title=str(rows[record.id]) if record.id in rows else name_in_record(record),
            exists=record.id in rows,
            fields=differences(model, *pairs[record.history_id], names) if record.history_id in pairs else [],
        )
        for record in chosen
    ]


def last_change_by_field(model: type[models.Model], pk: Any, names: Iterable[str]) -> dict[str, HistoryEntry]:
    """For each of the fields, the entry with its last change, among the newest fifty entries."""
    wanted = set(names)
    last: dict[str, HistoryEntry] = {}
    for entry in entries_from(model, records_of_row(model, pk)[:MAX_ENTRIES]) if has_history(model) else []:
        for name in wanted.intersection(change.name for change in entry.fields) - last.keys():
            last[name] = entry
    return last


def last_entry(model: type[models.Model], pk: Any) -> HistoryEntry | None:
    entries = entries_from(model, records_of_row(model, pk)[:1]) if has_history(model) else []
    return entries[0] if entries else None


# Putting back


def state_in(record: Any) -> State:
    """The state in a record. The links of a deleted row, gone by then, come from the record before."""
    model = record.instance_type
    states = states_of_records(records_of(model).filter(id=record.id, history_id__lte=record.history_id)[:2])
    state = states[record.history_id]
    if record.history_type == DELETED and len(states) == 2:
        before = states[min(states)]
        state |= {many.name: before[many.name] for many in model._meta.local_many_to_many}
    return state


def published_twin(row: EditionRow) -> EditionRow | None:
    """The row with the same key in the published edition of the plan; None for a row of that edition."""
    published = Edition.objects.published().filter(plan=row.edition.plan).exclude(pk=row.edition_id)
    return type(row).objects.filter(edition__in=published, key=row.key).first()


def state_as_published(row: EditionRow) -> State | None:
    """The state of the published twin, with its references replaced by those to rows of this edition."""
    model, twin = type(row), published_twin(row)
    if twin is None:
        return None
    state = {**state_of(twin), "edition": row.edition_id}
    for link in [*columns_of(model), *model._meta.local_many_to_many]:
        related = link.related_model
        if isinstance(related, type) and issubclass(related, EditionRow) and link.name != "predecessors":
            state[link.name] = _in_edition(related, row.edition, state[link.name])
    return state


def _in_edition(related: type[EditionRow], edition: Edition, value: Any) -> Any:
    """Primary keys of rows, replaced by those of the edition's rows with the same keys where it has them."""
    keys = dict(related.objects.filter(pk__in=primary_keys(value)).values_list("pk", "key"))
    own_pks = dict(related.objects.filter(edition=edition, key__in=keys.values()).values_list("key", "pk"))
    pks = [own_pks.get(key, pk) for pk, key in keys.items()]
    return sorted(pks) if isinstance(value, list) else next(iter(pks), None)


def to_put_back(model: type[models.Model], pk: Any, state: State) -> list[FieldDifference]:
    """The differences that `put_back` would make; for a deleted row all fields with a value."""
    row = model._base_manager.filter(pk=pk).first()
    before = (
        state_of(row) if row else {name: plain_value(model._meta.get_field(name), None) for name in state}
    )
    kept = RELEASE_FIELDS if model is Edition else frozenset()
    after = {name: value for name, value in state.items() if name not in kept}
    if row is None:
        after = {name: value for name, value in after.items() if value not in ("", None, [])}
    return differences(model, before, after)


def put_back(model: type[models.Model], pk: Any, state: State) -> models.Model:
    """Restore a state of a row, also of a deleted one. Raises ValidationError, and then changes nothing.

    An edition that exists keeps its `RELEASE_FIELDS`, so that restoring its texts neither publishes nor
    withdraws it.
    """
    exists = model._base_manager.filter(pk=pk).exists()
    kept = RELEASE_FIELDS if model is Edition and exists else frozenset()
    with recorded(reason=PUT_BACK):
        row = model._base_manager.select_for_update(of=("self",)).filter(pk=pk).first() or model(pk=pk)
        for column in columns_of(model):
            if column.name not in kept:
                setattr(row, column.attname, column.to_python(state[column.name]))
        _require_references(model, state)
        row.full_clean()
        row.save()
        for many in model._meta.local_many_to_many:
            related: Any = many.related_model
            getattr(row, many.name).set(related._base_manager.filter(pk__in=state[many.name]))
    return row


def _require_references(model: type[models.Model], state: State) -> None:
    """Raise ValidationError with the names of rows that the state refers to and that no longer exist."""
    missing = {}
    for column in columns_of(model):
        related, pk = column.related_model, state[column.name]
        if related and pk is not None and not related._base_manager.filter(pk=pk).exists():
            message = _("“%(row)s” is gone. Put it back first.")
            name = names_of(related, [pk]).get(pk, f"#{pk}")
            missing[column.name] = ValidationError(message, params={"row": name})
    if missing:
        raise ValidationError(cast(Any, missing))


def links_gone(model: type[models.Model], state: State) -> list[str]:
    """The names of rows that the state has links to and that no longer exist."""
    gone: list[str] = []
    for many in model._meta.local_many_to_many:
        related: Any = many.related_model
        existing = set(related._base_manager.filter(pk__in=state[many.name]).values_list("pk", flat=True))
        missing = set(state[many.name]) - existing
        gone += names_of(related, missing).values() if missing else []
    return gone


def record_of(model: type[models.Model], number: int) -> Any:
    return records_of(model).filter(history_id=number).first()
