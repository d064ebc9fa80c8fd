"""Write the search index of an export as a script, because a page opened as a file cannot fetch data."""

import json
from collections.abc import Callable

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


def write_search_index(edition: Edition | None, link: Callable[[str], str]) -> str:
    """Return the script with all that can be found, in the current language, and the texts of the page."""
    kinds = [
        [capfirst(hits.kind), [_entry(hit, link) for hit in hits.hits]]
        for hits in search(EveryRow("", edition, NO_HIT_LIMIT))
    ]
    content = {
        "limits": {"length": MAX_QUERY_LENGTH, "terms": MAX_TERMS, "hits": MAX_HITS},
        "words": {
            # The same texts as on the search page of the site.
            "one": ngettext("%(n)s place", "%(n)s places", 1),
            "many": ngettext("%(n)s place", "%(n)s places", 2),
            "more": _("and more"),
            "nothing": _("Nothing contains “%(words)s”."),
            "advice": _(
                "Try fewer or shorter words: two characters are enough. "
                "Numbers are found as they are written, such as 30亿元."
            ),
        },
        "kinds": kinds,
    }
    return f"var parkplan = {json.dumps(content, ensure_ascii=False, separators=(',', ':'))};\n"


def _entry(hit: Hit, link: Callable[[str], str]) -> list[object]:
    """Return name, link, texts that may be shown beside the name, and texts that are only searched."""
    own, along = searched(hit.row)
    return [
        hit.name,
        link(hit.url),
        *(list(dict.fromkeys(filter(None, texts))) for texts in (own, along)),
    ]
