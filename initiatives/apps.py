"""App configurations: the app itself, and the admin with its custom site."""

from typing import Any

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.contrib.auth.signals import user_logged_in
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class InitiativesConfig(AppConfig):
    name = "initiatives"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Work plans")

    def ready(self) -> None:
        # Models can be imported only once the apps are ready.
        from initiatives.freshness.watching import unwatch_before_migration, watch_after_migration
        from initiatives.search.index_upkeep import watch_commits

        connection_created.connect(watch_commits)
        pre_migrate.connect(unwatch_before_migration, sender=self)
        pre_migrate.connect(_put_search_aside, sender=self)
        post_migrate.connect(_install_search, sender=self)
        post_migrate.connect(_record_rules, sender=self)
        post_migrate.connect(watch_after_migration, sender=self)


def _put_search_aside(using: str, plan: list[Any], **_arguments: Any) -> None:
    from initiatives.search.index_upkeep import put_aside

    if using == DEFAULT_DB_ALIAS and any(one.app_label == "initiatives" for one, _backwards in plan):
        put_aside()


def _install_search(using: str, **_arguments: Any) -> None:
    from initiatives.search.index_upkeep import install

    if using == DEFAULT_DB_ALIAS:
        install()


def _record_rules(using: str, **_arguments: Any) -> None:
    # Models can be imported only once the apps are ready.
    from initiatives.quality.introduction import record_rules

    record_rules(using)


class DeskConfig(admin.SimpleAdminConfig):
    """The admin, whose pages are loaded with the URLs: commands that need none start in half the time."""

    default = False
    default_site = "initiatives.desk.admin_site.ParkplanAdminSite"

    def ready(self) -> None:
        super().ready()
        # Models can be imported only once the apps are ready.
        from initiatives.desk.audited_events import connect_audit
        from initiatives.desk.sessions import begin_session

        user_logged_in.connect(begin_session)
        connect_audit()
