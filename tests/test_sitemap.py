"""What programs find the site by: sitemap, robots.txt, security.txt."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured

from initiatives.metadata import sitemap as sitemap_page
from initiatives.models import SourceText, Update
from initiatives.views import feeds_and_robots
from parkplan import settings as site_settings
from tests.factories import (
    make_assignment,
    make_edition,
    make_measure,
    make_park,
    make_passage,
    make_project,
    make_rich_edition,
    make_source,
)
from tests.public_pages import SITE, count_queries, plan_pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("public_site")]

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
# https://www.w3.org/TR/NOTE-datetime
W3C = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?")
RELEASED = datetime(2024, 3, 5, 9, 30, tzinfo=UTC)


def listed(client, path="/sitemap.xml") -> dict[str, dict[str, str]]:
    """Every address in a sitemap with its alternates by language, and its `lastmod`.

    Parts are by the keys of plans, so that two plans may stand in two files.
    """
    root = ET.fromstring(client.get(path).content)
    if root.tag == f"{{{NAMES['s']}}}sitemapindex":
        parts = [urlsplit(part.text or "") for part in root.iterfind("s:sitemap/s:loc", NAMES)]
        return {address: about for part in parts for address, about in listed(client, part.path).items()}
    assert root.tag == f"{{{NAMES['s']}}}urlset"
    found = {}
    for url in root:
        assert [part.tag.rpartition("}")[2] for part in url][:1] == ["loc"]
        address = url.findtext("s:loc", "", NAMES)
        assert address not in found
        found[address] = {
            **{link.get("hreflang", ""): link.get("href", "") for link in url.findall("x:link", NAMES)},
            "lastmod": url.findtext("s:lastmod", "", NAMES),
        }
    return found


@pytest.fixture
def plan():
    edition = make_rich_edition(2, released_at=RELEASED)
    SourceText.objects.create(source=edition.sources.get(), text="文", sha256="x", public=True)
    return edition


def test_sitemap_follows_the_formats_rules(client, plan):
    make_edition()
    answer = client.get("/sitemap.xml")
    assert answer.headers["Content-Type"] == "application/xml"
    assert not answer.cookies
    for address, about in listed(client).items():
        assert address.startswith(f"{SITE}/")
        assert len(address) < 2048
        assert "#" not in address
        assert not about["lastmod"] or W3C.fullmatch(about["lastmod"])


def test_languages_name_each_other(client, plan):
    found = listed(client)
    for address, about in found.items():
        assert address in (about["zh-Hans"], about["en"])
        assert about["x-default"] == about["zh-Hans"]
        for language in ("zh-Hans", "en"):
            assert found[about[language]]["en"] == about["en"]
            assert found[about[language]]["zh-Hans"] == about["zh-Hans"]


@pytest.mark.slow
def test_every_address_listed_is_a_page_under_its_own_name(client, plan):
    make_edition(park=plan.plan.park, year=2023, state="published")
    for address in listed(client):
        response = client.get(urlsplit(address).path)
        page = response.content.decode()
        assert response.status_code == 200, address
        assert f'<link rel="canonical" href="{address}">' in page
        assert 'content="noindex' not in page
        assert "X-Robots-Tag" not in response.headers


def test_all_pages_are_listed_in_both_languages(client, plan):
    # Without anything assigned, the pages that tell of tasks are not listed.
    make_assignment(plan.measures.all()[0])
    paths = [*plan_pages(plan), plan.plan.park.get_absolute_url(), "/about/", "/accessibility/"]
    paths += [plan.url("reading", plan.sources.get().slug)]
    paths += [row.get_absolute_url() for rows in (plan.goals, plan.projects) for row in rows.all()]
    paths += [plan.url("metric", figure.metric.code) for figure in plan.figures.all()]
    assert set(listed(client)) == {f"{SITE}{prefix}{path}" for path in paths for prefix in ("", "/en")}


def test_source_that_only_a_report_cites_is_listed(client, plan):
    source = make_source(plan)
    plan.sources.remove(source)
    report = Update.objects.create(
        plan=plan.plan,
        key="report",
        subject="project",
        subject_key=plan.projects.first().key,
        date="2024-05-01",
        content="文",
        draft=True,
    )
    report.passages.add(make_passage(source))
    assert SITE + plan.url("source", source.slug) not in listed(client)
    Update.objects.update(draft=False)
    assert SITE + plan.url("source", source.slug) in listed(client)


def test_start_page_is_listed_once_it_is_a_page(client, plan):
    assert f"{SITE}/" not in listed(client)
    make_edition()
    assert f"{SITE}/" in listed(client)


def test_pages_changed_when_their_edition_was_released(client, plan):
    make_edition(park=plan.plan.park, year=2023, released_at=None)
    found = listed(client)
    assert datetime.fromisoformat(found[f"{SITE}{plan.url('goals')}"]["lastmod"]) == RELEASED
    assert found[f"{SITE}{plan.plan.park.get_absolute_url()}2023/goals/"]["lastmod"] == ""


@pytest.mark.parametrize("on_measure", [True, False])
def test_projects_page_changed_with_its_last_report(client, on_measure):
    edition = make_edition(released_at=RELEASED)
    project, other = make_project(edition), make_project(edition)
    row = make_measure(project) if on_measure else project
    for number, day in enumerate(("2024-05-01", "2024-06-01", "2024-04-01")):
        Update.objects.create(
            plan=edition.plan,
            key=f"r{number}",
            subject=row.kind_slug,
            subject_key=row.key,
            date=day,
            content="文",
            draft=number == 2,
        )
    found = listed(client)
    assert found[f"{SITE}{project.get_absolute_url()}"]["lastmod"] == "2024-06-01T00:00:00+08:00"
    assert datetime.fromisoformat(found[f"{SITE}{other.get_absolute_url()}"]["lastmod"]) == RELEASED


def test_draft_is_not_in_the_sitemap(client, draft):
    text = client.get("/sitemap.xml").content.decode()
    published = type(draft).objects.published().get(plan=draft.plan)
    assert f"{published.url('change', published.number)}<" in text
    assert "secret" not in text
    assert published.url("change", draft.number) not in text
    assert draft.sources.order_by("-pk").first().slug not in text


@pytest.mark.parametrize("state", ["draft", "submitted", "superseded", "withdrawn"])
def test_plan_that_is_not_published_is_not_in_the_sitemap(client, state):
    edition = make_rich_edition(1, state=state)
    assert edition.plan.park.slug not in client.get("/sitemap.xml").content.decode()


def test_large_site_has_an_index_of_sitemaps(client, plan, monkeypatch):
    for year in (2020, 2021):
        make_edition(park=plan.plan.park, year=year)
    make_edition()
    whole = listed(client)
    monkeypatch.setattr(sitemap_page, "PLANS_PER_FILE", 2)
    client = type(client)()
    root = ET.fromstring(client.get("/sitemap.xml").content)
    assert root.tag == f"{{{NAMES['s']}}}sitemapindex"
    parts = [one.text for one in root.iterfind("s:sitemap/s:loc", NAMES)]
    assert len(parts) > 1
    assert all(part.startswith(f"{SITE}/sitemap-") for part in parts)
    found = [address for part in parts for address in listed(client, urlsplit(part).path)]
    assert sorted(found) == sorted(whole)
    last = int(re.findall(r"\d+", parts[-1])[-1])
    assert client.get(f"/sitemap-{last + 1}.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_part_without_plans_is_missing_and_not_listed(client, plan, monkeypatch):
    monkeypatch.setattr(sitemap_page, "PLANS_PER_FILE", 1)
    withdrawn, other = make_edition(state="withdrawn"), make_edition()
    assert sitemap_page.Sitemap.parts() == [plan.plan_id, other.plan_id]
    assert client.get(f"/sitemap-{withdrawn.plan_id}.xml").status_code == 404


def test_part_reads_its_own_plans_only(client, plan, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(sitemap_page, "PLANS_PER_FILE", 1)
    last = make_rich_edition(1)
    found = listed(client, f"/sitemap-{last.plan_id}.xml")
    assert SITE + last.url("plan") in found
    assert not [address for address in found if plan.plan.park.slug in address]


@pytest.mark.slow
def test_number_of_queries_does_not_grow_with_rows_or_plans(client, plan):
    # The front page of a site with one plan leads to it, and has no date of its own.
    make_rich_edition(1)
    before = count_queries(client, "/sitemap.xml")
    park = make_park()
    for year in range(2020, 2025):
        make_rich_edition(5, park=park, year=year)
    assert count_queries(client, "/sitemap.xml") == before


def test_sitemap_is_named_by_the_site_and_never_by_the_visitor(client, plan):
    forged = {"x-forwarded-host": "evil.example", "host": "localhost"}
    assert client.get("/sitemap.xml", headers=forged).content == client.get("/sitemap.xml").content


def test_without_a_public_address_there_is_no_sitemap(client, settings):
    settings.SITE_URL = ""
    assert client.get("/sitemap.xml").status_code == 404
    assert client.get("/sitemap-1.xml").status_code == 404
    assert "Sitemap" not in client.get("/robots.txt").content.decode()


def test_robots_may_read_all_but_the_desk(client):
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == (
        "User-agent: *\nDisallow: /admin/\nDisallow: /en/admin/\n\nSitemap: https://plan.example/sitemap.xml\n"
    )


def security_fields(client) -> dict[str, str]:
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in answer.content.decode().splitlines())


def test_security_contact_is_said_where_it_is_looked_for(client, settings, monkeypatch):
    settings.SECURITY_CONTACT = "security@plan.example"
    monkeypatch.setattr(feeds_and_robots.timezone, "localdate", lambda: date(2024, 2, 29))
    assert security_fields(client) == {
        "Contact": "mailto:security@plan.example",
        "Expires": "2024-08-01T00:00:00Z",
        "Preferred-Languages": "zh, en",
        "Canonical": f"{SITE}/.well-known/security.txt",
    }


@pytest.mark.parametrize("day", [date(2024, month, day) for month in range(1, 13) for day in (1, 28)])
def test_security_contact_is_valid_for_months_and_less_than_a_year(day):
    assert 120 < (feeds_and_robots._expiry(day) - day).days < 190
    assert feeds_and_robots._expiry(day).day == 1


@pytest.mark.parametrize(
    ("own", "corrections", "contact"),
    [
        ("https://plan.example/report", "plan@plan.example", "https://plan.example/report"),
        ("", "plan@plan.example", "mailto:plan@plan.example"),
        ("", "https://plan.example/form", "https://plan.example/form"),
    ],
)
def test_whoever_takes_corrections_hears_of_weaknesses_too(client, settings, own, corrections, contact):
    settings.SECURITY_CONTACT, settings.CORRECTIONS = own, corrections
    assert security_fields(client)["Contact"] == contact


@pytest.mark.parametrize("corrections", ["", "http://plan.example/form"])
def test_without_a_contact_there_is_no_security_file(client, settings, corrections):
    settings.CORRECTIONS = corrections
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/.well-known/security.txt"])
def test_files_for_programs_are_served_like_pages(client, settings, path):
    settings.SECURITY_CONTACT = "security@plan.example"
    answer = client.get(path)
    assert client.post(path).status_code == 405
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert client.get(path, headers={"if-none-match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECURITY_CONTACT", "http://plan.example"),
        ("SECURITY_CONTACT", "the office"),
        ("SECURITY_CONTACT", "mailto://x@y"),
        ("SITE_ID_CODE", "43011100"),
        ("SITE_ID_CODE", "bm4301110001"),
        ("SITE_NAME", "两\n行"),
        ("SITE_NAME", "名" * 61),
    ],
)
def test_setting_that_cannot_be_understood_stops_the_start_with_a_hint(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=rf"{name}=.*: write "):
        getattr(site_settings, name.lower())()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECURITY_CONTACT", "security@plan.example"),
        ("SECURITY_CONTACT", "https://plan.example/security"),
        ("SITE_ID_CODE", "4301110001"),
        ("SITE_ID_CODE", "bm01000001"),
        ("SITE_NAME", "雨花经开区工作计划"),
        ("SITE_NAME", ""),
    ],
)
def test_setting_is_taken_as_it_is_written(monkeypatch, name, value):
    monkeypatch.setenv(name, f" {value} ")
    assert getattr(site_settings, name.lower())() == value
