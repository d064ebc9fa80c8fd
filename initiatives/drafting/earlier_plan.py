"""The goals and projects of the plan before, among which those of a new article find their predecessors."""

from dataclasses import dataclass, field
from typing import Any

from initiatives.models import Edition, Goal, Project
from initiatives.values.likeness import most_alike
from initiatives.values.vocabulary import Basis


@dataclass(frozen=True)
class EarlierPlan:
    """The latest published plan of a park before a year; without an edition it has nothing to offer.

    `titles` are the rows by model, each as its name in workbooks (`park/year/edition/key`) and its title.
    """

    edition: Edition | None = None
    titles: dict[type[Any], list[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def before(cls, park: str, year: int) -> "EarlierPlan":
        published = Edition.objects.published().filter(plan__park__slug=park, plan__year__lt=year)
        edition = published.order_by("-plan__year").first()
        if edition is None:
            return cls()
        plan = f"{park}/{edition.plan.year}/{edition.number}"
        titles: dict[type[Any], list[tuple[str, str]]] = {
            model: [
                (f"{plan}/{key}", title)
                for key, title in model._default_manager.filter(edition=edition).values_list("key", "title")
            ]
            for model in (Goal, Project)
        }
        return cls(edition, titles)

    def proposed(self, model: type[Any], title: str) -> tuple[str, str] | None:
        """The one row whose title is alike, as its name in workbooks and its title; None if there is none."""
        titles = self.titles.get(model, [])
        name = most_alike(title, titles)
        return next((row for row in titles if row[0] == name), None)

    def predecessor(self, model: type[Any], title: str) -> dict[str, str]:
        """The columns of a new row that name its predecessor, as an inference; none if no title is alike."""
        found = self.proposed(model, title)
        return {"predecessors": found[0], "predecessors_basis": str(Basis.INFERRED)} if found else {}
