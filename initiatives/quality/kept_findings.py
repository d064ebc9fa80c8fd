"""Findings in published editions, kept in the memory of the process until a stamp moves."""

from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from initiatives.freshness.stamps import plan_stamp
from initiatives.models import Edition
from initiatives.quality.registry import Finding
from initiatives.values.project_noun import noun_in_force
from initiatives.values.vocabulary import EditionState

MOST_KEPT = 32


class KeptFindings:
    """The findings asked for last, by what they depend on; under the key None nothing is kept."""

    def __init__(self, most: int) -> None:
        self.most, self.lock = most, Lock()
        self.found: OrderedDict[Any, list[Finding]] = OrderedDict()

    def get(self, key: Any) -> list[Finding] | None:
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
            return self.found.get(key)

    def put(self, key: Any, found: list[Finding]) -> None:
        if key is None:
            return
        with self.lock:
            self.found[key] = found
            while len(self.found) > self.most:
                self.found.popitem(last=False)


kept_findings = KeptFindings(MOST_KEPT)


def key_of(edition: Edition, today: date) -> Any:
    """What the findings in an edition depend on; None where they are not to be kept.

    The stamp is read before the rows are, but after the edition and its park, whose values are in the key
    therefore. A transaction may write more, and need not move the stamp once more.
    """
    if edition.state != EditionState.PUBLISHED or connection.in_atomic_block:
        return None
    park = edition.plan.park
    stamp = plan_stamp(park.slug, edition.plan.year)
    if stamp is None:
        return None
    read = (
        str(getattr(row, field.attname)) for row in (edition, park) for field in row._meta.concrete_fields
    )
    return (stamp, today, get_language(), noun_in_force(), *read)
