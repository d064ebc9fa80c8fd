"""`<head>` metadata of a page: title, section, dates, structured data, feeds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.metadata import structured_data
from initiatives.metadata.descriptions import PageDescription, default_description, describe
from initiatives.models import Edition, Park, Source
from initiatives.models.site_urls import absolute_url
from initiatives.pages.home import About, AccessibilityStatement, Home, ParkDetail
from initiatives.pages.metric_over_years import MetricOverYears
from initiatives.pages.metrics import MetricDetail, MetricList
from initiatives.pages.overview import Overview
from initiatives.pages.source_reading import SourceReading
from initiatives.pages.sources import SourceDetail

# The format of dates in the meta elements of Chinese government sites.
DATE_TIME_FORMAT = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Metadata:
    title: str
    description: str
    kind: str
    site: str
    # Names and absolute addresses of the feeds of the plan, the park and the site.
    feeds: list[tuple[str, str]]
    # Names and values of meta elements, after the guidelines for Chinese government sites.
    tags: list[tuple[str, str]]
    data: list[structured_data.Node] = field(default_factory=list)

    @classmethod
    def build(cls, page: Any, edition: Edition | None, path: str) -> "Metadata":
        """Build the metadata of a page object at a path, and of the edition it belongs to."""
        described = describe(page)
        own = edition if edition and described.title and not described.only_lists else None
        sources = list(edition.sources.all()) if own and edition else []
        place = edition or (page.park if isinstance(page, ParkDetail | MetricOverYears) else None)
        # Programs are not told of a park that does not exist as of one that does.
        invented = bool(place and (place.plan.park if isinstance(place, Edition) else place).invented)
        return cls(
            full_title(described.title, edition) if described.title else "",
            described.description or (default_description(edition) if described.title else ""),
            "article" if described.section else "website",
            settings.SITE_NAME or _("Parkplan"),
            list(_feeds(place)) if settings.SITE_URL else [],
            [*_site_tags(), *(_plan_tags(described, own, sources, path) if own and not invented else ())],
            [] if invented else list(_structured_data(page, described, own, sources, path)),
        )


def full_title(title: str, edition: Edition | None) -> str:
    """Return a page's title with the park and year of the plan it belongs to, if it belongs to one."""
    if not edition:
        return title
    return f"{title} · {edition.plan.park} {edition.plan.year}"


# Feeds of the plan, the park and the site


def _feeds(place: Edition | Park | None) -> Iterator[tuple[str, str]]:
    park = place.plan.park if isinstance(place, Edition) else place
    if isinstance(place, Edition):
        words = {"park": park, "year": place.plan.year}
        path = reverse("initiatives:plan-feed", args=[place.plan.park.slug, place.plan.year])
        yield _("%(park)s, work plan %(year)s") % words, absolute_url(path)
    if park:
        yield str(park), absolute_url(reverse("initiatives:park-feed", args=[park.slug]))
    if isinstance(place, Park):
        years = _("%(park)s: what changed from year to year") % {"park": place}
        yield years, absolute_url(reverse("initiatives:years-feed", args=[place.slug]))
    yield _("Work plans of industrial parks"), absolute_url(reverse("initiatives:feed"))


# Meta elements of Chinese government sites: of the site, of the section and of the page. The description of
# the page is in its head already, under the same name.


def _site_tags() -> Iterator[tuple[str, str]]:
    tags = (
        ("SiteName", settings.SITE_NAME),
        ("SiteDomain", urlsplit(settings.SITE_URL).hostname or ""),
        ("SiteIDCode", settings.SITE_ID_CODE),
    )
    return (tag for tag in tags if tag[1])


def _plan_tags(
    described: PageDescription, edition: Edition, sources: list[Source], path: str
) -> Iterator[tuple[str, str]]:
    park, year = str(edition.plan.park), str(edition.plan.year)
    section = described.section[1] if described.section else described.crumb or described.title
    yield "ColumnName", section
    yield (
        "ColumnDescription",
        _("%(section)s of the work plan %(year)s of %(park)s")
        % {
            "section": section,
            "year": year,
            "park": park,
        },
    )
    yield "ColumnKeywords", ",".join((park, year, section))
    yield "ColumnType", _("Plans and programmes")
    if not described.section:
        return
    yield "ArticleTitle", described.title
    if edition.released_at:
        yield "PubDate", timezone.localtime(edition.released_at).strftime(DATE_TIME_FORMAT)
    if named := [source.text("publisher")[0] or source.text("title")[0] for source in sources]:
        yield "ContentSource", _("; ").join(named)
    yield "Keywords", ",".join((park, year, described.title))
    if settings.SITE_URL:
        yield "Url", absolute_url(path)


# Structured data


def _structured_data(
    page: Any, described: PageDescription, edition: Edition | None, sources: list[Source], path: str
) -> Iterator[structured_data.Node]:
    if isinstance(page, Home | About | AccessibilityStatement):
        yield structured_data.website()
    elif isinstance(page, ParkDetail):
        yield structured_data.organisation(page.park)
    elif isinstance(page, Overview):
        yield structured_data.plan(page.edition, sources)
    elif isinstance(page, SourceDetail | SourceReading):
        yield structured_data.article(page.source, path)
    elif isinstance(page, MetricList | MetricDetail) and page.figures:
        yield _dataset(page, described, sources, path)
    if edition and not isinstance(page, Overview):
        yield structured_data.breadcrumbs(_breadcrumbs(described, edition, path))


def _dataset(
    page: MetricList | MetricDetail, described: PageDescription, sources: list[Source], path: str
) -> structured_data.Node:
    edition = page.edition
    words = {"park": edition.plan.park, "year": edition.plan.year, "name": described.title}
    figures = page.figures
    if isinstance(page, MetricList):
        name = _("Figures of the work plan %(year)s of %(park)s") % words
        measured = structured_data.variables(figures)
        table = ("table", "metrics")
    else:
        name = _("%(name)s in the work plan %(year)s of %(park)s") % words
        measured = structured_data.values(figures)
        table = ("metric-figures", page.metric.code)
    description = _(
        "%(name)s: value, unit, kind (actual, expected or target), period and place in the source, "
        "as stated there. Where there is no number, that is said; no zero stands in its place."
    )
    dataset = structured_data.dataset(
        edition, name, description % {"name": name}, path, figures, sources, table
    )
    return {**dataset, "variableMeasured": measured}


def _breadcrumbs(described: PageDescription, edition: Edition, path: str) -> Iterator[tuple[str, str]]:
    yield _("Plan %(year)s") % {"year": edition.plan.year}, edition.get_absolute_url()
    if described.section:
        route, name = described.section
        yield name, edition.url(route)
    yield described.crumb or described.title, path
