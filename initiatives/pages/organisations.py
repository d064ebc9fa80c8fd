"""The organisations that a plan names, each with the facts that name it."""

from dataclasses import dataclass
from typing import ClassVar

from initiatives.models import Edition, Organisation
from initiatives.pages.facts import Fact


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
