"""When each quality rule came to this site."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QualityRule(models.Model):
    """A quality rule, and when it came to this site; empty for rules that were here from the beginning.

    Plans that were published before a rule came gain findings by it. Editors are told of these first
    (`quality/introduction.py`). The rows are written after each migration, and by nobody else.
    """

    code = models.CharField(_("code"), max_length=60, primary_key=True)
    introduced_at = models.DateTimeField(_("introduced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("quality rule")
        verbose_name_plural = _("quality rules")
        default_permissions = ()

    def __str__(self) -> str:
        return self.code
