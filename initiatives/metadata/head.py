"""`<head>` metadata of a page: title, section, dates, structured data, feeds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from initiatives.metadata import structured_data
from initiatives.models import Edition, Park, Source
from initiatives.models.site_urls import absolute_url
from initiatives.pages.brief import Brief
from initiatives.pages.changes import ChangeDetail, ChangeList
from initiatives.pages.goals import GoalDetail, GoalList
from initiatives.pages.home import About, Home, ParkDetail
from initiatives.pages.metrics import MetricDetail, MetricList
from initiatives.pages.organisations import OrganisationList
from initiatives.pages.overview import Overview
from initiatives.pages.projects import ProjectDetail, ProjectList
from initiatives.pages.quality import QualityPage
from initiatives.pages.quotes import QuoteList
from initiatives.pages.search import SearchPage
from initiatives.pages.source_reading import SourceReading
from initiatives.pages.sources import SourceDetail, SourceList
from initiatives.values.project_noun import NEUTRAL

# The format of dates in the meta elements of Chinese government sites.
DATE_TIME_FORMAT = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class PageDescription:
    """The texts of a page. `section` is the route and name of the list that it belongs to, if it does."""

    title: str = ""
    description: str = ""
    section: tuple[str, str] | None = None
    # The name in the breadcrumbs, if that is not the title.
    crumb: str = ""
    # Whether it only lists what other pages have, as search results do; it then has no tags of its own.
    only_lists: bool = False


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
        place = edition or (page.park if isinstance(page, ParkDetail) else None)
        return cls(
            described.title,
            described.description or (default_description(edition) if described.title else ""),
            "article" if described.section else "website",
            settings.SITE_NAME or _("Parkplan"),
            list(_feeds(place)) if settings.SITE_URL else [],
            [*_site_tags(), *(_plan_tags(described, own, sources, path) if own else ())],
            list(_structured_data(page, described, own, sources, path)),
        )


def default_description(edition: Edition | None) -> str:
    """Return the description of pages that have none of their own, in the words of the plan."""
    words = edition.project_words if edition else NEUTRAL
    sentence = _(
        "A park's work plan for the year: every goal, %(noun)s, figure and quotation, "
        "and where it comes from."
    )
    return sentence % words.words


def describe(page: Any) -> PageDescription:
    """Return the texts of a page, the same as in its template; empty for pages that are not listed here."""
    describe_page = DESCRIPTIONS.get(type(page))
    return describe_page(page) if describe_page else PageDescription()


DESCRIPTIONS: dict[type, Callable[[Any], PageDescription]] = {
    Home: lambda page: PageDescription(_("Work plans of industrial parks")),
    ParkDetail: lambda page: PageDescription(page.park.text("name")[0]),
    About: lambda page: PageDescription(_("About this site")),
    SearchPage: lambda page: PageDescription(_("Search"), only_lists=True),
    Overview: lambda page: PageDescription(
        page.edition.text("title")[0], page.edition.text("summary")[0], crumb=_("Overview")
    ),
    GoalList: lambda page: PageDescription(_("Goals")),
    GoalDetail: lambda page: PageDescription(
        page.goal.text("title")[0], page.goal.text("statement")[0], ("goals", _("Goals"))
    ),
    ProjectList: lambda page: PageDescription(capfirst(page.edition.nouns)),
    ProjectDetail: lambda page: PageDescription(
        page.project.text("title")[0],
        page.project.text("summary")[0],
        ("projects", capfirst(page.edition.nouns)),
    ),
    MetricList: lambda page: PageDescription(_("Metrics")),
    MetricDetail: lambda page: PageDescription(
        page.metric.text("name")[0], section=("metrics", _("Metrics"))
    ),
    QuoteList: lambda page: PageDescription(_("Quotes")),
    OrganisationList: lambda page: PageDescription(_("Organisations")),
    SourceList: lambda page: PageDescription(_("Sources")),
    SourceDetail: lambda page: PageDescription(
        page.source.text("title")[0], section=("sources", _("Sources"))
    ),
    SourceReading: lambda page: PageDescription(
        f"{_('Full text')} · {page.source.text('title')[0]}",
        section=("sources", _("Sources")),
        crumb=_("Full text"),
    ),
    QualityPage: lambda page: PageDescription(
        _("What this plan states and what it leaves open"),
        _(
            "How many measures have a number, a time and somebody responsible; contradictions; "
            "and what the editors inferred."
        ),
        crumb=_("What it states"),
    ),
    ChangeList: lambda page: PageDescription(_("Changes")),
    ChangeDetail: lambda page: PageDescription(
        _("Edition %(number)s") % {"number": page.shown.number}, section=("changes", _("Changes"))
    ),
    Brief: lambda page: PageDescription(_("Brief"), page.edition.text("summary")[0]),
}


# Feeds of the plan, the park and the site


def _feeds(place: Edition | Park | None) -> Iterator[tuple[str, str]]:
    park = place.plan.park if isinstance(place, Edition) else place
    if isinstance(place, Edition):
        words = {"park": park, "year": place.plan.year}
        path = reverse("initiatives:plan-feed", args=[place.plan.park.slug, place.plan.year])
        yield _("%(park)s, work plan %(year)s") % words, absolute_url(path)
    if park:
        yield str(park), absolute_url(reverse("initiatives:park-feed", args=[park.slug]))
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
    if isinstance(page, Home | About):
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
