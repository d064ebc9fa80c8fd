"""The plan as slides for a big screen: cover, goals, projects, key figures, doubts, gaps, closing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from initiatives.freshness.shared_while_exporting import edition_rows
from initiatives.models import Edition, Figure, Project, Source
from initiatives.models.site_urls import absolute_url, with_query
from initiatives.pages.comparability import cluster_contradictions
from initiatives.pages.doubt_slides import DoubtSlide, doubt_slides
from initiatives.pages.goal_slide import GoalSlide
from initiatives.pages.project_slide import ProjectSlide
from initiatives.pages.quality import QualityPage
from initiatives.pages.slide_space import size_class
from initiatives.pages.task_list import counts_of_states
from initiatives.tasks.assigned_tasks import tasks_of
from initiatives.values.vocabulary import FigureKind

# Limits of what can be read from the back of a hall.
MAX_PROJECT_FIGURES = 3
MAX_SLIDE_FIGURES = 6
MAX_SOURCES = 2
# How long a slide may be shown before the browser turns to the next.
MIN_TURN_SECONDS, MAX_TURN_SECONDS = 5, 3600
# Widths in ems up to which a title is set in each size.
TITLE_WIDTHS = {"cover": (30, 60, 120), "project": (12, 34, 66)}
SIZES = ("large", "medium", "small", "least")
MAX_MARKS = 4


class NoSuchSlide(ObjectDoesNotExist):
    """The slide number is past the last slide."""


def parse_turn_seconds(text: str) -> int | None:
    """Parse the query parameter `every`; None unless it is a whole number of seconds within the limits."""
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        return None
    return int(text) if MIN_TURN_SECONDS <= int(text) <= MAX_TURN_SECONDS else None


def select_key_figures(figures: list[Figure]) -> list[Figure]:
    """Up to MAX_PROJECT_FIGURES figures, featured ones first; those without a number only if none has one.

    Contradicting figures are kept together: the first group may exceed the limit, later ones are left out.
    """
    stated = [figure for figure in figures if figure.amount]
    ranked = sorted(stated or figures, key=lambda figure: not figure.featured)
    chosen: list[Figure] = []
    for cluster in cluster_contradictions(ranked):
        if not chosen or len(chosen) + len(cluster) <= MAX_PROJECT_FIGURES:
            chosen += cluster[:MAX_SLIDE_FIGURES]
    return chosen


def split_into_slides(figures: Iterable[Figure]) -> list[list[Figure]]:
    """Spread figures evenly over as few slides as possible, keeping contradicting ones on one slide."""
    limit = MAX_SLIDE_FIGURES
    clusters = [
        row[start : start + limit]
        for row in cluster_contradictions(figures)
        for start in range(0, len(row), limit)
    ]
    left = sum(map(len, clusters))
    planned, room = -(-left // limit), 0
    slides: list[list[Figure]] = []
    for cluster in clusters:
        if len(cluster) > room:
            room = -(-left // max(1, planned - len(slides)))
            slides.append([])
        slides[-1] += cluster
        room, left = min(room, limit) - len(cluster), left - len(cluster)
    return slides


@dataclass(frozen=True)
class Slide:
    """One slide: `kind` selects its template, `name` says in the corner what it is.

    `full_page_url` is the page with the full content.
    """

    kind: str
    name: str
    title: str
    full_page_url: str
    project: Project | None = None
    figures: tuple[Figure, ...] = ()
    doubts: DoubtSlide | None = None

    @property
    def size(self) -> str:
        return size_class(self.title, TITLE_WIDTHS.get(self.kind, (30,)), SIZES)


def slides_of(edition: Edition) -> list[Slide]:
    """All slides of an edition in order; cover and closing always, others only if there is content."""
    content = edition_rows(edition)
    projects, figures = content.projects, [row for row in content.figures if row.featured]
    content.cite(projects, figures)
    featured = split_into_slides(figures)
    return [
        Slide("cover", _("Cover"), edition.text("title")[0], edition.url("plan")),
        *([Slide("goals", _("Goals"), _("Goals"), edition.url("goals"))] if edition.goals.exists() else []),
        *(
            Slide("project", edition.noun, str(project), edition.url("project", project.key), project)
            for project in projects
        ),
        *(
            Slide("figures", _("Key figures"), _("Key figures"), edition.url("metrics"), figures=tuple(part))
            for part in featured
        ),
        *(
            Slide("doubts", _("Doubts"), _("Contradictions and doubts"), edition.url("quality"), doubts=part)
            for part in doubt_slides(edition)
        ),
        *([_open_slide(edition)] if projects else []),
        Slide("closing", _("Sources and marks"), _("Where it comes from"), edition.url("sources")),
    ]


def _open_slide(edition: Edition) -> Slide:
    """What the plan leaves open; only what has been entered of it, if its sources were not read whole."""
    name = _("Stated and left open") if edition.read_whole else _("What has been entered")
    title = (
        _("What this plan states and what it leaves open")
        if edition.read_whole
        else _("What has been entered of this plan")
    )
    return Slide("open", name, title, edition.url("quality"))


@dataclass(frozen=True)
class Screen:
    """The slide with that number (0 is the cover) and its navigation.

    `content` is what the template of the slide's kind shows: a ProjectSlide, a GoalSlide, a QualityPage, the
    states of tasks.
    """

    edition: Edition
    slides: list[Slide]
    number: int
    every: int | None
    content: Any
    sources: list[Source]

    @classmethod
    def build(cls, edition: Edition, number: int = 0, every: int | None = None) -> "Screen":
        """Slide `number`, turning to the next after `every` seconds if given; raises NoSuchSlide."""
        slides = slides_of(edition)
        if number >= len(slides):
            raise NoSuchSlide
        content = _content(edition, slides, slides[number])
        return cls(edition, slides, number, every, content, list(edition.sources.all()))

    def slide_url(self, number: int) -> str:
        """The URL of a slide, keeping the parameter `every`."""
        path = self.edition.url("slide", number) if number else self.edition.url("screen")
        return with_query(path, urlencode({"every": self.every})) if self.every else path

    @property
    def slide(self) -> Slide:
        return self.slides[self.number]

    @property
    def project(self) -> Project | None:
        return self.slide.project

    @property
    def public_url(self) -> str:
        """The absolute URL of the page with the full content; empty where the site's address is not known."""
        shown = settings.SITE_URL and not self.edition.previewed
        return absolute_url(self.slide.full_page_url) if shown else ""

    @property
    def project_total(self) -> int:
        """How many projects there are, if they are numbered from 1 without a gap; else 0."""
        numbers = [slide.project.number for slide in self.slides if slide.project]
        return len(numbers) if numbers == list(range(1, len(numbers) + 1)) else 0

    @property
    def shown_sources(self) -> list[Source]:
        return self.sources[:MAX_SOURCES]

    @property
    def further_sources(self) -> int:
        return len(self.sources) - len(self.shown_sources)

    @property
    def place_of_many(self) -> int:
        """The position in its kind if the kind has several slides that are not projects; else 0."""
        position, count = self.position_in_kind
        return position if count > 1 and not self.project else 0

    @property
    def figure_kinds(self) -> list[tuple[str, str]]:
        """The kinds of the figures on the slide and their names, for the legend."""
        if self.project:
            return list(self.content.kinds)
        shown = {row.kind for row in self.slide.figures}
        return [(kind.value, str(kind.label)) for kind in FigureKind if kind in shown]

    @property
    def last_number(self) -> int:
        return len(self.slides) - 1

    @property
    def first_url(self) -> str:
        return self.slide_url(0)

    @property
    def last_url(self) -> str:
        return self.slide_url(self.last_number)

    @property
    def previous_url(self) -> str | None:
        return self.slide_url(self.number - 1) if self.number else None

    @property
    def next_url(self) -> str | None:
        return self.slide_url(self.number + 1) if self.number < self.last_number else None

    @property
    def refresh(self) -> str | None:
        """The content of `<meta http-equiv="refresh">`; the first slide follows the last."""
        return f"{self.every}; url={self.next_url or self.first_url}" if self.every else None

    @property
    def url_without_turning(self) -> str:
        """The URL of this slide without automatic turning."""
        return self.edition.url("slide", self.number) if self.number else self.edition.url("screen")

    @property
    def reached_slides(self) -> list[bool]:
        """For each slide after the cover, whether its number is at most this one's."""
        return [step <= self.number for step in range(1, len(self.slides))]

    @property
    def contents(self) -> list[tuple[Project, str]]:
        """The projects that the slide of the goals lists, with the URLs of their slides."""
        listed = {project.pk for project in self.content.projects}
        return [
            (slide.project, self.slide_url(place))
            for place, slide in enumerate(self.slides)
            if slide.project and slide.project.pk in listed
        ]

    @property
    def position_in_kind(self) -> tuple[int, int]:
        """This slide's position (from 1) among the slides of its kind, and their number."""
        places = [place for place, slide in enumerate(self.slides) if slide.kind == self.slide.kind]
        return places.index(self.number) + 1, len(places)

    @property
    def marks(self) -> list[str]:
        """Marks of the passages behind the slide; figures and remarks show their own."""
        rows: dict[str, list[Any]] = {
            "cover": [self.edition],
            "goals": [goal for part in self.content.groups for goal in part.goals]
            if self.slide.kind == "goals"
            else [],
            "project": [self.project],
        }
        marks = {at[0].mark: None for row in rows.get(self.slide.kind, []) for at in row.marks}
        return list(marks)[:MAX_MARKS]


def _content(edition: Edition, slides: list[Slide], slide: Slide) -> Any:
    """What the template of the slide shows."""
    if slide.project:
        return ProjectSlide.build(edition, slide.project)
    if slide.kind == "goals":
        return GoalSlide.build(edition, [row.project for row in slides if row.project])
    if slide.kind == "cover" and edition.has_tasks:
        return counts_of_states(tasks_of(edition))
    return QualityPage.build(edition) if slide.kind == "open" else None
