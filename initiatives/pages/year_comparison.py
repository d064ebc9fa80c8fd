"""Two plans of a park side by side: what the later one kept, changed, dropped and brought anew."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.editions.comparison import REMOVED, Change, compare_plans
from initiatives.models import Edition, Figure, Goal, Measure, Project
from initiatives.models.edition_rows import EditionRows
from initiatives.models.lineage import Lineage, Succeeding
from initiatives.models.row_state import FieldDifference
from initiatives.values.likeness import ALIKE, likeness, same_titles
from initiatives.values.periods import Period
from initiatives.values.row_keys import folded_name
from initiatives.values.vocabulary import Succession

T = TypeVar("T")
# What is said of the plan as a whole, of all its fields.
PLAN_FIELDS = ("slogan", "guiding_idea", "summary", "declared_projects", "project_noun")


@dataclass(frozen=True)
class ComparedRow:
    """A row of the later plan, its counterparts in the earlier one, and the fields in which they differ.

    `after` is None for what was dropped. `relation` is one of Succession; without fields, it was kept.
    """

    relation: str
    before: Sequence[Any]
    after: Any
    fields: Sequence[FieldDifference] = ()
    is_inferred: bool = True

    @property
    def row(self) -> Any:
        return self.after or self.before[0]

    @property
    def relation_name(self) -> str:
        return str(Succession(self.relation).label)

    @property
    def has_no_counterpart(self) -> bool:
        return not (self.before and self.after)

    @property
    def changed(self) -> bool:
        """Whether the fields of a row that was kept are not those of before."""
        return bool(self.relation == Succession.KEPT and self.fields)

    @property
    def unchanged(self) -> bool:
        return bool(self.relation == Succession.KEPT and not self.fields)


@dataclass(frozen=True)
class ComparedFigure:
    """A number of the later plan beside that of the earlier one which says the same of its own year."""

    before: Figure | None
    after: Figure | None

    @property
    def relation(self) -> str:
        if not (self.before and self.after):
            return Succession.NEW if self.after else Succession.DROPPED
        return Succession.KEPT if _number(self.before) == _number(self.after) else "changed"

    @property
    def relation_name(self) -> str:
        return "" if self.relation == "changed" else str(Succession(self.relation).label)

    @property
    def row(self) -> Figure:
        return self.after or self.before  # type: ignore[return-value]


@dataclass(frozen=True)
class ComparedPart:
    """The goals, projects or measures of two plans; measures are paired by their titles alone.

    `whole`: the sources of both plans were read whole. If not, what stands in one of them alone is called so.
    """

    key: str
    title: str
    rows: list[ComparedRow]
    has_basis: bool
    whole: bool

    @property
    def same(self) -> list[ComparedRow]:
        return [row for row in self.rows if row.unchanged]

    @property
    def tally(self) -> list[tuple[str, int]]:
        """How many rows were kept, renamed and so on, in the order of Succession; none that are none."""
        ordered = sorted(self.rows, key=lambda row: Succession.values.index(row.relation))
        return list(Counter(map(self._label, ordered)).items())

    def _label(self, row: ComparedRow) -> str:
        if row.has_no_counterpart and row.is_inferred and not self.whole:
            return _("Only in %(year)s") % {"year": row.row.edition.plan.year}
        return row.relation_name


@dataclass(frozen=True)
class YearComparison:
    """What stands in `after` and not in `before`, and the other way round; `edition` is one of the two."""

    edition: Edition
    before: Edition
    after: Edition
    plan_fields: list[FieldDifference]
    goals: list[ComparedRow]
    projects: list[ComparedRow]
    measures: list[ComparedRow]
    figures: list[ComparedFigure]

    @classmethod
    def build(cls, edition: Edition, year: int) -> "YearComparison":
        """The plan beside that of another year; Edition.DoesNotExist if readers see none of that year.

        Nor is there one for the plan as it was on an earlier day, since the other would be today's.
        """
        if edition.as_of:
            raise Edition.DoesNotExist
        published = Edition.objects.published().exclude(plan=edition.plan_id)
        other = published.get(plan__park=edition.plan.park_id, plan__year=year)
        before, after = sorted((edition, other), key=lambda one: one.plan.year)
        goals = Lineage(Goal, [edition.plan.park_id], edition).between(before, after)
        projects = Lineage(Project, [edition.plan.park_id], edition).between(before, after)
        old, new = EditionRows(before), EditionRows(after)
        old.cite(old.figures)
        new.cite(new.figures)
        project_keys = _keys_of(projects)
        measures = _paired_measures(old.measures, new.measures, project_keys)
        measure_keys = {pair[0].key: pair[1].key for pair in measures}
        changes = compare_plans(
            before, after, {Goal: _keys_of(goals), Project: project_keys, Measure: measure_keys}
        )
        return cls(
            edition=edition,
            before=before,
            after=after,
            plan_fields=_of_plan(changes),
            goals=_compared(goals, _fields(changes, Goal)),
            projects=_compared(projects, _fields(changes, Project)),
            measures=_compared_measures(old.measures, new.measures, measures, _fields(changes, Measure)),
            figures=_compared_figures(before, old.figures, after, new.figures),
        )

    @property
    def parts(self) -> list[ComparedPart]:
        whole = self.both_read_whole
        return [
            ComparedPart("goals", _("Goals"), self.goals, True, whole),
            ComparedPart("projects", capfirst(self.edition.nouns), self.projects, True, whole),
            ComparedPart("measures", _("Measures"), self.measures, False, whole),
        ]

    @property
    def both_read_whole(self) -> bool:
        """Whether what stands in one of the two alone is known not to be in the other's sources."""
        return self.before.read_whole and self.after.read_whole


def _keys_of(lines: Iterable[Succeeding[Any]]) -> dict[str, str]:
    """The later keys of earlier rows that have one counterpart, and are the only one of it."""
    alone = (Succession.KEPT, Succession.RENAMED)
    return {line.before[0].key: line.after.key for line in lines if line.after and line.relation in alone}


def _fields(changes: Iterable[Change], model: type[Any]) -> dict[str, list[FieldDifference]]:
    """The differing fields of rows, by their later keys."""
    return {
        change.key: _in_page_language(change.fields)
        for change in changes
        if change.model is model and change.kind != REMOVED
    }


def _of_plan(changes: Iterable[Change]) -> list[FieldDifference]:
    found = (change.fields for change in changes if change.model is Edition)
    fields = _in_page_language(next(found, []))
    return [field for field in fields if field.name.removesuffix("_en") in PLAN_FIELDS]


def _in_page_language(fields: Sequence[FieldDifference]) -> list[FieldDifference]:
    """Of a text and its translation the one that the page's readers read."""
    names = {field.name for field in fields}
    if (get_language() or "").startswith("zh"):
        return [field for field in fields if not field.name.endswith("_en")]
    return [field for field in fields if f"{field.name}_en" not in names]


def _compared(
    lines: Iterable[Succeeding[Any]], fields: dict[str, list[FieldDifference]]
) -> list[ComparedRow]:
    return [
        ComparedRow(
            line.relation,
            line.before,
            line.after,
            fields.get(line.after.key, ()) if line.after else (),
            line.is_inferred,
        )
        for line in lines
    ]


def _paired_measures(
    before: Sequence[Measure], after: Sequence[Measure], projects: dict[str, str]
) -> list[tuple[Measure, Measure]]:
    """Measures of the same title, best of the same project; else of the same key, with titles alike."""
    pairs: list[tuple[Measure, Measure]] = []

    def take(named: Callable[[Measure], str], named_before: Callable[[Measure], str]) -> None:
        old = {row.pk: row for row in before if all(row is not pair[0] for pair in pairs)}
        new = {row.pk: row for row in after if all(row is not pair[1] for pair in pairs)}
        same = same_titles(
            [(pk, named_before(row)) for pk, row in old.items()],
            [(pk, named(row)) for pk, row in new.items()],
        )
        pairs.extend((old[earlier], new[later]) for later, earlier in same.items())

    take(
        lambda row: row.project.key + row.title,
        lambda row: projects.get(row.project.key, "~") + row.title,
    )
    take(lambda row: row.title, lambda row: row.title)
    old = {row.key: row for row in before if all(row is not pair[0] for pair in pairs)}
    new = [row for row in after if all(row is not pair[1] for pair in pairs)]
    alike = [(old[row.key], row) for row in new if row.key in old]
    return [*pairs, *(pair for pair in alike if likeness(pair[0].title, pair[1].title) >= ALIKE)]


def _compared_measures(
    before: Sequence[Measure],
    after: Sequence[Measure],
    pairs: Sequence[tuple[Measure, Measure]],
    fields: dict[str, list[FieldDifference]],
) -> list[ComparedRow]:
    earlier = {later.pk: old for old, later in pairs}
    lines = []
    for row in after:
        old = earlier.get(row.pk)
        relation = Succession.NEW
        if old:
            same = (folded_name(old.title) or old.title) == (folded_name(row.title) or row.title)
            relation = Succession.KEPT if same else Succession.RENAMED
        lines.append(
            ComparedRow(relation, (old,) if old else (), row, fields.get(row.key, ()) if old else ())
        )
    kept = {old.pk for old in earlier.values()}
    dropped = (row for row in before if row.pk not in kept)
    return [*lines, *(ComparedRow(Succession.DROPPED, (row,), None) for row in dropped)]


def _compared_figures(
    before: Edition, old: Sequence[Figure], after: Edition, new: Sequence[Figure]
) -> list[ComparedFigure]:
    """Figures of one metric, scope and kind: of the same period, else each of its own plan's year."""
    pairs = _only_pairs(
        old, new, lambda row: _subject(row, row.period), lambda row: _subject(row, row.period)
    )
    left = [row for row in old if row.pk not in {one.pk for one, _other in pairs}]
    came = [row for row in new if row.pk not in {other.pk for _one, other in pairs}]
    pairs += _only_pairs(
        left,
        came,
        lambda row: _subject(row, _from_year(row, before)),
        lambda row: _subject(row, _from_year(row, after)),
    )
    earlier = {other.pk: one for one, other in pairs}
    matched = {one.pk for one in earlier.values()}
    lines = [ComparedFigure(earlier.get(row.pk), row) for row in new]
    lines += [ComparedFigure(row, None) for row in old if row.pk not in matched]
    return lines


def _subject(figure: Figure, period: Hashable) -> Hashable:
    shape = (figure.change, figure.rank, figure.ratio is None)
    return (figure.metric_id, folded_name(figure.scope), figure.kind, figure.period_standing, shape, period)


def _from_year(figure: Figure, edition: Edition) -> Hashable:
    """The period as seen from the plan's year: the year before, its first half."""
    period = Period.parse(figure.period)
    return period.year - edition.plan.year, period.first, period.months


def _only_pairs(
    before: Iterable[T],
    after: Iterable[T],
    name_before: Callable[[T], Hashable],
    name_after: Callable[[T], Hashable],
) -> list[tuple[T, T]]:
    """Pairs of rows that say something of the same, if there is one on each side."""
    old, new = _by_name(before, name_before), _by_name(after, name_after)
    return [
        (found[0], rows[0])
        for name, rows in new.items()
        if len(rows) == 1 and len(found := old.get(name, [])) == 1
    ]


def _by_name(rows: Iterable[T], name: Callable[[T], Hashable]) -> dict[Hashable, list[T]]:
    groups: dict[Hashable, list[T]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    return groups


def _number(figure: Figure) -> tuple[Any, ...]:
    amount = figure.amount
    if amount is None:
        return (figure.availability,)
    ends = (amount.in_base_unit, amount.upper_in_base_unit, amount.ratio)
    return (*ends, amount.base_unit, amount.comparator, amount.approximate)
