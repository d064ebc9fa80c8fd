"""The rows of editions as pages and quality rules need them: each kind read once, in plain queries.

Related managers would order the rows of one edition by park, year and number, and make an object of a passage
for each row that cites it. Here each kind is one query of one table, and rows lead to each other's objects.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar

from initiatives.models.evidence import Contribution, Passage, Quote, Remark, Section, Source, Statement
from initiatives.models.fields import HasPassages
from initiatives.models.metrics import Figure, Metric
from initiatives.models.park import Organisation
from initiatives.models.photos import Photo
from initiatives.models.plain_queries import (
    Scope,
    read_citations,
    read_cited,
    read_links,
    read_rows,
    refer,
    remember,
)
from initiatives.models.plan import Edition, EditionRow, Goal, GoalGroup, Measure, Project
from initiatives.values.vocabulary import Availability

R = TypeVar("R", bound=EditionRow)


class EditionRows:
    """The rows of one edition, or of several; each list is read when it is asked for, and then kept.

    Rows lead to their edition and, as said of each list, to other rows of it. Passages are read for the lists
    that are named to `cite`.
    """

    def __init__(self, *editions: Edition, project: Project | None = None) -> None:
        """Of one edition, the rows may be those of a project; remarks, groups and goals are all read."""
        self.editions, self.project = editions, project

    @property
    def is_unread(self) -> bool:
        """Whether no list has been read so far."""
        return vars(self).keys() == {"editions", "project"}

    # The lists, in the order of their models

    @cached_property
    def groups(self) -> list[GoalGroup]:
        return self._own(GoalGroup)

    @cached_property
    def goals(self) -> list[Goal]:
        """Goals with their groups."""
        return refer(self._own(Goal), group=self.groups)

    @cached_property
    def linked_goals(self) -> list[Goal]:
        """The goals, which know their contributions from now on."""
        links: dict[int, list[Contribution]] = defaultdict(list)
        for link in self.contributions:
            links[link.goal_id].append(link)
        for goal in self.goals:
            remember(goal, "contributions", links[goal.pk])
        return self.goals

    @cached_property
    def projects(self) -> list[Project]:
        return [self.project] if self.project else self._own(Project, "number")

    @cached_property
    def counted_projects(self) -> list[Project]:
        """The projects, with `measure_count`, `figure_count` and `quote_count` from now on."""
        counts: dict[str, Counter[int | None]] = {
            "measure_count": Counter(row.project_id for row in self.measures),
            "figure_count": Counter(row.project_id for row in self.figures),
            "quote_count": Counter(row.project_id for row in self.quotes),
        }
        for project in self.projects:
            for name, count in counts.items():
                setattr(project, name, count[project.pk])
        return self.projects

    @cached_property
    def contributions(self) -> list[Contribution]:
        """Contributions with their goals and projects."""
        return refer(self._own(Contribution), goal=self.goals, project=self.projects)

    @cached_property
    def measures(self) -> list[Measure]:
        """Measures with their projects."""
        rows = refer(self._own(Measure), project=self.projects)
        return sorted(rows, key=lambda row: row.project.number)

    @cached_property
    def figures(self) -> list[Figure]:
        """Figures with metrics, projects and remarks, and whether they are `contradicted`."""
        figures = refer(self._own(Figure), project=self.projects)
        refer(figures, metric=Metric.objects.in_bulk({figure.metric_id for figure in figures}).values())
        links: dict[int, set[int]] = defaultdict(set)
        for remark_pk, figure_pk in self._links(Remark, "figures") if self.remarks else ():
            links[figure_pk].add(remark_pk)
        for figure in figures:
            pks = links.get(figure.pk, ())
            figure.remarks_read = [remark for remark in self.remarks if remark.pk in pks] if pks else []
        mark_contradicted(figures, self._all_figures(figures) if self.project else figures)
        return figures

    @cached_property
    def statements(self) -> list[Statement]:
        """Statements with their projects."""
        return refer(self._own(Statement), project=self.projects)

    @cached_property
    def quotes(self) -> list[Quote]:
        """Quotes with their projects."""
        return refer(self._own(Quote), project=self.projects)

    @cached_property
    def photos(self) -> list[Photo]:
        """Photos with their projects."""
        return refer(self._own(Photo), project=self.projects)

    @cached_property
    def remarks(self) -> list[Remark]:
        """Remarks; their editions know those that are about other rows than figures from now on."""
        remarks = self._own(Remark)
        for edition in self.editions:
            edition.remarks_about = by_subject(row for row in remarks if row.edition_id == edition.pk)
        return remarks

    @cached_property
    def sources(self) -> list[Source]:
        """The sources of the only edition, which knows them from now on."""
        (edition,) = self.editions
        return remember(edition, "sources", list(edition.sources.all()))

    @cached_property
    def organisations(self) -> list[Organisation]:
        """The organisations that rows name or make responsible, by kind and slug."""
        named = {row.responsible_id for row in self.measures} - {None}
        for rows in (self.statements, self.measures, self.figures, self.photos):
            own = {row.pk for row in rows}
            links = self._links(type(rows[0]), "organisations") if rows else ()
            named.update(organisation for row, organisation in links if row in own)
        found = Organisation.objects.in_bulk(named)
        refer(self.measures, responsible=found.values())
        return sorted(found.values(), key=lambda row: (row.kind, row.slug))

    # Evidence

    def cite(self, *lists: Sequence[EditionRow]) -> None:
        """Let the rows of some lists know their passages, and the editions theirs."""
        if all(
            "passages_read" in vars(row) for row in (*self.editions, *(row for rows in lists for row in rows))
        ):
            return
        scopes: list[Scope] = [(Edition, "id", tuple(edition.pk for edition in self.editions))]
        scopes += [(type(rows[0]), *self._scope(type(rows[0]))) for rows in lists if rows]
        let_cite((*self.editions, *(row for rows in lists for row in rows)), scopes)

    # Queries

    def _scope(self, model: Any) -> tuple[str, tuple[int, ...]]:
        """The column of a model that its rows are chosen by, and its values."""
        if self.project and model is Project:
            return "id", (self.project.pk,)
        if self.project and model not in (GoalGroup, Goal, Remark):
            return "project_id", (self.project.pk,)
        return "edition_id", tuple(edition.pk for edition in self.editions)

    def _own(self, model: type[R], *order: str) -> list[R]:
        rows = read_rows(model, *self._scope(model), order or ("order", "key"))
        own = {edition.pk for edition in self.editions}
        return refer([row for row in rows if row.edition_id in own], edition=self.editions)

    def _links(self, model: Any, name: str) -> list[tuple[int, int]]:
        return read_links(getattr(model, name), *self._scope(model))

    def _all_figures(self, figures: Iterable[Figure]) -> list[Figure]:
        """Those of the editions that have a metric in common with the figures."""
        metrics = {figure.metric_id for figure in figures}
        return list(Figure.objects.filter(edition__in=self.editions, metric__in=metrics).order_by())


def let_cite(rows: Iterable[HasPassages], scopes: Sequence[Scope]) -> None:
    """Let the rows of the scopes know their passages, and these their sections and sources."""
    links: dict[tuple[str, int], set[int]] = defaultdict(set)
    for name, row_pk, passage_pk in read_citations(scopes):
        links[name, row_pk].add(passage_pk)
    passages = {row.pk: (place, row) for place, row in enumerate(read_passages(scopes) if links else ())}
    for row in rows:
        cited = links.get((str(row._meta.model_name), row.pk), ())
        row.passages_read = [passage for _place, passage in sorted(passages[pk] for pk in cited)]


def read_passages(scopes: Sequence[Scope]) -> list[Passage]:
    """The passages that the rows of the scopes cite, in their order, with sections and sources."""
    passages = read_cited(Passage, scopes)
    # Sections in no order, sources in theirs, which passages follow.
    sections = Section.objects.order_by().in_bulk({row.section_id for row in passages})
    sources = list(Source.objects.filter(pk__in={row.source_id for row in passages}))
    refer(passages, section=sections.values(), source=sources)
    place = {source.pk: number for number, source in enumerate(sources)}
    return sorted(passages, key=lambda row: place[row.source_id])


def by_subject(remarks: Iterable[Remark]) -> dict[str, list[Any]]:
    """Remarks by the keys of the rows other than figures that they are about."""
    found: dict[str, list[Any]] = defaultdict(list)
    for remark in remarks:
        for key in remark.about_keys:
            found[key].append(remark)
    return dict(found)


def mark_contradicted(figures: Iterable[Figure], others: Iterable[Figure]) -> None:
    """Set `contradicted` on figures, as `FigureQuerySet.contradicting` finds it among the others."""
    stated: dict[tuple[object, ...], set[tuple[Any, str]]] = defaultdict(set)
    for other in others:
        if other.availability == Availability.STATED:
            stated[_subject(other)].add((other.value, other.unit))
    for row in figures:
        # What has no value differs from none in its value, only in its unit: so databases compare.
        row.contradicted = any(
            unit != row.unit or (row.value is not None and value != row.value)
            for value, unit in stated[_subject(row)]
        )


def _subject(figure: Figure) -> tuple[object, ...]:
    return figure.edition_id, figure.metric_id, figure.scope, figure.period, figure.kind
