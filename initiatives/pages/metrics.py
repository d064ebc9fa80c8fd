"""Every figure of the plan, and one metric with all its figures."""

from dataclasses import dataclass

from initiatives.models import Edition, Figure, Metric


@dataclass(frozen=True)
class MetricList:
    edition: Edition
    figures: list[Figure]

    @classmethod
    def build(cls, edition: Edition) -> "MetricList":
        return cls(edition, list(edition.figures.with_facts()))

    @property
    def without_number(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.amount is None]

    @property
    def in_question(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.doubts]


@dataclass(frozen=True)
class MetricDetail:
    edition: Edition
    metric: Metric
    figures: list[Figure]

    @classmethod
    def build(cls, edition: Edition, code: str) -> "MetricDetail":
        """The metric with that code; Metric.DoesNotExist if the edition has no figure of it."""
        metric = Metric.objects.in_edition(edition).get(code=code)
        figures = edition.figures.with_facts().prefetch_related("organisations")
        return cls(edition, metric, list(figures.filter(metric=metric)))
