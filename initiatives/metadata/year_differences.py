"""The feed of what a park's plans changed from year to year: an entry for each plan that follows another."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.metadata.feed import MAX_ENTRIES, Feed, FeedEntry
from initiatives.models import Edition, Goal, Park, Project
from initiatives.models.lineage import Lineage, Succeeding
from initiatives.values.vocabulary import Succession


def year_differences(park: Park) -> Feed:
    """The goals and projects that were kept, renamed, split, merged, new or dropped, by published plans.

    An entry is as old as the later release of the two; without a time there is none. A fixed number of
    queries, whatever the number of years.
    """
    goals, projects = Lineage(Goal, [park.pk]), Lineage(Project, [park.pk])
    entries = []
    for before, after in pairwise(goals.editions):
        if before.released_at and after.released_at:
            lines = (goals.between(before, after), projects.between(before, after))
            entries.append(_entry(before, after, lines))
    title = _("%(park)s: what changed from year to year") % {"park": park}
    newest = sorted(entries, key=lambda entry: (entry.when, entry.key), reverse=True)
    return Feed(title, park.get_absolute_url(), newest[:MAX_ENTRIES])


def _entry(before: Edition, after: Edition, parts: Iterable[list[Succeeding[Any]]]) -> FeedEntry:
    path = after.url("year-comparison", before.plan.year)
    words = {"park": after.plan.park, "before": before.plan.year, "after": after.plan.year}
    when = max(filter(None, (before.released_at, after.released_at)))
    text = "\n".join(line for lines in parts for line in _told(lines, before.read_whole and after.read_whole))
    title = _("%(park)s: from the plan %(before)s to the plan %(after)s") % words
    return FeedEntry(path, path, title, text, timezone.localtime(when))


def _told(lines: list[Succeeding[Any]], whole: bool) -> Iterator[str]:
    """A line for each relation and kind of row: `Goal, renamed: …`."""
    for relation in Succession:
        found = [line for line in lines if line.relation == relation]
        if not found:
            continue
        label = str(relation.label)
        is_inferred = all(line.is_inferred for line in found)
        if found[0].has_no_counterpart and is_inferred and not whole:
            # What was not entered is not said to be new or dropped.
            year = found[0].row.edition.plan.year
            label = _("Only in %(year)s") % {"year": year}
        words = {"kind": found[0].row.kind_name, "relation": label, "rows": _("; ").join(map(_names, found))}
        yield _("%(kind)s · %(relation)s: %(rows)s") % words


def _names(line: Succeeding[Any]) -> str:
    title = line.row.text("title")[0]
    if not line.before or not line.after or line.relation == Succession.KEPT:
        return str(title)
    before = _(", ").join(row.text("title")[0] for row in line.before)
    return _("%(before)s → %(after)s") % {"before": before, "after": title}
