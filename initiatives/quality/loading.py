"""Load the content of editions from the database for the rules, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Exists, ForeignKey, Model, OuterRef
from django.utils import timezone

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
    Section,
    Source,
)
from initiatives.models.querysets import OrganisationQuerySet
from initiatives.quality.content import (
    Content,
    ContributionRow,
    FigureRow,
    GoalRow,
    GroupRow,
    PhotoRow,
    ProjectRow,
    QuoteRow,
    RemarkRow,
    Row,
)
from initiatives.quality.rules import Finding, check

RowsByEdition = defaultdict[int, list[Row]]  # by the edition's primary key


def findings(edition: Edition, today: date | None = None) -> list[Finding]:
    """The findings in an edition, as of today or the given day."""
    return check(content_of(edition, today))


def findings_of(editions: Iterable[Edition]) -> dict[int, list[Finding]]:
    """The findings in several editions, by primary key, in as many queries as for one."""
    return {pk: check(content) for pk, content in _contents_of(list(editions)).items()}


def content_of(edition: Edition, today: date | None = None) -> Content:
    return _contents_of([edition], today)[edition.pk]


def _contents_of(editions: list[Edition], today: date | None = None) -> dict[int, Content]:
    own: RowsByEdition = defaultdict(list)
    for model in EDITION_ROWS:
        for pk, plain_row in _rows_of(editions, model):
            own[pk].append(plain_row)
    shared: RowsByEdition = defaultdict(list)
    parks = ((edition.pk, edition.plan.park) for edition in editions)
    for pk, row in chain(parks, _shared_rows(editions)):
        shared[pk].append(Row(**_common_values(row, row._meta.model_name)))
    return {
        edition.pk: Content(
            year=edition.plan.year,
            today=today or timezone.localdate(),
            declared_projects=edition.declared_projects,
            rows=tuple(own[edition.pk]),
            shared_rows=tuple(shared[edition.pk]),
        )
        for edition in editions
    }


def _rows_of(editions: list[Edition], model: Any) -> Iterator[tuple[int, Row]]:
    links = [field.name for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    evidence = model.passages.through.objects.filter(**{f"{model._meta.model_name}_id": OuterRef("pk")})
    rows = (
        model.objects.filter(edition__in=editions)
        .select_related(*links)
        .annotate(has_evidence=Exists(evidence))
    )
    if model is Remark:
        rows = rows.prefetch_related("figures")
    by_pk = {edition.pk: edition for edition in editions}
    for row in rows:
        # The names of rows read the plan, which this edition has loaded.
        row.edition = by_pk[row.edition_id]
        yield row.edition_id, _plain_row(row)


def _plain_row(row: Any) -> Row:
    common: dict[str, Any] = {
        **_common_values(row, row.kind_slug, row.key),
        "has_evidence": row.has_evidence,
        "cross_edition_links": tuple(_cross_edition_links(row)),
    }
    match row:
        case GoalGroup():
            return GroupRow(**common, label=row.label, declared=row.declared_count)
        case Goal():
            return GoalRow(**common, group=row.group.key if row.group else None)
        case Project():
            return ProjectRow(**common, number=row.number)
        case Contribution():
            return ContributionRow(
                **common, goal=row.goal.key, project=row.project.key, basis=row.basis, reason=row.reason
            )
        case Figure():
            return _figure_row(row, common)
        case Quote():
            return QuoteRow(**common, speaker=row.speaker, title=row.speaker_title)
        case Photo():
            return PhotoRow(**common, alt=row.alt)
        case Remark():
            common["name"] = row.text("content")[0]
            keys = frozenset(figure.key for figure in row.figures.all())
            return RemarkRow(**common, remark_kind=row.kind, figures=keys)
    return Row(**common)


def _figure_row(figure: Figure, common: dict[str, Any]) -> FigureRow:
    names = (figure.metric.text("name")[0], figure.text("scope")[0])
    return FigureRow(
        **{**common, "name": " · ".join(filter(None, names))},
        metric=figure.metric.code,
        nature=figure.metric.nature,
        scope=figure.scope,
        period=figure.period,
        figure_kind=figure.kind,
        amount=figure.amount,
        wording=figure.wording,
    )


def _common_values(row: Any, kind: str, key: str = "") -> dict[str, Any]:
    return {
        "kind": kind,
        "key": key,
        "pk": row.pk,
        "name": str(row),
        "untranslated": tuple(_untranslated(row)),
    }


def _untranslated(row: Model) -> Iterator[str]:
    """The labels of Chinese texts without a translation, except units: English has no classifiers like 家."""
    for field in row._meta.concrete_fields:
        english = f"{field.name}_en"
        if field.name in ("unit", "base_unit") or not hasattr(row, english):
            continue
        if getattr(row, field.name) and not getattr(row, english):
            yield str(field.verbose_name)


def _cross_edition_links(row: EditionRow) -> Iterator[str]:
    """The labels of references to rows of another edition."""
    for field in row._meta.concrete_fields:
        other = getattr(row, field.name) if isinstance(field, ForeignKey) else None
        if isinstance(other, EditionRow) and other.edition_id != row.edition_id:
            yield str(field.verbose_name)
    if isinstance(row, Remark) and any(figure.edition_id != row.edition_id for figure in row.figures.all()):
        yield str(Figure._meta.verbose_name_plural)


def _shared_rows(editions: list[Edition]) -> Iterator[tuple[int, Any]]:
    """Pairs of an edition's primary key and a row that its pages show besides its own, or the edition."""
    yield from ((edition.pk, edition) for edition in editions)
    yield from _with_editions(Metric, _references(Figure, "metric", editions))
    named = [_references(Measure, "responsible", editions)]
    for name in OrganisationQuerySet.NAMED_BY:
        model: Any = Organisation._meta.get_field(name).related_model
        named.append(_references(model, "organisations", editions))
    yield from _with_editions(Organisation, chain.from_iterable(named))
    links = Edition.sources.through.objects.filter(edition__in=editions)
    sources = list(links.values_list("edition", "source"))
    yield from _with_editions(Source, sources)
    for model in (Section, Passage):
        yield from _with_editions(model, sources, by="source")


def _references(model: Any, name: str, editions: list[Edition]) -> Iterable[tuple[int, int]]:
    """Primary keys of editions, each with one that a row of the model refers to in the field `name`."""
    rows = model.objects.filter(edition__in=editions, **{f"{name}__isnull": False})
    references: Iterable[tuple[int, int]] = rows.order_by().values_list("edition", name).distinct()
    return references


def _with_editions(
    model: Any, references: Iterable[tuple[int, int]], by: str = "pk"
) -> Iterator[tuple[int, Any]]:
    """The rows that the references name by the field `by`, each with the primary keys of its editions."""
    editions_of: dict[int, set[int]] = defaultdict(set)
    for edition, value in references:
        editions_of[value].add(edition)
    for row in model.objects.filter(**{f"{by}__in": editions_of}):
        for edition in sorted(editions_of[row.pk if by == "pk" else getattr(row, f"{by}_id")]):
            yield edition, row
