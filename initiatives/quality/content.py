"""The content of an edition as plain values, so that the rules need no database."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from initiatives.values.amounts import Amount
from initiatives.values.vocabulary import Basis, RemarkKind

T = TypeVar("T", bound="Row")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the edition. `kind` is the model name, `name` what findings call the row."""

    kind: str
    key: str
    pk: int = 0
    name: str = ""
    # Whether it has a passage.
    has_evidence: bool = True
    # The labels of its Chinese texts without a translation.
    untranslated: tuple[str, ...] = ()
    # The labels of its references to rows of another edition.
    cross_edition_links: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GroupRow(Row):
    kind: str = "goalgroup"
    label: str = ""
    declared: int | None = None


@dataclass(frozen=True, kw_only=True)
class GoalRow(Row):
    kind: str = "goal"
    group: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProjectRow(Row):
    kind: str = "project"
    number: int


@dataclass(frozen=True, kw_only=True)
class ContributionRow(Row):
    kind: str = "contribution"
    goal: str
    project: str
    basis: str = Basis.STATED
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class FigureRow(Row):
    """`amount` is None if the source states no number."""

    kind: str = "figure"
    metric: str
    nature: str
    scope: str = ""
    period: str
    figure_kind: str
    amount: Amount | None = None
    wording: str = ""


@dataclass(frozen=True, kw_only=True)
class QuoteRow(Row):
    kind: str = "quote"
    speaker: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class PhotoRow(Row):
    kind: str = "photo"
    alt: str = ""


@dataclass(frozen=True, kw_only=True)
class RemarkRow(Row):
    kind: str = "remark"
    remark_kind: str = RemarkKind.UNCLEAR
    figures: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Content:
    """The rows of an edition, and the shared rows that its pages show.

    Shared are its park, metrics, organisations and sources with sections and passages; the edition itself is
    among them, because it has texts like them.
    """

    year: int
    today: date
    declared_projects: int | None = None
    rows: tuple[Row, ...] = ()
    shared_rows: tuple[Row, ...] = ()

    def of(self, kind: type[T]) -> list[T]:
        """The rows of one class."""
        return [row for row in self.rows if isinstance(row, kind)]
