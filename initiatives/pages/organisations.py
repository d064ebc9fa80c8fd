"""The organisations that a plan names, each with the facts that name it; and what a body answers for."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from initiatives.models import Edition, Organisation
from initiatives.pages.facts import Fact
from initiatives.pages.task_list import counts_of_states
from initiatives.tasks.assigned_tasks import AssignedTask, site_day, tasks_of
from initiatives.values.vocabulary import ProgressState


@dataclass(frozen=True)
class OrganisationFacts:
    organisation: Organisation
    facts: list[Fact]


@dataclass(frozen=True)
class OrganisationList:
    url_name: ClassVar[str] = "organisations"

    edition: Edition
    entries: list[OrganisationFacts]

    @classmethod
    def build(cls, edition: Edition) -> "OrganisationList":
        organisations = Organisation.objects.named_in(edition).with_facts(edition)
        return cls(edition, [OrganisationFacts(row, _facts(row, edition)) for row in organisations])


@dataclass(frozen=True)
class OrganisationDetail:
    """What a body leads and joins, what of it is late, and what the source says of it."""

    edition: Edition
    organisation: Organisation
    facts: list[Fact]
    leads: list[AssignedTask]
    joins: list[AssignedTask]
    day: date

    @classmethod
    def build(cls, edition: Edition, slug: str) -> "OrganisationDetail":
        """The body with that slug; raises Organisation.DoesNotExist unless it has a task in the plan."""
        day = site_day()
        tasks = tasks_of(edition, day)
        leads = [task for task in tasks if task.lead and task.lead.slug == slug]
        joins = [task for task in tasks if any(body.slug == slug for body in task.joint)]
        if not leads and not joins:
            raise Organisation.DoesNotExist(slug)
        rows = Organisation.objects.filter(park=edition.plan.park_id).with_facts(edition)
        organisation = rows.get(slug=slug)
        return cls(edition, organisation, _facts(organisation, edition), leads, joins, day)

    @property
    def late(self) -> list[AssignedTask]:
        """What it leads and is late with."""
        return [task for task in self.leads if task.state == ProgressState.LATE]

    @property
    def others_led(self) -> list[AssignedTask]:
        return [task for task in self.leads if task.state != ProgressState.LATE]

    @property
    def states(self) -> list[tuple[ProgressState, int]]:
        return counts_of_states(self.leads)


def _facts(organisation: Organisation, edition: Edition) -> list[Fact]:
    rows = [
        *organisation.statements.all(),
        *organisation.measures.all(),
        *organisation.figures.all(),
        *organisation.photos.all(),
    ]
    for row in rows:
        row.edition = edition
    return [Fact(row) for row in rows]
