"""The root URLconf: Chinese at `/…`, English at `/en/…`."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from initiatives.urls import for_programs, preview
from initiatives.views import feeds_and_robots
from initiatives.views.health import health, readiness
from initiatives.views.pages import favicon

admin.autodiscover()

handler500 = "initiatives.views.unavailable.server_error"

urlpatterns = [
    path("healthz", health, name="health"),
    path("readyz", readiness, name="readiness"),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", feeds_and_robots.robots, name="robots"),
    path("sitemap.xml", feeds_and_robots.sitemap, name="sitemap"),
    path("sitemap-<number:number>.xml", feeds_and_robots.sitemap_part, name="sitemap-part"),
    path(".well-known/security.txt", feeds_and_robots.security, name="security"),
    path("api/v1/", include(for_programs)),
    *i18n_patterns(
        path(f"{settings.ADMIN_PATH}/preview/", include(preview)),
        path(f"{settings.ADMIN_PATH}/", admin.site.urls),
        path("", include("initiatives.urls")),
        prefix_default_language=False,
    ),
]
