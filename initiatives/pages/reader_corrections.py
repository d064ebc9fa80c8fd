"""Readers' corrections that editors show on the page of a plan's changes."""

from dataclasses import dataclass
from typing import Any

from initiatives.models import EDITION_ROWS, Edition, EditionRow, ReaderCorrection
from initiatives.models.reader_corrections import keys_in_editions
from initiatives.values.vocabulary import SEEN_STATES


@dataclass(frozen=True)
class PublicCorrection:
    """A correction and the row of the edition that it is about; None if the edition has that no longer."""

    correction: ReaderCorrection
    row: EditionRow | None


def public_corrections(edition: Edition) -> list[PublicCorrection]:
    """Those about rows that `edition` or one that readers see or saw has, latest first.

    The number of queries is fixed. Of a row that only a draft has, readers are told nothing. They are about
    the plan as it is today, so there are none with the state of an earlier day.
    """
    if edition.as_of:
        return []
    corrections = list(ReaderCorrection.objects.published().filter(plan=edition.plan_id))
    keys = {correction.row_key for correction in corrections}
    rows = _rows_by_key(edition, keys)
    seen = Edition.objects.filter(plan=edition.plan_id, state__in=SEEN_STATES)
    known = rows.keys() | (keys_in_editions(seen, keys) if keys else set())
    return [
        PublicCorrection(correction, rows.get(correction.row_key))
        for correction in corrections
        if correction.row_key in known
    ]


def _rows_by_key(edition: Edition, keys: set[str]) -> dict[str, EditionRow]:
    if not keys:
        return {}
    found: dict[str, EditionRow] = {}
    models: Any = EDITION_ROWS
    for model in models:
        for row in model.objects.filter(edition=edition, key__in=keys).select_related(*model.name_lookups):
            # The edition of the page knows whether it is a preview, which links depend on.
            row.edition = edition
            found[row.key] = row
    return found
