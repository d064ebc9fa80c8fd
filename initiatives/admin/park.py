"""Parks, memberships and organisations."""

from django.contrib import admin

from initiatives.admin.base import BaseAdmin, newest_published
from initiatives.desk.picture_forms import ParkForm
from initiatives.desk.picture_upload import PictureAdmin
from initiatives.desk.roles import sync_staff_status
from initiatives.models import Membership, Organisation, Park


@admin.register(Park)
class ParkAdmin(PictureAdmin, BaseAdmin):
    form = ParkForm
    park_lookup = "pk"
    list_display = ("name", "name_en", "city", "level", "invented", "slug")
    search_fields = ("name", "name_en", "slug", "city")

    def public_url(self, park: Park) -> str | None:
        return park.get_absolute_url() if newest_published(plan__park=park) else None


@admin.register(Membership)
class MembershipAdmin(BaseAdmin):
    park_lookup = "park"
    list_display = ("user", "park", "role")
    list_filter = ("role", "park")
    list_select_related = ("user", "park")
    search_fields = ("user__username", "user__last_name", "user__first_name", "park__name")

    def save_model(self, request, obj, form, change):
        before = Membership.objects.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        for user in {obj.user, before.user if before else obj.user}:
            sync_staff_status(user)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        sync_staff_status(obj.user)

    def delete_queryset(self, request, queryset):
        users = {membership.user for membership in queryset}
        super().delete_queryset(request, queryset)
        for user in users:
            sync_staff_status(user)


@admin.register(Organisation)
class OrganisationAdmin(BaseAdmin):
    park_lookup = "park"
    list_display = ("name", "name_en", "kind", "park", "slug")
    list_filter = ("kind", "park")
    list_select_related = ("park",)
    search_fields = ("name", "name_en", "slug")
    edition_lookup = "park__plans__editions"

    def public_url(self, organisation: Organisation) -> str | None:
        edition = newest_published(plan__park=organisation.park)
        return f"{edition.url('organisations')}#{organisation.slug}" if edition else None
