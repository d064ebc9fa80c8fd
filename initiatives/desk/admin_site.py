"""Custom AdminSite: titles, dashboard, no `view_on_site` redirect."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.desk.choice_names import NamedChoicesView
from initiatives.desk.dashboard import Dashboard
from initiatives.desk.deletion_pages import restore_view
from initiatives.desk.login import DeskLoginForm
from initiatives.desk.reading_pages import ReadingDesk
from initiatives.desk.sign_in_locks import unlock_view


class ParkplanAdminSite(admin.AdminSite):
    site_header = _("Parkplan administration")
    site_title = _("Parkplan administration")
    index_title = _("Editing desk")
    login_form = DeskLoginForm
    # Lazy, so that it keeps the language of each page.
    site_url = reverse_lazy("initiatives:home")  # type: ignore[assignment]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {**(extra_context or {}), "dashboard": Dashboard.build(request)})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:  # type: ignore[override]
        return NamedChoicesView.as_view(admin_site=self)(request)

    def get_urls(self) -> list[Any]:
        """Leave out `view_on_site`, which redirects to any row without a permission check."""
        urls = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        put_back = path("put-back/", self.admin_view(restore_view), name="restore")
        unlock = path("unlock/", self.admin_view(unlock_view), name="unlock")
        return [put_back, unlock, *ReadingDesk(self).urls, *urls]
