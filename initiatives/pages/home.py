"""The pages above a plan: all parks, and one park with its plans."""

from dataclasses import dataclass

from initiatives.models import Edition, Park


@dataclass(frozen=True)
class Home:
    """The published editions of every park, by park and latest year first."""

    editions: list[Edition]

    @classmethod
    def build(cls) -> "Home":
        return cls(list(Edition.objects.published().order_by("plan__park__slug", "-plan__year")))

    @property
    def only(self) -> Edition | None:
        """The one plan there is, while there is one."""
        return self.editions[0] if len(self.editions) == 1 else None


@dataclass(frozen=True)
class About:
    """What the site is and how to read it: words alone."""


@dataclass(frozen=True)
class ParkDetail:
    """A park and its published editions, latest year first."""

    park: Park
    editions: list[Edition]

    @classmethod
    def build(cls, park: Park) -> "ParkDetail":
        editions = Edition.objects.published().filter(plan__park=park)
        return cls(park, list(editions.order_by("-plan__year")))
