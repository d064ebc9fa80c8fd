"""The floor under what is read: all of the shipped article's structure, nearly all figures, none false."""

from pathlib import Path

import pytest

from initiatives.reading.reader import read_article
from initiatives.reading.source_lines import document_of_text
from scripts.article_answers import INVENTED, score_invented
from scripts.read_score import SHIPPED_ARTICLE, RightPlan, score_shipped

ANSWERS = sorted(INVENTED.glob("*.yaml"))


def test_shipped_article_is_read_as_its_plan():
    if not SHIPPED_ARTICLE.is_file():
        pytest.skip("The shipped article is not here.")
    text = SHIPPED_ARTICLE.read_text(encoding="utf-8")
    shares = score_shipped(read_article(document_of_text(text), plan_year=2024), RightPlan(text))
    assert [f"{share.name}: {share.right}/{share.of}" for share in shares if not share.holds] == []


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda path: path.stem)
def test_invented_article_is_read_right(answer: Path):
    score = score_invented(answer)
    assert score.structure == []
    assert score.f1 >= 0.95, score.problems
