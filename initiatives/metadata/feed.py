"""What is new, latest first: editions as readers got to see them, and reports on what has happened since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Edition, Measure, Park, Project, Update
from initiatives.vocabulary import UpdateSubject

# As many as a feed carries; what is older stands on the pages.
LATEST = 50


@dataclass(frozen=True)
class FeedEntry:
    """One thing that is new. `key` names it for ever, `path` is where it can be read now."""

    key: str
    path: str
    title: str
    text: str
    when: datetime


@dataclass(frozen=True)
class Feed:
    """The news of a plan, of a park or of all, and the page they belong to."""

    title: str
    path: str
    news: list[FeedEntry]

    @classmethod
    def build(cls, place: Edition | Park | None) -> "Feed":
        """The news of an edition's plan, of a park or (None) of the whole site; of what is published only."""
        editions, updates = Edition.objects.seen(), Update.objects.published()
        title, path = _("Work plans of industrial parks"), reverse("initiatives:home")
        if isinstance(place, Edition):
            editions, updates = editions.filter(plan=place.plan), updates.filter(plan=place.plan)
            title = _("%(park)s, work plan %(year)s") % {"park": place.plan.park, "year": place.plan.year}
            path = place.get_absolute_url()
        elif place:
            editions, updates = editions.filter(plan__park=place), updates.filter(plan__park=place)
            title, path = str(place), place.get_absolute_url()
        # An edition whose time of publication nobody knows is no news: a time would have to be invented.
        released = editions.exclude(released_at=None).order_by("-released_at", "-pk")[:LATEST]
        reported = updates.select_related("plan__park").order_by("-date", "-pk")[:LATEST]
        news = [_release(edition, edition.released_at) for edition in released if edition.released_at]
        news += _reports(list(reported))
        return cls(title, path, sorted(news, key=lambda one: (one.when, one.key), reverse=True)[:LATEST])


def _release(edition: Edition, released_at: datetime) -> FeedEntry:
    path = edition.url("change", edition.number)
    words = {"park": edition.plan.park, "year": edition.plan.year, "number": edition.number}
    title = _("%(park)s %(year)s: edition %(number)s") % words
    text = "\n".join(filter(None, (edition.text("title")[0], edition.text("release_note")[0])))
    return FeedEntry(path, path, title, text, released_at)


def _reports(updates: list[Update]) -> Iterator[FeedEntry]:
    """Reports as news. One on something that the published edition does not have stands on no page."""
    wanted = {
        "edition__plan__in": {update.plan_id for update in updates},
        "key__in": {update.subject_key for update in updates},
    }
    projects = Project.objects.published().filter(**wanted)
    measures = Measure.objects.published().filter(**wanted).select_related("project")
    rows: dict[tuple[str, int, str], Project | Measure] = {
        **{(UpdateSubject.PROJECT, row.edition.plan_id, row.key): row for row in _placed(projects)},
        **{(UpdateSubject.MEASURE, row.edition.plan_id, row.key): row for row in _placed(measures)},
    }
    for update in updates:
        if row := rows.get((update.subject, update.plan_id, update.subject_key)):
            yield _report(update, row)


def _placed(rows: QuerySet) -> QuerySet:
    """Rows that can name their address."""
    return rows.select_related("edition__plan__park")


def _report(update: Update, row: Project | Measure) -> FeedEntry:
    project = row.project if isinstance(row, Measure) else row
    anchor = f"#page:update-{update.key}"
    title = _("%(what)s: %(status)s") % {"what": row, "status": update.get_status_display() or _("report")}
    text = "\n".join(filter(None, (update.text("content")[0], update.text("reason")[0])))
    # A report has a day and no hour: the day's beginning where the site stands.
    when = datetime.combine(update.date, time.min, timezone.get_default_timezone())
    key = f"{update.plan.get_absolute_url()}{anchor}"
    return FeedEntry(key, f"{row.edition.url('project', project.key)}{anchor}", title, text, when)
