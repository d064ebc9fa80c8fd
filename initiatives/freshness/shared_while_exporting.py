"""What the pages of one export have in common, made once for each plan by a process that reads pages.

Nobody edits rows that are read from here: an export reads pages and nothing else. On a server nothing is
shared, since kept answers do more there.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.utils.translation import get_language

from initiatives.freshness.stamps import plan_stamp
from initiatives.models import Edition
from initiatives.models.edition_rows import EditionRows

T = TypeVar("T")
# So many plans at a time; an export reads one after the other.
MOST_PLANS = 2


class SharedByPages:
    """What was made of a few plans, by the stamp of each: it goes when the plan changes."""

    def __init__(self) -> None:
        self.of_plans: OrderedDict[tuple[str, int, str], dict[Hashable, Any]] = OrderedDict()

    def of_plan(self, park: str, year: int) -> dict[Hashable, Any] | None:
        stamp = plan_stamp(park, year)
        if stamp is None:
            return None
        made = self.of_plans.setdefault((park, year, stamp), {})
        self.of_plans.move_to_end((park, year, stamp))
        while len(self.of_plans) > MOST_PLANS:
            self.of_plans.popitem(last=False)
        return made


class _Page:
    """What a page shares: of each plan one stamp, looked up once, so that a page never mixes two states."""

    def __init__(self, memory: SharedByPages) -> None:
        self.memory = memory
        self.of_plans: dict[tuple[str, int], dict[Hashable, Any] | None] = {}

    def of_plan(self, park: str, year: int) -> dict[Hashable, Any] | None:
        if (park, year) not in self.of_plans:
            self.of_plans[park, year] = self.memory.of_plan(park, year)
        return self.of_plans[park, year]


_page: ContextVar[_Page | None] = ContextVar("page_that_shares", default=None)


@contextmanager
def sharing(memory: SharedByPages) -> Iterator[None]:
    """Let the page that is read within share what it makes with others."""
    token = _page.set(_Page(memory))
    try:
        yield
    finally:
        _page.reset(token)


def is_sharing() -> bool:
    return _page.get() is not None


def shared(park: str, year: int, name: Hashable, make: Callable[[], T]) -> T:
    """What `make` makes of a plan in the current language: made anew, unless pages share it by its name."""
    page = _page.get()
    made = page.of_plan(park, year) if page else None
    if made is None:
        return make()
    key = (name, get_language())
    if key not in made:
        made[key] = make()
    return made[key]


def shared_of(edition: Edition, name: Hashable, make: Callable[[], T]) -> T:
    """The same of an edition; of earlier days nothing is shared."""
    if not is_sharing() or edition.as_of:
        return make()
    return shared(edition.plan.park.slug, edition.plan.year, (edition.pk, name), make)


def edition_rows(edition: Edition) -> EditionRows:
    """The rows of an edition, read once for all pages that share them."""
    return shared_of(edition, "rows", lambda: EditionRows(edition))
