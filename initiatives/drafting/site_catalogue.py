"""The catalogue of metrics as this site has it: its own metrics before shipped ones."""

from collections.abc import Iterator
from typing import Any

from initiatives.models import Metric
from initiatives.reading.metric_catalogue import (
    MetricCatalogue,
    catalogue_of_rows,
    shipped_rows,
)
from initiatives.values.row_keys import folded_alias, folded_name

# The fields of a metric that the shipped catalogue gives.
FIELDS = ("code", "name", "name_en", "nature", "base_unit", "base_unit_en", "direction")


def site_catalogue() -> MetricCatalogue:
    """The shipped metrics and those of the site; what the site calls a metric holds. One query."""
    return catalogue_of_rows(_rows())


def _rows() -> Iterator[dict[str, Any]]:
    stored = {metric.code: metric for metric in Metric.objects.all()}
    shipped = {row["code"]: row for row in shipped_rows()}
    by_name = {folded_name(row["name"]): row for row in shipped_rows()}
    replaced = set()
    for metric in stored.values():
        own = {name: getattr(metric, name) for name in FIELDS}
        own["aliases"] = metric.alias_names
        like = shipped.get(metric.code) or by_name.get(folded_name(metric.name))
        if like and like["code"] not in stored:
            # A metric of the site's own that the catalogue has under another code.
            replaced.add(like["code"])
        yield own | ({"growth_of": like["growth_of"]} if like and "growth_of" in like else {})
    yield from (row for code, row in shipped.items() if code not in stored and code not in replaced)


def metric_row(code: str) -> dict[str, str] | None:
    """A shipped metric as a row of a workbook; None if the site has it, or nobody does.

    Aliases that a metric of the site goes by stay with that one.
    """
    if Metric.objects.filter(code=code).exists():
        return None
    row = next((row for row in shipped_rows() if row["code"] == code), None)
    if row is None:
        return None
    alike = Metric.objects.filter(nature=row["nature"], base_unit=row.get("base_unit", ""))
    taken = {folded_alias(name) for metric in alike for name in (metric.name, *metric.alias_names)}
    free = [alias for alias in row.get("aliases", ()) if folded_alias(alias) not in taken]
    return {name: str(row[name]) for name in FIELDS if row.get(name)} | {"aliases": "\n".join(free)}
