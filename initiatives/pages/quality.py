"""The quality page: what a plan states, contradicts, leaves open, and what editors inferred.

What is missing is said to be left open by the plan only if its sources were read whole; else not entered.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from initiatives.freshness.shared_while_exporting import edition_rows
from initiatives.models import (
    Contribution,
    Edition,
    Figure,
    Goal,
    Measure,
    Photo,
    Project,
    Quote,
    Remark,
)
from initiatives.quality import Finding, findings
from initiatives.quality.introduction import visible_to_readers
from initiatives.values.vocabulary import Basis, FigureKind, RemarkKind

# Findings that the page does not list among its notices.
CODES_WITH_OWN_SECTION = ("contradiction", "target-without-number")
SUGGESTIONS: dict[str, Any] = {
    "number": ngettext_lazy(
        "How much: %(n)d measure has no number to reach.",
        "How much: %(n)d measures have no number to reach.",
        "n",
    ),
    "time": ngettext_lazy(
        "By when: %(n)d measure has neither a due period nor a regular interval.",
        "By when: %(n)d measures have neither a due period nor a regular interval.",
        "n",
    ),
    "organisation": ngettext_lazy(
        "Who: %(n)d measure names no responsible organisation.",
        "Who: %(n)d measures name no responsible organisation.",
        "n",
    ),
    "measures": ngettext_lazy(
        "What will be done: %(n)d %(noun)s has no measure of its own.",
        "What will be done: %(n)d %(nouns)s have no measure of their own.",
        "n",
    ),
    "target": ngettext_lazy(
        "How many: %(n)d target gives a direction or a threshold, but no number.",
        "How many: %(n)d targets give a direction or a threshold, but no number.",
        "n",
    ),
    "figures": ngettext_lazy(
        "How success will show: %(n)d goal has no figure.",
        "How success will show: %(n)d goals have no figure.",
        "n",
    ),
    "links": ngettext_lazy(
        "Which %(noun)s serves which goal: %(n)d link had to be inferred.",
        "Which %(noun)s serves which goal: %(n)d links had to be inferred.",
        "n",
    ),
    "outcome": ngettext_lazy(
        "How it turned out: %(n)d figure was only expected, and its period is over.",
        "How it turned out: %(n)d figures were only expected, and their period is over.",
        "n",
    ),
    "value": ngettext_lazy(
        "Which value holds: %(n)d figure has several.", "Which value holds: %(n)d figures have several.", "n"
    ),
    "date": ngettext_lazy(
        "The full date: %(n)d date had to be completed by the editors.",
        "The full date: %(n)d dates had to be completed by the editors.",
        "n",
    ),
}
# Instead of them where nobody has read the sources whole: gaps in what was entered, not in the plan.
NOT_ENTERED: dict[str, Any] = {
    "number": ngettext_lazy("%(n)d measure: a number to reach", "%(n)d measures: a number to reach", "n"),
    "time": ngettext_lazy(
        "%(n)d measure: a due period or a regular interval",
        "%(n)d measures: a due period or a regular interval",
        "n",
    ),
    "organisation": ngettext_lazy(
        "%(n)d measure: a responsible organisation", "%(n)d measures: a responsible organisation", "n"
    ),
    "measures": ngettext_lazy(
        "%(n)d %(noun)s: measures of its own", "%(n)d %(nouns)s: measures of their own", "n"
    ),
    "figures": ngettext_lazy("%(n)d goal: a figure", "%(n)d goals: a figure", "n"),
}


@dataclass(frozen=True)
class Share:
    """How many of `total` rows state something."""

    label: str
    count: int
    total: int

    @property
    def width(self) -> float:
        """Per cent of the total, for the bar; the page prints the two numbers."""
        return 100 * self.count / self.total if self.total else 0


def measures_with_number(figures: Iterable[Figure]) -> set[int | None]:
    """Primary keys of the measures that have a target with a number or a threshold."""
    targets = (figure for figure in figures if figure.kind == FigureKind.TARGET)
    return {figure.measure_id for figure in targets if figure.amount or figure.threshold}


def shares_of_measures(measures: Sequence[Measure], numbered: Container[int | None]) -> list[Share]:
    """How many of the measures state a number, a time, an organisation and so on.

    `numbered` are the primary keys of those with a number, see `measures_with_number`.
    """
    answers = {
        _("With a number to reach"): [row.pk in numbered for row in measures],
        _("With a time"): [_has_time(row) for row in measures],
        _("With a regular interval"): [bool(row.cadence) for row in measures],
        _("With a responsible organisation"): [row.responsible_id is not None for row in measures],
        _("With a passage of the source"): [bool(row.cited) for row in measures],
    }
    return [Share(label, sum(having), len(measures)) for label, having in answers.items()]


@dataclass(frozen=True)
class CountCell:
    """A number in a table; `count` is None where the question does not apply."""

    label: str
    count: int | None


@dataclass(frozen=True)
class CountRow:
    row: Project | Goal
    cells: list[CountCell]


@dataclass(frozen=True)
class ConflictingFigures:
    """Figures that contradict each other, and the editors' remark on them."""

    figures: list[Figure]
    remark: Remark | None


@dataclass(frozen=True)
class Notice:
    """A finding shown to readers: its message, the page of its first row, the editors' remark on it."""

    message: str
    url: str
    remark: Remark | None


@dataclass(frozen=True)
class QualityPage:
    url_name: ClassVar[str] = "quality"

    edition: Edition
    projects: list[Project]
    goals: list[Goal]
    measures: list[Measure]
    figures: list[Figure]
    quotes: list[Quote]
    photos: list[Photo]
    contributions: list[Contribution]
    remarks: list[Remark]
    # Those that readers see.
    findings: list[Finding]

    @classmethod
    def build(cls, edition: Edition) -> "QualityPage":
        content = edition_rows(edition)
        found = findings(edition, content=content)
        return cls(
            edition,
            content.projects,
            sorted(content.goals, key=lambda row: (row.group.order if row.group else -1, row.order)),
            content.measures,
            content.figures,
            content.quotes,
            content.photos,
            content.contributions,
            content.remarks,
            visible_to_readers(found, edition),
        )

    @cached_property
    def _measures_with_number(self) -> set[int | None]:
        return measures_with_number(self.figures)

    @cached_property
    def targets(self) -> list[Figure]:
        return [row for row in self.figures if row.kind == FigureKind.TARGET]

    @cached_property
    def tally(self) -> list[Share]:
        return shares_of_measures(self.measures, self._measures_with_number) if self.measures else []

    @cached_property
    def project_lines(self) -> list[CountRow]:
        return [CountRow(project, self._project_cells(project)) for project in self.projects]

    def _project_cells(self, project: Project) -> list[CountCell]:
        measures = _with_link(self.measures, project_id=project.pk)
        targets = _with_link(self.targets, project_id=project.pk)
        thresholds = sum(not row.amount and row.threshold is not None for row in targets)
        numbers = sum(row.amount is not None for row in targets)
        return [
            CountCell(_("Measures"), len(measures)),
            *(
                CountCell(share.label, share.count if measures else None)
                for share in shares_of_measures(measures, self._measures_with_number)
            ),
            CountCell(_("Figures"), len(_with_link(self.figures, project_id=project.pk))),
            CountCell(_("Targets with a number"), numbers),
            CountCell(_("Targets with a threshold only"), thresholds),
            CountCell(_("Targets without a number"), len(targets) - numbers - thresholds),
            CountCell(_("Quotes"), len(_with_link(self.quotes, project_id=project.pk))),
        ]

    @cached_property
    def goal_lines(self) -> list[CountRow]:
        return [CountRow(goal, self._goal_cells(goal)) for goal in self.goals]

    def _goal_cells(self, goal: Goal) -> list[CountCell]:
        links = _with_link(self.contributions, goal_id=goal.pk)
        return [
            CountCell(_("%(Nouns)s that serve it") % self.edition.project_words.words, len(links)),
            CountCell(_("Of these inferred"), sum(link.basis == Basis.INFERRED for link in links)),
            CountCell(_("Figures"), len(_with_link(self.figures, goal_id=goal.pk))),
            CountCell(_("Quotes"), len(_with_link(self.quotes, goal_id=goal.pk))),
        ]

    @cached_property
    def conflicts(self) -> list[ConflictingFigures]:
        figures = {figure.pk: figure for figure in self.figures}
        return [
            ConflictingFigures(
                # A figure may be gone since the findings were kept.
                [figures[row.pk] for row in finding.rows if row.pk in figures],
                self.remark_on(finding),
            )
            for finding in self.findings
            if finding.code == "contradiction"
        ]

    @cached_property
    def open_targets(self) -> list[Figure]:
        return [row for row in self.targets if row.amount is None]

    @cached_property
    def inferred_links(self) -> list[Contribution]:
        return [row for row in self.contributions if row.basis == Basis.INFERRED]

    @cached_property
    def inferred_photos(self) -> list[Photo]:
        return [photo for photo in self.photos if photo.date_basis == Basis.INFERRED]

    @property
    def meeting_inferred(self) -> bool:
        return self.edition.meeting_date_basis == Basis.INFERRED

    @cached_property
    def inferences(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.kind == RemarkKind.INFERENCE]

    @cached_property
    def notices(self) -> list[Notice]:
        """Findings for readers that have no section of their own."""
        return [
            Notice(finding.message, self._url(finding), self.remark_on(finding))
            for finding in self.findings
            if finding.code not in CODES_WITH_OWN_SECTION
        ]

    @cached_property
    def unclear(self) -> list[Remark]:
        """Remarks of kind "unclear" that no notice shows."""
        shown = {notice.remark for notice in self.notices}
        return [row for row in self.remarks if row.kind == RemarkKind.UNCLEAR and row not in shown]

    @cached_property
    def cautions(self) -> list[Remark]:
        """How to read sound figures; no doubts."""
        return [row for row in self.remarks if row.kind == RemarkKind.CAUTION]

    def remark_on(self, finding: Finding) -> Remark | None:
        """The editors' remark that the finding names, if any."""
        return next((row for row in self.remarks if finding.remark and row.pk == finding.remark.pk), None)

    def _url(self, finding: Finding) -> str:
        """The URL of the finding's first row; empty if it names no row with a page."""
        row = self._rows_with_page.get((finding.rows[0].kind, finding.rows[0].pk)) if finding.rows else None
        return row.get_absolute_url() if row else ""

    @cached_property
    def urls(self) -> dict[tuple[str, int], str]:
        """The public URLs of the rows that findings may name, by kind and primary key."""
        return {name: row.get_absolute_url() for name, row in self._rows_with_page.items()}

    @cached_property
    def _rows_with_page(self) -> dict[tuple[str, int], Any]:
        rows: Iterable[Any] = chain(
            *(self.projects, self.goals, self.measures, self.figures),
            *(self.quotes, self.photos, self.contributions),
        )
        return {(row.kind_slug, row.pk): row for row in rows}

    @cached_property
    def gap_counts(self) -> dict[str, int]:
        """How many rows lack something the plan could state, by the keys of SUGGESTIONS."""
        measured = {figure.goal_id for figure in self.figures}
        active = {measure.project_id for measure in self.measures}
        return {
            "number": sum(row.pk not in self._measures_with_number for row in self.measures),
            "time": sum(not _has_time(row) and not row.cadence for row in self.measures),
            "organisation": sum(row.responsible_id is None for row in self.measures),
            "measures": sum(row.pk not in active for row in self.projects),
            "target": len(self.open_targets),
            "figures": sum(row.pk not in measured for row in self.goals),
            "links": len(self.inferred_links),
            "outcome": sum(finding.code == "expected-due" for finding in self.findings),
            "value": len(self.conflicts),
            "date": len(self.inferred_photos) + self.meeting_inferred,
        }

    @cached_property
    def suggestions(self) -> list[str]:
        """What a next plan could state, or what is not entered, one line for each kind of gap."""
        lines = SUGGESTIONS if self.edition.read_whole else NOT_ENTERED
        words = self.edition.project_words.words
        return [
            lines[name] % {"n": self.gap_counts[name], **words} for name in lines if self.gap_counts[name]
        ]


def _has_time(measure: Measure) -> bool:
    """Whether it is due in a period or says when in other words; a rhythm such as 每月 is counted apart."""
    return bool(measure.due or (measure.timing_stated and not measure.cadence))


def _with_link(rows: Iterable[Any], **link: int) -> list[Any]:
    """The rows whose attribute has this value: `_with_link(figures, project_id=3)`."""
    ((name, pk),) = link.items()
    return [row for row in rows if getattr(row, name) == pk]
