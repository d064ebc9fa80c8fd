"""Admin pages of a plan's workbook: download blank and next year's ones, import one with a preview."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from initiatives.desk.roles import may
from initiatives.editions.lifecycle import Refusal
from initiatives.files.content_types import XLSX
from initiatives.models import Edition, Plan
from initiatives.workbook.archive import MAX_FILE_BYTES
from initiatives.workbook.import_job import ImportJob, Lock
from initiatives.workbook.writer import blank_workbook, next_years_workbook

# How long a request waits for the import before it shows the progress instead.
WAIT_SECONDS = 4.0


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("file"),
        help_text=gettext_lazy("The workbook of this plan, edited in Excel or WPS."),
    )


class WorkbookAdmin(admin.ModelAdmin):
    """ModelAdmin of plans with pages below `<plan>/workbook/`."""

    def get_urls(self):
        def page(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            admin_view = self.admin_site.admin_view(view)
            return path(f"<path:object_id>/workbook/{route}", admin_view, name=f"initiatives_plan_{name}")

        return [
            page("", self.workbook_page, "workbook"),
            page("blank.xlsx", self.blank, "blank-workbook"),
            page("next-year.xlsx", self.next_year, "next-years-workbook"),
            page("<slug:job>/", self.job_page, "workbook-job"),
            *super().get_urls(),
        ]

    def workbook_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the file, and start the job that checks it."""
        plan = self._get_revisable_plan(request, object_id)
        form = WorkbookForm(request.POST or None, request.FILES or None)
        if not form.is_valid():
            return self._render_import_page(request, plan, form=form)
        # One byte more than allowed, so that a file that is too large is refused and not cut.
        content = form.cleaned_data["file"].read(MAX_FILE_BYTES + 1)
        try:
            job = ImportJob.begin(content, plan=plan, username=request.user.get_username())
        except OSError:
            form.add_error("file", _("The disk is full or read-only. Tell whoever runs the site."))
            return self._render_import_page(request, plan, status=503, form=form)
        with job.held() as lock:
            return self._run_import(request, plan, job, lock)

    def job_page(self, request: HttpRequest, object_id: str, job: str) -> HttpResponse:
        """Show the progress of the job, then what it would change; apply that on POST."""
        plan = self._get_revisable_plan(request, object_id)
        import_job = ImportJob.find(job, plan=plan, username=request.user.get_username())
        try:
            if import_job:
                with import_job.held() as lock:
                    return self._next_response(request, plan, import_job, lock)
        except FileNotFoundError:
            # Another request has just finished the job.
            pass
        messages.error(request, _("That check has expired. Choose the workbook again."))
        return redirect(_plan_url(plan, "workbook"))

    def _next_response(
        self, request: HttpRequest, plan: Plan, job: ImportJob, lock: Lock | None
    ) -> HttpResponse:
        """Show the progress, preview or result of the job; `lock` is None while its process runs."""
        if lock is None:
            done, rows = job.progress
            response = self._render_import_page(request, plan, waiting=True, done=done, rows=rows)
            response.headers["Refresh"] = "1"
            return _without_session_save(response)
        report = job.report
        if report is None:
            return self._import_aborted(request, plan, job)
        if report.moved:
            messages.warning(request, _("The draft was changed meanwhile. These are the changes now."))
            self._run_import(request, plan, job, lock)
            return self._next_response(request, plan, job, lock if job.report else None)
        if report.draft:
            job.forget()
            messages.success(request, _("The workbook is in the draft."))
            self.log_change(request, plan, f"{_('Bring a workbook in')}：{report.draft}")
            return redirect(_plan_url(plan, "change"))
        objection = report.shared and not may(request.user, "publish_edition", plan)
        if request.method == "POST" and not objection and not report.problems:
            return self._run_import(request, plan, job, lock, expected=report.state)
        return self._render_import_page(request, plan, report=report, objection=objection)

    def _import_aborted(self, request: HttpRequest, plan: Plan, job: ImportJob) -> HttpResponse:
        """Respond to a process that ended without a report: it was killed, or the disk was full."""
        if job.applying.exists():
            message = _(
                "The import was broken off. Look at the draft: it is as it was, or all of it is in it."
            )
            page = "change"
        else:
            message, page = _("The check was broken off, and nothing was written. Try again."), "workbook"
        job.forget()
        messages.error(request, message)
        return redirect(_plan_url(plan, page))

    def blank(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Download a workbook that knows park and year of the plan, and is to be filled."""
        plan = self._get_revisable_plan(request, object_id)
        content = blank_workbook(get_language() or "", plan)
        return _xlsx_response(content, f"{plan.park.slug}-{plan.year}-{_('blank')}.xlsx")

    def next_year(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Download the workbook that next year's plan begins with."""
        plan = self._get_revisable_plan(request, object_id)
        published = Edition.objects.published().filter(plan=plan).first()
        if published is None:
            raise Http404
        try:
            content = next_years_workbook(published, get_language() or "")
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect(_plan_url(plan, "change"))
        return _xlsx_response(content, f"{plan.park.slug}-{plan.year + 1}.xlsx")

    def _get_revisable_plan(self, request: HttpRequest, object_id: str) -> Plan:
        plan = self.get_object(request, unquote(object_id))
        if plan is None or not self.has_view_permission(request, plan):
            raise Http404
        if not may(request.user, "revise_edition", plan):
            raise PermissionDenied
        return plan

    def _run_import(
        self, request: HttpRequest, plan: Plan, job: ImportJob, lock: Lock | None, expected: str = ""
    ) -> HttpResponse:
        if lock:
            # Changes to rows that all plans share show at once, so they need the permission to publish.
            job.run(
                lock,
                plan=plan,
                username=request.user.get_username(),
                expected=expected,
                allow_shared=may(request.user, "publish_edition", plan),
                patience=WAIT_SECONDS,
            )
        job_url = reverse("admin:initiatives_plan_workbook-job", args=[plan.pk, job.name])
        return _without_session_save(redirect(job_url))

    def _render_import_page(
        self, request: HttpRequest, plan: Plan, status: int = 200, **values: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "plan": plan,
            **values,
            "title": _("Bring a workbook in"),
        }
        return TemplateResponse(request, "admin/initiatives/plan/workbook.html", context, status=status)


def _xlsx_response(content: bytes, filename: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=filename) or ""
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


def _without_session_save(response: HttpResponse) -> HttpResponse:
    """Keep the middleware from saving the session, which would wait until the import is over."""
    response.leaves_session = True  # type: ignore[attr-defined]
    return response


def _plan_url(plan: Plan, name: str) -> str:
    return reverse(f"admin:initiatives_plan_{name}", args=[plan.pk])
