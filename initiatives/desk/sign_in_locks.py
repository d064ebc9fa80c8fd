"""Sign-ins that too many wrong passwords have locked (django-axes): the page, the list, the way out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from initiatives.audit_log import audit


@dataclass(frozen=True)
class SignInLock:
    """An account that cannot be signed in to from one address until a time."""

    username: str
    address: str
    failures: int
    until: datetime


def locked_out_page(request: HttpRequest, *_more: Any) -> HttpResponse:
    """The answer to a sign-in that is locked, whatever the password; called by django-axes."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    context = {
        **admin.site.each_context(request),
        "title": _("Sign-in is locked"),
        "failures": settings.AXES_FAILURE_LIMIT,
        "minutes": seconds // 60,
    }
    response = render(request, "admin/locked_out.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


def sign_in_locks() -> Iterator[SignInLock]:
    """The locks in force on accounts that exist; names that were only guessed are nobody's business."""
    names = get_user_model().objects.values_list("username", flat=True)
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(attempt_time__gte=since, username__in=names)
    sums = attempts.order_by().values("username", "ip_address")
    for row in sums.annotate(failures=Sum("failures_since_start"), last=Max("attempt_time")):
        if row["failures"] >= settings.AXES_FAILURE_LIMIT:
            until = row["last"] + settings.AXES_COOLOFF_TIME
            yield SignInLock(row["username"], row["ip_address"] or "", row["failures"], until)


@require_POST
def unlock_view(request: HttpRequest) -> HttpResponse:
    """Forget the wrong passwords of an account, from every address; for superusers, in the list of users."""
    user: Any = request.user
    if not user.is_superuser:
        raise PermissionDenied
    name = request.POST.get("username", "")
    if reset(username=name):
        audit("sign-in-unlocked", account=name)
        messages.success(request, _("“%(user)s” can sign in again.") % {"user": name})
    else:
        messages.info(request, _("“%(user)s” was not locked.") % {"user": name})
    return HttpResponseRedirect(reverse("admin:auth_user_changelist"))
