"""Choosing one plan among all: by its address, or by words of its park's name and a year."""

import re
from dataclasses import dataclass, field
from itertools import islice

from initiatives.models import Edition, Park, Plan
from initiatives.search import Query, found_by_name

ADDRESS = re.compile(r"([-a-zA-Z0-9_]{1,60})/([0-9]{4})", re.ASCII)
YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])", re.ASCII)
# With more plans than these a plan is searched for, and not taken from a list of all.
FEW_PLANS = 60
MOST_PARKS, MOST_YEARS = 12, 12
# So many parks of a name are asked at once whether they have a plan of a year.
PARKS_AT_ONCE = 500
LONGEST = 100


@dataclass(frozen=True)
class ChosenPlan:
    """`edition` is the published edition that is meant; otherwise the plans that `words` may mean.

    `candidates` are plans by the latest year first, those of `MOST_PARKS` parks at most.
    """

    words: str = ""
    edition: Edition | None = None
    candidates: list[Plan] = field(default_factory=list)

    @classmethod
    def choose(cls, text: str) -> "ChosenPlan":
        words = text[:LONGEST].strip()
        if named := ADDRESS.fullmatch(words):
            edition = Edition.objects.published().of(named[1], int(named[2])).first()
            return cls(words, edition)
        years = [int(year) for year in YEAR.findall(words)]
        candidates = _plans_named(YEAR.sub(" ", words), years[:1]) if words else []
        if len(candidates) == 1:
            plan = candidates[0]
            return cls(words, Edition.objects.published().filter(plan=plan).first())
        return cls(words, None, candidates)

    @property
    def address(self) -> str:
        """How addresses name the plan; empty while none is chosen."""
        return f"{self.edition.plan.park.slug}/{self.edition.plan.year}" if self.edition else ""


def _plans_named(words: str, years: list[int]) -> list[Plan]:
    """Published plans of the first parks named so, by the addresses of the parks, the latest first."""
    plans = Plan.objects.published().select_related("park").order_by("park__slug", "-year")
    named = found_by_name(Query.parse(words), Park)
    if not years:
        return list(plans.filter(park__in=[*islice(named, MOST_PARKS)])[: MOST_PARKS * MOST_YEARS])
    found: list[Plan] = []
    # Parks without a plan of that year take no place from those with one.
    while len(found) < MOST_PARKS and (parks := [*islice(named, PARKS_AT_ONCE)]):
        found += plans.filter(park__in=parks, year__in=years)
    return found[:MOST_PARKS]


def few_plans() -> list[Edition]:
    """All published plans by the addresses of their parks, if they are few; else none."""
    found = list(Edition.objects.published().order_by("plan_id")[: FEW_PLANS + 1])
    if len(found) > FEW_PLANS:
        return []
    return sorted(found, key=lambda edition: (edition.plan.park.slug, -edition.plan.year))
