"""What people meet in Excel: numbers that formats change, characters nobody sees, files of other programs."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from initiatives.models import Edition, Figure, Measure, Statement
from initiatives.values.vocabulary import FigureKind, Severity
from initiatives.workbook.cell_parsers import parse_cell
from initiatives.workbook.importer import Result, import_workbook
from initiatives.workbook.problems import Misread
from initiatives.workbook.sheets import SHEET_OF
from tests.workbook_editing import edited

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parent / "cases" / "workbooks"


def case(name: str) -> bytes:
    return (CASES / f"{name}.xlsx").read_bytes()


def bring_in(content: bytes) -> Result:
    return import_workbook(io.BytesIO(content), allow_new=True)


def messages(content: bytes, language: str = "en") -> list[str]:
    with override(language):
        return [problem.message for problem in bring_in(content).problems]


def figures(content: bytes) -> dict[str, tuple[Any, str]]:
    result = bring_in(content)
    assert [problem.message for problem in result.problems] == []
    return {row.key: (row.value, row.unit) for row in Figure.objects.filter(edition=result.draft)}


def parsed(model: Any, name: str, value: Any, number_format: str = "General") -> Any:
    """What a cell with a value and a format means in a column."""
    sheet: Any = Workbook().active
    cell = sheet["A1"]
    cell.value, cell.number_format = value, number_format
    return parse_cell(cell, next(one for one in SHEET_OF[model].columns if one.name == name))


# The examples


@pytest.mark.parametrize(
    ("name", "rate"), [("good", 100), ("percent-100", 100), ("percent-suffix", Decimal("24.5"))]
)
def test_percentage_is_the_one_that_excel_shows(name, rate):
    assert figures(case(name))["f1"] == (rate, "%")


def test_more_than_thirty_is_no_unit():
    draft = bring_in(case("more-than-30-yi")).draft
    figure = Figure.objects.get(edition=draft, key="f2")
    assert (figure.value, figure.comparator, figure.approximate, figure.unit) == (30, ">", True, "亿元")


def test_escaped_line_end_is_a_line_end():
    draft = bring_in(case("carriage-return")).draft
    assert Measure.objects.get(edition=draft).detail == "第一行\n第二行"


def test_character_without_width_is_not_part_of_a_word():
    assert Figure.objects.get(edition=bring_in(case("zero-width")).draft, key="f1").kind == FigureKind.ACTUAL


def test_strict_format_is_named_with_the_remedy():
    (message,) = messages(case("strict"))
    assert "Strict Open XML" in message
    assert "Excel Workbook (.xlsx)" in message


def test_wordings_are_held_against_their_numbers_before_anything_is_written():
    result = import_workbook(io.BytesIO(case("wordings")), allow_new=True, dry_run=True)
    assert result.draft is None
    assert not Figure.objects.exists()
    wrong = [placed for placed in result.findings if placed.finding.severity == Severity.ERROR]
    assert [(placed.finding.code, placed.place.row) for placed in wrong] == [("sign-contradicts", 9)]
    # 300000千元 and 3亿元 of one metric and year are no contradiction.
    named = {
        placed.finding.code for placed in result.findings for row in placed.finding.rows if row.key == "w8"
    }
    assert named <= {"without-english"}


# Numbers and their formats


@pytest.mark.parametrize(
    ("value", "number_format", "read"),
    [
        (1, "0%", (100, "%")),
        (0.0325, "0.00%", (Decimal("3.25"), "%")),
        (24.5, '0.0"%"', (Decimal("24.5"), "%")),
        (24.5, "0.0\\%", (Decimal("24.5"), "%")),
        (-3.2, '0.0"%";[Red]-0.0"%"', (Decimal("-3.2"), "%")),
        (241, '#,##0"家"', (241, "家")),
        (1200, '0.0,"千元"', (Decimal("1.2"), "千元")),
        (300, "[$¥-804]#,##0.00", (300, "元")),
        (-12345, "#,##0_);(#,##0)", (-12345, None)),
        (30, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', (30, None)),
        (0.1 + 0.2, "General", (Decimal("0.3"), None)),
        (5, "@", (5, None)),
    ],
)
def test_number_is_what_the_cell_shows(value, number_format, read):
    amount = parsed(Figure, "value", value, number_format)
    assert (amount.value, amount.unit) == read


def test_format_may_say_about():
    assert parsed(Figure, "value", 241, '"约"0"家"').comparator == "~"


@pytest.mark.parametrize("number_format", ['0!.0,"万"', '[>=5]0"多";0"少"'])
def test_format_that_shows_something_else_is_named(number_format):
    with pytest.raises(Misread) as misread:
        parsed(Figure, "value", 123000, number_format)
    assert number_format in str(misread.value.remedy)


def test_format_counts_in_other_columns_too():
    assert parsed(Figure, "period", 2024, '0"年"') == "2024"
    assert parsed(Statement, "content", 1, "0%") == "100%"


@pytest.mark.parametrize("value", [0.12345, "1.00001亿元", 1 / 3])
def test_fifth_decimal_is_told(value):
    with pytest.raises(Misread) as misread:
        parsed(Figure, "value", value)
    assert "4" in str(misread.value.expected)


def test_number_that_is_too_large_is_told():
    with pytest.raises(Misread):
        parsed(Figure, "value", 10**16)


def test_ratio_that_excel_took_for_a_time_is_told():
    for model, name in ((Figure, "value"), (Statement, "content"), (Figure, "kind")):
        with pytest.raises(Misread) as misread:
            parsed(model, name, time(3, 1))
        with override("en"):
            assert "time of the day" in str(misread.value.remedy)


# Dates


@pytest.mark.parametrize(
    "value", [45281, "45281", "2023-12-21 00:00:00", "2023-12-21T00:00:00", "2023年12月21日"]
)
def test_day_is_read_in_any_way_that_excel_writes_it(value):
    assert parsed(Edition, "meeting_date", value) == date(2023, 12, 21)


def test_month_that_excel_took_for_a_day_is_the_month():
    assert parsed(Figure, "period", datetime(2024, 6, 1), "mmm-yy") == "2024-06"
    with pytest.raises(Misread):
        parsed(Figure, "period", datetime(2024, 6, 1), "yyyy-mm-dd")


def test_date_in_a_text_is_told():
    with pytest.raises(Misread) as misread:
        parsed(Statement, "content", datetime(2024, 6, 1), "yyyy-mm-dd")
    with override("en"):
        assert "took it for a date" in str(misread.value.remedy)


# Text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("第一行_x000D_\n第二行", "第一行\n第二行"),
        ("第一行\r\n第二行_x000B_第三行", "第一行\n第二行\n第三行"),
        ("\ufeff一\u200b段\u2060说\u00ad明", "一段说明"),
        ("一段\u00a0说明\u00a0", "一段 说明"),
        ("_x4E00_段", "一段"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("\u200b", None),
    ],
)
def test_text_is_what_a_person_sees(written, read):
    assert parsed(Statement, "content", written) == read


def test_character_that_cannot_be_meant_is_named():
    with pytest.raises(Misread) as misread:
        parsed(Statement, "content", "a_x0007_b")
    assert "U+0007" in str(misread.value.expected)


# Sheets


def test_title_above_the_headings_is_left_aside():
    def edit(book):
        book["举措"].insert_rows(1, 2)
        book["举措"]["A1"] = "2024年举措一览"

    result = bring_in(edited(case("good"), edit))
    assert [problem.message for problem in result.problems] == []
    assert Measure.objects.filter(edition=result.draft).count() == 1
    with override("en"):
        assert any("2024年举措一览" in str(note) for note in result.notes)


def test_unit_in_a_heading_is_told_with_its_remedy():
    def edit(book):
        next(one for one in book["数据"][1] if one.value == "数值").value = "数值（亿元）"

    (message,) = messages(edited(case("good"), edit))
    assert "数值（亿元）" in message
    assert "unit" in message


def test_word_in_brackets_behind_a_heading_changes_nothing():
    def edit(book):
        next(one for one in book["数据"][1] if one.value == "数值").value = "数值（必填）"

    assert figures(edited(case("good"), edit))["f1"] == (100, "%")


def test_renamed_sheet_is_told_once():
    def edit(book):
        book["举措"].title = "工作举措"

    (message,) = messages(edited(case("good"), edit))
    assert "工作举措" in message
    assert "举措" in message


@pytest.mark.slow
def test_absent_sheet_is_unchanged_and_said_once():
    bring_in(case("good"))

    def edit(book):
        del book["举措"], book["数据"], book["照片"]

    result = bring_in(edited(case("good"), edit))
    assert [problem.message for problem in result.problems] == []
    assert Measure.objects.filter(edition=result.draft).count() == 1
    assert Figure.objects.filter(edition=result.draft).count() == 2
    assert result.changes == []
    with override("zh-hans"):
        (note,) = [str(note) for note in result.notes if "举措" in str(note)]
    assert "数据" in note
    assert "照片" in note


@pytest.mark.slow
def test_rows_of_an_absent_sheet_can_be_referred_to():
    bring_in(case("good"))

    def edit(book):
        del book["工程"]

    assert messages(edited(case("good"), edit)) == []


# Files as other programs write them


def rewritten(content: bytes, change: Callable[[str, str], str]) -> bytes:
    """The workbook with the text of its parts changed."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(written, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, change(name, archive.read(name).decode()))
    return written.getvalue()


def test_unused_type_of_macros_is_no_macro():
    """As SheetJS writes it."""
    unused = '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'

    def change(name, part):
        return part.replace("</Types>", f"{unused}</Types>") if name == "[Content_Types].xml" else part

    assert messages(rewritten(case("good"), change)) == []


def test_workbook_of_the_type_with_macros_is_refused():
    def change(name, part):
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        return part.replace(kind, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")

    (message,) = messages(rewritten(case("good"), change))
    assert "macros" in message


@pytest.mark.parametrize("element", ["mergeCell", "x:mergeCell"])
def test_merged_cells_are_found_however_they_are_written(element):
    sheet = re.compile(r"xl/worksheets/sheet4\.xml")

    def change(name, part):
        merged = f'<mergeCells count="1"><{element}\nref="B2:B3"/></mergeCells>'
        opened = part.replace(
            "<worksheet ", '<worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        )
        return opened.replace("</sheetData>", f"</sheetData>{merged}") if sheet.fullmatch(name) else part

    assert any("merged" in message for message in messages(rewritten(case("good"), change)))


# Rows by name


@pytest.mark.slow
def test_rows_are_named_as_people_name_them():
    def edit(book):
        add(book, "举措", 工程="01", 标题="第二项")
        add(book, "举措", 工程="试验工程", 标题="第三项")
        add(
            book, "数据", 指标="问题 解决率", 工程="试验", 类别="实际", 期间="2022", 数值="90%", 举措="第二项"
        )

    draft = bring_in(edited(case("good"), edit)).draft
    keys = dict(Measure.objects.filter(edition=draft).values_list("title", "key"))
    assert keys["第二项"] == "di-er-xiang"
    assert {row.project.key for row in Measure.objects.filter(edition=draft)} == {"prj"}
    figure = Figure.objects.get(edition=draft, period="2022")
    assert (figure.metric.code, figure.measure.title) == ("rate", "第二项")


def test_abbreviation_leads_to_the_metric():
    def edit(book):
        add(book, "指标", 名称="规模以上工业增加值增速", 类型="增速", 向好方向="越高越好")
        add(book, "数据", 指标="规上工业增加值增速", 类别="实际", 期间="2022", 数值="9%")

    draft = bring_in(edited(case("good"), edit)).draft
    assert Figure.objects.get(edition=draft, period="2022").metric.name == "规模以上工业增加值增速"


@pytest.mark.slow
def test_row_without_a_key_is_the_stored_row_of_its_name():
    def edit(book):
        book["举措"]["A2"].value = None

    bring_in(case("good"))
    draft = bring_in(edited(case("good"), edit)).draft
    assert [row.key for row in Measure.objects.filter(edition=draft)] == ["m1"]


def test_name_of_two_rows_names_none():
    def edit(book):
        add(book, "工程", 序号=2, 标题="试验工程")
        add(book, "举措", 工程="试验工程", 标题="第二项")

    (message,) = messages(edited(case("good"), edit))
    assert "试验工程" in message


def add(book: Any, sheet: str, **values: Any) -> None:
    """A line by Chinese headings."""
    headings = [cell.value for cell in book[sheet][1]]
    assert {*values} <= {*headings}
    book[sheet].append([values.get(heading) for heading in headings])


# All problems at once


def test_problems_of_cells_and_of_the_plan_are_told_together():
    def edit(book):
        add(book, "工程", 序号=1, 标题="又一项")
        add(book, "举措", 工程="没有的", 标题="二")
        add(book, "数据", 指标="rate", 类别="也许", 期间="2022", 数值="九成多吧")
        add(book, "数据", 指标="rate", 类别="实际", 期间="2022", 数值="9.12345%")
        add(book, "机构", 标识码="不是 标识码", 名称="某局", 类别="政府机关")

    found = messages(edited(case("good"), edit), "zh-hans")
    assert [message.partition("：")[0] for message in found] == [
        "工作簿“工程”第 3 行",
        "工作簿“举措”第 3 行“工程”",
        "工作簿“数据”第 4 行“类别”",
        "工作簿“数据”第 4 行“数值”",
        "工作簿“数据”第 5 行“数值”",
        "工作簿“机构”第 2 行“标识码”",
    ]


def test_messages_are_worded_for_people():
    def edit(book):
        add(book, "举措", 工程="prj", 标题="长" * 201)
        add(book, "机构", 标识码="不是 标识码", 名称="某局")

    found = messages(edited(case("good"), edit), "zh-hans")
    assert not any("null" in message or "字段" in message or "slug" in message for message in found)


# Units


def test_unit_that_nobody_knows_is_asked_about_with_the_nearest():
    with pytest.raises(Misread) as misread:
        parsed(Figure, "value", "30亿园")
    with override("en"):
        assert "“亿元”" in str(misread.value.remedy)


def test_new_unit_in_its_own_column_is_taken_and_noted_once():
    def edit(book):
        for year in ("2021", "2022"):
            add(book, "数据", 指标="invest", 类别="实际", 期间=year, 数值=12, 单位="标台")

    result = bring_in(edited(case("good"), edit))
    with override("en"):
        (note,) = [str(note) for note in result.notes if "标台" in str(note)]
    assert "“台”" in note
    assert Figure.objects.filter(edition=result.draft, unit="标台").count() == 2
