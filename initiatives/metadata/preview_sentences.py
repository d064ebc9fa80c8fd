"""Sentences of link previews: counts, lists with as much as has room, figures in a few words."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from initiatives.models import Edition, Figure
from initiatives.models.fields import page_language
from initiatives.values.vocabulary import RemarkKind

# In characters; messengers and search engines show no more.
MAX_LENGTH = 200


def clipped(*sentences: str) -> str:
    """The sentences that are not empty, as one text of at most MAX_LENGTH characters, on one line."""
    chinese = page_language() != "en"
    ended = [
        sentence if sentence.endswith(tuple("。！？…”.!?")) else sentence + ("。" if chinese else ".")
        for sentence in (" ".join(one.split()) for one in sentences)
        if sentence
    ]
    return Truncator(("" if chinese else " ").join(ended)).chars(MAX_LENGTH, truncate="…")


def listing(what: str, names: Iterable[str], room: int = MAX_LENGTH - 20) -> str:
    """What there is, and the first names that have room, with an ellipsis if there are more.

    No further names are asked for, so that long lists cost no more than short ones.
    """
    shown: list[str] = []
    more = ""
    for name in filter(None, names):
        if shown and len(what) + sum(map(len, shown)) + 2 * len(shown) + len(name) > room:
            more = "…"
            break
        shown.append(name)
    if not shown:
        return what
    which = _("; ").join(shown) + more
    return _("%(what)s: %(which)s") % {"what": what, "which": which}


def with_list(sentence: str, what: str, names: Iterable[str]) -> str:
    """A sentence, and after it as much of a listing as has room."""
    return clipped(sentence, what and listing(what, names, MAX_LENGTH - len(sentence) - 10))


def texts(rows: Iterable[Any], field: str) -> list[str]:
    return [row.text(field)[0] for row in rows]


def count_of_goals(n: int) -> str:
    return ngettext("%(n)s goal", "%(n)s goals", n) % {"n": n}


def count_of_projects(edition: Edition, n: int) -> str:
    words = {"n": n, "noun": edition.noun, "nouns": edition.nouns}
    return ngettext("%(n)s %(noun)s", "%(n)s %(nouns)s", n) % words


def count_of_figures(n: int) -> str:
    return npgettext("link preview", "%(n)s figure", "%(n)s figures", n) % {"n": n}


def count_of_measures(n: int) -> str:
    return npgettext("link preview", "%(n)s measure", "%(n)s measures", n) % {"n": n}


def plan_name(edition: Edition) -> str:
    return _("%(park)s, plan %(year)s") % {
        "park": edition.plan.park.text("name")[0],
        "year": edition.plan.year,
    }


def _value(figure: Figure) -> str:
    """The value as stated, or that there is none."""
    if not figure.amount:
        return figure.get_availability_display()
    return ("" if page_language() != "en" else " ").join(filter(None, figure.amount.parts(page_language())))


def _doubt(figure: Figure) -> str:
    """What is doubtful about a figure, or that a part of it was inferred."""
    doubt = next(iter(figure.doubts), None)
    if doubt and doubt.kind != RemarkKind.CONTRADICTION:
        return doubt.get_kind_display()
    if figure.in_question:
        return _("Contradiction")
    return _("partly inferred") if figure.inferred else ""


def figure_reading(figure: Figure) -> str:
    """Value, kind, period and doubt of a figure: 241家，实际，截至2023年，部分为推断."""
    parts = (
        _value(figure),
        figure.get_kind_display().lower(),
        figure.period_in_words,
        _doubt(figure).lower(),
    )
    return _(", ").join(filter(None, parts))


def named(name: str, scope: str) -> str:
    return _("%(what)s (%(scope)s)") % {"what": name, "scope": scope} if scope else name
