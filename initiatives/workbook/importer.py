"""A workbook brought into its plan's draft: all of it, or nothing and the list of what is wrong."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import IO, Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.editions.comparison import ADDED, CHANGED, Change, compare_snapshots, snapshot
from initiatives.editions.lifecycle import revise
from initiatives.models import (
    EDITION_ROWS,
    Contribution,
    Edition,
    EditionRow,
    Metric,
    Park,
    Plan,
    Project,
)
from initiatives.models.row_history import recorded
from initiatives.vocabulary import EditionState
from initiatives.workbook.database_copy import database_copy
from initiatives.workbook.parser import ParsedWorkbook, SheetRow, read_workbook
from initiatives.workbook.problems import Problem
from initiatives.workbook.references import reached
from initiatives.workbook.sheets import SHARED, SHEET_OF, Kind, SheetColumn, identity, reaches_out

# Told how many rows are done, and of how many.
Progress = Callable[[int, int], None]
# Where projects wait while others take their numbers.
WAITING = 30_000
CORRECT = _("Correct the cell.")


@dataclass
class Result:
    """What came of a workbook."""

    # The draft it is in now; None if nothing was written.
    draft: Edition | None = None
    # Whether the draft was made for it.
    created: bool = False
    changes: list[Change] = field(default_factory=list)
    # Metrics, organisations, sources and passages, which all plans share: readers see these at once.
    shared: list[Change] = field(default_factory=list)
    # How many rows the draft has, changed or not.
    rows: int = 0
    # The fingerprint of the draft before the workbook.
    state: str = ""
    # Whether the plan was changed here after the workbook was taken out.
    outdated: bool = False
    # Whether the draft is not what it was expected to be; then nothing was written.
    moved: bool = False
    problems: list[Problem] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)


class _Undone(Exception):
    """Nothing of it is to stay."""


def import_workbook(
    file: IO[bytes],
    *,
    plan: Plan | None = None,
    allow_new: bool = False,
    allow_shared: bool = True,
    expected: str = "",
    dry_run: bool = False,
    user: AbstractBaseUser | None = None,
    progress: Progress | None = None,
) -> Result:
    """Make the draft of the plan that the workbook names say what the workbook says.

    With `plan`, a workbook of another plan is refused. A park or plan that is not here yet is made only
    with `allow_new`, what all plans share is changed only with `allow_shared`. With `expected`, the `state`
    of an earlier result, a draft that has been changed since then is left alone. Whatever goes wrong, and
    in a dry run, everything stays as it was. The histories name the `user`.
    """
    parsed = read_workbook(file)
    if isinstance(parsed, list):
        return Result(problems=parsed)
    work = _Import(parsed, progress)
    # The database itself checks constraints while rows are written, so a dry run writes too: into a copy,
    # where that makes nobody wait.
    target = database_copy() if dry_run else nullcontext()
    try:
        with target, transaction.atomic(), recorded(reason="workbook", user=user):
            work.run(plan, allow_new)
            result = work.result
            result.moved = bool(expected) and not result.problems and result.state != expected
            if dry_run or result.moved or result.problems or (result.shared and not allow_shared):
                raise _Undone
    except _Undone:
        work.result.draft = None
    if work.result.problems:
        return Result(problems=work.result.problems, notes=parsed.notes)
    return work.result


class _Import:
    def __init__(self, parsed: ParsedWorkbook, progress: Progress | None) -> None:
        self.parsed, self.progress = parsed, progress
        self.count = parsed.count()
        self.result = Result(notes=parsed.notes)
        self.made: dict[type[models.Model], dict[str, Any]] = {}
        self.done = 0

    def run(self, plan: Plan | None, allow_new: bool) -> None:
        found = self._find_plan(plan, allow_new)
        if found is None:
            return
        self.park = found.park
        draft = self._open_draft(found)
        if draft is None:
            return
        before = snapshot(draft)
        for model in SHARED:
            self._shared(model)
        self._write(draft, self.parsed.edition)
        self._edition_rows(draft)
        self.made.clear()
        if not self.result.problems:
            after = Edition.objects.get(pk=draft.pk)
            said = snapshot(after)
            self.result.draft, self.result.changes = after, compare_snapshots(before, said)
            self.result.state = before.fingerprint
            self.result.rows = sum(map(len, said.rows.values()))
            self.result.outdated = self.parsed.state not in ("", self.result.state)

    # The plan and its draft

    def _find_plan(self, plan: Plan | None, allow_new: bool) -> Plan | None:
        row, year = self.parsed.park, self.parsed.edition.values["year"]
        slug = row.values["slug"]
        if plan and (plan.park.slug, plan.year) != (slug, year):
            words = _("The workbook is of the plan {other}, not of {plan}.")
            other, this = f"{slug} {year}", f"{plan.park.slug} {plan.year}"
            self._refuse(
                format_lazy(words, other=other, plan=this),
                _("Choose the workbook of this plan, or open that plan."),
            )
            return None
        found = Plan.objects.select_related("park").filter(park__slug=slug, year=year).first()
        if found:
            self._note_park(found.park, row)
            return found
        if not allow_new:
            words = _("There is no plan {plan} here.")
            remedy = _("Correct the park's address and the year, or allow a new plan to be made.")
            self._refuse(format_lazy(words, plan=f"{slug} {year}"), remedy)
            return None
        park = Park.objects.filter(slug=slug).first()
        if park is None:
            park = Park()
            if not self._write(park, row):
                return None
        else:
            self._note_park(park, row)
        made = Plan(park=park, year=year)
        return made if self._saved(made, self.parsed.edition, set()) else None

    def _refuse(self, expected: Any, remedy: Any) -> None:
        self.result.problems.append(Problem(expected, remedy))

    def _note_park(self, park: Park, row: SheetRow) -> None:
        """A workbook names its park and does not change it."""
        for column in row.sheet.columns:
            if getattr(park, column.name) != row.values[column.name]:
                words = _("The park's “{heading}” stays as it is; it is not changed from a workbook.")
                self.result.notes.append(format_lazy(words, heading=self.parsed.headings[Park][column.name]))

    def _open_draft(self, plan: Plan) -> Edition | None:
        known = set(plan.editions.values_list("pk", flat=True))
        draft = revise(plan)
        if draft.state != EditionState.DRAFT:
            self._refuse(
                _("The plan's draft has been handed over for publishing."),
                _("Return it to its editors first, then bring the workbook in."),
            )
            return None
        self.result.created = draft.pk not in known
        return draft

    # Rows

    def _shared(self, model: type[models.Model]) -> None:
        rows = self.parsed.rows[model]
        stored = {identity(row): row for row in self._stored(model)}
        self.made[model] = dict(stored)
        for row in rows:
            target, new = stored.get(row.key), row.key not in stored
            if target is None:
                target = model() if model is Metric or row.sheet.within_source else model(park=self.park)
            if self._write(target, row):
                kind = ADDED if new else CHANGED
                self.result.shared.append(Change(kind, model, row.key, str(target)))
            self.made[model][row.key] = target

    def _stored(self, model: Any) -> models.QuerySet:
        rows = model._default_manager.all()
        if model is Metric:
            return rows
        if SHEET_OF[model].within_source:
            return rows.filter(source__park=self.park).select_related("source")
        return rows.filter(park=self.park)

    def _edition_rows(self, draft: Edition) -> None:
        gone: list[EditionRow] = []
        for model in EDITION_ROWS:
            stored = {row.key: row for row in self._of_draft(model, draft)}
            # What is done with need not stay in memory: ten thousand rows are a lot to hold twice.
            rows = self.parsed.rows.pop(model)
            if model is Contribution:
                _clear_links(stored, rows)
            if model is Project:
                _clear_numbers(stored, rows)
            self.made[model] = stored
            gone += [stored[key] for key in stored.keys() - {row.key for row in rows}]
            for row in rows:
                target = stored.setdefault(row.key, model(edition=draft))
                self._write(target, row)
                vars(target).pop("_prefetched_objects_cache", None)
        if self.result.problems:
            return
        # Last, when nothing that stays refers to them any more.
        for one in reversed(gone):
            one.delete()

    def _of_draft(self, model: type[EditionRow], draft: Edition) -> models.QuerySet:
        lists = [one.name for one in model._meta.many_to_many]
        return model._default_manager.filter(edition=draft).prefetch_related(*lists)

    def _write(self, target: Any, row: SheetRow) -> bool:
        """Put a line's values into a row; whether that changed it. Mistakes become problems."""
        self._tell()
        fresh, changed, lists, lost = target.pk is None, False, {}, set()
        for column in row.sheet.columns:
            if isinstance(target, Edition) and column.name == "year":
                continue
            value, missing = self._value(column, row)
            if missing:
                lost.add(column.name)
            elif column.kind is Kind.REFERENCES:
                lists[column.name] = value
            elif _differs(target, column, value):
                setattr(target, column.name, value)
                changed = True
        if (fresh or changed) and not self._saved(target, row, lost):
            return False
        for name, value in lists.items():
            changed |= _set_list(target, name, value, fresh=fresh)
        return fresh or changed

    def _value(self, column: SheetColumn, row: SheetRow) -> tuple[Any, bool]:
        """A field's value, and whether it refers to a row that was not accepted itself."""
        value = row.values[column.name]
        if column.kind is Kind.REFERENCES:
            if reaches_out(column):
                return [reached(column.target, key) for key in value], False
            found = [self.made[column.target].get(key) for key in value]
            return found, any(one is None or one.pk is None for one in found)
        if column.kind is not Kind.REFERENCE or value is None:
            return value, False
        found_one = self.made[column.target].get(value)
        return found_one, found_one is None or found_one.pk is None

    def _saved(self, target: models.Model, row: SheetRow, lost: set[str]) -> bool:
        """Save the row, or list what is wrong with it. Keys are compared over the whole workbook already."""
        try:
            # References were looked up already; asking again takes a query for each.
            known = {column.name for column in row.sheet.columns if column.kind is Kind.REFERENCE}
            target.full_clean(exclude=lost | known, validate_unique=False, validate_constraints=bool(lost))
            if not lost:
                with transaction.atomic():
                    target.save()
        except ValidationError as error:
            self.result.problems += self._problems(row, error)
            return False
        except IntegrityError:
            # The database holds the constraints. Which one it was is asked only now: each takes a query.
            return self._explained(target, row)
        return not lost

    def _explained(self, target: models.Model, row: SheetRow) -> bool:
        try:
            target.validate_constraints()
        except ValidationError as error:
            self.result.problems += self._problems(row, error)
            return False
        raise

    def _problems(self, row: SheetRow, error: ValidationError) -> Iterator[Problem]:
        for name, errors in error.error_dict.items():
            for one in errors:
                column = "" if name == NON_FIELD_ERRORS else name
                got = f" {row.seen[column]}" if row.seen.get(column) else ""
                said = lazystr(Said(one))
                remedy = CORRECT if column else _("Correct the row.")
                if got:
                    remedy = format_lazy(_("The cell says “{got}”. {remedy}"), got=got.strip(), remedy=remedy)
                yield self.parsed.problem(row, column, said, remedy, complaint=True)

    def _tell(self) -> None:
        self.done += 1
        if self.progress:
            self.progress(self.done, self.count)


def _clear_links(stored: dict[str, Any], rows: list[SheetRow]) -> None:
    """Links that are gone or lead elsewhere make room for those that take their place."""
    said = {row.key: (row.values["goal"], row.values["project"]) for row in rows}
    for key, link in [*stored.items()]:
        if said.get(key) != (link.goal.key, link.project.key):
            link.delete()
            del stored[key]


def _clear_numbers(stored: dict[str, Any], rows: list[SheetRow]) -> None:
    """Projects whose number another one takes step aside first."""
    said = {row.key: row.values["number"] for row in rows}
    for place, (key, project) in enumerate(stored.items()):
        if said.get(key) != project.number:
            project.number = WAITING + place
            project.save(update_fields=["number"])


class Said:
    """A validation error in the language it is asked for in."""

    def __init__(self, error: ValidationError) -> None:
        self.error = error

    def __str__(self) -> str:
        return " ".join(self.error.messages)


def _differs(target: Any, column: SheetColumn, value: Any) -> bool:
    stored = getattr(target, column.field.attname)
    if column.kind is Kind.REFERENCE:
        value = value and value.pk
    if isinstance(stored, str) and isinstance(value, str):
        # What no cell can hold, or shows, is not taken for a change.
        stored = stored.replace("\r\n", "\n").replace("\r", "\n").strip()
    return stored != value


def _set_list(target: Any, name: str, rows: list[Any], *, fresh: bool) -> bool:
    manager = getattr(target, name)
    if fresh:
        manager.add(*rows)
        return bool(rows)
    if {row.pk for row in manager.all()} == {row.pk for row in rows}:
        return False
    manager.set(rows)
    return True
