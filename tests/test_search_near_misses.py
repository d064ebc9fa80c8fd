"""Searches that find nothing offer what may have been meant: names that differ by one slip."""

import json
import subprocess

import pytest

from initiatives.pages.search import SearchPage
from initiatives.search.index_upkeep import bring_up_to_date
from initiatives.search.near_misses import is_one_slip
from initiatives.static_site.export import SEARCH_SCRIPTS
from initiatives.values.search_terms import SearchText
from tests.factories import make_edition, make_measure, make_organisation, make_project, make_statement

SLIPS = [
    ("招商饮资", "招商引资"),
    ("招商引入资", "招商引资"),
    ("招引商资", "招商引资"),
    ("比亚敌", "比亚迪"),
    ("zhaoshamg", "招商"),
    ("biyado", "比亚迪"),
    ("developmant", "development"),
]


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("招商", "招伤", True),
        ("招商", "招", True),
        ("招", "招商", True),
        ("招商引资", "招引商资", True),
        ("招商", "招商", False),
        ("招商", "招", True),
        ("招商引资", "引资招商", False),
        ("招商引资", "招伤饮资", False),
    ],
)
def test_one_slip(one, other, slip):
    assert is_one_slip(one, other) is slip


@pytest.mark.django_db
def test_what_was_meant_is_offered_where_nothing_is_found():
    edition = make_edition()
    measure = make_measure(make_project(edition), title="抓好招商引资", title_en="Development of the park")
    measure.organisations.add(make_organisation(edition.plan.park, name="比亚迪"))
    make_statement(edition, content="人工智能")
    bring_up_to_date()
    for typed, meant in SLIPS:
        page = SearchPage.build({"q": typed})
        assert (page.results, page.meant) == ([], meant), typed
        assert SearchPage.build({"q": meant}).results
    # What is found is never replaced, and what is like nothing stays so.
    assert SearchPage.build({"q": "招商引资"}).meant == ""
    assert SearchPage.build({"q": "没有这个词"}).meant == ""
    # Names alone are offered: texts are too many.
    assert SearchPage.build({"q": "人工智障"}).meant == ""


@pytest.mark.django_db
def test_offer_is_a_link_that_keeps_the_filters(client):
    edition = make_edition()
    make_measure(make_project(edition), title="抓好招商引资")
    bring_up_to_date()
    page = client.get("/search/", {"q": "招商饮资", "year": "2024"}).content.decode()
    assert "?q=%E6%8B%9B%E5%95%86%E5%BC%95%E8%B5%84&amp;year=2024" in page


def test_the_folder_offers_the_same():
    names = ["抓好招商引资", "Development of the park", "比亚迪"]
    texts = [SearchText.of([name], []) for name in names]
    entries = [{"names": text.names, "spoken": text.spoken} for text in texts]
    program = """
        const vm = require("vm"), fs = require("fs");
        const { entries, typed } = JSON.parse(fs.readFileSync(0, "utf8"));
        vm.runInThisContext(fs.readFileSync(process.argv[1], "utf8"));
        const rules = parkplanRules({ limits: { length: 80, terms: 6, unit: 4 }, characters: [[], []] });
        console.log(JSON.stringify(typed.map((text) => rules.meant(rules.parse(text), entries))));
    """
    given = json.dumps({"entries": entries, "typed": [typed for typed, _meant in SLIPS]})
    command = ["node", "-e", program, str(SEARCH_SCRIPTS[0])]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [meant for _typed, meant in SLIPS]
