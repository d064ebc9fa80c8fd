"""Pages of one figure, metric or project for iframes on other sites, and the HTML code to embed them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import get_language

from initiatives.models import Edition, Figure, Metric, Passage, Project, Remark
from initiatives.models.site_urls import absolute_url
from initiatives.pages.charts import BarChart, Ladder, ladder
from initiatives.pages.metrics import MetricDetail
from initiatives.pages.projects import ProjectDetail

MAX_PROJECT_FIGURES = 4
# Heights in pixels, measured at a width of 480: head and foot together, then each kind of content.
FRAME_HEIGHT, FIGURE_HEIGHT, LADDER_HEIGHT = 160, 130, 280
BAR_HEIGHT, FIGURE_PAIR_HEIGHT, REMARK_HEIGHT = 70, 110, 66
# English text needs more lines.
ENGLISH_HEIGHT_FACTOR = 1.15


@dataclass(frozen=True)
class Snippet:
    """The `<iframe>` code for an embedded page; `code` is empty while SITE_URL is not set."""

    title: str
    path: str
    height: int

    @property
    def code(self) -> str:
        if not settings.SITE_URL:
            return ""
        # Shown as text to copy, so it is a plain string that the template escapes.
        return (
            f'<iframe src="{escape(absolute_url(self.path))}" title="{escape(self.title)}" '
            f'width="100%" height="{self.height}" loading="lazy" style="border:0"></iframe>'
        )


@dataclass(frozen=True)
class Embed:
    """What an embedded page shows; `path` is the full page it links to."""

    edition: Edition
    title: str
    path: str
    figures: list[Figure]
    metric: MetricDetail | None = None
    project: ProjectDetail | None = None

    @classmethod
    def of_figure(cls, edition: Edition, key: str) -> "Embed":
        """The figure with that key; raises Figure.DoesNotExist."""
        figure = edition.figures.with_facts().get(key=key)
        return cls(edition, figure.metric.text("name")[0], figure.get_absolute_url(), [figure])

    @classmethod
    def of_metric(cls, edition: Edition, code: str) -> "Embed":
        """The metric with that code; raises Metric.DoesNotExist if the edition has no figure of it."""
        page = MetricDetail.build(edition, code)
        path = edition.url("metric", code)
        return cls(edition, page.metric.text("name")[0], path, page.figures, metric=page)

    @classmethod
    def of_project(cls, edition: Edition, key: str) -> "Embed":
        """The project with that key; raises Project.DoesNotExist."""
        page = ProjectDetail.build(edition, key)
        path = edition.url("project", key)
        return cls(edition, page.project.text("title")[0], path, select_figures(page.figures), project=page)

    @property
    def canonical(self) -> str:
        """The absolute URL of the full page; empty while SITE_URL is not set."""
        return absolute_url(self.path.partition("#")[0]) if settings.SITE_URL else ""

    @property
    def chart(self) -> BarChart | None:
        return self.metric.chart if self.metric and not self.ladder else None

    @property
    def ladder(self) -> Ladder | None:
        return self.metric.ladder if self.metric else None

    @property
    def doubts(self) -> list[Remark]:
        """The remarks that question the figures, without duplicates."""
        return list({doubt.pk: doubt for figure in self.figures for doubt in figure.doubts}.values())

    @property
    def marks(self) -> list[list[Passage]]:
        """The passages behind the content, grouped by mark, without duplicates."""
        rows = [self.project.project] if self.project else self.figures
        return list({passages[0].mark: passages for row in rows for passages in row.marks}.values())


def select_figures(figures: list[Figure]) -> list[Figure]:
    """At most MAX_PROJECT_FIGURES of a project's figures, featured ones first."""
    return sorted(figures, key=lambda figure: not figure.featured)[:MAX_PROJECT_FIGURES]


def metric_snippets(edition: Edition, metric: Metric, figures: list[Figure]) -> list[Snippet]:
    """One snippet for the metric with all its figures, then one for each figure."""
    path = edition.url("metric-embed", metric.code)
    lines = LADDER_HEIGHT if ladder(metric.code, figures) else BAR_HEIGHT * (1 + len(figures))
    whole = Snippet(str(metric), path, _height(lines, figures))
    return _unless_previewed(edition, [whole, *(_figure_snippet(edition, figure) for figure in figures)])


def project_snippets(edition: Edition, project: Project, figures: list[Figure]) -> list[Snippet]:
    shown = select_figures(figures)
    height = _height(BAR_HEIGHT * 2 + FIGURE_PAIR_HEIGHT * -(-len(shown) // 2), shown)
    return _unless_previewed(
        edition, [Snippet(str(project), edition.url("project-embed", project.key), height)]
    )


def _figure_snippet(edition: Edition, figure: Figure) -> Snippet:
    return Snippet(str(figure), edition.url("figure-embed", figure.key), _height(FIGURE_HEIGHT, [figure]))


def _height(lines: int, figures: Iterable[Figure]) -> int:
    doubts = len({doubt.pk for figure in figures for doubt in figure.doubts})
    height = FRAME_HEIGHT + lines + REMARK_HEIGHT * doubts
    return height if (get_language() or "").startswith("zh") else round(height * ENGLISH_HEIGHT_FACTOR)


def _unless_previewed(edition: Edition, snippets: list[Snippet]) -> list[Snippet]:
    """Previews offer no code: their content is not public."""
    return [] if edition.previewed or edition.as_of else snippets
