"""The page on which publishers close a quarter or year of a plan."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.desk.roles import may
from initiatives.downloads.period_closing import close_period, periods_to_close
from initiatives.editions.lifecycle import Refusal
from initiatives.models import Plan
from initiatives.values.periods import Period


class ClosingForm(forms.Form):
    """Which period is closed, and in whose name."""

    period = forms.ChoiceField(label=gettext_lazy("period"))
    closed_by = forms.CharField(
        label=gettext_lazy("closed by"),
        max_length=100,
        help_text=gettext_lazy("Readers see this: a name or an office, e.g. 经济发展局."),
    )

    def __init__(self, plan: Plan, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(period, Period.parse(period).in_words) for period in periods_to_close(plan)]
        self.fields["period"].choices = choices  # type: ignore[attr-defined]


class PeriodClosingAdmin(admin.ModelAdmin):
    """ModelAdmin of plans with the page `<plan>/close/`."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.close_page)
        return [path("<path:object_id>/close/", view, name="initiatives_plan_close"), *super().get_urls()]

    def close_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what closing means and ask for the period; close it on POST."""
        plan = self.get_object(request, unquote(object_id))
        if plan is None or not self.has_view_permission(request, plan):
            raise Http404
        if not may(request.user, "publish_edition", plan):
            raise PermissionDenied
        public = plan.editions.published().first()
        form = ClosingForm(plan, request.POST or None, initial={"closed_by": _name_of(request.user)})
        if public and request.POST.get("edition", "") not in ("", str(public.pk)):
            messages.warning(request, _("The plan has changed meanwhile. Look again before you close it."))
        elif public and form.is_valid():
            try:
                snapshot = close_period(public, **form.cleaned_data)
            except Refusal as refusal:
                messages.error(request, " ".join(refusal.messages))
            else:
                done = f"{_('Close a period')}：{snapshot.period} {snapshot.checksum}"
                self.log_change(request, plan, done)
                messages.success(request, _("Closed. Readers find the snapshot on the page of changes."))
            return redirect("admin:initiatives_plan_change", plan.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "plan": plan,
            "edition": public,
            "form": form,
            "title": _("Close a period"),
        }
        return TemplateResponse(request, "admin/initiatives/plan/close.html", context)


def _name_of(user: Any) -> str:
    return str(user.get_full_name() or "")
