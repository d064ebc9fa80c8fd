"""Picture fields of admin forms: upload, what was changed in it, and the choice of the focus."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.desk.concurrent_edits import MINE, ConflictCheckedForm
from initiatives.models.picture_field import LOGO_WIDTHS, WIDTHS
from initiatives.pictures.uploads import Picture, process_upload
from initiatives.values.vocabulary import Focus

# By the codes in `Derivatives.treatment`.
TREATMENT_LABELS: dict[str, Promise] = {
    "location": _("place where it was taken removed"),
    "metadata": _("other details of the camera or program removed"),
    "orientation": _("turned upright"),
    "size": _("reduced in size"),
    "colours": _("colours converted to sRGB"),
    "profile": _("colour profile unreadable, taken as sRGB"),
    "depth": _("16 bits a colour reduced to 8"),
    "transparency": _("transparent parts filled with white"),
}
UPLOAD_HELP_TEXT = _(
    "JPEG, PNG, WebP or AVIF, up to 20 MB and 40 megapixels. It is encoded anew; what the camera noted, "
    "such as the place, is removed."
)
CHOOSE_AGAIN = _("Choose the file again: browsers do not send a file a second time.")


def treatment_labels(codes: Sequence[str]) -> list[Promise]:
    return [TREATMENT_LABELS[code] for code in codes if code in TREATMENT_LABELS]


class ProjectTemplateWidget(forms.Widget):
    """Widget with a template of the project, which the default form renderer does not find."""

    template_name: str

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        return render_to_string(self.template_name, self.get_context(name, value, attrs))


class PictureInput(ProjectTemplateWidget, forms.ClearableFileInput):
    """File input that shows the current picture and what was changed in it when it was uploaded."""

    template_name = "admin/initiatives/photo/picture_input.html"
    # Set by the form, see `PictureForm.current_picture`.
    shown: dict[str, Any] | None = None
    # Set by the form: whether a file was sent, which the browser will not send again, and what to do then.
    awaited = False
    reminder: str | Promise = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        # Django puts it among the attributes of the file input.
        checked = context["widget"]["attrs"].pop("checked")
        context["widget"].update(
            shown=self.shown,
            awaited=self.awaited,
            awaited_name=awaited_name(name),
            reminder=self.reminder,
            checked=checked,
        )
        return context


def awaited_name(name: str) -> str:
    """The hidden input that says that a file was sent with this form before."""
    return f"{name}-awaited"


class FocusInput(ProjectTemplateWidget, forms.RadioSelect):
    """Radio buttons laid over the picture, beside a preview of how it is cropped."""

    template_name = "admin/initiatives/photo/focus_input.html"
    # Of the current picture; set by the form.
    url = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["url"] = self.url
        return context


class PictureUpload(forms.FileField):
    """File field that cleans an upload to a `Picture`, whose files are not stored yet."""

    widget = PictureInput

    def __init__(
        self, *, folder: str, widths: Sequence[int], transparent: bool = False, **options: Any
    ) -> None:
        super().__init__(help_text=UPLOAD_HELP_TEXT, **options)
        self.folder, self.widths, self.transparent = folder, widths, transparent

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"accept": "image/jpeg,image/png,image/webp,image/avif"}

    def to_python(self, data: Any) -> Any:
        """Decode the upload once; the picture, or the error, is kept on the upload for later calls."""
        upload: Any = super().to_python(data)
        if upload is None:
            return None
        if not hasattr(upload, "decoded"):
            upload.decoded = self._decode(upload)
        if isinstance(upload.decoded, ValidationError):
            raise upload.decoded
        return upload.decoded

    def _decode(self, upload: Any) -> Picture | ValidationError:
        try:
            return process_upload(
                upload, folder=self.folder, widths=self.widths, transparent=self.transparent
            )
        except ValidationError as error:
            return error


def photo_upload() -> PictureUpload:
    return PictureUpload(label=capfirst(_("image")), required=False, folder="photos", widths=WIDTHS)


def logo_upload() -> PictureUpload:
    return PictureUpload(
        label=capfirst(_("logo")), required=False, folder="logos", widths=LOGO_WIDTHS, transparent=True
    )


def focus_choice() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=capfirst(_("stays in sight")),
        choices=Focus.choices,
        initial=Focus.CENTRE,
        required=False,
        widget=FocusInput,
        help_text=_("Where a page has room for a part of the picture only, this part is kept in sight."),
    )


class PictureForm(ConflictCheckedForm):
    """Form with a picture: the row takes its facts; its files are stored once the form is valid."""

    picture_field = ""
    picture: Picture | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.picture_field in self.fields:
            self.show_current_picture(type(self.instance)._default_manager.get(pk=self.instance.pk))

    @staticmethod
    def current_picture(row: Any) -> dict[str, Any] | None:
        """The stored picture of a row as {"url", "width", "height", "treatment"}; None without one."""
        raise NotImplementedError

    def show_current_picture(self, row: Any) -> None:
        """Give the widgets the stored picture, whatever is being sent."""
        widget: Any = self.fields[self.picture_field].widget
        widget.shown = self.current_picture(row)

    def full_clean(self) -> None:
        super().full_clean()
        if self.picture and not self.errors:
            self.store_files(self.picture)
        if self.is_bound and self.picture_field in self.fields:
            widget: Any = self.fields[self.picture_field].widget
            widget.awaited = self.file_was_sent
            widget.reminder = (
                CHOOSE_AGAIN if self.file_was_sent and self.picture_field not in self.errors else ""
            )

    def store_files(self, picture: Picture) -> None:
        """Write the files before the row that names them; on failure the form is invalid."""
        try:
            picture.keep()
        except ValidationError as error:
            self.add_error(self.picture_field, error)

    @property
    def file_was_sent(self) -> bool:
        """Whether a file was sent with this request or an earlier one; browsers do not send it again."""
        sent = self[self.picture_field].data
        return bool(sent) or (sent is None and self.add_prefix(awaited_name(self.picture_field)) in self.data)

    def chosen_file_is_missing(self) -> bool:
        """Whether the user chose an own picture over somebody else's, but no file came with the choice."""
        if self.picture_field not in self.fields or self[self.picture_field].data is not None:
            return False
        if for_all := self.data.get("choose-all"):
            return for_all == MINE and self.file_was_sent
        return self.data.get(f"choose-{self.picture_field}") == MINE

    def submitted_value(self, cleaned: dict[str, Any], name: str) -> Any:
        """Words for a file that is not valid, for which the field would give the stored file's name."""
        if name == self.picture_field and name not in cleaned:
            return gettext("the file you chose")
        return super().submitted_value(cleaned, name)

    def clean(self) -> dict[str, Any]:
        if self.chosen_file_is_missing():
            self.add_error(self.picture_field, ValidationError(CHOOSE_AGAIN, code="lost"))
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get(self.picture_field)
        if isinstance(chosen, Picture):
            self.picture = chosen
            cleaned[self.picture_field] = chosen.name
            self.set_picture_facts(chosen)
        elif chosen is False:
            self.set_picture_facts(None)
        return cleaned

    def set_picture_facts(self, picture: Picture | None) -> None:
        """Set the columns of the instance that describe its picture, or that it has none."""
        raise NotImplementedError


class PictureAdmin(admin.ModelAdmin):
    """ModelAdmin of a model with a picture; its form is a `PictureForm`."""

    form: Any

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Decode an upload before the transaction begins, in which nobody else can write."""
        name = self.form.picture_field
        upload = request.FILES.get(name) if request.method == "POST" else None
        if upload and self.may_submit(request, object_id):
            with suppress(ValidationError):  # the form reports it
                self.form.base_fields[name].to_python(upload)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def may_submit(self, request: HttpRequest, object_id: str | None) -> bool:
        """Whether the user may send this form; Django checks it again when the form is processed."""
        if object_id is None or "_saveasnew" in request.POST:
            return self.has_add_permission(request)
        row = self.get_object(request, unquote(object_id))
        return row is not None and self.has_change_permission(request, row)

    def get_readonly_fields(self, request, obj=None):
        return (*super().get_readonly_fields(request, obj), "picture")

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        may_change = obj is None or self.has_change_permission(request, obj)
        return fieldsets if may_change else with_picture_shown(fieldsets, self.form.picture_field)

    @admin.display(description=_("image"))
    def picture(self, row: Any) -> str:
        return render_to_string(
            "admin/initiatives/photo/_shown.html", {"shown": self.form.current_picture(row)}
        )

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        add_upload_message(request, form.picture)


def with_picture_shown(fieldsets: Any, name: str) -> list[Any]:
    """Replace the picture field by the read-only field `picture`, which shows it instead of a file name."""
    return [
        (heading, {**part, "fields": ["picture" if field == name else field for field in part["fields"]]})
        for heading, part in fieldsets
    ]


def add_upload_message(request: HttpRequest, picture: Picture | None) -> None:
    """Add a message with the size of an uploaded picture and what was changed in it."""
    if picture is None:
        return
    size = {"width": picture.width, "height": picture.height}
    sentences = [gettext("The picture is taken in: %(width)d × %(height)d pixels.") % size]
    if labels := [str(label) for label in treatment_labels(picture.treatment)]:
        changes = gettext("; ").join(labels)
        sentences.append(gettext("Changed on the way in: %(changes)s.") % {"changes": changes})
    messages.info(request, " ".join(sentences))
