"""The way back from a deletion in one step: its rows, their links, and the references that others had."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from initiatives.editions.deleted_rows import RESTORED, Deletion, name_of_deleted
from initiatives.editions.deletion import ByModel
from initiatives.editions.history import PUT_BACK, put_back
from initiatives.editions.lifecycle import lock_edition
from initiatives.models import EDITION_ROWS, Edition, EditionRow, Update
from initiatives.models.row_history import CHANGED, create_recorded, recorded, states_of_records
from initiatives.models.row_state import State, columns_of, names_of, primary_keys, records_of, state_of
from initiatives.values.vocabulary import EditionState

# States of deleted rows by type and number of the records that tell of the deletion.
States = dict[tuple[type, int], State]


@dataclass(frozen=True)
class Restored:
    """The roots that are there again, and how many other rows came back or regained a reference.

    `left_out` names the rows that lost a reference and cannot be changed any more.
    """

    roots: list[Any]
    along: int
    relinked: int
    left_out: list[str]


def restore(deletion: Deletion) -> Restored:
    """Put all rows of a deletion back, with their links and with the references that others had to them.

    Rows that are there again already are left as they are. Raises ValidationError with the reasons, each
    with the name of its row, and then changes nothing.
    """
    try:
        return _restore_deletion(deletion)
    except IntegrityError as error:
        message = _("Somebody else has just put it back, or taken its place. Look at it again.")
        raise ValidationError(message) from error


def _restore_deletion(deletion: Deletion) -> Restored:
    missing = [record for record in deletion.records if not record.exists]
    with recorded(reason=PUT_BACK):
        for row in (record.row for record in deletion.roots):
            if isinstance(row, EditionRow):
                row.edition = lock_edition(row.edition)
        if reason := deletion.obstacle:
            raise ValidationError(_because(deletion.names[0], reason))
        states = _states_before(missing)
        restored = _restore_all(missing, states)
        relinked, left_out = _relink(deletion)
    wanted = {(record.instance_type, record.id) for record in deletion.roots}
    roots = [row for row in restored if (type(row), row.pk) in wanted]
    return Restored(roots, len(restored) - len(roots), relinked, left_out)


def _states_before(records: list[Any]) -> States:
    """The states of deleted rows by type and number of their records, links included.

    A link is gone before its row is recorded as deleted; it stands in the record before.
    """
    found: States = {}
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


def _restore_all(records: list[Any], states: States) -> list[Any]:
    """Put rows back one by one, and those of an edition that comes back along together.

    These need no checks: nobody could take their places meanwhile.
    """
    editions = {record.id for record in records if record.instance_type is Edition}
    restored: list[Any] = []
    together: ByModel = defaultdict(list)
    for record in records:
        if issubclass(record.instance_type, EditionRow) and record.edition_id in editions:
            together[record.instance_type].append(record)
        else:
            restored.append(_restore(record, states[type(record), record.history_id]))
    for model in EDITION_ROWS:
        found = {one.id: states[type(one), one.history_id] for one in together[model]}
        restored += _restore_together(model, found)
    return restored


def _restore_together(model: type[models.Model], states: dict[Any, State]) -> list[Any]:
    """Insert rows of one model by their primary keys and states; links to what is gone are left out."""
    rows = []
    for pk, state in states.items():
        row = model(pk=pk)
        for column in columns_of(model):
            setattr(row, column.attname, column.to_python(state[column.name]))
        rows.append(row)
    for column in columns_of(model):
        if column.related_model:
            _require(column, {state[column.name] for state in states.values()} - {None})
    links = {}
    for many in model._meta.local_many_to_many:
        wanted = {pk for state in states.values() for pk in state[many.name]}
        existing = _existing(many.related_model, wanted)
        links[many.name] = {
            pk: [one for one in state[many.name] if one in existing] for pk, state in states.items()
        }
    create_recorded(rows, links)
    return rows


def _require(column: Any, pks: set[Any]) -> None:
    if missing := pks - _existing(column.related_model, pks):
        names = pgettext("between items", ", ").join(names_of(column.related_model, missing).values())
        raise ValidationError(_("“%(row)s” is gone. Put it back first.") % {"row": names})


def _existing(model: Any, pks: set[Any]) -> set[Any]:
    return set(model._base_manager.filter(pk__in=pks).values_list("pk", flat=True))


def _restore(record: Any, state: State) -> models.Model:
    model = record.instance_type
    if model is Edition:
        state = {**state, "number": _free_number(state["plan"], state["number"])}
    try:
        return put_back(model, record.id, state)
    except ValidationError as error:
        name = name_of_deleted(record)
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


def _relink(deletion: Deletion) -> tuple[int, list[str]]:
    """Give rows that stayed the references back that they lost by the deletion.

    A key that refers to something else by now is left, and so are rows that are no drafts any more. Returns
    how many rows regained references, and the names of those that are no drafts.
    """
    gone: dict[type[models.Model], set[Any]] = defaultdict(set)
    for record in deletion.records:
        gone[record.instance_type].add(record.id)
    act = {"history_date": deletion.when, "history_user": deletion.user, "history_type": CHANGED}
    count = 0
    left_out: list[str] = []
    for model in RESTORED:
        fixed = set()
        changes: list[Any] = list(records_of(model).filter(**act))
        before = _records_before(changes) if changes else {}
        states = states_of_records([*changes, *before.values()])
        rows = model._base_manager.in_bulk([record.id for record in changes])
        for record in changes:
            row, earlier = rows.get(record.id), before.get(record.history_id)
            if row is None or earlier is None:
                continue
            lost = _lost(row, states[earlier.history_id], states[record.history_id], gone)
            if lost and _is_fixed(row):
                fixed.add(row.pk)
            elif lost:
                _regain(row, lost)
                count += 1
        left_out += names_of(model, fixed).values()
    return count, left_out


def _is_fixed(row: Any) -> bool:
    """Whether the row was submitted or published, as it is in the database; it stays locked if not."""
    if isinstance(row, Update):
        return not Update.objects.select_for_update(of=("self",)).get(pk=row.pk).draft
    edition = row if isinstance(row, Edition) else getattr(row, "edition", None)
    return edition is not None and lock_edition(edition).state != EditionState.DRAFT


def _lost(row: Any, before: State, after: State, gone: dict[type[models.Model], set[Any]]) -> State:
    """What the row referred to before, by field, if it was deleted and nothing else stands there now."""
    now = state_of(row)
    lost: State = {}
    for column in columns_of(type(row)):
        value = before[column.name]
        was_emptied = value is not None and after[column.name] is None and now[column.name] is None
        if column.related_model and was_emptied and value in gone[column.related_model]:
            lost[column.name] = value
    for many in type(row)._meta.local_many_to_many:
        related: Any = many.related_model
        links = (primary_keys(before[many.name]) - primary_keys(after[many.name])) & gone[related]
        if links := links - primary_keys(now[many.name]):
            lost[many.name] = sorted(links)
    return lost


def _regain(row: Any, lost: State) -> None:
    columns = [column for column in columns_of(type(row)) if column.name in lost]
    for column in columns:
        setattr(row, column.attname, lost[column.name])
    if columns:
        row.save()
    for many in type(row)._meta.local_many_to_many:
        if many.name in lost:
            related: Any = many.related_model
            getattr(row, many.name).add(*related._base_manager.filter(pk__in=lost[many.name]))
