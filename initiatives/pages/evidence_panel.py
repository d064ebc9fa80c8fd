"""The passages behind one fact, as they open beside it."""

from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist

from initiatives.models import EDITION_ROWS, Edition, EditionRow, Passage, SourceText

# The kinds of rows that have evidence, by the name an address gives them.
KINDS = {model._meta.model_name: model for model in EDITION_ROWS}


@dataclass(frozen=True)
class Evidence:
    edition: Edition
    row: EditionRow
    marks: list[list[Passage]]
    # The sources whose text the public may read here.
    readable: frozenset[int]

    @classmethod
    def build(cls, edition: Edition, kind: str, key: str) -> "Evidence":
        """The evidence of the row of that kind and key; ObjectDoesNotExist if there is none."""
        if kind not in KINDS:
            raise ObjectDoesNotExist(kind)
        row = KINDS[kind].objects.filter(edition=edition).with_evidence().get(key=key)
        row.edition = edition
        public = SourceText.objects.filter(public=True, source__editions=edition)
        return cls(edition, row, row.marks, frozenset(public.values_list("source", flat=True)))
