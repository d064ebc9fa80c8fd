"""The life of editions: copied, compared, published, withdrawn, gone back to, carried into the next year."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import (
    EDITION_ROWS,
    Contribution,
    Edition,
    EditionRow,
    Figure,
    Goal,
    GoalGroup,
    Plan,
    Project,
)
from initiatives.models.history import recorded, update_recorded
from initiatives.models.pictures import PictureField, picture_in_words
from initiatives.vocabulary import OPEN_STATES, EditionState, FigureKind

# What belongs to an edition as such and not to what it says.
OWN = frozenset(
    {
        *("id", "plan", "number", "state", "released_at", "released_by", "release_note", "release_note_en"),
        *("closed_period", "checksum"),
    }
)
# What of a year's plan the next year's begins with.
STRUCTURE = (GoalGroup, Goal, Project, Contribution)


class Refusal(ValidationError):
    """An edition is not in a state for what was asked of it; the message says what to do instead."""


# Copying


@transaction.atomic
def revise(plan: Plan) -> Edition:
    """The plan's open edition; if there is none, a draft copied from the published or else latest one."""
    # Whoever revises at the same moment waits here, and then finds the draft.
    Plan.objects.select_for_update().get(pk=plan.pk)
    editions = Edition.objects.filter(plan=plan)
    if opened := editions.filter(state__in=OPEN_STATES).first():
        return opened
    latest = editions.published().first() or editions.order_by("number").last()
    if latest is None:
        return Edition.objects.create(plan=plan, title=_("Untitled"))
    return copy_edition(latest)


@transaction.atomic
def copy_edition(edition: Edition) -> Edition:
    """A draft of the same plan that says the same, in a fixed number of queries."""
    draft = _new_draft(edition, edition.plan)
    for model in EDITION_ROWS:
        _copy_rows(model, edition, draft)
    for model in EDITION_ROWS:
        for many in model._meta.local_many_to_many:
            _copy_links(many, edition, draft)
    return draft


@transaction.atomic
def start_next_year(edition: Edition) -> Edition:
    """A draft for the following year: these goals and projects, linked to these, and this year's results."""
    plan, _created = Plan.objects.select_for_update().get_or_create(
        park=edition.plan.park, year=edition.plan.year + 1
    )
    if plan.editions.exists():
        raise Refusal(_("There is a plan for %(year)s already. Open it instead.") % {"year": plan.year})
    draft = _new_draft(edition, plan, meeting="", meeting_en="", meeting_date=None, meeting_date_basis="")
    for model in STRUCTURE:
        _copy_rows(model, edition, draft)
    _copy_rows(Figure, edition, draft, without=("measure",), where=~models.Q(kind=FigureKind.TARGET))
    for many in (Figure.passages.field, Figure.organisations.field):
        _copy_links(many, edition, draft)
    for kind in (Goal, Project):
        _link_predecessors(kind, edition, draft)
    return draft


def _new_draft(edition: Edition, plan: Plan, **changes: Any) -> Edition:
    said = {
        column.name: getattr(edition, column.attname)
        for column in edition._meta.concrete_fields
        if column.name not in OWN
    }
    highest = plan.editions.aggregate(highest=models.Max("number"))["highest"] or 0
    values = {**said, **changes, "plan": plan, "number": highest + 1, "state": EditionState.DRAFT}
    if not values["meeting_date"]:
        values["meeting_date_stated"] = ""
    with recorded():
        draft = Edition.objects.create(**values)
        draft.sources.set(edition.sources.all())
        draft.passages.set(edition.passages.all())
    return draft


# Rows are copied inside the database: one statement a table, however many rows there are. References
# find their new row by its key, which a row and its copy share.


def _name(identifier: Any) -> str:
    return connection.ops.quote_name(identifier)


def _copy_rows(
    model: type[EditionRow],
    source: Edition,
    target: Edition,
    *,
    without: tuple[str, ...] = (),
    where: models.Q | None = None,
) -> None:
    chosen = model._default_manager.filter(edition=source)
    chosen = chosen.filter(where) if where else chosen
    here = _name(model._meta.db_table)
    columns, values, parameters = [], [], []
    for column in model._meta.concrete_fields:
        if column.primary_key:
            continue
        columns.append(_name(column.column))
        if column.name == "edition":
            values.append("%s")
            parameters.append(target.pk)
        elif column.name in without:
            values.append("NULL")
        elif _is_row(related := cast(Any, column.related_model)):
            table = _name(related._meta.db_table)
            values.append(
                f"(SELECT fresh.id FROM {table} fresh JOIN {table} stale ON fresh.key = stale.key "
                f"WHERE stale.id = {here}.{_name(column.column)} AND fresh.edition_id = %s)"
            )
            parameters.append(target.pk)
        else:
            values.append(f"{here}.{_name(column.column)}")
    wanted, wanted_parameters = chosen.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {here} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {here} "
            f"WHERE {here}.id IN ({wanted}) ORDER BY {here}.id",
            [*parameters, *wanted_parameters],
        )


def _copy_links(many: Any, source: Edition, target: Edition) -> None:
    """The rows of a many-to-many table; what they point at is found anew where it was copied too."""
    through = _name(many.remote_field.through._meta.db_table)
    table = _name(many.model._meta.db_table)
    near, far = _name(many.m2m_column_name()), _name(many.m2m_reverse_name())
    pointed, join, parameters = f"link.{far}", "", []
    if _is_row(many.related_model) and many.related_model is not many.model:
        there = _name(many.related_model._meta.db_table)
        pointed = "there.id"
        join = (
            f"JOIN {there} there_before ON there_before.id = link.{far} "
            f"JOIN {there} there ON there.key = there_before.key AND there.edition_id = %s"
        )
        parameters = [target.pk]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {through} ({near}, {far}) SELECT here.id, {pointed} FROM {through} link "
            f"JOIN {table} before ON before.id = link.{near} AND before.edition_id = %s "
            f"JOIN {table} here ON here.key = before.key AND here.edition_id = %s {join} ORDER BY link.id",
            [source.pk, target.pk, *parameters],
        )


def _link_predecessors(model: type[Goal] | type[Project], source: Edition, target: Edition) -> None:
    through = model.predecessors.through
    table = _name(model._meta.db_table)
    near = _name(model.predecessors.field.m2m_column_name())
    far = _name(model.predecessors.field.m2m_reverse_name())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_name(through._meta.db_table)} ({near}, {far}) SELECT here.id, before.id "
            f"FROM {table} before JOIN {table} here ON here.key = before.key AND here.edition_id = %s "
            f"WHERE before.edition_id = %s",
            [target.pk, source.pk],
        )


def _is_row(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, EditionRow)


# Comparing


@dataclass(frozen=True)
class FieldChange:
    """One field of a row, before and after, as a person reads it. `name` is the field's own."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A row that one edition has and the other has not, or has with other content."""

    kind: str
    model: type[models.Model]
    key: str
    title: str
    fields: list[FieldChange] = field(default_factory=list)

    @property
    def kind_name(self) -> str:
        """What kind of thing changed: 举措, measure."""
        return str(Plan._meta.verbose_name if self.model is Edition else self.model._meta.verbose_name)


ADDED, REMOVED, CHANGED = "added", "removed", "changed"


# A value to compare, and as a person reads it: references are compared by key, and read as names.
Said = tuple[str, str]
# A row's name and its values by field. Ten thousand of them are held at once, so they are plain texts.
Content = tuple[str, dict[str, tuple[Said, ...]]]
UNSAID: Said = ("", "")
# Rows looked at together: beyond that, an edition is read in several steps instead of being held whole.
AT_ONCE = 2_000


@dataclass(frozen=True)
class Snapshot:
    """All that an edition says at one moment, to be compared with another."""

    own: Content
    rows: dict[type[EditionRow], dict[str, Content]]

    @property
    def fingerprint(self) -> str:
        """The same for two editions that say the same, in whatever language it was taken."""
        digest = hashlib.sha256()
        for name, contents in (("", {"": self.own}), *((m.__name__, rows) for m, rows in self.rows.items())):
            for key, (_title, values) in contents.items():
                said = [(one, [value for value, _words in values[one]]) for one in sorted(values)]
                digest.update(repr((name, key, said)).encode())
        return digest.hexdigest()


def snapshot(edition: Edition) -> Snapshot:
    own = (edition.title, _values(Edition, edition, skipped=OWN))
    return Snapshot(own, {model: _contents(model, edition) for model in EDITION_ROWS})


def compare(before: Edition, after: Edition) -> list[Change]:
    """What `after` says otherwise than `before`, table by table; nothing for an edition and its copy."""
    return compare_snapshots(snapshot(before), snapshot(after))


def compare_snapshots(before: Snapshot, after: Snapshot) -> list[Change]:
    own = list(_differences(Edition, before.own[1], after.own[1]))
    changes = [Change(CHANGED, Edition, "", after.own[0], own)] if own else []
    for model in EDITION_ROWS:
        old, new = before.rows[model], after.rows[model]
        for key in [*old, *(key for key in new if key not in old)]:
            if key not in new:
                changes.append(Change(REMOVED, model, key, old[key][0]))
            elif key not in old:
                changes.append(Change(ADDED, model, key, new[key][0]))
            elif differing := list(_differences(model, old[key][1], new[key][1])):
                changes.append(Change(CHANGED, model, key, new[key][0], differing))
    return changes


def _contents(model: type[EditionRow], edition: Edition) -> dict[str, Content]:
    """An edition's rows of one kind by key; a fixed number of queries for each two thousand rows."""
    along = [column.name for column in model._meta.concrete_fields if column.related_model]
    many = [
        f"{one.name}__metric" if one.related_model is Figure else one.name for one in model._meta.many_to_many
    ]
    rows = model._default_manager.filter(edition=edition).select_related(*along).prefetch_related(*many)
    skipped = frozenset({"id", "edition"})
    known: dict[Any, Any] = {}
    contents = {}
    for row in rows.order_by("order", "key").iterator(AT_ONCE):
        values = _values(model, row, skipped=skipped)
        # Most values are those of many rows; each is kept once.
        contents[row.key] = (str(row), {name: known.setdefault(one, one) for name, one in values.items()})
    return contents


def _values(
    model: type[models.Model], row: models.Model, *, skipped: frozenset[str]
) -> dict[str, tuple[Said, ...]]:
    values: dict[str, tuple[Said, ...]] = {
        column.name: (_said(row, column),)
        for column in model._meta.concrete_fields
        # What nobody edits is told by what it was taken from.
        if column.editable and column.name not in skipped
    }
    for many in model._meta.many_to_many:
        values[many.name] = tuple(sorted(_reference(one) for one in getattr(row, many.name).all()))
    return values


def _said(row: models.Model, column: Any) -> Said:
    value = getattr(row, column.name)
    if column.related_model:
        return _reference(value) if value else UNSAID
    if column.choices:
        return value, str(getattr(row, f"get_{column.name}_display")())
    if isinstance(column, PictureField):
        return value.name or "", picture_in_words(value.name or "")
    if isinstance(column, models.DecimalField) and value is not None:
        return f"{value.normalize():f}", f"{value.normalize():f}"
    if isinstance(column, models.BooleanField):
        return str(value), str(_("yes") if value else _("no"))
    return UNSAID if value in (None, "") else (str(value), str(value))


def _reference(row: Any) -> Said:
    """A row by what is the same in every edition: its key, never its number."""
    key = getattr(row, "key", "") or getattr(row, "slug", "") or getattr(row, "code", "")
    return str(key or row.pk), str(row)


def _differences(
    model: type[models.Model], before: dict[str, tuple[Said, ...]], after: dict[str, tuple[Said, ...]]
) -> Iterator[FieldChange]:
    """The fields that differ; of a list, only what was taken from it and added to it."""
    for name, values in before.items():
        if values == after[name]:
            continue
        gone = [words for one, words in values if one not in {key for key, _words in after[name]}]
        come = [words for one, words in after[name] if one not in {key for key, _words in values}]
        if gone or come:
            label = str(getattr(model._meta.get_field(name), "verbose_name", name))
            yield FieldChange(name, label, "\n".join(gone), "\n".join(come))


# Publishing


@transaction.atomic
def submit(edition: Edition) -> Edition:
    """A draft is handed over to whoever publishes."""
    return _move(edition, {EditionState.DRAFT}, EditionState.SUBMITTED)


@transaction.atomic
def return_to_draft(edition: Edition) -> Edition:
    """A submitted edition goes back to its editors."""
    return _move(edition, {EditionState.SUBMITTED}, EditionState.DRAFT)


@transaction.atomic
def publish(edition: Edition, *, user: AbstractBaseUser | None, note: str, note_en: str = "") -> Edition:
    """Readers see this edition from the next request on; the one they saw becomes superseded."""
    current = _lock(edition)
    if current.state not in OPEN_STATES:
        raise Refusal(_("Only a draft or a submitted edition can be published. Revise the plan first."))
    if not note.strip():
        raise Refusal(_("Say in a release note what changed."))
    return _release(current, user, release_note=note, release_note_en=note_en)


@transaction.atomic
def go_back(edition: Edition, *, user: AbstractBaseUser | None) -> Edition:
    """An earlier edition is what readers see again."""
    current = _lock(edition)
    if current.state not in {EditionState.SUPERSEDED, EditionState.WITHDRAWN}:
        raise Refusal(_("Only an edition that was published before can be gone back to."))
    return _release(current, user)


@transaction.atomic
def withdraw(edition: Edition) -> Edition:
    """Readers no longer see the plan."""
    return _move(edition, {EditionState.PUBLISHED}, EditionState.WITHDRAWN)


def _release(edition: Edition, user: AbstractBaseUser | None, **changes: Any) -> Edition:
    update_recorded(Edition.objects.published().filter(plan=edition.plan), state=EditionState.SUPERSEDED)
    edition.state = EditionState.PUBLISHED
    edition.released_at, edition.released_by = timezone.now(), user  # type: ignore[assignment]
    for name, value in changes.items():
        setattr(edition, name, value)
    edition.save()
    return edition


def hold(edition: Edition) -> Edition:
    """The edition as it is now; until the transaction ends, nobody publishes or withdraws it."""
    return Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)


def _lock(edition: Edition) -> Edition:
    """The edition as it is now, with its plan's editions held until the transaction ends."""
    editions = {
        one.pk: one for one in Edition.objects.select_for_update(of=("self",)).filter(plan=edition.plan)
    }
    return editions[edition.pk]


def _move(edition: Edition, allowed: set[EditionState], state: EditionState) -> Edition:
    current = _lock(edition)
    if current.state not in allowed:
        raise Refusal(
            _("This edition is “%(state)s” now, so that cannot be done. Reload the page.")
            % {"state": current.get_state_display()}
        )
    current.state = state
    current.save(update_fields=["state"])
    return current
