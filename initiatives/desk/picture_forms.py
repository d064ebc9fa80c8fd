"""Forms of models with a picture: a park with its logo, and a photo."""

from base64 import b64encode
from typing import Any

from initiatives.desk.forms import EditionRowForm, ScopedForm
from initiatives.desk.picture_upload import (
    PictureForm,
    focus_choice,
    logo_upload,
    photo_upload,
    treatment_labels,
)
from initiatives.models import Park, Photo
from initiatives.pictures.uploads import Picture, read_stored
from initiatives.values.vocabulary import Focus


class ParkForm(PictureForm, ScopedForm):
    picture_field = "logo"
    logo = logo_upload()

    @staticmethod
    def current_picture(row: Park) -> dict[str, Any] | None:
        """The logo as a data URL: its public URL answers only once the park has a published plan."""
        if not row.has_logo or (content := read_stored(row.logo.name or "")) is None:
            return None
        url = f"data:image/webp;base64,{b64encode(content).decode()}"
        return {"url": url, "width": row.logo_width, "height": row.logo_height, "treatment": []}

    def set_picture_facts(self, picture: Picture | None) -> None:
        self.instance.logo_width = picture and picture.width
        self.instance.logo_height = picture and picture.height


class PhotoForm(PictureForm, EditionRowForm):
    picture_field = "image"
    image = photo_upload()
    focus = focus_choice()

    @staticmethod
    def current_picture(row: Photo) -> dict[str, Any] | None:
        if not row.has_picture:
            return None
        return {
            "url": preview_url(row),
            "width": row.width,
            "height": row.height,
            "treatment": treatment_labels(row.treatment.split()),
        }

    def show_current_picture(self, row: Photo) -> None:
        super().show_current_picture(row)
        focus: Any = self.fields["focus"].widget
        focus.url = preview_url(row)

    def clean_focus(self) -> str:
        return self.cleaned_data["focus"] or Focus.CENTRE

    def set_picture_facts(self, picture: Picture | None) -> None:
        photo = self.instance
        photo.width = picture and picture.width
        photo.height = picture and picture.height
        photo.colour = picture.colour if picture else ""
        photo.avif = bool(picture and picture.avif)
        photo.treatment = " ".join(picture.treatment) if picture else ""


def preview_url(photo: Photo) -> str:
    """The URL of the photo's smallest file in the preview of its edition; "" without a picture."""
    if not photo.has_picture:
        return ""
    photo.edition.previewed = True
    return photo.smallest
