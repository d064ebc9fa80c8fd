"""What a document says of a row: texts with what is to be known of them, value, doubts, places in the source.

Nothing that the page shows beside the words is left out: what is not translated, what is the source's own
wording, what is in question.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.models import Edition, Figure, Quote, Source
from initiatives.models.site_urls import page_language
from initiatives.pages.absence import absence
from initiatives.pages.citations import punctuation
from initiatives.values.vocabulary import Availability, Basis, Manner, RemarkKind
from initiatives.word_documents.official_format import Typeface
from initiatives.word_documents.written_text import TextRun


def in_brackets(*words: str) -> str:
    """The words that are not empty, in brackets; nothing for none."""
    marks = punctuation()
    said = marks.comma.join(filter(None, words))
    return said.join(marks.brackets) if said else ""


def ended(runs: list[TextRun]) -> list[TextRun]:
    """Runs that are a sentence: with the full stop that they lack."""
    words = "".join(run.text for run in runs if not run.raised).rstrip().rstrip("”’")
    if not words or words[-1] in "。！？…；.!?;":
        return runs
    return [*runs, TextRun(punctuation().stop.strip())]


def said(row: Any, field: str, typeface: Typeface = Typeface.BODY, *, origin: bool = True) -> list[TextRun]:
    """A text field in the document's language, followed by what is to be known of it; empty for no text.

    With `origin` also whether it is the source's own wording, for which the row must know its passages.
    """
    text, language = row.text(field)
    if not text:
        return []
    if language != page_language():
        note = in_brackets(_("Not translated yet"))
        return [TextRun(text, typeface, foreign=True), TextRun(note)]
    found = [TextRun(text, typeface)]
    if language == "en" and field in getattr(row, "outdated_english", ()):
        found.append(TextRun(f" {_('(English of an earlier version)')}"))
    if origin and language != "en" and hasattr(row, "is_in_source_words") and row.is_in_source_words(field):
        found.append(TextRun(in_brackets(_("source’s words"))))
    return found


def value_words(figure: Figure, edition: Edition) -> str:
    """The value as stated; if there is none, why."""
    if figure.amount:
        return figure.amount.in_words(get_language() or "")
    if edition.read_whole or figure.availability == Availability.NOT_APPLICABLE:
        return figure.get_availability_display()
    return _("Not entered")


def doubt_words(figure: Figure) -> list[str]:
    """What is in question of a figure, then how to read it, as its tags on the page say: `矛盾`, `提示`."""
    kinds = [remark.get_kind_display() for remark in figure.doubts[:1]]
    if not kinds and getattr(figure, "contradicted", False):
        kinds = [str(RemarkKind.CONTRADICTION.label)]
    return [*kinds, *(remark.get_kind_display() for remark in figure.hints)]


def speaker_words(quote: Quote, edition: Edition) -> str:
    """`陈海波（雨花经开区党工委书记）`; who is not named is said not to be."""
    name, office = quote.text("speaker")[0], quote.text("speaker_title")[0]
    if not name and (edition.read_whole or not office):
        name = absence(edition, _("Not named"))
    return f"{name}{in_brackets(office)}" if name else office


def quoted_words(quote: Quote) -> list[TextRun]:
    """What was said, in quotation marks if word for word."""
    words = said(quote, "content")
    if quote.manner == Manner.REPORTED or not words:
        return words
    marks = punctuation()
    opening, closing = marks.inner_quotes
    first = words[0]
    inner = first.text.replace("“", opening).replace("”", closing)
    return [
        TextRun(inner.join(marks.quotes), first.typeface, foreign=first.foreign),
        *words[1:],
    ]


def manner_words(quote: Quote) -> list[str]:
    """How it is said, and what it is here: verbatim, retold, a translation."""
    translated = page_language() == "en" and quote.manner == Manner.VERBATIM and bool(quote.content_en)
    return [quote.get_manner_display(), *([_("Translation")] if translated else [])]


def date_words(row: Any, field: str) -> str:
    """A date, with what the source says of it where its year was inferred."""
    date = getattr(row, field)
    if not date:
        return ""
    words = date_format(date, _("j F Y"))
    if getattr(row, f"{field}_basis") != Basis.INFERRED:
        return words
    stated = _("year inferred; the source says %(stated)s") % {"stated": getattr(row, f"{field}_stated")}
    return f"{words}{in_brackets(stated)}"


def source_words(source: Source) -> str:
    """A source in one text: `《做实“八大工程”…》（长沙晚报，2023年12月25日）`."""
    published = date_format(source.published_on, _("j F Y")) if source.published_on else ""
    facts = [source.text(name)[0] for name in ("series", "authors", "publisher")]
    return f"{source.text('title')[0].join(punctuation().title)}{in_brackets(*facts, published)}"


class SourceMarks:
    """The raised marks after words: where the sources say so; and which passages they led to.

    With several sources the number of the source stands before the place: `[2] §2 ¶3`.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = list(sources)
        self.several = len(self.sources) > 1
        self.numbers = {source.pk: number for number, source in enumerate(self.sources, 1)}
        self.passages: dict[int, Any] = {}

    def of(self, *rows: Any) -> list[TextRun]:
        """The marks of rows, each once."""
        passages = [passage for row in rows for places in row.marks for passage in places]
        self.passages.update({passage.pk: passage for passage in passages})
        marks = punctuation().list_comma.join(dict.fromkeys(map(self.mark, passages)))
        return [TextRun(f"\u00a0{marks}", raised=True)] if marks else []

    def mark(self, passage: Any) -> str:
        source = passage.source
        if source.pk not in self.numbers:
            self.sources.append(source)
            self.numbers[source.pk] = len(self.sources)
        # A place is not torn apart at the end of a line.
        return f"{self.number(source)}{passage.mark}".replace(" ", "\u00a0")

    def number(self, source: Source) -> str:
        """The number of a source where there are several, or it is none of the plan's."""
        number = self.numbers[source.pk]
        return f"[{number}] " if self.several or number > 1 else ""

    def cited(self, source: Source) -> list[Any]:
        """The passages of a source that marks led to, in the order of the source."""
        found = [passage for passage in self.passages.values() if passage.source_id == source.pk]
        return sorted(found, key=lambda row: (row.section.order, row.paragraph or 0, row.order, row.key))
