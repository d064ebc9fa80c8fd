"""The forms in which texts state projects, goals and quotations: `cases/structures.yaml`."""

import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from initiatives.reading import slogan_clauses
from initiatives.reading.proposals import GoalFields, GoalGroupFields, ProjectFields, QuoteFields
from initiatives.reading.reader import ArticleReading, read_article
from initiatives.reading.source_lines import document_of_text
from initiatives.values.vocabulary import Manner

CASES = yaml.safe_load((Path(__file__).parent / "cases/structures.yaml").read_text(encoding="utf-8"))


def projects_of(found: ArticleReading) -> list[str]:
    fields = [each.fields for each in found.proposals if isinstance(each.fields, ProjectFields)]
    return [each.title for each in sorted(fields, key=lambda each: each.number)]


def groups_of(found: ArticleReading) -> list[dict[str, list[str]]]:
    groups = [each.fields for each in found.proposals if isinstance(each.fields, GoalGroupFields)]
    goals = [each.fields for each in found.proposals if isinstance(each.fields, GoalFields)]
    return [
        {group.label: [goal.title for goal in goals if goal.group == group.number]}
        for group in sorted(groups, key=lambda group: group.number)
    ]


def quotations_of(found: ArticleReading) -> list[list[str]]:
    fields = [each.fields for each in found.proposals if isinstance(each.fields, QuoteFields)]
    return [
        [each.content, each.speaker, each.speaker_title] for each in fields if each.manner == Manner.VERBATIM
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_structure_of_a_text(case: dict[str, Any]) -> None:
    found = read_article(document_of_text(case["text"]), plan_year=2025)
    assert projects_of(found) == case.get("projects", [])
    assert groups_of(found) == case.get("groups", [])
    assert quotations_of(found) == case.get("quotes", [])


HALF_WIDTH = str.maketrans("，；：！？（）", ",;:!?()")


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_structure_of_a_text_with_punctuation_of_half_width(case: dict[str, Any]) -> None:
    """The same, in the characters of the text."""
    found = read_article(document_of_text(case["text"].translate(HALF_WIDTH)), plan_year=2025)
    read = (projects_of(found), groups_of(found), quotations_of(found))
    said = (case.get("projects", []), case.get("groups", []), case.get("quotes", []))
    assert str(read).translate(HALF_WIDTH) == str(said).translate(HALF_WIDTH)
    for each in found.proposals:
        if isinstance(each.fields, QuoteFields):
            assert each.fields.content in found.document.text.replace("\n", "")


def test_signs_of_other_notations_begin_no_pattern() -> None:
    """Markdown's ** at the heads of clauses."""
    text = "园区2025年\n会议要求实干。**提升集聚力，构筑优势；**提升竞争力，点燃引擎；**提升支撑，建强样板。"
    assert read_article(document_of_text(text), plan_year=2025).document.text == text


@pytest.mark.parametrize("text", ["推进0项任务，推进1项任务。", "实施“0大工程”，做好“1大项目”。"])
def test_counts_of_nothing_hold_nothing(text: str) -> None:
    assert groups_of(read_article(document_of_text(text), plan_year=2025)) == []


def test_labels_without_end_are_not_all_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each label is looked up in all that follows: many on many lines must not be."""
    looked_up: list[object] = []

    def counted_entries(*place: object) -> list[object]:
        looked_up.append(place)
        return []

    monkeypatch.setattr(slogan_clauses, "counted_entries", counted_entries)
    signs = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未"
    labels = [f"三个{first}{second}" for first in signs for second in signs]
    read_article(document_of_text("\n".join("，".join(labels[row::20]) for row in range(20))), plan_year=2025)
    assert 0 < len(looked_up) <= slogan_clauses.MOST_TRIED


def test_words_are_those_of_their_own_place() -> None:
    """The same words stand twice, in two sorts of quotation marks."""
    text = "园区2025年\n张明说:「今年确保增长8%,确保领先。」会上，张明说:“今年确保增长8%，确保领先。”"
    found = read_article(document_of_text(text), plan_year=2025)
    assert found.proposals
    for each in found.proposals:
        assert found.document.text[each.start : each.end] == each.words


PIECES = [piece for case in CASES for piece in re.split(r"(?<=[，。；：、\n“”（）])", case["text"])]


@pytest.mark.parametrize("seed", range(40))
def test_text_in_disorder_is_read_without_a_title_that_says_nothing(seed: int) -> None:
    """Pieces of the texts in any order: every title has words, and stands where it is said to."""
    order = random.Random(seed)
    text = "".join(order.choice(PIECES) for _ in range(order.randint(1, 60)))
    found = read_article(document_of_text(text), plan_year=2025)
    for each in found.proposals:
        if isinstance(each.fields, GoalFields | ProjectFields):
            assert each.fields.title.strip()
            assert each.start < each.end
