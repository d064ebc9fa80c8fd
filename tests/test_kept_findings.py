"""Findings of published editions are kept until something changes, and never within a transaction."""

import pytest
from django.utils import translation

from initiatives.models import Edition, Figure
from initiatives.models.edition_rows import EditionRows
from initiatives.quality import findings, loading
from initiatives.quality.kept_findings import KeptFindings
from tests.factories import make_edition, make_figure, make_metric


@pytest.fixture
def checks(monkeypatch):
    """The contents that were checked, of which each is found to be its number."""
    checked = []
    monkeypatch.setattr(loading, "check", lambda content: checked.append(content) or [len(checked)])
    monkeypatch.setattr(loading, "kept_findings", KeptFindings(2))
    return checked


@pytest.fixture
def edition(transactional_db):
    edition = make_edition()
    make_figure(edition, metric=make_metric())
    return Edition.objects.get(pk=edition.pk)


def test_rules_run_once_until_a_row_changes(edition, checks):
    assert [findings(edition) for _time in range(3)] == [[1]] * 3
    Figure.objects.update(wording="改过")
    assert findings(edition) == [2]


def test_rows_are_read_for_the_page_all_the_same(edition, checks, django_assert_num_queries):
    findings(edition)
    content = EditionRows(edition)
    assert findings(edition, content=content) == [1]
    with django_assert_num_queries(0):
        assert content.figures[0].cited == []


def test_each_language_has_its_own(edition, checks):
    findings(edition)
    with translation.override("en"):
        assert findings(edition) == [2]


def test_edition_that_was_read_before_a_change_keeps_nothing_for_others(edition, checks):
    Edition.objects.update(meeting="改过的会议")
    assert findings(edition) == [1]
    assert findings(Edition.objects.get(pk=edition.pk)) == [2]


def test_rows_that_were_read_before_are_not_kept(edition, checks):
    content = EditionRows(edition)
    assert content.figures
    findings(edition, content=content)
    assert findings(edition) == [2]


@pytest.mark.django_db
def test_nothing_is_kept_within_a_transaction(checks):
    edition = make_edition()
    findings(edition)
    assert findings(edition) == [2]


def test_the_least_used_go_first():
    kept = KeptFindings(2)
    for key in ("a", "b"):
        kept.put(key, [])
    kept.get("a")
    kept.put("c", [])
    assert kept.get("b") is None
    assert kept.get("a") == []
