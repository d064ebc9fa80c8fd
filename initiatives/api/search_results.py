"""What a search finds, as records for programs."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.kinds.columns import Record
from initiatives.kinds.filters import InvalidParameter, UnexpectedValue, read_parameter, read_slug, read_year
from initiatives.kinds.names import collection_name, name_in_edition, plan_name, row_name
from initiatives.models import Assignment, Edition, Organisation, Park, Passage, Release, Update
from initiatives.models.site_urls import absolute_url
from initiatives.search import Hits, Query, search
from initiatives.search.documents import RESULT_MODELS
from initiatives.search.queries import IN_QUESTION

# Hits of a kind that are counted.
COUNTED = 100
# A primary key that no park has.
NO_PARK = -1
KINDS = [collection_name(model) for model in RESULT_MODELS]
AFTER = re.compile("[nt][0-9]{1,19}")


def query_in(parameters: Mapping[str, str]) -> Query:
    """The words to search for, and where; InvalidParameter if there are none, or a filter cannot be read."""
    filters: dict[str, Any] = {
        name: read_parameter(name, read, parameters[name])
        for name, read in READERS.items()
        if name in parameters
    }
    filters["in_question"] = filters.pop("state", False)
    text = parameters.get("q", "")
    if not (query := Query.parse(text, counted=COUNTED, **filters)):
        raise InvalidParameter("q", text[:60], _("Write what to search for; two characters are enough."))
    return query


def _park(text: str) -> int:
    found = Park.objects.filter(slug=read_slug(text)).values_list("pk", flat=True).first()
    return NO_PARK if found is None else found


def _kind(text: str) -> str:
    if text not in KINDS:
        raise UnexpectedValue(_("Write one of: %(known)s.") % {"known": ", ".join(KINDS)})
    return text


def _state(text: str) -> bool:
    if text != IN_QUESTION:
        raise UnexpectedValue(_("Write one of: %(known)s.") % {"known": IN_QUESTION})
    return True


def _after(text: str) -> str:
    if not AFTER.fullmatch(text):
        raise UnexpectedValue(_("Use the address in “next” as it is."))
    return text


READERS: dict[str, Callable[[str], Any]] = {
    "park": _park,
    "year": read_year,
    "kind": _kind,
    "state": _state,
    "after": _after,
}


def search_records(query: Query, parameters: Mapping[str, str]) -> list[Record]:
    """What a search finds, kind by kind; the parameters are those of the address."""
    return [
        {
            "kind": collection_name(type(hits.hits[0].row)),
            "label": hits.kind,
            "more": hits.more,
            "count": hits.count,
            "counted_all": hits.counted_all,
            "next": _next(query, hits, parameters) if hits.more else None,
            "hits": [
                {
                    "id": _name(hit.row, hit.edition),
                    "title": hit.name,
                    "text": hit.text or None,
                    "plan": plan_name(hit.edition),
                    "invented": hit.edition.plan.park.invented,
                    "url": absolute_url(hit.url),
                }
                for hit in hits.hits
            ],
        }
        for hits in search(query)
    ]


def _next(query: Query, hits: Hits, parameters: Mapping[str, str]) -> str:
    """Where the hits of a kind go on."""
    kept = {name: parameters[name] for name in ("lang", "park", "year", "state") if parameters.get(name)}
    following = {"q": query.words, **kept, "kind": hits.collection, "after": hits.hits[-1].key}
    return absolute_url(f"{reverse('api:search')}?{urlencode(following)}")


def _name(row: Any, edition: Edition) -> str:
    park = edition.plan.park.slug
    if isinstance(row, Park):
        return row_name(Park, park)
    if isinstance(row, (Edition, Release)):
        return plan_name(edition)
    if isinstance(row, Update):
        return row_name(Update, park, edition.plan.year, row.key)
    if isinstance(row, Organisation):
        return row_name(Organisation, park, row.slug)
    if isinstance(row, Passage):
        return row_name(Passage, park, row.source.slug, row.key)
    if isinstance(row, Assignment):
        return row_name(Assignment, park, edition.plan.year, row.key)
    return name_in_edition(edition, row)
