"""What a search finds, as records for programs."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from initiatives.kinds.columns import Record
from initiatives.kinds.filters import InvalidParameter
from initiatives.kinds.names import collection_name, name_in_edition, plan_name, row_name
from initiatives.models import Assignment, Edition, Organisation, Passage
from initiatives.models.site_urls import absolute_url
from initiatives.search import Query, search


def query_in(parameters: Mapping[str, str]) -> Query:
    """The words to search for; InvalidParameter if there are none."""
    text = parameters.get("q", "")
    if not (query := Query.parse(text)):
        raise InvalidParameter("q", text[:60], _("Write what to search for; two characters are enough."))
    return query


def search_records(query: Query) -> list[Record]:
    """What a search finds, kind by kind."""
    return [
        {
            "kind": collection_name(type(hits.hits[0].row)),
            "label": hits.kind,
            "more": hits.more,
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


def _name(row: Any, edition: Edition) -> str:
    park = edition.plan.park.slug
    if isinstance(row, Edition):
        return plan_name(row)
    if isinstance(row, Organisation):
        return row_name(Organisation, park, row.slug)
    if isinstance(row, Passage):
        return row_name(Passage, park, row.source.slug, row.key)
    if isinstance(row, Assignment):
        return row_name(Assignment, park, edition.plan.year, row.key)
    return name_in_edition(edition, row)
