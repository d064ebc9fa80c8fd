"""From the database to the plain values the rules read, in a number of queries that does not grow."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Exists, ForeignKey, Model, OuterRef
from django.utils import timezone

from initiatives.models import (
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

# Rows by the pk of the edition they go with.
Groups = defaultdict[int, list[Row]]


def findings(edition: Edition, today: date | None = None) -> list[Finding]:
    """What the rules find in an edition, as of today or the day given."""
    return check(content_of(edition, today))


def findings_of(editions: Iterable[Edition]) -> dict[int, list[Finding]]:
    """The findings in each of several editions, by its pk; as many queries as for one."""
    return {pk: check(content) for pk, content in _contents_of(list(editions)).items()}


def content_of(edition: Edition, today: date | None = None) -> Content:
    return _contents_of([edition], today)[edition.pk]


def _contents_of(editions: list[Edition], today: date | None = None) -> dict[int, Content]:
    own: Groups = defaultdict(list)
    for model in EditionRow.__subclasses__():
        for pk, row in _rows_of(editions, model):
            own[pk].append(row)
    around: Groups = defaultdict(list)
    for pk, one in chain(((edition.pk, edition.plan.park) for edition in editions), _around(editions)):
        around[pk].append(Row(**_plain(one, one._meta.model_name)))
    return {
        edition.pk: Content(
            year=edition.plan.year,
            today=today or timezone.localdate(),
            declared_projects=edition.declared_projects,
            rows=tuple(own[edition.pk]),
            around=tuple(around[edition.pk]),
        )
        for edition in editions
    }


def _rows_of(editions: list[Edition], model: Any) -> Iterator[tuple[int, Row]]:
    links = [field.name for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    evidence = model.passages.through.objects.filter(**{f"{model._meta.model_name}_id": OuterRef("pk")})
    rows = model.objects.filter(edition__in=editions).select_related(*links).annotate(backed=Exists(evidence))
    if model is Remark:
        rows = rows.prefetch_related("figures")
    by_pk = {edition.pk: edition for edition in editions}
    for row in rows:
        # It is this very edition, and names and addresses need its plan.
        row.edition = by_pk[row.edition_id]
        yield row.edition_id, _row(row)


def _row(row: Any) -> Row:
    plain: dict[str, Any] = {
        **_plain(row, row.kind_slug, row.key),
        "backed": row.backed,
        "astray": tuple(_astray(row)),
    }
    match row:
        case GoalGroup():
            return GroupRow(**plain, label=row.label, declared=row.declared_count)
        case Goal():
            return GoalRow(**plain, group=row.group.key if row.group else None)
        case Project():
            return ProjectRow(**plain, number=row.number)
        case Contribution():
            return ContributionRow(
                **plain, goal=row.goal.key, project=row.project.key, basis=row.basis, reason=row.reason
            )
        case Figure():
            return _figure(row, plain)
        case Quote():
            return QuoteRow(**plain, speaker=row.speaker, title=row.speaker_title)
        case Photo():
            return PhotoRow(**plain, alt=row.alt)
        case Remark():
            plain["name"] = row.text("content")[0]
            keys = frozenset(figure.key for figure in row.figures.all())
            return RemarkRow(**plain, remark_kind=row.kind, figures=keys)
    return Row(**plain)


def _figure(figure: Figure, plain: dict[str, Any]) -> FigureRow:
    names = (figure.metric.text("name")[0], figure.text("scope")[0])
    return FigureRow(
        **{**plain, "name": " · ".join(filter(None, names))},
        metric=figure.metric.code,
        nature=figure.metric.nature,
        scope=figure.scope,
        period=figure.period,
        figure_kind=figure.kind,
        amount=figure.amount,
        wording=figure.wording,
    )


def _plain(row: Any, kind: str, key: str = "") -> dict[str, Any]:
    return {
        "kind": kind,
        "key": key,
        "pk": row.pk,
        "name": str(row),
        "untranslated": tuple(_untranslated(row)),
    }


def _untranslated(row: Model) -> Iterator[str]:
    """The labels of its Chinese texts without English. What a classifier such as 家 counts, the name says."""
    for field in row._meta.concrete_fields:
        english = f"{field.name}_en"
        if field.name in ("unit", "base_unit") or not hasattr(row, english):
            continue
        if getattr(row, field.name) and not getattr(row, english):
            yield str(field.verbose_name)


def _astray(row: EditionRow) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        other = getattr(row, field.name) if isinstance(field, ForeignKey) else None
        if isinstance(other, EditionRow) and other.edition_id != row.edition_id:
            yield str(field.verbose_name)
    if isinstance(row, Remark) and any(one.edition_id != row.edition_id for one in row.figures.all()):
        yield str(Figure._meta.verbose_name_plural)


def _around(editions: list[Edition]) -> Iterator[tuple[int, Any]]:
    """What each edition's pages show besides its own rows, after the edition's pk."""
    yield from ((edition.pk, edition) for edition in editions)
    yield from _holding(Metric, _pairs(Figure, "metric", editions))
    named = [_pairs(Measure, "responsible", editions)]
    organisations: Any = Organisation.objects.all()
    for name in organisations.NAMING:
        model: Any = Organisation._meta.get_field(name).related_model
        named.append(_pairs(model, "organisations", editions))
    yield from _holding(Organisation, chain.from_iterable(named))
    links = Edition.sources.through.objects.filter(edition__in=editions)
    drawn = list(links.values_list("edition", "source"))
    yield from _holding(Source, drawn)
    for part in (Section, Passage):
        yield from _holding(part, drawn, by="source")


def _pairs(model: Any, name: str, editions: list[Edition]) -> Iterable[tuple[int, int]]:
    """The editions and what their rows of this model point at under that name."""
    rows = model.objects.filter(edition__in=editions, **{f"{name}__isnull": False})
    return rows.order_by().values_list("edition", name).distinct()


def _holding(model: Any, pairs: Iterable[tuple[int, int]], by: str = "pk") -> Iterator[tuple[int, Any]]:
    """The rows that the pairs name (by this column), in their order, each after the edition it goes with."""
    editions_of: dict[int, set[int]] = defaultdict(set)
    for edition, named in pairs:
        editions_of[named].add(edition)
    for row in model.objects.filter(**{f"{by}__in": editions_of}):
        for edition in sorted(editions_of[row.pk if by == "pk" else getattr(row, f"{by}_id")]):
            yield edition, row
