"""The plan as slides for a big screen: cover, goals, projects, key figures, closing."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from initiatives.models import Edition, Figure, Measure, Project, Source
from initiatives.pages.comparability import cluster_contradictions
from initiatives.pages.goals import GoalsOfGroup, grouped_goals

# Limits of what can be read from the back of a hall.
MAX_PROJECT_FIGURES = 3
MAX_SLIDE_FIGURES = 6
MAX_SLIDE_MEASURES = 4
MAX_LISTED_PROJECTS = 10
# How long a slide may be shown before the browser turns to the next.
MIN_TURN_SECONDS, MAX_TURN_SECONDS = 5, 3600
# Widths (see `display_width`) up to which a text is set large, and up to which in the middle size.
MAX_TITLE_WIDTHS = (56, 110)
MAX_SUMMARY_WIDTHS = (200, 400)
MAX_MARKS = 4


class NoSuchSlide(ObjectDoesNotExist):
    """The slide number is past the last slide."""


def parse_turn_seconds(text: str) -> int | None:
    """Parse the query parameter `every`; None unless it is a whole number of seconds within the limits."""
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        return None
    return int(text) if MIN_TURN_SECONDS <= int(text) <= MAX_TURN_SECONDS else None


def display_width(text: str) -> int:
    """The width of a text in terminal columns: a wide (Han) character counts two, any other one."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def size_class(text: str, widths: tuple[int, int]) -> str:
    """The CSS class for a text's size: large, middle or small."""
    width = display_width(text)
    return "large" if width <= widths[0] else "middle" if width <= widths[1] else "small"


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
    """One slide: `kind` selects its template; `full_page_url` is the page with the full content."""

    kind: str
    title: str
    full_page_url: str
    project: Project | None = None
    figures: tuple[Figure, ...] = ()

    @property
    def size(self) -> str:
        return size_class(self.title, MAX_TITLE_WIDTHS)

    @property
    def summary_size(self) -> str:
        return size_class(self.project.text("summary")[0] if self.project else "", MAX_SUMMARY_WIDTHS)


def slides_of(edition: Edition) -> list[Slide]:
    """All slides of an edition in order; goals, projects and figures only if there are any."""
    projects = [
        Slide("project", str(project), edition.url("project", project.key), project)
        for project in edition.projects.all()
    ]
    featured = split_into_slides(edition.figures.with_facts().filter(featured=True))
    return [
        Slide("cover", edition.text("title")[0], edition.url("plan")),
        *([Slide("goals", _("Goals"), edition.url("goals"))] if edition.goals.exists() else []),
        *projects,
        *(Slide("figures", _("Key figures"), edition.url("metrics"), None, tuple(part)) for part in featured),
        Slide("closing", _("Where it comes from"), edition.url("sources")),
    ]


@dataclass(frozen=True)
class Screen:
    """The slide with that number (0 is the cover) and its navigation."""

    edition: Edition
    slides: list[Slide]
    number: int
    every: int | None
    groups: list[GoalsOfGroup]
    figures: list[Figure]
    measures: list[Measure]
    sources: list[Source]

    @classmethod
    def build(cls, edition: Edition, number: int = 0, every: int | None = None) -> "Screen":
        """Slide `number`, turning to the next after `every` seconds if given; raises NoSuchSlide."""
        slides = slides_of(edition)
        if number >= len(slides):
            raise NoSuchSlide
        slide = slides[number]
        figures, measures = list(slide.figures), []
        if slide.project:
            figures = select_key_figures(list(edition.figures.with_facts().filter(project=slide.project)))
            measures = list(edition.measures.filter(project=slide.project))
        return cls(
            edition,
            slides,
            number,
            every,
            grouped_goals(edition) if slide.kind == "goals" else [],
            figures,
            measures,
            list(edition.sources.all()),
        )

    def slide_url(self, number: int) -> str:
        """The URL of a slide, keeping the parameter `every`."""
        path = self.edition.url("slide", number) if number else self.edition.url("screen")
        return f"{path}?{urlencode({'every': self.every})}" if self.every else path

    @property
    def slide(self) -> Slide:
        return self.slides[self.number]

    @property
    def project(self) -> Project | None:
        return self.slide.project

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
        """The projects and their slides' URLs; empty if there are too many to list under the goals."""
        listed = [
            (slide.project, self.slide_url(place)) for place, slide in enumerate(self.slides) if slide.project
        ]
        return listed if len(listed) <= MAX_LISTED_PROJECTS else []

    @property
    def project_count(self) -> int:
        return sum(slide.project is not None for slide in self.slides)

    @property
    def position_in_kind(self) -> tuple[int, int]:
        """This slide's position (from 1) among the slides of its kind, and their number."""
        places = [place for place, slide in enumerate(self.slides) if slide.kind == self.slide.kind]
        return places.index(self.number) + 1, len(places)

    @property
    def marks(self) -> list[str]:
        """Marks of the passages behind the slide; figures show their own."""
        rows: dict[str, list[Any]] = {
            "cover": [self.edition],
            "goals": [goal for part in self.groups for goal in part.goals],
            "project": [self.project],
        }
        marks = {at[0].mark: None for row in rows.get(self.slide.kind, []) for at in row.marks}
        return list(marks)[:MAX_MARKS]

    @property
    def shown_measures(self) -> list[Measure]:
        """The first measures; none if the slide shows more than one figure."""
        return [] if len(self.figures) > 1 else self.measures[:MAX_SLIDE_MEASURES]

    @property
    def further_measures(self) -> int:
        return len(self.measures) - len(self.shown_measures)
