"""What the rules read of an edition: plain values, so that they need no database."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from initiatives.amounts import Amount
from initiatives.vocabulary import Basis, RemarkKind

T = TypeVar("T", bound="Row")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row that a finding can name: its kind as addresses have it, its key, its words."""

    kind: str
    key: str
    pk: int = 0
    name: str = ""
    # Whether a passage stands behind it.
    backed: bool = True
    # The labels of its texts that have no English.
    untranslated: tuple[str, ...] = ()
    # The labels of its links to rows of another edition.
    astray: tuple[str, ...] = ()


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
    """`amount` is None exactly where the source gives no number."""

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
    """An edition's own rows, and around them those it shares: itself, metrics, organisations, sources."""

    year: int
    today: date
    declared_projects: int | None = None
    rows: tuple[Row, ...] = ()
    around: tuple[Row, ...] = field(default=())

    def of(self, kind: type[T]) -> list[T]:
        return [row for row in self.rows if isinstance(row, kind)]
