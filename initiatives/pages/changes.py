"""How a plan came to say what it says: its editions, and what each changed."""

from dataclasses import dataclass

from initiatives.editions.comparison import Change, compare
from initiatives.models import Edition
from initiatives.vocabulary import SEEN_STATES


@dataclass(frozen=True)
class ChangeList:
    edition: Edition
    editions: list[Edition]

    @classmethod
    def build(cls, edition: Edition) -> "ChangeList":
        return cls(edition, _seen(edition))


@dataclass(frozen=True)
class ChangeDetail:
    """What one edition says otherwise than the one before it; nothing to compare for the first."""

    edition: Edition
    shown: Edition
    before: Edition | None
    changes: list[Change]

    @classmethod
    def build(cls, edition: Edition, number: int) -> "ChangeDetail":
        """The edition of that number; Edition.DoesNotExist if readers have not seen it."""
        seen = {one.number: one for one in _seen(edition)}
        if number not in seen:
            raise Edition.DoesNotExist(number)
        earlier = [one for one in seen if one < number]
        before = seen[max(earlier)] if earlier else None
        return cls(edition, seen[number], before, compare(before, seen[number]) if before else [])


def _seen(edition: Edition) -> list[Edition]:
    """Editions with a public past, newest first, and the one being looked at."""
    editions = Edition.objects.filter(plan=edition.plan).order_by("-number")
    return [one for one in editions if one.state in SEEN_STATES or one == edition]
