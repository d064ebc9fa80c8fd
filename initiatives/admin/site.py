"""What the admin calls itself."""

from django.contrib import admin
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("Parkplan administration")
admin.site.site_title = _("Parkplan administration")
admin.site.index_title = _("Facts and people")
# Found anew on each page, so that it keeps the language.
admin.site.site_url = reverse_lazy("initiatives:home")  # type: ignore[assignment]
