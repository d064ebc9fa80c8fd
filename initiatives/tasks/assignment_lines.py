"""The lines of a list of responsibilities as people write them, read into assignments of a plan.

The sheet of a workbook and the list at the desk are read here. Nothing is written before all is understood.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from initiatives.files.spreadsheets import cell_text
from initiatives.models import Assignment, Edition, Figure, Measure, Organisation
from initiatives.models.row_history import recorded
from initiatives.values.milestones import last_day
from initiatives.values.row_keys import folded_name, key_from
from initiatives.values.stated_times import parse_time
from initiatives.values.vocabulary import AssignmentSubject, FigureKind, OrganisationKind

# The cells of a line, in the order in which offices write them.
CELLS = (
    *("order", "task", "leader", "lead", "joint", "contact"),
    *("due", "milestones", "progress", "note"),
)
# Those that make an assignment of a line.
ASSIGNING = ("leader", "lead", "joint", "contact", "due", "milestones", "note")
TEXTS = ("leader", "contact", "milestones", "note")
BETWEEN_BODIES = re.compile(r"([\n、;；,，/])")
# What may be assigned, by its key and by its folded names.
Subjects = dict[str, list[Any]]
DIGITS_OF_DAY = re.compile(r"([0-9]{4})[./年-]([0-9]{1,2})[./月-]([0-9]{1,2})日?", re.ASCII)


@dataclass
class AssignmentLine:
    """One line: the text of each cell by name, and what is wrong. What has no cell stays as it is."""

    number: int
    cells: dict[str, str]
    problems: list[tuple[str, Any]] = field(default_factory=list)

    def said(self, name: str) -> str:
        return self.cells.get(name, "").strip()

    @property
    def is_blank(self) -> bool:
        return not any(self.said(name) for name in (*ASSIGNING, "task"))

    @property
    def assigns(self) -> bool:
        return any(self.said(name) for name in ASSIGNING)


@dataclass
class ReadLine:
    """What a line says, as values; new bodies are named and not made yet."""

    line: AssignmentLine
    subject: Any
    values: dict[str, Any]
    lead: str | None = None
    joint: list[str] | None = None


def read_due(text: str, year: int) -> date:
    """A day or the end of a period: 2024-06-30, 2024.6.30, 6月底前, 2024-Q3, 全年. Raises ValueError."""
    if found := DIGITS_OF_DAY.fullmatch(text.strip()):
        return date(*map(int, found.groups()))
    try:
        return last_day(text.strip())
    except ValueError:
        stated = parse_time(text.strip(), plan_year=year, published_on=None)
        if stated is None or stated.last is None:
            raise ValueError(text) from None
        return stated.last


class AssignmentLines:
    """Lines read against an edition: `read()` understands them, `write()` changes the assignments."""

    def __init__(self, edition: Edition, lines: Iterable[AssignmentLine], *, may_publish: bool) -> None:
        self.edition, self.may_publish = edition, may_publish
        self.lines = [line for line in lines if not line.is_blank]
        self.stored = {row.subject_key: row for row in edition.plan.assignments.prefetch_related("joint")}
        bodies = Organisation.objects.filter(park=edition.plan.park_id)
        self.bodies: dict[str, Organisation] = {}
        for body in bodies:
            for name in (body.name_en, body.slug, body.name):
                if name:
                    self.bodies[folded_name(name)] = body
        self.readings: list[ReadLine] = []
        self.new_bodies: dict[str, str] = {}

    @property
    def has_problems(self) -> bool:
        return any(line.problems for line in self.lines)

    def read(self) -> None:
        subjects = _subjects_by_name(self.edition)
        subjects = {**_earlier_names(self.edition, subjects), **subjects}
        seen: dict[str, int] = {}
        for line in self.lines:
            subject = self._subject(line, subjects)
            if subject is None:
                continue
            if subject.key in seen:
                words = _("It stands in line {number} too. A task has one line.")
                line.problems.append(("task", format_lazy(words, number=seen[subject.key])))
            seen[subject.key] = line.number
            stored = self.stored.get(subject.key)
            if stored is None and not line.assigns:
                continue
            self.readings.append(self._reading(line, subject))
            if stored and not stored.draft and not self.may_publish and self._changes(self.readings[-1]):
                words = _("Readers see this assignment. Who may publish the plan may change it.")
                line.problems.append(("task", words))

    def _subject(self, line: AssignmentLine, subjects: Subjects) -> Any:
        text = line.said("task")
        found = _found(text, subjects)
        if len(found) == 1:
            return found[0]
        if not line.assigns:
            # The line of a task that nobody is assigned to, which may be gone or be called otherwise by now.
            return None
        if not text:
            line.problems.append(("task", _("Write the measure or target that is assigned.")))
        elif found:
            keys = ", ".join(row.key for row in found)
            words = _("Several are called so. Write the key of one of them: {keys}.")
            line.problems.append(("task", format_lazy(words, keys=keys)))
        else:
            words = _("The plan has no measure or target “{text}”. Write its title or its key.")
            line.problems.append(("task", format_lazy(words, text=text)))
        return None

    def _reading(self, line: AssignmentLine, subject: Any) -> ReadLine:
        values: dict[str, Any] = {name: line.said(name) for name in TEXTS if name in line.cells}
        reading = ReadLine(line, subject, values)
        for name in TEXTS:
            self._check_text(line, name)
        if "order" in line.cells:
            values["order"] = self._order(line)
        if "due" in line.cells:
            values["due"] = self._due(line)
        if "lead" in line.cells:
            names = self._names(line, "lead")
            if len(names) > 1:
                line.problems.append(("lead", _("One body leads. Move the others to the joint bodies.")))
            reading.lead = names[0] if names else ""
        if "joint" in line.cells:
            reading.joint = self._names(line, "joint")
        return reading

    def _check_text(self, line: AssignmentLine, name: str) -> None:
        if text := line.said(name):
            field: Any = Assignment._meta.get_field(name)
            try:
                field.clean(text, None)
            except ValidationError as error:
                line.problems += [(name, message) for message in error.messages]

    def _order(self, line: AssignmentLine) -> int:
        text = line.said("order").removesuffix(".0")
        if text and not (text.isascii() and text.isdigit() and int(text) < 32_768):
            line.problems.append(("order", _("Write a whole number.")))
            return 0
        return int(text or 0)

    def _due(self, line: AssignmentLine) -> date | None:
        text = line.said("due")
        try:
            return read_due(text, self.edition.plan.year) if text else None
        except ValueError:
            words = _("“{text}” is no day. Write 2024-06-30, 2024年6月30日, 6月底前 or 2024-Q2.")
            line.problems.append(("due", format_lazy(words, text=text)))
            return None

    def _names(self, line: AssignmentLine, name: str) -> list[str]:
        """The bodies of a cell by folded name; those that nobody has entered yet are noted as new."""
        found = []
        for text in self._parts(line.said(name)):
            if text := text.strip():
                folded = folded_name(text)
                if len(text) > 200 or not folded:
                    line.problems.append((name, _("This is no name of a body.")))
                    continue
                if folded not in self.bodies:
                    self.new_bodies.setdefault(folded, text)
                found.append(folded)
        return list(dict.fromkeys(found))

    def _parts(self, text: str) -> Iterator[str]:
        """The names in a cell; the marks between names may also stand within the name of a known body."""
        pieces = BETWEEN_BODIES.split(text)
        place = 0
        while place < len(pieces):
            ends = range(len(pieces), place, -2)
            known = (end for end in ends if folded_name("".join(pieces[place:end])) in self.bodies)
            end = next(known, place + 1)
            yield "".join(pieces[place:end])
            place = end + 1

    def _changes(self, reading: ReadLine) -> bool:
        """Whether what is stored differs from what the line says."""
        stored = self.stored.get(reading.subject.key)
        if stored is None or not reading.line.assigns:
            return True
        if any(getattr(stored, name) != value for name, value in reading.values.items()):
            return True
        lead = reading.lead is not None and self._pk(reading.lead) != stored.lead_id
        joint = reading.joint is not None and {self._pk(name) for name in reading.joint} != {
            body.pk for body in stored.joint.all()
        }
        return lead or joint

    def _pk(self, folded: str) -> int | None:
        return self.bodies[folded].pk if folded in self.bodies else None if not folded else -1

    def write(self) -> list[tuple[str, Assignment]]:
        """Make, change and remove assignments as the lines say: `added`, `changed` or `removed`, and the row.

        A line whose cells were all emptied removes its assignment; an assignment without a line stays.
        """
        done = []
        with recorded():
            self._make_bodies()
            for reading in self.readings:
                if self._changes(reading):
                    done.append(self._write(reading))
        return done

    def _make_bodies(self) -> None:
        taken = set(
            Organisation.objects.filter(park=self.edition.plan.park_id).values_list("slug", flat=True)
        )
        for folded, name in self.new_bodies.items():
            slug = key_from(name, taken) or key_from(f"body {len(taken)}", taken)
            taken.add(slug)
            self.bodies[folded] = Organisation.objects.create(
                park=self.edition.plan.park, slug=slug, name=name, kind=OrganisationKind.PARK_BODY
            )

    def _write(self, reading: ReadLine) -> tuple[str, Assignment]:
        stored = self.stored.get(reading.subject.key)
        if stored and not reading.line.assigns:
            stored.delete()
            return "removed", stored
        row = stored or Assignment(
            plan=self.edition.plan,
            subject=subject_kind(reading.subject),
            subject_key=reading.subject.key,
            draft=not self.may_publish,
        )
        for name, value in reading.values.items():
            setattr(row, name, value)
        if reading.lead is not None:
            row.lead = self.bodies.get(reading.lead)
        row.save()
        if reading.joint is not None:
            row.joint.set([self.bodies[name] for name in reading.joint])
        row.subject_name = str(reading.subject)
        return "changed" if stored else "added", row


def subject_kind(row: Any) -> AssignmentSubject:
    return AssignmentSubject.FIGURE if isinstance(row, Figure) else AssignmentSubject.MEASURE


def assignable_rows(edition: Edition) -> list[Measure | Figure]:
    """What may be assigned of an edition, in its order: measures, then targets."""
    measures = list(edition.measures.select_related("project"))
    targets = edition.figures.filter(kind=FigureKind.TARGET).select_related("metric", "project")
    return [*measures, *targets.order_by("order", "key")]


def _subjects_by_name(edition: Edition) -> Subjects:
    """What may be assigned, by key, and by its names in both languages, folded."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in assignable_rows(edition):
        for name in _folded_names(row):
            found[name].append(row)
    by_key: dict[str, list[Any]] = {row.key: [row] for rows in found.values() for row in rows}
    return {**found, **by_key}


def _earlier_names(edition: Edition, by_key: Subjects) -> Subjects:
    """What the rows were called in the edition before, as in a workbook that changes their names as well."""
    before = edition.plan.editions.exclude(pk=edition.pk).order_by("-number").first()
    found: Subjects = defaultdict(list)
    for row in assignable_rows(before) if before else ():
        if row.key in by_key:
            for name in _folded_names(row):
                found[name] += by_key[row.key]
    return found


def _folded_names(row: Measure | Figure) -> set[str]:
    names = [row.title, row.title_en] if isinstance(row, Measure) else _names_of_target(row)
    return {folded_name(name) for name in names if name}


def _names_of_target(figure: Figure) -> list[str]:
    names = [figure.metric.name, figure.metric.name_en]
    for language, _name in settings.LANGUAGES:
        with override(language):
            names.append(str(figure))
    return names


def lines_of(edition: Edition, rows: Sequence[Measure | Figure]) -> list[dict[str, str]]:
    """The cells of the stored assignments of some rows, each row's in its place; drafts included."""
    stored = {row.subject_key: row for row in _with_bodies(edition)}
    subjects = _subjects_by_name(edition)
    return [_cells(row, stored.get(row.key), subjects) for row in rows]


def _found(text: str, subjects: Subjects) -> list[Any]:
    return subjects.get(text) or subjects.get(folded_name(text)) or []


def _with_bodies(edition: Edition) -> Any:
    return edition.plan.assignments.select_related("lead").prefetch_related("joint")


def _cells(row: Measure | Figure, stored: Assignment | None, subjects: Subjects) -> dict[str, str]:
    cells = dict.fromkeys(CELLS, "")
    name = row.title if isinstance(row, Measure) else str(row)
    # Its key where the name leads to another row, or to several.
    cells["task"] = name if _found(cell_text(name).strip(), subjects) == [row] else row.key
    if stored:
        cells |= {name: getattr(stored, name) for name in TEXTS}
        cells["order"] = str(stored.order or "")
        cells["lead"] = stored.lead.name if stored.lead else ""
        cells["joint"] = "、".join(body.name for body in stored.joint.all())
        cells["due"] = stored.due.isoformat() if stored.due else ""
    return cells
