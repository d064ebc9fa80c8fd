"""Write the search index of an export as a script, because a page opened as a file cannot fetch data."""

import json
from collections.abc import Callable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import Edition
from initiatives.search import (
    MAX_HITS,
    MAX_QUERY_LENGTH,
    MAX_TERMS,
    NO_HIT_LIMIT,
    EveryRow,
    Hit,
    search,
    searched,
)
from initiatives.values.folded_text import simplified_characters
from initiatives.values.search_terms import WORD_START
from initiatives.values.stated_numbers import MAX_UNIT


def write_search_index(edition: Edition | None, link: Callable[[str], str]) -> str:
    """Return the script with all that can be found, in the current language, and the texts of the page."""
    kinds = [
        [capfirst(hits.kind), [_entry(hit, link) for hit in hits.hits]]
        for hits in search(EveryRow("", edition, NO_HIT_LIMIT))
    ]
    content = {
        "limits": {"length": MAX_QUERY_LENGTH, "terms": MAX_TERMS, "hits": MAX_HITS, "unit": MAX_UNIT},
        "characters": _characters(kinds),
        "words": {
            # The same texts as on the search page of the site.
            "one": ngettext("%(n)s place", "%(n)s places", 1),
            "many": ngettext("%(n)s place", "%(n)s places", 2),
            "more": _("and more"),
            "nothing": _("Nothing contains “%(words)s”."),
            "meant": _("Did you mean"),
            "advice": _(
                "Try fewer or shorter words: two characters are enough. "
                "Pinyin, initials and numbers in any notation are understood."
            ),
        },
        "kinds": kinds,
    }
    return f"var parkplan = {json.dumps(content, ensure_ascii=False, separators=(',', ':'))};\n"


def _entry(hit: Hit, link: Callable[[str], str]) -> list[Any]:
    """Name, link, texts that may be shown; what is searched: names, texts, pinyin and numbers.

    Lines of the searched texts that are the same as written are the number of the text that is shown.
    """
    shown, text = searched(hit.row)
    own = list(dict.fromkeys(filter(None, shown)))
    place = {one: number for number, one in enumerate(own)}

    def lines(marked: str) -> list[str | int]:
        found = marked.replace(WORD_START, "").split("\n") if marked else []
        return [place.get(line, line) for line in found]

    return [hit.name, link(hit.url), own, lines(text.names), lines(text.texts), text.spoken, text.numbers]


def _characters(kinds: list[list[Any]]) -> list[list[str]]:
    """Traditional characters, and what they are folded to: those that the texts may be searched by."""
    used = set(json.dumps(kinds, ensure_ascii=False))
    pairs = [(chr(code), plain) for code, plain in simplified_characters().items() if plain in used]
    pairs = [(one, plain) for one, plain in pairs if one != plain]
    return [[one for one, _plain in pairs], [plain for _one, plain in pairs]]
