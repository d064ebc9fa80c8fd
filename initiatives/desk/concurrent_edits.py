"""Two people at one record: the second sees what the first did, and chooses; nothing is overwritten."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db.models import Model
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from initiatives.editions.history import HistoryEntry, last_change_by_field, last_entry
from initiatives.models.row_history import DELETED, last_record
from initiatives.models.row_state import (
    RowNames,
    State,
    has_history,
    names_of,
    plain_value,
    records_of,
    state_of,
    value_in_words,
)

MINE, THEIRS = "mine", "theirs"


def sign_state(row: Model, state: State) -> str:
    """What a page was made from, as it waits in that page."""
    return signing.dumps(state, salt=_salt(row), compress=True)


def load_signed_state(row: Model, sealed: str) -> State:
    return signing.loads(sealed, salt=_salt(row))


def _salt(row: Model) -> str:
    return f"made-from-{row._meta.label_lower}-{row.pk}"


class SignedStateField(forms.CharField):
    """The sealed state in a form; the form's user never changes it."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


@dataclass(frozen=True)
class Choice:
    """A field that somebody else changed to something other than what this form says."""

    name: str
    label: str
    mine: str
    theirs: str
    touched: HistoryEntry | None
    both: bool
    chosen: str


@dataclass(frozen=True)
class EditConflict:
    """What to choose from, and the sealed state that is being chosen against."""

    choices: list[Choice]
    seen: str
    settled: bool

    @property
    def several(self) -> bool:
        return len(self.choices) > 1


class ConflictCheckedForm(forms.ModelForm):
    """A form that knows what it was made from, and looks whether that still holds before it is saved."""

    made_from = SignedStateField(required=False, label="")
    conflict: EditConflict | None = None
    # Whether somebody else changed the row while this form was open.
    overtaken = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["made_from"].initial = self.sealed

    def sealed(self) -> str:
        return sign_state(self.instance, state_of(self.instance, self.guarded()))

    def guarded(self) -> list[str]:
        return [
            field.name
            for field in [*self._meta.model._meta.concrete_fields, *self._meta.model._meta.many_to_many]
            if field.name in self.fields and not self.fields[field.name].disabled
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                # Browsers send other line ends than they were given.
                cleaned[name] = value.replace("\r\n", "\n")
        if self.instance.pk is not None and self.guarded():
            self.compare(cleaned)
        return cleaned

    def compare(self, cleaned: dict[str, Any]) -> None:
        """Hold the row, and find what became of it since the form was made."""
        model = type(self.instance)
        row = model._base_manager.select_for_update(of=("self",)).filter(pk=self.instance.pk).first()
        try:
            before = load_signed_state(self.instance, self.data.get(self.add_prefix("made_from"), ""))
        except signing.BadSignature:
            before = None
        if row is None or before is None:
            raise ValidationError(_("This page is out of date. Open it anew."))
        self.keep_the_rest(row)
        now = state_of(row, self.guarded())
        self.overtaken = any(before.get(name) != value for name, value in now.items())
        if self.overtaken:
            self.settle(cleaned, row, before, now)

    def keep_the_rest(self, row: Model) -> None:
        """What the form does not show stays as it is now."""
        for column in row._meta.concrete_fields:
            if column.name not in self.fields:
                setattr(self.instance, column.attname, getattr(row, column.attname))

    def mine(self, cleaned: dict[str, Any], name: str) -> Any:
        """What the form says in a field, as a state would."""
        field: Any = self._meta.model._meta.get_field(name)
        if name not in cleaned:
            return str(self[name].value())
        if field.many_to_many:
            return sorted(row.pk for row in cleaned[name])
        return plain_value(field, cleaned[name])

    def settle(self, cleaned: dict[str, Any], row: Model, before: State, now: State) -> None:
        """Take over what is chosen; ask, and refuse to save, while something is not."""
        mine = {name: self.mine(cleaned, name) for name in now}
        open_ones = [name for name in now if before.get(name) != now[name] != mine[name]]
        untouched = {name for name in open_ones if mine[name] == before.get(name)}
        seen = self.seen() == now
        chosen = {name: self.choice(name, name in untouched, seen) for name in open_ones}
        settled = seen and all(chosen.values())
        if open_ones:
            self.conflict = EditConflict(
                self.choices(cleaned, chosen, untouched, mine, now), sign_state(self.instance, now), settled
            )
        if open_ones and not settled:
            self.add_error(
                None,
                ValidationError(
                    _("Changed by somebody else meanwhile. Nothing is saved yet: choose what it shall say."),
                    code="conflict",
                ),
            )
            return
        for name in [name for name in open_ones if chosen[name] == THEIRS]:
            self.take(cleaned, row, name)

    def seen(self) -> State | None:
        """The state that the choices sent were made against, if any were."""
        try:
            return load_signed_state(self.instance, self.data.get("seen", ""))
        except signing.BadSignature:
            return None

    def choice(self, name: str, untouched: bool, seen: bool) -> str:
        """What was chosen for a field. Where only they changed it, theirs stands unless chosen otherwise."""
        sent = (self.data.get("choose-all") or self.data.get(f"choose-{name}", "")) if seen else ""
        return sent if sent in (MINE, THEIRS) else THEIRS if untouched else ""

    def choices(
        self, cleaned: dict[str, Any], chosen: dict[str, str], untouched: set[str], mine: State, now: State
    ) -> list[Choice]:
        model = self._meta.model
        readable = {name: value for name, value in mine.items() if name in cleaned}
        names = RowNames(model, [(now, readable)])
        touched = last_change_by_field(model, self.instance.pk, chosen)
        found = []
        for name, choice in chosen.items():
            column: Any = model._meta.get_field(name)
            found.append(
                Choice(
                    name=name,
                    label=str(column.verbose_name),
                    mine=value_in_words(column, mine[name], names) if name in cleaned else mine[name],
                    theirs=value_in_words(column, now[name], names),
                    touched=touched.get(name),
                    both=name not in untouched,
                    chosen=choice,
                )
            )
        return found

    def take(self, cleaned: dict[str, Any], row: Model, name: str) -> None:
        """Theirs instead of what the form says, be that valid or not."""
        value = getattr(row, name)
        cleaned[name] = value.all() if row._meta.get_field(name).many_to_many else value
        self.errors.pop(name, None)


class ConflictCheckedInlineForm(ConflictCheckedForm):
    """A row among others on a page: what only they changed is kept, what both changed is refused."""

    def settle(self, cleaned: dict[str, Any], row: Model, before: State, now: State) -> None:
        mine = {name: self.mine(cleaned, name) for name in now}
        if all(mine[name] == before.get(name) for name in now):
            for name in now:
                self.take(cleaned, row, name)
        elif mine != now:
            self.add_error(None, ValidationError(overtaken_words(row), code="conflict"))


class ConflictCheckedFormSet(forms.models.BaseInlineFormSet):
    """Rows on another row's page: one that changed is not deleted unseen, one that is gone is named."""

    model: type[Model]

    def clean(self) -> None:
        super().clean()
        for form in self.initial_forms:
            leaving = self.can_delete and form.cleaned_data.get(DELETION_FIELD_NAME, False)
            listed_only = form.add_prefix("made_from") not in form.data
            if form.instance.pk is None and not leaving and not listed_only:
                raise ValidationError(self.words_of_gone(form), code="conflict")
            if leaving and getattr(form, "overtaken", False):
                raise ValidationError(overtaken_words(form.instance), code="conflict")

    def words_of_gone(self, form: Any) -> str:
        pk = form.data.get(form.add_prefix(self.model._meta.pk.name), "")
        # Named only if it ever stood here: the number comes from the browser.
        here = {self.fk.attname: self.instance.pk}
        ours = pk.isdecimal() and records_of(self.model).filter(id=pk, **here).exists()
        name = names_of(self.model, [int(pk)]).get(int(pk), pk) if ours else pk
        words = _(
            "“{}” was deleted or moved meanwhile. Nothing was saved: copy what you typed, then open {}."
        )
        return format_html(words, name, _link(self.model, "history", pk, _("its history")))


def overtaken_words(row: Model) -> str:
    """That a row has changed, by whom and when, with the way to it."""
    entry = last_entry(type(row), row.pk)
    words = _("“{}” was changed meanwhile ({}). Nothing was saved: open {} and put your change there.")
    return format_html(words, row, who_and_when(entry), _link(type(row), "change", row.pk, _("this record")))


def who_and_when(entry: HistoryEntry | None) -> str:
    if entry is None:
        return _("not known by whom")
    return f"{entry.who}{_(', ')}{date_format(localtime(entry.when), 'SHORT_DATETIME_FORMAT')}"


def _link(model: type[Model], page: str, pk: Any, words: str) -> str:
    address = reverse(f"admin:initiatives_{model._meta.model_name}_{page}", args=[pk])
    return format_html('<a href="{}" target="_blank">{}</a>', address, words)


class ConflictCheckedAdmin(admin.ModelAdmin):
    """The admin of a model whose forms are guarded."""

    class Media:
        js = ("admin/js/desk.js",)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """What was typed into the form of a record that is gone by now is shown, not thrown away."""
        entry = None
        if request.method == "POST" and has_history(self.model) and object_id.isdecimal():
            record = last_record(self.model, int(object_id))
            # Of another park's rows nothing is told, gone or not.
            with suppress(ObjectDoesNotExist):  # what it belonged to may be gone as well
                if record is not None and self.has_view_permission(request, record.instance):
                    entry = last_entry(self.model, int(object_id))
        if entry is None or entry.kind != DELETED:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]
        if not self.has_change_permission(request):
            raise PermissionDenied
        fields = [*self.model._meta.concrete_fields, *self.model._meta.many_to_many]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Deleted meanwhile"),
            "opts": self.opts,
            "entry": entry,
            "history_address": reverse(f"admin:initiatives_{opts.model_name}_history", args=[object_id]),
            "typed": [(field.verbose_name, text) for field in fields if (text := typed(request, field))],
        }
        return TemplateResponse(request, "admin/initiatives/deleted.html", context, status=409)


def typed(request: HttpRequest, field: Any) -> str:
    """What a form sent for a field, as a person reads it."""
    values = request.POST.getlist(field.name)
    if field.related_model:
        related: Any = admin.site.get_model_admin(field.related_model)
        if not related.has_view_permission(request):
            return ""
        chosen = [int(pk) for pk in values if pk.isdecimal()]
        return "\n".join(str(row) for row in related.get_queryset(request).filter(pk__in=chosen))
    return "\n".join(str(dict(field.flatchoices or ()).get(value, value)) for value in values)
