"""Each kind of row as a record for programs: stable English names, texts in the language of the moment.

Downloads and the API say the same of a row because both take it from here. What stands in the source's own
words keeps them (`wording`), with the translation beside it (`wording_en`). What is not known is None.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import get_language

from initiatives import models
from initiatives.models import Edition
from initiatives.models.fields import TwoLanguages
from initiatives.pages.quality import QualityPage
from initiatives.quality import Finding
from initiatives.site_urls import absolute_url, page_language
from initiatives.vocabulary import UpdateSubject

Record = dict[str, Any]

# What the API calls the rows of each kind.
COLLECTIONS: dict[type[Model], str] = {
    models.Park: "parks",
    Edition: "plans",
    models.Goal: "goals",
    models.Project: "projects",
    models.Contribution: "contributions",
    models.Measure: "measures",
    models.Metric: "metrics",
    models.Figure: "figures",
    models.Statement: "statements",
    models.Quote: "quotes",
    models.Photo: "photos",
    models.Remark: "remarks",
    models.Organisation: "organisations",
    models.Source: "sources",
    models.Passage: "passages",
    models.Update: "updates",
}


# Names and addresses


def known_as(kind: type[Model], *parts: object) -> str:
    """The permanent name of a row: `figures/yuhua/2024/high-tech-firms`."""
    return "/".join([COLLECTIONS[kind], *map(str, parts)])


def address(name: str) -> str:
    """Where the API tells of the row with that name, in the language of the moment."""
    query = "" if page_language() == "zh-Hans" else "?lang=en"
    return absolute_url(f"{reverse('api:index')}{name}{query}")


def name_in(edition: Edition, row: Any) -> str:
    return known_as(type(row), edition.plan.park.slug, edition.plan.year, row.key)


def plan_name(edition: Edition) -> str:
    return known_as(Edition, edition.plan.park.slug, edition.plan.year)


# Parts of records


def texts(row: TwoLanguages, *fields: str) -> Record:
    """Texts in the language of the moment; `untranslated` names those that are only there in Chinese."""
    said = {field: row.text(field) for field in fields}
    return {
        **{field: text or None for field, (text, _) in said.items()},
        "untranslated": [field for field, (text, own) in said.items() if text and own != page_language()],
    }


def number(value: Decimal | None) -> int | float | None:
    """As JSON has numbers: exact up to 15 digits."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _coded(row: Any, field: str) -> Record:
    """A word of a vocabulary: its code, and what pages call it."""
    code = getattr(row, field)
    label = getattr(row, f"get_{field}_display")()
    return {field: code or None, f"{field}_label": str(label) if code else None}


def _in_edition(row: Any, edition: Edition) -> Record:
    name = name_in(edition, row)
    return {
        "id": name,
        "plan": plan_name(edition),
        "key": row.key,
        "url": absolute_url(row.get_absolute_url()),
        "self": address(name),
    }


def _titled(edition: Edition, row: Any, field: str = "title") -> Record | None:
    return {"id": name_in(edition, row), field: row.text(field)[0]} if row else None


def organisation_named(organisation: Any, edition: Edition) -> Record:
    name = known_as(models.Organisation, edition.plan.park.slug, organisation.slug)
    return {"id": name, "name": organisation.text("name")[0]}


def _organisations(row: Any, edition: Edition) -> list[Record]:
    return [organisation_named(one, edition) for one in row.organisations.all()]


def place(passage: Any, park: str, edition: Edition | None) -> Record:
    """Where a source says so; with its page in the edition that draws on it."""
    source = passage.source
    page = edition and absolute_url(f"{edition.url('source', source.slug)}#{passage.key}")
    return {
        "id": known_as(models.Passage, park, source.slug, passage.key),
        "source": {"id": known_as(models.Source, park, source.slug), "title": source.text("title")[0]},
        "section": passage.section.text("title")[0],
        "mark": passage.mark,
        "place": passage.place,
        "paragraph": passage.paragraph,
        "phrase": passage.phrase,
        "phrase_en": passage.phrase_en or None,
        "url": page,
    }


def places(row: Any, edition: Edition) -> list[Record]:
    return [place(passage, edition.plan.park.slug, edition) for passage in row.passages.all()]


# Records


def park(row: models.Park) -> Record:
    name = known_as(models.Park, row.slug)
    return {
        "id": name,
        "slug": row.slug,
        **texts(row, "name", "city", "level"),
        "website": row.website or None,
        "url": absolute_url(row.get_absolute_url()),
        "self": address(name),
    }


def plan(edition: Edition) -> Record:
    name = plan_name(edition)
    of = edition.plan.park
    return {
        "id": name,
        "park": {"id": known_as(models.Park, of.slug), "name": of.text("name")[0]},
        "year": edition.plan.year,
        "edition": edition.number,
        "released_at": edition.released_at.isoformat() if edition.released_at else None,
        **texts(edition, "title", "slogan", "guiding_idea", "summary", "meeting", "release_note"),
        "declared_projects": edition.declared_projects,
        "meeting_date": edition.meeting_date and edition.meeting_date.isoformat(),
        "meeting_date_stated": edition.meeting_date_stated or None,
        "meeting_date_basis": edition.meeting_date_basis or None,
        "sources": [
            {"id": known_as(models.Source, of.slug, source.slug), "title": source.text("title")[0]}
            for source in edition.sources.all()
        ],
        "passages": places(edition, edition),
        "url": absolute_url(edition.get_absolute_url()),
        "self": address(name),
        "files": {
            name: absolute_url(edition.url(page))
            for name, page in (("json", "plan-json"), ("yaml", "plan-yaml"), ("xlsx", "workbook"))
        },
    }


def _link(contribution: Any, edition: Edition, other: Any) -> Record:
    """The other end of a link between a goal and a project."""
    basis = _coded(contribution, "basis")
    return {**(_titled(edition, other) or {}), **basis, "reason": contribution.text("reason")[0] or None}


def goal(row: Any, edition: Edition) -> Record:
    group = row.group and {
        "key": row.group.key,
        "verb": row.group.text("verb")[0],
        "label": row.group.text("label")[0],
        "declared_count": row.group.declared_count,
    }
    return {
        **_in_edition(row, edition),
        "order": row.order,
        "group": group,
        **texts(row, "title", "statement"),
        "projects": [_link(one, edition, one.project) for one in row.contributions.all()],
        "passages": places(row, edition),
    }


def project(row: Any, edition: Edition) -> Record:
    return {
        **_in_edition(row, edition),
        "number": row.number,
        **texts(row, "title", "theme", "drive", "summary"),
        "goals": [_link(one, edition, one.goal) for one in row.contributions.all()],
        "passages": places(row, edition),
    }


def contribution(row: Any, edition: Edition) -> Record:
    return {
        **_in_edition(row, edition),
        "project": _titled(edition, row.project),
        "goal": _titled(edition, row.goal),
        **_coded(row, "basis"),
        **texts(row, "reason"),
        "passages": places(row, edition),
    }


def measure(row: Any, edition: Edition) -> Record:
    return {
        **_in_edition(row, edition),
        "order": row.order,
        "project": _titled(edition, row.project),
        **texts(row, "title", "detail"),
        **_coded(row, "cadence"),
        "due": row.due or None,
        "timing_stated": row.timing_stated or None,
        "timing_stated_en": row.timing_stated_en or None,
        "responsible": row.responsible and organisation_named(row.responsible, edition),
        "organisations": _organisations(row, edition),
        "passages": places(row, edition),
    }


def metric(row: models.Metric) -> Record:
    name = known_as(models.Metric, row.code)
    query = f"?metric={row.code}" + ("" if page_language() == "zh-Hans" else "&lang=en")
    return {
        "id": name,
        "code": row.code,
        **texts(row, "name", "base_unit", "definition"),
        **_coded(row, "nature"),
        **_coded(row, "direction"),
        "figures": absolute_url(f"{reverse('api:collection', args=['figures'])}{query}"),
        "self": address(name),
    }


def figure(row: Any, edition: Edition) -> Record:
    return {
        **_in_edition(row, edition),
        "order": row.order,
        "metric": {
            "id": known_as(models.Metric, row.metric.code),
            "code": row.metric.code,
            "name": row.metric.text("name")[0],
            "nature": row.metric.nature,
        },
        **texts(row, "scope"),
        **_coded(row, "kind"),
        "period": row.period,
        "period_stated": row.period_stated or None,
        "period_stated_en": row.period_stated_en or None,
        **_coded(row, "availability"),
        **_amount(row),
        "wording": row.wording or None,
        "wording_en": row.wording_en or None,
        "project": _titled(edition, row.project),
        "goal": _titled(edition, row.goal),
        "measure": _titled(edition, row.measure),
        "featured": row.featured,
        "in_question": row.in_question,
        "remarks": [
            {"id": name_in(edition, one), **_coded(one, "kind"), "text": one.text("content")[0]}
            for one in row.remarks.all()
        ],
        "organisations": _organisations(row, edition),
        "passages": places(row, edition),
    }


def _amount(row: Any) -> Record:
    """The number as stated, as printed, and in its base unit; None throughout where none is given."""
    amount = row.amount
    base_unit = amount and ((page_language() == "en" and row.unit_en) or amount.base_unit)
    return {
        "comparator": amount and amount.comparator,
        "comparator_label": amount and str(row.get_comparator_display()),
        "value": number(amount and amount.value),
        "value_exact": amount and f"{amount.value:f}",
        "unit": (amount and amount.unit) or None,
        "value_text": amount and " ".join(amount.parts(get_language() or "")).strip(),
        "value_in_base_unit": number(amount and amount.in_base_unit),
        "base_unit": base_unit or None,
    }


def statement(row: Any, edition: Edition) -> Record:
    return {
        **_in_edition(row, edition),
        "order": row.order,
        **_coded(row, "kind"),
        "project": _titled(edition, row.project),
        **texts(row, "content"),
        "organisations": _organisations(row, edition),
        "passages": places(row, edition),
    }


def quote(row: Any, edition: Edition) -> Record:
    return {
        **_in_edition(row, edition),
        "order": row.order,
        **texts(row, "speaker", "speaker_title", "occasion"),
        **_coded(row, "manner"),
        "content": row.content,
        "content_en": row.content_en or None,
        "project": _titled(edition, row.project),
        "goal": _titled(edition, row.goal),
        "featured": row.featured,
        "passages": places(row, edition),
    }


def photo(row: Any, edition: Edition) -> Record:
    return {
        **_in_edition(row, edition),
        "order": row.order,
        **texts(row, "caption", "alt", "credit"),
        "date": row.date and row.date.isoformat(),
        "date_stated": row.date_stated or None,
        "date_basis": row.date_basis or None,
        "project": _titled(edition, row.project),
        "organisations": _organisations(row, edition),
        "passages": places(row, edition),
    }


def remark(row: Any, edition: Edition) -> Record:
    return {
        **_in_edition(row, edition),
        "order": row.order,
        **_coded(row, "kind"),
        **texts(row, "content"),
        "figures": [name_in(edition, one) for one in row.figures.all()],
        "passages": places(row, edition),
    }


def organisation(row: models.Organisation, park: str) -> Record:
    name = known_as(models.Organisation, park, row.slug)
    return {
        "id": name,
        "park": known_as(models.Park, park),
        "slug": row.slug,
        **texts(row, "name"),
        **_coded(row, "kind"),
        "self": address(name),
    }


def source(row: models.Source, park: str, edition: Edition | None) -> Record:
    name = known_as(models.Source, park, row.slug)
    return {
        "id": name,
        "park": known_as(models.Park, park),
        "slug": row.slug,
        **texts(row, "title", "series", "authors", "publisher"),
        "published_on": row.published_on and row.published_on.isoformat(),
        "link": row.url or None,
        "sections": [
            {"key": one.key, **texts(one, "label", "title"), "paragraphs": one.paragraph_count or None}
            for one in row.sections.all()
        ],
        "url": edition and absolute_url(edition.url("source", row.slug)),
        "self": address(name),
    }


def passage(row: models.Passage, park: str, edition: Edition | None) -> Record:
    """A passage by itself."""
    said = place(row, park, edition)
    return {**said, "self": address(said["id"])}


def update(row: Any, edition: Edition) -> Record:
    """A report with its `project_key` (see the queryset's `with_project`)."""
    park, year = edition.plan.park.slug, edition.plan.year
    name = known_as(models.Update, park, year, row.key)
    on_project = row.subject == UpdateSubject.PROJECT
    about = known_as(models.Project if on_project else models.Measure, park, year, row.subject_key)
    page = edition.url("project", row.project_key)
    return {
        "id": name,
        "plan": plan_name(edition),
        "key": row.key,
        "url": absolute_url(page if on_project else f"{page}#{row.subject_key}"),
        "self": address(name),
        **_coded(row, "subject"),
        "about": about,
        "date": row.date.isoformat(),
        **texts(row, "content", "reason"),
        **_coded(row, "status"),
        "passages": places(row, edition),
    }


def finding(found: Finding, page: QualityPage) -> Record:
    """What a rule found in an edition; it has no key, so its name tells the rule and the rows."""
    edition, remark_ = page.edition, page.remark_on(found)
    rows = [
        {
            "kind": row.kind,
            "key": row.key,
            "name": row.name,
            "url": absolute_url(page.urls[row.kind, row.pk]) if (row.kind, row.pk) in page.urls else None,
        }
        for row in found.rows
    ]
    park, year = edition.plan.park.slug, edition.plan.year
    return {
        "id": "/".join(["findings", park, str(year), found.code, *(row.key for row in found.rows)]),
        "plan": plan_name(edition),
        "code": found.code,
        "severity": found.severity.value,
        "severity_label": str(found.severity.label),
        "message": found.message,
        "rows": rows,
        "remark": remark_ and {"id": name_in(edition, remark_), "text": remark_.text("content")[0]},
        "url": absolute_url(edition.url("quality")),
    }


def findings(edition: Edition) -> list[Record]:
    """What readers are told of an edition by the rules."""
    page, told = told_by_rules(edition)
    return [finding(found, page) for found in told]


def told_by_rules(edition: Edition) -> tuple[QualityPage, list[Finding]]:
    """The page on which readers are told what the rules found, and what that is."""
    page = QualityPage.build(edition)
    return page, [found for found in page.findings if found.for_readers]


# Rows with all that their records need

OF_EDITION: dict[str, tuple[Callable[[Any, Edition], Record], Callable[[Any], Any]]] = {
    "goals": (goal, lambda rows: rows.with_links().with_evidence()),
    "projects": (project, lambda rows: rows.with_links().with_evidence()),
    "contributions": (
        contribution,
        lambda rows: rows.select_related("goal", "project").with_evidence(),
    ),
    "measures": (
        measure,
        lambda rows: (
            rows.select_related("project", "responsible").prefetch_related("organisations").with_evidence()
        ),
    ),
    "figures": (
        figure,
        lambda rows: rows.with_facts().select_related("goal", "measure").prefetch_related("organisations"),
    ),
    "statements": (
        statement,
        lambda rows: rows.select_related("project").prefetch_related("organisations").with_evidence(),
    ),
    "quotes": (quote, lambda rows: rows.select_related("project", "goal").with_evidence()),
    "photos": (
        photo,
        lambda rows: rows.select_related("project").prefetch_related("organisations").with_evidence(),
    ),
    "remarks": (remark, lambda rows: rows.prefetch_related("figures").with_evidence()),
}


def of_edition(name: str, edition: Edition, **within: Any) -> list[Record]:
    """The records of one kind of an edition's rows, in the plan's order."""
    record, along = OF_EDITION[name]
    rows: Iterable[Any] = along(getattr(edition, name)).filter(**within)
    return [record(row, edition) for row in rows]


def updates_of(edition: Edition) -> list[Record]:
    rows = models.Update.objects.published().filter(plan=edition.plan_id)
    return [update(row, edition) for row in rows.with_project().prefetch_related("passages")]
