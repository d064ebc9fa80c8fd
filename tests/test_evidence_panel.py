"""The part that opens beside a fact: its passages, and nothing of drafts."""

import pytest

from tests.factories import make_edition, make_figure, make_passage, make_source

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


def test_fact_is_cited_with_its_plan_source_and_place(client):
    edition = make_edition()
    source = make_source(edition, title_en="The article")
    figure = make_figure(edition, value=24, unit="%")
    passage = make_passage(source, paragraph=2)
    figure.passages.add(passage)
    page = client.get(f"/en{figure.get_absolute_url()}").content.decode()
    park = edition.plan.park.name_en
    cited = f"{figure.metric.name_en} 24%, 2023; {park}, work plan 2024; The article {passage.mark}"
    assert f'data-cite="{cited}"' in page


def test_figures_that_contradict_each_other_are_marked_even_without_a_remark(client):
    edition = make_edition()
    first = make_figure(edition, value=24)
    make_figure(edition, metric=first.metric, value=18)
    make_figure(edition, metric=first.metric, value=18, period="2022")
    page = client.get(f"/en{edition.url('metrics')}").content.decode()
    assert page.count('class="doubtful"') == 2
