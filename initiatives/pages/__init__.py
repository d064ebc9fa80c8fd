"""One page object for each page: all a template needs, fetched in a fixed number of queries."""

from initiatives.pages.goals import GoalDetail, GoalList
from initiatives.pages.home import Home, ParkDetail
from initiatives.pages.metrics import MetricDetail, MetricList
from initiatives.pages.organisations import OrganisationList
from initiatives.pages.overview import Overview
from initiatives.pages.projects import ProjectDetail, ProjectList
from initiatives.pages.quotes import QuoteList
from initiatives.pages.sources import SourceDetail, SourceList

__all__ = [
    "GoalDetail",
    "GoalList",
    "Home",
    "MetricDetail",
    "MetricList",
    "OrganisationList",
    "Overview",
    "ParkDetail",
    "ProjectDetail",
    "ProjectList",
    "QuoteList",
    "SourceDetail",
    "SourceList",
]
