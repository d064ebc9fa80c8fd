"""The sitemap: every page that search engines may list, and when it last changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from math import ceil
from operator import itemgetter

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from initiatives.metadata.descriptions import DESCRIPTIONS
from initiatives.models import (
    Assignment,
    Edition,
    Figure,
    Goal,
    Measure,
    Park,
    Project,
    Source,
    SourceText,
    Update,
)
from initiatives.models.querysets import EditionQuerySet
from initiatives.models.site_urls import absolute_url, english_path
from initiatives.values.vocabulary import UpdateSubject

# Pages in one file, each in two languages. The format would take 25,000; a server answers sooner with fewer.
MAX_PAGES_PER_FILE = 2_500
# The pages that every plan has. Slides, parts and pages for framing are not for search engines.
PAGES = tuple(page.url_name for page in DESCRIPTIONS if hasattr(page, "url_name"))
# The pages that plans have of which something is assigned.
TASK_PAGES = ("tasks", "progress")
Changed = datetime | None


@dataclass(frozen=True)
class Address:
    """A page by its Chinese path; `changed` is None if unknown."""

    path: str
    changed: Changed = None

    @property
    def chinese(self) -> str:
        return absolute_url(self.path)

    @property
    def english(self) -> str:
        return absolute_url(english_path(self.path))


@dataclass(frozen=True)
class Sitemap:
    addresses: list[Address]

    @classmethod
    def build(cls) -> "Sitemap":
        """Build the sitemap of all published pages, in a fixed number of queries."""
        editions = list(_listed_editions().order_by("plan__park__slug", "-plan__year"))
        return cls([*_site_pages(editions), *_plan_pages(editions)])

    @staticmethod
    def may_have(number: int) -> bool:
        """Whether there could be a file of that number, by an upper bound from counts, which are cheap."""
        editions = Edition.objects.published()
        rows = sum(model.objects.published().count() for model in (Goal, Project, Figure))
        sources = 2 * Source.objects.published().count() * editions.count()
        above = 3 + Park.objects.published().count()
        tasks = Assignment.objects.published().count()
        most = (
            above
            + len(PAGES) * editions.count()
            + (2 + 10 * tasks if tasks else 0)
            + rows
            + sources
            + Edition.objects.seen().count()
        )
        return (number - 1) * MAX_PAGES_PER_FILE < most

    @property
    def parts(self) -> range:
        """The numbers of its files, from 1."""
        return range(1, ceil(len(self.addresses) / MAX_PAGES_PER_FILE) + 1)

    def part(self, number: int) -> list[Address]:
        return self.addresses[(number - 1) * MAX_PAGES_PER_FILE : number * MAX_PAGES_PER_FILE]


def _listed_editions() -> EditionQuerySet[Edition]:
    """The published editions, without those of invented parks."""
    return Edition.objects.published().filter(plan__park__invented=False)


def _site_pages(editions: list[Edition]) -> Iterator[Address]:
    """Yield the pages above plans. While there is only one plan, the start page redirects to it."""
    if len(editions) != 1:
        yield Address(reverse("initiatives:home"), _latest(edition.released_at for edition in editions))
    yield Address(reverse("initiatives:about"))
    yield Address(reverse("initiatives:accessibility"))
    for park, plans in groupby(editions, key=lambda edition: edition.plan.park):
        yield Address(park.get_absolute_url(), _latest(edition.released_at for edition in plans))


def _plan_pages(editions: list[Edition]) -> Iterator[Address]:
    goals, projects = _by_edition(Goal, "key"), _by_edition(Project, "key")
    metrics = _by_edition(Figure, "metric__code")
    sources, seen, reported = _sources(editions), _seen_editions(), _last_reports()
    bodies = _bodies_with_tasks()
    readable = set(SourceText.objects.filter(public=True).values_list("source", flat=True))
    for edition in editions:
        released = edition.released_at
        for name in PAGES:
            yield Address(edition.url(name), released)
        if edition.has_tasks:
            for name in TASK_PAGES:
                yield Address(edition.url(name), released)
            for slug in bodies.get(edition.plan_id, ()):
                yield Address(edition.url("organisation", slug), released)
        for key in goals.get(edition.pk, ()):
            yield Address(edition.url("goal", key), released)
        for key in projects.get(edition.pk, ()):
            reported_at = reported.get((edition.plan_id, key))
            yield Address(edition.url("project", key), _latest((released, reported_at)))
        for code in metrics.get(edition.pk, ()):
            yield Address(edition.url("metric", code), released)
        for source, slug in sources.get(edition.pk, ()):
            yield Address(edition.url("source", slug), released)
            if source in readable:
                yield Address(edition.url("reading", slug), released)
        for number, when in seen.get(edition.plan_id, ()):
            yield Address(edition.url("change", number), when)


def _by_edition(model: type[Goal] | type[Project] | type[Figure], name: str) -> dict[int, list[str]]:
    """Return the distinct values of one column of published rows, by edition."""
    rows = model.objects.published().order_by("edition", name).values_list("edition", name).distinct()
    return {edition: [value for _edition, value in found] for edition, found in groupby(rows, itemgetter(0))}


def _sources(editions: list[Edition]) -> dict[int, list[tuple[int, str]]]:
    """Return the sources of plans and of the reports on them as (primary key, slug), by edition."""
    named = Source.objects.filter(editions__in=[edition.pk for edition in editions]).order_by()
    cited = Update.objects.published().filter(passages__isnull=False).order_by()
    of_plans = {edition.plan_id: edition.pk for edition in editions}
    found = set(named.values_list("editions", "slug", "pk"))
    for plan, slug, source in cited.values_list("plan", "passages__source__slug", "passages__source"):
        found.add((of_plans[plan], slug, source))
    return {
        edition: [(source, slug) for _edition, slug, source in rows]
        for edition, rows in groupby(sorted(found), itemgetter(0))
    }


def _bodies_with_tasks() -> dict[int, list[str]]:
    """Return the slugs of the bodies that lead or join public tasks, by plan."""
    assigned = Assignment.objects.published().order_by()
    pairs = {*assigned.values_list("plan", "lead__slug"), *assigned.values_list("plan", "joint__slug")}
    named = sorted((plan, slug) for plan, slug in pairs if slug)
    return {plan: [slug for _plan, slug in found] for plan, found in groupby(named, itemgetter(0))}


def _seen_editions() -> dict[int, list[tuple[int, Changed]]]:
    seen = Edition.objects.seen().order_by("plan", "number")
    rows = ((row.plan_id, row.number, row.released_at) for row in seen)
    return {plan: [row[1:] for row in found] for plan, found in groupby(rows, itemgetter(0))}


def _last_reports() -> dict[tuple[int, str], datetime]:
    """Return when each project or a measure of it was last reported on, by plan and the project's key."""
    reports = Update.objects.published().order_by().values_list("plan", "subject", "subject_key")
    measures = Measure.objects.published().filter(edition__plan__updates__isnull=False).distinct().order_by()
    targets = Figure.objects.published().filter(edition__plan__updates__isnull=False).distinct().order_by()
    homes = {
        (plan, key): home
        for rows in (measures, targets)
        for plan, key, home in rows.values_list("edition__plan", "key", "project__key")
    }
    last: dict[tuple[int, str], datetime] = {}
    for plan, subject, key, day in reports.annotate(last=Max("date")):
        home = key if subject == UpdateSubject.PROJECT else homes.get((plan, key)) or ""
        last[plan, home] = max(last.get((plan, home), _start_of_day(day)), _start_of_day(day))
    return last


def _start_of_day(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())


def _latest(times: Iterable[Changed]) -> Changed:
    return max((time for time in times if time), default=None)
