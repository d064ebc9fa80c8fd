"""Photos of a plan."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.admin.base import EDITION_RELATED, EditionRowAdmin
from initiatives.desk.picture_forms import PhotoForm
from initiatives.desk.picture_upload import PictureAdmin
from initiatives.models import Photo


@admin.register(Photo)
class PhotoAdmin(PictureAdmin, EditionRowAdmin):
    form = PhotoForm
    list_display = ("caption", "has_image", "credit", "date", "project", "edition")
    list_filter = ("edition", "project")
    list_select_related = (*EDITION_RELATED, "project")
    search_fields = ("caption", "caption_en", "alt", "credit", "key")

    @admin.display(description=_("image"), boolean=True)
    def has_image(self, photo: Photo) -> bool:
        return photo.has_picture
