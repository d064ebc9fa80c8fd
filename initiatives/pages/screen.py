"""The plan as slides for a meeting's big screen: cover, goals, projects, key figures, closing."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from initiatives.models import Edition, Figure, Measure, Project, Source
from initiatives.pages.goals import GoalsOfGroup, grouped_goals
from initiatives.vocabulary import RemarkKind

# What is still read from the back of a hall.
FIGURES_OF_PROJECT = 3
FIGURES_ON_SLIDE = 6
MEASURES_ON_SLIDE = 4
PROJECTS_UNDER_GOALS = 10
# Seconds a slide may stay before the next comes by itself.
SHORTEST_STAY, LONGEST_STAY = 5, 3600
# How wide a text may be, in columns (a Han character takes two), before it is set smaller, and again.
TITLE_WIDTHS = (56, 110)
SUMMARY_WIDTHS = (200, 400)
MARKS_ON_SLIDE = 4


class NoSuchSlide(ObjectDoesNotExist):
    """The plan has fewer slides."""


def stay(text: str) -> int | None:
    """How many seconds a slide stays, read from the address; None unless it is a sensible whole number."""
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        return None
    return int(text) if SHORTEST_STAY <= int(text) <= LONGEST_STAY else None


def columns(text: str) -> int:
    """The width of a text as a terminal would count it."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def size(text: str, widths: tuple[int, int]) -> str:
    """How large a text can be set."""
    width = columns(text)
    return "large" if width <= widths[0] else "middle" if width <= widths[1] else "small"


def kept_together(figures: Iterable[Figure]) -> list[list[Figure]]:
    """The figures in their order, those that contradict each other side by side as one."""
    clusters: list[list[Figure]] = []
    cluster_of: dict[int, list[Figure]] = {}
    for figure in figures:
        disputes = [note.pk for note in figure.remarks.all() if note.kind == RemarkKind.CONTRADICTION]
        cluster = next((cluster_of[pk] for pk in disputes if pk in cluster_of), None)
        if cluster is None:
            clusters.append(cluster := [])
        cluster.append(figure)
        cluster_of.update(dict.fromkeys(disputes, cluster))
    return clusters


def most_telling(figures: list[Figure]) -> list[Figure]:
    """Up to three figures: stated before open ones, featured first, a contradiction whole or not at all."""
    stated = [figure for figure in figures if figure.amount]
    ranked = sorted(stated or figures, key=lambda figure: not figure.featured)
    chosen: list[Figure] = []
    for cluster in kept_together(ranked):
        if not chosen or len(chosen) + len(cluster) <= FIGURES_OF_PROJECT:
            chosen += cluster[:FIGURES_ON_SLIDE]
    return chosen


def dealt(figures: Iterable[Figure]) -> list[list[Figure]]:
    """Figures over as few slides as hold them, about as many on each, contradictions on one slide."""
    most = FIGURES_ON_SLIDE
    clusters = [
        row[start : start + most] for row in kept_together(figures) for start in range(0, len(row), most)
    ]
    left = sum(map(len, clusters))
    planned, room = -(-left // most), 0
    slides: list[list[Figure]] = []
    for cluster in clusters:
        if len(cluster) > room:
            room = -(-left // max(1, planned - len(slides)))
            slides.append([])
        slides[-1] += cluster
        room, left = min(room, most) - len(cluster), left - len(cluster)
    return slides


@dataclass(frozen=True)
class Slide:
    """One slide: its kind names its template; `home` is the page that says the same at length."""

    kind: str
    title: str
    home: str
    project: Project | None = None
    figures: tuple[Figure, ...] = ()

    @property
    def size(self) -> str:
        return size(self.title, TITLE_WIDTHS)

    @property
    def summary_size(self) -> str:
        return size(self.project.text("summary")[0] if self.project else "", SUMMARY_WIDTHS)


def slides_of(edition: Edition) -> list[Slide]:
    """Every slide of an edition, in order; what a plan does not have is left out."""
    projects = [
        Slide("project", str(project), edition.url("project", project.key), project)
        for project in edition.projects.all()
    ]
    featured = dealt(edition.figures.with_facts().filter(featured=True))
    return [
        Slide("cover", edition.text("title")[0], edition.url("plan")),
        *([Slide("goals", _("Goals"), edition.url("goals"))] if edition.goals.exists() else []),
        *projects,
        *(Slide("figures", _("Key figures"), edition.url("metrics"), None, tuple(part)) for part in featured),
        Slide("closing", _("Where it comes from"), edition.url("sources")),
    ]


@dataclass(frozen=True)
class Screen:
    """One slide among its neighbours. Number 0 is the cover."""

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
        """The slide of that number, turning after `every` seconds; NoSuchSlide past the last one."""
        slides = slides_of(edition)
        if number >= len(slides):
            raise NoSuchSlide
        slide = slides[number]
        figures, measures = list(slide.figures), []
        if slide.project:
            figures = most_telling(list(edition.figures.with_facts().filter(project=slide.project)))
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

    def address(self, number: int) -> str:
        """A slide's address; it goes on turning by itself where this one does."""
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
    def first(self) -> str:
        return self.address(0)

    @property
    def last(self) -> str:
        return self.address(self.last_number)

    @property
    def previous(self) -> str | None:
        return self.address(self.number - 1) if self.number else None

    @property
    def next(self) -> str | None:
        return self.address(self.number + 1) if self.number < self.last_number else None

    @property
    def refresh(self) -> str | None:
        """What tells a browser to turn the page by itself: after the last slide comes the first."""
        return f"{self.every}; url={self.next or self.first}" if self.every else None

    @property
    def still(self) -> str:
        """This very slide, staying."""
        return self.edition.url("slide", self.number) if self.number else self.edition.url("screen")

    @property
    def steps(self) -> list[bool]:
        """For each slide after the cover, whether it has been reached."""
        return [step <= self.number for step in range(1, len(self.slides))]

    @property
    def contents(self) -> list[tuple[Project, str]]:
        """The projects and their slides, where there are few enough to list under the goals."""
        listed = [
            (slide.project, self.address(place)) for place, slide in enumerate(self.slides) if slide.project
        ]
        return listed if len(listed) <= PROJECTS_UNDER_GOALS else []

    @property
    def project_count(self) -> int:
        return sum(slide.project is not None for slide in self.slides)

    @property
    def part(self) -> tuple[int, int]:
        """Which of the slides of its kind this is, and of how many."""
        alike = [place for place, slide in enumerate(self.slides) if slide.kind == self.slide.kind]
        return alike.index(self.number) + 1, len(alike)

    @property
    def marks(self) -> list[str]:
        """Where the source says what the slide says; a figure has its own marks beside it."""
        rows: dict[str, list[Any]] = {
            "cover": [self.edition],
            "goals": [goal for part in self.groups for goal in part.goals],
            "project": [self.project],
        }
        marks = {at[0].mark: None for row in rows.get(self.slide.kind, []) for at in row.marks}
        return list(marks)[:MARKS_ON_SLIDE]

    @property
    def shown_measures(self) -> list[Measure]:
        """The first measures, where figures leave room for them."""
        return [] if len(self.figures) > 1 else self.measures[:MEASURES_ON_SLIDE]

    @property
    def further_measures(self) -> int:
        return len(self.measures) - len(self.shown_measures)
