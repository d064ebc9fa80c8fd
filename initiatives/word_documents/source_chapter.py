"""The last chapter but one of documents: the sources, and the passages of each that marks led to."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from initiatives.models import Source
from initiatives.word_documents.official_document import OfficialDocument
from initiatives.word_documents.row_words import SourceMarks, ended, said, source_words
from initiatives.word_documents.written_text import plain_runs

# Shares of the page: place, section, words.
WIDTHS = (22, 54, 80)


def write_sources(document: OfficialDocument, marks: SourceMarks, sources: Iterable[Source]) -> None:
    """A paragraph for each source and a table of its passages, in their order."""
    document.heading(1, plain_runs(_("Sources")))
    sources = list(sources)
    if not sources:
        document.paragraph(plain_runs(_("No source has been recorded.")))
    for source in sources:
        words = plain_runs(marks.number(source), source_words(source), source.url and f" {source.url}")
        document.paragraph(ended(words))
        rows = [
            (plain_runs(passage.mark), said(passage.section, "title"), said(passage, "phrase"))
            for passage in marks.cited(source)
        ]
        if rows:
            document.table((_("Place"), _("Section"), _("Words of the source")), rows, WIDTHS)
