"""The entries of a feed, latest first: releases of editions, and reports on parts of plans."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Edition, Figure, Measure, Park, Project, Release, Snapshot, Update
from initiatives.values.periods import Period
from initiatives.values.vocabulary import EditionState, UpdateSubject

# Older entries are found on the pages only.
MAX_ENTRIES = 50


@dataclass(frozen=True)
class FeedEntry:
    """One entry of a feed. `key` identifies it permanently, `path` is its current page."""

    key: str
    path: str
    title: str
    text: str
    when: datetime


@dataclass(frozen=True)
class Feed:
    """The entries of a plan, of a park or of the whole site, and the page they belong to."""

    title: str
    path: str
    news: list[FeedEntry]

    @classmethod
    def build(cls, place: Edition | Park | None) -> "Feed":
        """Build the feed of an edition's plan, of a park or (None) of the site, from published rows only."""
        editions, updates = Edition.objects.seen(), Update.objects.published()
        closed = Snapshot.objects.listed().filter(plan__editions__state=EditionState.PUBLISHED)
        title, path = _("Work plans of industrial parks"), reverse("initiatives:home")
        if isinstance(place, Edition):
            editions, updates = editions.filter(plan=place.plan), updates.filter(plan=place.plan)
            closed = closed.filter(plan=place.plan)
            title = _("%(park)s, work plan %(year)s") % {"park": place.plan.park, "year": place.plan.year}
            path = place.get_absolute_url()
        elif place:
            editions, updates = editions.filter(plan__park=place), updates.filter(plan__park=place)
            closed = closed.filter(plan__park=place)
            title, path = str(place), place.get_absolute_url()
        else:
            # What is invented is no news of the site.
            editions = editions.filter(plan__park__invented=False)
            updates = updates.filter(plan__park__invented=False)
            closed = closed.filter(plan__park__invented=False)
        # An entry needs a time, so releases without a known time are left out.
        releases = Release.objects.filter(edition__in=editions.values("pk")).exclude(started_at=None)
        released = releases.select_related("edition__plan__park").order_by("-started_at", "-pk")[:MAX_ENTRIES]
        reported = updates.select_related("plan__park").order_by("-date", "-pk")[:MAX_ENTRIES]
        news = [_release_entry(one, timezone.localtime(one.started_at)) for one in released]
        news += _report_entries(list(reported))
        closed = closed.select_related("plan__park").order_by("-closed_at", "-pk")[:MAX_ENTRIES]
        news += [_closing_entry(one) for one in closed]
        return cls(
            title, path, sorted(news, key=lambda entry: (entry.when, entry.key), reverse=True)[:MAX_ENTRIES]
        )


def _release_entry(release: Release, began: datetime) -> FeedEntry:
    edition = release.edition
    path = key = edition.url("change", edition.number)
    words = {"park": edition.plan.park, "year": edition.plan.year, "number": edition.number}
    title, note = _("%(park)s %(year)s: edition %(number)s") % words, edition.text("release_note")[0]
    if release.restored:
        # The first release has the address of the edition, as it had before editions could be restored.
        key = f"{path}#page:restored-{began.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        title, note = _("%(park)s %(year)s: edition %(number)s restored") % words, release.text("note")[0]
    return FeedEntry(key, path, title, "\n".join(filter(None, (edition.text("title")[0], note))), began)


def _closing_entry(snapshot: Snapshot) -> FeedEntry:
    plan = snapshot.plan
    path = reverse("initiatives:snapshot", args=[plan.park.slug, plan.year, snapshot.period])
    words = {"park": plan.park, "year": plan.year, "period": Period.parse(snapshot.period).in_words}
    title = _("%(park)s %(year)s: %(period)s closed") % words
    return FeedEntry(
        path, path, title, f"SHA-256 {snapshot.checksum}", timezone.localtime(snapshot.closed_at)
    )


def _report_entries(updates: list[Update]) -> Iterator[FeedEntry]:
    """Yield the entries of reports, except on rows that the published edition does not have."""
    wanted = {
        "edition__plan__in": {update.plan_id for update in updates},
        "key__in": {update.subject_key for update in updates},
    }
    projects = Project.objects.published().filter(**wanted)
    measures = Measure.objects.published().filter(**wanted).select_related("project")
    figures = Figure.objects.published().filter(**wanted).select_related("metric")
    rows: dict[tuple[str, int, str], Project | Measure | Figure] = {
        **{(UpdateSubject.PROJECT, row.edition.plan_id, row.key): row for row in _with_park(projects)},
        **{(UpdateSubject.MEASURE, row.edition.plan_id, row.key): row for row in _with_park(measures)},
        **{(UpdateSubject.FIGURE, row.edition.plan_id, row.key): row for row in _with_park(figures)},
    }
    for update in updates:
        if row := rows.get((update.subject, update.plan_id, update.subject_key)):
            yield _report_entry(update, row)


def _with_park(rows: QuerySet) -> QuerySet:
    """Select along with rows what their addresses are made of."""
    return rows.select_related("edition__plan__park")


def _report_entry(update: Update, row: Project | Measure | Figure) -> FeedEntry:
    anchor = f"#page:update-{update.key}"
    if isinstance(row, Figure):
        path = row.get_absolute_url()
    else:
        project = row.project if isinstance(row, Measure) else row
        path = f"{row.edition.url('project', project.key)}{anchor}"
    title = _("%(what)s: %(status)s") % {"what": row, "status": update.get_status_display() or _("report")}
    reached = ""
    if update.value is not None and isinstance(row, Figure):
        reached = _("Reached: %(value)s") % {"value": row.reached_in_words(update.value)}
    text = "\n".join(filter(None, (update.text("content")[0], reached, update.text("reason")[0])))
    # A report has a date only; its time is the beginning of that day in the site's time zone.
    when = datetime.combine(update.date, time.min, timezone.get_default_timezone())
    key = f"{update.plan.get_absolute_url()}{anchor}"
    return FeedEntry(key, path, title, text, when)
