"""Pages of the reading desk: from a document to a draft. Each step is a form that works without a script."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from initiatives.article.decoding import text_too_large
from initiatives.desk.reading_correction import CorrectedTextForm, may_correct, select_anew, tell_correction
from initiatives.desk.reading_forms import NEW_OF_CHAPTER, DocumentForm
from initiatives.desk.reading_lines import DeskSection
from initiatives.desk.reading_page import ReadingPage
from initiatives.desk.reading_selection import move_evidence, selected_place, text_version
from initiatives.desk.reading_text import COLOURS
from initiatives.desk.roles import may, permitted_rows
from initiatives.drafting.corrected_text import put_in_corrected, source_of
from initiatives.drafting.project_of_chapter import project_of_chapter
from initiatives.drafting.proposal_names import kind_name, proposal_title
from initiatives.drafting.selected_words import said_by_words
from initiatives.drafting.stored_readings import (
    NO_FACT,
    bring_into_draft,
    decide,
    forget_staged,
    propose_words,
    stage,
    undo,
    without_rows,
)
from initiatives.editions.lifecycle import revise
from initiatives.models import Edition, Park, Plan, ProposalState, Reading, ReadingProposal, Source
from initiatives.reading.proposals import ProposalKind
from initiatives.reading.source_lines import document_of_text
from initiatives.values.project_noun import ProjectNoun, using_noun
from initiatives.values.vocabulary import OPEN_STATES

PERMISSION = "revise_edition"
MOST_LISTED = 20
# What is given of a source in words.
CITED = ("title", "series", "authors", "publisher", "url")
STEPS = (
    ("confirm", ProposalState.CONFIRMED),
    ("reject", ProposalState.REJECTED),
    ("reopen", ProposalState.OPEN),
)


class ReadingDesk:
    """The views of the desk, for the URLs of an admin site."""

    def __init__(self, site: admin.AdminSite) -> None:
        self.site = site

    @property
    def urls(self) -> list[Any]:
        return [
            path("readings/", self._view(csrf_exempt(self.start)), name="readings"),
            path("readings/<int:pk>/", self._view(self.desk), name="reading"),
            path("readings/<int:pk>/summary/", self._view(self.summary), name="reading_summary"),
            path(
                "readings/<int:pk>/corrected/",
                self._view(csrf_exempt(self.corrected)),
                name="reading_corrected",
            ),
        ]

    def _view(self, view: Callable[..., HttpResponse]) -> Any:
        return self.site.admin_view(view)

    # Start

    def start(self, request: HttpRequest) -> HttpResponse:
        """Check the CSRF token, which reads the form, in here, so that a text too large gets a message."""
        try:
            return csrf_protect(self._start)(request)
        except RequestDataTooBig:
            messages.error(request, str(text_too_large()))
            return redirect(request.path)

    def _start(self, request: HttpRequest) -> HttpResponse:
        forget_staged()
        parks = permitted_rows(Park.objects.all(), "pk", request.user, PERMISSION)
        if not parks and not may(request.user, "add_park"):
            raise PermissionDenied
        attached = _attached_sources(parks)
        if request.method == "POST" and "source" in request.POST:
            return self._read_attached(request, attached)
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = DocumentForm(*sent, parks=parks, initial=request.GET.dict())
        if form.is_bound and form.is_valid() and form.document is not None:
            given = form.cleaned_data
            cited = {name: given[name] for name in CITED}
            reading = stage(
                form.document,
                given["park"],
                given["year"],
                user=request.user,
                published_on=given["published_on"],
                **cited,
            )
            return redirect("admin:reading", reading.pk)
        readings = permitted_rows(Reading.objects.all(), "park", request.user, PERMISSION)
        context = {
            "title": _("From an article to a plan"),
            "form": form,
            "parks": parks,
            "attached": attached[:MOST_LISTED],
            "readings": readings.filter(kept=True).select_related("park", "begun_by")[:MOST_LISTED],
        }
        return self._render(request, "start", context)

    def _read_attached(self, request: HttpRequest, attached: Any) -> HttpResponse:
        """Read the text that a source holds already, to add to its plan what was missed."""
        named = request.POST["source"]
        source = attached.filter(pk=named).first() if named.isdecimal() else None
        if source is None:
            raise Http404
        cited = {name: getattr(source, name) for name in CITED}
        reading = stage(
            document_of_text(source.full_text.text),
            source.park,
            source.year,
            user=request.user,
            published_on=source.published_on,
            **cited,
        )
        return redirect("admin:reading", reading.pk)

    # The desk

    def desk(self, request: HttpRequest, pk: int) -> HttpResponse:
        reading = self._reading(request, pk)
        if not reading.kept:
            return self._staged(request, reading)
        page = ReadingPage(reading, request.GET)
        if request.method == "POST" and (answer := self._act(request, page)) is not None:
            return answer
        plan = Plan.objects.filter(park=reading.park, year=reading.year).first()
        return self._render(
            request, "desk", {"title": f"{reading.park} {reading.year}", "page": page, "plan": plan}
        )

    def _staged(self, request: HttpRequest, reading: Reading) -> HttpResponse:
        """Show what was recognised; keep it, or forget it."""
        step = request.POST.get("step") if request.method == "POST" else ""
        if step == "forget":
            reading.delete()
            messages.info(request, _("Nothing of it was kept."))
            return redirect("admin:readings")
        if step in ("keep", "keep-certain"):
            reading.kept = True
            reading.save(update_fields=["kept"])
            if step == "keep-certain":
                page = ReadingPage(reading, {})
                self._confirm_all(request, page.sections)
                return redirect("admin:reading_summary", reading.pk)
            return redirect("admin:reading", reading.pk)
        page = ReadingPage(reading, {})
        edition = Edition.objects.of(reading.park.slug, reading.year)
        context = {
            "title": _("From an article to a plan"),
            "page": page,
            "sure": sum(len(section.sure) for section in page.sections),
            "open": edition.filter(state__in=OPEN_STATES).first() or edition.published().first(),
        }
        return self._render(request, "staged", context)

    def _act(self, request: HttpRequest, page: ReadingPage) -> HttpResponse | None:
        """Do what a form asks for; None where the page is to tell what is wrong with it."""
        sent, reading = request.POST, page.reading
        if "evidence" in sent:
            move_evidence(request, page)
            return redirect(page.address(ref=page.current_row.drawn.ref if page.current_row else ""))
        match sent.get("step", ""):
            case "open-draft":
                return self._open_draft(request, page)
            case "undo":
                restored = undo(reading, request.user)
                if not restored:
                    messages.info(request, _("There is nothing of yours to undo."))
                return self._go(page, restored[0] if restored else page.current)
            case "section":
                sections = [one for one in page.sections if str(one.key) == sent.get("section")]
                self._confirm_all(request, sections)
                return self._go(ReadingPage(reading, request.GET), page.current, onwards=True)
            case "select":
                return self._select(request, page)
        number = sent.get("number", "")
        row = next((one for one in page.rows if str(one.number) == number), None)
        state = dict(STEPS).get("confirm" if "choose" in sent else sent.get("step", ""))
        if row is None:
            messages.error(
                request, _("This is not here any more: the text was replaced by a corrected version.")
            )
            return self._go(page, page.current)
        if sent.get("step") == "anew" and not row.stands and row.evidence:
            new = select_anew(reading, row, page.rows, page.catalogue, request.user)
            return self._go(page, new)
        if state is None or (state == ProposalState.CONFIRMED and not row.stands):
            raise Http404
        page.current = row
        said = None
        if state == ProposalState.CONFIRMED and row.kind in (ProposalKind.SLOGAN, NO_FACT):
            said = row.fields
        elif state == ProposalState.CONFIRMED:
            form = page.form(row)
            data = sent.dict() if "fields" in sent else _as_data(form)
            if "choose" in sent:
                data[form.add_prefix("kind")] = sent["choose"]
            form = page.form(row, data)
            if not form.is_valid():
                page.typed = form
                return None
            said = form.said()
            if said.get("project") == NEW_OF_CHAPTER and (heading := page.chapter(row)):
                said["project"] = project_of_chapter(
                    reading, page.document, heading, page.next_project, request.user
                )
        decide([row], state, request.user, said)
        if request.GET.get("back") == "summary":
            return redirect("admin:reading_summary", reading.pk)
        return self._go(ReadingPage(reading, request.GET), row, onwards=state != ProposalState.OPEN)

    def _confirm_all(self, request: HttpRequest, sections: list[DeskSection]) -> None:
        rows = [line.row for section in sections for line in section.sure]
        count = decide(rows, ProposalState.CONFIRMED, request.user)
        words = ngettext("%(n)d fact was confirmed.", "%(n)d facts were confirmed.", count)
        messages.success(request, words % {"n": count})

    def _select(self, request: HttpRequest, page: ReadingPage) -> HttpResponse:
        """Make a proposal of words that somebody selected, or wrote as the text has them."""
        sent, reading = request.POST, page.reading
        kind = sent.get("kind", "")
        if kind not in COLOURS:
            raise Http404
        place = selected_place(request, reading)
        if place is None:
            return self._go(page, page.current)
        said = {} if kind == NO_FACT else said_by_words(reading, *place, kind, page.catalogue)
        row = propose_words(reading, *place, kind, said)
        if kind == NO_FACT:
            decide([row], ProposalState.CONFIRMED, request.user)
        if sent.get("back") == "summary" and kind == NO_FACT:
            return redirect("admin:reading_summary", reading.pk)
        return self._go(page, page.current if kind == NO_FACT else row)

    def _go(self, page: ReadingPage, row: ReadingProposal | None, *, onwards: bool = False) -> HttpResponse:
        if row is None and page.current_row:
            return redirect(page.address(ref=page.current_row.drawn.ref))
        return redirect(page.address(page.next_open(row) or row if onwards else row))

    def _open_draft(self, request: HttpRequest, page: ReadingPage) -> HttpResponse:
        """Open a draft of the plan that readers see, in which rows may be given other evidence."""
        if page.edition is not None:
            revise(page.edition.plan)
            messages.success(request, _("The draft is open for editing."))
        return redirect(page.address(ref=page.current_row.drawn.ref if page.current_row else ""))

    # A corrected version

    def corrected(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Check the CSRF token in here, as at the start."""
        try:
            return csrf_protect(self._corrected)(request, pk)
        except RequestDataTooBig:
            messages.error(request, str(text_too_large()))
            return redirect(request.path)

    def _corrected(self, request: HttpRequest, pk: int) -> HttpResponse:
        reading = self._reading(request, pk)
        if not reading.kept:
            return redirect("admin:reading", reading.pk)
        allowed = may_correct(request, reading, self.site.get_model_admin(Source))
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = CorrectedTextForm(*sent, reading=reading)
        if form.is_bound and not allowed:
            raise PermissionDenied
        if form.is_bound and form.is_valid() and form.document is not None:
            outcome = put_in_corrected(reading, form.document)
            tell_correction(request, outcome)
            if outcome.source is not None:
                self.site.get_model_admin(Source).log_change(
                    request, outcome.source, _("The text is attached.")
                )
            query = "?show=gone" if outcome.gone else ""
            return redirect(f"{reverse('admin:reading', args=[reading.pk])}{query}")
        context = {
            "title": _("Put in a corrected version"),
            "page": ReadingPage(reading, {}),
            "form": form,
            "allowed": allowed,
            "source": source_of(reading),
        }
        return self._render(request, "corrected", context)

    # The end

    def summary(self, request: HttpRequest, pk: int) -> HttpResponse:
        reading = self._reading(request, pk)
        if not reading.kept:
            return redirect("admin:reading", reading.pk)
        outcome = None
        step = request.POST.get("step") if request.method == "POST" else ""
        if (
            step
            and not reading.proposals.filter(state=ProposalState.CONFIRMED).exclude(kind=NO_FACT).exists()
        ):
            # Else a plan without anything in it would be made.
            messages.warning(request, _("Nothing is confirmed yet."))
            return redirect("admin:reading", reading.pk)
        if step in ("draft", "check"):
            outcome = bring_into_draft(reading, request.user, keep=step == "draft")
            if outcome.draft is not None and step == "draft":
                count = sum(outcome.added.values())
                words = ngettext(
                    "%(n)d row was added to the draft.", "%(n)d rows were added to the draft.", count
                )
                messages.success(request, words % {"n": count})
                if outcome.left_out:
                    said = _("; ").join(proposal_title(proposal) for proposal in outcome.left_out)
                    warning = _("These lack what a row needs, such as a project, and stayed here: %(facts)s")
                    messages.warning(request, warning % {"facts": said})
                return redirect("admin:initiatives_plan_change", outcome.draft.plan_id)
        page = ReadingPage(reading, {})
        context = {
            "title": _("%(plan)s: summary") % {"plan": f"{reading.park} {reading.year}"},
            "page": page,
            "table": _table(page),
            "doubts": [line for line in page.lines.values() if line.remarks],
            "lacking": [page.lines[row.pk] for row in without_rows(reading, page.rows)],
            "outcome": outcome,
        }
        return self._render(request, "summary", context)

    # Shared

    def _reading(self, request: HttpRequest, pk: int) -> Reading:
        reading = Reading.objects.select_related("park").filter(pk=pk).first()
        if reading is None:
            raise Http404
        if not may(request.user, PERMISSION, reading.park):
            raise PermissionDenied
        return reading

    def _render(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        page = context.get("page")
        with using_noun(ProjectNoun(page.noun if page else "", "")):
            return self._answer(request, name, context).render()

    def _answer(self, request: HttpRequest, name: str, context: dict[str, Any]) -> TemplateResponse:
        common = {**self.site.each_context(request), "is_nav_sidebar_enabled": False, "NO_FACT": NO_FACT}
        if page := context.get("page"):
            common["version"] = text_version(page.reading)
        return TemplateResponse(request, f"admin/initiatives/reading/{name}.html", {**common, **context})


def _attached_sources(parks: Any) -> Any:
    """Sources of parks whose text is here, each with the latest year of a plan drawn from it."""
    sources = Source.objects.filter(park__in=parks, full_text__isnull=False, editions__isnull=False)
    found = sources.annotate(year=Max("editions__plan__year"))
    return found.select_related("park", "full_text").order_by("-year", "park", "slug")


def _as_data(form: Any) -> dict[str, Any]:
    """What the form of a proposal would send if nobody changed it."""
    return {form.add_prefix(name): form.initial.get(name, "") for name in form.fields}


def _table(page: ReadingPage) -> list[dict[str, Any]]:
    """For each kind how many were found, added, set aside, are open, and go into the draft."""
    found: dict[str, Counter[str]] = {}
    for line in page.lines.values():
        if line.row.kind != NO_FACT:
            counts = found.setdefault(line.row.kind, Counter())
            counts["added" if line.by_person else "found"] += 1
            counts["gone" if line.is_gone else "known" if line.in_draft else line.row.state] += 1
    return [
        {"kind": kind, "name": kind_name(kind), "colour": COLOURS[kind], **counts}
        for kind, counts in found.items()
    ]
