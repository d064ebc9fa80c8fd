"""Words that keep pages honest: what is empty may only not have been entered, what is linked be inferred."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import Contribution, Edition
from initiatives.values.vocabulary import Basis


def absence(edition: Edition | None, words: str) -> str:
    """The words that the source does not state it, if it was read whole; else that nothing was entered.

    `{noun}` and `{nouns}` in the words are what the plan calls its projects.
    """
    if edition and edition.read_whole:
        return words.format(**edition.project_words.words)
    return _("Not entered")


def how_many_inferred(links: Iterable[Contribution]) -> str:
    """How many links between goals and projects the editors inferred, in words; empty for none."""
    inferred = [link.basis == Basis.INFERRED for link in links]
    if not any(inferred):
        return ""
    if all(inferred):
        return _("inferred by the editors")
    count = sum(inferred)
    return ngettext("%(n)s of them inferred", "%(n)s of them inferred", count) % {"n": count}
