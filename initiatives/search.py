"""Finding every kind of fact of published plans by the words it contains."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from django.db.models import Model, Q, QuerySet

from initiatives.models import (
    Edition,
    Figure,
    Goal,
    Measure,
    Organisation,
    Passage,
    Photo,
    Project,
    Quote,
    Remark,
    Statement,
)
from initiatives.models.fields import TwoLanguages

LONGEST, MOST_TERMS, MOST_HITS = 80, 6, 50


@dataclass(frozen=True)
class Query:
    """What was asked: all terms must occur, or all of them as one (`30 亿元` is found as `30亿元`)."""

    words: str

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Full-width letters and digits count as plain ones; what is too long is cut."""
        return cls(" ".join(normalize("NFKC", text)[:LONGEST].split()[:MOST_TERMS]))

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def terms(self) -> list[str]:
        return self.words.split()

    @property
    def joined(self) -> str:
        return self.words.replace(" ", "")

    @property
    def pattern(self) -> re.Pattern[str]:
        """Where a text should be marked, the longest match first."""
        alternatives = sorted({self.joined, *self.terms}, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, alternatives)), re.IGNORECASE)

    def condition(self, columns: Iterable[str]) -> Q:
        """Rows in which each term, or all as one, stands in some column."""
        columns = list(columns)

        def anywhere(term: str) -> Q:
            found = Q()
            for column in columns:
                found |= Q(**{f"{column}__icontains": term})
            return found

        every = Q()
        for term in self.terms:
            every &= anywhere(term)
        return every | anywhere(self.joined)


@dataclass(frozen=True)
class Hit:
    """A row that was found, the text in which, and the page where readers see it."""

    row: Model
    text: str
    url: str
    edition: Edition


@dataclass(frozen=True)
class Hits:
    """What was found of one kind; `more` where only the first were fetched."""

    kind: str
    hits: list[Hit]
    more: bool


# What is searched of each kind of row, and what else its name and address need.
ROWS: dict[type[Model], tuple[tuple[str, ...], tuple[str, ...]]] = {
    Goal: (("title", "statement"), ()),
    Project: (("title", "summary"), ()),
    Measure: (("title", "detail"), ("project",)),
    Figure: (("wording", "scope", "metric__name"), ("metric",)),
    Quote: (("content", "speaker", "speaker_title"), ()),
    Statement: (("content",), ("project",)),
    Photo: (("caption", "alt"), ()),
    Remark: (("content",), ()),
}

# Where rows name organisations.
NAMING = (
    (Statement, "organisations"),
    (Measure, "organisations"),
    (Measure, "responsible"),
    (Figure, "organisations"),
    (Photo, "organisations"),
)


def search(query: Query) -> list[Hits]:
    """Everything published in which the words occur, by kind; nothing for no words."""
    if not query:
        return []
    found = [
        _editions(query),
        *(_rows(query, model, *what) for model, what in ROWS.items()),
        _organisations(query),
        _passages(query),
    ]
    return [hits for hits in found if hits.hits]


def _both(columns: Iterable[str]) -> list[str]:
    return [name for column in columns for name in (column, f"{column}_en")]


def _hits(model: type[Model], hits: list[Hit]) -> Hits:
    return Hits(str(model._meta.verbose_name_plural), hits[:MOST_HITS], len(hits) > MOST_HITS)


def _editions(query: Query) -> Hits:
    columns = ("title", "slogan", "guiding_idea", "summary", "meeting")
    rows = Edition.objects.published().filter(query.condition(_both(columns)))[: MOST_HITS + 1]
    return _hits(
        Edition, [Hit(row, _matching(query, row, columns), row.get_absolute_url(), row) for row in rows]
    )


def _rows(query: Query, model: type[Model], columns: tuple[str, ...], along: tuple[str, ...]) -> Hits:
    published: QuerySet = model.objects.published()  # type: ignore[attr-defined]
    rows = published.filter(query.condition(_both(columns))).select_related("edition__plan__park", *along)
    own = [column for column in columns if "__" not in column]
    return _hits(
        model,
        [
            Hit(row, _matching(query, row, own), row.get_absolute_url(), row.edition)
            for row in rows[: MOST_HITS + 1]
        ],
    )


def _organisations(query: Query) -> Hits:
    """An organisation is shown in the latest published plan that names it."""
    rows = Organisation.objects.filter(query.condition(_both(("name",))))
    latest: dict[int, tuple[int, int]] = {}
    for model, link in NAMING:
        naming = model.objects.published().filter(**{f"{link}__in": rows})
        for pk, year, edition in naming.values_list(link, "edition__plan__year", "edition").distinct():
            latest[pk] = max(latest.get(pk, (0, 0)), (year, edition))
    editions = Edition.objects.in_bulk({edition for _, edition in latest.values()})
    hits = [
        Hit(row, "", f"{edition.url('organisations')}#{row.slug}", edition)
        for row in rows.filter(pk__in=latest)[: MOST_HITS + 1]
        if (edition := editions[latest[row.pk][1]])
    ]
    return _hits(Organisation, hits)


def _passages(query: Query) -> Hits:
    rows = Passage.objects.published().filter(query.condition(_both(("phrase",))))
    hits = []
    for row in rows.prefetch_related("source__editions__plan__park")[: MOST_HITS + 1]:
        edition = max(
            (one for one in row.source.editions.all() if one.state == "published"),
            key=lambda one: one.plan.year,
            default=None,
        )
        if edition:
            url = f"{edition.url('source', row.source.slug)}#{row.key}"
            hits.append(Hit(row, _matching(query, row, ("phrase",)), url, edition))
    return _hits(Passage, hits)


def _matching(query: Query, row: TwoLanguages, columns: Iterable[str]) -> str:
    """The text that made the row a hit, where its name alone does not show it."""
    if query.pattern.search(str(row)):
        return ""
    texts = [row.text(column)[0] for column in columns]
    texts += [getattr(row, column) for column in _both(columns)]
    return next((text for text in texts if query.pattern.search(text)), "")
