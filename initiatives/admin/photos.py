"""Photos."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.admin.base import EDITION, RowAdmin
from initiatives.desk.forms import RowForm
from initiatives.desk.picture_upload import (
    TakesPicture,
    TakesPictures,
    focus_choice,
    photo_upload,
    treatment_in_words,
)
from initiatives.models import Photo
from initiatives.pictures.uploads import Picture
from initiatives.vocabulary import Focus


def address_at_desk(photo: Photo) -> str:
    """Where whoever may see the edition sees the smallest file of its picture."""
    if not photo.has_picture:
        return ""
    photo.edition.previewed = True
    return photo.smallest


class PhotoForm(TakesPicture, RowForm):
    picture_field = "image"
    image = photo_upload()
    focus = focus_choice()

    @staticmethod
    def shown(row: Photo) -> dict[str, Any] | None:
        if not row.has_picture:
            return None
        return {
            "address": address_at_desk(row),
            "width": row.width,
            "height": row.height,
            "treatment": treatment_in_words(row.treatment),
        }

    def show(self, row: Photo) -> None:
        super().show(row)
        focus: Any = self.fields["focus"].widget
        focus.address = address_at_desk(row)

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
class PhotoAdmin(TakesPictures, RowAdmin):
    form = PhotoForm
    list_display = ("caption", "has_image", "credit", "date", "project", "edition")
    list_filter = ("edition", "project")
    list_select_related = (*EDITION, "project")
    search_fields = ("caption", "caption_en", "alt", "credit", "key")

    @admin.display(description=_("image"), boolean=True)
    def has_image(self, photo: Photo) -> bool:
        return photo.has_picture
