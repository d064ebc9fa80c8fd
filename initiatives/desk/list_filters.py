"""Filters of the lists: by related rows that the user may see, searched for if many, and by period."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from initiatives.desk.choice_names import choice_name
from initiatives.desk.forms import FOR_A_LIST
from initiatives.desk.primary_keys import pk_in
from initiatives.models import EditionRow

# Of more related rows none is listed: they are searched for.
MOST_LISTED = 50
# Of so many rows all periods are looked through; of more, those of one edition.
MOST_LOOKED_THROUGH = 5000
EDITION = "edition__id__exact"


class PermittedRelatedFilter(admin.RelatedFieldListFilter):
    """Offers related rows that the user may see; in a list of one edition, only rows of that edition."""

    # Whether the rows are searched for instead of being listed.
    is_searched = False

    def field_choices(self, field, request, model_admin):
        related = model_admin.admin_site.get_model_admin(field.remote_field.model)
        rows = related.get_queryset(request)
        edition = pk_in(request.GET.get(EDITION))
        if edition is not None and any(column.name == "edition" for column in rows.model._meta.fields):
            rows = rows.filter(edition=edition)
        # Not sorted: this must take no longer the more there are.
        if len(rows.order_by("pk").values_list("pk", flat=True)[: MOST_LISTED + 1]) > MOST_LISTED:
            self.is_searched, self.template = True, "admin/initiatives/searched_filter.html"
            self.rows, self.request, self.admin_site = rows, request, model_admin.admin_site
            chosen = pk_in(self.lookup_val[-1] if isinstance(self.lookup_val, list) else self.lookup_val)
            rows = rows.filter(pk=chosen) if chosen is not None else rows.none()
        ordering = self.field_admin_ordering(field, request, model_admin)
        rows = rows.order_by(*ordering) if ordering else rows
        # Of one edition, names tell rows apart; else they say what they belong to.
        within_edition = edition is not None and issubclass(rows.model, EditionRow)
        return [(row.pk, str(row) if within_edition else choice_name(row)) for row in rows]

    def has_output(self):
        return self.is_searched or super().has_output()

    def search_field(self) -> SafeString:
        """A select list that offers what is searched for in it."""
        widget = AutocompleteSelect(self.field, self.admin_site)
        address = f"{widget.get_url()}?{FOR_A_LIST}=1"
        widget.get_url = lambda: address  # type: ignore[method-assign]
        field = forms.ModelChoiceField(self.rows, widget=widget, required=False)
        field.label_from_instance = choice_name  # type: ignore[assignment, method-assign]
        chosen = pk_in(self.lookup_choices[0][0]) if self.lookup_choices else None
        attributes = {"id": f"search-{self.lookup_kwarg}", "aria-label": str(self.title)}
        return field.widget.render(self.lookup_kwarg, chosen, attributes)

    def other_parameters(self) -> list[tuple[str, str]]:
        """What else the list is filtered by, without its page."""
        given = self.request.GET.dict()
        return [(name, str(given[name])) for name in given if name not in (self.lookup_kwarg, "p")]


class PeriodFilter(admin.SimpleListFilter):
    """Figures of one period: among all while there are few, else among the periods of the chosen edition."""

    title = _("period")
    parameter_name = "period"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = model_admin.get_queryset(request).order_by()
        edition = pk_in(request.GET.get(EDITION))
        if edition is not None:
            rows = rows.filter(edition=edition)
        found = list(rows.values_list("period", flat=True)[: MOST_LOOKED_THROUGH + 1])
        periods = {*found} if len(found) <= MOST_LOOKED_THROUGH else set()
        if chosen := request.GET.get(self.parameter_name):
            periods.add(chosen)
        return [(period, period) for period in sorted(periods)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(period=self.value()) if self.value() else queryset
