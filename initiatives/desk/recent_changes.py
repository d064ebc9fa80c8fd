"""What was added, changed and deleted at the desk in the last week, and how deletions are undone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from initiatives.desk.roles import may, permitted_parks
from initiatives.editions.deleted_rows import Deletion, deletions_since
from initiatives.editions.history import name_of_user
from initiatives.models import Assignment, Edition, ReaderCorrection, Update
from initiatives.models.row_state import has_history

RECENT_DAYS = 7
MAX_LINES = 20
# Rows that are named in one line; of more, the number is told.
MAX_NAMES = 3


@dataclass(frozen=True)
class RecentLine:
    """One act in words. `css` is the class of Django's icon: addlink, changelink or deletelink.

    `restore` is the model and the number of a record of the deletion, where the user may undo it; `note`
    says why nobody can.
    """

    when: datetime
    who: str
    css: str
    deed: str
    kinds: str
    names: list[tuple[str, str]]
    more: int = 0
    along: int = 0
    restore: tuple[str, int] | None = None
    note: str = ""


def recent_lines(request: HttpRequest) -> list[RecentLine]:
    """The newest acts of the last week upon rows that the user may see."""
    since = timezone.now() - timedelta(days=RECENT_DAYS)
    deletions = [
        _deletion_line(request.user, deletion)
        for deletion in deletions_since(since)
        if _may_see(request.user, deletion)
    ]
    lines = [*map(_logged_line, _logged(request, since)), *deletions]
    return sorted(lines, key=lambda line: line.when, reverse=True)[:MAX_LINES]


# Added and changed


def _logged(request: HttpRequest, since: datetime) -> Iterator[LogEntry]:
    """Log entries about rows that the user may see, without deletions that a history tells of."""
    entries = LogEntry.objects.filter(action_time__gte=since).select_related("content_type", "user")
    latest = [entry for entry in entries[: 10 * MAX_LINES] if not _is_in_history(entry)]
    if permitted_parks(request.user, "view_plan") is None:
        yield from latest[:MAX_LINES]
        return
    visible = _visible_rows(request, latest)
    yield from [entry for entry in latest if (entry.content_type_id, entry.object_id) in visible][:MAX_LINES]


def _is_in_history(entry: LogEntry) -> bool:
    model = entry.content_type.model_class() if entry.content_type else None
    return bool(entry.action_flag == DELETION and model and has_history(model))


def _visible_rows(request: HttpRequest, entries: list[LogEntry]) -> set[tuple[int | None, str | None]]:
    """The rows of log entries that the user may see, as (content type, primary key); one query a model."""
    by_content_type: dict[Any, set[str | None]] = defaultdict(set)
    for entry in entries:
        by_content_type[entry.content_type].add(entry.object_id)
    visible: set[tuple[int | None, str | None]] = set()
    for content_type, pks in by_content_type.items():
        model = content_type.model_class() if content_type else None
        if model and admin.site.is_registered(model):
            model_admin: Any = admin.site.get_model_admin(model)
            if model_admin.has_view_permission(request):
                rows = model_admin.get_queryset(request).filter(pk__in=pks).values_list("pk", flat=True)
                visible |= {(content_type.pk, str(pk)) for pk in rows}
    return visible


def _logged_line(entry: LogEntry) -> RecentLine:
    css, deed = "changelink", _("Changed")
    if entry.is_addition():
        css, deed = "addlink", _("Added")
    elif entry.is_deletion():
        css, deed = "deletelink", _("Deleted")
    if entry.change_message and not entry.change_message.startswith("["):
        deed = entry.get_change_message()
    url = "" if entry.is_deletion() else entry.get_admin_url() or ""
    kind = entry.content_type.name if entry.content_type else ""
    return RecentLine(
        entry.action_time, name_of_user(entry.user), css, deed, kind, [(entry.object_repr, url)]
    )


# Deleted


def _may_see(user: Any, deletion: Deletion) -> bool:
    return all(may(user, f"view_{row._meta.model_name}", row) for row in deletion.rows)


def may_restore(user: Any, deletion: Deletion) -> bool:
    """Whether the user may add all these rows, revise for a draft, and publish for what readers would see."""
    models = {record.instance_type for record in deletion.records}
    needed = {"revise_edition" if model is Edition else f"add_{model._meta.model_name}" for model in models}
    if any(_is_public(record.row) for record in deletion.records):
        needed.add("publish_edition")
    return all(may(user, permission, row) for permission in needed for row in deletion.rows)


def _is_public(row: Any) -> bool:
    """Whether readers see the row without a further edition."""
    match row:
        case Update() | Assignment():
            return not row.draft
        case ReaderCorrection():
            return row.public
    return False


def _deletion_line(user: Any, deletion: Deletion) -> RecentLine:
    root = deletion.roots[0]
    restore, note = None, ""
    if deletion.is_restored:
        note = _("It has been put back.")
    elif may_restore(user, deletion):
        note = deletion.obstacle
        restore = None if note else (root.instance_type._meta.model_name, root.history_id)
    return RecentLine(
        deletion.when,
        name_of_user(deletion.user) if deletion.user else "",
        "deletelink",
        _("Deleted by a workbook") if deletion.reason == "workbook" else _("Deleted"),
        kinds_in_words(deletion.rows),
        list(zip(deletion.names[:MAX_NAMES], map(_history_url, deletion.roots), strict=False)),
        more=max(0, len(deletion.roots) - MAX_NAMES),
        along=deletion.along,
        restore=restore,
        note=note,
    )


def _history_url(record: Any) -> str:
    return reverse(f"admin:initiatives_{record.instance_type._meta.model_name}_history", args=[record.id])


def kinds_in_words(rows: Iterable[Any]) -> str:
    """The kinds of rows, each once, with their numbers where there are several: 数据 3、举措 1."""
    numbers: dict[str, int] = defaultdict(int)
    for row in rows:
        numbers[str(row._meta.verbose_name)] += 1
    if sum(numbers.values()) == 1:
        return next(iter(numbers))
    return pgettext("between items", ", ").join(
        f"{capfirst(name)} {number}" for name, number in numbers.items()
    )
