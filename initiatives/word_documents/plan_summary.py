"""The plan on one page as a Word document: what the one-page brief picks out, as far as the page has room.

Each part says how much it leaves out. Texts are never cut, except for a title that fills the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import Edition, Figure
from initiatives.models.site_urls import page_language
from initiatives.pages.absence import absence
from initiatives.pages.brief import Brief, fold
from initiatives.pages.citations import punctuation
from initiatives.values.vocabulary import FigureKind
from initiatives.word_documents.official_document import OfficialDocument
from initiatives.word_documents.official_format import TEXT_HEIGHT, TEXT_WIDTH, Typeface, format_for
from initiatives.word_documents.reading_words import edition_words
from initiatives.word_documents.row_words import (
    SourceMarks,
    doubt_words,
    ended,
    in_brackets,
    manner_words,
    quoted_words,
    said,
    source_words,
    speaker_words,
    value_words,
)
from initiatives.word_documents.written_text import (
    Runs,
    TextRun,
    count_document_lines,
    joined,
    on_one_line,
    plain_runs,
    width_in_ems,
)

MAX_TITLE_LINES = 3
# The one-page brief says nothing of whose wording a text is, and reads no passages for it.
shown = partial(said, origin=False)


@dataclass
class SummaryPart:
    """A part of the page: a heading, and items of which as many are taken as there is room for.

    `share` is what it may take of the page before the others had theirs; `further` how many rows its
    items leave out already. A part without items has `words`, all or nothing.
    """

    heading: str
    items: list[Runs] = field(default_factory=list)
    share: float = 1.0
    further: int = 0
    words: list[TextRun] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    runs: list[TextRun] = field(default_factory=list)

    def with_items(self, chosen: list[int]) -> list[TextRun]:
        """The runs with some of the items, and how many rows are left out."""
        weights = self.counts or [1] * len(self.items)
        left_out = self.further + sum(weights) - sum(weights[place] for place in chosen)
        parts = [self.items[place] for place in chosen]
        if left_out:
            more = ngettext("%(n)s more on the plan’s pages", "%(n)s more on the plan’s pages", left_out)
            parts.append(plain_runs(more % {"n": left_out}))
        return [*self.words, *ended(joined(parts, punctuation().semicolon))]


def write_plan_summary(edition: Edition) -> bytes:
    """The document of an edition in the current language, on one page."""
    return _PlanSummary(Brief.build(edition)).written()


class _PlanSummary:
    def __init__(self, page: Brief) -> None:
        self.page, self.edition = page, page.edition
        self.form = format_for(page_language())
        self.marks = SourceMarks(self.edition.sources.all())
        self.room = TEXT_HEIGHT

    def written(self) -> bytes:
        title = self._title()
        subtitle = _("%(park)s, work plan %(year)s in brief") % {
            "park": self.edition.plan.park,
            "year": self.edition.plan.year,
        }
        document = OfficialDocument(self.form, self.edition.text("title")[0], self.edition.released_at)
        document.title(plain_runs(title), in_brackets(subtitle).strip())
        self.room -= self._lines_of_title(title) * self.form.title_line + self.form.line + 2 * self.form.after
        closing = self._closing()
        self._take(plain_runs(closing))
        parts = self._parts()
        self._fill(parts)
        for number, part in enumerate((part for part in parts if part.runs), 1):
            heading = TextRun(document.run_in_number(number) + part.heading, Typeface.HEADING)
            document.paragraph([heading, *part.runs])
        document.paragraph(plain_runs(closing))
        return document.as_bytes()

    # Room, in points

    def _cost(self, runs: Iterable[TextRun]) -> float:
        lines = count_document_lines(runs, self.form)
        return lines * self.form.line + self.form.after

    def _take(self, runs: Iterable[TextRun]) -> None:
        self.room -= self._cost(runs)

    def _fill(self, parts: list[SummaryPart]) -> None:
        """Give each part its share, then what is left to those that leave something out."""
        whole = self.room
        for part in sorted(parts, key=lambda part: part.share):
            part.runs = self._fitting(part, min(self.room, whole * part.share))
            if part.runs:
                self.room -= self._cost([TextRun(f"三、{part.heading}"), *part.runs])
        for part in parts:
            if part.share == 1 or not part.runs:
                continue
            before = self._cost([TextRun(f"三、{part.heading}"), *part.runs])
            part.runs = self._fitting(part, self.room + before)
            self.room -= self._cost([TextRun(f"三、{part.heading}"), *part.runs]) - before

    def _fitting(self, part: SummaryPart, room: float) -> list[TextRun]:
        """The part with the items that fit, one after the other; nothing if not even its heading does."""
        heading = TextRun(f"三、{part.heading}")
        if self._cost([heading, *part.with_items([])]) > room:
            return []
        chosen: list[int] = []
        for place in range(len(part.items)):
            if self._cost([heading, *part.with_items([*chosen, place])]) <= room:
                chosen.append(place)
        return part.with_items(chosen)

    def _title(self) -> str:
        """The title; one that would take more than its lines ends in dots."""
        title = on_one_line(self.edition.text("title")[0])
        while self._lines_of_title(title) > MAX_TITLE_LINES:
            title = title.rstrip("…")[:-1] + "…"
        return title

    def _lines_of_title(self, title: str) -> int:
        width = width_in_ems(title, self.form) * self.form.title_size
        return max(1, -int(-width // (TEXT_WIDTH - self.form.title_size)))

    # Parts, in the order of the page

    def _parts(self) -> list[SummaryPart]:
        parts = (
            self._idea(),
            self._goals(),
            self._projects(),
            self._figures(),
            self._targets(),
            self._doubts(),
            self._said(),
        )
        return [part for part in parts if part is not None]

    def _part(self, heading: str, *items: Runs, **options: object) -> SummaryPart:
        lines = [[_on_one_line(run) for run in runs] for runs in items]
        return SummaryPart(f"{heading}{punctuation().stop}", list(lines), **options)  # type: ignore[arg-type]

    def _idea(self) -> SummaryPart | None:
        name = "guiding_idea" if self.edition.guiding_idea else "slogan"
        words = shown(self.edition, name)
        return self._part(_("Guiding idea"), words, share=0.2) if words else None

    def _goals(self) -> SummaryPart:
        heading = capfirst(_("Goals"))
        if not self.page.groups:
            return self._part(heading, plain_runs(absence(self.edition, _("The source names no goals."))))
        items = []
        for group in self.page.groups:
            titles = joined([shown(goal, "title") for goal in group.goals], punctuation().list_comma)
            label = shown(group.group, "label") if group.group else []
            if not label and self.page.has_groups:
                label = plain_runs(_("Other goals"))
            items.append([*label, TextRun(punctuation().colon), *titles] if label else titles)
        counts = [len(group.goals) for group in self.page.groups]
        return self._part(heading, *items, share=0.26, further=self.page.goals_left_out, counts=counts)

    def _projects(self) -> SummaryPart:
        heading = capfirst(self.edition.nouns)
        if not self.page.projects.rows:
            return self._part(heading, plain_runs(absence(self.edition, _("The source names no {nouns}."))))
        items = [shown(entry.project, "title") for entry in self.page.projects.rows]
        if self.form.grid:
            heading = f"{heading}{in_brackets(_('%(n)s in all') % {'n': self.page.projects.total})}"
        return self._part(heading, *items, share=0.3, further=self.page.projects.left_out)

    def _figures(self) -> SummaryPart | None:
        main = [entry.figures for entry in self.page.projects.rows if entry.figures]
        rows = [*main, *self.page.others.rows]
        rows = [row for row in rows if row[0].kind != FigureKind.TARGET]
        if not rows:
            return None
        listed = sum(map(len, rows))
        total = sum(row.kind != FigureKind.TARGET and bool(row.amount) for row in self.page.figures)
        period = self.page.period
        heading = f"{_('Figures')}{in_brackets(period)}"
        items = [self._figure(row, period) for row in rows]
        further = max(0, total - listed)
        return self._part(heading, *items, further=further, counts=list(map(len, rows)))

    def _figure(self, row: list[Figure], usual_period: str) -> list[TextRun]:
        """`规模以上工业增加值增速24%｜18%（预计，矛盾）`, with marks."""
        figure = row[0]
        gap, between = ("", "｜") if self.form.grid else (" ", " | ")
        scopes = [shown(each, "scope") for each in row if each.scope]
        if any(each.amount for each in row):
            scopes = scopes[:1]
        name = shown(figure.metric, "name")
        if scopes:
            name += [TextRun(" · "), *joined(scopes, punctuation().list_comma)]
        values = list(dict.fromkeys(value_words(each, self.edition) for each in row))
        facts = [
            "" if figure.period_in_words == usual_period else figure.period_in_words,
            figure.get_kind_display(),
            *doubt_words(figure),
        ]
        words = [*name, TextRun(f"{gap}{between.join(values)}{in_brackets(*facts)}")]
        return [*words, *self.marks.of(*row)]

    def _targets(self) -> SummaryPart | None:
        page = self.page
        targets = [row for row in page.figures if row.kind == FigureKind.TARGET]
        if not targets:
            return None
        words = _("%(n)s in all") % {"n": page.target_count}
        if page.targets_without_number and self.edition.read_whole:
            words += punctuation().comma + self._without_number()
        rows = fold([row for row in targets if row.amount])
        items = [plain_runs(words), *(self._figure(row, page.target_period) for row in rows)]
        heading = f"{_('Targets')}{in_brackets(page.target_period)}"
        counts = [page.targets_without_number, *map(len, rows)]
        return self._part(heading, *items, share=0.25 if rows else 0.1, counts=counts)

    def _without_number(self) -> str:
        count, total = self.page.targets_without_number, self.page.target_count
        if count < total:
            return _("%(n)s of %(total)s without a number") % {"n": count, "total": total}
        words = ngettext("the one target has no number", "none of %(n)s has a number", total)
        return words % {"n": total}

    def _doubts(self) -> SummaryPart | None:
        """What is in question: figures that contradict each other, and what editors remark."""
        page = self.page
        items = [self._figure(row, page.period) for row in page.conflicts]
        for remark in page.notes.rows:
            kind = TextRun(f"{remark.get_kind_display()}{punctuation().colon}", Typeface.SUBHEADING)
            content = shown(remark, "content")
            items.append([kind, *_without_stop(content), *self.marks.of(remark)])
        if not items and not page.notes.left_out:
            return None
        return self._part(_("Contradictions and doubts"), *items, share=0.18, further=page.notes.left_out)

    def _said(self) -> SummaryPart | None:
        quote = self.page.quote
        if quote is None:
            return None
        words = [
            TextRun(f"{speaker_words(quote, self.edition)}{punctuation().colon}"),
            *_without_stop(quoted_words(quote)),
            TextRun(in_brackets(*manner_words(quote))),
            *self.marks.of(quote),
        ]
        part = self._part(_("Quotes"))
        part.words, part.share = [_on_one_line(run) for run in ended(words)], 2
        return part

    def _closing(self) -> str:
        """The sources, what the marks mean, the edition and its address."""
        marks = punctuation()
        names = [self.marks.number(row) + source_words(row) for row in self.page.sources.rows]
        if left_out := self.page.sources.left_out:
            more = ngettext("%(n)s more on the plan’s pages", "%(n)s more on the plan’s pages", left_out)
            names.append(more % {"n": left_out})
        sources = marks.semicolon.join(names) or _("No source has been recorded.").rstrip(".。")
        meaning = "§2 ¶3" + marks.colon + _("section and paragraph of the source")
        sentences = (f"{_('Source')}{marks.colon}{sources}", meaning, edition_words(self.edition))
        return on_one_line("".join(f"{words}{marks.stop}" for words in sentences))


def _on_one_line(run: TextRun) -> TextRun:
    text = " ".join(run.text.split("\n")) if "\n" in run.text or "\r" in run.text else run.text
    return TextRun(text, run.typeface, run.raised, run.bold, run.foreign)


def _without_stop(runs: list[TextRun]) -> list[TextRun]:
    """Runs that go on: without the full stop at their end."""
    if not runs:
        return runs
    last = runs[-1]
    text = last.text.rstrip("。.")
    return [*runs[:-1], TextRun(text, last.typeface, last.raised, last.bold, last.foreign)]
