"""What the audit log is told of: sign-ins, accounts, releases and files that editors take along."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_save
from django.http import HttpRequest, HttpResponse

from initiatives.audit_log import audit, request_in_hand
from initiatives.desk.sessions import is_of_desk
from initiatives.models import Membership, Release
from initiatives.views.client_address import client_address, is_trusted_proxy

# Of requests that a proxy has numbered.
_IDENTIFIER = re.compile(r"[A-Za-z0-9-]{8,64}")
_DONE = {ADDITION: "added", CHANGE: "changed", DELETION: "deleted"}


def audit_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware that numbers requests, and records the files that are taken from the desk."""

    def handle(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        trusted = is_trusted_proxy(request.META.get("REMOTE_ADDR", "")) and _IDENTIFIER.fullmatch(given)
        address = (client_address(request) or "") if settings.AUDIT_ADDRESSES else ""
        with request_in_hand(request, given if trusted else uuid4().hex[:16], address):
            response = get_response(request)
            disposition = response.get("Content-Disposition", "")
            if is_of_desk(request) and disposition.startswith("attachment"):
                audit("exported", path=request.path)
            return response

    return handle


def connect_audit() -> None:
    """Listen to what Django, django-axes and the models tell; called once, when the apps are ready."""
    user_logged_in.connect(_signed_in)
    user_logged_out.connect(_signed_out)
    user_login_failed.connect(_sign_in_failed)
    user_locked_out.connect(_locked)
    post_save.connect(_account_changed, sender=LogEntry)
    post_save.connect(_released, sender=Release)


def _signed_in(sender: object, user: Any, **_more: object) -> None:
    audit("signed-in", user=user)


def _signed_out(sender: object, user: Any, **_more: object) -> None:
    if user:
        audit("signed-out", user=user)


def _sign_in_failed(sender: object, credentials: dict[str, Any], **_more: object) -> None:
    audit("sign-in-failed", user=_known(credentials.get("username")))


def _locked(sender: object, username: str, **_more: object) -> None:
    audit("sign-in-locked", user=_known(username))


def _known(name: str | None) -> str:
    """The name of an account; what else people type there may be their password."""
    return name if name and get_user_model().objects.filter(username=name).exists() else "(unknown)"


def _account_changed(
    sender: object, instance: LogEntry, created: bool, raw: bool = False, **_more: object
) -> None:
    """From the admin's own log: accounts, groups and memberships have no history."""
    model = instance.content_type and instance.content_type.model_class()
    if created and not raw and model and (model._meta.app_label == "auth" or model is Membership):
        what = f"{model._meta.model_name}:{instance.object_id}"
        audit("account-changed", user=instance.user, done=_DONE[instance.action_flag], what=what)


def _released(sender: object, instance: Release, created: bool, raw: bool = False, **_more: object) -> None:
    if not raw:
        event = "released" if instance.ended_at is None else "release-ended"
        audit(
            event,
            user=instance.released_by if event == "released" else None,
            edition=str(instance.edition_id),
        )
