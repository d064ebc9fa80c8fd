"""A plan's first page: goals by group, projects, featured figures, quotes, photos and remarks."""

from dataclasses import dataclass
from typing import ClassVar

from initiatives.models import Edition, Figure, Photo, Project, Quote, Remark, Source, Statement
from initiatives.pages.charts import BarChart, growth_chart, share_chart
from initiatives.pages.goals import GoalsOfGroup, grouped_goals


@dataclass(frozen=True)
class Overview:
    url_name: ClassVar[str] = "plan"

    edition: Edition
    groups: list[GoalsOfGroup]
    projects: list[Project]
    figures: list[Figure]
    statements: list[Statement]
    quotes: list[Quote]
    photos: list[Photo]
    remarks: list[Remark]
    sources: list[Source]

    @classmethod
    def build(cls, edition: Edition) -> "Overview":
        return cls(
            edition,
            grouped_goals(edition),
            list(edition.projects.with_counts().with_links()),
            list(edition.figures.with_facts()),
            list(edition.statements.with_evidence().filter(project=None)),
            list(edition.quotes.with_evidence().select_related("project").filter(featured=True)),
            list(edition.photos.with_evidence()),
            list(edition.remarks.with_evidence().prefetch_related("figures__metric")),
            list(edition.sources.all()),
        )

    @property
    def featured(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.featured]

    @property
    def charts(self) -> list[BarChart]:
        """Charts of the featured growth rates and shares, each on its own scale."""
        return [chart for chart in (growth_chart(self.featured), share_chart(self.featured)) if chart]

    @property
    def cards(self) -> list[Figure]:
        """Featured figures that no chart shows."""
        charted = {figure.pk for chart in self.charts for figure in chart.figures}
        return [figure for figure in self.featured if figure.pk not in charted]

    @property
    def without_number(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.amount is None]
