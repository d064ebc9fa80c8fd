"""A plan's releases, which of them readers saw on a day, what each edition changed; readers' corrections."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from django.utils import timezone

from initiatives.editions.as_of import PlanHistory
from initiatives.editions.comparison import Change, compare
from initiatives.models import Edition, Release, Snapshot
from initiatives.models.releases import as_they_were, start_of
from initiatives.models.site_urls import with_query
from initiatives.pages.reader_corrections import PublicCorrection, public_corrections
from initiatives.values.vocabulary import SEEN_STATES, EditionState


@dataclass(frozen=True)
class PublicOnDay:
    """What readers saw on a day, newest first; `unknown` if there are editions of unknown times instead.

    `day` is None if the text is no day.

    Of a withdrawn edition no more is told than that there was one.
    """

    text: str
    day: date | None
    releases: list[Release] = field(default_factory=list)
    withdrawn: bool = False
    unknown: bool = False
    # The plan as it was on the day, where that can be shown.
    plan_url: str = ""

    @property
    def to_come(self) -> bool:
        return self.day is not None and self.day > _today()


@dataclass(frozen=True)
class ChangeList:
    """The plan's releases, newest first. An edition whose times are not recorded has one without them."""

    url_name: ClassVar[str] = "changes"

    edition: Edition
    releases: list[Release]
    corrections: list[PublicCorrection]
    snapshots: list[Snapshot]
    asked: PublicOnDay | None = None

    @property
    def last_day(self) -> date:
        """The last day that can be asked about."""
        return _today()

    @classmethod
    def build(cls, edition: Edition, on: str = "") -> "ChangeList":
        """With the answer to which edition was public `on` a day, if one is asked for: YYYY-MM-DD."""
        visible = {row.pk: row for row in _visible_editions(edition)}
        releases = Release.objects.filter(edition__in=visible)
        shown = as_they_were(edition, _with_editions(releases, visible))
        unrecorded = _unrecorded(shown, visible)
        asked = _asked(edition, visible, on, any(one.edition.state in SEEN_STATES for one in unrecorded))
        snapshots = list(Snapshot.objects.readable_with(edition))
        news = _newest_first([*shown, *unrecorded])
        return cls(edition, news, public_corrections(edition), snapshots, asked)

    @property
    def editions(self) -> list[Edition]:
        """Each edition once, newest first."""
        found = {release.edition.number: release.edition for release in self.releases}
        return [found[number] for number in sorted(found, reverse=True)]


@dataclass(frozen=True)
class ChangeDetail:
    """The differences between the edition `shown` and the one `before` it, which is None for the first."""

    edition: Edition
    shown: Edition
    before: Edition | None
    changes: list[Change]
    releases: list[Release]

    @classmethod
    def build(cls, edition: Edition, number: int) -> "ChangeDetail":
        """The changes of that edition; raises Edition.DoesNotExist unless readers may see it."""
        visible = {row.number: row for row in _visible_editions(edition)}
        if number not in visible:
            raise Edition.DoesNotExist(number)
        shown = visible[number]
        earlier = [other for other in visible if other < number]
        before = visible[max(earlier)] if earlier else None
        releases = as_they_were(edition, _with_editions(shown.releases.all(), {shown.pk: shown}))
        return cls(edition, shown, before, compare(before, shown) if before else [], releases)


def _today() -> date:
    return timezone.localdate(timezone=timezone.get_default_timezone())


def _asked(
    edition: Edition, visible: dict[int, Edition], text: str, some_unrecorded: bool
) -> PublicOnDay | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
        found = list(Release.objects.filter(edition__plan=edition.plan_id).on(day))
    except (ValueError, OverflowError):
        return PublicOnDay(text, None)
    shown = _with_editions((release for release in found if release.edition_id in visible), visible)
    return PublicOnDay(
        text,
        day,
        _newest_first(shown),
        len(shown) < len(found),
        some_unrecorded and not found,
        _plan_url(edition, day),
    )


def _plan_url(edition: Edition, day: date) -> str:
    """The address of the plan as it was public on a day; empty where that cannot be shown."""
    if edition.previewed or edition.as_of:
        return ""
    part = PlanHistory.build(edition).part(day)
    return with_query(edition.get_absolute_url(), f"as_of={part.first:%Y-%m-%d}") if part else ""


def _with_editions(releases: Iterable[Release], editions: dict[int, Edition]) -> list[Release]:
    """The releases, with the editions that are loaded already."""
    found = list(releases)
    for release in found:
        release.edition = editions[release.edition_id]
    return found


def _unrecorded(releases: Collection[Release], editions: dict[int, Edition]) -> list[Release]:
    """For each edition that has no release, one without times."""
    recorded = {release.edition_id for release in releases}
    return [Release(edition=row) for row in editions.values() if row.pk not in recorded]


def _newest_first(releases: Iterable[Release]) -> list[Release]:
    return sorted(releases, key=start_of, reverse=True)


def _visible_editions(edition: Edition) -> list[Edition]:
    """The plan's editions that are or were published, and `edition` itself; newest first."""
    editions = Edition.objects.filter(plan=edition.plan).order_by("-number")
    visible = [row for row in editions if row.state in SEEN_STATES or row == edition]
    return _known_by_then(edition, visible) if edition.as_of else visible


def _known_by_then(edition: Edition, editions: list[Edition]) -> list[Edition]:
    """Those that had been public by the day whose state is shown, and their states then."""
    releases = list(Release.objects.filter(edition__in=editions).order_by())
    recorded = {release.edition_id for release in releases}
    began = {release.edition_id for release in as_they_were(edition, releases)}
    found = []
    for row in editions:
        if row == edition:
            found.append(edition)
        elif row.pk in began or (row.pk not in recorded and row.number < edition.number):
            row.state = EditionState.SUPERSEDED
            found.append(row)
    return found
