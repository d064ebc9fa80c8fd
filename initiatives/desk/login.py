"""The form by which people sign in to the desk."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from initiatives.desk.roles import has_no_park


class DeskLoginForm(AdminAuthenticationForm):
    """Tells an account to which nobody has given a park what it lacks."""

    def confirm_login_allowed(self, user: Any) -> None:
        if user.is_active and has_no_park(user):
            raise ValidationError(
                _(
                    "Your account has no park yet, so that there is nothing it may see here. Ask whoever "
                    "manages the accounts to give it a role and a park."
                ),
                code="no-park",
            )
        super().confirm_login_allowed(user)
