"""Stamps that change with everything readers can see."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Scopes that are no plan's primary key: the whole site, and what all plans share (metrics, quality rules).
SITE_SCOPE, SHARED_SCOPE = 0, -1
# The value while triggers are missing, such as during a migration: changes are not noticed then.
UNWATCHED = 0


class FreshnessStamp(models.Model):
    """A number that is drawn anew in the transaction of each write that changes what readers see of a plan.

    Database triggers write these rows (`initiatives/freshness/`), and nothing else. Numbers are random, so
    that a database that was restored never comes to a number that meant something else before.
    """

    scope = models.BigIntegerField(primary_key=True)
    value = models.BigIntegerField(default=UNWATCHED)

    class Meta:
        verbose_name = _("freshness stamp")
        verbose_name_plural = _("freshness stamps")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.scope}: {self.value}"
