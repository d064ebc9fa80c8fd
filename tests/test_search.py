"""Search: every kind of fact by the words it contains, published ones only."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.search import EveryRow, Query, search, searched
from initiatives.search.index_upkeep import bring_up_to_date
from initiatives.values.folded_text import LATIN_WORD, fold
from tests.factories import (
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_metric,
    make_organisation,
    make_passage,
    make_photo,
    make_project,
    make_quote,
    make_remark,
    make_source,
    make_statement,
)
from tests.sampling import sampled
from tests.searched_phrases import SPELLED, phrases

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def found(text: str) -> dict[str, int]:
    return {hits.kind: len(hits.hits) for hits in search(Query.parse(text))}


def make_facts(edition, word: str):
    """One fact of every kind that holds the word."""
    project = make_project(edition, title=f"{word}工程", theme="", drive="")
    measure = make_measure(project, title=word)
    measure.organisations.add(make_organisation(edition.plan.park, name=word))
    measure.passages.add(make_passage(make_source(edition), phrase=word))
    make_goal(edition, title=word)
    make_figure(edition, metric=make_metric(name=word))
    make_quote(edition, content=word)
    make_statement(edition, content=word)
    make_photo(edition, caption=word)
    make_remark(edition, content=word)


def test_every_kind_of_fact_is_found_by_two_characters():
    make_facts(make_edition(title="低空经济计划"), "低空")
    assert list(found("低空").values()) == [1] * 11


@pytest.mark.parametrize("state", ["draft", "submitted", "superseded", "withdrawn"])
def test_nothing_unpublished_is_found(state):
    make_facts(make_edition(state=state, title="低空经济"), "低空")
    assert found("低空") == {}


def test_organisation_is_shown_where_the_latest_plan_names_it():
    old = make_edition(year=2023)
    new = make_edition(park=old.plan.park, year=2024)
    organisation = make_organisation(old.plan.park, name="比亚迪")
    make_statement(old).organisations.add(organisation)
    (hits,) = search(Query.parse("比亚迪"))
    assert hits.hits[0].url == f"{old.url('organisations')}#{organisation.slug}"
    make_statement(new).organisations.add(organisation)
    (hits,) = search(Query.parse("比亚迪"))
    assert hits.hits[0].url == f"{new.url('organisations')}#{organisation.slug}"


@pytest.mark.parametrize(
    "text", ["30亿元", "30 亿元", "３０亿元", "三十亿元", "三十亿", "亿元 投资额", "pooled"]
)
def test_numbers_and_words_are_found_as_they_are_written(text):
    edition = make_edition()
    make_figure(
        edition, wording="贡献投资额30亿元", metric=make_metric(name="投资额", name_en="Pooled investment")
    )
    assert found(text) == {"数据": 1}


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "'", '"', "\\", "不存在的词"])
def test_text_that_stands_nowhere_finds_nothing(text):
    make_facts(make_edition(), "低空")
    assert found(text) == {}


def test_all_words_must_occur():
    make_statement(make_edition(), content="低空经济与无人机")
    assert found("无人机 低空") == {"陈述": 1}
    assert found("无人机 海洋") == {}


@pytest.mark.slow
def test_number_of_queries_does_not_grow_with_the_hits(client, django_assert_num_queries):
    from tests.public_pages import count_queries

    make_facts(make_edition(), "低空")
    bring_up_to_date()
    few = count_queries(client, "/search/?q=低空")
    for _ in range(10):
        make_facts(make_edition(), "低空")
    bring_up_to_date()
    assert count_queries(client, "/search/?q=低空") <= few


def test_many_hits_are_cut_and_said_to_be_more(client):
    edition = make_edition()
    for _ in range(105):
        make_statement(edition, content="低空")
    (hits,) = search(Query.parse("低空"))
    assert (len(hits.hits), hits.more) == (50, True)
    assert "100+" in client.get("/search/?q=低空").content.decode()


def test_matches_are_marked_and_markup_stays_text(client):
    make_statement(make_edition(), content="<b>低空</b>经济")
    page = client.get("/search/?q=低空").content.decode()
    assert "&lt;b&gt;<mark>低空</mark>&lt;/b&gt;经济" in page
    page = client.get("/search/?q=<b>低空").content.decode()
    assert "<b>低空" not in page


def test_long_text_is_shown_around_the_match(client):
    make_statement(make_edition(), content="前" * 200 + "低空" + "后" * 200)
    page = client.get("/search/?q=低空").content.decode()
    assert "…" + "前" * 40 + "<mark>低空</mark>" in page


def test_shipped_plan_is_found_by_its_words(shipped):
    for text in ("154%", "30亿元", "招商", "陈海波", "Little Giant", "小巨人", "调区", "比亚迪"):
        assert found(text), text


def test_within_one_edition_only_its_own_facts_are_found():
    old = make_edition(year=2023)
    new = make_edition(park=old.plan.park, year=2024)
    organisation = make_organisation(old.plan.park, name="比亚迪")
    for edition in (old, new):
        make_statement(edition, content="比亚迪扩产").organisations.add(organisation)
    found = [hit.url for hits in search(Query("比亚迪", old)) for hit in hits.hits]
    assert len(found) == 2
    assert all(url.startswith(old.get_absolute_url()) for url in found)


def test_passage_is_shown_where_the_latest_plan_cites_it(client):
    old = make_edition(year=2023)
    new = make_edition(park=old.plan.park, year=2024)
    passage = make_passage(make_source(old), phrase="低空经济")
    new.sources.add(passage.source)
    make_statement(old).passages.add(passage)
    for latest in (old, new):
        if latest == new:
            make_statement(new).passages.add(passage)
        (hits,) = search(Query.parse("低空"))
        assert hits.hits[0].url == f"{latest.url('source', passage.source.slug)}#{passage.key}"
        assert f'id="{passage.key}"' in client.get(hits.hits[0].url).content.decode()
    (hits,) = search(Query("低空", old))
    assert hits.hits[0].edition == old


def test_everything_is_all_that_words_could_find():
    edition = make_edition(title="低空经济计划")
    make_facts(edition, "低空")
    make_facts(make_edition(state="draft"), "低空")
    found = {hits.kind: [hit.url for hit in hits.hits] for hits in search(EveryRow(""))}
    words = {hits.kind: [hit.url for hit in hits.hits] for hits in search(Query.parse("低空"))}
    assert len(found.pop("园区")) == 1
    assert found == words


# Widths and cases


@pytest.mark.parametrize(
    "text",
    [
        "规划（一期）",
        "规划(一期)",
        "（一期）：全年",
        "完成，是吗？",
        "完成,是吗?",
        "AI+制造",
        "ａｉ＋",
        "ＡＩ",
        "好！；",
        "...好",
    ],
)
def test_width_and_case_make_no_difference(text):
    make_statement(make_edition(), content="规划（一期）：全年完成，是吗？ＡＩ＋制造…好！；ＡＩ+制造")
    assert found(text) == {"陈述": 1}


@pytest.mark.parametrize(
    ("text", "marked"),
    [("(ai", "（ＡＩ"), ("三期", "㈢"), ("..", "…"), ("ガス", "ｶﾞｽ"), ("é", "e\u0301")],
)
def test_matches_are_marked_as_the_text_is_written(client, text, marked):
    make_statement(make_edition(), content="先（ＡＩ）后㈢…ｶﾞｽ与e\u0301tude。")
    asked = text.replace("三期", "(三)")
    assert f"<mark>{marked}</mark>" in client.get("/search/", {"q": asked}).content.decode()


@pytest.fixture
def everything(shipped):
    return [hit.row for hits in search(EveryRow("", None, 1000)) for hit in hits.hits]


@pytest.mark.slow
@settings(max_examples=sampled(50), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_phrase_of_the_shipped_plan_finds_its_row(everything, data):
    row = data.draw(st.sampled_from(everything))
    text = data.draw(st.sampled_from([text for text in searched(row)[0] if text]))
    phrase = data.draw(phrases(text).filter(str.strip))
    results = search(Query(Query.parse(phrase).words, None, 1000))
    # Words are found by their beginnings: of the phrase, from the first whole word on.
    if Query.parse(phrase).finds(searched(row)[1]):
        assert row in [hit.row for hits in results for hit in hits.hits], phrase
    else:
        assert LATIN_WORD.match(fold(phrase).lstrip()), phrase


@pytest.mark.slow
def test_every_mark_of_punctuation_finds_its_row_on_page_and_in_the_api(everything, client):
    """Phrases around full-width punctuation, as they are written and in other widths."""
    texts = sorted({text for row in everything for text in searched(row)[0]})
    around = [match[0] for text in texts for match in re.finditer("..[，（）：；？！]..", text)]
    assert len(around) > 100
    for phrase in around[::60]:
        for spell in SPELLED:
            page = client.get("/search/", {"q": spell(phrase)}).content.decode()
            assert f"<mark>{phrase}</mark>" in page, phrase
            assert client.get("/api/v1/search", {"q": spell(phrase)}).json()["data"], phrase


# Long texts


def test_statement_is_shown_whole_unless_it_is_long(client):
    content = "前" * 85 + "人行天桥" + "后" * 20
    make_statement(make_edition(), content=content)
    page = client.get("/search/?q=人行").content.decode()
    assert "前" * 85 + "<mark>人行</mark>天桥" + "后" * 20 in page
    (kind,) = client.get("/api/v1/search?q=人行").json()["data"]
    assert kind["hits"][0]["title"] == content
    assert kind["hits"][0]["text"] is None


def test_long_statement_is_named_by_the_part_around_the_match(client):
    make_statement(make_edition(), content="前" * 100 + "人行天桥" + "后" * 100)
    page = client.get("/search/?q=人行天桥").content.decode()
    assert ">…" + "前" * 40 + "<mark>人行天桥</mark>" + "后" * 76 + "…</a></li>" in page
