"""The read API: chosen, paged, named, refused in words; what readers cannot see is not there."""

import json
from collections import Counter
from datetime import date

import pytest

from initiatives import models
from initiatives.api import resources
from initiatives.api.resources import MAX_LIMIT
from initiatives.editions.lifecycle import start_next_year, withdraw
from initiatives.kinds.registry import KIND_BY_NAME
from tests.factories import (
    SECRET,
    make_contribution,
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_metric,
    make_park,
    make_passage,
    make_project,
    make_quote,
    make_rich_edition,
    make_source,
)
from tests.public_pages import count_queries

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/"
FROM_NEXT = "Take it from “next” of the page before, or leave it out to begin."


def lists(edition) -> list[str]:
    """The address of everything the API tells of a plan."""
    park, year = edition.plan.park.slug, edition.plan.year
    plan = f"park={park}&year={year}"
    return [
        *(f"{ROOT}{name}?{plan}" for name in KIND_BY_NAME),
        f"{ROOT}findings?{plan}",
        f"{ROOT}comparison?a={park}/{year}&b={park}/{year}",
        f"{ROOT}search?q=举措",
    ]


def data(client, path: str) -> list[dict]:
    response = client.get(path)
    assert response.status_code == 200, (path, response.content)
    return response.json()["data"]


def make_update(edition, **fields):
    row = {"plan": edition.plan, "key": "report", "date": "2024-04-01", "content": "已开工"}
    return models.Update.objects.create(**{**row, **fields})


@pytest.fixture
def edition():
    return make_rich_edition(2)


@pytest.mark.slow
def test_index_leads_to_every_list(client, edition):
    index = client.get(ROOT).json()
    assert set(index["collections"]) == set(KIND_BY_NAME)
    for address in [*index["collections"].values(), index["description"], index["documentation"]]:
        assert client.get(address).status_code == 200, address
    assert client.get(f"{ROOT}?lang=en").json()["documentation"] == "/en/api/"


def test_row_is_found_again_by_its_name_and_on_its_page(client, edition):
    figure = edition.figures.first()
    (row, *_) = data(client, f"{ROOT}figures?lang=en")
    assert row["id"] == f"figures/{edition.plan.park.slug}/2024/{figure.key}"
    assert row["self"] == f"{ROOT}{row['id']}?lang=en"
    assert client.get(row["self"]).json()["data"] == row
    page, _, anchor = row["url"].partition("#")
    assert page.startswith("/en/")
    assert f'id="{anchor}"' in client.get(page).content.decode()


@pytest.mark.slow
def test_every_page_a_row_names_is_there(client, edition):
    make_update(edition, subject="measure", subject_key=edition.measures.first().key)
    for name in KIND_BY_NAME:
        for row in data(client, f"{ROOT}{name}"):
            for address in filter(None, (row.get("url"), row["self"])):
                page, _, anchor = address.partition("#")
                response = client.get(page, follow=True)
                assert response.status_code == 200, address
                assert not anchor or f'id="{anchor}"' in response.content.decode(), address


def publish_next_year(edition):
    """The plan of the following year, as editors start it; it cites only part of the same source."""
    following = start_next_year(edition)
    models.Edition.objects.filter(pk=following.pk).update(state="published")
    return models.Edition.objects.get(pk=following.pk)


def is_there(client, address: str) -> bool:
    """Whether the page is there and has the place that the address names."""
    page, _, anchor = address.partition("#")
    response = client.get(page)
    return response.status_code == 200 and f'id="{anchor}"' in response.content.decode()


@pytest.mark.slow
def test_passage_leads_to_the_latest_plan_that_shows_it(client, edition):
    make_figure(edition, kind="target").passages.add(make_passage(edition.sources.get()))
    following = publish_next_year(edition)
    urls = {row["id"]: row["url"] for row in data(client, f"{ROOT}passages")}
    assert all(is_there(client, url) for url in urls.values())
    plans = {url.split("/sources/")[0] + "/" for url in urls.values()}
    assert plans == {edition.get_absolute_url(), following.get_absolute_url()}
    assert {row["url"] for row in data(client, f"{ROOT}sources")} == {
        following.url("source", edition.sources.get().slug)
    }


@pytest.mark.slow
def test_passage_that_a_report_alone_cites_is_found_where_the_report_says(client, edition):
    own, foreign = make_passage(edition.sources.get()), make_passage(make_source(edition, slug="press"))
    edition.sources.remove(foreign.source)
    report = make_update(edition, subject="project", subject_key=edition.projects.first().key)
    report.passages.set([own, foreign])
    (row,) = data(client, f"{ROOT}updates")
    whole = json.loads(client.get(edition.url("plan-json")).getvalue())
    for passage in row["passages"]:
        assert is_there(client, passage["url"]), passage["url"]
        assert data(client, f"{ROOT}{passage['id']}")["url"] == passage["url"]
        assert data(client, f"{ROOT}{passage['source']['id']}")["url"] == passage["url"].split("#")[0]
        assert passage["id"] in {one["id"] for one in whole["passages"]}
        assert passage["source"]["id"] in {one["id"] for one in whole["sources"]}
        assert passage["url"] in client.get(row["url"]).content.decode()
        assert f"#page:update-{report.key}" in client.get(passage["url"]).content.decode()
    assert foreign.source.title in client.get(edition.url("sources")).content.decode()


@pytest.mark.parametrize("hidden", ["draft", "of nothing the plan has"])
@pytest.mark.slow
def test_passage_that_an_unseen_report_alone_cites_is_not_there(client, edition, hidden):
    own, foreign = make_passage(edition.sources.get()), make_passage(make_source(edition, slug="press"))
    edition.sources.remove(foreign.source)
    key = edition.projects.first().key if hidden == "draft" else "nothing"
    report = make_update(edition, subject="project", subject_key=key, draft=hidden == "draft")
    report.passages.set([own, foreign])
    park = edition.plan.park.slug
    for name in (f"passages/{park}/{own.source.slug}/{own.key}", f"sources/{park}/press"):
        assert client.get(f"{ROOT}{name}").status_code == 404
    assert client.get(edition.url("source", "press")).status_code == 404
    for page in (edition.url("sources"), edition.url("source", own.source.slug), edition.url("plan-json")):
        answer = client.get(page)
        body = (answer.getvalue() if answer.streaming else answer.content).decode()
        assert f'"{own.key}"' not in body
        assert foreign.source.title not in body
    assert client.get(f"{ROOT}search?q={own.phrase}").json()["data"] == []


def test_number_is_as_stated_with_its_wording_and_computed_beside_it(client):
    edition = make_edition()
    make_figure(
        edition, value="30.50", unit="亿元", unit_en="yuan", comparator=">=", wording="不低于30.5亿元"
    )
    (row,) = data(client, f"{ROOT}figures?lang=en")
    wanted = {
        "value": 30.5,
        "value_exact": "30.5",
        "unit": "亿元",
        "comparator": ">=",
        "value_text": "≥ 3.05 billion yuan",
        "value_in_base_unit": 3_050_000_000,
        "base_unit": "yuan",
        "wording": "不低于30.5亿元",
        "wording_en": None,
    }
    assert {name: row[name] for name in wanted} == wanted
    (row,) = data(client, f"{ROOT}figures")
    assert (row["value_text"], row["base_unit"]) == ("≥ 30.5 亿元", "元")


def test_all_that_is_stated_of_a_number_is_in_its_record(client):
    edition = make_edition()
    stated = {"value": 3, "upper_value": "5.50", "unit": "亿元", "change": True, "approximate": True}
    make_figure(edition, **stated, period="2024-01/2024-09", period_standing="as-of", key="range")
    make_figure(edition, value=3, ratio=1, unit="", key="ratio")
    make_figure(edition, value=3, rank=True, comparator="<=", unit="位", key="rank")
    make_figure(edition, value=60, comparator="~", key="about")
    rows = {row["key"]: row for row in data(client, f"{ROOT}figures?lang=en")}
    wanted = {
        "value_exact": "3",
        "upper_value": 5.5,
        "upper_value_exact": "5.5",
        "value_in_base_unit": 300_000_000,
        "upper_in_base_unit": 550_000_000,
        "base_unit": "yuan",
        "approximate": True,
        "change": True,
        "rank": False,
        "ratio": None,
        "value_text": "about +300–550 million yuan",
        "period": "2024-01/2024-09",
        "period_standing": "as-of",
        "period_text": "as of the first three quarters of 2024",
    }
    assert {name: rows["range"][name] for name in wanted} == wanted
    assert (rows["ratio"]["ratio"], rows["ratio"]["ratio_exact"]) == (1, "1")
    assert {key: row["value_text"] for key, row in rows.items() if key != "range"} == {
        "ratio": "3:1",
        "rank": "top 3",
        "about": "about 60",
    }
    assert rows["about"]["approximate"] is True


def test_missing_number_is_null_and_says_why(client):
    edition = make_edition()
    make_figure(edition, kind="target", availability="not-stated", value=None, unit="家")
    (row,) = data(client, f"{ROOT}figures")
    numbers = ("value", "value_exact", "value_text", "value_in_base_unit", "comparator", "unit", "base_unit")
    assert [row[name] for name in numbers] == [None] * len(numbers)
    assert row["availability"] == "not-stated"


def test_number_of_paragraphs_nobody_counted_is_null(client, edition):
    (counted,) = data(client, f"{ROOT}sources")
    assert [section["paragraphs"] for section in counted["sections"]] == [3] * len(counted["sections"])
    models.Section.objects.update(paragraph_count=0)
    (row,) = data(client, f"{ROOT}sources")
    assert [section["paragraphs"] for section in row["sections"]] == [None] * len(row["sections"])


def test_contradiction_is_said_beside_both_figures(client):
    edition = make_edition()
    metric = make_metric()
    for value in (24, 18):
        make_figure(edition, metric=metric, value=value)
    assert [row["in_question"] for row in data(client, f"{ROOT}figures")] == [True, True]
    plan = f"park={edition.plan.park.slug}&year=2024"
    assert "contradiction" in {row["code"] for row in data(client, f"{ROOT}findings?{plan}&severity=error")}


def test_text_without_english_stays_chinese_and_is_named(client):
    edition = make_edition()
    make_goal(edition, title="目标", title_en="", statement="说明", statement_en="Statement")
    (row,) = data(client, f"{ROOT}goals?lang=en")
    assert (row["title"], row["statement"], row["untranslated"]) == ("目标", "Statement", ["title"])
    (row,) = data(client, f"{ROOT}goals")
    assert (row["statement"], row["untranslated"]) == ("说明", [])


def test_language_is_that_of_the_parameter_and_of_nothing_else(client, edition):
    for query, language in (("", "zh-hans"), ("?lang=zh", "zh-hans"), ("?lang=en", "en")):
        response = client.get(f"{ROOT}parks{query}", headers={"accept-language": "en"})
        assert response.headers["Content-Language"] == language
    assert client.get(f"/en{ROOT}parks").status_code == 404


def test_pages_follow_each_other_without_gap_or_repetition(client):
    first = make_edition(park=make_park(slug="a"))
    second = make_edition(park=make_park(slug="b"))
    for edition in (first, second):
        for number in range(5):
            make_figure(edition, order=number // 2)
    whole = [row["id"] for row in data(client, f"{ROOT}figures")]
    seen, address = [], f"{ROOT}figures?limit=3&kind=actual&lang=en&utm_source=x"
    while address:
        assert "utm_source" not in address or not seen
        page = client.get(address).json()
        seen.append([row["id"] for row in page["data"]])
        address = page["next"]
    assert [len(ids) for ids in seen] == [3, 3, 3, 1]
    assert [name for ids in seen for name in ids] == whole
    assert len(set(whole)) == 10


def test_every_list_is_paged_to_its_end(client, edition):
    make_update(edition, subject="project", subject_key=edition.projects.first().key)
    make_update(edition, key="b", subject="project", subject_key=edition.projects.first().key)
    make_rich_edition(1)
    for name in KIND_BY_NAME:
        whole = data(client, f"{ROOT}{name}")
        seen, address = [], f"{ROOT}{name}?limit=1"
        while address:
            page = client.get(address).json()
            seen += page["data"]
            address = page["next"]
        assert seen == whole, name


@pytest.mark.slow
def test_findings_follow_each_other_without_gap_or_repetition(client, edition):
    query = f"park={edition.plan.park.slug}&year=2024"
    whole = data(client, f"{ROOT}findings?{query}")
    assert len(whole) > 2
    seen, address = [], f"{ROOT}findings?{query}&limit=2&lang=zh&utm_source=x"
    while address:
        page = client.get(address).json()
        assert len(page["data"]) <= 2
        seen += page["data"]
        address = page["next"]
        assert "utm_source" not in (address or "")
    assert seen == whole
    ((severity, count),) = Counter(row["severity"] for row in whole).most_common(1)
    assert count > 1
    alike = [row for row in whole if row["severity"] == severity]
    page = client.get(f"{ROOT}findings?{query}&severity={severity}&limit=1").json()
    assert [*page["data"], *data(client, page["next"])] == alike[:2]


def test_row_added_meanwhile_moves_nothing_on_the_next_page(client):
    edition = make_edition()
    for number in range(4):
        make_figure(edition, order=10 + number, key=f"figure-{number}")
    following = client.get(f"{ROOT}figures?limit=2").json()["next"]
    make_figure(edition, order=0)
    assert [row["key"] for row in data(client, following)] == ["figure-2", "figure-3"]


def test_rows_are_chosen_by_what_the_address_says(client):
    park = make_park(slug="chosen")
    edition, other = make_edition(park=park), make_edition(park=park, year=2023)
    goal, project = make_goal(edition, key="goal"), make_project(edition, key="project")
    make_contribution(goal, project, key="link")
    make_measure(project, key="measure", cadence="monthly")
    make_quote(edition, key="quote", manner="reported", goal=goal)
    figure = make_figure(
        edition, key="figure", metric=make_metric(code="metric", nature="money"), kind="target",
        period="2024-H1", project=project, goal=goal,
    )  # fmt: skip
    make_rich_edition(1)
    make_figure(other)
    source = make_source(edition, slug="source")
    figure.passages.add(make_passage(source, key="passage"))
    make_update(edition, subject="project", subject_key="project", status="done")
    for query, found in {
        "goals?park=chosen&project=project": ["goal"],
        "projects?park=chosen&goal=goal": ["project"],
        "contributions?park=chosen&basis=inferred": ["link"],
        "measures?park=chosen&cadence=monthly": ["measure"],
        "quotes?manner=reported&goal=goal": ["quote"],
        "figures?metric=metric": ["figure"],
        "figures?park=chosen&year=2024": ["figure"],
        "figures?park=chosen&period=2024-H1&kind=target": ["figure"],
        "figures?project=project&goal=goal&availability=stated": ["figure"],
        "figures?park=nowhere": [],
        "figures?park=chosen&project=other": [],
        "updates?about=project&status=done&subject=project": ["report"],
    }.items():
        assert [row["key"] for row in data(client, f"{ROOT}{query}")] == found, query
    assert [row["id"] for row in data(client, f"{ROOT}passages?source=source")] == [
        "passages/chosen/source/passage"
    ]
    assert [row["id"] for row in data(client, f"{ROOT}plans?park=chosen&year=2023")] == ["plans/chosen/2023"]
    assert [row["code"] for row in data(client, f"{ROOT}metrics?nature=money")] == ["metric"]


def test_unknown_parameter_changes_nothing_and_of_two_the_last_counts(client, edition):
    plain = client.get(f"{ROOT}figures").content
    assert client.get(f"{ROOT}figures?utm_source=x&colour=red").content == plain
    assert client.get(f"{ROOT}figures?kind=soon&kind=target").json()["data"]


@pytest.mark.parametrize(
    ("query", "parameter", "remedy"),
    [
        ("figures?kind=soon", "kind", "Write one of: actual, expected, target."),
        ("figures?kind=", "kind", "Write one of: actual, expected, target."),
        ("figures?year=1_0", "year", "Write a year with four digits, such as 2024."),
        ("figures?year=２０２４", "year", "Write a year with four digits, such as 2024."),
        ("figures?year=" + "9" * 4000, "year", "Write a year with four digits, such as 2024."),
        ("figures?period=2024-13", "period", "Write 2024, 2024-H1, 2024-Q3, 2024-06 or 2024-01/2024-09."),
        ("figures?limit=0", "limit", "Write a whole number from 1 to 200."),
        ("figures?limit=-1", "limit", "Write a whole number from 1 to 200."),
        ("figures?limit=201", "limit", "Write a whole number from 1 to 200."),
        ("figures?limit=NaN", "limit", "Write a whole number from 1 to 200."),
        ("figures?after=x", "after", FROM_NEXT),
        ("figures?after=a/2024/" + "9" * 30 + "/b", "after", FROM_NEXT),
        ("updates?after=a/2024/2026-13-01/b", "after", FROM_NEXT),
        ("goals?park=a%20b", "park", "Write a key: Latin letters, digits, “-” and “_”, at most 60."),
        ("goals?park=%ff", "park", "Write a key: Latin letters, digits, “-” and “_”, at most 60."),
        ("findings?park=a&year=2024&limit=0", "limit", "Write a whole number from 1 to 200."),
        ("findings?park=a&year=2024&after=-1", "after", FROM_NEXT),
        ("findings?park=a&year=2024&after=" + "9" * 30, "after", FROM_NEXT),
        ("comparison?a=yuhua/2024", "b", "Say which plan, such as b=yuhua/2024."),
        ("comparison?a=yuhua&b=yuhua/2024", "a", "Write park and year, such as yuhua/2024."),
        ("organisations?name=", "name", "Write a name as a row has it, of at most 200 characters."),
        ("search", "q", "Write what to search for; two characters are enough."),
        ("search?q=%20", "q", "Write what to search for; two characters are enough."),
        ("findings?park=yuhua", "year", "Say which plan, such as park=yuhua&year=2024."),
    ],
)  # fmt: skip
def test_bad_value_is_refused_with_place_and_remedy(client, query, parameter, remedy):
    joint = "&" if "?" in query else "?"
    response = client.get(f"{ROOT}{query}{joint}lang=en")
    told = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.status_code, told["status"], told["parameter"]) == (400, 400, parameter)
    assert told["remedy"] == remedy
    assert parameter in told["detail"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("figures?park=%00", 400),
        ("figures/a%00b/2024/c", 400),
        ("figures?" + "x" * 9000, 414),
        ("figures?" + "&".join(f"p{number}" for number in range(1200)), 400),
        ("figures/%ff/2024/x", 404),
        ("figures/a/1_0/x", 404),
        ("figures/a/" + "9" * 4000 + "/x", 404),
        ("figures/..%2f..%2fetc/2024/passwd", 404),
        ("figures/", 404),
        ("figures//", 404),
        ("users", 404),
        ("users/1", 404),
        ("figures/a/2024/b/c", 404),
        ("%0d%0aSet-Cookie:x=1", 404),
    ],
)
def test_hostile_address_is_answered_calmly_and_for_programs(client, path, status):
    response = client.get(f"{ROOT}{path}")
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert not response.cookies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_nothing_but_reading_is_answered(client, edition, method):
    client.handler.enforce_csrf_checks = True
    for path in [*lists(edition), ROOT, f"{ROOT}nothing"]:
        response = getattr(client, method)(path)
        assert response.status_code == 405, path
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.slow
def test_pages_of_other_sites_may_ask(client, edition):
    for path in [*lists(edition), f"{ROOT}figures?kind=soon", f"{ROOT}nothing"]:
        headers = client.get(path, headers={"origin": "https://elsewhere.example"}).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in headers
    asked = {"origin": "https://elsewhere.example", "access-control-request-method": "GET"}
    response = client.options(f"{ROOT}figures", headers=asked)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.slow
def test_answers_are_kept_but_asked_for_again(client, edition):
    for path in [*lists(edition), ROOT, f"{ROOT}openapi.json"]:
        got, head = client.get(path), client.head(path)
        assert dict(head.headers) == dict(got.headers), path
        assert not got.cookies
        assert set(got.headers["Cache-Control"].split(", ")) == {"public", "no-cache"}
        again = client.get(path, headers={"if-none-match": got.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_change_shows_with_the_next_request(client, edition):
    figure = edition.figures.first()
    address = f"{ROOT}figures/{edition.plan.park.slug}/2024/{figure.key}"
    etag = client.get(address).headers["ETag"]
    models.Figure.objects.filter(pk=figure.pk).update(wording="改过的表述")
    assert client.get(address, headers={"if-none-match": etag}).json()["data"]["wording"] == "改过的表述"


def test_public_site_names_its_addresses_by_its_own_name_only(client, settings, edition):
    settings.SITE_URL = "https://plan.example"
    answer = client.get(f"{ROOT}figures?limit=1", headers={"x-forwarded-host": "evil.example"}).json()
    (row,) = answer["data"]
    for address in (row["url"], row["self"], answer["next"], row["passages"][0]["url"]):
        assert address.startswith("https://plan.example/")
    description = client.get(f"{ROOT}openapi.json").json()
    assert description["servers"] == [{"url": "https://plan.example/api/v1"}]


@pytest.mark.slow
def test_number_of_queries_does_not_grow_with_rows_or_plans(client):
    small, large = make_rich_edition(1), make_rich_edition(6)
    for one in (small, large):
        make_update(one, subject="measure", subject_key=one.measures.first().key)

    def queries(path):
        return count_queries(client, path)

    for few, many in zip(lists(small), lists(large), strict=True):
        assert queries(few) == queries(many), many
    whole = [f"{ROOT}{name}" for name in KIND_BY_NAME]
    before = {path: queries(path) for path in whole}
    for year in range(2010, 2012):
        make_rich_edition(1, park=small.plan.park, year=year)
    assert before == {path: queries(path) for path in whole}


def test_page_is_never_longer_than_the_limit(client):
    edition = make_edition()
    metric = make_metric()
    alike = {"edition": edition, "metric": metric, "kind": "actual", "period": "2023", "value": 1}
    models.Figure.objects.bulk_create(
        models.Figure(key=f"figure-{number}", **alike) for number in range(MAX_LIMIT + 1)
    )
    assert len(data(client, f"{ROOT}figures")) == 100
    assert len(data(client, f"{ROOT}figures?limit={MAX_LIMIT}")) == MAX_LIMIT


# What is not published


def test_draft_is_at_no_address(client, draft):
    published = models.Edition.objects.published().get(plan=draft.plan)
    make_update(published, key="kept", draft=True, subject="project",
                subject_key=published.projects.first().key, content=SECRET)  # fmt: skip
    make_update(published, key="ahead", subject="project", subject_key="secret-project", content=SECRET)
    for path in lists(published):
        body = client.get(path).content.decode()
        assert SECRET not in body, path
        assert "secret-" not in body, path
    assert SECRET not in client.get(f"{ROOT}search?q={SECRET}").content.decode().replace(
        f'"query": "{SECRET}"', ""
    )
    plan = f"{draft.plan.park.slug}/{draft.plan.year}"
    source = draft.sources.order_by("-pk").first()
    secret = draft.projects.get(key="secret-project")
    missing = client.get(f"{ROOT}projects/{plan}/no-such-project")
    for name in (
        f"projects/{plan}/secret-project",
        f"goals/{plan}/secret-goal",
        f"measures/{plan}/{secret.measures.first().key}",
        f"updates/{plan}/kept",
        f"updates/{plan}/ahead",
        "metrics/secret-metric",
        f"sources/{draft.plan.park.slug}/{source.slug}",
        f"passages/{draft.plan.park.slug}/{source.slug}/{source.passages.first().key}",
    ):
        answer = client.get(f"{ROOT}{name}")
        assert (answer.status_code, answer.content) == (404, missing.content), name


@pytest.mark.slow
@pytest.mark.parametrize("state", ["draft", "submitted", "superseded", "withdrawn"])
def test_plan_that_is_not_published_is_exactly_as_absent_as_none(client, state):
    hidden = make_rich_edition(1, state=state)
    make_update(hidden, subject="project", subject_key=hidden.projects.first().key)
    absent = [path.replace(hidden.plan.park.slug, "nowhere") for path in lists(hidden)]
    for path, other in zip(lists(hidden), absent, strict=True):
        assert client.get(path).content == client.get(other).content, path
    for name in ("parks", "plans", "figures", "passages", "organisations", "sources", "metrics", "updates"):
        assert data(client, f"{ROOT}{name}") == [], name


@pytest.mark.slow
def test_plan_withdrawn_is_gone_with_the_next_request(client, edition):
    addresses = [row["self"] for name in KIND_BY_NAME for row in data(client, f"{ROOT}{name}")]
    assert addresses
    withdraw(edition)
    assert {client.get(address).status_code for address in addresses} == {404}
    assert not any(data(client, f"{ROOT}{name}") for name in KIND_BY_NAME)


def test_full_text_of_a_source_is_nowhere(client, edition):
    source = edition.sources.first()
    models.SourceText.objects.create(source=source, text="全文在此", sha256="0" * 64, public=True)
    for path in lists(edition):
        assert "全文在此" not in client.get(path).content.decode()


# The page for people


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_about_the_data_has_examples_that_work(client, edition, prefix):
    page = client.get(f"{prefix}/api/").content.decode()
    assert f"http://127.0.0.1:8000{prefix}{edition.url('plan')}metrics.csv" in page
    assert f"{ROOT}figures?park={edition.plan.park.slug}&amp;year=2024" in page
    assert f'<li data-live><a href="{prefix}/api/">' in page


def test_page_about_the_data_without_a_plan_says_so(client):
    assert "No plan has been published yet." in client.get("/en/api/").content.decode()
    assert client.get("/en/api/").status_code == 200


def test_page_about_the_data_names_the_public_address(client, settings, edition):
    settings.SITE_URL = "https://plan.example"
    page = client.get("/en/api/").content.decode()
    assert f"https://plan.example/en{edition.url('plan')}metrics.csv" in page
    assert "127.0.0.1" not in page


def test_place_on_a_day_its_month_does_not_have_is_a_place_all_the_same(client, edition):
    told = {"subject": "project", "subject_key": edition.projects.first().key}
    make_update(edition, key="early", date=date(2024, 2, 28), **told)
    make_update(edition, key="late", date=date(2024, 3, 1), **told)
    start = f"{edition.plan.park.slug}/2024"
    answer = client.get(f"{ROOT}updates", {"after": f"{start}/2024-02-31/zzz"}).json()
    assert [one["id"].rpartition("/")[2] for one in answer["data"]] == ["late"]


@pytest.mark.slow
def test_pages_of_lists_are_the_whole_however_many_editions_are_looked_at(client, monkeypatch):
    """Rows of the first editions alone, of the next ones too, and of all where these have too few."""
    monkeypatch.setattr(resources, "FIRST_EDITIONS", (0, 1, 3))
    for year in range(2019, 2025):
        edition = make_edition(park=make_park(slug=f"p{year % 3}-{year}"), year=year)
        for number in range(year % 4):
            make_goal(edition, key=f"g{number}", order=number)
    names = [row["id"] for row in client.get("/api/v1/goals").json()["data"]]
    for limit in (1, 2, 3, 100):
        found, address = [], f"/api/v1/goals?limit={limit}"
        while address:
            page = client.get(address).json()
            found += [row["id"] for row in page["data"]]
            address = page["next"]
        assert found == names == sorted(names), limit
    of_year = client.get("/api/v1/goals?year=2023&limit=2").json()
    assert [row["id"] for row in of_year["data"]] == ["goals/p1-2023/2023/g0", "goals/p1-2023/2023/g1"]
