"""Passwords that end after some days (PASSWORD_DAYS), as some regulations ask; the next is another one.

The day on which a password was set stands at the beginning of its salt, so that nothing else has to be kept.
"""

import re
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.desk.sessions import is_of_desk

DAY_IN_SALT = re.compile(r"\$(\d{8})d[^$]*\$[^$]+$")
# What can be reached with a password that has ended, by the last part of its address.
ALLOWED = ("/password_change/", "/password_change/done/", "/logout/", "/jsi18n/")


def salt_of_today(salt: str) -> str:
    """A salt that says when it was made."""
    return f"{date.today():%Y%m%d}d{salt}"


def has_ended(encoded: str) -> bool:
    """Whether a stored password is too old. One that says nothing of its age is."""
    if not settings.PASSWORD_DAYS:
        return False
    found = DAY_IN_SALT.search(encoded)
    last_day = date.today() - timedelta(days=settings.PASSWORD_DAYS)
    return not found or found[1] < f"{last_day:%Y%m%d}"


def ask_for_new_password(get_response: Any) -> Any:
    """Middleware: whoever is signed in with a password that has ended gets to the page for a new one."""

    def handle(request: HttpRequest) -> HttpResponse:
        if settings.PASSWORD_DAYS and is_of_desk(request) and not request.path_info.endswith(ALLOWED):
            user = request.user
            if user.is_authenticated and user.has_usable_password() and has_ended(user.password):
                words = _("Your password is older than %(days)s days. Choose a new one to go on.")
                messages.warning(request, words % {"days": settings.PASSWORD_DAYS})
                return HttpResponseRedirect(reverse("admin:password_change"))
        response: HttpResponse = get_response(request)
        return response

    return handle


class AnotherPasswordValidator:
    """Refuses the password that one has."""

    def validate(self, password: str, user: Any = None) -> None:
        if user and user.pk and user.check_password(password):
            raise ValidationError(self.get_help_text(), code="password_not_new")

    def get_help_text(self) -> str:
        return _("Your new password must not be the one you have.")
