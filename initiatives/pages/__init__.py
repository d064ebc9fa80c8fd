"""One page object for each page: all a template needs, fetched in a fixed number of queries."""

from initiatives.pages.api import ApiPage
from initiatives.pages.brief import Brief
from initiatives.pages.changes import ChangeDetail, ChangeList
from initiatives.pages.embeds import Embed, Snippet
from initiatives.pages.evidence import Evidence
from initiatives.pages.filters import Filters
from initiatives.pages.goals import GoalDetail, GoalList
from initiatives.pages.home import About, Home, ParkDetail
from initiatives.pages.metadata import Metadata
from initiatives.pages.metrics import MetricDetail, MetricList
from initiatives.pages.news import Newsfeed
from initiatives.pages.organisations import OrganisationList
from initiatives.pages.overview import Overview
from initiatives.pages.projects import ProjectDetail, ProjectList
from initiatives.pages.quality import QualityPage
from initiatives.pages.quotes import QuoteList
from initiatives.pages.reading import SourceReading
from initiatives.pages.screen import NoSuchSlide, Screen, stay
from initiatives.pages.search import SearchPage
from initiatives.pages.sitemap import Sitemap
from initiatives.pages.sources import SourceDetail, SourceList

__all__ = [
    "About",
    "ApiPage",
    "Brief",
    "ChangeDetail",
    "ChangeList",
    "Embed",
    "Evidence",
    "Filters",
    "GoalDetail",
    "GoalList",
    "Home",
    "Metadata",
    "MetricDetail",
    "MetricList",
    "Newsfeed",
    "NoSuchSlide",
    "OrganisationList",
    "Overview",
    "ParkDetail",
    "ProjectDetail",
    "ProjectList",
    "QualityPage",
    "QuoteList",
    "Screen",
    "SearchPage",
    "Sitemap",
    "Snippet",
    "SourceDetail",
    "SourceList",
    "SourceReading",
    "stay",
]
