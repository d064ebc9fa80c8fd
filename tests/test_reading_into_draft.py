"""What is certain in an article becomes a draft: rows, passages and the text of its source, or nothing."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from initiatives.drafting.draft_import import PlanDraft, SourceDetails, certain, remarks_with
from initiatives.drafting.site_catalogue import site_catalogue
from initiatives.models import (
    Edition,
    Figure,
    Goal,
    GoalGroup,
    Park,
    Passage,
    Project,
    Quote,
    Remark,
    Section,
)
from initiatives.reading.document_formats import read_document
from initiatives.reading.reader import read_article
from initiatives.reading.source_lines import document_of_text
from scripts.read_score import SHIPPED_ARTICLE
from tests.factories import make_edition, make_park, make_project

pytestmark = pytest.mark.django_db

TEXT = """清溪高新区2024年工作要点

2024年，清溪高新区围绕“一个确保、两个优化”的工作目标，实施“三大行动”。一个确保，即确保经济稳定增长；\
两个优化，即优化产业结构和投资结构。

“三大行动”是指招商提质行动、创新强链行动和服务暖企行动。

招商提质行动

2023年，园区签约项目21个。“招商是第一要事。”清溪高新区党工委书记王明表示。

创新强链行动

截至2023年底，园区有高新技术企业120家。

服务暖企行动

2024年，园区力争规模以上工业增加值增长8%。
"""

TABLE = """清溪高新区2024年主要目标

指标\t单位\t2023年实际\t2024年目标
固定资产投资\t亿元\t88\t95
"""
CASES = Path(__file__).parent / "cases" / "articles"
# One of each format and of the shapes that differ most.
ARTICLE_CASES = [
    CASES / name
    for name in (
        "questions-and-answers.txt",
        "word-with-headings.docx",
        "pdf-two-columns.pdf",
        "web-page.html",
    )
]


def bring_in(text: str, **details):
    document = document_of_text(text)
    catalogue = site_catalogue()
    reading = read_article(document, plan_year=2024, catalogue=catalogue, park="清溪高新区")
    chosen = certain(reading)
    known = {"park": "qingxi", "year": 2024, "park_name": "清溪高新区"}
    draft = PlanDraft(
        document, chosen, remarks_with(reading, chosen), SourceDetails(**{**known, **details}), catalogue
    )
    return draft.bring_in()


def facts(edition) -> list[tuple]:
    return [
        (one.metric.code, one.kind, one.period, one.value, one.unit)
        for one in edition.figures.select_related("metric")
    ]


def test_certain_facts_become_a_draft_of_a_new_plan():
    outcome = bring_in(TEXT)
    assert [str(one) for one in outcome.problems] == []
    edition = outcome.draft
    assert (edition.state, edition.title) == ("draft", "清溪高新区2024年工作要点")
    assert edition.slogan == "一个确保、两个优化"
    assert (edition.project_noun, edition.declared_projects) == ("行动", 3)
    assert [one.label for one in edition.goalgroups.all()] == ["一个确保", "两个优化"]
    assert [(one.title, one.group.label) for one in edition.goals.all()] == [
        ("经济稳定增长", "一个确保"),
        ("优化产业结构", "两个优化"),
        ("优化投资结构", "两个优化"),
    ]
    assert [one.title for one in edition.projects.all()] == ["招商提质行动", "创新强链行动", "服务暖企行动"]
    assert facts(edition) == [
        ("investment-projects-signed", "actual", "2023", Decimal(21), "个"),
        ("high-tech-firms", "actual", "2023", Decimal(120), "家"),
        ("industrial-value-added-growth", "target", "2024", Decimal(8), "%"),
    ]
    (quote,) = edition.quotes.all()
    assert (quote.content, quote.speaker) == ("招商是第一要事。", "王明")


def test_goals_and_projects_follow_from_those_of_the_plan_before_with_titles_alike():
    before = make_edition(park=make_park(slug="qingxi"), year=2023)
    make_project(before, key="old", title="创新强链提升行动", theme="", drive="")
    make_project(before, title="党建引领", theme="", drive="")
    draft = bring_in(TEXT).draft
    follows = {row.title: [it.key for it in row.predecessors.all()] for row in draft.projects.all()}
    assert follows == {"招商提质行动": [], "创新强链行动": ["old"], "服务暖企行动": []}
    assert draft.projects.get(predecessors__key="old").predecessors_basis == "inferred"


def test_passages_stand_where_the_text_has_their_words():
    outcome = bring_in(TEXT)
    text = "".join(TEXT.split())
    passages = Passage.objects.filter(source=outcome.source)
    assert passages
    assert all(text[one.start : one.end] == "".join(one.phrase.split()) for one in passages)
    figure = Figure.objects.get(edition=outcome.draft, metric__code="high-tech-firms")
    assert [str(one.mark) for one in figure.passages.all()] == ["§2 ¶1"]


def test_text_with_punctuation_of_half_width_comes_in_in_its_own_characters():
    """Rules read it as Chinese is printed; passages, headings and quotations are as the page has them."""
    titled = TEXT.replace("2024年工作要点", "2024年工作要点（摘要）", 1)
    changed = titled.replace("招商提质行动\n", "招商提质行动（甲）\n").replace(
        "高新区党工委", "高新区（筹）党工委"
    )
    half = changed.translate(str.maketrans("，：；（）", ",:;()"))
    source = bring_in(half).source
    text = "".join(half.split())
    assert source.title == "清溪高新区2024年工作要点(摘要)"
    phrases = ["".join(passage.phrase.split()) for passage in Passage.objects.all()]
    assert phrases
    assert [phrase for phrase in phrases if phrase not in text] == []
    quote = Quote.objects.get()
    assert quote.content in text
    assert any("王明" in passage.phrase for passage in quote.passages.all())
    assert "招商提质行动(甲)" in Section.objects.values_list("title", flat=True)


def test_every_row_has_passages():
    edition = bring_in(TEXT).draft
    for model in (GoalGroup, Goal, Project, Figure, Quote):
        assert not model.objects.filter(edition=edition, passages=None).exists()


@pytest.mark.slow
def test_reading_the_same_text_again_adds_nothing():
    before = bring_in(TEXT)
    again = bring_in(TEXT)
    assert again.draft == before.draft
    assert again.source == before.source
    assert facts(again.draft) == facts(before.draft)
    assert again.added == {}


def test_numbers_of_a_table_come_in_without_a_wording_that_lacks_their_unit():
    outcome = bring_in(TABLE)
    assert {(one.value, one.unit, one.wording) for one in outcome.draft.figures.all()} == {
        (Decimal(88), "亿元", ""),
        (Decimal(95), "亿元", ""),
    }
    assert [one for one in outcome.findings if one.finding.severity == "error"] == []


def test_two_values_for_one_metric_come_in_with_a_remark():
    text = TEXT + "\n截至2023年底，园区有高新技术企业130家。\n"
    remark = bring_in(text).draft.remarks.get(kind="contradiction")
    assert sorted(one.value for one in remark.figures.all()) == [120, 130]


@pytest.mark.slow
@pytest.mark.parametrize("file", ARTICLE_CASES, ids=lambda file: file.stem)
def test_everything_that_is_proposed_can_come_in(file: Path):
    """The rules propose no row that the import refuses, certain or not; passages stand at their places."""
    document = read_document(file.read_bytes(), file.name)
    catalogue = site_catalogue()
    reading = read_article(document, catalogue=catalogue)
    details = SourceDetails("qingxi", reading.plan_year or 2024, park_name="清溪高新区")
    chosen = reading.proposals
    draft = PlanDraft(document, chosen, remarks_with(reading, chosen), details, catalogue)
    outcome = draft.bring_in()
    assert [str(problem) for problem in outcome.problems] == []
    assert not Passage.objects.filter(start=None).exists()


def test_problem_leaves_everything_as_it_was():
    outcome = bring_in(TEXT, park="admin")
    assert outcome.problems
    assert not Park.objects.exists()
    assert not Edition.objects.exists()


@pytest.mark.slow
def test_shipped_article_comes_in_from_an_empty_site():
    if not SHIPPED_ARTICLE.is_file():
        pytest.skip("The shipped article is not here.")
    edition = bring_in(
        SHIPPED_ARTICLE.read_text(encoding="utf-8"), park="yuhua", park_name="雨花经开区"
    ).draft
    assert edition.title == "做实“八大工程” 推动高质量发展"
    assert edition.slogan == "一个确保、两个优化、三个增强"
    assert (edition.declared_projects, edition.project_noun) == (8, "工程")
    assert [one.declared_count for one in edition.goalgroups.all()] == [1, 2, 3]
    assert edition.goals.count() == 6
    assert [one.number for one in edition.projects.all()] == [*range(1, 9)]
    assert edition.quotes.filter(manner="verbatim").count() == 3
    numbers = {(one.metric.code, str(one.value.normalize())) for one in edition.figures.exclude(value=None)}
    assert {
        ("high-tech-firms", "241"),
        ("pooled-investment", "3E+1"),
        ("problems-collected", "251"),
    } <= numbers
    contradiction = Remark.objects.get(edition=edition, kind="contradiction")
    assert sorted(one.value for one in contradiction.figures.all()) == [18, 24]
    places = {one.key: one for one in edition.sources.get().passages.all()}
    assert all(one.start is not None for one in places.values())


@pytest.fixture
def article(tmp_path) -> Path:
    file = tmp_path / "article.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def command(article: Path, **options) -> str:
    said = StringIO()
    call_command("read_article", article, park="qingxi", year=2024, name="清溪高新区", stdout=said, **options)
    return said.getvalue()


def test_command_lists_what_it_leaves_to_a_person_and_writes_nothing(article):
    assert "陈海波" not in command(article)
    assert not Park.objects.exists()


@pytest.mark.slow
def test_command_writes_a_workbook_that_comes_in_like_any_other(article):
    command(article, into="workbook")
    assert not Park.objects.exists()
    call_command("import_plan", article.with_suffix(".xlsx"), "--new", stdout=StringIO())
    assert Figure.objects.filter(metric__code="high-tech-firms", value=120).exists()


@pytest.mark.slow
def test_command_writes_a_fixture(article):
    command(article, into="yaml")
    assert not Park.objects.exists()
    call_command("loaddata", article.with_suffix(".yaml"), verbosity=0)
    assert Edition.objects.get().goals.count() == 3


def test_command_refuses_a_document_without_text(tmp_path):
    file = tmp_path / "scan.pdf"
    file.write_bytes(b"%PDF-1.4\n")
    with pytest.raises(CommandError, match=r"scan\.pdf"):
        command(file, into="draft")
