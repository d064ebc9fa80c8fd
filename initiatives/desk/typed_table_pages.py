"""Admin page on which several rows of a plan are typed or pasted as a table, checked, and brought in."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.desk.primary_keys import pk_in
from initiatives.desk.roles import may
from initiatives.desk.typed_import import TypedImport, count_paragraphs
from initiatives.desk.typed_metrics import NewMetric
from initiatives.desk.typed_table import TABLES, TypedTable, UnusableRows
from initiatives.models import Edition, Plan, Section
from initiatives.values.vocabulary import EditionState, MetricNature

KINDS: dict[str, type[Model]] = {str(model._meta.model_name): model for model in TABLES}


class TypedTableAdmin(admin.ModelAdmin):
    """ModelAdmin of plans with a page for each kind of row at `<plan>/table/<kind>/`."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.table_page)
        return [
            path("<path:object_id>/table/<slug:kind>/", page, name="initiatives_plan_table"),
            *super().get_urls(),
        ]

    def table_page(self, request: HttpRequest, object_id: str, kind: str) -> HttpResponse:
        plan = self.get_object(request, unquote(object_id))
        if plan is None or kind not in KINDS or not self.has_view_permission(request, plan):
            raise Http404
        if not may(request.user, f"add_{kind}", plan):
            raise PermissionDenied
        draft = plan.editions.filter(state=EditionState.DRAFT).first()
        if draft is None:
            messages.error(request, _("Begin a draft first: rows are added to a draft."))
            return redirect("admin:initiatives_plan_change", plan.pk)
        if KINDS[kind] is Section and not draft.sources.exists():
            messages.error(request, _("Add the source of the plan first."))
            return redirect("admin:initiatives_plan_change", plan.pk)
        return self._draft_page(request, draft, KINDS[kind])

    def _draft_page(self, request: HttpRequest, draft: Edition, model: type[Model]) -> HttpResponse:
        """Show the table on GET; on POST paste, add rows, check, or bring in what was checked."""
        sent = request.POST
        step = sent.get("step", "check")
        all_columns = step == "all" or (sent or request.GET).get("columns") == "all"
        table = TypedTable.begin(draft, model, all_columns=all_columns)
        work = TypedImport(table, request.user)
        if request.method != "POST":
            table.add_blank_rows(_initial(request, draft, table))
            return self._render(request, work, all_columns=all_columns)
        try:
            table.read(sent.dict())
            if step == "paste":
                table.paste(sent.get("pasted", ""))
        except UnusableRows as error:
            messages.error(request, str(error))
            step = "more"
        work.new_metrics = list(_sent_metrics(request))
        checked = step in ("check", "confirm")
        if checked:
            work.check()
        as_checked = not work.has_problems and sent.get("digest") == work.digest
        if step == "confirm" and as_checked and work.bring_in(sent.get("state", "")):
            return self._brought_in(request, draft.plan, work)
        if not checked or not table.rows:
            table.add_blank_rows({})
        return self._render(request, work, all_columns=all_columns, checked=checked)

    def _brought_in(self, request: HttpRequest, plan: Plan, work: TypedImport) -> HttpResponse:
        if work.table.model is Section:
            count_paragraphs(work.table)
        words = ngettext(
            "%(n)d row was added to the draft.", "%(n)d rows were added to the draft.", work.added
        )
        message = words % {"n": work.added}
        how, name = _("Typed as a table"), work.table.model._meta.verbose_name_plural
        self.log_change(request, plan, f"{how}：{name} {work.added}")
        messages.success(request, message)
        address = reverse("admin:initiatives_plan_change", args=[plan.pk])
        return redirect(f"{address}#{work.table.model._meta.model_name}")

    def _render(
        self, request: HttpRequest, work: TypedImport, *, all_columns: bool, checked: bool = False
    ) -> HttpResponse:
        table = work.table
        context = {
            **self.admin_site.each_context(request),
            # The table takes the whole width.
            "is_nav_sidebar_enabled": False,
            "opts": self.opts,
            "plan": table.edition.plan,
            "title": _("%(rows)s as a table") % {"rows": table.model._meta.verbose_name_plural},
            "kind": str(table.model._meta.model_name),
            "work": work,
            "table": table,
            "columns": "all" if all_columns else "",
            "checked": checked,
            "ready": checked and not work.has_problems,
            "natures": MetricNature.choices,
        }
        return TemplateResponse(request, "admin/initiatives/plan/table.html", context)


def _initial(request: HttpRequest, draft: Edition, table: TypedTable) -> dict[str, str]:
    """What the first rows begin with: the project that a link names, and the plan's only source."""
    initial: dict[str, str] = {}
    for column in table.columns:
        named = pk_in(request.GET.get(column.name))
        if column.name == "project" and named is not None:
            project = draft.projects.filter(pk=named).first()
            initial["project"] = project.title if project else ""
        if column.name == "source" and len(column.choices) == 1:
            initial["source"] = column.choices[0]
    return initial


def _sent_metrics(request: HttpRequest) -> Any:
    names, natures = request.POST.getlist("metric-name"), request.POST.getlist("metric-nature")
    units = request.POST.getlist("metric-unit")
    for name, nature, unit in zip(names, natures, units, strict=False):
        yield NewMetric(name, nature if nature in MetricNature else "", unit.strip())
