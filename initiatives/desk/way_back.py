"""Where saving a row leads: the page of its plan at the desk."""

from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse

from initiatives.models import Assignment, Edition, EditionRow, Passage, Plan, Section, Source, Update
from initiatives.values.vocabulary import OPEN_STATES


def plan_of(row: Any) -> Plan | None:
    """The plan that a row belongs to; of a source the plan in work that is drawn from it, else the newest."""
    match row:
        case Plan():
            return row
        case Edition() | Update() | Assignment():
            return row.plan
        case EditionRow():
            return row.edition.plan
        case Section() | Passage():
            return plan_of(row.source)
        case Source():
            edition = Edition.objects.filter(sources=row).order_by(_OPEN_FIRST, "-plan__year").first()
            return edition.plan if edition else None
    return None


_OPEN_FIRST = Case(When(state__in=OPEN_STATES, then=Value(0)), default=Value(1), output_field=IntegerField())


def plan_url(row: Any) -> str | None:
    """The desk's page of the row's plan, at the step for rows of its kind; None for rows of no plan."""
    plan = plan_of(row)
    if plan is None:
        return None
    return f"{reverse('admin:initiatives_plan_change', args=[plan.pk])}#{row._meta.model_name}"
