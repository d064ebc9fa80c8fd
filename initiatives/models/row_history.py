"""The history of each row: its state after every change, who changed it and when.

django-simple-history makes the tables and writes the records. This module decides when it writes one: one
record for each row and act, with the many-to-many links, and none if nothing changed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.db.models import Max, signals
from django.utils import timezone
from simple_history.models import HistoricalRecords

from initiatives.audit_log import audit
from initiatives.models.row_state import State, columns_of, plain_value, records_of, state_of, states_of

# Types of records, as simple-history stores them.
CREATED, CHANGED, DELETED = "+", "~", "-"
# Rows whose records are written together.
BATCH_SIZE = 500
# Reasons of records without a user: the row before its first recorded change, and the row as it was found
# changed by other means (`loaddata`, SQL, a link that was deleted together with the row at its other end).
BASELINE, OUTSIDE = "baseline", "outside"


@dataclass
class ChangeSet:
    """The rows changed so far within `recorded()`, each with its History and the type of its record."""

    reason: str
    # None for the user of the request.
    user: AbstractBaseUser | None = None
    # The date of all its records: records with the same date and user are of one act.
    date: datetime = field(default_factory=timezone.now)
    changed: dict[tuple[type[models.Model], Any], tuple["History", str]] = field(default_factory=dict)
    # What was written, for the audit log: kind of row and type of record.
    written: Counter[str] = field(default_factory=Counter)


_change_set: ContextVar[ChangeSet | None] = ContextVar("change_set", default=None)
_histories: dict[type[models.Model], "History"] = {}


@contextmanager
def recorded(*, reason: str = "", user: AbstractBaseUser | None = None) -> Iterator[None]:
    """Write one record for each row changed in this block, after all its fields and links have changed.

    All of them have the same date, by which the records of one act are found again.
    The user is that of the request. Without a request, pass the `user`, or say in `reason` what made the
    change. The block is a transaction; a nested block belongs to the outer one.
    """
    if _change_set.get():
        yield
        return
    change_set = ChangeSet(reason, user)
    token = _change_set.set(change_set)
    try:
        with transaction.atomic():
            yield
            by_model: dict[tuple[type[models.Model], History], dict[Any, str]] = defaultdict(dict)
            for (model, pk), (history, record_type) in change_set.changed.items():
                by_model[model, history][pk] = record_type
            for (model, history), types in by_model.items():
                pairs = iter(types.items())
                while batch := dict(islice(pairs, BATCH_SIZE)):
                    history.write_all(model, batch, change_set)
            _audit_changes(change_set.written, change_set.user, reason)
    finally:
        _change_set.reset(token)


def _audit_changes(written: Counter[str], user: Any, reason: str) -> None:
    if written:
        rows = ",".join(
            f"{what}{'' if count == 1 else f':{count}'}" for what, count in sorted(written.items())
        )
        audit("changed", user=user, rows=rows, reason=reason)


def update_recorded(rows: models.QuerySet[Any], **values: Any) -> int:
    """Like `rows.update(**values)`, but with records in the histories, which `update` does not write."""
    count = 0
    with recorded():
        for row in rows:
            for name, value in values.items():
                setattr(row, name, value)
            row.save(update_fields=[*values])
            count += 1
    return count


def create_recorded(rows: list[Any], links: dict[str, dict[Any, list[Any]]]) -> None:
    """Insert rows of one model with their many-to-many links, and a record of each, in few queries.

    `links` has for each many-to-many field the primary keys at the other end by those of the rows. Call it
    within `recorded()`. Nothing is validated.
    """
    if not rows:
        return
    model, history, change_set = type(rows[0]), _histories[type(rows[0])], _change_set.get()
    if change_set is None:
        raise RuntimeError("create_recorded() is to be called within recorded().")
    model._base_manager.bulk_create(rows)
    made = {}
    if _enabled():
        made = history.write_records(rows, CREATED, change_set)
    for many in model._meta.local_many_to_many:
        through: Any = many.remote_field.through
        near, far = f"{many.m2m_field_name()}_id", f"{many.m2m_reverse_field_name()}_id"
        pairs = [(pk, other) for pk, others in links[many.name].items() for other in others]
        stored = through._base_manager.bulk_create([through(**{near: pk, far: other}) for pk, other in pairs])
        if made:
            history.write_links(many, [(made[getattr(link, near)], link) for link in stored])


def expect_changes(rows: Iterable[models.Model]) -> None:
    """Record at the end of the block how these rows have changed, also by means that send no signal.

    Such means are a foreign key that is set to null, and links that go, as the row at their other end goes.
    """
    change_set = _change_set.get()
    for row in rows:
        history = _histories.get(type(row))
        if history and change_set and _enabled():
            history.catch_up(row)
            change_set.changed.setdefault((type(row), row.pk), (history, CHANGED))


class History(HistoricalRecords):
    """Records of all columns and many-to-many links of a row. They remain when the row is deleted.

    Before each change, a difference between the database and the last record is written as a record of its
    own, so that no record attributes to its user what somebody else changed.

    The methods below, `write` and `catch_up` aside, override those of simple-history, which documents only
    some of them; the tests of histories show when an upgrade breaks one.
    """

    def __init__(self) -> None:
        super().__init__(inherit=True)

    def get_m2m_fields_from_model(self, model: type[models.Model]) -> list[Any]:
        return list(model._meta.local_many_to_many)

    def finalize(self, sender: Any, **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if issubclass(sender, self.cls):
            _histories[sender] = self
            signals.pre_save.connect(self.pre_save, sender=sender, weak=False)

    def pre_save(self, instance: Any, raw: bool = False, **kwargs: Any) -> None:
        if raw:
            # A row of a fixture: neither it nor its links, which are set afterwards, are recorded.
            # `skip_history_when_saving` is simple-history's documented switch.
            instance.skip_history_when_saving = True
        elif not instance._state.adding:
            self.catch_up(instance)

    def pre_delete(self, instance: Any, **kwargs: Any) -> None:
        super().pre_delete(instance, **kwargs)
        self.catch_up(instance)

    def m2m_changed(
        self, instance: Any, action: str, attr: str, pk_set: Any, reverse: bool, **kwargs: Any
    ) -> None:
        if hasattr(instance, "skip_history_when_saving"):
            return
        # Changed from the other end, the links are those of the rows there.
        rows = kwargs["model"]._base_manager.filter(pk__in=pk_set or ()) if reverse else [instance]
        for row in rows:
            if action.startswith("pre_"):
                self.catch_up(row)
            else:
                self.create_historical_record(row, CHANGED)

    def catch_up(self, row: models.Model) -> None:
        """Write a record of the stored row without a user, if the last record differs from it."""
        change_set = _change_set.get()
        if not _enabled() or hasattr(row, "skip_history_when_saving"):
            return
        if change_set and (type(row), row.pk) in change_set.changed:
            return
        stored: Any = type(row)._base_manager.filter(pk=row.pk).first()
        last = last_record(type(row), row.pk) if stored else None
        if stored and (last is None or state_of_record(last) != state_of(stored)):
            # The attributes from which simple-history takes user and reason, as its documentation says.
            stored._history_user, stored._change_reason = None, OUTSIDE if last else BASELINE
            self._give_date_of_act(stored)
            super().create_historical_record(stored, CHANGED)

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        """Write the record now, or, within `recorded()`, at the end of the block."""
        change_set, key = _change_set.get(), (type(instance), instance.pk)
        if change_set is None:
            self.write(instance, history_type)
        elif history_type == DELETED:
            change_set.changed.pop(key, None)
            self.write(instance, DELETED)
        elif _enabled():
            change_set.changed.setdefault(key, (self, history_type))

    def write(self, row: models.Model, record_type: str) -> None:
        """Write a record, unless it is a change and the last record has the same state."""
        last = last_record(type(row), row.pk) if record_type == CHANGED else None
        if last is None or state_of_record(last) != state_of(row):
            self._give_date_of_act(row)
            super().create_historical_record(row, record_type)
            self.note([row], record_type)

    def write_all(self, model: type[models.Model], types: dict[Any, str], change_set: ChangeSet) -> None:
        """Write records of those rows that exist and differ from their last record, by primary key and type.

        The number of queries does not grow with the rows.
        """
        found = model._base_manager.in_bulk([*types])
        rows = [found[pk] for pk in types if pk in found]
        by_type = {
            CREATED: [row for row in rows if types[row.pk] == CREATED],
            CHANGED: _differing(model, [row for row in rows if types[row.pk] == CHANGED]),
        }
        records: dict[Any, Any] = {}
        for record_type, those in by_type.items():
            if those:
                records |= self.write_records(those, record_type, change_set)
        for many in model._meta.local_many_to_many if records else ():
            through: Any = many.remote_field.through
            near = f"{many.m2m_field_name()}_id"
            links = through._base_manager.filter(**{f"{near}__in": [*records]}).order_by("pk")
            self.write_links(many, [(records[getattr(link, near)], link) for link in links])

    def write_records(self, rows: list[Any], record_type: str, change_set: ChangeSet) -> dict[Any, Any]:
        """Write a record of each row, without its links; return the records by primary key."""
        records = type(rows[0]).history.bulk_history_create(
            rows,
            update=record_type == CHANGED,
            default_user=self.get_history_user(rows[0]),
            default_change_reason=change_set.reason or None,
            default_date=change_set.date,
        )
        self.note(rows, record_type)
        return {record.id: record for record in records}

    def note(self, rows: list[Any], record_type: str) -> None:
        """Tell the audit log, at the end of the act."""
        written = Counter({f"{rows[0]._meta.model_name}{record_type}": len(rows)})
        if change_set := _change_set.get():
            change_set.written += written
        else:
            _audit_changes(written, None, "")

    def write_links(self, many: Any, links: list[tuple[Any, Any]]) -> None:
        """Write the rows of a table of links into the records that are given with them."""
        record_model = self.m2m_models[many]
        record_model._base_manager.bulk_create(
            record_model(
                history=record,
                **{column.attname: getattr(link, column.attname) for column in link._meta.concrete_fields},
            )
            for record, link in links
        )

    def _give_date_of_act(self, row: Any) -> None:
        # The attribute from which simple-history takes the date of a record, as its documentation says.
        if change_set := _change_set.get():
            row._history_date = change_set.date
        elif hasattr(row, "_history_date"):
            del row._history_date

    def get_history_user(self, instance: Any) -> Any:
        change_set = _change_set.get()
        # `catch_up` sets the attribute on the row to say that no user made the change.
        if change_set and change_set.user and not hasattr(instance, "_history_user"):
            return change_set.user
        return super().get_history_user(instance)

    def get_change_reason_for_object(self, instance: Any, history_type: str, using: Any) -> str | None:
        change_set = _change_set.get()
        own_reason: str | None = getattr(instance, "_change_reason", None)
        return own_reason or (change_set.reason if change_set else None) or None


def _enabled() -> bool:
    return bool(getattr(settings, "SIMPLE_HISTORY_ENABLED", True))


def _differing(model: type[models.Model], rows: list[Any]) -> list[Any]:
    """Those of the rows that differ from their last record, or have none."""
    if not rows:
        return []
    states = states_of(rows)
    newest = records_of(model).filter(id__in=[*states]).order_by().values("id").annotate(Max("history_id"))
    last = records_of(model).filter(history_id__in=newest.values("history_id__max"))
    recorded_states = states_of_records(last)
    known = {record.id: recorded_states[record.history_id] for record in last}
    return [row for row in rows if known.get(row.pk) != states[row.pk]]


def last_record(model: type[models.Model], pk: Any) -> Any:
    return records_of(model).filter(id=pk).first()


def state_of_record(record: Any) -> State:
    return states_of_records([record])[record.history_id]


def states_of_records(records: Iterable[Any]) -> dict[int, State]:
    """The states in records of rows of one model, by `history_id`; one query for each many-to-many field."""
    by_id = {record.history_id: record for record in records}
    states: dict[int, State] = {}
    for history_id, record in by_id.items():
        columns = columns_of(record.instance_type)
        states[history_id] = {
            column.name: plain_value(column, getattr(record, column.attname)) for column in columns
        }
    record_models = {type(record): record.instance_type for record in by_id.values()}
    for record_model, model in record_models.items():
        for many in model._meta.local_many_to_many:
            # A manager of the links that were recorded, under the name that the field has in the model.
            links = getattr(record_model, many.name).filter(history__in=list(by_id))
            for state in states.values():
                state[many.name] = []
            for history_id, pk in links.values_list("history_id", f"{many.m2m_reverse_field_name()}_id"):
                states[history_id][many.name].append(pk)
    for state in states.values():
        for value in state.values():
            if isinstance(value, list):
                value.sort()
    return states
