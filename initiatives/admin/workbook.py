"""A plan's workbook at the desk: out with one click, in with a look at what it would change."""

import hashlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.exchange.workbook.importing import Result, import_workbook
from initiatives.models import Plan
from initiatives.roles import may

# How long a workbook waits for its confirmation.
PATIENCE = timedelta(hours=1)
SALT = "workbook"


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("file"),
        help_text=gettext_lazy("The workbook of this plan, edited in Excel or WPS."),
    )


class WithWorkbook(admin.ModelAdmin):
    """A plan's admin with a page to bring its workbook in."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.workbook_page)
        return [
            path("<path:object_id>/workbook/", page, name="initiatives_plan_workbook"),
            *super().get_urls(),
        ]

    def workbook_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks for the file, shows what it would change, and only then changes it."""
        plan = self.get_object(request, unquote(object_id))
        if plan is None or not self.has_view_permission(request, plan):
            raise Http404
        if not may(request.user, "revise_edition", plan):
            raise PermissionDenied
        if token := request.POST.get("token"):
            return self._apply(request, plan, token)
        form = WorkbookForm(request.POST or None, request.FILES or None)
        context: dict[str, Any] = {"form": form}
        if form.is_valid():
            content = form.cleaned_data["file"].read()
            result = import_workbook(BytesIO(content), plan=plan, dry_run=True)
            context |= {
                "result": result,
                "groups": _groups(result),
                "objection": _objection(request, plan, result),
            }
            if not result.problems and not context["objection"]:
                context["token"] = _kept(content, plan, request)
        every = {**self.admin_site.each_context(request), "opts": self.opts, "plan": plan}
        context |= {**every, "title": _("Bring a workbook in")}
        return TemplateResponse(request, "admin/initiatives/plan/workbook.html", context)

    def _apply(self, request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
        file = _waiting(token, plan, request)
        here = reverse("admin:initiatives_plan_workbook", args=[plan.pk])
        if file is None:
            messages.error(request, _("That check has expired. Choose the workbook again."))
            return redirect(here)
        result = import_workbook(BytesIO(file.read_bytes()), plan=plan)
        if result.problems or _objection(request, plan, result):
            messages.error(request, _("The plan has changed meanwhile. Choose the workbook again."))
            return redirect(here)
        file.unlink(missing_ok=True)
        messages.success(request, _("The workbook is in the draft."))
        self.log_change(request, plan, f"{_('Bring a workbook in')}：{result.draft}")
        return redirect(reverse("admin:initiatives_plan_change", args=[plan.pk]))


def _objection(request: HttpRequest, plan: Plan, result: Result) -> str:
    """What all plans share changes for readers at once, so only whoever may publish brings that in."""
    if result.shared and not may(request.user, "publish_edition", plan):
        return _("It changes metrics, organisations or sources, which readers see at once. Ask a publisher.")
    return ""


def _groups(result: Result) -> list[tuple[str, list[Any]]]:
    changes = [*result.changes, *result.shared]
    kinds = dict.fromkeys(change.kind_name for change in changes)
    return [(kind, [one for one in changes if one.kind_name == kind]) for kind in kinds]


def _folder() -> Path:
    return settings.VAR_DIR / "imports"


def _kept(content: bytes, plan: Plan, request: HttpRequest) -> str:
    """Keep the file until it is confirmed; the token names it, its plan and who may confirm it."""
    _folder().mkdir(mode=0o700, exist_ok=True, parents=True)
    limit = timezone.now().timestamp() - PATIENCE.total_seconds()
    for stale in _folder().glob("*.xlsx"):
        if stale.stat().st_mtime < limit:
            stale.unlink(missing_ok=True)
    name = hashlib.sha256(content).hexdigest()
    (_folder() / f"{name}.xlsx").write_bytes(content)
    return signing.dumps([name, plan.pk, request.user.pk], salt=SALT)


def _waiting(token: str, plan: Plan, request: HttpRequest) -> Path | None:
    try:
        name, plan_pk, user_pk = signing.loads(token, salt=SALT, max_age=PATIENCE)
    except signing.BadSignature:
        return None
    file = _folder() / f"{name}.xlsx"
    return file if (plan_pk, user_pk) == (plan.pk, request.user.pk) and file.exists() else None
