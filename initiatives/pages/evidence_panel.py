"""The passages behind one fact, loaded into the page by htmx."""

from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist

from initiatives.models import EDITION_ROWS, Edition, EditionRow, Passage, SourceText, Update

# By the kind in the URL.
MODELS_BY_KIND = {model._meta.model_name: model for model in EDITION_ROWS}


@dataclass(frozen=True)
class Evidence:
    edition: Edition
    row: EditionRow | Edition | Update
    marks: list[list[Passage]]
    # The primary keys of the sources whose full text is public.
    readable: frozenset[int]

    @classmethod
    def build(cls, edition: Edition, kind: str, key: str) -> "Evidence":
        """The evidence of the row of that kind and key; raises ObjectDoesNotExist."""
        row = find_row(edition, kind, key)
        public = SourceText.objects.filter(public=True, source__editions=edition)
        return cls(edition, row, row.marks, frozenset(public.values_list("source", flat=True)))


def find_row(edition: Edition, kind: str, key: str) -> EditionRow | Edition | Update:
    """A row of an edition, a published report on its plan, or the edition itself, whose key is its number."""
    if kind == Edition._meta.model_name and key == str(edition.number):
        return edition
    if kind == Update._meta.model_name:
        return Update.objects.readable_with(edition).get(key=key)
    if kind not in MODELS_BY_KIND:
        raise ObjectDoesNotExist(kind)
    row = MODELS_BY_KIND[kind].objects.filter(edition=edition).with_evidence().get(key=key)
    row.edition = edition
    return row
