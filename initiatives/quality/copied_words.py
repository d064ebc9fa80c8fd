"""The rule about texts in the source's own words, where editors should say it in theirs."""

from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from initiatives.article.verbatim_text import SourceRuns
from initiatives.quality.content import Content, SourceRow
from initiatives.quality.registry import Finding, listed, on_row, rule, shortened
from initiatives.quality.structure_rules import CountOfRows
from initiatives.values.vocabulary import Severity


def _source_texts(content: Content) -> Iterator[str]:
    """The texts of the sources, of those without one the key phrases; a park's own texts aside."""
    sources = {row.pk: row for row in content.of(SourceRow)}
    own = {pk for pk, row in sources.items() if row.own_text}
    for pk, source in sources.items():
        if pk not in own:
            yield from (text for _section, text in source.paragraphs)
    passages = {passage.pk: passage for row in content.all_rows for passage in row.passages}
    for passage in passages.values():
        if passage.source not in own and passage.found_at is None:
            yield passage.phrase
        elif passage.source not in sources:
            yield passage.paragraph_text


@lru_cache(maxsize=2)
def _runs_in(texts: tuple[str, ...]) -> SourceRuns:
    return SourceRuns(texts)


@rule(
    "copied-words",
    Severity.WARNING,
    _("%(row)s: %(label)s in the source’s own words, such as “%(words)s”."),
    _(
        "Say it in your own words, or put the words in quotation marks. If the text is the park’s own, "
        "say so at its source."
    ),
    for_readers=False,
    finds=_("More than 25 characters on end that the source has too, outside quotation marks."),
    example=_("A statement taken over from a newspaper as it stands there."),
)
def copied_words(content: Content) -> Iterator[Finding]:
    runs = _runs_in(tuple(_source_texts(content)))
    parts: list[Finding] = []
    labels: dict[str, None] = {}
    for row in content.all_rows:
        copied = [
            (pair, words) for pair in row.texts if pair.narrative and (words := runs.longest_in(pair.chinese))
        ]
        if copied:
            own = dict.fromkeys(pair.label or pair.field for pair, _words in copied)
            labels |= own
            (first, words), told = copied[0], listed(own)
            parts.append(on_row("copied-words", row, first.field, label=told, words=shortened(words)))
    if len(parts) > 1:
        rows = tuple(part.rows[0] for part in parts)
        words = parts[0].params["words"]
        params = {"row": CountOfRows(len(rows)), "label": listed(labels), "words": words}
        yield Finding("copied-words", rows, params, parts=tuple(parts))
    else:
        yield from parts
