"""The sitemap: every page that search engines may list, and when it last changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from django.db.models import Exists, F, Max, OuterRef
from django.urls import reverse
from django.utils import timezone

from initiatives.metadata.descriptions import DESCRIPTIONS
from initiatives.models import (
    Assignment,
    Edition,
    Figure,
    Goal,
    Measure,
    Metric,
    Project,
    Release,
    Snapshot,
    Source,
    SourceText,
    Update,
)
from initiatives.models.querysets import EditionQuerySet
from initiatives.models.site_urls import absolute_url, english_path
from initiatives.pages.home import has_several_parks
from initiatives.values.vocabulary import UpdateSubject

# Plans in one file, by their primary keys, so that each file is made without the others. A plan has some
# 60 pages in two languages, and the format allows 50,000 addresses.
PLANS_PER_FILE = 40
# The pages that every plan has. Slides, parts and pages for framing are not for search engines.
PAGES = tuple(page.url_name for page in DESCRIPTIONS if hasattr(page, "url_name"))
# The pages above parks that are there for several of them.
ABOVE_SEVERAL_PARKS = ("metric-index", "compare", "shared-organisations")
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
    def build(cls, part: int | None = None) -> "Sitemap":
        """The published pages of one part, or of all; the number of queries is fixed.

        The first part begins with the pages above plans. A part without published plans has no pages.
        """
        published = _listed_editions()
        if part is None:
            editions = list(published.order_by("plan_id"))
            return cls([*_site_pages(), *_park_pages(editions, editions), *_plan_pages(editions)])
        first = (part - 1) * PLANS_PER_FILE
        editions = list(
            published.filter(plan__gt=first, plan__lte=first + PLANS_PER_FILE).order_by("plan_id")
        )
        if not editions:
            return cls([])
        parks = {edition.plan.park_id for edition in editions}
        of_parks = list(published.filter(plan__park__in=parks).order_by("plan_id"))
        is_first = not published.filter(plan__lte=first).exists()
        above = _site_pages() if is_first else ()
        return cls([*above, *_park_pages(of_parks, editions), *_plan_pages(editions)])

    @staticmethod
    def parts() -> list[int]:
        """The numbers of the parts that have pages, from 1."""
        number = (F("plan_id") - 1) / PLANS_PER_FILE
        found = _listed_editions().order_by().annotate(part=number).values_list("part", flat=True)
        return [part + 1 for part in sorted(found.distinct())]


def _listed_editions() -> EditionQuerySet[Edition]:
    """The published editions, without those of invented parks."""
    return Edition.objects.published().filter(plan__park__invented=False)


def _site_pages() -> Iterator[Address]:
    """Yield the pages above parks. While there is only one plan, the start page redirects to it."""
    editions = Edition.objects.published()
    if len(editions.order_by("plan_id").values_list("pk")[:2]) != 1:
        newest = Release.objects.filter(edition__in=_listed_editions().order_by().values("pk"), ended_at=None)
        yield Address(reverse("initiatives:home"), newest.aggregate(last=Max("started_at"))["last"])
    if has_several_parks():
        yield from (Address(reverse(f"initiatives:{name}")) for name in ABOVE_SEVERAL_PARKS)
        # Not those that invented parks alone have.
        stated = Figure.objects.published().filter(edition__plan__park__invented=False, metric=OuterRef("pk"))
        codes = Metric.objects.filter(Exists(stated)).order_by("code").values_list("code", flat=True)
        yield from (Address(reverse("initiatives:metric-across-parks", args=[code])) for code in codes)
    yield Address(reverse("initiatives:about"))
    yield Address(reverse("initiatives:accessibility"))


def _park_pages(of_parks: list[Edition], editions: list[Edition]) -> Iterator[Address]:
    """Yield the pages of the parks whose first plan, by primary key, is among the editions of a part."""
    ordered = sorted(of_parks, key=lambda edition: (edition.plan.park.slug, edition.plan_id))
    own = {edition.pk for edition in editions}
    for park, found in groupby(ordered, key=lambda edition: edition.plan.park):
        plans = list(found)
        if plans[0].pk in own:
            yield Address(park.get_absolute_url(), _latest(edition.released_at for edition in plans))


def _plan_pages(editions: list[Edition]) -> Iterator[Address]:
    goals, projects = _by_edition(Goal, "key", editions), _by_edition(Project, "key", editions)
    metrics = _by_edition(Figure, "metric__code", editions)
    plans = [edition.plan_id for edition in editions]
    sources, seen, reported = _sources(editions), _seen_editions(plans), _last_reports(plans)
    closed = _closed_periods(plans)
    bodies = _bodies_with_tasks(plans)
    named = {source for found in sources.values() for source, _slug in found}
    readable = set(SourceText.objects.filter(public=True, source__in=named).values_list("source", flat=True))
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
        for period, when in closed.get(edition.plan_id, ()):
            yield Address(edition.url("snapshot", period), when)


def _by_edition(
    model: type[Goal] | type[Project] | type[Figure], name: str, editions: list[Edition]
) -> dict[int, list[str]]:
    """Return the distinct values of one column of the editions' rows, by edition."""
    rows = (
        model.objects.filter(edition__in=[edition.pk for edition in editions])
        .order_by("edition_id", name)
        .values_list("edition", name)
        .distinct()
    )
    return {edition: [value for _edition, value in found] for edition, found in groupby(rows, itemgetter(0))}


def _sources(editions: list[Edition]) -> dict[int, list[tuple[int, str]]]:
    """Return the sources of plans and of the reports on them as (primary key, slug), by edition."""
    named = Source.objects.filter(editions__in=[edition.pk for edition in editions]).order_by()
    of_plans = {edition.plan_id: edition.pk for edition in editions}
    cited = Update.objects.published().filter(passages__isnull=False, plan__in=[*of_plans]).order_by()
    found = set(named.values_list("editions", "slug", "pk"))
    for plan, slug, source in cited.values_list("plan", "passages__source__slug", "passages__source"):
        found.add((of_plans[plan], slug, source))
    return {
        edition: [(source, slug) for _edition, slug, source in rows]
        for edition, rows in groupby(sorted(found), itemgetter(0))
    }


def _bodies_with_tasks(plans: list[int]) -> dict[int, list[str]]:
    """Return the slugs of the bodies that lead or join public tasks, by plan."""
    assigned = Assignment.objects.published().filter(plan__in=plans).order_by()
    pairs = {*assigned.values_list("plan", "lead__slug"), *assigned.values_list("plan", "joint__slug")}
    named = sorted((plan, slug) for plan, slug in pairs if slug)
    return {plan: [slug for _plan, slug in found] for plan, found in groupby(named, itemgetter(0))}


def _seen_editions(plans: list[int]) -> dict[int, list[tuple[int, Changed]]]:
    seen = Edition.objects.seen().filter(plan__in=plans).order_by("plan_id", "number")
    rows = ((row.plan_id, row.number, row.released_at) for row in seen)
    return {plan: [row[1:] for row in found] for plan, found in groupby(rows, itemgetter(0))}


def _closed_periods(plans: list[int]) -> dict[int, list[tuple[str, datetime]]]:
    rows = Snapshot.objects.filter(plan__in=plans).order_by("plan_id", "period")
    found = rows.values_list("plan_id", "period", "closed_at")
    return {plan: [row[1:] for row in rows] for plan, rows in groupby(found, itemgetter(0))}


def _last_reports(plans: list[int]) -> dict[tuple[int, str], datetime]:
    """Return when each project or a measure of it was last reported on, by plan and the project's key."""
    published = Update.objects.published().filter(plan__in=plans)
    reports = published.order_by().values_list("plan", "subject", "subject_key")
    keys = published.exclude(subject=UpdateSubject.PROJECT).order_by().values("subject_key")
    measures, targets = (
        model.objects.published().filter(edition__plan__in=plans, key__in=keys).order_by()
        for model in (Measure, Figure)
    )
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
