"""What a page's head says to programs: addresses, previews of links, structured data, government tags."""

import json
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest

from initiatives.models.site_urls import absolute_url
from tests.factories import SECRET, make_edition, make_figure, make_metric, make_rich_edition, make_source
from tests.public_pages import (
    CHINESE_ALWAYS,
    LANGUAGES,
    SITE,
    count_queries,
    feed_paths,
    plan_pages,
    preview_pages,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("public_site")]

RELEASED = datetime(2024, 3, 5, 9, 30, tzinfo=UTC)
# What each kind of thing must have, and may have besides: properties schema.org gives it, no others.
KINDS: dict[str, tuple[set[str], set[str]]] = {
    "BreadcrumbList": ({"itemListElement"}, set()),
    "ListItem": ({"position", "name", "item"}, set()),
    "Organization": ({"name"}, {"alternateName", "url", "address"}),
    "PostalAddress": ({"addressLocality"}, set()),
    "WebSite": ({"name", "url", "potentialAction"}, {"inLanguage"}),
    "SearchAction": ({"target", "query-input"}, set()),
    "WebPage": ({"url"}, set()),
    "Person": ({"name"}, set()),
    "CreativeWorkSeries": ({"name"}, set()),
    "CreativeWork": (
        {"name", "url", "about"},
        {
            *("alternativeHeadline", "abstract", "inLanguage", "datePublished", "version"),
            *("temporalCoverage", "publisher", "isBasedOn"),
        },
    ),
    "Article": (
        {"headline"},
        {"author", "publisher", "datePublished", "isPartOf", "url", "inLanguage", "subjectOf"},
    ),
    "Dataset": (
        {"name", "description", "url", "variableMeasured", "distribution"},
        {
            *("inLanguage", "datePublished", "version", "temporalCoverage", "isAccessibleForFree"),
            *("about", "creator", "isBasedOn"),
        },
    ),
    "DataDownload": ({"contentUrl", "encodingFormat"}, set()),
    "PropertyValue": ({"name"}, {"value", "minValue", "maxValue", "unitText", "description", "url"}),
}
ADDRESSES = {"url", "item", "contentUrl", "target"}


class Head(HTMLParser):
    """What stands in a page's head, and its crumbs."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.title = self.data = ""
        self.inside = ""
        self.feed(page)
        crumbs = re.search(r'<nav class="crumbs".*?</nav>', page, re.DOTALL)
        items = re.findall(r"<li[^>]*>(.*?)</li>", crumbs[0] if crumbs else "", re.DOTALL)
        self.crumbs = [re.sub(r"<[^>]+>", "", item).strip() for item in items]

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag == "script" and dict(attributes).get("type") == "application/ld+json":
            self.inside = "data"
        elif tag == "title" and not self.title:
            self.inside = "title"

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, text):
        if self.inside:
            setattr(self, self.inside, getattr(self, self.inside) + text)

    def meta(self, key: str) -> dict[str, str]:
        """The contents of meta tags by their `name` or `property`; each stands once."""
        found = [(tag[key], tag["content"]) for name, tag in self.tags if name == "meta" and key in tag]
        assert len({name.lower() for name, _ in found} - {"theme-color"}) == len(found) - (
            2 if key == "name" else 0
        ), found
        return dict(found)

    def links(self, rel: str) -> list[dict[str, str]]:
        return [tag for name, tag in self.tags if name == "link" and tag.get("rel") == rel]

    @property
    def graph(self) -> list[dict]:
        document = json.loads(self.data or '{"@context": "https://schema.org", "@graph": []}')
        assert set(document) == {"@context", "@graph"}
        assert document["@context"] == "https://schema.org"
        return document["@graph"]

    def thing(self, kind: str) -> dict:
        (found,) = [one for one in self.graph if one["@type"] == kind]
        return found


def head(client, path) -> Head:
    response = client.get(path)
    assert response.status_code == 200, path
    return Head(response.content.decode())


def things(value):
    """Every thing in a graph, those within others too."""
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from things(one)
    elif isinstance(value, list):
        for one in value:
            yield from things(one)


def faults(graph, site: str) -> list[str]:
    """What schema.org asks of the things and they lack, or have and it does not know."""
    found = []
    for thing in things(graph):
        kind = thing["@type"]
        needed, allowed = KINDS[kind]
        names = set(thing) - {"@type"}
        found += [f"{kind} without {name}" for name in needed - names]
        found += [f"{kind} with {name}" for name in names - needed - allowed]
        found += [f"{kind}: {name} is empty" for name in names if thing[name] in (None, "", [], {})]
        found += [
            f"{kind}: {name} is {thing[name]}"
            for name in names & ADDRESSES
            if not thing[name].startswith((f"{site}/", "https://elsewhere.example"))
        ]
        if "datePublished" in thing:
            datetime.fromisoformat(thing["datePublished"])
        if kind == "Dataset" and not 50 <= len(thing["description"]) <= 5000:
            found.append(f"description of {len(thing['description'])} characters")
        if kind == "BreadcrumbList":
            positions = [step["position"] for step in thing["itemListElement"]]
            assert positions == list(range(1, len(positions) + 1))
    return found


def paths_of(edition) -> list[str]:
    return [*plan_pages(edition), edition.plan.park.get_absolute_url(), "/about/"]


@pytest.fixture
def plan():
    edition = make_rich_edition(
        2, project_noun="行动", released_at=RELEASED, summary="摘要", summary_en="Summary"
    )
    park = edition.plan.park
    park.city, park.city_en, park.website = "长沙", "Changsha", "https://elsewhere.example/park"
    park.save()
    edition.sources.update(
        authors="张三、李四", series="系列", publisher="日报", published_on=date(2023, 12, 25),
        url="https://elsewhere.example/article",
    )  # fmt: skip
    return edition


@pytest.mark.parametrize("address", [SITE, pytest.param("", marks=pytest.mark.slow)], ids=["public", "local"])
@pytest.mark.parametrize("prefix", CHINESE_ALWAYS, ids=LANGUAGES)
def test_structured_data_is_sound(client, settings, plan, prefix, address):
    settings.SITE_URL = address
    settings.SITE_NAME = "计划网"
    empty = make_edition(slogan="", meeting="", meeting_date=None, meeting_date_basis="")
    for path in ["/", *paths_of(plan), *paths_of(empty)]:
        found = head(client, prefix + path)
        assert faults(found.graph, address) == [], path


def test_validator_finds_what_is_wrong():
    graph = [{"@type": "Dataset", "name": "", "colour": "red", "url": "/x", "description": "short"}]
    assert len(faults(graph, SITE)) == 6


@pytest.mark.parametrize("prefix", CHINESE_ALWAYS, ids=LANGUAGES)
@pytest.mark.slow
def test_head_says_what_the_page_says(client, plan, prefix):
    for path in ["/", *paths_of(plan)]:
        found = head(client, prefix + path) if path != "/" else head(client, prefix + paths_of(plan)[0])
        told, plain = found.meta("property"), found.meta("name")
        assert found.title.startswith(told["og:title"]), path
        assert told["og:description"] == plain["description"] or not plain["description"], path
        assert told["og:description"]


@pytest.mark.parametrize("prefix", CHINESE_ALWAYS, ids=LANGUAGES)
@pytest.mark.slow
def test_way_to_a_page_is_told_as_its_crumbs_show_it(client, plan, prefix):
    for path in plan_pages(plan):
        found = head(client, prefix + path)
        ways = [one for one in found.graph if one["@type"] == "BreadcrumbList"]
        told = [step["name"] for way in ways for step in way["itemListElement"]]
        assert told == found.crumbs, path
        for way in ways:
            assert way["itemListElement"][-1]["item"] == f"{SITE}{prefix}{path}"


def test_way_leads_over_pages_that_exist(client, plan):
    for step in head(client, plan.projects.first().get_absolute_url()).thing("BreadcrumbList")[
        "itemListElement"
    ]:
        assert client.get(step["item"].removeprefix(SITE)).status_code == 200


def test_link_preview_has_address_site_and_language(client, settings, plan):
    settings.SITE_NAME = "计划网"
    path = plan.url("goals")
    for prefix, here, other in (("", "zh_CN", "en_GB"), ("/en", "en_GB", "zh_CN")):
        told = head(client, prefix + path).meta("property")
        assert told["og:url"] == f"{SITE}{prefix}{path}"
        assert told["og:site_name"] == "计划网"
        assert (told["og:locale"], told["og:locale:alternate"]) == (here, other)
        assert told["og:type"] == "website"
    assert head(client, plan.goals.first().get_absolute_url()).meta("property")["og:type"] == "article"


def test_page_names_its_feeds(client, plan):
    links = [link for link in head(client, plan.url("goals")).links("alternate") if "type" in link]
    assert [link["href"] for link in links] == [f"{SITE}{path}" for path in reversed(feed_paths(plan))]
    assert {client.get(link["href"].removeprefix(SITE)).status_code for link in links} == {200}
    english = [link["href"] for link in head(client, "/en/about/").links("alternate") if "type" in link]
    assert english == [f"{SITE}/en/feed.atom"]


@pytest.mark.slow
def test_without_a_public_address_nothing_is_said_that_needs_one(client, settings, plan):
    settings.SITE_URL = ""
    for path in paths_of(plan):
        found = head(client, path)
        assert found.links("alternate") == found.links("canonical") == []
        assert "og:url" not in found.meta("property")
        assert {"Url", "SiteDomain"}.isdisjoint(found.meta("name"))


def test_government_tags_of_a_page_in_a_section(client, settings, plan):
    settings.SITE_NAME, settings.SITE_ID_CODE = "计划网", "4301110001"
    project = plan.projects.first()
    park = plan.plan.park.name
    tags = head(client, project.get_absolute_url()).meta("name")
    expected = {
        "SiteName": "计划网",
        "SiteDomain": "plan.example",
        "SiteIDCode": "4301110001",
        "ColumnName": "行动",
        "ColumnKeywords": f"{park},2024,行动",
        "ArticleTitle": project.title,
        "PubDate": "2024-03-05 17:30",
        "ContentSource": "日报",
        "Keywords": f"{park},2024,{project.title}",
        "Url": f"{SITE}{project.get_absolute_url()}",
    }
    assert expected.items() <= tags.items()
    assert {"ColumnDescription", "ColumnType", "description"} <= set(tags)


def test_section_itself_is_no_article(client, plan):
    tags = head(client, plan.url("projects")).meta("name")
    assert tags["ColumnName"] == "行动"
    assert {"ArticleTitle", "PubDate", "ContentSource"}.isdisjoint(tags)


def test_what_is_not_known_is_not_said(client):
    edition = make_edition(released_at=None)
    figure = make_figure(edition)
    make_source(edition, title="来源")
    found = head(client, figure.get_absolute_url().partition("#")[0])
    tags = found.meta("name")
    assert {"SiteName", "SiteIDCode", "PubDate", "Author"}.isdisjoint(tags)
    assert tags["ContentSource"] == "来源"
    dataset = found.thing("Dataset")
    assert {"datePublished", "license", "creator"}.isdisjoint(dataset)
    assert dataset["isBasedOn"] == [{"@type": "Article", "headline": "来源", "inLanguage": "zh-Hans"}]


def test_figures_are_data_as_they_are_stated(client):
    edition = make_edition()
    metric = make_metric(name_en="Firms")
    for number, fields in enumerate(
        (
            {"value": "241", "unit_en": "firms"},
            {"value": "90", "comparator": ">", "unit": "%"},
            {"value": None, "availability": "not-stated", "kind": "target", "period": "2024"},
            {"value": "8.5", "unit": "%"},
        )
    ):
        make_figure(edition, metric=metric, key=f"f{number}", order=number, **fields)
    dataset = head(client, f"/en{edition.url('metric', metric.code)}").thing("Dataset")
    assert dataset["temporalCoverage"] == "2023-01-01/2024-12-31"
    assert [
        (one.get("value"), one.get("unitText"), one["description"]) for one in dataset["variableMeasured"]
    ] == [
        (241, "firms", "Actual · 2023 · Contradiction"),
        ("> 90%", "%", "Actual · 2023 · Contradiction"),
        (None, None, "Target · 2024 · Not stated"),
        (8.5, "%", "Actual · 2023 · Contradiction"),
    ]


def test_english_names_no_chinese_unit(client):
    edition = make_edition()
    metric = make_metric(name_en="Firms", base_unit="家")
    make_figure(edition, metric=metric, value="241", unit="家")
    make_figure(edition, metric=metric, value="300", unit="家", comparator=">=", kind="target")
    for page in (edition.url("metric", metric.code), edition.url("metrics")):
        variables = head(client, f"/en{page}").thing("Dataset")["variableMeasured"]
        assert variables
        assert not any("unitText" in one for one in variables)
        assert any(
            one.get("unitText") == "家" for one in head(client, page).thing("Dataset")["variableMeasured"]
        )


def test_files_named_as_downloads_are_there(client, plan):
    metric = plan.figures.first().metric
    for page in (plan.url("metrics"), plan.url("metric", metric.code)):
        downloads = head(client, page).thing("Dataset")["distribution"]
        assert len(downloads) == 3
        for download in downloads:
            answer = client.get(download["contentUrl"].removeprefix(SITE))
            assert answer.headers["Content-Type"].partition(";")[0] == download["encodingFormat"]


def test_source_is_an_article_of_its_authors(client, plan):
    article = head(client, plan.url("source", plan.sources.get().slug)).thing("Article")
    assert [one["name"] for one in article["author"]] == ["张三", "李四"]
    assert article["publisher"]["name"] == "日报"
    assert article["datePublished"] == "2023-12-25"
    assert article["url"] == "https://elsewhere.example/article"


def test_park_is_an_organisation(client, plan):
    park = plan.plan.park
    told = head(client, f"/en{park.get_absolute_url()}").thing("Organization")
    assert told == {
        "@type": "Organization",
        "name": park.name_en,
        "alternateName": park.name,
        "url": "https://elsewhere.example/park",
        "address": {"@type": "PostalAddress", "addressLocality": "Changsha"},
    }


def test_text_cannot_break_out_of_the_data(client):
    evil = '</script><script>alert(1)</script><!-- & "'
    edition = make_edition(title=evil)
    page = client.get(edition.url("plan")).content.decode()
    assert "<script>alert" not in page
    assert Head(page).thing("CreativeWork")["name"] == evil


def test_missing_page_names_no_address(client, plan):
    for path in ("/no/such/page/", "/no-such-park/2024/", plan.url("goal", "no-such-goal")):
        found = Head(client.get(path).content.decode())
        assert found.links("canonical") == found.graph == []


@pytest.mark.slow
def test_preview_says_nothing_to_programs(viewer, draft):
    for path in preview_pages(draft):
        found = Head(viewer.get(path).content.decode())
        assert found.links("canonical") == found.graph == []
        assert found.meta("property") == {}


@pytest.mark.slow
def test_draft_is_in_no_head(client, draft):
    published = type(draft).objects.published().get(plan=draft.plan)
    for path in paths_of(published):
        page = client.get(path).content.decode()
        assert SECRET not in page.partition("</head>")[0], path


@pytest.mark.slow
def test_head_is_named_by_the_site_and_never_by_the_visitor(client, plan):
    for path in paths_of(plan):
        plain = client.get(path).content
        assert (
            client.get(path, headers={"x-forwarded-host": "evil.example", "host": "localhost"}).content
            == plain
        )


def test_complete_address_is_in_plain_letters_and_its_query_as_it_came(settings):
    settings.SITE_URL = "https://plan.example"
    assert absolute_url("/en/园/#p1") == "https://plan.example/en/%E5%9B%AD/#p1"
    assert absolute_url("/search/?q=%E5%9B%AD&x=1") == "https://plan.example/search/?q=%E5%9B%AD&x=1"


@pytest.mark.slow
def test_number_of_queries_does_not_grow_with_the_rows(client, many_rows):
    small, large = make_rich_edition(1), make_rich_edition(many_rows)
    for few, many in zip(plan_pages(small), plan_pages(large), strict=True):
        assert count_queries(client, few) == count_queries(client, many), many
