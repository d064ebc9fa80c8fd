"""Photos."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.admin.base import EDITION, RowAdmin
from initiatives.admin.forms import RowForm
from initiatives.admin.pictures import (
    TakesPicture,
    focus_choice,
    photo_upload,
    render_shown,
    tell,
    treatment_in_words,
    with_picture_shown,
)
from initiatives.models import Photo
from initiatives.pictures.photos import Picture
from initiatives.vocabulary import Focus


def address_at_desk(photo: Photo) -> str:
    """Where whoever may see the edition sees the smallest file of its picture."""
    if not photo.has_picture:
        return ""
    photo.edition.previewed = True
    return photo.smallest


def shown(photo: Photo) -> dict[str, Any] | None:
    if not photo.has_picture:
        return None
    return {
        "address": address_at_desk(photo),
        "width": photo.width,
        "height": photo.height,
        "treatment": treatment_in_words(photo.treatment),
    }


class PhotoForm(TakesPicture, RowForm):
    picture_field = "image"
    image = photo_upload()
    focus = focus_choice()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "image" in self.fields:
            stored = Photo.objects.get(pk=self.instance.pk)
            image: Any = self.fields["image"].widget
            focus: Any = self.fields["focus"].widget
            image.shown, focus.address = shown(stored), address_at_desk(stored)

    def clean_focus(self) -> str:
        return self.cleaned_data["focus"] or Focus.CENTRE

    def note(self, picture: Picture | None) -> None:
        photo = self.instance
        photo.width = picture and picture.width
        photo.height = picture and picture.height
        photo.colour = picture.colour if picture else ""
        photo.avif = bool(picture and picture.avif)
        photo.treatment = " ".join(picture.treatment) if picture else ""


@admin.register(Photo)
class PhotoAdmin(RowAdmin):
    form = PhotoForm
    list_display = ("caption", "has_image", "credit", "date", "project", "edition")
    list_filter = ("edition", "project")
    list_select_related = (*EDITION, "project")
    search_fields = ("caption", "caption_en", "alt", "credit", "key")
    readonly_fields = (*RowAdmin.readonly_fields, "picture")

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        may_change = obj is None or self.has_change_permission(request, obj)
        return fieldsets if may_change else with_picture_shown(fieldsets, "image")

    @admin.display(description=_("image"))
    def picture(self, photo: Photo) -> str:
        return render_shown(shown(photo))

    @admin.display(description=_("image"), boolean=True)
    def has_image(self, photo: Photo) -> bool:
        return photo.has_picture

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        tell(request, form.picture)
