"""A new plan is typed into its own blank workbook: no keys, one round, evidence in words of the source."""

import io
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from initiatives.files.spreadsheets import CINNABAR
from initiatives.models import (
    Edition,
    Figure,
    Goal,
    Measure,
    Metric,
    Organisation,
    Park,
    Passage,
    Plan,
    Project,
    Quote,
    Section,
    Source,
    Statement,
)
from initiatives.source_text import attach
from initiatives.values.vocabulary import PassagePlace
from initiatives.workbook.importer import Result, import_workbook
from initiatives.workbook.sheets import LANGUAGES, SHEET_OF, CellType, combined_title, optional_title
from initiatives.workbook.writer import blank_workbook
from tests.factories import make_metric, make_organisation, make_park

pytestmark = pytest.mark.django_db
ZH = "zh-hans"
# Eight chapters with three measures each; twelve results of the year before, ten of them with a target.
CHAPTERS = ["产业升级", "招商引资", "项目建设", "科技创新", "营商环境", "绿色低碳", "安全生产", "党的建设"]
STEPS = ["开展摸底调查", "出台扶持办法", "建成服务平台"]
RESULTS = [
    ("工业总产值", "money", "812亿元", "850亿元以上"),
    ("工业总产值增速", "growth", "6.2%", "7%左右"),
    ("实际利用外资", "money", "1.4亿美元", "1.5亿美元"),
    ("新签约项目数", "count", "46个", "50个以上"),
    ("亿元以上开工项目数", "count", "12个", "15个"),
    ("固定资产投资", "money", "96.5亿元", "超100亿元"),
    ("研发经费投入", "money", "30余亿元", "35亿元"),
    ("科技型中小企业入库数", "count", "300余家", "350家"),
    ("单位能耗降幅", "growth", "-3.1%", "-3%"),
    ("技能培训人次", "count", "近5000人次", "6000人次"),
    ("新建厂房面积", "area", "18万平方米", ""),
    ("办件按时办结率", "share", "100%", ""),
]
# The source of the plan, which says each of these things once.
TEXT = "\n".join(
    [
        *(f"围绕{chapter}，{step}。" for chapter in CHAPTERS for step in STEPS),
        *(f"去年{name}为{result}。" for name, _nature, result, _target in RESULTS),
        *(f"今年{name}力争达到{target}。" for name, _nature, _result, target in RESULTS if target),
    ]
)


@pytest.fixture
def plan() -> Plan:
    """A plan that somebody has just begun, in a park with an organisation, where a metric is known."""
    park = make_park(slug="linjiang", name="临江新区", name_en="")
    make_organisation(park, name="经济发展局")
    make_metric(code="parks", name="园区面积")
    return Plan.objects.create(park=park, year=2025)


class Typist:
    """Fills a blank workbook as a person does, and counts the cells."""

    def __init__(self, content: bytes) -> None:
        self.book: Any = load_workbook(io.BytesIO(content))
        self.cells, self.keys = 0, 0

    def page(self, model: Any) -> Any:
        title = SHEET_OF[model].title(ZH)
        names = (title, optional_title(title, ZH), combined_title(ZH) if model is Measure else "")
        return next(self.book[name] for name in names if name in self.book.sheetnames)

    def type(self, model: Any, row: Any = 0, **values: Any) -> None:
        """Type values by field into a line, else into a new one."""
        page = self.page(model)
        row = row or page.max_row + 1
        for name, value in values.items():
            column = next(one for one in SHEET_OF[model].columns if one.name == name)
            heading = column.heading(ZH)
            place = next(cell.column for cell in page[1] if cell.value == heading)
            page.cell(row, place).value = value
            self.cells += 1
            self.keys += column.kind is CellType.KEY

    def saved(self) -> io.BytesIO:
        saved = io.BytesIO()
        self.book.save(saved)
        saved.seek(0)
        return saved


def choice(model: Any, name: str, value: str) -> str:
    """What the drop-down of a column calls a value."""
    return next(one for one in SHEET_OF[model].columns if one.name == name).words(ZH)[value]


def type_plan(typist: Typist) -> None:
    typist.type(Edition, row=2, title="临江新区2025年八项行动", project_noun="行动")
    typist.type(Source, title="临江日报", published_on=date(2025, 1, 9))
    for number, chapter in enumerate(CHAPTERS, 1):
        for step in STEPS:
            project = {"project": f"{number:02d} {chapter}行动"} if step == STEPS[0] else {}
            words = f"围绕{chapter}，{step}"
            typist.type(Measure, **project, title=f"{chapter}{step}", passages=words)
    for name, nature, result, target in RESULTS:
        typist.type(Metric, name=name, nature=choice(Metric, "nature", nature))
        kind = choice(Figure, "kind", "actual")
        words = f"去年{name}为{result}"
        typist.type(Figure, metric=name, kind=kind, period="2024年", value=result, passages=words)
        if target:
            typist.type(Goal, title=f"{name}再上台阶")
            kind, words = choice(Figure, "kind", "target"), f"今年{name}力争达到{target}"
            goal = {"goal": f"{name}再上台阶"}
            typist.type(Figure, metric=name, kind=kind, period="2025年", value=target, passages=words, **goal)


def bring_in(typist: Typist, **options: Any) -> Result:
    result = import_workbook(typist.saved(), **options)
    with override("en"):
        assert [problem.message for problem in result.problems] == []
    return result


def test_plan_of_another_shape_comes_in_at_once_and_without_keys(plan):
    typist = Typist(blank_workbook(ZH, plan))
    type_plan(typist)
    result = bring_in(typist, plan=plan)
    draft = result.draft
    assert draft
    counts = [model.objects.filter(edition=draft).count() for model in (Project, Measure, Figure, Goal)]
    assert (counts, typist.keys) == ([8, 24, 22, 10], 0)
    print(f"A plan of 64 rows: {typist.cells} cells typed, {typist.keys} keys, one round.")
    assert typist.cells < 300
    second = Project.objects.get(edition=draft, number=2)
    assert (second.title, second.key, second.measures.count()) == (
        "招商引资行动",
        "zhao-shang-yin-zi-xing-dong",
        3,
    )
    figure = Figure.objects.get(edition=draft, metric__name="研发经费投入", period="2024")
    assert (figure.value, figure.comparator, figure.approximate, figure.unit) == (30, ">", True, "亿元")
    assert Figure.objects.get(edition=draft, metric__name="办件按时办结率").value == 100
    assert not Figure.objects.filter(edition=draft, passages=None).exists()
    assert [source.title for source in draft.sources.all()] == ["临江日报"]
    # The same again changes nothing.
    again = bring_in(typist, plan=plan)
    assert (again.changes, again.shared) == ([], [])


def test_blank_workbook_says_what_is_known_of_the_plan(plan):
    typist = Typist(blank_workbook(ZH, plan))

    def cells(model: Any) -> set[Any]:
        return {cell.value for line in typist.page(model).iter_rows(min_row=2) for cell in line} - {None}

    assert cells(Edition) == {2025}
    assert "临江新区" in cells(Park)
    assert "园区面积" in cells(Metric)
    assert "经济发展局" in cells(Organisation)


@pytest.mark.parametrize("language", LANGUAGES)
def test_blank_workbook_opens_on_the_three_sheets_that_are_filled_first(language):
    book = load_workbook(io.BytesIO(blank_workbook(language)))
    first = [combined_title(language), *(SHEET_OF[model].title(language) for model in (Figure, Quote))]
    assert book.sheetnames[1:4] == first
    assert book.active.title == first[0]
    # Those that a plan can do without say so.
    assert optional_title(SHEET_OF[Section].title(language), language) in book.sheetnames
    assert optional_title(SHEET_OF[Goal].title(language), language) in book.sheetnames


def test_what_has_to_be_filled_is_red_and_comes_first_and_keys_last():
    headings = load_workbook(io.BytesIO(blank_workbook("en")))["Figures"][1]
    red = [cell.value for cell in headings if cell.fill.fgColor.rgb == CINNABAR]
    assert red == ["Metric", "Kind", "Period", "Value"]
    assert [cell.value for cell in headings[:4]] == red
    assert "Key" in [cell.value for cell in headings[-2:]]


# Evidence in words of the source


@pytest.fixture
def typist(plan) -> Typist:
    """A workbook with the plan's title and one source."""
    typist = Typist(blank_workbook(ZH, plan))
    typist.type(Edition, row=2, title="临江新区2025年八项行动")
    typist.type(Source, title="临江日报", slug="daily")
    return typist


def type_measures(typist: Typist, *evidence: str) -> None:
    for number, words in enumerate(evidence):
        project = {} if number else {"project": "产业升级"}
        typist.type(Measure, **project, title=f"举措{number}", passages=words)


def problems(typist: Typist, plan: Plan) -> list[str]:
    with override("en"):
        return [problem.message for problem in import_workbook(typist.saved(), plan=plan).problems]


def attach_text(plan: Plan, text: str, *sections: str) -> Source:
    source = Source.objects.create(park=plan.park, slug="daily", title="临江日报")
    for order, title in enumerate(sections):
        Section.objects.create(source=source, key=f"s{order}", title=title, label=f"§{order}", order=order)
    attach(source, text=text)
    return source


def test_words_make_one_passage_however_many_facts_they_prove(typist, plan):
    type_measures(typist, "产值达到850亿元以上", "“产值达到850亿元以上”\n建成一批平台", "建成一批平台")
    draft = bring_in(typist, plan=plan).draft
    assert {passage.phrase for passage in Passage.objects.all()} == {"产值达到850亿元以上", "建成一批平台"}
    assert [row.passages.count() for row in Measure.objects.filter(edition=draft).order_by("order")] == [
        1,
        2,
        1,
    ]


def test_without_its_text_a_passage_does_not_pretend_to_a_place(typist, plan):
    type_measures(typist, "产值，力争达到850亿元；建成平台")
    bring_in(typist, plan=plan)
    passage = Passage.objects.get()
    assert passage.phrase == "产值，力争达到850亿元；建成平台"
    assert (passage.place, passage.paragraph) == (PassagePlace.SOMEWHERE, None)
    assert passage.section.title == "全文"


def test_place_of_words_is_looked_up_in_the_attached_text(typist, plan):
    attach_text(plan, "一、开端\n总产值提高。\n二、展开\n建平台。\n建园区，引企业。", "一、开端", "二、展开")
    type_measures(typist, "建园区，引企业")
    bring_in(typist, plan=plan)
    passage = Passage.objects.get()
    assert (passage.section.key, passage.place, passage.paragraph) == ("s1", PassagePlace.PARAGRAPH, 2)
    assert passage.start is not None


def test_paragraph_is_counted_through_a_text_without_recorded_sections(typist, plan):
    attach_text(plan, TEXT)
    type_measures(typist, "围绕项目建设，开展摸底调查")
    bring_in(typist, plan=plan)
    passage = Passage.objects.get()
    assert (passage.section.title, passage.paragraph) == ("全文", 7)
    assert passage.section.paragraph_count == len(TEXT.split("\n"))


def test_words_that_the_text_lacks_are_told_with_the_nearest(typist, plan):
    attach_text(plan, TEXT)
    type_measures(typist, "围绕项目建设，开展摸排调查")
    (message,) = problems(typist, plan)
    assert "围绕项目建设，开展摸底调查" in message


def test_words_at_several_places_are_asked_about(typist, plan):
    attach_text(plan, TEXT)
    type_measures(typist, "开展摸底调查")
    (message,) = problems(typist, plan)
    assert "¶1" in message
    assert "¶22" in message


def test_of_several_sources_the_cell_or_the_texts_say_which(typist, plan):
    typist.type(Source, title="园区公报", slug="gazette")
    attach_text(plan, TEXT)
    type_measures(typist, "《园区公报》：建成一批平台", "围绕项目建设，开展摸底调查")
    bring_in(typist, plan=plan)
    assert {(row.source.slug, row.phrase) for row in Passage.objects.all()} == {
        ("gazette", "建成一批平台"),
        ("daily", "围绕项目建设，开展摸底调查"),
    }


def test_words_of_no_source_are_told(plan):
    typist = Typist(blank_workbook(ZH, plan))
    typist.type(Edition, row=2, title="临江新区2025年八项行动")
    type_measures(typist, "建成一批平台", "产值达到850亿元以上")
    assert len(problems(typist, plan)) == 1


def test_words_lead_to_a_passage_that_is_there(typist, plan):
    source = attach_text(plan, "一、开端\n建园区，引企业。", "一、开端")
    section = source.sections.get()
    stored = Passage.objects.create(source=source, section=section, key="p1", paragraph=1, phrase="建园区")
    type_measures(typist, "建园区")
    draft = bring_in(typist, plan=plan).draft
    assert [*Measure.objects.get(edition=draft).passages.all()] == [stored]


def test_words_of_several_passages_name_none(typist, plan):
    source = attach_text(plan, "一、开端\n建园区，引企业。\n又建园区。", "一、开端")
    section = source.sections.get()
    for number in (1, 2):
        Passage.objects.create(
            source=source, section=section, key=f"p{number}", paragraph=number, phrase="建园区"
        )
    type_measures(typist, "建园区")
    (message,) = problems(typist, plan)
    assert "daily/p1, daily/p2" in message


# Projects on the sheet of measures


@pytest.mark.slow
@pytest.mark.parametrize(
    ("written", "number", "title"),
    [
        ("03 招商引资", 3, "招商引资"),
        ("三、招商引资", 3, "招商引资"),
        ("行动三：招商引资", 3, "招商引资"),
        ("招商引资", 1, "招商引资"),
        ("“一带一路”", 1, "“一带一路”"),
        ("5G 应用", 1, "5G 应用"),
    ],
)
def test_project_is_made_of_its_name_and_number(typist, plan, written, number, title):
    typist.type(Measure, project=written, title="一项举措")
    draft = bring_in(typist, plan=plan).draft
    project = Project.objects.get(edition=draft)
    assert (project.number, project.title) == (number, title)


def test_project_without_measures_has_a_line_of_its_own(typist, plan):
    typist.type(Measure, project="招商引资", title="一项举措")
    typist.type(Measure, project="党的建设")
    draft = bring_in(typist, plan=plan).draft
    assert [row.title for row in Project.objects.filter(edition=draft)] == ["招商引资", "党的建设"]
    assert Measure.objects.filter(edition=draft).count() == 1


def test_project_of_the_other_sheet_is_not_made_again(typist, plan):
    typist.type(Project, number=4, title="招商引资行动", summary="引进来")
    typist.type(Measure, project="04 招商引资行动", title="一项举措")
    draft = bring_in(typist, plan=plan).draft
    project = Project.objects.get(edition=draft)
    assert (project.number, project.summary) == (4, "引进来")


def test_measures_on_two_sheets_are_told(typist, plan):
    typist.type(Measure, project="招商引资", title="一项举措")
    kind = choice(Statement, "kind", "achievement")
    typist.type(Statement, project="招商引资", kind=kind, content="有成效")
    typist.book.copy_worksheet(typist.page(Measure)).title = SHEET_OF[Measure].title(ZH)
    (message,) = problems(typist, plan)
    assert combined_title(ZH) in message
    assert SHEET_OF[Measure].title(ZH) in message


def test_problem_of_a_project_is_told_where_it_is_named(typist, plan):
    typist.type(Measure, project="长" * 201, title="一项举措")
    (message,) = problems(typist, plan)
    assert combined_title(ZH) in message


@pytest.mark.slow
def test_editors_add_sources_and_metrics_and_publishers_change_them(plan):
    typist = Typist(blank_workbook(ZH, plan))
    type_plan(typist)
    assert bring_in(typist, plan=plan, allow_shared=False).draft
    Metric.objects.filter(name="工业总产值").update(base_unit="亿元")
    assert bring_in(typist, plan=plan, allow_shared=False).draft is None


# Metrics


def type_metric(typist: Typist, name: str, **values: Any) -> None:
    typist.type(Metric, name=name, nature=choice(Metric, "nature", "money"), **values)


@pytest.mark.parametrize(
    "name",
    ["规上工业产值", "规模以上工业总产值额", "全区规上工业总产值", "规上工业的总产值", "规上工业总产值数"],
)
def test_new_metric_that_looks_like_a_known_one_is_asked_about(typist, plan, name):
    make_metric(code="output", name="规模以上工业总产值", nature="money")
    type_metric(typist, name)
    (message,) = problems(typist, plan)
    assert "“规模以上工业总产值”" in message
    assert "“定义”" in message


def test_new_metric_named_by_an_alias_is_asked_about(typist, plan):
    make_metric(code="output", name="规模以上工业总产值", nature="money", aliases="规工产出\n新增*产出")
    type_metric(typist, "规工产出")
    (message,) = problems(typist, plan)
    assert "“规模以上工业总产值”" in message


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("规上工业产值", {"definition": "不含区外分支机构"}),
        ("规上工业产值", {"code": "other-output"}),
        ("规上工业增加值", {}),
        ("规上服务业总产值", {}),
        ("工业总产值", {}),
    ],
)
def test_metric_that_is_another_one_or_is_said_to_be_is_taken(typist, plan, name, values):
    make_metric(code="output", name="规模以上工业总产值", nature="money")
    type_metric(typist, name, **values)
    bring_in(typist, plan=plan)
    assert Metric.objects.filter(name=name).exists()


def test_rate_of_a_known_metric_is_another_metric(typist, plan):
    make_metric(code="output", name="规上工业总产值增", nature="growth")
    type_metric(typist, "规上工业总产值")
    bring_in(typist, plan=plan)


@pytest.mark.parametrize("written", ["规上工业总产值", "规上工业“总产值”", " 规模以上 工业总产值"])
def test_usual_other_name_of_a_metric_leads_to_it(typist, plan, written):
    make_metric(code="output", name="规模以上工业总产值", nature="money")
    typist.type(
        Figure, metric=written, kind=choice(Figure, "kind", "actual"), period="2024", value="30亿元", unit=""
    )
    draft = bring_in(typist, plan=plan).draft
    assert Figure.objects.get(edition=draft).metric.code == "output"
