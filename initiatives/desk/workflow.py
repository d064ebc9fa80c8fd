"""Workflow of a plan in the admin: revise, submit, return, publish, withdraw, go back, start next year."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.desk.finding_summary import linked_findings, linked_findings_by_severity
from initiatives.desk.plan_page import PlanPage
from initiatives.desk.primary_keys import pk_in
from initiatives.desk.roles import may
from initiatives.editions import lifecycle
from initiatives.editions.comparison import Change, compare
from initiatives.models import Edition, Plan
from initiatives.quality.answers import unanswered_errors
from initiatives.values.project_noun import with_noun
from initiatives.values.vocabulary import OPEN_STATES, EditionState

OPEN = frozenset(OPEN_STATES)
PUBLIC = frozenset({EditionState.PUBLISHED})


class NoteForm(forms.Form):
    """The release note that readers see."""

    note = forms.CharField(
        label=gettext_lazy("release note"),
        help_text=gettext_lazy("What changed, for readers, e.g. 更正两处数据，补充三条举措。"),
        widget=forms.Textarea({"rows": 3, "cols": 80}),
    )
    note_en = forms.CharField(
        label=gettext_lazy("release note in English"),
        help_text=gettext_lazy("May stay empty; English pages then show the Chinese."),
        required=False,
        widget=forms.Textarea({"rows": 3, "cols": 80}),
    )


class RestorationForm(NoteForm):
    """Why an edition is gone back to, for readers; may stay empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = self.fields["note"]
        note.label, note.required = _("why this edition is restored"), False
        note.help_text = _("Readers see it among the changes. May stay empty.")
        self.fields["note_en"].label = _("the same in English")


@dataclass(frozen=True)
class WorkflowStep:
    """A step of a plan's workflow: permission, states of the edition it applies to, texts, and action."""

    label: Any
    permission: str
    # If empty, the step applies to the plan, or to the edition named in the request.
    states: frozenset[EditionState]
    question: Any
    done: Any
    act: Callable[[Any, Edition, HttpRequest], Edition]
    # Shown on the page that asks for confirmation.
    form: type[forms.Form] | None = None


def _publish(plan: Plan, edition: Edition, request: HttpRequest) -> Edition:
    user: Any = request.user
    note, note_en = request.POST["note"], request.POST.get("note_en", "")
    return lifecycle.publish(edition, user=user, note=note, note_en=note_en)


def _go_back(plan: Plan, edition: Edition, request: HttpRequest) -> Edition:
    user: Any = request.user
    note, note_en = request.POST.get("note", ""), request.POST.get("note_en", "")
    return lifecycle.go_back(edition, user=user, note=note, note_en=note_en)


# The steps that do without an edition.
FOR_A_DRAFT = ("begin", "revise")
STEPS: dict[str, WorkflowStep] = {
    "begin": WorkflowStep(
        gettext_lazy("Begin the first draft"),
        "revise_edition",
        frozenset(),
        gettext_lazy("An empty draft is made. Readers see nothing of it until it is published."),
        gettext_lazy("The draft is open for editing."),
        lambda plan, edition, request: lifecycle.revise(plan),
    ),
    "revise": WorkflowStep(
        gettext_lazy("Revise"),
        "revise_edition",
        frozenset(),
        gettext_lazy(
            "A draft that says what readers see now is made. Your changes show once it is published."
        ),
        gettext_lazy("The draft is open for editing."),
        lambda plan, edition, request: lifecycle.revise(plan),
    ),
    "submit": WorkflowStep(
        gettext_lazy("Submit for publication"),
        "revise_edition",
        OPEN,
        gettext_lazy("The draft is handed over. It cannot be changed until it is returned."),
        gettext_lazy("The draft has been handed over to those who publish."),
        lambda plan, edition, request: lifecycle.submit(edition),
    ),
    "return": WorkflowStep(
        gettext_lazy("Return to the editors"),
        "publish_edition",
        OPEN,
        gettext_lazy("The edition becomes a draft again."),
        gettext_lazy("The edition is a draft again."),
        lambda plan, edition, request: lifecycle.return_to_draft(edition),
    ),
    "publish": WorkflowStep(
        gettext_lazy("Publish"),
        "publish_edition",
        OPEN,
        "",
        gettext_lazy("Published. Readers see it now."),
        _publish,
    ),
    "withdraw": WorkflowStep(
        gettext_lazy("Withdraw"),
        "withdraw_edition",
        PUBLIC,
        gettext_lazy("Readers will no longer see this plan at all. Nothing is lost: you can go back to it."),
        gettext_lazy("Withdrawn. Readers no longer see the plan."),
        lambda plan, edition, request: lifecycle.withdraw(edition),
    ),
    "go-back": WorkflowStep(
        gettext_lazy("Go back to this edition"),
        "publish_edition",
        frozenset(),
        gettext_lazy("Readers will see this edition again, in place of the one they see now."),
        gettext_lazy("Readers see this edition again."),
        _go_back,
        RestorationForm,
    ),
    "next-year": WorkflowStep(
        gettext_lazy("Start next year’s plan"),
        "revise_edition",
        PUBLIC,
        with_noun(
            gettext_lazy(
                "A draft for the following year is made: with this plan’s goals and %(nouns)s, linked to "
                "them, and with its results to start from."
            )
        ),
        gettext_lazy("The draft for the next year is open for editing."),
        lambda plan, edition, request: lifecycle.start_next_year(edition),
    ),
}


@dataclass(frozen=True)
class EditionDifference:
    """The changes from the published to another edition, by model; `stamp` is a digest of all of them."""

    groups: list[tuple[str, list[Change]]]
    counts: Counter[str]
    stamp: str

    @classmethod
    def between(cls, public: Edition, edition: Edition) -> "EditionDifference":
        changes = compare(public, edition)
        models = dict.fromkeys(change.model for change in changes)
        groups = [
            (str(model._meta.verbose_name_plural), [change for change in changes if change.model is model])
            for model in models
        ]
        content = repr(
            [
                (change.kind, change.model.__name__, change.key, change.title, change.fields)
                for change in changes
            ]
        )
        stamp = hashlib.sha256(f"{public.pk} {edition.pk} {content}".encode()).hexdigest()
        return cls(groups, Counter(change.kind for change in changes), stamp)


class WorkflowAdmin(admin.ModelAdmin):
    """ModelAdmin of plans: the change page shows a `PlanPage`, and each step has a page below it."""

    change_form_template = "admin/initiatives/plan/change_form.html"

    def get_urls(self):
        steps = [
            path(f"<path:object_id>/{step}/", self._step_view(step), name=f"initiatives_plan_{step}")
            for step in STEPS
        ]
        changes_view = self.admin_site.admin_view(self.changes_page)
        return [
            *steps,
            path("<path:object_id>/changes/", changes_view, name="initiatives_plan_changes"),
            *super().get_urls(),
        ]

    def _step_view(self, step: str) -> Callable[..., Any]:
        def view(request: HttpRequest, object_id: str) -> HttpResponse:
            return self.step_page(request, object_id, step)

        return self.admin_site.admin_view(view)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        plan = self.get_object(request, unquote(object_id))
        if plan and self.has_view_permission(request, plan):
            page = PlanPage.build(plan, request.user)
            extra_context = {
                **(extra_context or {}),
                "plan_page": page,
                "title": str(plan),
                "subtitle": None,
            }
        return super().change_view(request, object_id, form_url, extra_context)

    def changes_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What the open edition will change for readers."""
        plan = self._get_viewable_plan(request, object_id)
        page = PlanPage.build(plan, request.user)
        context = {"plan_page": page, "difference": _difference(page)}
        return self._render_plan_page(request, plan, "changes", _("What changes for readers"), context)

    def step_page(self, request: HttpRequest, object_id: str, step: str) -> HttpResponse:
        """Ask for confirmation on GET, run the step on POST; a refusal is a message on the plan's page."""
        plan = self._get_viewable_plan(request, object_id)
        if not may(request.user, STEPS[step].permission, plan):
            raise PermissionDenied
        try:
            edition = self._get_edition(request, plan, step)
            if step == "publish":
                return self.publish_page(request, plan, edition)
            if request.method != "POST":
                return self._confirm_step(request, plan, edition, step)
            return self._run_step(request, plan, edition, step)
        except lifecycle.Refusal as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(_change_url(plan))

    def publish_page(self, request: HttpRequest, plan: Plan, edition: Any) -> HttpResponse:
        """Show findings and changes, ask for a release note, and publish exactly what was shown.

        With errors that no remark explains, these are shown and nothing can be published.
        """
        if edition.state not in OPEN:
            raise lifecycle.Refusal(_("The plan has no edition for that now."))
        page = PlanPage.build(plan, request.user)
        difference = _difference(page)
        unanswered = unanswered_errors(edition)
        form = NoteForm(request.POST or None)
        if form.is_valid():
            is_as_shown = request.POST.get("stamp") == (difference.stamp if difference else "")
            if is_as_shown and not unanswered:
                return self._run_step(request, plan, edition, "publish")
            if not is_as_shown:
                messages.warning(request, _("The plan has changed meanwhile. Look again before you publish."))
        context = {
            "plan_page": page,
            "edition": edition,
            "difference": difference,
            "form": form,
            "unanswered": linked_findings(edition, unanswered),
            "groups": linked_findings_by_severity(edition),
        }
        return self._render_plan_page(request, plan, "publish", STEPS["publish"].label, context)

    def _run_step(self, request: HttpRequest, plan: Plan, edition: Any, step: str) -> HttpResponse:
        result = STEPS[step].act(plan, edition, request)
        self.log_change(request, plan, f"{STEPS[step].label}：{result}")
        messages.success(request, STEPS[step].done)
        return redirect(_change_url(result.plan))

    def _confirm_step(
        self, request: HttpRequest, plan: Plan, edition: Edition | None, step: str
    ) -> HttpResponse:
        form = STEPS[step].form
        context = {"step": STEPS[step], "edition": edition, "form": form and form()}
        return self._render_plan_page(request, plan, "confirm", STEPS[step].label, context)

    def _render_plan_page(
        self, request: HttpRequest, plan: Plan, template: str, title: Any, context: dict[str, Any]
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "plan": plan,
            "title": title,
            **context,
        }
        return TemplateResponse(request, f"admin/initiatives/plan/{template}.html", context)

    def _get_viewable_plan(self, request: HttpRequest, object_id: str) -> Plan:
        plan = self.get_object(request, unquote(object_id))
        if plan is None or not self.has_view_permission(request, plan):
            raise Http404
        return plan

    def _get_edition(self, request: HttpRequest, plan: Plan, step: str) -> Edition | None:
        """The edition named in the request, or else the plan's edition in a state that the step applies to.

        Raises Http404 for an unknown edition, and Refusal if no edition is in such a state. Only the steps
        that make a draft may do without one, and then get None.
        """
        named = request.POST.get("edition") or request.GET.get("edition", "")
        if named:
            pk = pk_in(named)
            edition = plan.editions.filter(pk=pk).first() if pk is not None else None
            if edition is None:
                raise Http404
            return edition
        edition = plan.editions.filter(state__in=STEPS[step].states).first()
        if edition is None and step not in FOR_A_DRAFT:
            raise lifecycle.Refusal(_("The plan has no edition for that now."))
        return edition


def _change_url(plan: Plan) -> str:
    return reverse("admin:initiatives_plan_change", args=[plan.pk])


def _difference(page: PlanPage) -> EditionDifference | None:
    """What publishing the open edition would change; None without a published or an open edition."""
    return EditionDifference.between(page.public, page.open) if page.public and page.open else None
