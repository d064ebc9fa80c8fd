"""Import a workbook into the draft of its plan: all of it, or nothing and a list of the problems."""

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

from initiatives.editions.comparison import (
    ADDED,
    CHANGED,
    Change,
    ComparedEdition,
    compare_snapshots,
    snapshot,
)
from initiatives.editions.lifecycle import revise
from initiatives.models import (
    EDITION_ROWS,
    Assignment,
    Contribution,
    Edition,
    EditionRow,
    Metric,
    Park,
    Passage,
    Plan,
    Project,
    Section,
    Source,
)
from initiatives.models.row_history import recorded
from initiatives.quality import findings
from initiatives.source_text import place_passages
from initiatives.values.project_noun import using_noun
from initiatives.values.vocabulary import EditionState
from initiatives.workbook.archive import EXPORT_AGAIN
from initiatives.workbook.assignment_sheet import write_assignments
from initiatives.workbook.cell_text import visible_text
from initiatives.workbook.database_copy import database_copy
from initiatives.workbook.finding_places import FindingPlaces, PlacedFinding
from initiatives.workbook.parsed_workbook import ParsedWorkbook, SheetRow
from initiatives.workbook.parser import read_workbook
from initiatives.workbook.problems import Problem, words_of
from initiatives.workbook.references import find_in_other_edition
from initiatives.workbook.sheets import (
    SHARED,
    SHEET_OF,
    CellType,
    SheetColumn,
    identity,
    refers_to_other_editions,
)

# Called with the number of rows done and the number of all rows.
Progress = Callable[[int, int], None]
# Numbers for projects whose number another project is about to take.
FIRST_TEMPORARY_NUMBER = 30_000
# Kinds of rows whose keys begin with that of their source.
IN_SOURCES = (Section, Passage)
CORRECT_CELL = _("Correct the cell.")


@dataclass
class Result:
    """The outcome of an import."""

    # The draft with the content of the workbook; None if nothing was written.
    draft: Edition | None = None
    # Whether the draft did not exist before.
    created: bool = False
    changes: list[Change] = field(default_factory=list)
    # Changes to metrics, organisations, sources and passages. All plans share these, and readers see the
    # changes at once.
    shared: list[Change] = field(default_factory=list)
    # The number of rows of the draft, changed or not.
    rows: int = 0
    # The fingerprint of the draft before the import.
    state: str = ""
    # Whether the draft is not what it was when the workbook was exported.
    outdated: bool = False
    # Whether the fingerprint is not the expected one; then nothing was written.
    moved: bool = False
    problems: list[Problem] = field(default_factory=list)
    # What the quality rules find in the draft as it will be. It does not keep the workbook out.
    findings: list[PlacedFinding] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)

    @property
    def changes_shared(self) -> bool:
        """Whether rows change that other plans may use; new ones are used by none yet."""
        return any(change.kind == CHANGED and change.model is not Assignment for change in self.shared)


class _RollBack(Exception):
    """Raised to roll the transaction back."""


def import_workbook(
    file: IO[bytes],
    *,
    plan: Plan | None = None,
    allow_new: bool = False,
    allow_shared: bool = True,
    expected: str = "",
    dry_run: bool = False,
    add: bool = False,
    user: AbstractBaseUser | None = None,
    progress: Progress | None = None,
) -> Result:
    """Replace the content of the plan's draft by that of the workbook, which names its plan.

    With `plan`, a workbook of another plan is refused. A missing park or plan is created only with
    `allow_new`; rows that all plans share are changed only with `allow_shared`, and added in any case. With
    `expected`, the `state` of an earlier result, a draft that was changed since then is left alone. A dry
    run, and any problem, leaves the database as it was. The histories of the rows name the `user`. With
    `add`, rows that the draft has and the workbook lacks stay.
    """
    parsed = read_workbook(file, partial=add)
    if isinstance(parsed, list):
        return Result(problems=parsed)
    if parsed.problems and {Park, Edition} & parsed.unreadable:
        return Result(problems=parsed.problems, notes=parsed.notes)
    # What the plan forbids is told together with what is wrong with the cells: the import goes on in a copy.
    dry_run = dry_run or bool(parsed.problems)
    work = _Import(parsed, progress, add=add, may_publish=allow_shared)
    # Constraints are checked by the database as rows are written, so a dry run has to write as well. It does
    # so in a copy, because with SQLite nobody else could save in the meantime.
    database = database_copy() if dry_run else nullcontext()
    try:
        with (
            database,
            transaction.atomic(),
            recorded(reason="workbook", user=user),
            using_noun(parsed.noun),
        ):
            work.run(plan, allow_new)
            result = work.result
            parsed.add(result.problems)
            result.moved = bool(expected) and not parsed.problems and result.state != expected
            if dry_run or result.moved or parsed.problems or (result.changes_shared and not allow_shared):
                raise _RollBack
    except _RollBack:
        work.result.draft = None
    if problems := parsed.problems:
        return Result(problems=problems, notes=parsed.notes)
    return work.result


class _Import:
    def __init__(
        self, parsed: ParsedWorkbook, progress: Progress | None, *, add: bool, may_publish: bool
    ) -> None:
        self.parsed, self.progress, self.add, self.may_publish = parsed, progress, add, may_publish
        self.count = parsed.count()
        self.result = Result(notes=parsed.notes)
        self.rows_by_key: dict[type[models.Model], dict[str, Any]] = {}
        self.places = FindingPlaces(parsed)
        self.done = 0

    def run(self, plan: Plan | None, allow_new: bool) -> None:
        target = self._find_plan(plan, allow_new)
        if target is None:
            return
        self.park = target.park
        draft = self._open_draft(target)
        if draft is None:
            return
        before, found_before = snapshot(draft), findings(draft)
        for model in SHARED:
            self._write_shared_rows(model)
        self._place_changed_passages()
        self._write(draft, self.parsed.edition)
        self._write_edition_rows(draft)
        self._write_assignments(draft)
        self.rows_by_key.clear()
        if not self.result.problems and not self.parsed.problems:
            after = Edition.objects.get(pk=draft.pk)
            content = snapshot(after)
            self.result.draft, self.result.changes = after, compare_snapshots(before, content)
            self.result.state = before.fingerprint
            self.result.rows = sum(map(len, content.rows.values()))
            self.result.findings = list(self.places.placed(findings(after), found_before))
            self.result.outdated = not self._was_exported_from(before)

    def _was_exported_from(self, content: ComparedEdition) -> bool:
        """Whether the workbook, as far as it can be told, was exported from just this content."""
        state = self.parsed.state
        return state in ("", content.fingerprint) or state == content.early_fingerprint(self.parsed.absent)

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
        created = Plan(park=park, year=year)
        return created if self._save(created, self.parsed.edition, set()) else None

    def _refuse(self, expected: Any, remedy: Any) -> None:
        self.result.problems.append(Problem(expected, remedy))

    def _note_park(self, park: Park, row: SheetRow) -> None:
        """Note where the workbook's park differs from the stored one, which it does not change."""
        for column in row.sheet.columns:
            if column.name not in row.absent and getattr(park, column.name) != row.values[column.name]:
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

    def _write_shared_rows(self, model: type[models.Model]) -> None:
        rows = self.parsed.rows[model]
        stored = {identity(row): row for row in self._stored_rows(model)}
        self.rows_by_key[model] = dict(stored)
        for row in rows:
            target, new = stored.get(row.key), row.key not in stored
            if target is None:
                target = model() if model is Metric or row.sheet.within_source else model(park=self.park)
            if self._write(target, row):
                kind = ADDED if new else CHANGED
                self.result.shared.append(Change(kind, model, row.key, str(target)))
            self.rows_by_key[model][row.key] = target
            self.places.note(target, row)

    def _place_changed_passages(self) -> None:
        """Find passages anew in the texts of sources of which a passage or section has changed."""
        changed = {
            change.key.partition("/")[0] for change in self.result.shared if change.model in IN_SOURCES
        }
        if not self.result.problems and not self.parsed.problems:
            for source in Source.objects.filter(park=self.park, slug__in=changed, full_text__isnull=False):
                place_passages(source)

    def _stored_rows(self, model: Any) -> models.QuerySet:
        rows = model._default_manager.all()
        if model is Metric:
            return rows
        if SHEET_OF[model].within_source:
            return rows.filter(source__park=self.park).select_related("source")
        return rows.filter(park=self.park)

    def _write_edition_rows(self, draft: Edition) -> None:
        removed: list[EditionRow] = []
        for model in EDITION_ROWS:
            stored = {row.key: row for row in self._of_draft(model, draft)}
            # Imported rows are dropped, since ten thousand of them take much memory.
            rows = self.parsed.rows.pop(model)
            if self.parsed.left_out(model):
                self.rows_by_key[model] = stored
                continue
            named = {row.key for row in rows}
            kept = {key: stored.pop(key) for key in stored.keys() - named} if self.add else {}
            if model is Contribution:
                _delete_changed_contributions(stored, rows)
            if model is Project:
                _assign_temporary_numbers(stored, rows)
            removed += [stored[key] for key in stored.keys() - named]
            stored |= kept
            self.rows_by_key[model] = stored
            for row in rows:
                target = stored.setdefault(row.key, model(edition=draft))
                self._write(target, row)
                self.places.note(target, row)
                vars(target).pop("_prefetched_objects_cache", None)
        if self.result.problems or self.parsed.problems:
            return
        # Deleted last, when no remaining row refers to them any more.
        for removed_row in reversed(removed):
            removed_row.delete()

    def _write_assignments(self, draft: Edition) -> None:
        """Bring in the lines of the sheet of assignments, once all that they may name is there."""
        if self.result.problems or self.parsed.problems or not self.parsed.assignments:
            return
        changes, problems = write_assignments(
            draft, self.parsed.assignments, self.parsed.assignment_title, may_publish=self.may_publish
        )
        self.result.shared += changes
        self.result.problems += problems

    def _of_draft(self, model: type[EditionRow], draft: Edition) -> models.QuerySet:
        lists = [field.name for field in model._meta.many_to_many]
        return model._default_manager.filter(edition=draft).prefetch_related(*lists)

    def _write(self, target: Any, row: SheetRow) -> bool:
        """Set the values of a sheet row; return whether that changed the row. Errors become problems."""
        self._report_progress()
        is_new, changed, lists, unresolved = target.pk is None, False, {}, set(row.misread)
        if is_new and (
            needed := [one for one in row.sheet.columns if one.required and one.name in row.absent]
        ):
            self._ask_for_columns(row, needed)
            return False
        for column in row.sheet.columns:
            if column.name in row.absent and not is_new:
                continue
            if column.name in row.misread or (isinstance(target, Edition) and column.name == "year"):
                continue
            value, missing = self._value(column, row)
            if missing:
                unresolved.add(column.name)
            elif column.kind is CellType.REFERENCES:
                lists[column.name] = value
            elif _differs(target, column, value):
                setattr(target, column.name, value)
                changed = True
        if (is_new or changed) and not self._save(target, row, unresolved):
            return False
        for name, value in lists.items():
            changed |= _set_list(target, name, value, is_new=is_new)
        return is_new or changed

    def _ask_for_columns(self, row: SheetRow, columns: list[SheetColumn]) -> None:
        for column in columns:
            problem = Problem(
                _("The column is missing, and a new row needs it."),
                EXPORT_AGAIN,
                sheet=self.parsed.titles[row.sheet.model],
                row=row.number,
                column=column.heading(self.parsed.language),
            )
            self.result.problems.append(problem)

    def _value(self, column: SheetColumn, row: SheetRow) -> tuple[Any, bool]:
        """Return a field's value, and whether it refers to a row that could not be saved."""
        value = row.values[column.name]
        if column.kind is CellType.REFERENCES:
            if refers_to_other_editions(column):
                return [find_in_other_edition(column.target, key) for key in value], False
            targets = [self.rows_by_key[column.target].get(key) for key in value]
            return targets, any(target is None or target.pk is None for target in targets)
        if column.kind is not CellType.REFERENCE or value is None:
            return value, False
        target = self.rows_by_key[column.target].get(value)
        return target, target is None or target.pk is None

    def _save(self, target: models.Model, row: SheetRow, unresolved: set[str]) -> bool:
        """Save the row and return True, or add what is wrong with it to the problems.

        The parser has checked that keys are unique. References in `unresolved` are not validated.
        """
        try:
            # References were looked up already; validating each takes a query.
            known = {column.name for column in row.sheet.columns if column.kind is CellType.REFERENCE}
            target.full_clean(
                exclude=unresolved | known, validate_unique=False, validate_constraints=bool(unresolved)
            )
            if not unresolved:
                with transaction.atomic():
                    target.save()
        except ValidationError as error:
            self.result.problems += self._problems(row, error)
            return False
        except IntegrityError:
            # Validating constraints takes a query for each, so it is done only if the database found one.
            return self._violated_constraints(target, row)
        return not unresolved

    def _violated_constraints(self, target: models.Model, row: SheetRow) -> bool:
        """Add the violated constraints to the problems; re-raise IntegrityError if there are none."""
        try:
            target.validate_constraints()
        except ValidationError as error:
            self.result.problems += self._problems(row, error)
            return False
        raise

    def _problems(self, row: SheetRow, error: ValidationError) -> Iterator[Problem]:
        for name, errors in error.error_dict.items():
            for message in errors:
                column = "" if name == NON_FIELD_ERRORS else name
                if own := words_of(message):
                    yield self.parsed.problem(row, column, *own)
                    continue
                got = f" {row.cell_texts[column]}" if row.cell_texts.get(column) else ""
                expected = lazystr(LazyMessages(message))
                remedy = CORRECT_CELL if column else _("Correct the row.")
                if got:
                    remedy = format_lazy(_("The cell says “{got}”. {remedy}"), got=got.strip(), remedy=remedy)
                yield self.parsed.problem(row, column, expected, remedy, is_sentence=True)

    def _report_progress(self) -> None:
        self.done += 1
        if self.progress:
            self.progress(self.done, self.count)


def _delete_changed_contributions(stored: dict[str, Any], rows: list[SheetRow]) -> None:
    """Delete stored contributions that the workbook lacks or changes; those that take their place are new.

    A goal and a project are linked only once, so no link could be changed into one that is still there.
    """
    in_workbook = {row.key: row for row in rows}
    for key, link in [*stored.items()]:
        row = in_workbook.get(key)
        ends = {"goal": link.goal.key, "project": link.project.key}
        if row is None or any(
            row.values[name] != end for name, end in ends.items() if name not in row.absent
        ):
            link.delete()
            del stored[key]


def _assign_temporary_numbers(stored: dict[str, Any], rows: list[SheetRow]) -> None:
    """Move projects to temporary numbers so that renumbering violates no unique constraint."""
    in_workbook = {row.key: row for row in rows}
    for offset, (key, project) in enumerate(stored.items()):
        row = in_workbook.get(key)
        if row is None or ("number" not in row.absent and row.values["number"] != project.number):
            project.number = FIRST_TEMPORARY_NUMBER + offset
            project.save(update_fields=["number"])


class LazyMessages:
    """The messages of a validation error, translated each time they are formatted."""

    def __init__(self, error: ValidationError) -> None:
        self.error = error

    def __str__(self) -> str:
        return " ".join(self.error.messages)


def _differs(target: Any, column: SheetColumn, value: Any) -> bool:
    stored = getattr(target, column.field.attname)
    if column.kind is CellType.REFERENCE:
        value = value and value.pk
    if isinstance(stored, str) and isinstance(value, str):
        # What cells do not keep is no change: kinds of line ends, outer white space, characters nobody sees.
        stored = visible_text(stored)
    return stored != value


def _set_list(target: Any, name: str, rows: list[Any], *, is_new: bool) -> bool:
    manager = getattr(target, name)
    if is_new:
        manager.add(*rows)
        return bool(rows)
    if {row.pk for row in manager.all()} == {row.pk for row in rows}:
        return False
    manager.set(rows)
    return True
