"""Pictures in forms: the one way in, what became of the upload, and which part of it stays in sight."""

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
from initiatives.vocabulary import Focus

# What `Derivatives.treatment` says was changed on the way in.
TREATMENT: dict[str, Promise] = {
    "location": _("place where it was taken removed"),
    "metadata": _("other details of the camera or program removed"),
    "orientation": _("turned upright"),
    "size": _("reduced in size"),
    "colours": _("colours converted to sRGB"),
    "profile": _("colour profile unreadable, taken as sRGB"),
    "depth": _("16 bits a colour reduced to 8"),
    "transparency": _("transparent parts filled with white"),
}
HELP = _(
    "JPEG, PNG, WebP or AVIF, up to 20 MB and 40 megapixels. It is encoded anew; what the camera noted, "
    "such as the place, is removed."
)

CHOOSE_AGAIN = _("Choose the file again: browsers do not send a file a second time.")


def treatment_in_words(codes: str | Sequence[str]) -> list[Promise]:
    listed = codes.split() if isinstance(codes, str) else codes
    return [TREATMENT[code] for code in listed if code in TREATMENT]


class _FromTemplates(forms.Widget):
    """Rendered by the project's own templates, which the renderer of forms does not look into."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        return render_to_string(template_name, context)


class PictureInput(_FromTemplates, forms.ClearableFileInput):
    """The picture there is, what was changed in it on the way in, and the place for another."""

    template_name = "admin/initiatives/photo/picture_input.html"
    # Set by the form: {"address", "width", "height", "treatment"} of the picture there is.
    shown: dict[str, Any] | None = None
    # Set by the form once it is refused: whether a file was sent, which the page cannot hold, and what to do.
    awaited = False
    reminder: str | Promise = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        # Django has it among the attributes of the file's own field.
        checked = context["widget"]["attrs"].pop("checked")
        added = {"shown": self.shown, "awaited": self.awaited, "reminder": self.reminder, "checked": checked}
        context["widget"].update(added, awaited_name=awaited_name(name))
        return context


def awaited_name(name: str) -> str:
    """Under which a form says that a file was sent with it before."""
    return f"{name}-awaited"


class FocusInput(_FromTemplates, forms.RadioSelect):
    """Nine places on the picture, and beside it how the picture is cut for each."""

    template_name = "admin/initiatives/photo/focus_input.html"
    address = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["address"] = self.address
        return context


class PictureUpload(forms.FileField):
    """A file field whose value, once clean, is a picture taken in but not kept yet."""

    widget = PictureInput

    def __init__(
        self, *, folder: str, widths: Sequence[int], transparent: bool = False, **options: Any
    ) -> None:
        super().__init__(help_text=HELP, **options)
        self.folder, self.widths, self.transparent = folder, widths, transparent

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"accept": "image/jpeg,image/png,image/webp,image/avif"}

    def to_python(self, data: Any) -> Any:
        """Decoded when first asked for; what came of it stays with the upload."""
        upload: Any = super().to_python(data)
        if upload is None:
            return None
        if not hasattr(upload, "taken"):
            upload.taken = self._taken(upload)
        if isinstance(upload.taken, ValidationError):
            raise upload.taken
        return upload.taken

    def _taken(self, upload: Any) -> Picture | ValidationError:
        try:
            return process_upload(
                upload, folder=self.folder, widths=self.widths, transparent=self.transparent
            )
        except ValidationError as refused:
            return refused


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


class TakesPicture(ConflictCheckedForm):
    """A form with a picture: its facts go into the row; its files into storage, once all else is in order."""

    picture_field = ""
    picture: Picture | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.picture_field in self.fields:
            self.show(type(self.instance)._default_manager.get(pk=self.instance.pk))

    @staticmethod
    def shown(row: Any) -> dict[str, Any] | None:
        """What `PictureInput.shown` says of the picture that a row has."""
        raise NotImplementedError

    def show(self, row: Any) -> None:
        """Beside the fields, the picture that is stored, whatever is being sent."""
        widget: Any = self.fields[self.picture_field].widget
        widget.shown = self.shown(row)

    def full_clean(self) -> None:
        super().full_clean()
        if self.picture and not self.errors:
            self.keep(self.picture)
        if self.is_bound and self.picture_field in self.fields:
            widget: Any = self.fields[self.picture_field].widget
            widget.awaited = self.awaited
            widget.reminder = CHOOSE_AGAIN if self.awaited and self.picture_field not in self.errors else ""

    def keep(self, picture: Picture) -> None:
        """The files are written before the row that names them; where that fails, it is not saved."""
        try:
            picture.keep()
        except ValidationError as refused:
            self.add_error(self.picture_field, refused)

    @property
    def awaited(self) -> bool:
        """Whether a file was sent, now or before, that only the form's user can send again."""
        sent = self[self.picture_field].data
        return bool(sent) or (sent is None and self.add_prefix(awaited_name(self.picture_field)) in self.data)

    def lost(self) -> bool:
        """Whether a picture was chosen over somebody else's, and did not come."""
        if self.picture_field not in self.fields or self[self.picture_field].data is not None:
            return False
        if for_all := self.data.get("choose-all"):
            return for_all == MINE and self.awaited
        return self.data.get(f"choose-{self.picture_field}") == MINE

    def mine(self, cleaned: dict[str, Any], name: str) -> Any:
        """Without a file that can be taken, a file field says what is stored, which was not meant."""
        if name == self.picture_field and name not in cleaned:
            return gettext("the file you chose")
        return super().mine(cleaned, name)

    def clean(self) -> dict[str, Any]:
        if self.lost():
            self.add_error(self.picture_field, ValidationError(CHOOSE_AGAIN, code="lost"))
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get(self.picture_field)
        if isinstance(chosen, Picture):
            self.picture = chosen
            cleaned[self.picture_field] = chosen.name
            self.note(chosen)
        elif chosen is False:
            self.note(None)
        return cleaned

    def note(self, picture: Picture | None) -> None:
        """Put down in the row what its pages need to know of the picture, or of none."""
        raise NotImplementedError


class TakesPictures(admin.ModelAdmin):
    """The admin of a model with a picture, whose form is a `TakesPicture`."""

    form: Any

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Decoding takes long, so it is over before the transaction begins that keeps others from writing."""
        name = self.form.picture_field
        upload = request.FILES.get(name) if request.method == "POST" else None
        if upload and self.may_send(request, object_id):
            with suppress(ValidationError):  # the form says it
                self.form.base_fields[name].to_python(upload)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def may_send(self, request: HttpRequest, object_id: str | None) -> bool:
        """Whether the form would be looked at; asked again when it is."""
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
        return render_to_string("admin/initiatives/photo/_shown.html", {"shown": self.form.shown(row)})

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        tell(request, form.picture)


def with_picture_shown(fieldsets: Any, name: str) -> list[Any]:
    """For those who may not change it: the picture itself, where its file's name would stand."""
    return [
        (heading, {**part, "fields": ["picture" if one == name else one for one in part["fields"]]})
        for heading, part in fieldsets
    ]


def tell(request: HttpRequest, picture: Picture | None) -> None:
    """What was changed in a picture that has just been taken in."""
    if picture is None:
        return
    words = gettext("The picture is taken in: %(width)d × %(height)d pixels.")
    said = [words % {"width": picture.width, "height": picture.height}]
    if changes := [str(one) for one in treatment_in_words(picture.treatment)]:
        said.append(gettext("Changed on the way in: %(changes)s.") % {"changes": gettext("; ").join(changes)})
    messages.info(request, " ".join(said))
