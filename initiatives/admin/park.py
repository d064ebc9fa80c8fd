"""Parks, who may edit them, and the organisations their plans name."""

from base64 import b64encode
from typing import Any

from django.contrib import admin

from initiatives.admin.base import Admin, newest_published
from initiatives.desk.forms import Form
from initiatives.desk.picture_upload import TakesPicture, TakesPictures, logo_upload
from initiatives.models import Membership, Organisation, Park
from initiatives.pictures.uploads import Picture, read_stored
from initiatives.roles import keep_in_step


class ParkForm(TakesPicture, Form):
    picture_field = "logo"
    logo = logo_upload()

    @staticmethod
    def shown(row: Park) -> dict[str, Any] | None:
        """The logo within the page itself: it has an address for readers only, once they see the park."""
        if not row.has_logo or (content := read_stored(row.logo.name or "")) is None:
            return None
        address = f"data:image/webp;base64,{b64encode(content).decode()}"
        return {"address": address, "width": row.logo_width, "height": row.logo_height, "treatment": []}

    def note(self, picture: Picture | None) -> None:
        self.instance.logo_width = picture and picture.width
        self.instance.logo_height = picture and picture.height


@admin.register(Park)
class ParkAdmin(TakesPictures, Admin):
    form = ParkForm
    way_to_park = "pk"
    list_display = ("name", "name_en", "city", "level", "slug")
    search_fields = ("name", "name_en", "slug", "city")

    def public_address(self, park: Park) -> str | None:
        return park.get_absolute_url() if newest_published(plan__park=park) else None


@admin.register(Membership)
class MembershipAdmin(Admin):
    way_to_park = "park"
    list_display = ("user", "park", "role")
    list_filter = ("role", "park")
    list_select_related = ("user", "park")
    search_fields = ("user__username", "user__last_name", "user__first_name", "park__name")

    def save_model(self, request, obj, form, change):
        before = Membership.objects.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        for user in {obj.user, before.user if before else obj.user}:
            keep_in_step(user)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        keep_in_step(obj.user)

    def delete_queryset(self, request, queryset):
        users = {membership.user for membership in queryset}
        super().delete_queryset(request, queryset)
        for user in users:
            keep_in_step(user)


@admin.register(Organisation)
class OrganisationAdmin(Admin):
    way_to_park = "park"
    list_display = ("name", "name_en", "kind", "park", "slug")
    list_filter = ("kind", "park")
    list_select_related = ("park",)
    search_fields = ("name", "name_en", "slug")
    way_to_edition = "park__plans__editions"

    def public_address(self, organisation: Organisation) -> str | None:
        edition = newest_published(plan__park=organisation.park)
        return f"{edition.url('organisations')}#{organisation.slug}" if edition else None
