"""Structured data of pages as schema.org nodes: parks, plans, sources, figures, breadcrumbs.

Unknown values are left out. Without SITE_URL, addresses are relative to the site.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from initiatives.files.content_types import TABLE_CONTENT_TYPES
from initiatives.models import Edition, Figure, Metric, Park, Source
from initiatives.models.site_urls import absolute_url, page_language
from initiatives.values.amounts import Amount
from initiatives.values.english_units import english_unit
from initiatives.values.periods import Period
from initiatives.values.vocabulary import Comparator, PeriodStanding

Node = dict[str, Any]


def node(kind: str, **values: Any) -> Node:
    """Return a node of a type without its empty values."""
    return {"@type": kind, **{name: value for name, value in values.items() if value not in (None, "", [])}}


def organisation(park: Park) -> Node:
    name = park.text("name")[0]
    other = park.name if name == park.name_en else park.name_en
    city = park.text("city")[0]
    return node(
        "Organization",
        name=name,
        alternateName=other if other != name else "",
        url=park.website,
        address=node("PostalAddress", addressLocality=city) if city else None,
    )


def website() -> Node:
    return node(
        "WebSite",
        name=settings.SITE_NAME or _("Parkplan"),
        url=absolute_url(reverse("initiatives:home")),
        inLanguage=page_language(),
        potentialAction={
            "@type": "SearchAction",
            "target": f"{absolute_url(reverse('initiatives:search'))}?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    )


def breadcrumbs(crumbs: Iterable[tuple[str, str]]) -> Node:
    """Return a BreadcrumbList of names and paths, from the plan down to the page."""
    steps = [
        node("ListItem", position=number, name=name, item=absolute_url(path))
        for number, (name, path) in enumerate(crumbs, 1)
    ]
    return node("BreadcrumbList", itemListElement=steps)


def plan(edition: Edition, sources: Iterable[Source]) -> Node:
    return node(
        "CreativeWork",
        name=edition.text("title")[0],
        alternativeHeadline=edition.text("slogan")[0],
        abstract=edition.text("summary")[0],
        url=absolute_url(edition.get_absolute_url()),
        inLanguage=page_language(),
        datePublished=released(edition),
        version=edition.number,
        temporalCoverage=str(edition.plan.year),
        about=organisation(edition.plan.park),
        publisher=_publisher(),
        isBasedOn=[article(source) for source in sources],
    )


def article(source: Source, page: str = "") -> Node:
    """Return a source as an article; `page` is the path of its page on this site."""
    authors = source.text("authors")[0].replace("、", ",").replace("，", ",").split(",")
    return node(
        "Article",
        headline=source.text("title")[0],
        author=[node("Person", name=name.strip()) for name in authors if name.strip()],
        publisher=node("Organization", name=source.text("publisher")[0]) if source.publisher else None,
        datePublished=source.published_on.isoformat() if source.published_on else None,
        isPartOf=node("CreativeWorkSeries", name=source.text("series")[0]) if source.series else None,
        url=source.url,
        inLanguage="zh-Hans",
        subjectOf=node("WebPage", url=absolute_url(page)) if page else None,
    )


def dataset(
    edition: Edition,
    name: str,
    description: str,
    path: str,
    figures: list[Figure],
    sources: Iterable[Source],
    table: tuple[str, str],
) -> Node:
    """Return figures as a dataset; `table` are the arguments of `Edition.url` for their download."""
    return node(
        "Dataset",
        name=name,
        description=description,
        url=absolute_url(path),
        inLanguage=page_language(),
        datePublished=released(edition),
        version=edition.number,
        temporalCoverage=_temporal_coverage(figures),
        isAccessibleForFree=True,
        about=organisation(edition.plan.park),
        creator=_publisher(),
        isBasedOn=[article(source) for source in sources],
        distribution=[
            node("DataDownload", encodingFormat=kind, contentUrl=absolute_url(edition.url(*table, suffix)))
            for suffix, kind in TABLE_CONTENT_TYPES.items()
        ],
    )


def variables(figures: Iterable[Figure]) -> list[Node]:
    """Return the metrics of figures, each once."""
    metrics = {figure.metric_id: figure.metric for figure in figures}
    return [
        node("PropertyValue", name=str(metric), unitText=_base_unit(metric)) for metric in metrics.values()
    ]


def _base_unit(metric: Metric) -> str:
    """The unit in the page's language: none for 家 and its like in English."""
    unit, language = metric.text("base_unit")
    return unit if language == page_language() else english_unit(unit)


def values(figures: Iterable[Figure]) -> list[Node]:
    """Return the figures as stated: exact numbers as numbers, others such as “over 90%” as text."""
    return [_value(figure) for figure in figures]


def _value(figure: Figure) -> Node:
    amount = figure.amount
    notes = [figure.get_kind_display(), _period(figure)]
    if amount and amount.change:
        notes.append(pgettext("kind of number", "Change"))
    notes += [doubt.get_kind_display() for doubt in figure.doubts]
    if figure.in_question and not figure.doubts:
        notes.append(_("Contradiction"))
    name, scope = str(figure.metric), figure.text("scope")[0]
    if amount is None:
        notes.append(str(figure.get_availability_display()))
    return node(
        "PropertyValue",
        name=f"{name} · {scope}" if scope else name,
        **(_stated_number(amount) if amount else {}),
        description=" · ".join(notes),
        url=absolute_url(figure.get_absolute_url()),
    )


def _period(figure: Figure) -> str:
    """The period as data has it, in words where the figure does not simply stand within it."""
    return figure.period if figure.period_standing == PeriodStanding.WITHIN else figure.period_in_words


def _stated_number(amount: Amount) -> dict[str, Any]:
    """An exact number as a number, anything else as text; with the bounds of a range and of “more than”.

    Numbers are in the unit as stated; in English, which has no 亿元, in the base unit.
    """
    english = page_language() == "en"
    unit = amount.base_unit_en if english else amount.unit
    scale = amount.scale if english else 1
    if amount.rank or amount.ratio is not None:
        return {"value": amount.in_words(page_language())}
    if amount.comparator == Comparator.EQUAL and not amount.approximate and amount.upper is None:
        return {"value": _number(amount.value * scale), "unitText": unit}
    bounds: dict[str, Any] = {"value": amount.in_words(page_language())}
    if amount.upper is not None or amount.comparator in (Comparator.MORE, Comparator.AT_LEAST):
        bounds["minValue"] = _number(amount.value * scale)
    if amount.upper is not None:
        bounds["maxValue"] = _number(amount.upper * scale)
    elif amount.comparator in (Comparator.LESS, Comparator.AT_MOST):
        bounds["maxValue"] = _number(amount.value * scale)
    return bounds | {"unitText": unit if len(bounds) > 1 else ""}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _publisher() -> Node | None:
    return node("Organization", name=settings.SITE_NAME) if settings.SITE_NAME else None


def _temporal_coverage(figures: Iterable[Figure]) -> str:
    periods = [Period.parse(figure.period) for figure in figures]
    if not periods:
        return ""
    return f"{min(period.start for period in periods)}/{max(period.end for period in periods)}"


def released(edition: Edition) -> str:
    return localtime(edition.released_at).isoformat(timespec="seconds") if edition.released_at else ""
