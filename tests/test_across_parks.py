"""Pages across parks: one metric in all plans, two plans side by side, organisations of the same name."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from initiatives.models import Edition, Metric, Park
from initiatives.pages import metric_across_parks, plan_choice, shared_organisation_names, unlisted_parks
from initiatives.search.index_upkeep import bring_up_to_date
from tests.factories import (
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_metric,
    make_organisation,
    make_park,
    make_project,
)
from tests.public_pages import count_queries

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def part(page: str, anchor: str) -> str:
    """The section of a page whose heading has that id."""
    found = page.partition(f'aria-labelledby="page:{anchor}"')[2]
    return found.partition("</section>")[0]


def rows_of(text: str) -> list[str]:
    """The names in the headings of a table's rows."""
    return [
        re.sub("<[^>]*>", "", row).split("\n")[0].strip()
        for row in re.findall(r'<th scope="row">(.*?)</th>', text)
    ]


def plan_of(name: str, **fields) -> Edition:
    return make_edition(park=make_park(slug=fields.pop("slug", name), name=name, name_en=name), **fields)


@pytest.fixture
def output() -> Metric:
    return make_metric(code="output", name="工业总产值", name_en="工业总产值", nature="money", base_unit="元")


@pytest.fixture
def plans(output: Metric) -> list[Edition]:
    """Three parks with a target for 2024 each, in units of their own."""
    found = [plan_of(name, year=2024) for name in ("aa", "bb", "cc")]
    for edition, value, unit in zip(found, (30, 450000, 50), ("亿元", "万元", "亿元"), strict=True):
        make_figure(edition, metric=output, kind="target", period="2024", value=value, unit=unit)
    return found


# One metric


def test_figures_of_a_list_are_in_the_order_of_their_numbers_whatever_the_unit(client: Client, plans):
    listed = part(read(client, "/metrics/output/"), "list")
    assert rows_of(listed) == ["cc", "bb", "aa"]
    assert "450,000" in listed and "万元" in listed


def test_each_figure_leads_to_its_place_in_its_plan(client: Client, plans):
    figure = plans[0].figures.get()
    assert f'href="/aa/2024/metrics/output/#{figure.key}"' in part(read(client, "/metrics/output/"), "list")


UNLIKE: dict[str, dict[str, object]] = {
    "another kind": {"kind": "actual"},
    "another period": {"period": "2023"},
    "another scope": {"scope": "规模以上"},
    "another unit": {"unit": "家"},
    "only a change, not a level": {"change": True},
    "another form": {"rank": True, "unit": "位"},
}


@pytest.mark.parametrize("reason", UNLIKE)
def test_unlike_figures_are_in_no_common_list(client: Client, plans, output, reason):
    like = {"metric": output, "kind": "target", "period": "2024", "value": 900, "unit": "亿元"}
    make_figure(plan_of("dd", year=2024), **{**like, **UNLIKE[reason]})
    page = read(client, "/en/metrics/output/")
    assert rows_of(part(page, "list")) == ["cc", "bb", "aa"]
    unlisted = part(page, "unlisted")
    assert rows_of(unlisted) == ["dd"]
    assert re.findall(r'<span class="tag">([^<]*)</span>', unlisted.partition("</tr>")[2])[:1] == [reason]
    assert 'href="/en/dd/2024/metrics/output/#' in unlisted


def test_standing_of_a_period_keeps_figures_apart(client: Client, plans, output):
    make_figure(
        plan_of("dd"), metric=output, kind="target", period="2024", period_standing="by", value=1, unit="元"
    )
    assert "dd" not in rows_of(part(read(client, "/metrics/output/"), "list"))


def test_park_without_such_a_figure_is_said_to_have_none_entered(client: Client, plans):
    plan_of("dd", year=2024)
    unlisted = part(read(client, "/en/metrics/output/"), "unlisted")
    assert rows_of(unlisted) == ["dd"] and "No such figure entered" in unlisted
    assert "missing figure" not in unlisted.lower()


def test_figure_without_a_number_is_a_reason(client: Client, plans, output):
    silent = {"availability": "not-stated", "value": None, "unit": "亿元"}
    make_figure(plan_of("dd", year=2024), metric=output, kind="target", period="2024", **silent)
    page = read(client, "/en/metrics/output/")
    assert "dd" not in rows_of(part(page, "list"))
    unlisted = part(page, "unlisted")
    assert "without a number" in unlisted and "another" not in unlisted


def test_every_list_is_reached_from_every_other(client: Client, plans, output):
    for kind, period, scope in (
        ("actual", "2023", ""),
        ("actual", "2022", ""),
        ("target", "2024", "规模以上"),
    ):
        make_figure(plans[0], metric=output, kind=kind, period=period, scope=scope, value=7, unit="亿元")
    seen, waiting = set(), {"/metrics/output/"}
    while waiting:
        address = waiting.pop()
        seen.add(address)
        links = re.findall(r'href="(\?list=[^"&]*)"', read(client, address))
        waiting |= {f"/metrics/output/{link}" for link in links} - seen
    assert len(seen - {"/metrics/output/"}) == 4


def test_ranks_begin_with_the_first_place_and_ratios_are_in_no_order(client: Client):
    place = make_metric(code="place", nature="rank", base_unit="")
    for name, value in (("aa", 3), ("bb", 1)):
        make_figure(
            plan_of(name), metric=place, kind="actual", period="2023", value=value, unit="", rank=True
        )
    assert rows_of(part(read(client, "/metrics/place/"), "list")) == ["bb", "aa"]
    ratio = make_metric(code="ratio", nature="ratio", base_unit="")
    for edition, value in zip(Edition.objects.order_by("pk"), (1, 9), strict=True):
        make_figure(
            edition, metric=ratio, kind="actual", period="2023", value=value, unit="", ratio=Decimal(1)
        )
    assert rows_of(part(read(client, "/metrics/ratio/"), "list")) == ["aa", "bb"]


def test_drafts_are_in_no_list_and_are_no_reason(client: Client, plans, output):
    draft = make_edition(park=make_park(slug="draft", name="草稿园"), state="draft")
    make_figure(draft, metric=output, kind="target", period="2024", value=999, unit="亿元")
    open_draft = make_edition(plan=plans[0].plan, number=2, state="draft")
    make_figure(
        open_draft, metric=output, kind="target", period="2024", value=888, unit="亿元", scope="秘密范围"
    )
    secret = make_metric(code="secret", name="秘密指标")
    make_figure(draft, metric=secret)
    page = read(client, "/metrics/output/")
    assert not {"草稿园", "999", "888", "秘密范围"} & set(re.findall("草稿园|999|888|秘密范围", page))
    assert "秘密指标" not in read(client, "/metrics/")
    assert client.get("/metrics/secret/").status_code == 404


def follow(client: Client, address: str, found) -> list[str]:
    """What is found on a page and all that follow it."""
    seen: list[str] = []
    while True:
        page = read(client, address)
        seen += found(page)
        further = re.search(r'rel="next" href="([^"]*)"', page)
        if not further:
            return seen
        address = address.partition("?")[0] + further[1].replace("&amp;", "&")


def test_every_figure_and_park_is_on_one_page(client: Client, output, monkeypatch):
    monkeypatch.setattr(metric_across_parks, "FIGURES_ON_A_PAGE", 4)
    monkeypatch.setattr(unlisted_parks, "PARKS_ON_A_PAGE", 3)
    for number in range(18):
        edition = plan_of(f"p{number:02d}", year=2024)
        if number % 2:
            value = number * 7 % 5
            make_figure(edition, metric=output, kind="target", period="2024", value=value, unit="亿元")
    listed = follow(client, "/metrics/output/", lambda page: rows_of(part(page, "list")))
    assert sorted(listed) == [f"p{number:02d}" for number in range(1, 18, 2)]
    values = [int(name[1:]) * 7 % 5 for name in listed]
    assert values == sorted(values, reverse=True)
    unlisted = follow(client, "/metrics/output/?page=parks.", lambda page: rows_of(part(page, "unlisted")))
    assert unlisted == [f"p{number:02d}" for number in range(0, 18, 2)]
    assert rows_of(part(read(client, "/metrics/output/?page=nothing"), "list")) == listed[:4]


@pytest.mark.parametrize(
    "address", ["/", "/metrics/", "/metrics/output/", "/organisations/", "/compare/?a=aa/2024&b=bb/2024"]
)
def test_queries_do_not_grow_with_parks_years_and_figures(client: Client, plans, output, address):
    def more(numbers: range) -> None:
        for number in numbers:
            edition = plan_of(f"q{number:03d}", year=2024)
            make_figure(edition, metric=output, kind="target", period="2024", value=number, unit="亿元")
            earlier = make_edition(park=edition.plan.park, year=2023)
            make_figure(
                earlier,
                metric=make_metric(code=f"m{number}"),
                kind="actual",
                period="2022",
                value=1,
                unit="家",
            )
            organisation = make_organisation(edition.plan.park, name="管委会")
            make_measure(make_project(edition), responsible=organisation)

    more(range(8))
    before = count_queries(client, address)
    more(range(8, 24))
    assert count_queries(client, address) == before


def test_unknown_metric_is_not_found(client: Client, plans):
    assert client.get("/metrics/nothing/").status_code == 404


# Two plans


def test_two_plans_are_compared_like_with_like(client: Client, plans, output):
    first, second = plans[:2]
    make_goal(first)
    figures = {"kind": "actual", "value": 3, "unit": "家"}
    firms, patents = (
        make_metric(code="firms", name="企业数", name_en="企业数"),
        make_metric(code="patents", name="专利数", name_en="专利数"),
    )
    make_figure(first, metric=firms, period="2023", **figures)
    make_figure(second, metric=firms, period="2022", **figures)
    make_figure(second, metric=patents, period="2023", **figures)
    page = read(client, "/en/compare/?a=aa/2024&b=bb/2024")
    assert rows_of(part(page, "alike")) == ["工业总产值"]
    unlike = part(page, "unlike")
    assert "企业数" in unlike and "another period" in unlike
    assert "Entered only for bb 2024" in page and "专利数" in page.partition("Entered only for bb")[2]
    assert "Entered only for aa 2024" not in page
    assert re.search(r"Goals</th>.*?>1</a>.*?>0</a>", part(page, "shape"))


def test_plans_are_chosen_from_a_list_without_scripts(client: Client, plans):
    page = read(client, "/compare/")
    assert re.findall(r'<option value="([^"]+)"', page) == ["aa/2024", "bb/2024", "cc/2024"] * 2
    assert "selected" in read(client, "/compare/?a=bb/2024")


def test_among_many_plans_one_is_found_by_name_pinyin_and_year(client: Client, monkeypatch):
    monkeypatch.setattr(plan_choice, "FEW_PLANS", 1)
    park = make_park(slug="yuhua", name="雨花经开区")
    for year in (2023, 2024):
        make_edition(park=park, year=year)
    make_edition(park=make_park(slug="other", name="别的园区"), year=2024)
    for words in ("雨花 2024", "yuhua 2024", "yhjkq2024", "yuhua/2024"):
        page = read(client, f"/compare/?a={words}")
        assert 'value="yuhua/2024"' in page, words
    page = read(client, "/compare/?a=雨花&b=other/2024")
    assert '<a class="pill" href="?a=yuhua/2024&amp;b=other/2024">' in page
    assert "没有的" in read(client, "/compare/?a=没有的")


def test_parks_without_a_plan_of_the_year_hide_none_with_one(client: Client, monkeypatch):
    monkeypatch.setattr(plan_choice, "FEW_PLANS", 1)
    monkeypatch.setattr(plan_choice, "MOST_PARKS", 2)
    monkeypatch.setattr(plan_choice, "PARKS_AT_ONCE", 2)
    for number in range(6):
        plan_of(f"雨花{number}", slug=f"yuhua-{number}", year=2020 + number)
    bring_up_to_date()
    for year in range(2020, 2026):
        assert f'value="yuhua-{year - 2020}/{year}"' in read(client, f"/compare/?a=雨花 {year}"), year


def test_comparison_with_an_invented_park_is_not_for_search_engines(client: Client, plans):
    Park.objects.filter(slug="bb").update(invented=True)
    for query, refused in (("a=aa/2024&b=cc/2024", False), ("a=aa/2024&b=bb/2024", True)):
        response = client.get(f"/compare/?{query}")
        assert ("noindex" in response.headers.get("X-Robots-Tag", "")) is refused
        assert ('name="robots"' in response.content.decode()) is refused


@pytest.mark.parametrize(
    "query", ["a=aa/2024&b=aa/2024", "a=aa/1999", "a=/&b=%27", "a=aa/2024", "a=aa/2024&b=草稿园"]
)
def test_any_choice_is_answered_and_compares_nothing(client: Client, plans, query):
    make_edition(park=make_park(slug="draft", name="草稿园"), state="draft")
    page = read(client, f"/compare/?{query}")
    assert 'id="page:alike"' not in page and "draft/2024" not in page


# Organisations


@pytest.fixture
def bureaus() -> list[Park]:
    parks = []
    for name in ("aa", "bb", "cc"):
        edition = plan_of(name, year=2024)
        parks.append(edition.plan.park)
        for organisation in ("经济发展局", f"{name}公司"):
            responsible = make_organisation(edition.plan.park, slug=f"o-{organisation[0]}", name=organisation)
            make_measure(make_project(edition), responsible=responsible)
    return parks


def test_organisations_of_one_name_stand_side_by_side_and_are_not_merged(client: Client, bureaus):
    page = read(client, "/organisations/")
    assert re.findall(r'<h2 lang="zh-Hans">([^<]*)</h2>', page) == ["经济发展局"]
    assert [slug for slug in ("aa", "bb", "cc") if f'href="/{slug}/2024/organisations/#' in page] == [
        "aa",
        "bb",
        "cc",
    ]
    assert "aa公司" not in page


def test_organisations_that_only_drafts_name_are_not_listed(client: Client, bureaus):
    draft = make_edition(park=make_park(slug="draft", name="草稿园"), state="draft")
    for name in ("经济发展局", "aa公司"):
        make_measure(
            make_project(draft),
            responsible=make_organisation(draft.plan.park, slug=f"x-{name[0]}", name=name),
        )
    page = read(client, "/organisations/")
    assert "草稿园" not in page and "aa公司" not in page
    assert "草稿园" not in read(client, "/organisations/?name=经济发展局")
    assert client.get("/organisations/?name=aa公司").status_code == 404


def test_all_parks_of_a_name_are_paged_by_their_addresses(client: Client, bureaus, monkeypatch):
    monkeypatch.setattr(shared_organisation_names, "PARKS_OF_A_NAME", 1)
    monkeypatch.setattr(shared_organisation_names, "PARKS_ON_A_PAGE", 2)
    page = read(client, "/organisations/")
    assert 'href="?name=%E7%BB%8F' in page
    found = re.compile(r'href="/(\w+)/2024/organisations/#')
    assert follow(client, "/organisations/?name=经济发展局", found.findall) == ["aa", "bb", "cc"]


def test_organisations_of_drafts_take_no_place_among_those_of_a_name(client: Client, monkeypatch):
    monkeypatch.setattr(shared_organisation_names, "PARKS_OF_A_NAME", 1)
    for number in range(3):
        # Before the others in the order of parks.
        park = make_park(slug=f"a-{number}", name=f"a{number}")
        make_measure(
            make_project(make_edition(park=park, state="draft")),
            responsible=make_organisation(park, slug="bureau", name="经济发展局"),
        )
    for slug in ("aa", "bb"):
        edition = plan_of(slug, year=2024)
        bureau = make_organisation(edition.plan.park, slug="bureau", name="经济发展局")
        make_measure(make_project(edition), responsible=bureau)
    assert "/aa/2024/organisations/#" in read(client, "/organisations/")


# One park


def test_one_park_has_no_ways_to_pages_across_parks(client: Client, output):
    edition = plan_of("aa", year=2024)
    make_edition(park=edition.plan.park, year=2023)
    for address in ("/", "/aa/", "/aa/2024/", "/aa/2024/metrics/"):
        page = read(client, address)
        assert not re.search(r'href="/(metrics|compare|organisations)/"', page), address


def test_several_parks_lead_to_them(client: Client, plans):
    for address in ("/", "/aa/", "/metrics/", "/metrics/output/", "/compare/", "/organisations/"):
        page = read(client, address)
        for way in ("/", "/metrics/", "/compare/", "/organisations/"):
            assert f'<a class="pill" href="{way}"' in page, address


# For programs


def test_comparison_for_programs_names_the_figures_of_both_plans(client: Client, plans, output):
    make_figure(plans[0], metric=make_metric(code="firms"))
    for edition, period in zip(plans, ("2023", "2022"), strict=False):
        make_figure(
            edition, metric=Metric.objects.get_or_create(code="patents", nature="count")[0], period=period
        )
    told = client.get("/api/v1/comparison?a=aa/2024&b=bb/2024&lang=en").json()["data"]
    keys = [edition.figures.get(metric=output).key for edition in plans[:2]]
    (alike,) = told["alike"]
    assert alike["figures"] == [[f"figures/aa/2024/{keys[0]}"], [f"figures/bb/2024/{keys[1]}"]]
    assert (alike["kind"], alike["period"], alike["base_unit"], alike["form"]) == (
        "target",
        "2024",
        "元",
        "level",
    )
    assert [row["differences"] for row in told["unlike"]] == [["another period"]]
    assert told["only"] == [["metrics/firms"], []]
    assert told["counts"]["figures"] == [3, 2]
    Park.objects.filter(slug="bb").update(invented=True)
    told = Client().get("/api/v1/comparison?a=aa/2024&b=bb/2024").json()["data"]
    assert told["invented"] == [False, True]


def test_programs_find_a_plan_the_same_as_itself(client: Client, plans):
    told = client.get("/api/v1/comparison?a=aa/2024&b=aa/2024").json()["data"]
    assert [first == second for first, second in (row["figures"] for row in told["alike"])] == [True]
    assert not told["unlike"] and told["only"] == [[], []]


def test_programs_choose_organisations_by_name(client: Client, bureaus):
    rows = client.get("/api/v1/organisations?name=经济发展局").json()["data"]
    assert [row["park"] for row in rows] == ["parks/aa", "parks/bb", "parks/cc"]


def test_metric_names_its_page_across_parks(client: Client, plans):
    (metric,) = client.get("/api/v1/metrics").json()["data"]
    assert client.get(metric["url"]).status_code == 200


def test_sitemap_lists_pages_across_parks_only_where_there_are_several(client: Client, output, public_site):
    make_figure(plan_of("aa", year=2024), metric=output)
    assert "/metrics/</loc>" not in read(client, "/sitemap.xml").replace("/aa/2024/metrics/", "")
    plan_of("bb", year=2024)
    listed = read(Client(), "/sitemap.xml")
    for path in ("/metrics/", "/metrics/output/", "/compare/", "/organisations/", "/en/metrics/output/"):
        assert f"<loc>https://plan.example{path}</loc>" in listed, path
