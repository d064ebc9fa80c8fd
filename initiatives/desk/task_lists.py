"""Admin pages on which a plan's assignments, and the reports of a quarter, are typed in one list.

Each line is saved as it is left; without JavaScript all that were changed are saved together. A line that
somebody else saved meanwhile is not overwritten: it says what stands there now.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from initiatives.desk.assignment_list import AssignmentList
from initiatives.desk.report_list import ReportList
from initiatives.desk.roles import may
from initiatives.models import Edition, Plan
from initiatives.values.vocabulary import OPEN_STATES, EditionState


def listed_edition(plan: Plan) -> Edition | None:
    """The edition whose measures and targets are listed: the published one, else the open one."""
    editions = {edition.state: edition for edition in plan.editions.select_related("plan__park")}
    wanted = (EditionState.PUBLISHED, *OPEN_STATES)
    return next((editions[state] for state in wanted if state in editions), None)


class TaskListAdmin(admin.ModelAdmin):
    """ModelAdmin of plans with the lists at `<plan>/tasks/` and `<plan>/reports/`."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/tasks/", view(self.assignments_page), name="initiatives_plan_tasks"),
            path("<path:object_id>/reports/", view(self.reports_page), name="initiatives_plan_reports"),
            *super().get_urls(),
        ]

    def assignments_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._list_page(request, object_id, "assignment", AssignmentList)

    def reports_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._list_page(request, object_id, "update", ReportList)

    def _list_page(self, request: HttpRequest, object_id: str, kind: str, make: Any) -> HttpResponse:
        plan = self.get_object(request, unquote(object_id))
        if plan is None or not self.has_view_permission(request, plan):
            raise Http404
        if not may(request.user, f"add_{kind}", plan):
            raise PermissionDenied
        edition = listed_edition(plan)
        if edition is None:
            return redirect("admin:initiatives_plan_change", plan.pk)
        work = make(edition, request)
        if request.method == "POST":
            work.save()
            if "line" in request.POST:
                return JsonResponse({"lines": [line.told for line in work.lines if line.message]})
            if address := work.address_after_saving:
                return redirect(address)
        context = {
            **self.admin_site.each_context(request),
            "is_nav_sidebar_enabled": False,
            "opts": self.opts,
            "plan": plan,
            "title": work.title,
            "work": work,
        }
        return TemplateResponse(request, "admin/initiatives/plan/task_list.html", context)
