"""The pages above a plan: the start page, About, the accessibility statement, and a park with its plans."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from initiatives.models import Edition, Park, Plan
from initiatives.models.querysets import ParkQuerySet
from initiatives.pages.park_choice import ParkFacet, ParkFilters, park_facets
from initiatives.quality import RULES, Rule
from initiatives.search import found_by_name
from initiatives.tasks.assigned_tasks import reporting_days
from initiatives.values.grammar_examples import AMOUNT_EXAMPLES, TIME_EXAMPLES
from initiatives.values.progress_rule import rule_in_words
from initiatives.values.vocabulary import ProgressState

# Parks on one page of the list. Of more than a few, each has a card instead of a part of the page.
PARKS_ON_A_PAGE = 24
FEW_PARKS = 6


@dataclass(frozen=True)
class ParkPlans:
    """A park with its published editions, latest year first, and the years of others that are only named."""

    park: Park
    editions: list[Edition]
    earlier: list[int]


@dataclass(frozen=True)
class Home:
    """A page of the parks with published plans, by their addresses, and what they can be chosen by.

    `next` and `previous` are query strings, None where there are no more parks.
    """

    parks: list[ParkPlans]
    filters: ParkFilters
    has_cards: bool
    facets: Sequence[ParkFacet]
    # Whether there are several parks at all, so that they can be compared.
    several: bool
    previous: str | None
    next: str | None

    @classmethod
    def build(cls, filters: ParkFilters) -> "Home":
        chosen = _chosen_parks(filters)
        found = list(chosen.filter(slug__gt=filters.page).order_by("slug")[: PARKS_ON_A_PAGE + 1])
        parks, more = found[:PARKS_ON_A_PAGE], found[PARKS_ON_A_PAGE:]
        is_whole = not (more or filters.page or filters.narrowed)
        has_cards = not is_whole or len(parks) > FEW_PARKS
        return cls(
            _plans_of(parks, filters.year, latest=1 if has_cards else None),
            filters,
            has_cards,
            park_facets(filters) if has_cards else (),
            len(parks) > 1 or has_several_parks(),
            _previous(chosen, filters) if filters.page else None,
            filters.with_changes(page=parks[-1].slug).query if more else None,
        )

    @property
    def editions(self) -> list[Edition]:
        """The published editions on this page, by park, then latest year first."""
        return [edition for park in self.parks for edition in park.editions]


def only_published() -> Edition | None:
    """The published edition if there is exactly one; its header is then shown on pages outside a plan."""
    published = Edition.objects.published()
    found = published.order_by("plan_id").values_list("pk", flat=True)[:2]
    return published.filter(pk=found[0]).first() if len(found) == 1 else None


def has_several_parks() -> bool:
    """Whether more than one park has a published plan: only then pages lead to what compares parks."""
    return len(Park.objects.published().order_by("slug").values_list("pk", flat=True)[:2]) > 1


def _chosen_parks(filters: ParkFilters) -> ParkQuerySet[Park]:
    parks = Park.objects.published(**({"year": filters.year} if filters.year else {}))
    named = {name: value for name in ("province", "level") if (value := getattr(filters, name))}
    parks = parks.filter(**named)
    return parks.filter(pk__in=[*found_by_name(filters.sought, Park)]) if filters.sought else parks


def _plans_of(parks: list[Park], year: str, *, latest: int | None) -> list[ParkPlans]:
    """The plans of parks, of one year or of all: so many of the `latest` as editions, the others as years."""
    plans = Plan.objects.published().filter(park__in=[park.pk for park in parks])
    plans = plans.filter(year=year) if year else plans
    of_park: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for park_id, plan_id, plan_year in plans.order_by("-year").values_list("park", "pk", "year"):
        of_park[park_id].append((plan_id, plan_year))
    shown = [plan_id for found in of_park.values() for plan_id, _year in found[:latest]]
    editions = {edition.plan_id: edition for edition in Edition.objects.published().filter(plan__in=shown)}
    return [
        ParkPlans(
            park,
            [editions[plan_id] for plan_id, _year in of_park[park.pk][:latest] if plan_id in editions],
            [plan_year for _plan, plan_year in of_park[park.pk][latest:]] if latest else [],
        )
        for park in parks
    ]


def _previous(chosen: ParkQuerySet[Park], filters: ParkFilters) -> str | None:
    """The query string of the page before; None if that has no parks."""
    before = chosen.filter(slug__lte=filters.page).order_by("-slug").values_list("slug", flat=True)
    slugs = list(before[: PARKS_ON_A_PAGE + 1])
    first = slugs[PARKS_ON_A_PAGE] if len(slugs) > PARKS_ON_A_PAGE else ""
    return filters.with_changes(page=first).query if slugs else None


@dataclass(frozen=True)
class About:
    """The About page: it needs no data, and lists the rules and the grammar of amounts and times."""

    @property
    def rules(self) -> list[Rule]:
        """The rules whose findings readers see."""
        return [rule for rule in RULES.values() if rule.for_readers]

    @property
    def readings(self) -> list[tuple[str, object]]:
        """Words of sources, each with what it is read as."""
        return [*AMOUNT_EXAMPLES, *TIME_EXAMPLES]

    @property
    def states(self) -> list[tuple[ProgressState, str]]:
        """The states of tasks, each with when a task has it, in the order in which the rule asks."""
        return rule_in_words(reporting_days())


@dataclass(frozen=True)
class AccessibilityStatement:
    """What readers with disabilities can rely on, and what not."""

    # When all that the page says was last looked at as a whole; renewed before a release.
    checked_on: date = date(2026, 11, 26)

    @property
    def takes_reports(self) -> bool:
        """Whether this installation names an address for reports."""
        return bool(settings.CORRECTIONS)


@dataclass(frozen=True)
class ParkDetail:
    """A park and its published editions, latest year first."""

    park: Park
    editions: list[Edition]
    # Whether there are other parks to compare it with.
    several: bool

    @classmethod
    def build(cls, park: Park) -> "ParkDetail":
        editions = Edition.objects.published().filter(plan__park=park)
        return cls(park, list(editions.order_by("-plan__year")), has_several_parks())
