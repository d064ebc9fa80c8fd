"""The pages above a plan: the start page, About, the accessibility statement, and a park with its plans."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from initiatives.models import Edition, Park
from initiatives.quality import RULES, Rule
from initiatives.tasks.assigned_tasks import reporting_days
from initiatives.values.grammar_examples import AMOUNT_EXAMPLES, TIME_EXAMPLES
from initiatives.values.progress_rule import rule_in_words
from initiatives.values.vocabulary import ProgressState


@dataclass(frozen=True)
class Home:
    """The published editions of all parks, ordered by park, then latest year first."""

    editions: list[Edition]

    @classmethod
    def build(cls) -> "Home":
        return cls(list(Edition.objects.published().order_by("plan__park__slug", "-plan__year")))

    @property
    def only(self) -> Edition | None:
        """The published edition if there is exactly one; its header is then shown on pages outside a plan."""
        return self.editions[0] if len(self.editions) == 1 else None


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

    @classmethod
    def build(cls, park: Park) -> "ParkDetail":
        editions = Edition.objects.published().filter(plan__park=park)
        return cls(park, list(editions.order_by("-plan__year")))
