"""The public history of a plan: its editions and what each changed; drafts and withdrawn ones stay unseen."""

from datetime import UTC, datetime

import pytest

from initiatives.editions.lifecycle import publish, revise, withdraw
from tests.factories import make_edition, make_figure, make_goal, make_metric, make_rich_edition
from tests.public_pages import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def revised():
    """A plan whose second edition is published: a figure corrected, a goal added."""
    first = make_edition()
    make_figure(first, key="growth", metric=make_metric(nature="growth"), value=18, unit="%")
    draft = revise(first.plan)
    figure = draft.figures.get(key="growth")
    figure.value = 19
    figure.save()
    make_goal(draft, key="new", title="新目标", title_en="A new goal")
    return publish(draft, user=None, note="更正增速", note_en="Growth corrected")


def test_editions_are_listed_with_their_notes(client, revised):
    page = client.get(f"/en{revised.url('changes')}").content.decode()
    assert page.index("Edition 2") < page.index("Edition 1")
    assert "Growth corrected" in page


def test_difference_is_readable(client, revised):
    page = client.get(f"/en{revised.url('change', 2)}").content.decode()
    assert "A new goal" in page
    assert "<del>18</del>" in page
    assert "<ins>19</ins>" in page


def test_first_edition_has_nothing_before_it(client, revised):
    page = client.get(f"/en{revised.url('change', 1)}").content.decode()
    assert "There is nothing to compare it with." in page


def test_draft_and_unknown_editions_do_not_exist(client, revised):
    draft = revise(revised.plan)
    make_goal(draft, title="只在草稿里")
    assert client.get(revised.url("change", draft.number)).status_code == 404
    assert client.get(revised.url("change", 99)).status_code == 404
    assert f"Edition {draft.number}" not in client.get(f"/en{revised.url('changes')}").content.decode()


def test_withdrawn_edition_is_seen_neither_itself_nor_in_differences(client, revised):
    draft = revise(revised.plan)
    make_goal(draft, key="secret", title="撤回的内容", title_en="Withdrawn")
    withdraw(publish(draft, user=None, note="x"))
    assert client.get(revised.url("changes")).status_code == 404
    last = publish(revise(revised.plan), user=None, note="y")
    last.goals.filter(key="secret").delete()
    assert client.get(last.url("change", draft.number)).status_code == 404
    assert "撤回的内容" not in client.get(last.url("change", last.number)).content.decode()


@pytest.mark.slow
def test_number_of_queries_does_not_grow_with_rows_or_editions(client):
    plans = []
    for rows in (1, 6):
        edition = make_rich_edition(rows)
        for _ in range(rows):
            edition = publish(revise(edition.plan), user=None, note="x")
        plans.append(edition)
    few, many = plans
    assert count_queries(client, few.url("changes")) == count_queries(client, many.url("changes"))
    assert count_queries(client, few.url("change", 2)) == count_queries(client, many.url("change", 2))


def test_time_of_release_is_written_as_html_has_times(client):
    # Databases keep microseconds; HTML takes three digits of a second at most.
    edition = make_edition(released_at=datetime(2024, 3, 5, 9, 30, 15, 123456, tzinfo=UTC))
    for path in (edition.url("changes"), edition.url("change", edition.number)):
        assert '<time datetime="2024-03-05T17:30:15+0800">' in client.get(path).content.decode()
