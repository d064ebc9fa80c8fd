"""Slides of what is in doubt: contradictions, corrections and unclear places, each with its reason."""

from dataclasses import dataclass

from initiatives.models import Edition, Figure, Remark
from initiatives.pages.project_slide import figure_name
from initiatives.pages.slide_space import count_lines, fit_columns
from initiatives.values.vocabulary import RemarkKind

SHOWN_KINDS = (RemarkKind.CONTRADICTION, RemarkKind.CORRECTION, RemarkKind.UNCLEAR)
MAX_DOUBT_SLIDES = 3
MAX_REMARK_LINES = 6
MAX_REMARK_FIGURES = 3
# Steps (see `slide_space`); the style sheet has the same.
HEIGHT, WIDTH = 34.0, 41.0


@dataclass(frozen=True)
class Doubt:
    """A remark and the numbers it is about."""

    remark: Remark
    figures: list[Figure]

    @property
    def shown_figures(self) -> list[Figure]:
        return self.figures[:MAX_REMARK_FIGURES]

    @property
    def further(self) -> int:
        return len(self.figures) - len(self.shown_figures)

    @property
    def same_metric(self) -> bool:
        """Whether one name stands for all its numbers."""
        return len({(row.metric_id, row.scope, row.period, row.kind) for row in self.figures}) == 1

    @property
    def height(self) -> float:
        names = self.shown_figures[:1] if self.same_metric else self.shown_figures
        lines = sum(count_lines(figure_name(row), 1.5, WIDTH, 2) for row in names)
        values = 4.6 if self.same_metric else 0
        words = count_lines(self.remark.text("content")[0], 1.6, WIDTH, MAX_REMARK_LINES)
        return 5.4 + values + lines * 2.2 + words * 2.4


@dataclass(frozen=True)
class DoubtSlide:
    """Doubts in two columns; `further` is how many stand on no slide, said on the last one."""

    columns: list[list[Doubt]]
    further: int = 0


def doubt_slides(edition: Edition) -> list[DoubtSlide]:
    """The doubts about an edition, contradictions first, over as few slides as they need."""
    remarks = edition.remarks.filter(kind__in=SHOWN_KINDS).prefetch_related("passages", "figures__metric")
    ranked = sorted(remarks, key=lambda row: SHOWN_KINDS.index(RemarkKind(row.kind)))
    waiting = [Doubt(row, list(row.figures.all())) for row in ranked]
    slides: list[DoubtSlide] = []
    while waiting and len(slides) < MAX_DOUBT_SLIDES:
        heights = [doubt.height for doubt in waiting]
        fitted = fit_columns(waiting, heights, [True] * len(waiting), HEIGHT, 0)
        waiting = waiting[len(waiting) - fitted.further :] if fitted.further else []
        last = len(slides) + 1 == MAX_DOUBT_SLIDES
        slides.append(DoubtSlide(fitted.columns, len(waiting) if last else 0))
    return slides
