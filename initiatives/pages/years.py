"""The plans of the years before and after, as every page of a plan links them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from initiatives.models import Edition, Figure, Plan, Source
from initiatives.models.lineage import Succeeding
from initiatives.models.site_urls import page_path
from initiatives.pages.goals import GoalDetail
from initiatives.pages.metrics import MetricDetail
from initiatives.pages.projects import ProjectDetail
from initiatives.pages.source_reading import SourceReading
from initiatives.pages.sources import SourceDetail


@dataclass(frozen=True)
class OtherYear:
    """The plan of another year; `url` is its page that corresponds to this one, else its front."""

    year: int
    url: str
    is_same_page: bool


@dataclass(frozen=True)
class YearLinks:
    """The published plans next to that of a page, and the page that compares it with the earlier of them."""

    previous: OtherYear | None
    next: OtherYear | None
    comparison: str

    @classmethod
    def of(cls, page: Any, name: str, keys: Mapping[str, Any]) -> "YearLinks | None":
        """For the page of that URL name and keys within its plan; None where the park has no other plan.

        Pages of an earlier day link none either: which plans were public then is not what is linked today.
        """
        edition: Edition = page.edition
        if edition.as_of:
            return None
        plan = edition.plan
        published = Plan.objects.published().filter(park=plan.park_id).exclude(pk=plan.pk)
        years = list(published.order_by("year").values_list("year", flat=True))
        before = max((year for year in years if year < plan.year), default=None)
        after = min((year for year in years if year > plan.year), default=None)
        near = [year for year in (before, after) if year is not None]
        if not near:
            return None
        addresses = _same_pages(page, name, keys, near)

        def other(year: int | None) -> OtherYear | None:
            if year is None:
                return None
            address = addresses.get(year)
            front = page_path("initiatives:plan", plan.park.slug, year)
            return OtherYear(year, address or front, address is not None)

        comparison = edition.url("year-comparison", before) if before else ""
        return cls(other(before), other(after), comparison)


def _same_pages(page: Any, name: str, keys: Mapping[str, Any], years: list[int]) -> dict[int, str]:
    """The addresses of the corresponding pages in the plans of some years that have them."""
    slug = page.edition.plan.park.slug

    def address(year: int, *args: Any) -> str:
        return page_path(f"initiatives:{name}", slug, year, *args)

    if isinstance(page, GoalDetail | ProjectDetail):
        return {
            edition.plan.year: address(edition.plan.year, key)
            for edition, lines in page.years
            if edition.plan.year in years and (key := _counterpart(edition, lines))
        }
    published = Edition.objects.published().filter(plan__park=page.edition.plan.park_id, plan__year__in=years)
    if isinstance(page, MetricDetail):
        stated = Figure.objects.filter(metric=page.metric, edition__in=published.order_by().values("pk"))
        found = stated.order_by().values_list("edition__plan__year", flat=True).distinct()
        return {year: address(year, page.metric.code) for year in found}
    if isinstance(page, SourceDetail | SourceReading):
        own = Source.objects.filter(pk=page.source.pk)
        return {
            edition.plan.year: address(edition.plan.year, page.source.slug)
            for edition in published
            if own.behind(edition).exists()
        }
    return {} if keys else {year: address(year) for year in years}


def _counterpart(edition: Edition, lines: list[Succeeding[Any]]) -> str:
    """The key of the row that a goal or project was or became in an edition; "" if it was none."""
    rows = [row for line in lines for row in (*line.before, line.after) if row]
    return next((row.key for row in rows if row.edition_id == edition.pk), "")
