"""A plan as a workbook: out, edited, in again; what is wrong is named, and nothing half done."""

import io
import re
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from initiatives.downloads.fixture import dump_plan
from initiatives.editions.comparison import compare, snapshot
from initiatives.editions.lifecycle import publish, revise, submit
from initiatives.models import (
    EDITION_ROWS,
    Contribution,
    Edition,
    Figure,
    Measure,
    Metric,
    Park,
    Passage,
    Plan,
    Project,
)
from initiatives.workbook import cell_parsers
from initiatives.workbook.importer import Result, import_workbook
from initiatives.workbook.parser import read_workbook
from initiatives.workbook.problems import Misread
from initiatives.workbook.sheets import LANGUAGES, SHEETS, CellType, SheetColumn
from initiatives.workbook.writer import blank_workbook, write_workbook
from tests.factories import (
    make_contribution,
    make_edition,
    make_goal,
    make_measure,
    make_project,
    make_rich_edition,
)
from tests.workbook_editing import add, cell, edited, fill

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WRITTEN: dict[str, bytes] = {}


@pytest.fixture
def edition(shipped) -> Edition:
    return shipped


def shipped_workbook(edition: Edition, language: str = "zh-hans") -> bytes:
    """The workbook of the shipped plan as loaded; written once a language, as that takes long."""
    if language not in WRITTEN:
        WRITTEN[language] = write_workbook(edition, language)
    return WRITTEN[language]


def with_other_summary(edition: Edition) -> bytes:
    """Its workbook with one cell changed."""

    def edit(book: Any) -> None:
        cell(book["Projects"], "party-building", "Summary").value = "另一句"

    return edited(shipped_workbook(edition, "en"), edit)


def bring_in(content: bytes, **options: Any) -> Result:
    return import_workbook(io.BytesIO(content), **options)


def messages(content: bytes, language: str = "en") -> list[str]:
    with override(language):
        return [problem.message for problem in bring_in(content, dry_run=True).problems]


# Into the draft


@pytest.mark.slow
def test_draft_says_what_the_workbook_says_whatever_it_said_before():
    edition = make_rich_edition(2)
    wanted = write_workbook(edition)
    draft = revise(edition.plan)
    first, second = draft.projects.order_by("number")[:2]
    moved = draft.measures.filter(project=first).first()
    assert moved
    draft.figures.all().delete()
    draft.contributions.all().delete()
    Project.objects.filter(pk=first.pk).update(number=900)
    Project.objects.filter(pk=second.pk).update(number=first.number)
    Measure.objects.filter(pk=moved.pk).update(project=second)
    make_measure(make_project(draft, number=second.number), title="多出的")
    goal = make_goal(draft)
    make_contribution(goal, first)
    result = bring_in(wanted)
    assert result.problems == []
    assert not result.created
    assert result.changes
    assert compare(edition, draft) == []


@pytest.mark.slow
def test_measure_moved_out_of_a_removed_project_stays(edition):
    def edit(book):
        page = book["举措"]
        for row in [one.row for one in page["C"] if one.value == "发展环境提标工程"]:
            page.cell(row, 3, "党建引领聚力工程")
        for title, column in (("支撑关系", 4), ("数据", 6), ("陈述", 3), ("照片", 3), ("语录", 13)):
            for row in [
                line[0].row
                for line in book[title].iter_rows()
                if line[column - 1].value == "发展环境提标工程"
            ]:
                book[title].cell(row, column, "党建引领聚力工程")
        links, seen = book["支撑关系"], set()
        for row in range(links.max_row, 1, -1):
            pair = (links.cell(row, 3).value, links.cell(row, 4).value)
            if pair in seen:
                links.delete_rows(row)
            seen.add(pair)
        book["工程"].delete_rows(cell(book["工程"], "development-environment", "标题").row)

    count = edition.measures.count()
    result = bring_in(edited(shipped_workbook(edition), edit))
    assert [problem.message for problem in result.problems] == []
    assert result.draft
    assert result.draft.projects.count() == 7
    assert result.draft.measures.count() == count


@pytest.mark.slow
def test_projects_may_change_numbers_and_links_their_ends():
    edition = make_edition()
    projects = [make_project(edition, key=f"p{number}", number=number) for number in (1, 2)]
    goal = make_goal(edition, key="g")
    other = make_goal(edition, key="h")
    make_contribution(goal, projects[0], key="a")
    make_contribution(other, projects[0], key="b")

    def edit(book):
        page = book["Projects"]
        cell(page, "p1", "Number").value, cell(page, "p2", "Number").value = 2, 1
        links = book["Contributions"]
        cell(links, "a", "Goal").value, cell(links, "b", "Goal").value = "h", "g"

    result = bring_in(edited(write_workbook(edition, "en"), edit))
    assert [problem.message for problem in result.problems] == []
    assert result.draft
    assert [*result.draft.projects.values_list("key", "number")] == [("p2", 1), ("p1", 2)]
    assert set(Contribution.objects.filter(edition=result.draft).values_list("key", "goal__key")) == {
        ("a", "h"),
        ("b", "g"),
    }


# What people do to workbooks


def test_what_people_do_to_workbooks_is_read_right(edition):
    def edit(book):
        book.move_sheet("数据", -5)
        figures = book["数据"]
        rows = [[one.value for one in line] for line in figures.iter_rows(min_row=2)]
        figures.delete_rows(2, figures.max_row)
        figures.append([])
        for row in reversed(rows):
            figures.append(row)
        figures.insert_cols(3)
        figures.cell(1, 3, "备忘")
        figures.cell(2, 3, "只给自己看")
        figures.cell(1, 2).value = " 排 序 "
        for _ in range(5):
            figures.append([" "])
        book.create_sheet("草稿")["A1"] = "别的"
        del book["说明" if "说明" in book.sheetnames else "Instructions"]

    result = bring_in(edited(shipped_workbook(edition), edit))
    assert [problem.message for problem in result.problems] == []
    assert (result.changes, result.shared) == ([], [])
    assert len(result.notes) == 2


STATED = cell_parsers.AmountCell


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (30, STATED(Decimal(30))),
        (8.5, STATED(Decimal("8.5"))),
        ("１，２４０", STATED(Decimal(1240))),
        ("1,240", STATED(Decimal(1240))),
        ("30亿", STATED(Decimal(30), None, "亿")),
        ("30亿元", STATED(Decimal(30), None, "亿元")),
        ("超90%", STATED(Decimal(90), ">", "%")),
        ("超 90％", STATED(Decimal(90), ">", "%")),
        ("约30家", STATED(Decimal(30), "~", "家", approximate=True)),
        ("不低于 10 %", STATED(Decimal(10), ">=", "%")),
        ("≤5", STATED(Decimal(5), "<=", None)),
        ("at least 5", STATED(Decimal(5), ">=", None)),
        ("= 5", STATED(Decimal(5), "=", None)),
        ("30余亿元", STATED(Decimal(30), ">", "亿元", approximate=True)),
        ("992亿元以上", STATED(Decimal(992), ">=", "亿元")),
        ("30家左右", STATED(Decimal(30), "~", "家", approximate=True)),
        ("100余家", STATED(Decimal(100), ">", "家", approximate=True)),
        ("12个以内", STATED(Decimal(12), "<=", "个")),
        ("1000家（含）", STATED(Decimal(1000), None, "家")),
        ("6.2%以上", STATED(Decimal("6.2"), ">=", "%")),
        ("9%左右", STATED(Decimal(9), "~", "%", approximate=True)),
        ("约三成", STATED(Decimal(30), "~", "%", approximate=True)),
        ("十", STATED(Decimal(10))),
        ("30-40", STATED(Decimal(30), upper_value=Decimal(40))),
        ("3—5亿元", STATED(Decimal(3), None, "亿元", Decimal(5))),
        ("同比下降3.2%", STATED(Decimal("-3.2"), None, "%", change=True)),
        ("全省第3位", STATED(Decimal(3), None, "位", rank=True)),
        ("3:1", STATED(Decimal(3), ratio=Decimal(1))),
        ("亩均税收30万元", STATED(Decimal(30), None, "万元/亩")),
        ("5千万元", STATED(Decimal(5), None, "千万元")),
        ("-3.2%", STATED(Decimal("-3.2"), None, "%")),
        ("—", STATED(None)),
        ("未公布", STATED(None)),
        ("原文未给数量", STATED(None)),
    ],
)
def test_amount_is_read_as_written(written, read):
    assert cell_parsers.PARSERS[CellType.AMOUNT](written, column_of(Figure, "value")) == read


@pytest.mark.parametrize(
    "written",
    [
        "1,24",
        "3亿4千",
        True,
        datetime(2024, 1, 1),
        "1e5x2",
        "持平",
        "八大工程",
        "几十家",
        "30家、40家",
        "产值30亿元",
        "30英里",
    ],
)
def test_amount_in_doubt_is_not_guessed(written):
    with pytest.raises(Misread):
        cell_parsers.PARSERS[CellType.AMOUNT](written, column_of(Figure, "value"))


@pytest.mark.parametrize(
    "written",
    ["2024-1-5", "2024年1月5日", "二〇二四年一月五日", "2024/01/05", "２０２４.1.5", datetime(2024, 1, 5)],
)
def test_date_is_read_as_written(written):
    assert cell_parsers.PARSERS[CellType.DATE](written, column_of(Edition, "meeting_date")) == date(
        2024, 1, 5
    )


@pytest.mark.parametrize("written", ["2024-02-30", "1月5日", 12024, "5.1.24"])
def test_date_in_doubt_is_not_guessed(written):
    with pytest.raises(Misread):
        cell_parsers.PARSERS[CellType.DATE](written, column_of(Edition, "meeting_date"))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (2024, "2024"),
        ("2024年", "2024"),
        ("2024-H1", "2024-H1"),
        ("2024年上半年", "2024-H1"),
        ("2024年三季度", "2024-Q3"),
        ("2024年第4季度", "2024-Q4"),
        ("2024年6月", "2024-06"),
        ("二〇二四年上半年", "2024-H1"),
        ("2024年度", "2024"),
        ("2024 Q3", "2024-Q3"),
    ],
)
def test_period_is_read_as_written(written, read):
    assert cell_parsers.PARSERS[CellType.PERIOD](written, column_of(Figure, "period")) == read


def column_of(model: Any, name: str) -> SheetColumn:
    sheet = next(sheet for sheet in SHEETS if sheet.model is model)
    return next(column for column in sheet.columns if column.name == name)


@pytest.mark.slow
def test_share_formatted_as_percent_is_the_share_that_is_shown(edition):
    figure = edition.figures.filter(unit="%").first()

    def edit(book):
        place = cell(book["数据"], figure.key, "数值")
        place.value, place.number_format = 0.085, "0.0%"

    result = bring_in(edited(shipped_workbook(edition), edit))
    assert [problem.message for problem in result.problems] == []
    assert Figure.objects.get(edition=result.draft, key=figure.key).value == Decimal("8.5")


def test_every_heading_means_one_column():
    for sheet in SHEETS:
        for language in LANGUAGES:
            headings = [column.heading(language) for column in sheet.columns]
            assert len(headings) == len(set(headings))
            assert len(sheet.title(language)) <= 31


# Mistakes


# Sheet, row, column, what is put there, and how the message ends in both languages. Among them
# are two in one row, and each kind of mistake that a cell, a key or a reference can be.
PLANTED = [
    ("计划", 2, "会议日期", "2月30日", "应为日期，收到“2月30日”", "expected a date, got “2月30日”"),
    ("目标", 2, "目标组", "no-such-group", "收到“no-such-group”", "got “no-such-group”"),
    ("目标", 3, "标题", None, "单元格是空的", "the cell is empty"),
    ("工程", 2, "序号", "第一", "应为整数，收到“第一”", "a whole number, got “第一”"),
    ("工程", 5, "标题", "=1+1", "公式", "not a formula"),
    ("举措", 2, "频次", "常常", "收到“常常”", "got “常常”"),
    ("举措", 3, "完成期间", "明年初", "应为期间，收到“明年初”", "a period, got “明年初”"),
    ("举措", 4, "责任单位", "nobody", "收到“nobody”", "got “nobody”"),
    ("举措", 5, "标识码", "party-building", "收到“party-building”", "a key that no other row has"),
    ("数据", 2, "数值", "好几成", "应为数字，收到“好几成”", "a number, got “好几成”"),
    ("数据", 2, "期间", "去年", "应为期间，收到“去年”", "a period, got “去年”"),
    ("数据", 3, "指标", "no-such-metric", "收到“no-such-metric”", "got “no-such-metric”"),
    ("数据", 4, "类别", "大概", "收到“大概”", "got “大概”"),
    ("数据", 5, "重点展示", "也许", "收到“也许”", "yes or no, got “也许”"),
    ("数据", 6, "出处", "no-such-passage", "收到“no-such-passage”", "got “no-such-passage”"),
    ("语录", 2, "正文", None, "单元格是空的", "the cell is empty"),
    ("语录", 3, "引用方式", "唱", "收到“唱”", "got “唱”"),
    ("机构", 2, "类别", "朋友", "收到“朋友”", "got “朋友”"),
    ("出处", 2, "段落", "二", "应为整数，收到“二”", "a whole number, got “二”"),
    ("出处", 3, "章节", "no-such-section", "收到“no-such-section”", "got “no-such-section”"),
]


def plant(book: Any) -> list[tuple[str, int, str]]:
    """Put the mistakes into the workbook; gives where they are."""
    places = []
    for title, number, heading, wrong, *_said in PLANTED:
        page = book[title]
        column = next(one.column for one in page[1] if one.value == heading)
        page.cell(number, column).value = wrong
        places.append((title, number, heading))
    return places


@pytest.mark.parametrize("language", LANGUAGES)
def test_twenty_planted_mistakes_in_eight_sheets_are_named_and_no_others(edition, language):
    book = load_workbook(io.BytesIO(shipped_workbook(edition)))
    places = plant(book)
    saved = io.BytesIO()
    book.save(saved)
    result = bring_in(saved.getvalue())
    found = {(one.sheet, one.row, one.column): one for one in result.problems}
    assert len(places) == len(set(places)) == len(result.problems) == 20
    assert len({sheet for sheet, _row, _column in places}) == 8
    assert {*found} == {*places}
    with override(language):
        for place, (*_where, chinese, english) in zip(places, PLANTED, strict=True):
            expected = chinese if language == "zh-hans" else english
            assert expected in found[place].message
            assert str(found[place].remedy) in found[place].message
    assert result.draft is None
    assert not Edition.objects.filter(plan=edition.plan, state="draft").exists()


@pytest.mark.slow
def test_a_missing_key_is_named(edition):
    def edit(book):
        book["照片"].delete_cols(1)

    problems = bring_in(edited(shipped_workbook(edition), edit)).problems
    assert [(one.sheet, one.row, one.column) for one in problems] == [("照片", 0, "标识码")]


def without_columns(book: Any, sheet: str, *headings: str) -> None:
    for heading in headings:
        book[sheet].delete_cols(next(one.column for one in book[sheet][1] if one.value == heading))


@pytest.mark.slow
def test_absent_column_is_unchanged_with_one_note():
    edition = make_rich_edition(2)

    def edit(book):
        without_columns(book, "Measures", "Cadence", "Project")
        without_columns(book, "Remarks", "Figures", "Passages")
        without_columns(book, "Contributions", "Goal")

    with override("en"):
        result = bring_in(edited(write_workbook(edition, "en"), edit))
        assert (result.problems, result.changes, result.shared) == ([], [], [])
        assert [str(note) for note in result.notes] == [
            "The workbook has no columns for these: Measures: Project, Cadence; Remarks: Passages, Figures; "
            "Contributions: Goal. What rows have there stays as it is; new rows get the default."
        ]


@pytest.mark.slow
def test_absent_column_gives_new_rows_the_default():
    edition = make_rich_edition(2)
    project = edition.projects.first()

    def edit(book):
        without_columns(book, "Measures", "Cadence")
        add(book["Measures"], key="fresh", project=project.key, title="新举措")

    draft = bring_in(edited(write_workbook(edition, "en"), edit)).draft
    assert draft.measures.get(key="fresh").cadence == ""


@pytest.mark.slow
def test_absent_column_that_new_rows_need_is_asked_for():
    edition = make_rich_edition(2)

    def edit(book):
        without_columns(book, "Measures", "Project")
        add(book["Measures"], key="fresh", title="新举措")

    found = messages(edited(write_workbook(edition, "en"), edit))
    assert [message.partition(", ")[2] for message in found] == [
        f"row {edition.measures.count() + 2}, “Project”: The column is missing, and a new row needs it. "
        "Export the plan anew and copy your changes into that workbook."
    ]


@pytest.mark.slow
def test_amount_cell_states_what_absent_columns_would():
    edition = make_rich_edition(1)
    figure = edition.figures.exclude(value=None).first()

    def edit(book):
        without_columns(book, "Figures", "Comparator", "Unit", "Availability")
        cell(book["Figures"], figure.key, "Value").value = "超90%"

    result = bring_in(edited(write_workbook(edition, "en"), edit))
    assert result.problems == []
    changed = result.draft.figures.get(key=figure.key)
    assert (changed.value, changed.comparator, changed.unit) == (90, ">", "%")


# What stands in the cell of the value, and what the figure then says.
FULL_CELLS = {
    "8%—10%": {"value": 8, "upper_value": 10, "unit": "%"},
    "30余亿元": {"value": 30, "comparator": ">", "approximate": True, "unit": "亿元"},
    "约60个": {"value": 60, "comparator": "~", "unit": "个"},
    "下降3.2%": {"value": Decimal("-3.2"), "change": True, "unit": "%"},
    "全省第3位": {"value": 3, "rank": True, "unit": "位"},
    "3:1": {"value": 3, "ratio": 1},
}


@pytest.mark.slow
def test_amount_cell_fills_what_it_states(edition):
    keys = dict(zip(FULL_CELLS, edition.figures.values_list("key", flat=True), strict=False))
    assert len(keys) == len(FULL_CELLS)

    def edit(book):
        page = book["Figures"]
        for written, key in keys.items():
            for heading in ("Comparator", "Unit", "Upper value", "Second number of a ratio", "Availability"):
                cell(page, key, heading).value = None
            cell(page, key, "Value").value = written

    result = bring_in(edited(write_workbook(edition, "en"), edit))
    assert result.problems == []
    for written, key in keys.items():
        changed = result.draft.figures.get(key=key)
        assert {name: getattr(changed, name) for name in FULL_CELLS[written]} == FULL_CELLS[written]


@pytest.mark.slow
def test_period_cell_says_how_the_figure_stands_to_it(edition):
    figure = edition.figures.first()

    def edit(book):
        cell(book["Figures"], figure.key, "Period").value = "截至2023年11月底"

    result = bring_in(edited(write_workbook(edition, "en"), edit))
    assert result.problems == []
    changed = result.draft.figures.get(key=figure.key)
    assert (changed.period, changed.period_standing) == ("2023-11", "as-of")


@pytest.mark.slow
def test_cells_that_say_different_things_of_one_number_are_a_problem(edition):
    figure = edition.figures.exclude(value=None).first()

    def edit(book):
        page = book["Figures"]
        cell(page, figure.key, "Unit").value = "%"
        cell(page, figure.key, "Value").value = "8%—10%"
        cell(page, figure.key, "Upper value").value = 12

    assert [
        message.partition(": ")[2] for message in messages(edited(write_workbook(edition, "en"), edit))
    ] == [
        "expected what “Upper value” says too, got “8%—10%”. Write the number alone, or empty the other cell."
    ]


def test_fields_at_their_default_do_not_change_the_fingerprint():
    edition = make_rich_edition(1)
    before = snapshot(edition)

    def without(values):
        return {name: value for name, value in values.items() if name not in {"upper_value", "ratio", "rank"}}

    rows = {key: (title, without(values)) for key, (title, values) in before.rows[Figure].items()}
    assert replace(before, rows={**before.rows, Figure: rows}).fingerprint == before.fingerprint
    edition.figures.update(rank=True)
    assert snapshot(edition).fingerprint != before.fingerprint


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Workbook “数据”, row 2, “数值”: expected a number, got “好几成”. "
            "Write the number alone, or as in 30亿元 or 超90%; — if it is not stated.",
        ),
        (
            "zh-hans",
            "工作簿“数据”第 2 行“数值”：应为数字，收到“好几成”。"
            "请只写数字，或写成 30亿元、超90%；原文未给数量的写“—”。",
        ),
    ],
)
def test_a_mistake_is_told_with_its_remedy_in_both_languages(edition, language, said):
    content = edited(shipped_workbook(edition), lambda book: book["数据"].__setitem__("O2", "好几成"))
    assert messages(content, language) == [said]


@pytest.mark.slow
def test_mistakes_that_the_plan_itself_forbids_are_told_with_their_place(edition):
    def edit(book):
        cell(book["工程"], "party-building", "标题前半").value = "别的"
        book["数据"]["O3"].value = "1.23456"
        book["机构"]["A2"].value = "not a key"

    problems = bring_in(edited(shipped_workbook(edition), edit)).problems
    places = {(problem.sheet, problem.row, problem.column) for problem in problems}
    assert {("工程", 2, ""), ("数据", 3, "数值"), ("机构", 2, "标识码")} <= places


@pytest.mark.slow
def test_conflicting_cells_are_not_reconciled(edition):
    figure = edition.figures.filter(unit="家").first()
    content = edited(
        shipped_workbook(edition, "en"),
        lambda book: setattr(cell(book["Figures"], figure.key, "Value"), "value", "30亿元"),
    )
    assert len(messages(content)) == 1
    assert "expected what “Unit” says too, got “30亿元”" in messages(content)[0]


# All or nothing


@pytest.mark.slow
def test_dry_run_tells_the_changes_and_writes_nothing(edition):
    content = with_other_summary(edition)
    before = dump_plan(edition.plan)
    result = bring_in(content, dry_run=True)
    assert [(change.kind, change.key, change.fields[0].after) for change in result.changes] == [
        ("changed", "party-building", "另一句")
    ]
    assert result.draft is None
    assert dump_plan(edition.plan) == before


@pytest.mark.slow
def test_failure_in_the_middle_leaves_everything_as_it_was(edition, monkeypatch):
    content = with_other_summary(edition)
    before = dump_plan(edition.plan)
    monkeypatch.setattr("initiatives.workbook.importer.compare_snapshots", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring_in(content)
    assert dump_plan(edition.plan) == before


def test_handed_over_draft_is_not_touched(edition):
    content = shipped_workbook(edition)
    submit(revise(edition.plan))
    result = bring_in(content)
    assert len(result.problems) == 1
    assert result.draft is None


@pytest.mark.slow
def test_workbook_of_another_plan_is_refused(edition):
    content = shipped_workbook(edition)
    assert len(bring_in(content, plan=make_edition().plan).problems) == 1
    assert bring_in(content, plan=edition.plan).problems == []


@pytest.mark.slow
def test_import_is_one_entry_in_the_history(edition):
    content = with_other_summary(edition)
    draft = bring_in(content).draft
    project = Project.objects.get(edition=draft, key="party-building")
    reasons = [entry.history_change_reason for entry in project.history.all()]
    assert reasons == ["workbook", "baseline"]


# Files that are not what they say


def without(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The file with its parts rewritten and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
        for name, part in more.items():
            new.writestr(name.replace("__", "/"), part)
    return out.getvalue()


def same(name: str, part: bytes) -> bytes:
    return part


def bomb(name: str, part: bytes) -> bytes:
    return b"0" * 110 * 2**20 if name == "docProps/app.xml" else part


def steep(name: str, part: bytes) -> bytes:
    return b"0" * 20 * 2**20 if name == "docProps/app.xml" else part


def huge(name: str, part: bytes) -> bytes:
    return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', part)


def entity(name: str, part: bytes) -> bytes:
    if name != "xl/workbook.xml":
        return part
    doctype = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return doctype + part if not part.startswith(b"<?xml") else part.replace(b"?>", b"?>" + doctype, 1)


def utf16(name: str, part: bytes) -> bytes:
    return part.decode().encode("utf-16") if name == "xl/workbook.xml" else part


def torn(name: str, part: bytes) -> bytes:
    return part[: len(part) // 2] if name.startswith("xl/worksheets/") else part


ABUSES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "bomb": (lambda good: without(good, bomb), "more than 100 MB"),
    "steep": (lambda good: without(good, steep), "far more than it is"),
    "parts": (lambda good: without(good, same, **{f"p{n}.xml": b"" for n in range(600)}), "500 parts"),
    "macros": (lambda good: without(good, same, xl__vbaProject_bin=b"x"), "macros"),
    "links": (
        lambda good: without(good, same, **{"xl__externalLinks__externalLink1.xml": b"<a/>"}),
        "links to other files",
    ),
    "entities": (lambda good: without(good, entity), "document type"),
    "utf-16": (lambda good: without(good, utf16), "document type"),
    "dimension": (lambda good: without(good, huge), "claims 1048576 rows and 16384 columns"),
    "torn": (lambda good: without(good, torn), "damaged"),
    "cut": (lambda good: good[: len(good) // 2], "not an Excel workbook"),
    "text": (lambda good: "标题,数值\n甲,1".encode("gbk"), "not an Excel workbook"),
    "empty": (lambda good: b"", "not an Excel workbook"),
    "old": (lambda good: b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel file"),
    "large": (lambda good: bytes(10 * 2**20 + 1), "larger than 10 MB"),
    "zip": (lambda good: zipped(), "not an Excel workbook"),
}


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    return out.getvalue()


@pytest.mark.parametrize("name", ABUSES)
def test_file_that_is_not_what_it_says_is_refused_with_a_remedy(name):
    make, expected = ABUSES[name]
    found = read_workbook(io.BytesIO(make(blank_workbook("en"))))
    problems = found if isinstance(found, list) else found.problems
    with override("en"):
        assert expected in problems[0].message
        assert all(problem.remedy for problem in problems)


def test_workbook_of_something_else_misses_park_and_plan():
    saved = io.BytesIO()
    Workbook().save(saved)
    assert [problem.sheet for problem in bring_in(saved.getvalue()).problems] == ["园区", "计划"]


@pytest.mark.slow
def test_merged_cells_are_refused(edition):
    content = edited(shipped_workbook(edition, "en"), lambda book: book["Figures"].merge_cells("A1:B1"))
    assert messages(content) == [
        "Workbook “Figures”: The sheet has merged cells. Unmerge them and fill each cell."
    ]


@pytest.mark.slow
def test_too_many_rows_are_refused(edition):
    def edit(book):
        book["Quotes"].cell(20_005, 1, "x")

    assert messages(edited(shipped_workbook(edition, "en"), edit)) == [
        "Workbook “Quotes”: The sheet has more than 20,000 rows. Remove what is not of the plan."
    ]


@pytest.mark.slow
def test_formula_is_never_followed(edition):
    content = edited(
        shipped_workbook(edition, "en"),
        lambda book: book["Figures"].__setitem__("O2", '=HYPERLINK("http://evil")'),
    )
    assert [message.split(". ")[0] for message in messages(content)] == [
        'Workbook “Figures”, row 2, “Value”: expected a value, not a formula, got “=HYPERLINK("http://evil")”'
    ]


def test_formula_is_never_written():
    edition = make_edition(title="=1+1", slogan="@SUM(A1)", summary="+1", guiding_idea="-1")
    make_measure(make_project(edition), title="\tx", detail='=cmd|"/c calc"!A1')
    with zipfile.ZipFile(io.BytesIO(write_workbook(edition))) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                assert not re.search(rb"<f[ >/]", archive.read(name)), name


# Another park


@pytest.mark.slow
def test_blank_workbook_filled_with_another_parks_plan_is_published(client):
    content = edited(blank_workbook("en"), fill)
    assert len(bring_in(content).problems) == 1
    assert not Park.objects.exists()
    result = bring_in(content, allow_new=True)
    assert [problem.message for problem in result.problems] == []
    assert result.draft
    publish(result.draft, user=None, note="初次发布")
    assert client.get("/binhai/2025/").status_code == 200
    page = client.get("/binhai/2025/projects/p1/")
    assert page.status_code == 200
    assert "举措1" in page.content.decode()
    figures = Figure.objects.filter(edition=result.draft, kind="target")
    assert [str(figure.value.normalize()) for figure in figures] == ["1E+1", "2E+1", "3E+1", "4E+1"]
    assert {(figure.comparator, figure.unit) for figure in figures} == {(">", "亿元")}
    assert Figure.objects.get(edition=result.draft, kind="actual").availability == "not-stated"
    assert Passage.objects.get(key="here").paragraph == 2
    assert bring_in(content).changes == []
    assert Metric.objects.count() == 1


# Commands


@pytest.mark.slow
def test_commands_take_a_plan_out_and_in(edition, tmp_path, capsys):
    file = tmp_path / "plan.xlsx"
    call_command("export_plan", "yuhua", "2024", str(file))
    call_command("import_plan", str(file), dry_run=True)
    assert not Edition.objects.filter(plan=edition.plan, state="draft").exists()
    call_command("import_plan", str(file))
    assert Edition.objects.filter(plan=edition.plan, state="draft").exists()
    rows = sum(model.objects.filter(edition=edition).count() for model in EDITION_ROWS)
    assert f"0 added, 0 changed, 0 removed, {rows} unchanged." in capsys.readouterr().out


@pytest.mark.slow
def test_command_names_its_user_in_the_histories(edition, tmp_path, django_user_model):
    file = tmp_path / "plan.xlsx"
    file.write_bytes(with_other_summary(edition))
    somebody = django_user_model.objects.create_user("zhang")
    call_command("import_plan", str(file), user="zhang")
    project = Project.objects.get(edition__state="draft", key="party-building")
    assert [entry.history_user for entry in project.history.all()] == [somebody, None]


@pytest.mark.slow
def test_next_years_workbook_begins_the_next_plan(edition, tmp_path):
    file = tmp_path / "next.xlsx"
    call_command("export_plan", "yuhua", "2024", str(file), next_year=True)
    assert not Plan.objects.filter(year=2025).exists()
    call_command("import_plan", str(file), new=True)
    begun = Edition.objects.get(plan__year=2025, state="draft")
    assert begun.projects.count() == 8
    assert begun.measures.count() == 0
    assert begun.projects.first().predecessors.get() == edition.projects.first()
    with pytest.raises(CommandError, match="2025年已有计划"):
        call_command("export_plan", "yuhua", "2024", str(file), next_year=True)


@pytest.mark.slow
def test_plan_changed_since_the_workbook_was_taken_out_is_told(edition):
    content = shipped_workbook(edition)
    assert not bring_in(content, dry_run=True).outdated
    draft = revise(edition.plan)
    Project.objects.filter(edition=draft, key="party-building").update(summary="别人改的")
    result = bring_in(content, dry_run=True)
    assert result.outdated
    assert result.changes[0].fields[0].before == "别人改的"
    assert not bring_in(write_workbook(draft, "en"), dry_run=True).outdated


@pytest.mark.slow
def test_what_all_plans_share_is_changed_only_where_that_is_allowed(edition):
    content = edited(shipped_workbook(edition), lambda book: book["机构"].__setitem__("B2", "改名"))
    refused = bring_in(content, allow_shared=False)
    assert (len(refused.shared), refused.draft) == (1, None)
    assert not Edition.objects.filter(plan=edition.plan, state="draft").exists()
    assert bring_in(content).draft


def test_commands_fail_in_words(edition, tmp_path):
    file = tmp_path / "plan.xlsx"
    with pytest.raises(CommandError, match="There is no published plan yuhua 1999"):
        call_command("export_plan", "yuhua", "1999", str(file))
    with pytest.raises(CommandError, match="could not be read"):
        call_command("import_plan", str(file))
    file.write_bytes(b"x")
    with pytest.raises(CommandError, match="not an Excel workbook"):
        call_command("import_plan", str(file))
    with pytest.raises(CommandError, match="could not be written"):
        call_command("export_plan", "yuhua", "2024", str(tmp_path), blank=True)


# A dry run and everybody else


def with_every_kind_of_change(edition: Edition) -> bytes:
    """Its workbook with rows added, changed and removed, in the plan and in what all plans share."""

    def edit(book: Any) -> None:
        cell(book["Projects"], "party-building", "Summary").value = "另一句"
        book["Organisations"]["B2"].value = "改名"
        book["Remarks"].delete_rows(2)
        add(book["Measures"], project="party-building", title="新举措")

    return edited(shipped_workbook(edition, "en"), edit)


def with_mistakes_that_only_the_database_finds(edition: Edition) -> bytes:
    def edit(book: Any) -> None:
        cell(book["Projects"], "party-building", "Number").value = 2
        add(
            book["Contributions"],
            **{
                name: book["Contributions"].cell(2, place).value
                for place, name in ((3, "goal"), (4, "project"), (5, "basis"), (6, "reason"))
            },
        )

    return edited(shipped_workbook(edition, "en"), edit)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("make", "revised"),
    [(with_every_kind_of_change, True), (with_mistakes_that_only_the_database_finds, False)],
)
def test_dry_run_on_a_copy_says_what_one_rolled_back_says(edition, make, revised):
    content = make(edition)
    if revised:
        draft = revise(edition.plan)
        draft.goals.update(statement="别人改的")
    before = dump_plan(edition.plan)
    with transaction.atomic():
        rolled_back = bring_in(content, dry_run=True)
    copied = bring_in(content, dry_run=True)
    assert [str(problem) for problem in copied.problems] == [str(problem) for problem in rolled_back.problems]
    assert copied.changes == rolled_back.changes
    assert copied.shared == rolled_back.shared
    assert (copied.rows, copied.state, copied.created) == (
        rolled_back.rows,
        rolled_back.state,
        rolled_back.created,
    )
    assert (copied.outdated, copied.moved, copied.draft) == (revised and not copied.problems, False, None)
    assert bool(copied.problems) != bool(copied.changes and copied.shared)
    assert dump_plan(edition.plan) == before


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_others_write_during_a_dry_run(edition):
    content = with_other_summary(edition)
    park = edition.plan.park
    moments = []

    def write_from_another_connection() -> None:
        try:
            with transaction.atomic():
                Park.objects.filter(pk=park.pk).update(name=f"改名{len(moments)}")
        finally:
            connection.close()

    def progress(done: int, rows: int) -> None:
        # The park is a row of the workbook that is never written.
        if done in (1, rows - 1):
            with ThreadPoolExecutor(1) as pool:
                pool.submit(write_from_another_connection).result(timeout=10)
            moments.append(done)

    result = bring_in(content, dry_run=True, progress=progress)
    assert [change.key for change in result.changes] == ["party-building"]
    assert len(moments) == 2
    park.refresh_from_db()
    assert park.name == "改名1"
    assert not Edition.objects.filter(plan=edition.plan, state="draft").exists()
