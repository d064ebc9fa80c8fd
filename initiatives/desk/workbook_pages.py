"""A plan's workbook at the desk: out with one click, in with a look at what it would change."""

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
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from initiatives.editions.lifecycle import Refusal
from initiatives.models import Edition, Plan
from initiatives.roles import may
from initiatives.views.downloads import xlsx
from initiatives.workbook.archive import MAX_FILE_BYTES
from initiatives.workbook.import_job import ImportJob, Lock
from initiatives.workbook.writer import blank_workbook, next_years_workbook

# How long a request waits before it shows how far the import is, in seconds.
WAIT = 4.0


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("file"),
        help_text=gettext_lazy("The workbook of this plan, edited in Excel or WPS."),
    )


class WorkbookAdmin(admin.ModelAdmin):
    """A plan's admin with pages to take workbooks out and bring one in."""

    def get_urls(self):
        def page(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            guarded = self.admin_site.admin_view(view)
            return path(f"<path:object_id>/workbook/{route}", guarded, name=f"initiatives_plan_{name}")

        return [
            page("", self.workbook_page, "workbook"),
            page("blank.xlsx", self.blank, "blank-workbook"),
            page("next-year.xlsx", self.next_year, "next-years-workbook"),
            page("<slug:job>/", self.job_page, "workbook-job"),
            *super().get_urls(),
        ]

    def workbook_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks for the file."""
        plan = self._plan(request, object_id)
        form = WorkbookForm(request.POST or None, request.FILES or None)
        if not form.is_valid():
            return self._workbook(request, plan, form=form)
        # One byte more than is read, so that a file that is too large is told so and not cut.
        content = form.cleaned_data["file"].read(MAX_FILE_BYTES + 1)
        try:
            job = ImportJob.begin(content, plan=plan, username=request.user.get_username())
        except OSError:
            form.add_error("file", _("The disk is full or read-only. Tell whoever runs the site."))
            return self._workbook(request, plan, status=503, form=form)
        with job.held() as lock:
            return self._run(request, plan, job, lock)

    def job_page(self, request: HttpRequest, object_id: str, job: str) -> HttpResponse:
        """Shows how far it is, then what would change, and only then changes it."""
        plan = self._plan(request, object_id)
        found = ImportJob.find(job, plan=plan, username=request.user.get_username())
        try:
            if found:
                with found.held() as lock:
                    return self._settle(request, plan, found, lock)
        except FileNotFoundError:
            # Another request has just brought it to its end.
            pass
        messages.error(request, _("That check has expired. Choose the workbook again."))
        return redirect(_page(plan, "workbook"))

    def _settle(self, request: HttpRequest, plan: Plan, job: ImportJob, lock: Lock | None) -> HttpResponse:
        """What comes next for a job; `lock` is None while its process runs."""
        if lock is None:
            done, rows = job.progress
            response = self._workbook(request, plan, waiting=True, done=done, rows=rows)
            response.headers["Refresh"] = "1"
            return _leaving_session(response)
        report = job.report
        if report is None:
            return self._broken_off(request, plan, job)
        if report.moved:
            messages.warning(request, _("The draft was changed meanwhile. These are the changes now."))
            self._run(request, plan, job, lock)
            return self._settle(request, plan, job, lock if job.report else None)
        if report.draft:
            job.forget()
            messages.success(request, _("The workbook is in the draft."))
            self.log_change(request, plan, f"{_('Bring a workbook in')}：{report.draft}")
            return redirect(_page(plan, "change"))
        objection = report.shared and not may(request.user, "publish_edition", plan)
        if request.method == "POST" and not objection and not report.problems:
            return self._run(request, plan, job, lock, expected=report.state)
        return self._workbook(request, plan, report=report, objection=objection)

    def _broken_off(self, request: HttpRequest, plan: Plan, job: ImportJob) -> HttpResponse:
        """The process is gone without a report: it was killed, or the disk was full."""
        if job.applying.exists():
            words = _("The import was broken off. Look at the draft: it is as it was, or all of it is in it.")
            page = "change"
        else:
            words, page = _("The check was broken off, and nothing was written. Try again."), "workbook"
        job.forget()
        messages.error(request, words)
        return redirect(_page(plan, page))

    def blank(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The sheets without rows."""
        self._plan(request, object_id)
        return xlsx(blank_workbook(get_language() or ""), f"{_('blank')}.xlsx")

    def next_year(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The workbook that next year's plan begins with."""
        plan = self._plan(request, object_id)
        published = Edition.objects.published().filter(plan=plan).first()
        if published is None:
            raise Http404
        try:
            content = next_years_workbook(published, get_language() or "")
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect(_page(plan, "change"))
        return xlsx(content, f"{plan.park.slug}-{plan.year + 1}.xlsx")

    def _plan(self, request: HttpRequest, object_id: str) -> Plan:
        plan = self.get_object(request, unquote(object_id))
        if plan is None or not self.has_view_permission(request, plan):
            raise Http404
        if not may(request.user, "revise_edition", plan):
            raise PermissionDenied
        return plan

    def _run(
        self, request: HttpRequest, plan: Plan, job: ImportJob, lock: Lock | None, expected: str = ""
    ) -> HttpResponse:
        if lock:
            # What all plans share changes for readers at once, so only whoever may publish brings that in.
            job.run(
                lock,
                plan=plan,
                username=request.user.get_username(),
                expected=expected,
                allow_shared=may(request.user, "publish_edition", plan),
                patience=WAIT,
            )
        address = reverse("admin:initiatives_plan_workbook-job", args=[plan.pk, job.name])
        return _leaving_session(redirect(address))

    def _workbook(self, request: HttpRequest, plan: Plan, status: int = 200, **shown: Any) -> HttpResponse:
        every = {**self.admin_site.each_context(request), "opts": self.opts, "plan": plan}
        context = {**every, **shown, "title": _("Bring a workbook in")}
        return TemplateResponse(request, "admin/initiatives/plan/workbook.html", context, status=status)


def _leaving_session(response: HttpResponse) -> HttpResponse:
    """Saving the session would wait for its turn to write, which comes when the import is done."""
    response.leaves_session = True  # type: ignore[attr-defined]
    return response


def _page(plan: Plan, name: str) -> str:
    return reverse(f"admin:initiatives_plan_{name}", args=[plan.pk])
