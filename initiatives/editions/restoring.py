"""Recent deletions, each with all that went along, and the way back from them in one step."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.db.models import CASCADE, OuterRef, Subquery, Value
from django.utils.translation import gettext as _

from initiatives.editions.history import PUT_BACK, put_back
from initiatives.editions.lifecycle import lock_edition
from initiatives.models import (
    EDITION_ROWS,
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
from initiatives.models.row_history import CHANGED, DELETED, recorded, states_of_records
from initiatives.models.row_state import (
    State,
    columns_of,
    name_in_record,
    primary_keys,
    records_of,
    rows_with_names,
    state_of,
)
from initiatives.values.vocabulary import OPEN_STATES, EditionState

# The models with a history, each after those that its foreign keys and links refer to.
RESTORED: tuple[type[models.Model], ...] = (
    *(Park, Metric, Organisation, Source, Section, Passage, Plan, Edition),
    *EDITION_ROWS,
    *(Update, ReaderCorrection),
)
# The fields that hold what a row belongs to; a model has one of them at most.
OWNERS: dict[str, type[models.Model]] = {"edition": Edition, "plan": Plan, "source": Source, "park": Park}
# A week with more deleted rows than this shows the newest.
MAX_RECORDS = 5000


@dataclass(frozen=True)
class Deletion:
    """The rows that one act deleted. `roots` are their records without those of rows that went along.

    `owner_state` is the state of the edition that the roots belong to; empty for rows outside of editions.
    """

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
        return [_name(record) for record in self.roots]

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
    return _deletions(history_date__gte=since)


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
    parts = [
        records_of(model)
        .filter(history_type=DELETED, **conditions)
        .order_by()
        .annotate(entry_table=Value(index))
        .values_list("entry_table", "history_id", "history_date")
        for index, model in enumerate(RESTORED)
    ]
    numbers: dict[int, list[int]] = defaultdict(list)
    newest = parts[0].union(*parts[1:], all=True).order_by("-history_date", "-history_id", "entry_table")
    for table, number, _date in newest[:MAX_RECORDS]:
        numbers[table].append(number)
    return [
        record
        for table, chosen in sorted(numbers.items())
        for record in records_of(RESTORED[table]).filter(history_id__in=chosen).order_by("id")
    ]


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


def _name(record: Any) -> str:
    """The name of the deleted row, made of rows it referred to where they are still there."""
    try:
        return str(record.row)
    except ObjectDoesNotExist:
        return name_in_record(record)


# The way back


@dataclass(frozen=True)
class Restored:
    """The roots that are there again, and how many other rows came back or regained a reference."""

    roots: list[Any]
    along: int
    relinked: int


def restore(deletion: Deletion) -> Restored:
    """Put all rows of a deletion back, with their links and with the references that others had to them.

    Rows that are there again already are left as they are. Raises ValidationError with the reasons, each
    with the name of its row, and then changes nothing.
    """
    missing = [record for record in deletion.records if not _exists(record)]
    with recorded(reason=PUT_BACK):
        for row in (record.row for record in deletion.roots):
            if isinstance(row, EditionRow):
                row.edition = lock_edition(row.edition)
        if reason := deletion.obstacle:
            raise ValidationError(_because(deletion.names[0], reason))
        states = _states_before(missing)
        restored = [_restore(record, states[type(record), record.history_id]) for record in missing]
        relinked = _relink(deletion)
    wanted = {(record.instance_type, record.id) for record in deletion.roots}
    roots = [row for row in restored if (type(row), row.pk) in wanted]
    return Restored(roots, len(restored) - len(roots), relinked)


def _exists(record: Any) -> bool:
    return bool(record.instance_type._base_manager.filter(pk=record.id).exists())


def _states_before(records: list[Any]) -> dict[tuple[type, int], State]:
    """The states of deleted rows by type and number of their records, links included.

    A link is gone before its row is recorded as deleted; it stands in the record before.
    """
    found: dict[tuple[type, int], State] = {}
    by_type: dict[type, list[Any]] = defaultdict(list)
    for record in records:
        by_type[type(record)].append(record)
    for of_type in by_type.values():
        before = _records_before(of_type)
        states = states_of_records([*of_type, *before.values()])
        links = [many.name for many in of_type[0].instance_type._meta.local_many_to_many]
        for record in of_type:
            state = states[record.history_id]
            if earlier := before.get(record.history_id):
                state |= {name: states[earlier.history_id][name] for name in links}
            found[type(record), record.history_id] = state
    return found


def _records_before(records: list[Any]) -> dict[int, Any]:
    """The record before each of these records of one model, by the number of the later one."""
    model = records[0].instance_type
    earlier = records_of(model).filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    numbers = dict(
        records_of(model)
        .filter(history_id__in=[record.history_id for record in records])
        .annotate(before=Subquery(earlier.values("history_id")[:1]))
        .values_list("history_id", "before")
    )
    found = records_of(model).in_bulk({number for number in numbers.values() if number})
    return {number: found[before] for number, before in numbers.items() if before}


def _restore(record: Any, state: State) -> models.Model:
    model = record.instance_type
    if model is Edition:
        state = {**state, "number": _free_number(state["plan"], state["number"])}
    try:
        return put_back(model, record.id, state)
    except ValidationError as error:
        name = _name(record)
        reasons = _reasons(model, state, error)
        raise ValidationError([_because(name, reason) for reason in reasons]) from error


def _because(name: str, reason: str) -> str:
    return _("“%(row)s” cannot be put back: %(reason)s") % {"row": name, "reason": reason}


def _free_number(plan: int, number: int) -> int:
    """The number of a discarded edition, or the next one if another edition has got it meanwhile."""
    taken = set(Edition.objects.filter(plan=plan).values_list("number", flat=True))
    return number if number not in taken else max(taken) + 1


def _reasons(model: type[models.Model], state: State, error: ValidationError) -> list[str]:
    """The reasons in words: whose place was taken by which row, or at which field what is wrong."""
    labels = {column.name: str(column.verbose_name) for column in columns_of(model)}
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    return [
        reason
        for name, found in by_field.items()
        for one in found
        for reason in _reason_in_words(model, state, labels.get(name, ""), one)
    ]


def _reason_in_words(
    model: type[models.Model], state: State, label: str, error: ValidationError
) -> list[str]:
    names = (
        (error.params or {}).get("unique_check", ()) if error.code in ("unique", "unique_together") else ()
    )
    others = model._default_manager.filter(**{name: state[name] for name in names}) if names else None
    if others is not None and (other := others.first()):
        message = _("“%(row)s” is in its place by now. Give that one another number or key, or delete it.")
        return [message % {"row": other}]
    messages = error.messages
    if not label:
        return messages
    return [_("%(label)s: %(text)s") % {"label": label, "text": message} for message in messages]


def _relink(deletion: Deletion) -> int:
    """Give rows that stayed the references back that they lost by the deletion; return how many did.

    A key that refers to something else by now is left, and so are rows of editions that are no drafts.
    """
    gone: dict[type[models.Model], set[Any]] = defaultdict(set)
    for record in deletion.records:
        gone[record.instance_type].add(record.id)
    act = {"history_date": deletion.when, "history_user": deletion.user, "history_type": CHANGED}
    count = 0
    for model in RESTORED:
        changes: list[Any] = list(records_of(model).filter(**act))
        before = _records_before(changes) if changes else {}
        states = states_of_records([*changes, *before.values()])
        rows = model._base_manager.in_bulk([record.id for record in changes])
        for record in changes:
            row, earlier = rows.get(record.id), before.get(record.history_id)
            if row is None or earlier is None or _is_fixed(row):
                continue
            count += _regain(row, states[earlier.history_id], states[record.history_id], gone)
    return count


def _is_fixed(row: Any) -> bool:
    return isinstance(row, EditionRow) and lock_edition(row.edition).state != EditionState.DRAFT


def _regain(row: Any, before: State, after: State, gone: dict[type[models.Model], set[Any]]) -> bool:
    """Set what the row referred to before, if it was deleted and nothing else stands there now."""
    now, changed = state_of(row), False
    for column in columns_of(type(row)):
        value = before[column.name]
        lost = value is not None and after[column.name] is None and now[column.name] is None
        if column.related_model and lost and value in gone[column.related_model]:
            setattr(row, column.attname, value)
            changed = True
    if changed:
        row.save()
    for many in type(row)._meta.local_many_to_many:
        related: Any = many.related_model
        lost_links = (primary_keys(before[many.name]) - primary_keys(after[many.name])) & gone[related]
        if lost_links:
            getattr(row, many.name).add(*related._base_manager.filter(pk__in=lost_links))
            changed = True
    return changed
