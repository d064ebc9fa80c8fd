"""The quality rules: each finds its fault exactly where it was made, and nothing in sound content."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from initiatives.models import Edition, Figure, GoalGroup
from initiatives.quality import RULES, Content, Finding, check, findings
from initiatives.quality.content import (
    ContributionRow,
    FigureRow,
    GoalRow,
    GroupRow,
    PhotoRow,
    PlacedPassage,
    ProjectRow,
    QuoteRow,
    RemarkRow,
    Row,
    TextPair,
)
from initiatives.quality.figure_amounts import states_amount
from initiatives.quality.structure_rules import leading_number
from initiatives.values.amounts import Amount
from initiatives.values.vocabulary import Severity
from tests.factories import (
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_metric,
    make_passage,
    make_photo,
    make_project,
    make_remark,
    make_source,
    make_statement,
)

TODAY = date(2024, 6, 1)
NUMERALS = "一两三四五六七八九"


# Numbers in words.


@pytest.mark.parametrize(
    ("text", "value", "unit", "stated"),
    [
        ("高新技术企业241家", "241", "家", True),
        ("高新技术企业241家", "214", "家", False),
        # Only numbers of the same unit count, where there are any.
        ("引进三类500强企业2家", "2", "家", True),
        ("引进三类500强企业2家", "3", "家", False),
        ("拥有两大平台公司", "2", "家", True),
        ("投资额30亿元", "30", "亿元", True),
        ("投资额30亿元", "30", "万元", False),
        ("投资额3000000000元", "30", "亿元", True),
        ("增长百分之二十四", "24", "%", True),
        ("由百分之九十降到24%", "90", "%", True),
        # The sign is another rule's.
        ("下降5%", "-5", "%", True),
        ("同比下降3.2%", "3.2", "%", True),
        ("降幅3.2%", "-3.2", "%", True),
        ("降至3.2%", "3.2", "%", True),
        ("增加值率3.2%", "-3.2", "%", True),
        # Every notation, and bounds.
        ("5千万元", "5000", "万元", True),
        ("5千万元", "10000005", "元", False),
        ("3千人", "3000", "人", True),
        ("3千人", "1003", "人", False),
        ("3亿2千万", "3.2", "亿", True),
        ("投资3亿2千万元", "32000", "万元", True),
        ("产值30余亿元", "30", "亿元", True),
        ("占百分之八点五", "8.5", "%", True),
        ("共1，240家", "1240", "家", True),
        ("税收300000千元", "3", "亿元", True),
        ("税收300000千元", "300000", "千元", True),
        ("20至30家", "30", "家", True),
        ("近百家", "100", "家", True),
        # A unit that is not listed stands right after its number.
        ("建成12跑道", "12", "跑道", True),
        ("建成12跑道", "13", "跑道", False),
        ("共30", "30", "", True),
    ],
)
def test_text_states_an_amount(text, value, unit, stated):
    assert states_amount(text, Amount(Decimal(value), unit)) is stated


def test_leading_number_is_the_first_thing_in_a_text():
    labels = ["三个增强", "十二项", "确保三个", "“八大工程”", "百名干部", ""]
    assert [leading_number(label) for label in labels] == [3, 12, None, 8, None, None]


# Sound content, and every fault planted in it.


def figure(number: int, **fields: Any) -> FigureRow:
    """A figure that its wording states. `value` and `unit` make its amount."""
    value = Decimal(fields.pop("value", 10 + number))
    unit = fields.pop("unit", "家")
    defaults = {
        "key": f"figure-{number}",
        "pk": number,
        "name": f"指标{number}",
        "metric": f"metric-{number}",
        "nature": "count",
        "period": "2023",
        "figure_kind": "actual",
        "amount": Amount(value, unit),
        "wording": f"共有{value:,f}{unit}",
    }
    return FigureRow(**{**defaults, **fields})


@st.composite
def sound(draw: st.DrawFn) -> Content:
    """Content of any size without a fault."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    groups = [
        GroupRow(key=f"group-{at}", label=f"{NUMERALS[size - 1]}个增强", declared=size)
        for at, size in enumerate(sizes)
    ]
    goals = [
        GoalRow(key=f"goal-{at}-{of}", group=f"group-{at}")
        for at, size in enumerate(sizes)
        for of in range(size)
    ]
    projects = [ProjectRow(key=f"project-{at}", number=at) for at in range(1, draw(st.integers(1, 5)) + 1)]
    links = [
        ContributionRow(
            key=f"{project.key}--{goal.key}",
            goal=goal.key,
            project=project.key,
            basis="inferred",
            reason="因为",
        )
        for at, goal in enumerate(goals)
        for of, project in enumerate(projects)
        if of == at % len(projects) or at == of % len(goals)
    ]
    values = draw(st.lists(st.integers(0, 99_999), min_size=1, max_size=6))
    figures = [figure(at, value=value) for at, value in enumerate(values)]
    rates = [
        figure(100 + at, value=value, unit="%", nature=nature)
        for at, (value, nature) in enumerate(
            draw(st.lists(st.tuples(st.integers(0, 100), st.sampled_from(["growth", "share"])), max_size=4))
        )
    ]
    others = [
        QuoteRow(key="quote-1", title="主任"),
        QuoteRow(key="quote-2", speaker="张三"),
        PhotoRow(key="photo-1", alt="一间车间"),
        RemarkRow(key="remark-1"),
        *(Row(kind="measure", key=f"measure-{at}") for at in range(draw(st.integers(0, 5)))),
        Row(kind="statement", key="statement-1"),
    ]
    rows = (*groups, *goals, *projects, *links, *figures, *rates, *others)
    around = (Row(kind="edition", key=""), Row(kind="metric", key=""))
    return Content(year=2024, today=TODAY, declared_projects=len(projects), rows=rows, shared_rows=around)


def plus(content: Content, *rows: Row) -> Content:
    return replace(content, rows=(*content.rows, *rows))


def changed(
    content: Content, kind: type[Row], draw: Callable[..., Any], **fields: Any
) -> tuple[Content, Row]:
    """The content with one row of a kind, whichever, changed."""
    before = draw(st.sampled_from([row for row in content.rows if isinstance(row, kind)]))
    after = replace(before, **fields)
    return replace(content, rows=tuple(after if row is before else row for row in content.rows)), after


def plant(code: str, content: Content, draw: Callable[..., Any]) -> tuple[Content, set[str]]:
    """The content with one fault of that kind, and the keys of the rows it is about."""
    row: Row
    match code:
        case "contradiction":
            first = draw(st.sampled_from(content.of(FigureRow)))
            value = (first.amount.value + 1) if first.amount.value < 100 else first.amount.value - 1
            row = replace(
                first,
                key="another",
                amount=replace(first.amount, value=value),
                wording=f"共有{value:f}{first.amount.unit}",
            )
            return plus(content, row), {first.key, row.key}
        case "goal-count":
            content, row = changed(content, GroupRow, draw, declared=9, label="增强")
        case "project-count":
            return replace(content, declared_projects=99), set()
        case "number-in-label":
            content, row = changed(content, GroupRow, draw, label="九个增强")
        case "project-numbers":
            last = content.of(ProjectRow)[-1]
            moved = replace(last, number=last.number + 1)
            return replace(content, rows=tuple(moved if one is last else one for one in content.rows)), set()
        case "share-range":
            row = figure(900, nature="share", unit="%", value=draw(st.sampled_from(["-1", "100.1", "154"])))
            content = plus(content, row)
        case "improbable-growth":
            row = figure(900, nature="growth", unit="%", value=draw(st.sampled_from(["-51", "100.1", "154"])))
            content = plus(content, row)
        case "period-far":
            period = draw(st.sampled_from(["2021-12", "1924", "2026-Q1", "2042"]))
            content, row = changed(content, FigureRow, draw, period=period)
        case "not-in-wording":
            row = figure(900, value=draw(st.integers(100, 999)), wording="共有99家")
            content = plus(content, row)
        case "without-wording":
            content, row = changed(content, FigureRow, draw, wording="")
        case "target-without-number":
            row = figure(900, figure_kind="target", amount=None)
            content = plus(content, row)
        case "expected-due":
            row = figure(900, figure_kind="expected", period=draw(st.sampled_from(["2023", "2024-05"])))
            content = plus(content, row)
        case "without-passage":
            kind = draw(st.sampled_from([FigureRow, GoalRow, ProjectRow, QuoteRow, PhotoRow]))
            content, row = changed(content, kind, draw, has_evidence=False)
        case "quote-of-nobody":
            content, row = changed(content, QuoteRow, draw, speaker="", title="")
        case "goal-unserved":
            row = GoalRow(key="left-alone")
            content = plus(content, row)
        case "project-without-goal":
            number = len(content.of(ProjectRow)) + 1
            row = ProjectRow(key="left-alone", number=number)
            content = plus(replace(content, declared_projects=number), row)
        case "without-reason":
            content, row = changed(content, ContributionRow, draw, reason="")
        case "without-english":
            content, row = changed(content, Row, draw, untranslated=(("title", "title"),))
        case "english-stale":
            pair = TextPair(field="title", chinese="六条路", english="Roads", translated="五条路")
            content, row = changed(content, Row, draw, texts=(pair,))
        case "copied-words":
            words = draw(st.text("园区企业发展项目", min_size=26, max_size=60))
            pair = TextPair(field="content", chinese=words, english="Words", narrative=True)
            passages = (PlacedPassage(pk=900, phrase=words),)
            row = Row(kind="statement", key="copied", passages=passages, texts=(pair,))
            content = plus(content, row)
        case "photo-without-text":
            content, row = changed(content, PhotoRow, draw, alt="")
        case "key-twice":
            row = draw(st.sampled_from(content.rows))
            content = plus(content, Row(kind="statement", key=row.key))
        case "of-another-edition":
            content, row = changed(content, Row, draw, cross_edition_links=("project",))
        case _:
            raise AssertionError(f"plant a fault for {code}")
    return content, {row.key}


def seen(found: list[Finding]) -> set[tuple[str, frozenset[str]]]:
    return {(one.code, frozenset(row.key for row in one.rows)) for one in found}


@given(sound())
def test_sound_content_gives_no_finding(content):
    assert check(content) == []


# The rules that compare with passages and translations have their cases in test_comparing_rules.
STRUCTURAL = [code for code, rule in RULES.items() if rule.introduced is None]


@pytest.mark.parametrize("code", STRUCTURAL)
@given(data=st.data())
def test_planted_fault_is_found_where_it_is_and_nowhere_else(code, data):
    content, keys = plant(code, data.draw(sound()), data.draw)
    assert seen(check(content)) == {(code, frozenset(keys))}


@given(
    data=st.data(),
    codes=st.sampled_from(list(combinations(("without-reason", "key-twice", "expected-due"), 2))),
)
def test_two_faults_give_two_findings(data, codes):
    content = data.draw(sound())
    expected = set()
    for code in codes:
        content, keys = plant(code, content, data.draw)
        expected.add((code, frozenset(keys)))
    assert seen(check(content)) == expected


@pytest.mark.parametrize("code", STRUCTURAL)
@given(data=st.data())
def test_finding_says_in_a_sentence_what_is_wrong(code, data):
    content, _keys = plant(code, data.draw(sound()), data.draw)
    (found,) = check(content)
    with override("en"):
        assert found.message.endswith(".")
        assert "%(" not in found.message
    with override("zh-hans"):
        assert found.message.endswith("。")
    assert found.severity in Severity


# What the planted faults do not show.


def of(*rows: Row, **fields: Any) -> Content:
    return Content(**{"year": 2024, "today": TODAY, "rows": rows, **fields})


def codes(content: Content) -> list[str]:
    return [found.code for found in check(content)]


def test_empty_plan_gives_no_finding():
    assert check(of()) == []


@pytest.mark.parametrize(
    ("fields", "contradicts"),
    [
        ({"amount": Amount(Decimal(300_000), "万元"), "wording": "投资300000万元"}, False),
        ({"amount": Amount(Decimal(30), "亿元", ">"), "wording": "投资超30亿元"}, True),
        ({"amount": Amount(Decimal(3), "亿元"), "wording": "投资3亿元"}, True),
        ({"amount": Amount(Decimal(3), "亿元"), "wording": "投资3亿元", "scope": "一期"}, False),
        ({"amount": Amount(Decimal(3), "亿元"), "wording": "投资3亿元", "period": "2023-H1"}, False),
        ({"amount": Amount(Decimal(3), "亿元"), "wording": "投资3亿元", "figure_kind": "target"}, False),
        ({"amount": None, "wording": ""}, False),
    ],
)
def test_values_contradict_only_in_the_same_thing_and_time(fields, contradicts):
    first = figure(1, value=30, unit="亿元", nature="money")
    assert codes(of(first, replace(first, key="second", **fields))) == ["contradiction"] * contradicts


def test_contradiction_names_all_values_and_the_remark_on_them():
    figures = [
        replace(figure(1, value=value, unit="%", nature="share"), key=f"at-{value}") for value in (24, 18, 20)
    ]
    partial = RemarkRow(key="partial", remark_kind="contradiction", figures=frozenset({"at-24", "at-18"}))
    other = RemarkRow(key="other", remark_kind="unclear", figures=frozenset({"at-24", "at-18", "at-20"}))
    (found,) = check(of(*figures, partial, other))
    with override("en"):
        assert found.message == "指标1: different values for 2023, 24% / 18% / 20%."
    assert found.remark is None
    whole = replace(other, key="whole", remark_kind="contradiction")
    assert check(of(*figures, partial, whole))[0].remark == whole


def test_expectation_is_due_only_after_its_period_and_without_its_outcome():
    expected = figure(1, figure_kind="expected", period="2024-05")
    assert codes(of(expected)) == ["expected-due"]
    assert codes(of(expected, today=date(2024, 5, 31))) == []
    assert codes(of(expected, replace(expected, key="outcome", figure_kind="actual"))) == []


@pytest.mark.parametrize("period", ["2022", "2023-06", "2024-Q3", "2025"])
def test_period_near_the_plans_year_is_usual(period):
    assert codes(of(figure(1, period=period))) == []


@pytest.mark.parametrize("value", ["-50", "0", "100"])
def test_growth_up_to_the_limit_is_usual(value):
    assert codes(of(figure(1, nature="growth", unit="%", value=value))) == []


def test_target_with_a_number_is_sound():
    assert codes(of(figure(1, figure_kind="target", period="2024"))) == []


def test_stated_contribution_needs_no_reason():
    goal, project = GoalRow(key="goal"), ProjectRow(key="project", number=1)
    assert codes(of(goal, project, ContributionRow(key="link", goal="goal", project="project"))) == []


def test_findings_come_gravest_first():
    found = check(
        of(figure(1, amount=None, figure_kind="target"), GoalRow(key="goal"), QuoteRow(key="quote"))
    )
    assert [one.code for one in found] == ["quote-of-nobody", "goal-unserved", "target-without-number"]


# From the database.


def test_rows_of_the_database_are_read_as_they_are(db):
    edition = make_edition(declared_projects=2)
    project = make_project(edition, number=1, title_en="")
    make_figure(edition, value=214, wording="共有241家", key=project.key, scope="范围")
    make_goal(edition, group=GoalGroup.objects.create(edition=make_edition(), key="far", label="一个"))
    make_photo(edition)
    found = Counter(one.code for one in findings(edition, TODAY))
    assert found == {
        "project-count": 1,
        "not-in-wording": 1,
        "key-twice": 1,
        "of-another-edition": 1,
        "without-passage": 4,
        "goal-unserved": 1,
        "project-without-goal": 1,
        # Of the project's title and the figure's scope together.
        "without-english": 1,
        "photo-without-text": 1,
    }


def test_shared_rows_without_english_are_found_once_the_edition_shows_them(db):
    edition = make_edition(title_en="")
    make_figure(edition, metric=make_metric(name_en="", base_unit="家", definition="定义")).passages.add(
        make_passage(make_source(edition, title_en=""), phrase_en="Phrase")
    )
    make_metric(name_en="")
    (found,) = [one for one in findings(edition) if one.code == "without-english"]
    assert [row.kind for row in found.rows] == ["edition", "metric", "source", "section"]
    with override("en"):
        assert found.message.startswith("4 rows: no English for ")
        metric = found.rows[1]
        assert found.of_row("metric", metric.pk).message.startswith(f"{metric.name}: no English for ")


def test_remark_on_figures_of_another_edition_is_found(db):
    remark = make_remark(make_edition())
    remark.figures.add(make_figure(make_edition()))
    assert [one.code for one in findings(remark.edition)] == ["of-another-edition"]


# The shipped plan.


def grave(edition: Edition) -> set[tuple[str, frozenset[str]]]:
    return seen([one for one in findings(edition, TODAY) if one.severity != Severity.NOTE])


# What its source itself has that is odd; the plan keeps it and remarks on it.
KNOWN = {
    ("contradiction", frozenset({"iva-growth-24", "iva-growth-18"})),
    ("improbable-growth", frozenset({"tax-growth"})),
}


@pytest.mark.slow
def test_shipped_plan_has_no_fault_but_its_sources(shipped):
    assert grave(shipped) == KNOWN
    remarks = {one.code: one.remark.key for one in findings(shipped) if one.remark}
    assert remarks == {"contradiction": "iva-24-or-18", "improbable-growth": "tax-154"}
    for _code, keys in KNOWN:
        for row in shipped.figures.filter(key__in=keys):
            assert row.marks


def test_shipped_plan_states_no_number_for_six_targets_and_five_outcomes(shipped):
    notes = Counter(one.code for one in findings(shipped, TODAY) if one.severity == Severity.NOTE)
    assert notes == {"target-without-number": 6, "expected-due": 5}


@pytest.mark.slow
def test_two_digits_swapped_in_any_figure_of_the_shipped_plan_are_found(shipped):
    swaps = 0
    for row in Figure.objects.stated():
        digits = f"{row.value.normalize():f}"
        for first, second in combinations(range(len(digits)), 2):
            turned = list(digits)
            turned[first], turned[second] = turned[second], turned[first]
            if turned != list(digits):
                Figure.objects.filter(pk=row.pk).update(value=Decimal("".join(turned)))
                assert ("not-in-wording", frozenset({row.key})) in grave(shipped), (row, turned)
                swaps += 1
        Figure.objects.filter(pk=row.pk).update(value=row.value)
    assert swaps > 20  # so that the loop has met figures


@pytest.mark.slow
def test_any_other_last_digit_in_any_figure_of_the_shipped_plan_is_found(shipped):
    for row in Figure.objects.stated():
        Figure.objects.filter(pk=row.pk).update(value=row.value + 1)
        assert ("not-in-wording", frozenset({row.key})) in grave(shipped), row
        Figure.objects.filter(pk=row.pk).update(value=row.value)


def test_broken_declared_counts_of_the_shipped_plan_are_found(shipped):
    GoalGroup.objects.filter(key="strengthen").update(declared_count=4)
    Edition.objects.update(declared_projects=9)
    shipped.refresh_from_db()
    group = frozenset({"strengthen"})
    broken = {("goal-count", group), ("number-in-label", group), ("project-count", frozenset())}
    assert grave(shipped) == KNOWN | broken


def test_project_lost_from_the_shipped_plan_is_found(shipped):
    shipped.projects.get(number=4).delete()
    assert {"project-count", "project-numbers"} <= {code for code, _keys in grave(shipped)}


def test_findings_of_one_rule_are_in_the_order_of_edition_rows(db):
    edition = make_edition()
    make_measure(make_project(edition))
    make_statement(edition)
    unsupported = [found.rows[0].kind for found in findings(edition) if found.code == "without-passage"]
    assert unsupported == ["project", "statement", "measure"]
