"""The part that opens beside a fact: its passages, and nothing of drafts."""

from datetime import date
from html.parser import HTMLParser

import pytest

from initiatives.models import Update
from tests.factories import (
    make_edition,
    make_figure,
    make_passage,
    make_photo,
    make_project,
    make_rich_edition,
    make_source,
)
from tests.public_pages import CHINESE_ALWAYS, plan_pages

pytestmark = pytest.mark.django_db


def test_evidence_shows_every_phrase_under_its_place(client):
    edition = make_edition()
    source = make_source(edition)
    first = make_passage(source, phrase="增长24%", paragraph=2)
    second = make_passage(source, section=first.section, phrase="增长18%", paragraph=2)
    figure = make_figure(edition)
    figure.passages.set([first, second])
    response = client.get(edition.url("evidence", "figure", figure.key))
    part = response.content.decode()
    assert part.count('class="cite"') == 1
    assert "增长24%" in part
    assert "增长18%" in part
    assert f"{edition.url('source', source.slug)}#{first.key}" in part
    assert "<html" not in part
    assert response.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("path", [("figure", "no-such-key"), ("park", "x"), ("user", "x")])
def test_evidence_of_nothing_does_not_exist(client, path):
    assert client.get(make_edition().url("evidence", *path)).status_code == 404


def test_evidence_of_the_plan_and_of_its_reports_is_shown_as_well(client):
    edition = make_edition()
    passage = make_passage(make_source(edition), phrase="总体思路", paragraph=2)
    edition.passages.add(passage)
    report = Update.objects.create(
        plan=edition.plan,
        key="u1",
        subject="project",
        subject_key=make_project(edition).key,
        date=date(2024, 5, 1),
        content="报告",
    )
    report.passages.add(passage)
    for path in (("edition", str(edition.number)), ("update", "u1")):
        assert "总体思路" in client.get(edition.url("evidence", *path)).content.decode()
    Update.objects.update(draft=True)
    assert client.get(edition.url("evidence", "update", "u1")).status_code == 404


@pytest.mark.parametrize("language", CHINESE_ALWAYS)
def test_every_mark_has_a_fact_around_it_in_which_its_passage_opens(client, language):
    edition = make_rich_edition(2)
    make_photo(edition, date=date(2023, 5, 1), date_basis="inferred").passages.set(
        edition.goals.first().passages.all()
    )
    groups = edition.goalgroups.all()
    groups[0].passages.set(edition.goals.first().passages.all())
    edition.passages.set(edition.goals.first().passages.all())
    found = 0
    for path in plan_pages(edition):
        marks = MarksOutsideFacts()
        marks.feed(client.get(f"{language}{path}").content.decode())
        assert marks.outside == [], path
        found += marks.inside
    assert found > 50


class MarksOutsideFacts(HTMLParser):
    """The marks that open a passage, by whether an element with `data-fact` is around them."""

    VOID = frozenset({"br", "circle", "hr", "img", "input", "link", "meta", "path", "rect", "source", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.around: list[tuple[str, bool]] = []
        self.inside = 0
        self.outside: list[str | None] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if values.get("data-hx-target") == "closest [data-fact]":
            if any(is_fact for _tag, is_fact in self.around):
                self.inside += 1
            else:
                self.outside.append(values["href"])
        if tag not in self.VOID:
            self.around.append((tag, "data-fact" in values))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self.around and self.around.pop()[0] != tag:
            pass


def test_evidence_of_a_draft_does_not_exist(client):
    edition = make_edition()
    draft = make_edition(plan=edition.plan, number=2, state="draft")
    figure = make_figure(draft)
    assert client.get(edition.url("evidence", "figure", figure.key)).status_code == 404


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("", "/about/#page:corrections"),
        ("plan@example.org", "mailto:plan@example.org?subject="),
        ("https://form.example/?x=1", "https://form.example/?x=1&amp;page="),
    ],
)
def test_mistakes_are_reported_where_the_settings_say(client, settings, setting, expected):
    settings.CORRECTIONS = setting
    edition = make_edition()
    figure = make_figure(edition)
    figure.passages.add(make_passage(make_source(edition), paragraph=2))
    assert expected in client.get(edition.url("plan")).content.decode()
    part = client.get(edition.url("evidence", "figure", figure.key)).content.decode()
    assert expected in part
    if setting:
        assert figure.metric.code in part


def test_figures_that_contradict_each_other_are_marked_even_without_a_remark(client):
    edition = make_edition()
    first = make_figure(edition, value=24)
    make_figure(edition, metric=first.metric, value=18)
    make_figure(edition, metric=first.metric, value=18, period="2022")
    page = client.get(f"/en{edition.url('metrics')}").content.decode()
    assert page.count('class="doubtful"') == 2
