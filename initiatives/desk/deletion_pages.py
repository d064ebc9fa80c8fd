"""What a deletion takes along, by name, before it is confirmed; and its way back in one step."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from initiatives.desk.primary_keys import pk_in
from initiatives.desk.recent_changes import may_restore
from initiatives.editions.deleted_rows import RESTORED, Deletion, deletion_of
from initiatives.editions.deletion import ByModel, consequences_of_deleting
from initiatives.editions.restoring import Restored, restore
from initiatives.models.row_state import has_history, rows_with_names

# Of a longer list the page shows the number, and the names when it is unfolded.
MAX_UNFOLDED = 10


@dataclass(frozen=True)
class NamedRows:
    """Rows of one model as (name, URL of its form, or "")."""

    name: str
    rows: list[tuple[str, str]]
    can_be_restored: bool

    @property
    def is_long(self) -> bool:
        return len(self.rows) > MAX_UNFOLDED


@dataclass(frozen=True)
class DeletionPreview:
    """What is chosen for deletion, what goes along with it, and what loses a reference to it."""

    chosen: list[NamedRows]
    along: list[NamedRows]
    unlinked: list[NamedRows]
    # What could not be put back afterwards: kinds without a history.
    lost: list[str] = field(default_factory=list)

    @property
    def chosen_count(self) -> int:
        return sum(len(group.rows) for group in self.chosen)

    @property
    def along_count(self) -> int:
        return sum(len(group.rows) for group in self.along)


class NamedDeletionsAdmin(admin.ModelAdmin):
    """ModelAdmin whose confirmation pages list rows by name, grouped by kind and counted."""

    delete_confirmation_template = "admin/initiatives/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/initiatives/delete_selected_confirmation.html"

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What Django asks for: a preview, numbers by kind, kinds without permission, protected rows."""
        chosen = list(objs)
        found = consequences_of_deleting(chosen)
        forbidden = {
            str(model._meta.verbose_name)
            for model, rows in found.deleted.items()
            if not all(self._may_delete(request, model, row) for row in rows)
        }
        protected = [
            _("%(label)s: %(text)s") % {"label": row._meta.verbose_name, "text": row}
            for row in found.protected
        ]
        counts = {model._meta.verbose_name_plural: len(rows) for model, rows in found.deleted.items()}
        return self._preview(chosen, found.deleted, found.unlinked), counts, forbidden, protected

    def _may_delete(self, request: HttpRequest, model: type[Model], row: Model) -> bool:
        if not self.admin_site.is_registered(model):
            return True
        return self.admin_site.get_model_admin(model).has_delete_permission(request, row)

    def _preview(self, chosen: list[Model], deleted: ByModel, unlinked: ByModel) -> DeletionPreview:
        pks = {row.pk for row in chosen}
        others = {
            model: [row for row in rows if model is not self.model or row.pk not in pks]
            for model, rows in deleted.items()
        }
        along = self._by_kind(others)
        return DeletionPreview(
            self._by_kind({self.model: chosen}),
            along,
            self._by_kind(unlinked),
            [group.name for group in along if not group.can_be_restored],
        )

    def _by_kind(self, found: ByModel) -> list[NamedRows]:
        order = {model: place for place, model in enumerate(RESTORED)}
        models = sorted((model for model in found if found[model]), key=lambda model: order.get(model, -1))
        return [
            NamedRows(
                str(model._meta.verbose_name_plural),
                [(str(row), self._form_url(row)) for row in _in_order(model, found[model])],
                has_history(model),
            )
            for model in models
        ]

    def _form_url(self, row: Model) -> str:
        if not self.admin_site.is_registered(type(row)):
            return ""
        try:
            page = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
            return reverse(page, args=[quote(row.pk)])
        except NoReverseMatch:
            return ""


def _in_order(model: type[Model], rows: Iterable[Model]) -> list[Any]:
    """The rows fetched with all that their names need, in the order in which lists show them."""
    named = rows_with_names(model, [row.pk for row in rows])
    return sorted(named.values(), key=lambda row: (getattr(row, "order", 0), row.pk))


@require_POST
def restore_view(request: HttpRequest) -> HttpResponse:
    """Put the rows of a deletion back, which a record of it names; say what came back, or why nothing did."""
    deletion = _named_deletion(request)
    if not may_restore(request.user, deletion):
        raise PermissionDenied
    try:
        restored = restore(deletion)
    except ValidationError as error:
        reasons = format_html_join("", "<li>{}</li>", ((message,) for message in error.messages))
        words = _("Nothing was put back. Mend this first, then try again:")
        messages.error(request, format_html("{}<ul>{}</ul>", words, reasons))
        return redirect("admin:index")
    for row in restored.roots:
        admin.site.get_model_admin(type(row)).log_change(request, row, _("Put back"))
    messages.success(request, _told(restored))
    return redirect("admin:index")


def _named_deletion(request: HttpRequest) -> Deletion:
    models = {model._meta.model_name: model for model in RESTORED}
    model = models.get(request.POST.get("model", ""))
    number = pk_in(request.POST.get("record"))
    deletion = deletion_of(model, number) if model and number is not None else None
    if deletion is None:
        raise Http404
    return deletion


def _told(restored: Restored) -> str:
    """The rows that are there again, with links, what came along, and what did not, as HTML."""
    roots, along, relinked = restored.roots, restored.along, restored.relinked
    if not roots and not along:
        return _("Everything was there already; nothing had to be put back.")
    links = format_html_join(
        pgettext("between items", ", "),
        '<a href="{}">{}</a>',
        (
            (reverse(f"admin:initiatives_{row._meta.model_name}_change", args=[row.pk]), str(row))
            for row in roots
        ),
    )
    sentences: list[str] = [format_html(_("Put back: {}."), links)]
    if along:
        words = ngettext(
            "%(n)d row that went along is back too.", "%(n)d rows that went along are back too.", along
        )
        sentences.append(words % {"n": along})
    if relinked:
        words = ngettext("%(n)d row refers to it again.", "%(n)d rows refer to it again.", relinked)
        sentences.append(words % {"n": relinked})
    if restored.left_out:
        names = pgettext("between items", ", ").join(restored.left_out)
        words = _(
            "These referred to it too, but are submitted or published by now and stay as they are: %(rows)s."
        )
        sentences.append(words % {"rows": names})
    return format_html_join(" ", "{}", ((sentence,) for sentence in sentences))
