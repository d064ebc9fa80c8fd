"""The sheet of a blank workbook on which measures stand under their projects: the projects follow from it."""

import re

from initiatives.models import Measure, Project
from initiatives.values.chinese_numerals import numeral_value
from initiatives.values.row_keys import folded_name
from initiatives.workbook.names import names_of
from initiatives.workbook.parsed_workbook import ParsedWorkbook, SheetRow, derived_row

# 03 招商引资提效工程, 三、招商引资, 行动三：招商引资.
NUMBERED = re.compile(
    r"(?:第|工程|行动|任务|专项)?(?P<number>[0-9]{1,3}|[一二三四五六七八九十]{1,3})[项个]?[\s、.．:：)）]+(?P<title>\S.*)"
)


def names_project_alone(row: SheetRow) -> bool:
    """Whether a line of the sheet names a project without a measure."""
    filled = {name for name, text in row.cell_texts.items() if text}
    return filled in ({"project"}, {"project", "passages"})


def make_projects(parsed: ParsedWorkbook) -> None:
    """Add a row for each project that a line names and the sheet of projects lacks."""
    projects = parsed.rows[Project]
    known = {name: row for row in projects for name in _names_of(row)}
    lines = sorted([*parsed.rows[Measure], *parsed.project_lines], key=lambda row: row.number)
    made: list[SheetRow] = []
    for line in lines:
        text = line.values["project"]
        if not text or "project" in line.misread:
            continue
        number, title = _number_and_title(text)
        row = known.get(folded_name(text)) or known.get(folded_name(title))
        if row is None and not text.isdigit():
            row = derived_row(Project, (line, "project"), title=title, number=number)
            row.absent = {column.name for column in row.sheet.columns} - {"key", "title", "number"}
            made.append(row)
            known[folded_name(title)] = row
        if row is not None and row.values["title"]:
            line.values["project"] = row.values["title"]
        if row is not None and line in parsed.project_lines and line.values["passages"]:
            row.values["passages"] = line.values["passages"]
            row.absent.discard("passages")
    taken = {row.values["number"] for row in (*projects, *made)}
    for row in made:
        if row.values["number"] is None:
            row.values["number"] = next(one for one in range(1, len(taken) + 2) if one not in taken)
            taken.add(row.values["number"])
    if made:
        parsed.absent_sheets.discard(Project)
        projects += made


def _names_of(row: SheetRow) -> list[str]:
    key = row.values["key"]
    return [*names_of(Project, row.values), *([folded_name(key)] if key else [])]


def _number_and_title(text: str) -> tuple[int | None, str]:
    """The number before a title, None without one, and the title."""
    found = NUMBERED.fullmatch(text)
    value = numeral_value(found["number"]) if found else None
    return (int(value), found["title"]) if found and value else (None, text)
