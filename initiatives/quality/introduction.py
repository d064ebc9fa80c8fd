"""Rules that come to a site with published plans: editors are told first, and readers later.

A rule that is new may find something in plans that were published before it. Readers see that from the next
release of the plan on, or after `DAYS_FOR_EDITORS` days; until then only editors do.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connections
from django.utils import timezone

from initiatives.models import Edition, QualityRule
from initiatives.quality import RULES, Finding, findings_of
from initiatives.values.vocabulary import EditionState

DAYS_FOR_EDITORS = 30


def record_rules(using: str) -> None:
    """Note that the rules not yet known to this database came now.

    Rules that have always been there are no news, and in a database without published plans none is. Called
    after each migration, also to a state before the table was there.
    """
    if QualityRule._meta.db_table not in connections[using].introspection.table_names():
        return
    known = set(QualityRule.objects.using(using).values_list("code", flat=True))
    missing = {code: rule for code, rule in RULES.items() if code not in known}
    if missing:
        in_use = Edition.objects.using(using).published().exists()
        now = timezone.now() if in_use else None
        QualityRule.objects.using(using).bulk_create(
            QualityRule(code=code, introduced_at=now if rule.introduced else None)
            for code, rule in missing.items()
        )


def introductions() -> dict[str, datetime]:
    """When the rules that were not here from the beginning came, by code."""
    came = QualityRule.objects.exclude(introduced_at=None)
    return {rule.code: rule.introduced_at for rule in came if rule.introduced_at}


def readers_see_from(introduced: datetime | None, edition: Edition) -> date | None:
    """The day from which readers see what a rule finds in an edition; None if they see it at once.

    In an edition that is not published this is what they will see once it is, so nothing is held back.
    """
    if introduced is None or edition.state != EditionState.PUBLISHED:
        return None
    if edition.released_at and edition.released_at >= introduced:
        return None
    return timezone.localdate(introduced) + timedelta(days=DAYS_FOR_EDITORS)


def visible_to_readers(
    found: Iterable[Finding], edition: Edition, today: date | None = None
) -> list[Finding]:
    """Those findings in an edition that its readers see today, or on the given day."""
    came, today = introductions(), today or timezone.localdate()
    return [
        finding
        for finding in found
        if finding.for_readers and not _is_held_back(came.get(finding.code), edition, today)
    ]


def held_back(editions: Iterable[Edition], today: date | None = None) -> dict[Edition, list[Finding]]:
    """Published editions with what new rules find in them and their readers do not see yet."""
    today = today or timezone.localdate()
    came = introductions()
    concerned = [
        edition
        for edition in editions
        if any(_is_held_back(introduced, edition, today) for introduced in came.values())
    ]
    found = findings_of(concerned) if concerned else {}
    new = {
        edition: [
            finding
            for finding in found[edition.pk]
            if finding.for_readers and _is_held_back(came.get(finding.code), edition, today)
        ]
        for edition in concerned
    }
    return {edition: findings for edition, findings in new.items() if findings}


def _is_held_back(introduced: datetime | None, edition: Edition, today: date) -> bool:
    begins = readers_see_from(introduced, edition)
    return begins is not None and today < begins
