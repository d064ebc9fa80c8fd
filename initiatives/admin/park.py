"""Parks, who may edit them, and the organisations their plans name."""

from django.contrib import admin

from initiatives.admin.base import Admin, newest_published
from initiatives.models import Membership, Organisation, Park


@admin.register(Park)
class ParkAdmin(Admin):
    list_display = ("name", "name_en", "city", "level", "slug")
    search_fields = ("name", "name_en", "slug", "city")

    def public_address(self, park: Park) -> str | None:
        return park.get_absolute_url() if newest_published(plan__park=park) else None


@admin.register(Membership)
class MembershipAdmin(Admin):
    list_display = ("user", "park", "role")
    list_filter = ("role", "park")
    list_select_related = ("user", "park")
    search_fields = ("user__username", "user__last_name", "user__first_name", "park__name")


@admin.register(Organisation)
class OrganisationAdmin(Admin):
    list_display = ("name", "name_en", "kind", "park", "slug")
    list_filter = ("kind", "park")
    list_select_related = ("park",)
    search_fields = ("name", "name_en", "slug")
    way_to_edition = "park__plans__editions"

    def public_address(self, organisation: Organisation) -> str | None:
        edition = newest_published(plan__park=organisation.park)
        return f"{edition.url('organisations')}#{organisation.slug}" if edition else None
