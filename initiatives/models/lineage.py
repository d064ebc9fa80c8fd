"""What became of goals and projects from year to year: their predecessors, as stated or by their titles.

An editor links a row to rows of earlier years. A link holds for whatever edition of the earlier plan readers
see, so it is followed by plan and key. Where nobody has decided, a row of the next published plan follows
from the one with the same title, or with the same key and a title alike; that is an inference.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, Generic, TypeVar

from initiatives.models.plan import Edition, Goal, Plan, Project
from initiatives.values.likeness import ALIKE, likeness, same_titles
from initiatives.values.row_keys import folded_name
from initiatives.values.vocabulary import Basis, Succession

R = TypeVar("R", bound=Goal | Project)
# The rows that another follows from, or that follow from it, each with the basis.
Linked = dict[int, list[tuple[int, Basis]]]


@dataclass(frozen=True)
class Succeeding(Generic[R]):
    """What a later plan made of rows of an earlier one: one row of it, or none where they were dropped."""

    relation: Succession
    before: tuple[R, ...]
    after: R | None
    basis: Basis

    @property
    def is_inferred(self) -> bool:
        return self.basis == Basis.INFERRED

    @property
    def has_no_counterpart(self) -> bool:
        return not (self.before and self.after)

    @property
    def relation_name(self) -> str:
        return str(self.relation.label)

    @property
    def row(self) -> R:
        return self.after or self.before[0]


class Lineage(Generic[R]):
    """The goals or the projects of the published plans of some parks, and which follows from which.

    Three queries, whatever the number of parks, years and rows. `shown` is an edition that stands in place of
    the published one of its plan, as in a preview.
    """

    def __init__(self, model: type[R], parks: Iterable[int], shown: Edition | None = None) -> None:
        published = Edition.objects.published().filter(plan__park__in=[*parks])
        found = {edition.plan_id: edition for edition in published}
        if shown:
            found[shown.plan_id] = shown
        self.editions: list[Edition] = sorted(
            found.values(), key=lambda one: (one.plan.park_id, one.plan.year)
        )
        by_pk: dict[int, Edition] = {edition.pk: edition for edition in self.editions}
        self.rows: dict[int, R] = {}
        self.of_edition: dict[int, list[R]] = defaultdict(list)
        rows: Any = model._default_manager.filter(edition__in=[*by_pk])
        rows = rows.order_by("edition_id", "number" if model is Project else "order", "key")
        for row in rows:
            row.edition = by_pk[row.edition_id]
            self.rows[row.pk] = row
            self.of_edition[row.edition_id].append(row)
        self.predecessors: Linked = defaultdict(list)
        self._decided = {row.pk for row in self.rows.values() if row.predecessors_basis}
        self._follow_links(model)
        for earlier, later in pairwise(self.editions):
            if earlier.plan.park_id == later.plan.park_id:
                self._go_by_titles(self.of_edition[earlier.pk], self.of_edition[later.pk])

    def _follow_links(self, model: type[R]) -> None:
        by_key = {(row.edition.plan_id, row.key): row for row in self.rows.values()}
        field: Any = model.predecessors.field
        near, far = field.m2m_field_name(), field.m2m_reverse_field_name()
        links = model.predecessors.through._default_manager.filter(
            **{f"{near}__edition__in": [edition.pk for edition in self.editions]}
        )
        for pk, plan, key in links.order_by("pk").values_list(
            f"{near}_id", f"{far}__edition__plan_id", f"{far}__key"
        ):
            # A link to a plan that nobody sees is a decision too.
            self._decided.add(pk)
            row, before = self.rows[pk], by_key.get((plan, key))
            if before and _is_earlier(before, row) and before.pk not in self._of(pk):
                self.predecessors[pk].append((before.pk, Basis(row.predecessors_basis or Basis.INFERRED)))

    def _go_by_titles(self, before: Sequence[R], after: Sequence[R]) -> None:
        linked = {pk for row in after for pk in self._of(row.pk)}
        free = [row for row in before if row.pk not in linked]
        undecided = [row for row in after if row.pk not in self._decided]
        found = same_titles(_titles(free), _titles(undecided))
        taken = set(found.values())
        by_key = {row.key: row for row in free if row.pk not in taken}
        for row in undecided:
            same_key = by_key.get(row.key)
            if row.pk not in found and same_key and likeness(row.title, same_key.title) >= ALIKE:
                found[row.pk] = same_key.pk
        for pk, earlier in found.items():
            self.predecessors[pk].append((earlier, Basis.INFERRED))

    def _of(self, pk: int) -> list[int]:
        return [before for before, _basis in self.predecessors.get(pk, ())]

    def between(self, earlier: Edition, later: Edition) -> list[Succeeding[R]]:
        """What the later of two editions made of the earlier one's rows, in its order; last what was dropped.

        Between plans that do not follow each other, rows are followed through those in between.
        """
        before = {row.pk for row in self.of_edition[earlier.pk]}
        origins = {row.pk: self._origins(row.pk, before) for row in self.of_edition[later.pk]}
        heirs = Counter(pk for found in origins.values() for pk in found)
        lines: list[Succeeding[R]] = []
        for row in self.of_edition[later.pk]:
            found = origins[row.pk]
            rows = tuple(one for one in self.of_edition[earlier.pk] if one.pk in found)
            lines.append(self._line(row, rows, _weakest(found.values()), heirs))
        dropped = (row for row in self.of_edition[earlier.pk] if row.pk not in heirs)
        return [*lines, *(Succeeding(Succession.DROPPED, (row,), None, Basis.INFERRED) for row in dropped)]

    def _origins(self, pk: int, wanted: set[int]) -> dict[int, Basis]:
        """Those of the wanted rows that a row follows from, directly or not; stated if each step is."""
        found: dict[int, Basis] = {}
        ahead, seen = [(pk, Basis.STATED)], {pk}
        while ahead:
            row, known = ahead.pop()
            for before, basis in self.predecessors.get(row, ()):
                weakest = known if basis == Basis.STATED else Basis.INFERRED
                if before in wanted:
                    found[before] = weakest
                elif before not in seen:
                    seen.add(before)
                    ahead.append((before, weakest))
        return found

    def _line(self, row: R, before: tuple[R, ...], basis: Basis, heirs: Counter[int]) -> Succeeding[R]:
        if not before:
            is_stated = row.predecessors_basis == Basis.STATED and not self.predecessors.get(row.pk)
            return Succeeding(Succession.NEW, (), row, Basis.STATED if is_stated else Basis.INFERRED)
        if len(before) > 1:
            relation = Succession.MERGED
        elif heirs[before[0].pk] > 1:
            relation = Succession.SPLIT
        else:
            relation = Succession.KEPT if _title(before[0]) == _title(row) else Succession.RENAMED
        return Succeeding(relation, before, row, basis)

    def of_row(self, row: R) -> list[Succeeding[R]]:
        """What a row made of each earlier plan's rows that it follows from directly."""
        linked = dict(self.predecessors.get(row.pk, ()))
        heirs = Counter(
            before
            for other in self.of_edition[row.edition_id]
            for before, _basis in self.predecessors.get(other.pk, ())
        )
        in_order = (found for found in self.rows.values() if found.pk in linked)
        before = sorted(in_order, key=lambda one: one.edition.plan.year)
        lines: list[Succeeding[R]] = []
        for _edition, rows in groupby(before, key=lambda one: one.edition_id):
            chosen = tuple(rows)
            lines.append(self._line(row, chosen, _weakest(linked[one.pk] for one in chosen), heirs))
        return lines

    def years_of(self, row: R) -> Iterator[tuple[Edition, list[Succeeding[R]]]]:
        """What a row was in the plans of earlier years and became in those of later ones, by edition.

        Of the plans before and after its own also that it was nothing there.
        """
        own = next(edition for edition in self.editions if edition.pk == row.edition_id)
        of_park = [one for one in self.editions if one.plan.park_id == own.plan.park_id]
        place = of_park.index(own)
        for number, edition in enumerate(of_park):
            if edition is own:
                continue
            if number < place:
                lines = [one for one in self.between(edition, own) if one.after and one.after.pk == row.pk]
            else:
                lines = [
                    one for one in self.between(own, edition) if any(it.pk == row.pk for it in one.before)
                ]
            is_next = abs(number - place) == 1
            lines = [one for one in lines if is_next or (one.before and one.after)]
            if lines:
                yield edition, lines


def _weakest(bases: Iterable[Basis]) -> Basis:
    return Basis.INFERRED if Basis.INFERRED in set(bases) else Basis.STATED


def _is_earlier(before: Any, after: Any) -> bool:
    own, other = after.edition.plan, before.edition.plan
    return bool(other.park_id == own.park_id and other.year < own.year)


def _title(row: Goal | Project) -> str:
    return folded_name(row.title) or row.title


def _titles(rows: Sequence[Any]) -> list[tuple[int, str]]:
    return [(row.pk, row.title) for row in rows]


# What a row was in the plans of other years, or became there, by the editions of those plans.
YearsOfRow = list[tuple[Edition, list[Succeeding[Any]]]]


def years_of(row: Goal | Project) -> YearsOfRow:
    """What a goal or project was in the park's published plans of earlier years and became in later ones.

    Its own edition stands for its plan, be it published or not. On pages of an earlier day nothing is told:
    the other plans were not published then as they are today, or not at all.
    """
    plan = row.edition.plan
    others = Plan.objects.published().filter(park=plan.park_id).exclude(pk=plan.pk)
    if row.edition.as_of or not others.exists():
        return []
    return list(Lineage(type(row), [plan.park_id], row.edition).years_of(row))
