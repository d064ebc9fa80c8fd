"""A plan's editions, what each changed against the one before, and readers' corrections."""

from dataclasses import dataclass
from typing import ClassVar

from initiatives.editions.comparison import Change, compare
from initiatives.models import Edition
from initiatives.pages.reader_corrections import PublicCorrection, public_corrections
from initiatives.values.vocabulary import SEEN_STATES


@dataclass(frozen=True)
class ChangeList:
    url_name: ClassVar[str] = "changes"

    edition: Edition
    editions: list[Edition]
    corrections: list[PublicCorrection]

    @classmethod
    def build(cls, edition: Edition) -> "ChangeList":
        return cls(edition, _visible_editions(edition), public_corrections(edition))


@dataclass(frozen=True)
class ChangeDetail:
    """The differences between the edition `shown` and the one `before` it, which is None for the first."""

    edition: Edition
    shown: Edition
    before: Edition | None
    changes: list[Change]

    @classmethod
    def build(cls, edition: Edition, number: int) -> "ChangeDetail":
        """The changes of that edition; raises Edition.DoesNotExist unless readers may see it."""
        visible = {row.number: row for row in _visible_editions(edition)}
        if number not in visible:
            raise Edition.DoesNotExist(number)
        earlier = [other for other in visible if other < number]
        before = visible[max(earlier)] if earlier else None
        return cls(edition, visible[number], before, compare(before, visible[number]) if before else [])


def _visible_editions(edition: Edition) -> list[Edition]:
    """The plan's editions that are or were published, and `edition` itself; newest first."""
    editions = Edition.objects.filter(plan=edition.plan).order_by("-number")
    return [row for row in editions if row.state in SEEN_STATES or row == edition]
