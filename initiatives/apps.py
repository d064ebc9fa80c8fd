"""App configurations: the app itself, and the admin with its custom site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class InitiativesConfig(AppConfig):
    name = "initiatives"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Work plans")


class DeskConfig(admin.AdminConfig):
    default = False
    default_site = "initiatives.desk.admin_site.ParkplanAdminSite"
