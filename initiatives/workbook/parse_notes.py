"""Notes on what a workbook lacks or has for the first time: no mistakes, but worth a look."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.models import Figure
from initiatives.values.amount_words import is_unit, nearest_unit
from initiatives.workbook.parsed_workbook import ParsedWorkbook
from initiatives.workbook.problems import Place
from initiatives.workbook.sheets import KEPT_BY_SITE, SHEETS


def note_absent_sheets(parsed: ParsedWorkbook) -> None:
    models = parsed.absent_sheets - parsed.unreadable
    absent = [parsed.titles[sheet.model] for sheet in SHEETS if sheet.model in models]
    if absent:
        words = _("The workbook has no sheets for these: {sheets}. What the plan has there stays as it is.")
        parsed.notes.append(format_lazy(words, sheets=_(", ").join(absent)))


def note_absent_columns(parsed: ParsedWorkbook) -> None:
    """Note all absent columns at once: a workbook of an older version lacks several."""
    named = []
    for sheet in SHEETS:
        names = parsed.absent.get(sheet.model, frozenset()) - {KEPT_BY_SITE}
        absent = [one.heading(parsed.language) for one in sheet.columns if one.name in names]
        if absent and sheet.model not in parsed.unreadable:
            named.append(f"{parsed.titles[sheet.model]}: {_(', ').join(absent)}")
    if named:
        words = _(
            "The workbook has no columns for these: {columns}. What rows have there stays as it is; "
            "new rows get the default."
        )
        parsed.notes.append(format_lazy(words, columns=_("; ").join(named)))


def note_new_units(parsed: ParsedWorkbook) -> None:
    """Note units that neither the grammar of amounts nor any figure has: they may be slips."""
    rows = [row for row in parsed.rows[Figure] if row.values["unit"]]
    new = {unit: row for row in reversed(rows) if not is_unit(unit := row.values["unit"])}
    known = Figure.objects.filter(unit__in=new).values_list("unit", flat=True)
    for unit in sorted(new.keys() - {*known}):
        nearest = nearest_unit(unit)
        words = _("{place}: the unit “{unit}” is met for the first time.")
        if nearest:
            words = _("{place}: the unit “{unit}” is met for the first time. A known one is “{nearest}”.")
        place = Place(parsed.titles[Figure], new[unit].number)
        parsed.notes.append(format_lazy(words, place=place, unit=unit, nearest=nearest))
