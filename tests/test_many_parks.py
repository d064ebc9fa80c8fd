"""The start page with many parks: a page of them at a time, chosen by province, level and year."""

import re

import pytest
from django.test import Client

from initiatives.models import Edition
from initiatives.pages import home
from initiatives.pages.home import FEW_PARKS, PARKS_ON_A_PAGE
from initiatives.search.index_upkeep import bring_up_to_date
from tests.factories import make_edition, make_park, without_history
from tests.public_pages import count_queries

pytestmark = pytest.mark.django_db
PARKS = 2 * PARKS_ON_A_PAGE + 5


@pytest.fixture
def many_parks() -> list[Edition]:
    """Parks of two provinces and levels, two thirds of them with plans of two years."""
    with without_history():
        return [make_plans_of_park(number) for number in range(PARKS)]


def make_plans_of_park(number: int) -> Edition:
    """The latest plan of one of them."""
    park = make_park(
        slug=f"p{number:03d}",
        name=f"第{number}园区",
        province="东澜省" if number % 2 else "西岚省",
        province_en="Donglan" if number % 2 else "Xilan",
        level="国家级" if number % 10 == 0 else "省级",
    )
    latest = make_edition(park=park, year=2025, title=f"计划{number}")
    if number % 3:
        make_edition(park=park, year=2024)
    return latest


def parks_on(page: str) -> list[str]:
    return re.findall(r'<h2><a href="/(?:en/)?(p\d+)/">', page)


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def link(page: str, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}" href="([^"]*)"', page.partition('class="pager turning"')[2])
    return found and "/" + found[1].replace("&amp;", "&")


def test_every_park_is_on_one_page_forwards_and_backwards(client: Client, many_parks):
    address: str | None = "/"
    seen, addresses = [], []
    while address:
        page = read(client, address)
        addresses.append(parks_on(page))
        seen += parks_on(page)
        last, address = page, link(page, "next")
    assert seen == [edition.plan.park.slug for edition in many_parks]
    before = read(client, link(last, "prev") or "")
    assert parks_on(before) == addresses[-2]
    first = read(client, link(before, "prev") or "")
    assert parks_on(first) == addresses[0] == parks_on(read(client, "/"))
    assert link(first, "prev") is None


def test_park_is_shown_with_its_latest_plan_and_the_years_before(client: Client, many_parks):
    page = read(client, "/")
    assert 'href="/p001/2025/"' in page and "计划1" in page
    assert 'href="/p001/2024/"' in page


def test_parks_are_chosen_by_province_and_level(client: Client, many_parks):
    page = read(client, "/?province=东澜省")
    assert parks_on(page)[:3] == ["p001", "p003", "p005"]
    assert len(parks_on(read(client, "/?province=西岚省&level=国家级"))) == 6
    assert "province=%E4%B8%9C" in (link(page, "next") or "")


def test_parks_are_chosen_by_year(client: Client, many_parks):
    page = read(client, "/?year=2024")
    assert parks_on(page)[:3] == ["p001", "p002", "p004"]
    assert 'href="/p001/2024/"' in page and 'href="/p001/2025/"' not in page


def test_filter_is_taken_back_where_it_is_chosen(client: Client, many_parks):
    page = read(client, "/en/?level=国家级&year=2025")
    assert re.search(r'href="\?year=2025" lang="zh-Hans" aria-current="true">国家级', page)
    assert ">Donglan</a>" in page


def test_any_query_is_answered(subtests, client: Client, many_parks):
    for query in ("province=没有", "year=1999", "year=x", "page=zzz", "nothing=1"):
        with subtests.test(query=query):
            page = read(client, f"/?{query}")
            assert bool(parks_on(page)) == (query == "nothing=1")


def test_provinces_of_drafts_are_not_named(client: Client, many_parks):
    make_edition(park=make_park(province="只在草稿里省"), state="draft")
    assert "只在草稿里省" not in read(client, "/")


def test_few_parks_are_shown_in_full_without_filters(client: Client):
    for year in (2024, 2025):
        make_edition(park=make_park(province=f"{year}省"), year=year, slogan=f"口号{year}")
    page = read(client, "/")
    assert "口号2024" in page and "口号2025" in page
    assert "?province=" not in page and 'class="pager' not in page


def test_queries_and_size_do_not_grow_with_the_parks(client: Client, django_assert_num_queries, many_parks):
    with django_assert_num_queries(7):
        client.get("/")
    size = len(read(client, "/"))
    for number in range(PARKS, 2 * PARKS):
        make_edition(park=make_park(slug=f"p{number:03d}", province="东澜省", level="省级"), year=2025)
    with django_assert_num_queries(7):
        client.get("/")
    assert len(read(client, "/")) == size


# By name


@pytest.fixture
def named_parks() -> list[Edition]:
    """More parks than are shown in full, of two provinces."""
    provinces = ("西岚省", "东澜省")
    return [
        make_edition(
            park=make_park(slug=f"p{number}", name=f"第{number}园区", province=provinces[number % 2])
        )
        for number in range(FEW_PARKS + 2)
    ]


def test_park_is_found_by_name_pinyin_and_initials(client: Client, named_parks):
    make_edition(park=make_park(slug="p999", name="青岭高新区"))
    bring_up_to_date()
    for words in ("青岭", "青嶺", "qingling", "qlgx", "Ｑingling"):
        assert parks_on(read(client, f"/?q={words}")) == ["p999"], words
    assert parks_on(read(client, "/?q=没有")) == []


def test_search_by_name_is_narrowed_and_paged_like_the_list(client: Client, named_parks, monkeypatch):
    monkeypatch.setattr(home, "PARKS_ON_A_PAGE", 3)
    page = read(client, "/?q=园区&province=东澜省")
    assert parks_on(page) == ["p1", "p3", "p5"]
    assert '<input type="hidden" name="province" value="东澜省">' in page
    following = link(page, "next") or ""
    assert "q=%E5%9B%AD" in following and parks_on(read(client, following)) == ["p7"]


def test_parks_of_drafts_are_not_found(client: Client, named_parks):
    make_edition(park=make_park(slug="p998", name="只在草稿里园区"), state="draft")
    assert "p998" not in read(client, "/?q=园区")
    assert parks_on(read(client, "/?q=只在草稿里")) == []


def test_queries_of_a_search_do_not_grow_with_the_parks(client: Client, named_parks):
    bring_up_to_date()
    before = count_queries(client, "/?q=园区")
    for number in range(10, 20):
        make_edition(park=make_park(slug=f"p{number}", name=f"第{number}园区", province="东澜省"))
    bring_up_to_date()
    assert count_queries(client, "/?q=园区") == before
