"""Two plans side by side, as a record for programs."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from initiatives.kinds.columns import Record
from initiatives.kinds.filters import InvalidParameter, UnexpectedValue, read_parameter
from initiatives.kinds.names import name_in_edition, plan_name, row_name
from initiatives.models import Edition, Figure, Metric
from initiatives.pages.plan_choice import ADDRESS
from initiatives.pages.plan_comparison import compare_figures, count_rows


def comparison_record(query: Mapping[str, str]) -> Record:
    """The plans `a` and `b` of a query; InvalidParameter if one is not named, DoesNotExist for none."""
    addresses = [_address(name, query) for name in ("a", "b")]
    first, second = (Edition.objects.published().of(*address).get() for address in addresses)
    found = compare_figures(first, second)
    return {
        "plans": [plan_name(first), plan_name(second)],
        "invented": [edition.plan.park.invented for edition in (first, second)],
        "counts": {row.name: [row.first, row.second] for row in count_rows(first, second)},
        "alike": [
            {
                "metric": row_name(Metric, row.metric.code),
                "kind": row.key.kind,
                "period": row.key.period,
                "period_standing": row.key.standing,
                "scope": row.key.scope or None,
                "base_unit": row.key.unit or None,
                "form": row.key.form,
                "figures": [_names(row.first), _names(row.second)],
            }
            for row in found.alike
        ],
        "unlike": [
            {
                "metric": row_name(Metric, row.metric.code),
                "differences": row.differences,
                "figures": [_names(row.first), _names(row.second)],
            }
            for row in found.unlike
        ],
        "only": [_metrics(found.only_first), _metrics(found.only_second)],
    }


def _address(parameter: str, query: Mapping[str, str]) -> tuple[str, int]:
    """Park and year."""
    if parameter not in query:
        raise InvalidParameter(
            parameter, None, _("Say which plan, such as %(name)s=yuhua/2024.") % {"name": parameter}
        )
    return read_parameter(parameter, _read_plan, query[parameter])


def _read_plan(text: str) -> tuple[str, int]:
    named = ADDRESS.fullmatch(text)
    if not named:
        raise UnexpectedValue(_("Write park and year, such as yuhua/2024."))
    return named[1], int(named[2])


def _names(figures: Iterable[Figure]) -> list[str]:
    return [name_in_edition(figure.edition, figure) for figure in figures]


def _metrics(figures: Iterable[Figure]) -> list[str]:
    return [row_name(Metric, figure.metric.code) for figure in figures]
