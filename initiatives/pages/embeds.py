"""One figure, one metric or one project as a small page for frames on other sites, and the code for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import get_language

from initiatives.models import Edition, Figure, Metric, Passage, Project, Remark
from initiatives.pages.charts import BarChart, Ladder, ladder
from initiatives.pages.metrics import MetricDetail
from initiatives.pages.projects import ProjectDetail
from initiatives.site_urls import absolute_url

# As many figures of a project as a small page has room for.
ROOM = 4
# What small pages 480 pixels wide need of height: head and foot, and each kind of line. English needs more.
FRAME, STATED, LADDER, ROW, PAIR, DOUBT = 160, 130, 280, 70, 110, 66
ENGLISH = 1.15


@dataclass(frozen=True)
class Snippet:
    """The code that shows a small page on another site; `code` is empty while this one has no address."""

    title: str
    path: str
    height: int

    @property
    def code(self) -> str:
        if not settings.SITE_URL:
            return ""
        # Words to copy, not markup of this page.
        return (
            f'<iframe src="{escape(absolute_url(self.path))}" title="{escape(self.title)}" '
            f'width="100%" height="{self.height}" loading="lazy" style="border:0"></iframe>'
        )


@dataclass(frozen=True)
class Embed:
    """A small page: what it shows, and the page that shows all of it."""

    edition: Edition
    title: str
    path: str
    figures: list[Figure]
    metric: MetricDetail | None = None
    project: ProjectDetail | None = None

    @classmethod
    def of_figure(cls, edition: Edition, key: str) -> "Embed":
        """The figure with that key; Figure.DoesNotExist if the edition has none."""
        figure = edition.figures.with_facts().get(key=key)
        return cls(edition, figure.metric.text("name")[0], figure.get_absolute_url(), [figure])

    @classmethod
    def of_metric(cls, edition: Edition, code: str) -> "Embed":
        """The metric with that code; Metric.DoesNotExist if the edition has no figure of it."""
        page = MetricDetail.build(edition, code)
        path = edition.url("metric", code)
        return cls(edition, page.metric.text("name")[0], path, page.figures, metric=page)

    @classmethod
    def of_project(cls, edition: Edition, key: str) -> "Embed":
        """The project with that key; Project.DoesNotExist if the edition has none."""
        page = ProjectDetail.build(edition, key)
        path = edition.url("project", key)
        return cls(edition, page.project.text("title")[0], path, chosen(page.figures), project=page)

    @property
    def canonical(self) -> str:
        """The whole page's complete address; empty while the site has none."""
        return absolute_url(self.path.partition("#")[0]) if settings.SITE_URL else ""

    @property
    def chart(self) -> BarChart | None:
        return self.metric.chart if self.metric and not self.ladder else None

    @property
    def ladder(self) -> Ladder | None:
        return self.metric.ladder if self.metric else None

    @property
    def doubts(self) -> list[Remark]:
        """What puts its figures in question, each remark once."""
        return list({doubt.pk: doubt for figure in self.figures for doubt in figure.doubts}.values())

    @property
    def marks(self) -> list[list[Passage]]:
        """Where the source says it; of several figures, each place once."""
        rows = [self.project.project] if self.project else self.figures
        return list({passages[0].mark: passages for row in rows for passages in row.marks}.values())


def chosen(figures: list[Figure]) -> list[Figure]:
    """Those of a project's figures that a small page has room for, the featured first."""
    return sorted(figures, key=lambda figure: not figure.featured)[:ROOM]


def metric_snippets(edition: Edition, metric: Metric, figures: list[Figure]) -> list[Snippet]:
    """The metric with all its figures, and each of them alone."""
    path = edition.url("metric-embed", metric.code)
    lines = LADDER if ladder(metric.code, figures) else ROW * (1 + len(figures))
    whole = Snippet(str(metric), path, _height(lines, figures))
    return _unless_previewed(edition, [whole, *(_figure_snippet(edition, figure) for figure in figures)])


def project_snippets(edition: Edition, project: Project, figures: list[Figure]) -> list[Snippet]:
    shown = chosen(figures)
    height = _height(ROW * 2 + PAIR * -(-len(shown) // 2), shown)
    return _unless_previewed(
        edition, [Snippet(str(project), edition.url("project-embed", project.key), height)]
    )


def _figure_snippet(edition: Edition, figure: Figure) -> Snippet:
    return Snippet(str(figure), edition.url("figure-embed", figure.key), _height(STATED, [figure]))


def _height(lines: int, figures: Iterable[Figure]) -> int:
    doubts = len({doubt.pk for figure in figures for doubt in figure.doubts})
    height = FRAME + lines + DOUBT * doubts
    return height if (get_language() or "").startswith("zh") else round(height * ENGLISH)


def _unless_previewed(edition: Edition, snippets: list[Snippet]) -> list[Snippet]:
    """What readers do not see yet is shown on no other site either."""
    return [] if edition.previewed else snippets
