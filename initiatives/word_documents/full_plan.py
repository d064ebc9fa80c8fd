"""The whole plan as a Word document: what the full brief shows, in numbered chapters."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from initiatives.models import Contribution, Edition, Figure, Goal, Measure, Photo, Quote, Remark, Statement
from initiatives.models.site_urls import page_language
from initiatives.pages.absence import absence
from initiatives.pages.citations import punctuation
from initiatives.pages.full_brief import BriefGoal, FullBrief
from initiatives.pages.projects import ProjectDetail
from initiatives.values.periods import Period
from initiatives.values.vocabulary import Manner
from initiatives.word_documents.official_document import OfficialDocument
from initiatives.word_documents.official_format import Typeface, format_for
from initiatives.word_documents.reading_words import legend
from initiatives.word_documents.row_words import (
    SourceMarks,
    date_words,
    doubt_words,
    ended,
    in_brackets,
    manner_words,
    quoted_words,
    said,
    speaker_words,
    value_words,
)
from initiatives.word_documents.source_chapter import write_sources
from initiatives.word_documents.written_text import TextRun, plain_runs

# Shares of the page: metric, value, kind, period, source.
FIGURE_WIDTHS = (52, 30, 19, 34, 21)


def write_full_plan(edition: Edition) -> bytes:
    """The document of an edition in the current language."""
    return _FullPlan(FullBrief.build(edition)).written()


class _FullPlan:
    """Writes each part of the page into one document."""

    def __init__(self, page: FullBrief) -> None:
        self.page, self.edition = page, page.edition
        title = self.edition.text("title")[0]
        self.form = format_for(page_language())
        self.document = OfficialDocument(self.form, title, self.edition.released_at)
        self.marks = SourceMarks(entry.source for entry in page.sources)
        self.colon = punctuation().colon

    def written(self) -> bytes:
        self._opening()
        self._goals()
        self._projects()
        self._figures()
        self._quotes()
        self._remarks()
        self._photos()
        write_sources(self.document, self.marks, [entry.source for entry in self.page.sources])
        self._reading()
        return self.document.as_bytes()

    # Chapters

    def _opening(self) -> None:
        edition, document = self.edition, self.document
        plan = _("%(park)s, work plan %(year)s") % {"park": edition.plan.park, "year": edition.plan.year}
        document.title(said(edition, "title", Typeface.TITLE), in_brackets(plan).strip())
        document.paragraph(ended(said(edition, "summary")))
        if edition.guiding_idea or edition.slogan:
            document.heading(1, plain_runs(_("Guiding idea")))
            for field in ("slogan", "guiding_idea"):
                document.paragraph(ended(said(edition, field)))
            document.paragraph(self._meeting())

    def _meeting(self) -> list[TextRun]:
        if not self.edition.meeting:
            return []
        words = [TextRun(f"{_('Comes from')}{self.colon}"), *said(self.edition, "meeting")]
        if when := date_words(self.edition, "meeting_date"):
            words.append(TextRun(f"{punctuation().comma}{when}"))
        return [*ended(words), *self.marks.of(self.edition)]

    def _goals(self) -> None:
        self.document.heading(1, plain_runs(_("Goals")))
        if not self.page.groups:
            self._absent(_("The source names no goals."))
        grouped = any(part.group for part in self.page.groups)
        for part in self.page.groups:
            if part.group:
                self.document.heading(2, [*said(part.group, "label"), *self.marks.of(part.group)])
            elif grouped:
                self.document.heading(2, plain_runs(_("Other goals")))
            for entry in part.goals:
                self._goal(entry, level=3 if grouped else 2)
        if self.page.statements:
            self.document.heading(1, plain_runs(_("Background")))
            self._statements(self.page.statements)

    def _goal(self, entry: BriefGoal, level: int) -> None:
        goal: Goal = entry.goal
        self.document.heading(level, [*said(goal, "title"), *self.marks.of(goal)])
        self.document.paragraph(ended(said(goal, "statement")))
        self._notes(goal.notes)
        for link in entry.contributions:
            self.document.paragraph(self._contribution(link))
            self._notes(link.notes)
        if not entry.contributions:
            words = _("No %(noun)s has been linked to this goal.") % {"noun": self.edition.noun}
            self.document.paragraph(plain_runs(words))

    def _contribution(self, link: Contribution) -> list[TextRun]:
        """`05 科技创新提能工程（编者推断）：…`."""
        words = [TextRun(f"{link.project.numeral} "), *said(link.project, "title")]
        words.append(TextRun(in_brackets(link.get_basis_display())))
        if reason := said(link, "reason"):
            words += [TextRun(self.colon), *reason]
        return [*ended(words), *self.marks.of(link)]

    def _projects(self) -> None:
        self.document.heading(1, plain_runs(capfirst(self.edition.nouns)))
        if not self.page.projects:
            self._absent(_("The source names no {nouns}."))
        for project in self.page.projects:
            self._project(project)

    def _project(self, page: ProjectDetail) -> None:
        project, document = page.project, self.document
        document.heading(2, said(project, "title", Typeface.SUBHEADING))
        document.paragraph([*ended(said(project, "summary")), *self.marks.of(project)])
        self._notes(project.notes)
        if page.background:
            document.heading(3, plain_runs(_("Background")))
            self._statements(page.background)
        document.heading(3, plain_runs(_("Starting point")))
        self._statements(page.starting_points)
        if not page.starting_points and page.results:
            document.paragraph(plain_runs(_("See the figures below.")))
        elif not page.starting_points:
            self._absent(_("The source does not say where this {noun} starts from."))
        if page.shortfalls or self.edition.read_whole:
            document.heading(3, plain_runs(_("Shortfalls")))
            self._statements(page.shortfalls)
        if not page.shortfalls and self.edition.read_whole:
            self._absent(_("The source names no shortfall for this {noun}."))
        document.heading(3, plain_runs(_("Measures")))
        self._measures(page)
        document.heading(3, plain_runs(_("Figures and targets")))
        if page.figures:
            self._figure_table(page.figures)
        else:
            self._absent(_("The source gives no figures."))
        if page.quotes:
            document.heading(3, plain_runs(_("Quotes")))
            for quote in page.quotes:
                self._quote(quote)

    def _measures(self, page: ProjectDetail) -> None:
        for number, measure in enumerate(page.measures, 1):
            self.document.paragraph(self._measure(number, measure))
            self._notes(measure.notes)
        if not page.measures and page.quotes and self.edition.read_whole:
            self._absent(
                _(
                    "Outside a quotation, the source names no measure for this {noun}. "
                    "What officials said of it stands under Quotes."
                )
            )
        elif not page.measures:
            self._absent(_("The source names no measure for this {noun}."))

    def _measure(self, number: int, measure: Measure) -> list[TextRun]:
        """`（1）动态筛选潜力企业。…`, with its time and who is responsible, if that is known."""
        bold = [
            TextRun(run.text, run.typeface, bold=True, foreign=run.foreign) for run in said(measure, "title")
        ]
        words = [TextRun(in_brackets(str(number)).strip() + ("" if self.form.grid else " ")), *ended(bold)]
        gap = plain_runs("" if self.form.grid else " ")
        if detail := said(measure, "detail"):
            words += [*gap, *ended(detail)]
        due = Period.parse(measure.due).in_words if measure.due else ""
        responsible = measure.responsible.text("name")[0] if measure.responsible else ""
        facts = [
            measure.get_cadence_display() if measure.cadence else "",
            _("When: %(when)s") % {"when": due} if due else "",
            _("Who: %(who)s") % {"who": responsible} if responsible else "",
        ]
        if known := [fact for fact in facts if fact]:
            words += [*gap, *ended(plain_runs(punctuation().semicolon.join(known)))]
        return [*words, *self.marks.of(measure)]

    def _figures(self) -> None:
        """Those of no project; the others stand with theirs."""
        figures = [figure for figure in self.page.figures if figure.project_id is None]
        if figures:
            self.document.heading(1, plain_runs(_("Figures of the whole plan")))
            self._figure_table(figures)

    def _quotes(self) -> None:
        if self.page.quotes:
            self.document.heading(1, plain_runs(_("Quotes")))
            for quote in self.page.quotes:
                self._quote(quote)

    def _remarks(self) -> None:
        self.document.heading(1, plain_runs(_("Editors' notes")))
        if not self.page.remarks:
            self.document.paragraph(plain_runs(_("Editors have noted nothing.")))
        for remark in self.page.remarks:
            self.document.paragraph(self._remark(remark))

    def _photos(self) -> None:
        if self.page.photos:
            self.document.heading(1, plain_runs(_("Photos")))
        for photo in self.page.photos:
            self.document.paragraph(self._photo(photo))
            self._notes(photo.notes)

    def _reading(self) -> None:
        self.document.heading(1, plain_runs(_("How to read it")))
        for runs in legend(self.edition):
            self.document.paragraph(runs)

    # Rows

    def _absent(self, words: str) -> None:
        self.document.paragraph(plain_runs(absence(self.edition, words)))

    def _statements(self, statements: Iterable[Statement]) -> None:
        for statement in statements:
            kind = TextRun(f"{statement.get_kind_display()}{self.colon}", Typeface.SUBHEADING)
            words = [kind, *ended(said(statement, "content"))]
            self.document.paragraph([*words, *self.marks.of(statement)])
            self._notes(statement.notes)

    def _quote(self, quote: Quote) -> None:
        words = [TextRun(f"{speaker_words(quote, self.edition)}{self.colon}"), *ended(quoted_words(quote))]
        occasion = quote.text("occasion")[0]
        words.append(TextRun(in_brackets(*manner_words(quote), occasion)))
        self.document.paragraph([*words, *self.marks.of(quote)])
        if page_language() == "en" and quote.manner == Manner.VERBATIM and quote.content_en:
            self.document.note([TextRun(quote.content, foreign=True)])
        self._notes(quote.notes)

    def _remark(self, remark: Remark) -> list[TextRun]:
        kind = TextRun(f"{remark.get_kind_display()}{self.colon}", Typeface.HEADING)
        return [kind, *ended(said(remark, "content")), *self.marks.of(remark)]

    def _notes(self, remarks: Iterable[Remark]) -> None:
        """What editors remark on a row, below it."""
        for remark in remarks:
            kind = _("editors' note: %(kinds)s") % {"kinds": remark.get_kind_display()}
            self.document.note([TextRun(f"{capfirst(kind)}{self.colon}"), *ended(said(remark, "content"))])

    def _photo(self, photo: Photo) -> list[TextRun]:
        words = said(photo, "caption")
        facts = [
            _("Credit: %(credit)s") % {"credit": photo.text("credit")[0]} if photo.credit else "",
            date_words(photo, "date"),
            "" if photo.has_picture else _("Picture not supplied"),
        ]
        return [*ended([*words, TextRun(in_brackets(*facts))]), *self.marks.of(photo)]

    def _figure_table(self, figures: Iterable[Figure]) -> None:
        headings = (_("Metric"), _("Value"), _("Kind"), _("Period"), _("Source"))
        self.document.table(headings, map(self._figure, figures), FIGURE_WIDTHS)

    def _figure(self, figure: Figure) -> tuple[list[TextRun], ...]:
        name = said(figure.metric, "name")
        if figure.scope:
            name += [TextRun(" · "), *said(figure, "scope")]
        doubts = [TextRun(in_brackets(*doubt_words(figure)), Typeface.HEADING)]
        stated = figure.text("period_stated")[0]
        period = figure.period_in_words
        if stated and stated != period:
            period += in_brackets(stated)
        places: dict[str, Any] = {self.marks.mark(row): row for rows in figure.marks for row in rows}
        self.marks.of(figure)
        return (
            [*name, *doubts],
            plain_runs(value_words(figure, self.edition)),
            plain_runs(figure.get_kind_display()),
            plain_runs(period),
            plain_runs(punctuation().list_comma.join(places)),
        )
