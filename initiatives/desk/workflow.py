"""What is done with a plan as a whole: revised, handed over, published, withdrawn, gone back, carried on."""

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

from initiatives.desk.plan_page import PlanPage
from initiatives.editions import lifecycle
from initiatives.editions.comparison import Change, compare
from initiatives.models import Edition, Plan
from initiatives.quality import findings
from initiatives.roles import may
from initiatives.vocabulary import OPEN_STATES, EditionState, Severity

OPEN = frozenset(OPEN_STATES)
PUBLIC = frozenset({EditionState.PUBLISHED})


class NoteForm(forms.Form):
    """What readers are told about a release."""

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


@dataclass(frozen=True)
class WorkflowStep:
    """One thing to do with a plan: to which of its editions, by whom, and what it says before and after."""

    label: Any
    permission: str
    # Without a state it is done to the plan, or to the edition named in the request.
    states: frozenset[EditionState]
    question: Any
    done: Any
    act: Callable[[Any, Edition, HttpRequest], Edition]


def _publish(plan: Plan, edition: Edition, request: HttpRequest) -> Edition:
    note, note_en = request.POST["note"], request.POST.get("note_en", "")
    return lifecycle.publish(edition, user=_user(request), note=note, note_en=note_en)


def _user(request: HttpRequest) -> Any:
    return request.user


STEPS: dict[str, WorkflowStep] = {
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
        lambda plan, edition, request: lifecycle.go_back(edition, user=_user(request)),
    ),
    "next-year": WorkflowStep(
        gettext_lazy("Start next year’s plan"),
        "revise_edition",
        PUBLIC,
        gettext_lazy(
            "A draft for the following year is made: with this plan’s goals and projects, linked to them, "
            "and with its results to start from."
        ),
        gettext_lazy("The draft for the next year is open for editing."),
        lambda plan, edition, request: lifecycle.start_next_year(edition),
    ),
}


@dataclass(frozen=True)
class EditionDifference:
    """What an edition says otherwise than what readers see, kind by kind, for people."""

    groups: list[tuple[str, list[Change]]]
    counts: Counter[str]
    stamp: str

    @classmethod
    def between(cls, public: Edition, edition: Edition) -> "EditionDifference":
        changes = compare(public, edition)
        kinds = dict.fromkeys(change.model for change in changes)
        groups = [
            (str(kind._meta.verbose_name_plural), [one for one in changes if one.model is kind])
            for kind in kinds
        ]
        said = repr([(one.kind, one.model.__name__, one.key, one.title, one.fields) for one in changes])
        stamp = hashlib.sha256(f"{public.pk} {edition.pk} {said}".encode()).hexdigest()
        return cls(groups, Counter(change.kind for change in changes), stamp)


class WorkflowAdmin(admin.ModelAdmin):
    """A plan's admin: its change page is the plan's place, and each step has a page below it."""

    change_form_template = "admin/initiatives/plan/change_form.html"

    def get_urls(self):
        steps = [
            path(f"<path:object_id>/{step}/", self._step(step), name=f"initiatives_plan_{step}")
            for step in STEPS
        ]
        changes = self.admin_site.admin_view(self.changes_page)
        return [
            *steps,
            path("<path:object_id>/changes/", changes, name="initiatives_plan_changes"),
            *super().get_urls(),
        ]

    def _step(self, step: str) -> Callable[..., Any]:
        def page(request: HttpRequest, object_id: str) -> HttpResponse:
            return self.step_page(request, object_id, step)

        return self.admin_site.admin_view(page)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        plan = self.get_object(request, unquote(object_id))
        if plan and self.has_view_permission(request, plan):
            place = {"place": PlanPage.build(plan, request.user), "title": str(plan), "subtitle": None}
            extra_context = {**(extra_context or {}), **place}
        return super().change_view(request, object_id, form_url, extra_context)

    def changes_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What the open edition will change for readers."""
        plan = self._plan(request, object_id)
        place = PlanPage.build(plan, request.user)
        context = {"place": place, "difference": _difference(place)}
        return self._show(request, plan, "changes", _("What changes for readers"), context)

    def step_page(self, request: HttpRequest, object_id: str, step: str) -> HttpResponse:
        """Asks on GET, does on POST; what cannot be done now is said in words on the plan's page."""
        plan, todo = self._plan(request, object_id), STEPS[step]
        if not may(request.user, todo.permission, plan):
            raise PermissionDenied
        try:
            edition = self._edition(request, plan, todo)
            if step == "publish":
                return self.publish_page(request, plan, edition)
            if request.method != "POST":
                return self._ask(request, plan, edition, step)
            return self._do(request, plan, edition, step)
        except lifecycle.Refusal as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(_home(plan))

    def publish_page(self, request: HttpRequest, plan: Plan, edition: Any) -> HttpResponse:
        """What the rules notice and what will change; published is what was shown here, and nothing else."""
        if edition.state not in OPEN:
            raise lifecycle.Refusal(_("The plan has no edition for that now."))
        place = PlanPage.build(plan, request.user)
        difference = _difference(place)
        form = NoteForm(request.POST or None)
        if form.is_valid():
            if request.POST.get("stamp") == (difference.stamp if difference else ""):
                return self._do(request, plan, edition, "publish")
            messages.warning(request, _("The plan has changed meanwhile. Look again before you publish."))
        context = {"place": place, "edition": edition, "difference": difference, "form": form}
        context["groups"] = _by_severity(edition)
        return self._show(request, plan, "publish", STEPS["publish"].label, context)

    def _do(self, request: HttpRequest, plan: Plan, edition: Any, step: str) -> HttpResponse:
        result = STEPS[step].act(plan, edition, request)
        self.log_change(request, plan, f"{STEPS[step].label}：{result}")
        messages.success(request, STEPS[step].done)
        return redirect(_home(result.plan))

    def _ask(self, request: HttpRequest, plan: Plan, edition: Edition | None, step: str) -> HttpResponse:
        context = {"step": STEPS[step], "edition": edition}
        return self._show(request, plan, "confirm", STEPS[step].label, context)

    def _show(self, request: HttpRequest, plan: Plan, name: str, title: Any, context: dict[str, Any]) -> Any:
        every = {**self.admin_site.each_context(request), "opts": self.opts, "plan": plan, "title": title}
        return TemplateResponse(request, f"admin/initiatives/plan/{name}.html", {**every, **context})

    def _plan(self, request: HttpRequest, object_id: str) -> Plan:
        plan = self.get_object(request, unquote(object_id))
        if plan is None or not self.has_view_permission(request, plan):
            raise Http404
        return plan

    def _edition(self, request: HttpRequest, plan: Plan, step: WorkflowStep) -> Edition | None:
        """The edition the page was about, or else the one that the step is for."""
        named = request.POST.get("edition") or request.GET.get("edition", "")
        if named:
            found = plan.editions.filter(pk=named).first() if named.isdecimal() else None
            if found is None:
                raise Http404
            return found
        found = plan.editions.filter(state__in=step.states).first()
        if found is None and step is not STEPS["revise"]:
            raise lifecycle.Refusal(_("The plan has no edition for that now."))
        return found


def _home(plan: Plan) -> str:
    return reverse("admin:initiatives_plan_change", args=[plan.pk])


def _difference(place: PlanPage) -> EditionDifference | None:
    """None where readers see nothing yet, or nothing is open."""
    return EditionDifference.between(place.public, place.open) if place.public and place.open else None


def _by_severity(edition: Edition) -> list[tuple[Any, list[Any]]]:
    found = [
        (one, [(row.key, reverse(f"admin:initiatives_{row.kind}_change", args=[row.pk])) for row in one.rows])
        for one in findings(edition)
    ]
    groups = [(one.label, [entry for entry in found if entry[0].severity == one]) for one in Severity]
    return [group for group in groups if group[1]]
