"""Closing a quarter or year of a plan: what readers see of it is kept as it is, with a checksum."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.audit_log import audit
from initiatives.downloads.fixture import entries_of, published_rows
from initiatives.editions.lifecycle import Refusal, lock_edition
from initiatives.models import Edition, Plan, Snapshot
from initiatives.values.canonical_json import canonical, checksum
from initiatives.values.periods import Period
from initiatives.values.vocabulary import EditionState


def periods_of(plan: Plan) -> list[str]:
    """The quarters of a plan's year, and the year."""
    return [*(f"{plan.year}-Q{quarter}" for quarter in range(1, 5)), str(plan.year)]


def periods_to_close(plan: Plan, today: date | None = None) -> list[str]:
    """Those that are over and were not closed."""
    today = today or timezone.localdate(timezone=timezone.get_default_timezone())
    closed = set(plan.snapshots.values_list("period", flat=True))
    return [
        period for period in periods_of(plan) if period not in closed and Period.parse(period).end < today
    ]


@transaction.atomic
def close_period(edition: Edition, period: str, *, closed_by: str) -> Snapshot:
    """Keep what readers see of a plan as the snapshot of a period; they are told the name `closed_by`."""
    current = lock_edition(edition)
    if current.state != EditionState.PUBLISHED:
        raise Refusal(_("Readers do not see this edition now, so nothing can be closed. Reload the page."))
    if period not in periods_to_close(current.plan):
        raise Refusal(
            _("%(period)s cannot be closed: no quarter or year of this plan, not over, or closed already.")
            % {"period": period}
        )
    snapshot = Snapshot(
        plan=current.plan,
        period=period,
        edition_number=current.number,
        closed_at=timezone.now().replace(microsecond=0),
        closed_by=closed_by.strip(),
    )
    snapshot.content = canonical({**snapshot.head(), "rows": entries_of(published_rows(current))})
    snapshot.checksum = checksum(snapshot.content)
    snapshot.save(force_insert=True)
    audit("period-closed", plan=str(current.plan_id), period=period, checksum=snapshot.checksum)
    return snapshot
