"""Rules about passages that the attached text of their source does not have where they are recorded."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from initiatives.quality.content import Content, PlacedPassage, Row
from initiatives.quality.registry import COMPARING, Finding, rule
from initiatives.values.vocabulary import Severity


def _cited(content: Content) -> Iterator[tuple[PlacedPassage, tuple[Row, ...]]]:
    """The passages that the edition and its rows cite, each with its own row and the rows that cite it."""
    own = {row.pk: row for row in content.shared_rows if row.kind == "passage"}
    edition = [row for row in content.shared_rows if row.kind == "edition"]
    citing: dict[int, list[Row]] = {}
    passages: dict[int, PlacedPassage] = {}
    for row in (*edition, *content.rows):
        for passage in row.passages:
            passages[passage.pk] = passage
            citing.setdefault(passage.pk, []).append(row)
    for pk, passage in passages.items():
        yield passage, (*([own[pk]] if pk in own else []), *citing[pk])


@rule(
    "passage-not-found",
    Severity.ERROR,
    _("%(mark)s “%(phrase)s”: the attached text does not have these words."),
    _("Copy the key phrase from the source as it stands there."),
    finds=_("A passage whose key phrase the attached text does not have."),
    example=_("“241 high-tech companies”, where the text says “241 high-tech firms”."),
    introduced=COMPARING,
)
def passage_not_found(content: Content) -> Iterator[Finding]:
    for passage, rows in _cited(content):
        if passage.found_at == "":
            params = {"mark": passage.mark, "phrase": passage.phrase}
            yield Finding("passage-not-found", rows, params, field="phrase")


@rule(
    "passage-elsewhere",
    Severity.ERROR,
    _("%(mark)s “%(phrase)s”: in the attached text these words stand at %(found)s."),
    _("Correct the section and paragraph of the passage."),
    finds=_("A passage recorded in another paragraph than the one that has it."),
    example=_("Recorded in §5 ¶2, where §5 ¶3 has the words."),
    introduced=COMPARING,
)
def passage_elsewhere(content: Content) -> Iterator[Finding]:
    for passage, rows in _cited(content):
        if passage.found_at not in (None, "", passage.mark):
            params = {"mark": passage.mark, "phrase": passage.phrase, "found": passage.found_at}
            yield Finding("passage-elsewhere", rows, params, field="paragraph")
