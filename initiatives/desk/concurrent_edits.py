"""Detect concurrent edits in admin forms and merge them field by field."""

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

from initiatives.desk.primary_keys import pk_in
from initiatives.editions.deletion import deletion_recorded
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
    """The state as signed text for a hidden field; `load_signed_state` reads it for the same row only."""
    return signing.dumps(state, salt=_salt(row), compress=True)


def load_signed_state(row: Model, signed: str) -> State:
    """The state that `sign_state` signed for this row; BadSignature for anything else."""
    return signing.loads(signed, salt=_salt(row))


def _salt(row: Model) -> str:
    return f"made-from-{row._meta.label_lower}-{row.pk}"


class SignedStateField(forms.CharField):
    """Hidden field for a signed state, which counts as unchanged whatever is sent."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


@dataclass(frozen=True)
class FieldConflict:
    """A field that somebody else changed to a value that differs from the form's; values are in words."""

    name: str
    label: str
    mine: str
    theirs: str
    last_change: HistoryEntry | None
    both: bool
    chosen: str


@dataclass(frozen=True)
class EditConflict:
    """The conflicting fields, and the signed state of the row that the user chooses against."""

    choices: list[FieldConflict]
    seen: str

    @property
    def several(self) -> bool:
        return len(self.choices) > 1


class ConflictCheckedForm(forms.ModelForm):
    """ModelForm that compares the row with the state the form was made from before it is saved."""

    made_from = SignedStateField(required=False, label="")
    conflict: EditConflict | None = None
    # The fields that somebody else changed while this form was open.
    fields_changed_meanwhile: frozenset[str] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["made_from"].initial = self.signed_state

    def signed_state(self) -> str:
        return sign_state(self.instance, state_of(self.instance, self.checked_fields()))

    def checked_fields(self) -> list[str]:
        """The names of the model's fields that this form may change."""
        options = self.instance._meta
        return [
            field.name
            for field in [*options.concrete_fields, *options.many_to_many]
            if field.name in self.fields and not self.fields[field.name].disabled
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                # Browsers send line ends as CRLF.
                cleaned[name] = value.replace("\r\n", "\n")
        if self.instance.pk is not None and self.checked_fields():
            self.detect_conflicts(cleaned)
        return cleaned

    def detect_conflicts(self, cleaned: dict[str, Any]) -> None:
        """Lock the row, and merge what changed since the form was made; ValidationError if it is gone."""
        model = type(self.instance)
        row = model._base_manager.select_for_update(of=("self",)).filter(pk=self.instance.pk).first()
        try:
            before = load_signed_state(self.instance, self.data.get(self.add_prefix("made_from"), ""))
        except signing.BadSignature:
            before = None
        if row is None or before is None:
            raise ValidationError(_("This page is out of date. Open it anew."))
        self.refresh_other_fields(row)
        now = state_of(row, self.checked_fields())
        self.fields_changed_meanwhile = frozenset(
            name for name, value in now.items() if before.get(name) != value
        )
        if self.fields_changed_meanwhile:
            self.merge(cleaned, row, before, now)

    def refresh_other_fields(self, row: Model) -> None:
        """Copy the current values of columns that the form does not show to the instance."""
        for column in row._meta.concrete_fields:
            if column.name not in self.fields:
                setattr(self.instance, column.attname, getattr(row, column.attname))

    def submitted_value(self, cleaned: dict[str, Any], name: str) -> Any:
        """The form's value of a field as in a `State`; the text as sent if it is not valid."""
        field: Any = self.instance._meta.get_field(name)
        if name not in cleaned:
            return str(self[name].value())
        if field.many_to_many:
            return sorted(row.pk for row in cleaned[name])
        return plain_value(field, cleaned[name])

    def merge(self, cleaned: dict[str, Any], row: Model, before: State, now: State) -> None:
        """Apply the user's choices; set `conflict`, and add an error while a choice is missing."""
        mine = {name: self.submitted_value(cleaned, name) for name in now}
        conflicting = [name for name in now if before.get(name) != now[name] != mine[name]]
        only_theirs = {name for name in conflicting if mine[name] == before.get(name)}
        seen = self.seen() == now
        chosen = {name: self.choice(name, name in only_theirs, seen) for name in conflicting}
        if conflicting:
            self.conflict = EditConflict(
                self.field_conflicts(cleaned, chosen, only_theirs, mine, now), sign_state(self.instance, now)
            )
        if conflicting and not (seen and all(chosen.values())):
            self.add_error(
                None,
                ValidationError(
                    _("Changed by somebody else meanwhile. Nothing is saved yet: choose what it shall say."),
                    code="conflict",
                ),
            )
            return
        for name in [name for name in conflicting if chosen[name] == THEIRS]:
            self.use_theirs(cleaned, row, name)

    def seen(self) -> State | None:
        """The state that the choices in this request were made against; None if it holds no choices."""
        try:
            return load_signed_state(self.instance, self.data.get("seen", ""))
        except signing.BadSignature:
            return None

    def choice(self, name: str, only_theirs: bool, seen: bool) -> str:
        """MINE, THEIRS or "" for no choice yet; THEIRS by default where only they changed the field."""
        sent = (self.data.get("choose-all") or self.data.get(f"choose-{name}", "")) if seen else ""
        return sent if sent in (MINE, THEIRS) else THEIRS if only_theirs else ""

    def field_conflicts(
        self, cleaned: dict[str, Any], chosen: dict[str, str], only_theirs: set[str], mine: State, now: State
    ) -> list[FieldConflict]:
        model = type(self.instance)
        readable = {name: value for name, value in mine.items() if name in cleaned}
        names = RowNames(model, [(now, readable)])
        last_changes = last_change_by_field(model, self.instance.pk, chosen)
        conflicts = []
        for name, choice in chosen.items():
            column: Any = model._meta.get_field(name)
            conflicts.append(
                FieldConflict(
                    name=name,
                    label=str(column.verbose_name),
                    mine=value_in_words(column, mine[name], names) if name in cleaned else mine[name],
                    theirs=value_in_words(column, now[name], names),
                    last_change=last_changes.get(name),
                    both=name not in only_theirs,
                    chosen=choice,
                )
            )
        return conflicts

    def use_theirs(self, cleaned: dict[str, Any], row: Model, name: str) -> None:
        """Replace the form's value by the stored one, and drop the field's errors."""
        value = getattr(row, name)
        cleaned[name] = value.all() if row._meta.get_field(name).many_to_many else value
        self.errors.pop(name, None)


class ConflictCheckedInlineForm(ConflictCheckedForm):
    """Form of an inline row: an unchanged form takes over the stored values, any other is refused."""

    def merge(self, cleaned: dict[str, Any], row: Model, before: State, now: State) -> None:
        mine = {name: self.submitted_value(cleaned, name) for name in now}
        if all(mine[name] == before.get(name) for name in now):
            for name in now:
                self.use_theirs(cleaned, row, name)
        elif mine != now:
            self.add_error(None, ValidationError(changed_message(row), code="conflict"))


class ConflictCheckedFormSet(forms.models.BaseInlineFormSet):
    """Inline formset that refuses to delete rows changed meanwhile, and names rows deleted meanwhile."""

    model: type[Model]

    def clean(self) -> None:
        super().clean()
        for form in self.initial_forms:
            deleting = self.can_delete and form.cleaned_data.get(DELETION_FIELD_NAME, False)
            listed_only = form.add_prefix("made_from") not in form.data
            if form.instance.pk is None and not deleting and not listed_only:
                raise ValidationError(self.gone_message(form), code="conflict")
            if deleting and getattr(form, "fields_changed_meanwhile", ()):
                raise ValidationError(changed_message(form.instance), code="conflict")

    def delete_existing(self, obj: Model, commit: bool = True) -> None:
        """Delete a row with the record of what loses its reference to it."""
        with deletion_recorded([obj]):
            super().delete_existing(obj, commit)

    def gone_message(self, form: Any) -> str:
        """HTML that names a row that was deleted or moved, with a link to its history."""
        pk = form.data.get(form.add_prefix(self.model._meta.pk.name), "")
        # The key comes from the browser: the row is named only if it ever belonged to this parent.
        parent = {self.fk.attname: self.instance.pk}
        number = pk_in(pk)
        known = number is not None and records_of(self.model).filter(id=number, **parent).exists()
        name = names_of(self.model, [number]).get(number, pk) if number is not None and known else pk
        words = _(
            "“{}” was deleted or moved meanwhile. Nothing was saved: copy what you typed, then open {}."
        )
        return format_html(words, name, _link(self.model, "history", pk, _("its history")))


def changed_message(row: Model) -> str:
    """HTML that says by whom and when a row was changed, with a link to it."""
    entry = last_entry(type(row), row.pk)
    words = _("“{}” was changed meanwhile ({}). Nothing was saved: open {} and put your change there.")
    return format_html(words, row, who_and_when(entry), _link(type(row), "change", row.pk, _("this record")))


def who_and_when(entry: HistoryEntry | None) -> str:
    if entry is None:
        return _("not known by whom")
    return f"{entry.who}{_(', ')}{date_format(localtime(entry.when), 'SHORT_DATETIME_FORMAT')}"


def _link(model: type[Model], page: str, pk: Any, text: str) -> str:
    url = reverse(f"admin:initiatives_{model._meta.model_name}_{page}", args=[pk])
    return format_html('<a href="{}" target="_blank">{}</a>', url, text)


class ConflictCheckedAdmin(admin.ModelAdmin):
    """ModelAdmin for conflict-checked forms; shows what was typed for a record that is deleted by now."""

    class Media:
        js = ("admin/js/desk.js",)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """For a form sent to a deleted record, a page with what was typed, instead of the redirect."""
        # Django has no public hook here, and a check before the view would leave a gap where input is lost.
        entry = None
        pk = pk_in(object_id)
        if request.method == "POST" and has_history(self.model) and pk is not None:
            record = last_record(self.model, pk)
            # Nothing is revealed about rows of other parks.
            with suppress(ObjectDoesNotExist):  # what the row belonged to may be deleted as well
                if record is not None and self.has_view_permission(request, record.instance):
                    entry = last_entry(self.model, pk)
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
            "history_url": reverse(f"admin:initiatives_{opts.model_name}_history", args=[object_id]),
            "typed": [
                (field.verbose_name, text) for field in fields if (text := submitted_text(request, field))
            ],
        }
        return TemplateResponse(request, "admin/initiatives/deleted.html", context, status=409)


def submitted_text(request: HttpRequest, field: Any) -> str:
    """What a form sent for a field, in words; "" for related rows that the user may not see."""
    values = request.POST.getlist(field.name)
    if field.related_model:
        related: Any = admin.site.get_model_admin(field.related_model)
        if not related.has_view_permission(request):
            return ""
        chosen = [pk for pk in map(pk_in, values) if pk is not None]
        return "\n".join(str(row) for row in related.get_queryset(request).filter(pk__in=chosen))
    return "\n".join(str(dict(field.flatchoices or ()).get(value, value)) for value in values)
