"""Parks, who may edit them, and the organisations their plans name."""

from base64 import b64encode
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.admin.base import Admin, newest_published
from initiatives.admin.forms import Form
from initiatives.admin.pictures import TakesPicture, logo_upload, render_shown, tell, with_picture_shown
from initiatives.models import Membership, Organisation, Park
from initiatives.pictures.photos import Picture, stored
from initiatives.roles import keep_in_step


class ParkForm(TakesPicture, Form):
    picture_field = "logo"
    logo = logo_upload()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "logo" in self.fields:
            logo: Any = self.fields["logo"].widget
            logo.shown = shown(Park.objects.get(pk=self.instance.pk))

    def note(self, picture: Picture | None) -> None:
        self.instance.logo_width = picture and picture.width
        self.instance.logo_height = picture and picture.height


def shown(park: Park) -> dict[str, Any] | None:
    """The logo within the page itself: it has an address for readers only, once they see the park."""
    if not park.has_logo or (content := stored(park.logo.name or "")) is None:
        return None
    address = f"data:image/webp;base64,{b64encode(content).decode()}"
    return {"address": address, "width": park.logo_width, "height": park.logo_height, "treatment": []}


@admin.register(Park)
class ParkAdmin(Admin):
    form = ParkForm
    readonly_fields = ("picture",)
    way_to_park = "pk"
    list_display = ("name", "name_en", "city", "level", "slug")
    search_fields = ("name", "name_en", "slug", "city")

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        may_change = obj is None or self.has_change_permission(request, obj)
        return fieldsets if may_change else with_picture_shown(fieldsets, "logo")

    @admin.display(description=_("logo"))
    def picture(self, park: Park) -> str:
        return render_shown(shown(park))

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        tell(request, form.picture)

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
