"""The content of share cards, fetched and translated; `initiatives.pictures` draws them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from initiatives.files.file_cache import THIRTY_DAYS, cached_file, content_digest
from initiatives.freshness.shared_while_exporting import edition_rows
from initiatives.models import (
    EDITION_ROWS,
    Edition,
    Figure,
    Goal,
    GoalGroup,
    Measure,
    Metric,
    Park,
    Project,
    Quote,
    Section,
    Source,
)
from initiatives.pages.absence import absence, how_many_inferred
from initiatives.pages.goals import GoalDetail, grouped_goals
from initiatives.pages.metrics import MetricDetail
from initiatives.pages.screen import select_key_figures
from initiatives.pictures.cards import (
    Card,
    CardFigure,
    GoalCard,
    Group,
    MetricCard,
    PlanCard,
    ProjectCard,
    QuoteCard,
    Shape,
    code_digest,
)
from initiatives.pictures.font_coverage import uncovered
from initiatives.values.vocabulary import Manner, RemarkKind

# The texts that cards show. One the fonts cannot draw is shown in the other language, or left out.
DRAWN_FIELDS: dict[type[Model], tuple[str, ...]] = {
    Park: ("name",),
    Edition: ("title", "summary"),
    Source: ("title",),
    Section: ("label",),
    GoalGroup: ("label",),
    Goal: ("title", "statement"),
    Project: ("title", "theme", "drive", "summary"),
    Measure: ("title",),
    Metric: ("name",),
    Figure: ("scope", "unit", "wording"),
    Quote: ("content", "speaker", "speaker_title"),
}
MAX_MARKS = 3
MAX_FIGURES = 4


def drawable_text(row: Any, field: str) -> str:
    """Return a text of a row in the current language, else in the other, else "", as far as it can be drawn.

    Raises ValueError for a field that is not in DRAWN_FIELDS.
    """
    if field not in DRAWN_FIELDS[type(row)]:
        raise ValueError(f"{type(row).__name__}.{field} is drawn: add it to DRAWN_FIELDS.")
    options = (row.text(field)[0], getattr(row, field), getattr(row, f"{field}_en"))
    return next((text for text in options if text and not uncovered(text)), "")


def undrawable(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield each text of an edition that cannot be drawn, and the characters that the fonts lack."""
    found: dict[str, None] = {}
    for row in _rows(edition):
        for field in DRAWN_FIELDS[type(row)]:
            found.update(dict.fromkeys((getattr(row, field), getattr(row, f"{field}_en"))))
    yield from ((text, lacking) for text in found if (lacking := uncovered(text)))


def _rows(edition: Edition) -> Iterator[Any]:
    yield from (edition.plan.park, edition)
    yield from edition.sources.all()
    yield from Section.objects.filter(source__editions=edition)
    yield from Metric.objects.in_edition(edition)
    for model in EDITION_ROWS:
        if model in DRAWN_FIELDS:
            yield from model._default_manager.filter(edition=edition)


def _common(edition: Edition, rows: Iterable[Any]) -> dict[str, str]:
    """Return the fields of all cards: park, plan, and source with the marks of the rows' passages."""
    places = {
        passages[0].mark: passages[0]
        for row in rows
        for passages in row.marks
        if not uncovered(passages[0].mark)
    }
    titles = {drawable_text(passage.source, "title"): None for passage in places.values()}
    named = _by_language("、", ", ").join(list(places)[:MAX_MARKS])
    sources = [_("Source: %(title)s") % {"title": title} for title in titles if title][:1]
    return {
        "park": _park_words(edition.plan.park),
        "plan": _("Work plan %(year)s") % {"year": edition.plan.year},
        "source": _by_language("·", " – ").join(filter(None, [*sources, named])),
    }


def _park_words(park: Park) -> str:
    name = drawable_text(park, "name")
    return _("%(name)s (demonstration data, invented)") % {"name": name} if park.invented else name


def plan_card(edition: Edition) -> Card:
    parts = grouped_goals(edition_rows(edition))
    rest = _("Other goals") if any(part.group for part in parts) else _("Goals")
    groups = [
        Group(
            count=str(part.group.declared_count or "") if part.group else "",
            label=drawable_text(part.group, "label") if part.group else rest,
            goals=tuple(filter(None, (drawable_text(goal, "title") for goal in part.goals))),
        )
        for part in parts
    ]
    source = next((drawable_text(source, "title") for source in edition.sources.all()), "")
    common = _common(edition, [])
    if source:
        common["source"] = _("Source: %(title)s") % {"title": source}
    return PlanCard(
        **common,
        title=drawable_text(edition, "title") or common["plan"],
        summary=drawable_text(edition, "summary"),
        groups=tuple(groups),
    )


def goal_card(edition: Edition, key: str) -> Card:
    page = GoalDetail.build(edition, key)
    serving = {link.project_id: link for link in page.contributions}
    words = ngettext("served by %(n)s %(noun)s", "served by %(n)s %(nouns)s", len(serving)) % {
        **edition.project_words.words,
        "n": len(serving),
    }
    return GoalCard(
        **_common(edition, [page.goal]),
        title=drawable_text(page.goal, "title") or _title(edition),
        group=drawable_text(page.goal.group, "label") if page.goal.group else "",
        statement=drawable_text(page.goal, "statement"),
        served=tuple((project.numeral, project.pk in serving) for project in edition.projects.all()),
        link=words,
        basis=how_many_inferred(page.contributions),
    )


def project_card(edition: Edition, key: str) -> Card:
    project = edition.projects.with_evidence().get(key=key)
    figures = select_key_figures(list(edition.figures.with_facts().filter(project=project)))
    halves = tuple(filter(None, (drawable_text(project, "theme"), drawable_text(project, "drive"))))
    whole = drawable_text(project, "title") or _title(edition)
    stated = [figure for figure in figures if figure.amount]
    return ProjectCard(
        **_common(edition, [project]),
        numeral=project.numeral,
        halves=halves if len(halves) == 2 and _make_up(halves, whole) else (whole,),
        summary=drawable_text(project, "summary"),
        figures=tuple(_card_figure(figure) for figure in stated),
        measures=tuple(
            filter(
                None,
                (drawable_text(measure, "title") for measure in edition.measures.filter(project=project)),
            )
        ),
    )


def _make_up(halves: tuple[str, ...], whole: str) -> bool:
    """Whether both halves make up the whole title; in English they need not."""
    return whole in ("".join(halves), " ".join(halves))


def metric_card(edition: Edition, code: str) -> Card:
    page = MetricDetail.build(edition, code)
    stated = [figure for figure in page.figures if figure.amount]
    shown = stated or page.figures
    left_out = len(page.figures) - min(len(shown), MAX_FIGURES)
    more = ngettext("and %(n)s more figure", "and %(n)s more figures", left_out) % {"n": left_out}
    return MetricCard(
        **_common(edition, page.figures),
        name=drawable_text(page.metric, "name") or _title(edition),
        figures=tuple(_card_figure(figure) for figure in (shown[:MAX_FIGURES] if stated else shown)),
        more=more if left_out and stated else "",
    )


def quote_card(edition: Edition, key: str) -> Card:
    quote = edition.quotes.with_evidence().get(key=key)
    english = not _language().startswith("zh")
    translated = english and quote.manner == Manner.VERBATIM and quote.content_en
    text = drawable_text(quote, "content")
    return QuoteCard(
        **_common(edition, [quote]),
        text=text or _title(edition),
        speaker=(drawable_text(quote, "speaker") or absence(edition, _("Not named"))) if text else "",
        office=drawable_text(quote, "speaker_title"),
        manner=_("Translation") if translated else quote.get_manner_display(),
        verbatim=bool(text) and quote.manner == Manner.VERBATIM,
    )


def _title(edition: Edition) -> str:
    """Return the title of the plan, which replaces texts that cannot be drawn."""
    return drawable_text(edition, "title") or _("Work plan %(year)s") % {"year": edition.plan.year}


def _card_figure(figure: Figure) -> CardFigure:
    value, unit = figure.amount.parts(_language()) if figure.amount else ("", "")
    doubt = next(iter(figure.doubts), None)
    wording = drawable_text(figure, "wording")
    contradicts = doubt.kind == RemarkKind.CONTRADICTION if doubt else figure.in_question
    return CardFigure(
        name=_by_language("·", " – ").join(
            filter(None, (drawable_text(figure.metric, "name"), drawable_text(figure, "scope")))
        ),
        kind=figure.kind,
        kind_name=figure.get_kind_display(),
        value=value,
        unit=unit if not uncovered(unit) else drawable_text(figure, "unit"),
        missing="" if figure.amount else figure.get_availability_display(),
        scope=drawable_text(figure, "scope"),
        wording=_("As stated: “%(wording)s”") % {"wording": wording} if wording else "",
        period=figure.period_in_words,
        doubt=_("Contradiction") if contradicts else doubt.get_kind_display() if doubt else "",
        contradicts=contradicts,
        hint=next((remark.get_kind_display() for remark in figure.hints), ""),
    )


def _language() -> str:
    return get_language() or ""


def _by_language(chinese: str, english: str) -> str:
    return chinese if _language().startswith("zh") else english


def card_png(card: Card, shape: Shape) -> bytes:
    return cached_file(
        content_digest("card", code_digest(), shape, card), lambda: card.draw(shape), THIRTY_DAYS
    )
