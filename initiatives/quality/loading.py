"""Load the content of editions from the database for the rules, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

from django.db.models import ForeignKey, QuerySet, prefetch_related_objects
from django.utils import timezone

from initiatives.freshness.shared_while_exporting import edition_rows, is_sharing, shared_of
from initiatives.models import (
    EDITION_ROWS,
    Contribution,
    Edition,
    EditionRow,
    Figure,
    Goal,
    GoalGroup,
    Measure,
    Metric,
    Organisation,
    Passage,
    Photo,
    Project,
    Quote,
    Remark,
    Source,
    Statement,
)
from initiatives.models.edition_rows import EditionRows
from initiatives.models.fields import HasPassages
from initiatives.models.plain_queries import read_links, refer
from initiatives.models.querysets import OrganisationQuerySet
from initiatives.models.translations import UNITS, TranslatedRow
from initiatives.quality.content import (
    Content,
    ContributionRow,
    FigureRow,
    GoalRow,
    GroupRow,
    MeasureRow,
    MetricRow,
    PhotoRow,
    PlacedPassage,
    ProjectRow,
    QuoteRow,
    RemarkRow,
    Row,
    SourceRow,
    StatedDate,
    TextPair,
)
from initiatives.quality.kept_findings import kept_findings, key_of
from initiatives.quality.registry import Finding, check
from initiatives.quality.source_passages import SourcePassages, passages_of

RowsByEdition = defaultdict[int, list[Row]]  # by the edition's primary key


def findings(
    edition: Edition, today: date | None = None, content: EditionRows | None = None
) -> list[Finding]:
    """The findings in an edition, as of today or the given day; `content` are its rows, to be read here.

    Those of a published edition are kept until its stamp moves, in the language in which they were found.
    Pages of an export share the rows and the findings.
    """
    today = today or timezone.localdate()
    if is_sharing():
        rows = edition_rows(edition)
        return list(shared_of(edition, ("findings", today), lambda: _found(edition, today, rows)))
    key = key_of(edition, today) if content is None or content.is_unread else None
    found = kept_findings.get(key)
    if found is None:
        found = _found(edition, today, content)
        kept_findings.put(key, found)
    elif content is not None:
        # Pages go on from the rows, and what they refer to.
        _edition_rows(content)
    return list(found)


def _found(edition: Edition, today: date, content: EditionRows | None) -> list[Finding]:
    return check(_contents_of([edition], today, content)[edition.pk])


def findings_of(editions: Iterable[Edition]) -> dict[int, list[Finding]]:
    """The findings in several editions, by primary key, in as many queries as for one."""
    return {pk: check(content) for pk, content in _contents_of(list(editions)).items()}


def content_of(edition: Edition, today: date | None = None) -> Content:
    return _contents_of([edition], today)[edition.pk]


def _contents_of(
    editions: list[Edition], today: date | None = None, content: EditionRows | None = None
) -> dict[int, Content]:
    content = content or EditionRows(*editions)
    lists = _edition_rows(content)
    rows = [row for model in EDITION_ROWS for row in lists[model]]
    texts = TextFields()
    source_links = list(
        Edition.sources.through.objects.filter(edition__in=editions).values_list("edition", "source")
    )
    cited = {passage.source_id for row in (*editions, *rows) for passage in row.cited}
    sources = passages_of({source for _edition, source in source_links} | cited)
    own: RowsByEdition = defaultdict(list)
    for row in rows:
        own[row.edition_id].append(_plain_row(row, _placed(row, sources), texts))
    shared: RowsByEdition = defaultdict(list)
    for pk, row in chain(
        ((edition.pk, edition.plan.park) for edition in editions),
        _shared_rows(editions, lists, source_links, sources),
    ):
        shared[pk].append(_shared_row(row, sources, texts))
    return {
        edition.pk: Content(
            year=edition.plan.year,
            today=today or timezone.localdate(),
            declared_projects=edition.declared_projects,
            noun=edition.project_words,
            meeting_date=edition.meeting_date,
            rows=tuple(own[edition.pk]),
            shared_rows=tuple(shared[edition.pk]),
            names=frozenset(row.name for row in shared[edition.pk] if row.kind in ("park", "organisation")),
        )
        for edition in editions
    }


def _edition_rows(content: EditionRows) -> dict[Any, list[Any]]:
    """The rows of the editions by model, with the passages that they cite and all that they refer to."""
    refer(content.figures, goal=content.goals, measure=content.measures)
    refer(content.quotes, goal=content.goals)
    if content.remarks:
        prefetch_related_objects(content.remarks, "figures")
    lists: dict[Any, Any] = {
        GoalGroup: content.groups,
        Goal: content.goals,
        Project: content.projects,
        Contribution: content.contributions,
        Statement: content.statements,
        Measure: content.measures,
        Figure: content.figures,
        Quote: content.quotes,
        Photo: content.photos,
        Remark: content.remarks,
    }
    content.cite(*lists.values())
    return lists


def _placed(row: HasPassages, sources: SourcePassages) -> tuple[PlacedPassage, ...]:
    return tuple(sources[passage.source_id].passages[passage.pk] for passage in row.cited)


def _shared_row(row: Any, sources: SourcePassages, texts: "TextFields") -> Row:
    common = _common_values(row, texts, row._meta.model_name)
    match row:
        case Edition():
            dates = _dates(row, "meeting_date")
            return Row(**{**common, "passages": _placed(row, sources), "dates": dates})
        case Metric():
            return MetricRow(
                **common, code=row.code, metric_name=row.name, nature=row.nature, base_unit=row.base_unit
            )
        case Source():
            paragraphs = sources[row.pk].paragraphs
            return SourceRow(
                **common, published_on=row.published_on, own_text=row.own_text, paragraphs=paragraphs
            )
        case Passage():
            return Row(**{**common, "passages": (sources[row.source_id].passages[row.pk],)})
    return Row(**common)


def _plain_row(row: Any, passages: tuple[PlacedPassage, ...], texts: "TextFields") -> Row:
    common: dict[str, Any] = {
        **_common_values(row, texts, row.kind_slug, row.key),
        "has_evidence": bool(passages),
        "passages": passages,
        "cross_edition_links": tuple(_cross_edition_links(row)),
    }
    match row:
        case GoalGroup():
            return GroupRow(**common, label=row.label, declared=row.declared_count)
        case Goal():
            return GoalRow(**common, group=row.group.key if row.group else None, title=row.title)
        case Project():
            halves = tuple(filter(None, (row.theme, row.drive)))
            return ProjectRow(**common, number=row.number, title=row.title, halves=halves)
        case Measure():
            return MeasureRow(**common, due=row.due, cadence=row.cadence, timing=row.timing_stated)
        case Contribution():
            return ContributionRow(
                **common, goal=row.goal.key, project=row.project.key, basis=row.basis, reason=row.reason
            )
        case Figure():
            return _figure_row(row, common)
        case Quote():
            return QuoteRow(
                **common,
                speaker=row.speaker,
                title=row.speaker_title,
                content=row.content,
                manner=row.manner,
            )
        case Photo():
            return PhotoRow(**common, alt=row.alt, dates=_dates(row, "date"))
        case Remark():
            common["name"] = row.text("content")[0]
            keys = frozenset(figure.key for figure in row.figures.all())
            return RemarkRow(**common, remark_kind=row.kind, figures=keys, about=row.about_keys)
    return Row(**common)


def _figure_row(figure: Figure, common: dict[str, Any]) -> FigureRow:
    names = (figure.metric.text("name")[0], figure.text("scope")[0])
    return FigureRow(
        **{**common, "name": " · ".join(filter(None, names))},
        metric=figure.metric.code,
        metric_name=figure.metric.name,
        nature=figure.metric.nature,
        base_unit=figure.metric.base_unit,
        definition=figure.metric.definition,
        scope=figure.scope,
        period=figure.period,
        period_standing=figure.period_standing,
        period_stated=figure.period_stated,
        figure_kind=figure.kind,
        amount=figure.amount,
        unit_en=figure.unit_en,
        wording=figure.wording,
    )


@dataclass(frozen=True)
class TextField:
    """A field with Chinese text that has an English twin; `label` is its name in words."""

    name: str
    english: str
    label: str
    narrative: bool


class TextFields(dict[type[Any], list[TextField]]):
    """The fields with text of each model, with labels of the language and noun in force at the first look."""

    def __missing__(self, model: type[Any]) -> list[TextField]:
        narrative = model.narrative_fields() if issubclass(model, TranslatedRow) else ()
        self[model] = [
            TextField(field.name, f"{field.name}_en", str(field.verbose_name), field.name in narrative)
            for field in model._meta.concrete_fields
            if hasattr(model, f"{field.name}_en")
        ]
        return self[model]


def _common_values(row: Any, texts: TextFields, kind: str, key: str = "") -> dict[str, Any]:
    filled = [(field, text) for field in texts[type(row)] if (text := getattr(row, field.name))]
    return {
        "kind": kind,
        "key": key,
        "pk": row.pk,
        "name": str(row),
        "untranslated": tuple(
            (field.name, field.label)
            for field, _text in filled
            if field.name not in UNITS and not getattr(row, field.english)
        ),
        "texts": tuple(_text_pairs(row, filled)),
    }


def _text_pairs(row: TranslatedRow, filled: list[tuple[TextField, str]]) -> Iterator[TextPair]:
    """Its Chinese texts that are not empty, with their translations."""
    outdated = row.outdated_english
    for field, chinese in filled:
        yield TextPair(
            field=field.name,
            chinese=chinese,
            english=getattr(row, field.english),
            label=field.label,
            translated=outdated.get(field.name, ""),
            narrative=field.narrative,
        )


def _dates(row: Any, *fields: str) -> tuple[StatedDate, ...]:
    """The dates of a row that are set, each a field with its words and its basis."""
    return tuple(
        StatedDate(
            field=name,
            day=getattr(row, name),
            stated=getattr(row, f"{name}_stated"),
            basis=getattr(row, f"{name}_basis"),
        )
        for name in fields
        if getattr(row, name)
    )


@cache
def _links_to_edition_rows(model: Any) -> list[Any]:
    """The foreign keys of a model to rows of editions."""
    keys = (field for field in model._meta.concrete_fields if isinstance(field, ForeignKey))
    return [field for field in keys if issubclass(field.related_model, EditionRow)]


def _cross_edition_links(row: EditionRow) -> Iterator[str]:
    """The labels of references to rows of another edition."""
    for field in _links_to_edition_rows(type(row)):
        if getattr(row, field.attname) is None:
            continue
        if getattr(row, field.name).edition_id != row.edition_id:
            yield str(field.verbose_name)
    if isinstance(row, Remark) and any(figure.edition_id != row.edition_id for figure in row.figures.all()):
        yield str(Figure._meta.verbose_name_plural)


def _shared_rows(
    editions: list[Edition],
    lists: dict[Any, list[Any]],
    source_links: list[tuple[int, int]],
    sources: SourcePassages,
) -> Iterator[tuple[int, Any]]:
    """Pairs of an edition's primary key and a row that its pages show besides its own, or the edition."""
    yield from ((edition.pk, edition) for edition in editions)
    metrics = ((figure.edition_id, figure.metric_id) for figure in lists[Figure])
    yield from _with_editions(Metric.objects.all(), metrics)
    responsible = [
        (row.edition_id, row.responsible_id) for row in lists[Measure] if row.responsible_id is not None
    ]
    yield from _with_editions(Organisation.objects.all(), chain(responsible, _named(lists)))
    of_source = [(edition, sources[source].source) for edition, source in dict.fromkeys(source_links)]
    yield from of_source
    for rows in ("sections", "passages"):
        yield from ((edition, row) for edition, source in of_source for row in getattr(source, rows).all())


def _named(lists: dict[Any, list[Any]]) -> Iterator[tuple[int, int]]:
    """Primary keys of editions, each with one of an organisation that a row names."""
    for name in OrganisationQuerySet.NAMED_BY:
        model: Any = Organisation._meta.get_field(name).related_model
        edition_of = {row.pk: row.edition_id for row in lists[model]}
        if edition_of:
            links = read_links(model.organisations, "edition_id", sorted(set(edition_of.values())))
            yield from ((edition_of[row], organisation) for row, organisation in links)


def _with_editions(rows: QuerySet[Any], references: Iterable[tuple[int, int]]) -> Iterator[tuple[int, Any]]:
    """The rows whose primary keys the references name, each with the primary keys of its editions."""
    editions_of: dict[int, set[int]] = defaultdict(set)
    for edition, pk in references:
        editions_of[pk].add(edition)
    for row in rows.filter(pk__in=editions_of):
        for edition in sorted(editions_of[row.pk]):
            yield edition, row
