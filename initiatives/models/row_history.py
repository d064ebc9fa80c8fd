"""Each row's own history: as it was after every change, who changed it and when; one entry for one act."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.db.models import signals
from simple_history.models import HistoricalRecords

from initiatives.models.row_state import State, columns_of, plain_value, records_of, state_of

CREATED, CHANGED, DELETED = "+", "~", "-"
# Entries that nobody made: the row as it was before its first change here, and as it was found to have become
# without the project's own doing (`loaddata`, SQL, a link that went with the row it led to).
BASELINE, OUTSIDE = "baseline", "outside"


@dataclass
class ChangeSet:
    """The rows touched so far by something that counts as one change of each."""

    reason: str
    # Who does it, where no request tells.
    user: AbstractBaseUser | None = None
    touched: dict[tuple[type[models.Model], Any], tuple["History", str]] = field(default_factory=dict)


_act: ContextVar[ChangeSet | None] = ContextVar("act", default=None)


@contextmanager
def recorded(*, reason: str = "", user: AbstractBaseUser | None = None) -> Iterator[None]:
    """What happens in here to a row, its columns and links, is one entry in its history.

    The user is the request's. Without a request, name the `user`, or say in `reason` what made the change.
    """
    if _act.get():
        yield
        return
    act = ChangeSet(reason, user)
    token = _act.set(act)
    try:
        with transaction.atomic():
            yield
            for (model, pk), (history, kind) in act.touched.items():
                if row := model._base_manager.filter(pk=pk).first():
                    history.write(row, kind)
    finally:
        _act.reset(token)


def update_recorded(rows: models.QuerySet, **values: Any) -> int:
    """Like `rows.update(**values)`, which would leave no trace in the rows' histories."""
    count = 0
    with recorded():
        for row in rows:
            for name, value in values.items():
                setattr(row, name, value)
            row.save(update_fields=[*values])
            count += 1
    return count


class History(HistoricalRecords):
    """All columns and links of a row, kept in tables of their own, also once the row is gone.

    Before each change the history catches up with the database, so that no entry tells of changes which
    its user did not make.
    """

    def __init__(self) -> None:
        super().__init__(inherit=True)

    def get_m2m_fields_from_model(self, model: type[models.Model]) -> list[Any]:
        return list(model._meta.local_many_to_many)

    def finalize(self, sender: Any, **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if issubclass(sender, self.cls):
            signals.pre_save.connect(self.pre_save, sender=sender, weak=False)

    def pre_save(self, instance: Any, raw: bool = False, **kwargs: Any) -> None:
        if raw:
            # A fixture's row: nothing of it is recorded, its links, which follow, included.
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
        linking = kwargs["model"]._base_manager.filter(pk__in=pk_set or ()) if reverse else [instance]
        for row in linking:
            if action.startswith("pre_"):
                self.catch_up(row)
            else:
                self.create_historical_record(row, CHANGED)

    def catch_up(self, row: models.Model) -> None:
        """Put down what the database holds where the last entry does not say so."""
        act = _act.get()
        if not _enabled() or hasattr(row, "skip_history_when_saving"):
            return
        if act and (type(row), row.pk) in act.touched:
            return
        stored: Any = type(row)._base_manager.filter(pk=row.pk).first()
        last = last_record(type(row), row.pk) if stored else None
        if stored and (last is None or state_of_record(last) != state_of(stored)):
            stored._history_user, stored._change_reason = None, OUTSIDE if last else BASELINE
            super().create_historical_record(stored, CHANGED)

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        act, key = _act.get(), (type(instance), instance.pk)
        if act is None:
            self.write(instance, history_type)
        elif history_type == DELETED:
            act.touched.pop(key, None)
            self.write(instance, DELETED)
        elif _enabled():
            act.touched.setdefault(key, (self, history_type))

    def write(self, row: models.Model, kind: str) -> None:
        """An entry, unless it would say what the last one says."""
        last = last_record(type(row), row.pk) if kind == CHANGED else None
        if last is None or state_of_record(last) != state_of(row):
            super().create_historical_record(row, kind)

    def get_history_user(self, instance: Any) -> Any:
        act = _act.get()
        # What the history merely catches up with is nobody's doing; then the row itself says so.
        if act and act.user and not hasattr(instance, "_history_user"):
            return act.user
        return super().get_history_user(instance)

    def get_change_reason_for_object(self, instance: Any, history_type: str, using: Any) -> str | None:
        act = _act.get()
        return getattr(instance, "_change_reason", None) or (act.reason if act else None) or None


def _enabled() -> bool:
    return getattr(settings, "SIMPLE_HISTORY_ENABLED", True)


def last_record(model: type[models.Model], pk: Any) -> Any:
    return records_of(model).filter(id=pk).first()


def state_of_record(record: Any) -> State:
    return states_of_records([record])[record.history_id]


def states_of_records(records: Iterable[Any]) -> dict[int, State]:
    """What entries about rows of one kind say, by the entry's number; one query for each kind of link."""
    by_number = {record.history_id: record for record in records}
    states: dict[int, State] = {}
    for number, record in by_number.items():
        columns = columns_of(record.instance_type)
        states[number] = {
            column.name: plain_value(column, getattr(record, column.attname)) for column in columns
        }
    kinds = {record.instance_type for record in by_number.values()}
    for many in [many for kind in kinds for many in kind._meta.local_many_to_many]:
        links = History.m2m_models[many]._default_manager.filter(history__in=list(by_number))
        for state in states.values():
            state[many.name] = []
        for number, pk in links.values_list("history_id", f"{many.m2m_reverse_field_name()}_id"):
            states[number][many.name].append(pk)
    for state in states.values():
        for value in state.values():
            if isinstance(value, list):
                value.sort()
    return states
