"""The content of an edition as plain values, so that the rules need no database."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast

from initiatives.values.amounts import Amount
from initiatives.values.project_noun import NEUTRAL, ProjectNoun
from initiatives.values.vocabulary import Basis, Manner, PassagePlace, PeriodStanding, RemarkKind

T = TypeVar("T", bound="Row")


@dataclass(frozen=True, kw_only=True)
class PlacedPassage:
    """A passage, and what stands around it in the text attached to its source.

    `paragraph_text` is the paragraph, heading or caption that holds the phrase, `sentence` its sentences that
    do; both are empty where no text is attached or the phrase is not in it. `found_at` is where the text has
    the phrase: None without a text, "" for nowhere, else the mark of that place.
    """

    pk: int = 0
    key: str = ""
    source: int = 0
    phrase: str = ""
    phrase_en: str = ""
    section: str = ""
    place: str = PassagePlace.PARAGRAPH
    paragraph: int | None = None
    mark: str = ""
    paragraph_text: str = ""
    sentence: str = ""
    found_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class TextPair:
    """A text in both languages; `english` is empty if it is not translated. `field` is the Chinese field."""

    field: str
    chinese: str
    english: str = ""
    label: str = ""
    # The earlier Chinese that the English is of; empty while it is of this one.
    translated: str = ""
    # Whether editors should say it in their own words: no name, term, caption or quotation.
    narrative: bool = False


@dataclass(frozen=True, kw_only=True)
class StatedDate:
    """A date of a row, with the words of the source for it. `field` is the model's field."""

    field: str
    day: date
    stated: str = ""
    basis: str = Basis.STATED


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the edition. `kind` is the model name, `name` what findings call the row."""

    kind: str
    key: str
    pk: int = 0
    name: str = ""
    # Whether it has a passage.
    has_evidence: bool = True
    passages: tuple[PlacedPassage, ...] = ()
    texts: tuple[TextPair, ...] = ()
    dates: tuple[StatedDate, ...] = ()
    # The Chinese fields without a translation, and their labels.
    untranslated: tuple[tuple[str, str], ...] = ()
    # The labels of its references to rows of another edition.
    cross_edition_links: tuple[str, ...] = ()

    @property
    def marks(self) -> str:
        """Where its passages stand, for messages: `§5 ¶3 / §5 ¶5`."""
        return " / ".join(dict.fromkeys(passage.mark for passage in self.passages))


@dataclass(frozen=True, kw_only=True)
class GroupRow(Row):
    kind: str = "goalgroup"
    label: str = ""
    declared: int | None = None


@dataclass(frozen=True, kw_only=True)
class GoalRow(Row):
    kind: str = "goal"
    group: str | None = None
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class ProjectRow(Row):
    kind: str = "project"
    number: int
    title: str = ""
    # The two halves of the title, if it is split.
    halves: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ContributionRow(Row):
    kind: str = "contribution"
    goal: str
    project: str
    basis: str = Basis.STATED
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class MeasureRow(Row):
    kind: str = "measure"
    due: str = ""
    cadence: str = ""
    timing: str = ""


@dataclass(frozen=True, kw_only=True)
class FigureRow(Row):
    """`amount` is None if the source states no number. `metric` is a code, `metric_name` Chinese."""

    kind: str = "figure"
    metric: str
    metric_name: str = ""
    nature: str
    base_unit: str = ""
    definition: str = ""
    scope: str = ""
    period: str
    period_standing: str = PeriodStanding.WITHIN
    period_stated: str = ""
    figure_kind: str
    amount: Amount | None = None
    unit_en: str = ""
    wording: str = ""


@dataclass(frozen=True, kw_only=True)
class QuoteRow(Row):
    kind: str = "quote"
    speaker: str = ""
    title: str = ""
    content: str = ""
    manner: str = Manner.REPORTED


@dataclass(frozen=True, kw_only=True)
class PhotoRow(Row):
    kind: str = "photo"
    alt: str = ""


@dataclass(frozen=True, kw_only=True)
class RemarkRow(Row):
    """`figures` and `about` are the keys of the rows that it is about."""

    kind: str = "remark"
    remark_kind: str = RemarkKind.UNCLEAR
    figures: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class MetricRow(Row):
    kind: str = "metric"
    code: str = ""
    metric_name: str = ""
    nature: str = ""
    base_unit: str = ""


@dataclass(frozen=True, kw_only=True)
class SourceRow(Row):
    """A source; `paragraphs` are those of its attached text, by section and number, none without a text."""

    kind: str = "source"
    published_on: date | None = None
    # Whether its text is the park's own, and may be copied.
    own_text: bool = False
    paragraphs: tuple[tuple[str, str], ...] = ()

    @property
    def has_text(self) -> bool:
        return bool(self.paragraphs)


@dataclass(frozen=True, kw_only=True)
class Content:
    """The rows of an edition, and the shared rows that its pages show.

    Shared are its park, metrics, organisations and sources with sections and passages; the edition itself is
    among them, because it has texts like them.
    """

    year: int
    today: date
    declared_projects: int | None = None
    # What the plan calls its projects.
    noun: ProjectNoun = NEUTRAL
    meeting_date: date | None = None
    rows: tuple[Row, ...] = ()
    shared_rows: tuple[Row, ...] = ()
    # The Chinese names of its park and organisations.
    names: frozenset[str] = field(default=frozenset())

    def of(self, kind: type[T]) -> list[T]:
        """The rows of one class, which rules ask for again and again."""
        if kind not in self._rows_by_kind:
            self._rows_by_kind[kind] = [row for row in self.all_rows if isinstance(row, kind)]
        return cast(list[T], self._rows_by_kind[kind])

    @cached_property
    def _rows_by_kind(self) -> dict[type[Any], list[Any]]:
        return {}

    @cached_property
    def all_rows(self) -> tuple[Row, ...]:
        return (*self.rows, *self.shared_rows)

    @cached_property
    def by_key(self) -> dict[str, Row]:
        """The rows of the edition by key."""
        return {row.key: row for row in self.rows}

    @cached_property
    def is_dated(self) -> bool:
        """Whether it is known in which year its sources were written."""
        return bool(self.meeting_date) or any(row.published_on for row in self.of(SourceRow))

    @cached_property
    def writing_days(self) -> list[date]:
        """The days on which its sources may have been written: of publication, else the ends of years."""
        published = [row.published_on for row in self.of(SourceRow) if row.published_on]
        return published or [date(year, 12, 31) for year in sorted(self.source_years)]

    @cached_property
    def source_years(self) -> frozenset[int]:
        """The years that “this year” may mean in its sources; two where nothing dates them."""
        dated = {row.published_on.year for row in self.of(SourceRow) if row.published_on}
        if not dated and self.meeting_date:
            dated = {self.meeting_date.year}
        return frozenset(dated or {self.year - 1, self.year})

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs of all attached texts."""
        return tuple(text for source in self.of(SourceRow) for _section, text in source.paragraphs)
