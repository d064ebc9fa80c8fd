"""Admin pages with the history of a record or an edition, and the restoring of earlier states."""

from contextlib import suppress
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from initiatives.desk.concurrent_edits import load_signed_state, sign_state
from initiatives.desk.permissions import require_draft
from initiatives.desk.plan_words import use_words_of
from initiatives.desk.primary_keys import pk_in
from initiatives.editions.history import (
    HistoryEntry,
    entries_from,
    entries_from_references,
    links_gone,
    published_twin,
    put_back,
    record_of,
    record_references,
    records_of_row,
    state_as_published,
    state_in,
    to_put_back,
)
from initiatives.models import Edition, EditionRow
from initiatives.models.row_history import DELETED, last_record, recorded
from initiatives.models.row_state import State, has_history, state_of

PER_PAGE = 100


class HistoryLine(NamedTuple):
    """An entry, the URL of its record's history, and the URL that restores it ("" if it is not offered)."""

    entry: HistoryEntry
    history: str
    put_back: str


def history_line(entry: HistoryEntry, may_put_back: bool) -> HistoryLine:
    name = f"admin:initiatives_{entry.model._meta.model_name}"
    put_back_url = reverse(f"{name}_put_back", args=[entry.pk, entry.number]) if may_put_back else ""
    return HistoryLine(entry, reverse(f"{name}_history", args=[entry.pk]), put_back_url)


def confirmed_state(request: HttpRequest, row: Model) -> State | None:
    """The state of the record that the confirmation page was shown with; None if it is missing."""
    try:
        return load_signed_state(row, request.POST.get("seen", ""))
    except signing.BadSignature:
        return None


class HistoryAdmin(admin.ModelAdmin):
    """ModelAdmin with a record's history at `<record>/history/`, from which states can be put back."""

    def get_urls(self):
        if not has_history(self.model):
            return super().get_urls()
        name, admin_view = f"initiatives_{self.opts.model_name}", self.admin_site.admin_view
        return [
            path("<int:pk>/history/<int:number>/", admin_view(self.put_back_page), name=f"{name}_put_back"),
            path("<int:pk>/as-published/", admin_view(self.as_published_page), name=f"{name}_as_published"),
            *super().get_urls(),
        ]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Record all that one form saves of a row as one entry in the row's history."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with recorded():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["object_links"] = self.object_links(request, obj) if change and obj else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    def object_links(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        """Labels and URLs of further pages about a record."""
        if not isinstance(obj, EditionRow) or not self.has_change_permission(request, obj):
            return []
        if published_twin(obj) is None:
            return []
        return [(_("Put back as published"), self.admin_url("as_published", obj.pk))]

    def admin_url(self, page: str, *args: object) -> str:
        return reverse(f"admin:initiatives_{self.opts.model_name}_{page}", args=args)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if not has_history(self.model):
            return super().history_view(request, object_id, extra_context)
        row = self.get_row_or_last_record(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        page = Paginator(records_of_row(self.model, row.pk), PER_PAGE).get_page(request.GET.get("p"))
        records: Any = page.object_list
        entries, may_put_back = entries_from(self.model, records), self.may_put_back(request, row)
        lines = [
            history_line(entry, may_put_back and not (entry.exists and position == page.number == 1))
            for position, entry in enumerate(entries, 1)
        ]
        context = {"title": _("History"), "lines": lines, "page": page}
        return self.record_page(request, row, "admin/initiatives/history.html", context)

    def get_row_or_last_record(self, request: HttpRequest, object_id: Any) -> Any:
        """The row; if it is deleted, an unsaved instance from its last history record; else Http404."""
        if row := self.get_object(request, str(object_id)):
            return row
        pk = pk_in(object_id)
        if pk is not None and not self.model._base_manager.filter(pk=pk).exists():
            record = last_record(self.model, pk)
            with suppress(ObjectDoesNotExist):  # what the row belonged to may be deleted as well
                if record is not None and self.has_view_or_change_permission(request, record.instance):
                    use_words_of(record.instance)
                    return record.instance
        raise Http404

    def may_put_back(self, request: HttpRequest, row: Any) -> bool:
        try:
            if self.model._base_manager.filter(pk=row.pk).exists():
                return self.has_change_permission(request, row)
            return self.has_add_permission(request) and self.has_change_permission(request, row)
        except ObjectDoesNotExist:  # what the row belonged to is deleted as well
            return False

    def put_back_page(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        row, record = self.get_row_or_last_record(request, pk), record_of(self.model, number)
        if record is None or record.id != pk:
            raise Http404
        entry = entries_from(self.model, records_of_row(self.model, pk).filter(history_id=number))[0]
        return self.put_back_response(request, row, state_in(record), entry)

    def as_published_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.get_object(request, str(pk))
        state = state_as_published(row) if isinstance(row, EditionRow) else None
        if state is None:
            raise Http404
        return self.put_back_response(request, row, state, None)

    def put_back_response(
        self, request: HttpRequest, row: Any, state: State, entry: HistoryEntry | None
    ) -> HttpResponse:
        """Show what would change; on POST, put the state back unless the row has changed since then."""
        if not self.may_put_back(request, row):
            raise PermissionDenied
        errors: list[str] = []
        with transaction.atomic():
            locked = self.model._base_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
            now = state_of(locked) if locked else {}
            if request.method == "POST":
                if confirmed_state(request, row) != now:
                    errors = [_("The record has changed since. Look at it again.")]
                else:
                    errors = self.try_to_put_back(row, state)
                    if not errors:
                        return self.put_back_done(request, row)
        context = {
            "title": _("Put back as published") if entry is None else _("Put this state back"),
            "entry": entry,
            "changes": to_put_back(self.model, row.pk, state),
            "gone": links_gone(self.model, state),
            "errors": errors,
            "seen": sign_state(row, now),
        }
        return self.record_page(request, row, "admin/initiatives/put_back.html", context)

    def try_to_put_back(self, row: Model, state: State) -> list[str]:
        """Put the state back and return []; if that is not possible, return the error messages."""
        try:
            require_draft(row)
            put_back(self.model, row.pk, state)
        except ValidationError as error:
            if not hasattr(error, "error_dict"):
                return error.messages
            return [
                _("%(label)s: %(text)s") % {"label": self.label_of(name), "text": message}
                if name != "__all__"
                else message
                for name, field_messages in error.message_dict.items()
                for message in field_messages
            ]
        return []

    def label_of(self, name: str) -> str:
        return str(getattr(self.model._meta.get_field(name), "verbose_name", name))

    def put_back_done(self, request: HttpRequest, row: Any) -> HttpResponse:
        restored = self.model._base_manager.get(pk=row.pk)
        self.log_change(request, restored, _("Put back"))
        messages.success(request, _("“%(row)s” is put back.") % {"row": restored})
        return redirect(self.admin_url("change", row.pk))

    def record_page(
        self, request: HttpRequest, row: Any, template: str, context: dict[str, Any]
    ) -> HttpResponse:
        exists = self.model._base_manager.filter(pk=row.pk).exists()
        newest = entries_from(self.model, records_of_row(self.model, row.pk)[:1])
        return TemplateResponse(
            request,
            template,
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "row_name": str(row) if exists else newest[0].title,
                "exists": exists,
                "edition": row.edition if exists and isinstance(row, EditionRow) else None,
                "list_url": self.admin_url("changelist"),
                "change_url": self.admin_url("change", row.pk),
                "history_url": self.admin_url("history", row.pk),
                **context,
            },
        )


class EditionChangesAdmin(admin.ModelAdmin):
    """ModelAdmin with the history of an edition and all its rows at `<edition>/changes/`."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.changes_page)
        return [path("<int:pk>/changes/", page, name="initiatives_edition_changes"), *super().get_urls()]

    def object_links(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        changes = (_("Changes in this edition"), reverse("admin:initiatives_edition_changes", args=[obj.pk]))
        return [changes, *super().object_links(request, obj)]  # type: ignore[misc]

    def changes_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        edition = self.get_object(request, str(pk))
        if not isinstance(edition, Edition):
            raise Http404
        if not self.has_view_or_change_permission(request, edition):
            raise PermissionDenied
        page = Paginator(record_references(edition), PER_PAGE).get_page(request.GET.get("p"))
        may_put_back = self.has_change_permission(request, edition)
        lines = [
            history_line(entry, may_put_back and entry.kind == DELETED and not entry.exists)
            for entry in entries_from_references(page.object_list)
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Changes in this edition"),
            "opts": self.opts,
            "edition": edition,
            "lines": lines,
            "page": page,
        }
        return TemplateResponse(request, "admin/initiatives/edition/changes.html", context)
