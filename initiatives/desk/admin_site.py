"""The desk that `admin.site` is: what it calls itself, its front page, and what it does without.

It stands outside of `admin`, whose modules need it before they can register anything.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


class ParkplanAdminSite(admin.AdminSite):
    site_header = _("Parkplan administration")
    site_title = _("Parkplan administration")
    index_title = _("Editing desk")
    # Found anew on each page, so that it keeps the language.
    site_url = reverse_lazy("initiatives:home")  # type: ignore[assignment]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        # Imported here, since the rest of the admin is registered on this desk.
        from initiatives.desk.dashboard import Dashboard

        return super().index(request, {**(extra_context or {}), "front": Dashboard.build(request)})

    def get_urls(self) -> list[Any]:
        """Without the address that leads from a row's number to its page: it does not ask whose row it is."""
        return [one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"]
