"""Questions about new metrics that may be known ones under another name: 工业产值 for 工业总产值."""

import re
from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.models import Metric
from initiatives.values.row_keys import PLACEHOLDERS, folded_name
from initiatives.workbook.parsed_workbook import ParsedWorkbook, SheetRow
from initiatives.workbook.problems import Misread, Problem

# Words that a name may have or lack and mean the same, and how many other characters it may have more.
WITHOUT_MEANING = re.compile("总|额|(?:数量|家数|个数|总数|数)$|的|全区|全园|园区|本区")
OTHER_CHARACTERS = 1


def questions(parsed: ParsedWorkbook, new: list[SheetRow]) -> Iterator[Problem]:
    """A problem for each new metric that looks like a known one and does not say what sets it apart."""
    metrics = list(Metric.objects.all())
    known = [(bare_name(metric.name), metric.nature, metric.name) for metric in metrics]
    by_alias = {
        (bare_name(alias), metric.nature): metric.name
        for metric in metrics
        for alias in metric.alias_names
        if not set(alias) & set(PLACEHOLDERS)
    }
    for row in new:
        name, nature = row.values["name"], row.values["nature"]
        if not name or row.values["definition"] or {"name", "nature"} & row.misread:
            continue
        bare = bare_name(name)
        alike = by_alias.get((bare, nature)) or next(
            (one for other, kind, one in known if kind == nature and look_alike(bare, other)), None
        )
        if alike:
            error = Misread(_("a metric that is not known yet"), _remedy(parsed, alike))
            yield parsed.misread(row, "name", error)


def bare_name(name: str) -> str:
    """A name without the words that make no difference."""
    folded = folded_name(name)
    return WITHOUT_MEANING.sub("", folded) or folded


def look_alike(first: str, second: str) -> bool:
    """Whether one of two names is the other with a character more at most, wherever it stands."""
    shorter, longer = sorted((first, second), key=len)
    if len(longer) - len(shorter) > OTHER_CHARACTERS:
        return False
    rest = iter(longer)
    return all(character in rest for character in shorter)


def _remedy(parsed: ParsedWorkbook, known: str) -> object:
    heading = parsed.headings[Metric].get("definition")
    words = _(
        "It looks like “{known}”: if it is that one, write so; if not, say in “{heading}” what it counts."
    )
    return format_lazy(
        words, known=known, heading=heading or Metric._meta.get_field("definition").verbose_name
    )
