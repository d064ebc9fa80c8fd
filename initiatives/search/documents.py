"""What is searched: every row that readers see, with its texts, as the index and an export have it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, Model, QuerySet

from initiatives.kinds.base import EditionRowKind
from initiatives.kinds.registry import EDITION_ROW_KINDS, KIND_BY_MODEL
from initiatives.models import (
    EDITION_ROWS,
    Assignment,
    Contribution,
    Edition,
    Figure,
    Goal,
    Measure,
    Organisation,
    Park,
    Passage,
    Photo,
    Project,
    Quote,
    Release,
    Remark,
    Statement,
    Update,
)
from initiatives.models.fields import TwoLanguages
from initiatives.values.row_keys import ABBREVIATIONS, PLACEHOLDERS
from initiatives.values.search_terms import SearchText

# The kinds of results, in the order in which they are shown.
RESULT_MODELS: tuple[type[Model], ...] = (
    Park,
    Edition,
    Goal,
    Project,
    Measure,
    Figure,
    Quote,
    Organisation,
    Assignment,
    Contribution,
    Statement,
    Photo,
    Remark,
    Update,
    Release,
    Passage,
)
KIND_NUMBERS = {model: number for number, model in enumerate(RESULT_MODELS)}
SEARCHED_ROWS: tuple[EditionRowKind, ...] = tuple(kind for kind in EDITION_ROW_KINDS if kind.searched)
# Releases are no kind of rows by themselves: plans tell theirs.
RELEASE_TEXTS = ("note", "edition__release_note")
LAST_YEAR, KIND_BITS, YEAR_BITS = 4095, 56, 44
WITHOUT_PLACEHOLDERS = str.maketrans(dict.fromkeys(PLACEHOLDERS, " "))


@dataclass(frozen=True)
class Document:
    """A row that can be found, in the edition whose pages show it; `shared` ones belong to the park."""

    row: Any
    edition: Edition
    shared: bool = False

    @property
    def kind(self) -> int:
        return KIND_NUMBERS[type(self.row)]

    @property
    def number(self) -> int:
        """The primary key of its entry: see `first_number`."""
        return int(first_number(self.kind, self.edition.plan.year) + self.row.pk)

    @property
    def park_id(self) -> int:
        return self.edition.plan.park_id

    @property
    def metric_id(self) -> int | None:
        return getattr(self.row, "metric_id", None)

    @property
    def facets(self) -> str:
        """What filters ask for: its park, and whether a figure is in question."""
        doubted = isinstance(self.row, Figure) and self.row.in_question
        return f"p{self.park_id} q" if doubted else f"p{self.park_id}"

    @cached_property
    def text(self) -> SearchText:
        return SearchText.of(names_of(self.row), texts_of(self.row))


def first_number(kind: int, year: int) -> int:
    """The least number of an entry of a kind and year, by which results are in order: latest year first."""
    return (kind << KIND_BITS) + ((LAST_YEAR - year) << YEAR_BITS)


# Texts


def searched_names(model: type[Model]) -> tuple[str, ...]:
    """The lookups of the texts by which a row is called."""
    return KIND_BY_MODEL[model].names if model in KIND_BY_MODEL else ()


def searched_texts(model: type[Model]) -> tuple[str, ...]:
    """The lookups of all texts of a row, those that are shown as the reason of a hit first."""
    return KIND_BY_MODEL[model].searched if model in KIND_BY_MODEL else RELEASE_TEXTS


def names_of(row: Any) -> list[str]:
    names = _values(row, searched_names(type(row)))
    if isinstance(row, Figure):
        # Metrics go by short forms, and by the other names that texts use.
        names += [row.metric.aliases.translate(WITHOUT_PLACEHOLDERS)]
        names = [name for several in names for name in several.splitlines()]
        names += [
            name.replace(full, short)
            for short, full in ABBREVIATIONS.items()
            for name in names
            if full in name
        ]
    return names


def texts_of(row: Any) -> list[str]:
    """All its texts; of a figure with a number, that number too."""
    texts = _values(row, searched_texts(type(row)))
    if isinstance(row, Figure) and row.value is not None:
        texts.append(f"{row.value.normalize():f}{row.unit}")
    return texts


def shown_texts(row: TwoLanguages) -> list[str]:
    """Its own texts that may be shown beside its name, those in the page's language first."""
    texts = searched_texts(type(row))
    if isinstance(row, Release):
        return _values(row, texts)
    own = [name for name in texts if "__" not in name]
    return [row.text(name)[0] for name in own] + _values(row, own)


def _values(row: Any, lookups: Iterable[str]) -> list[str]:
    found = []
    for lookup in lookups:
        *links, name = lookup.split("__")
        holder = row
        for link in links:
            holder = getattr(holder, link)
        found += [getattr(holder, name), getattr(holder, f"{name}_en", "")]
    return [text for text in found if text]


# Rows


def along(rows: QuerySet) -> QuerySet:
    """Rows of an edition with what their texts, names and addresses need."""
    model: Any = rows.model
    links = {lookup.rpartition("__")[0] for lookup in (*searched_names(model), *searched_texts(model))}
    rows = rows.select_related(*model.name_lookups, *filter(None, links))
    if model is Figure:
        contradicting: Any = Figure.objects
        rows = rows.annotate(contradicted=Exists(contradicting.contradicting()))
        rows = rows.prefetch_related("remarks")
    return rows


def edition_documents(*editions: Edition) -> Iterator[Document]:
    """Everything that published editions say, with what is assigned of them, their reports and releases."""
    by_pk = {edition.pk: edition for edition in editions}
    by_plan = {edition.plan_id: edition for edition in editions}
    for edition in editions:
        yield Document(edition, edition)
    for kind in SEARCHED_ROWS:
        rows: Any = kind.model._default_manager
        for row in along(rows.filter(edition__in=[*by_pk])):
            row.edition = by_pk[row.edition_id]
            yield Document(row, row.edition)
    assigned = Assignment.objects.filter(plan__in=[*by_plan]).order_by().values_list("plan", flat=True)
    for plan in sorted(set(assigned)):
        for assignment in Assignment.objects.in_edition(by_plan[plan]):
            yield Document(assignment, by_plan[plan])
    for report in Update.objects.published().filter(plan__in=[*by_plan]).with_project():
        yield Document(report, by_plan[report.plan_id])
    releases = Release.objects.seen().filter(edition__plan__in=[*by_plan])
    for release in releases.select_related("edition"):
        yield Document(release, by_plan[release.edition.plan_id])


def shared_documents(park: Park) -> Iterator[Document]:
    """The park itself, its organisations and passages, each in the latest published edition that shows it."""
    editions = {row.pk: row for row in Edition.objects.published().filter(plan__park=park)}
    if not editions:
        return
    latest = max(editions.values(), key=lambda edition: (edition.plan.year, edition.pk))
    yield Document(park, latest, shared=True)
    named = _latest(_naming_editions(editions), editions)
    for organisation in _by_primary_keys(Organisation, named):
        yield Document(organisation, named[organisation.pk], shared=True)
    cited = _latest(_citing_editions(editions), editions)
    for passage in _by_primary_keys(Passage, cited, "section", "source"):
        yield Document(passage, cited[passage.pk], shared=True)


def documents_behind(edition: Edition) -> Iterator[Document]:
    """All that can be found within one edition."""
    yield Document(edition.plan.park, edition, shared=True)
    yield from edition_documents(edition)
    for organisation in Organisation.objects.in_edition(edition):
        yield Document(organisation, edition, shared=True)
    for passage in Passage.objects.behind(edition):
        yield Document(passage, edition, shared=True)


def every_document() -> Iterator[Document]:
    """All that readers see on the whole site."""
    for park in Park.objects.published():
        yield from shared_documents(park)
    for edition in Edition.objects.published():
        yield from edition_documents(edition)


def figure_documents(metric: int) -> Iterator[Document]:
    """The figures of a metric in all published editions."""
    rows = along(Figure.objects.published().filter(metric=metric)).select_related("edition__plan__park")
    for row in rows.iterator(chunk_size=500):
        yield Document(row, row.edition)


def _by_primary_keys(model: type[Model], pks: Iterable[int], *along: str) -> Iterable[Any]:
    """Rows with what they refer to, without joins and order: for these, databases read whole tables.

    SQLite does so while its statistics are those of a site with one plan.
    """
    return model._base_manager.order_by().prefetch_related(*along).in_bulk([*pks]).values()


Pairs = Iterator[tuple[int, int]]


def _latest(pairs: Pairs, editions: dict[int, Edition]) -> dict[int, Edition]:
    """The latest of the editions that stand beside each primary key in some pairs."""
    latest: dict[int, Edition] = {}
    for pk, number in pairs:
        other = latest.get(pk, editions[number])
        latest[pk] = max(other, editions[number], key=lambda edition: (edition.plan.year, edition.pk))
    return latest


def _naming_editions(editions: dict[int, Edition]) -> Pairs:
    """Organisations, each with an edition that names it, or has a task of which a public assignment does."""
    for model, link in organisation_links():
        rows: Any = model._default_manager
        naming = rows.filter(edition__in=[*editions]).filter(**{f"{link}__isnull": False})
        yield from naming.order_by().values_list(link, "edition").distinct()
    of_plan = {edition.plan_id: edition.pk for edition in editions.values()}
    for body, plan in bodies_with_tasks(of_plan):
        yield body, of_plan[plan]


def bodies_with_tasks(plans: Iterable[int]) -> set[tuple[int, int]]:
    """Each organisation that leads or joins a task that readers see, with the plan of that."""
    assigned = Assignment.objects.published().filter(plan__in=[*plans]).order_by()
    pairs = {*assigned.values_list("lead", "plan"), *assigned.values_list("joint", "plan")}
    return {(body, plan) for body, plan in pairs if body}


def _citing_editions(editions: dict[int, Edition]) -> Pairs:
    """Passages, each with an edition that cites them: itself, in its rows, or in a report on its plan."""
    for model in EDITION_ROWS:
        rows: Any = model._default_manager
        citing = rows.filter(edition__in=[*editions]).filter(passages__isnull=False)
        yield from citing.order_by().values_list("passages", "edition").distinct()
    cited = Edition.objects.filter(pk__in=[*editions]).filter(passages__isnull=False)
    yield from cited.order_by().values_list("passages", "pk")
    of_plan = {edition.plan_id: edition.pk for edition in editions.values()}
    reports = Update.objects.published().filter(plan__in=[*of_plan]).filter(passages__isnull=False)
    for passage, plan in reports.order_by().values_list("passages", "plan"):
        yield passage, of_plan[plan]


def organisation_links() -> Iterator[tuple[type[Model], str]]:
    """The fields of an edition's rows that refer to organisations: model and name."""
    for kind in EDITION_ROW_KINDS:
        for field in (*kind.model._meta.many_to_many, *kind.model._meta.concrete_fields):
            if field.related_model is Organisation:
                yield kind.model, field.name
