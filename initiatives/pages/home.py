"""The pages above a plan: the start page, the About page, and a park with its plans."""

from dataclasses import dataclass

from initiatives.models import Edition, Park


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
    """The About page, which needs no data."""


@dataclass(frozen=True)
class ParkDetail:
    """A park and its published editions, latest year first."""

    park: Park
    editions: list[Edition]

    @classmethod
    def build(cls, park: Park) -> "ParkDetail":
        editions = Edition.objects.published().filter(plan__park=park)
        return cls(park, list(editions.order_by("-plan__year")))
