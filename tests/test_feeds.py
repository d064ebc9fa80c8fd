"""Atom feeds of editions and reports: valid, in both languages, with nothing that readers may not see."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from urllib.parse import urlsplit

import feedparser
import pytest
from django.utils import timezone

from initiatives.editions.lifecycle import publish, revise, withdraw
from initiatives.models import Update
from tests.factories import SECRET, make_edition, make_measure, make_park, make_project
from tests.public_pages import LANGUAGES, SITE, count_queries, feed_paths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("public_site")]

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RELEASED = datetime(2024, 3, 5, 9, 30, tzinfo=UTC)


def make_report(project, subject=None, **fields):
    row = subject or project
    defaults = {
        "key": f"report-{Update.objects.count()}",
        "subject": row.kind_slug,
        "subject_key": row.key,
        "date": "2024-05-01",
        "content": "进展",
        "content_en": "Progress",
    }
    return Update.objects.create(plan=project.edition.plan, **{**defaults, **fields})


def entries(client, path) -> list[dict[str, str | None]]:
    """The entries of a feed: their elements by name, the link by its address."""
    root = ET.fromstring(client.get(path).content)
    return [
        {part.tag.removeprefix(ATOM): part.text or part.get("href", "") for part in entry}
        for entry in root.iter(f"{ATOM}entry")
    ]


def faults(body: bytes) -> list[str]:
    """What RFC 4287 demands and the feed lacks."""
    root = ET.fromstring(body)
    found = [] if root.tag == f"{ATOM}feed" else ["the root is no feed"]
    for element in [root, *root.iter(f"{ATOM}entry")]:
        found += [
            f"{element.tag}: {count} {name}"
            for name in ("id", "title", "updated")
            if (count := len(element.findall(ATOM + name))) != 1
        ]
        found += [
            f"no date with a zone: {stamp.text}"
            for name in ("updated", "published")
            for stamp in element.findall(ATOM + name)
            if not RFC_3339.fullmatch(str(stamp.text))
        ]
        kinds = [
            (link.get("rel"), link.get("type"), link.get("hreflang"))
            for link in element.findall(f"{ATOM}link")
        ]
        found += [f"two links of one kind: {kind}" for kind in kinds if kinds.count(kind) > 1]
    if not root.findall(f"{ATOM}author/{ATOM}name"):
        found.append("no author")
    if [link.get("rel") for link in root.findall(f"{ATOM}link")].count("self") != 1:
        found.append("no link to itself")
    ids = [str(one.text) for one in root.iter(f"{ATOM}id")]
    addresses = [*ids, *(str(link.get("href")) for link in root.iter(f"{ATOM}link"))]
    found += [f"not complete: {address}" for address in addresses if not address.startswith(f"{SITE}/")]
    found += [f"id twice: {one}" for one in ids if ids.count(one) > 1]
    found += [
        f"no type of text: {text.attrib}"
        for text in root.iter(f"{ATOM}summary")
        if text.get("type", "text") not in {"text", "html"}
    ]
    return found


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_feeds_are_valid_atom(client, prefix):
    edition = make_edition(released_at=RELEASED, release_note="首次 <发布> & 说明")
    project = make_project(edition)
    make_report(project, status="under-way", reason="因为")
    make_report(project, make_measure(project))
    for path in feed_paths(edition):
        response = client.get(prefix + path)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert faults(response.content) == []
        parsed = feedparser.parse(response.content)
        assert (parsed.bozo, parsed.version, len(parsed.entries)) == (False, "atom10", 3)


def test_validator_finds_what_is_wrong():
    bad = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>/a</id><id>/a</id><updated>2024</updated></entry></feed>'
    assert len(faults(bad.encode())) > 6


def test_release_is_told_with_its_note_and_the_time_it_became_public(client):
    edition = make_edition(released_at=RELEASED, release_note="说明", release_note_en="What changed")
    park, year = edition.plan.park, edition.plan.year
    (entry,) = entries(client, f"/en{edition.plan.get_absolute_url()}feed.atom")
    assert entry == {
        "title": f"{park.name_en} {year}: edition 1",
        "link": f"{SITE}/en{edition.url('change', 1)}",
        "id": f"{SITE}/en{edition.url('change', 1)}",
        "summary": "Title of the plan\nWhat changed",
        "published": entry["updated"],
        "updated": entry["updated"],
    }
    assert datetime.fromisoformat(entry["updated"]) == RELEASED


def test_report_is_told_with_its_day_and_where_it_stands(client):
    edition = make_edition()
    project = make_project(edition)
    measure = make_measure(project)
    make_report(project, measure, key="spring", status="delayed", reason="等", reason_en="Waiting")
    (entry,) = entries(client, f"/en{edition.plan.get_absolute_url()}feed.atom")
    assert entry["title"] == f"{measure.title_en}: Delayed"
    assert entry["summary"] == "Progress\nWaiting"
    assert entry["updated"] == "2024-05-01T00:00:00+08:00"
    place = urlsplit(entry["link"])
    page = client.get(place.path).content.decode()
    assert place.path == f"/en{project.get_absolute_url()}"
    assert f'<li id="{place.fragment}">' in page


def test_edition_is_known_by_one_id_for_ever(client):
    first = make_edition(released_at=RELEASED)
    path = f"{first.plan.get_absolute_url()}feed.atom"
    (before,) = entries(client, path)
    publish(revise(first.plan), user=None, note="更正")
    after = entries(client, path)
    assert [one["id"] for one in after] == [f"{SITE}{first.url('change', 2)}", before["id"]]


def test_latest_comes_first_and_a_feed_stays_short(client):
    edition = make_edition(released_at=RELEASED)
    project = make_project(edition)
    for day in range(1, 29):
        make_report(project, date=f"2024-02-{day:02d}")
        make_report(project, date=f"2024-04-{day:02d}")
    told = [datetime.fromisoformat(one["updated"]) for one in entries(client, feed_paths(edition)[0])]
    assert told == sorted(told, reverse=True)
    assert len(told) == 50
    assert told[28] == RELEASED


def test_feed_says_when_it_changed_last(client):
    edition = make_edition(released_at=RELEASED)
    updated = ET.fromstring(client.get(feed_paths(edition)[1]).content).find(f"{ATOM}updated")
    assert datetime.fromisoformat(updated.text) == RELEASED


def test_feed_without_news_is_valid_and_stays_the_same(client):
    edition = make_edition(released_at=None)
    first, second = (client.get(feed_paths(edition)[2]).content for _ in range(2))
    assert faults(first) == []
    assert first == second
    assert entries(client, feed_paths(edition)[2]) == []


def test_feeds_tell_of_their_own_place_only(client):
    park = make_park()
    here = make_edition(park=park, year=2024, released_at=RELEASED)
    make_edition(park=park, year=2023, released_at=RELEASED)
    make_edition(released_at=RELEASED)
    assert [len(entries(client, path)) for path in feed_paths(here)] == [3, 2, 1]


def test_text_that_xml_cannot_hold_is_left_out(client):
    edition = make_edition(released_at=RELEASED, release_note="前\x0b后\x1f<b>&")
    (entry,) = entries(client, feed_paths(edition)[0])
    assert entry["summary"] == "计划标题\n前后&lt;b&gt;&amp;"


def test_draft_is_in_no_feed(client, draft):
    published = type(draft).objects.published().get(plan=draft.plan)
    project = published.projects.first()
    make_report(project, content=SECRET, draft=True)
    make_report(draft.projects.get(key="secret-project"), content=SECRET)
    for path in feed_paths(published):
        assert SECRET not in client.get(path).content.decode()
        assert entries(client, path) == []


@pytest.mark.parametrize("state", ["draft", "submitted", "superseded", "withdrawn"])
def test_plan_that_is_not_published_has_no_feed(client, state):
    edition = make_edition(state=state, released_at=RELEASED)
    make_report(make_project(edition))
    site, *others = feed_paths(edition)
    assert entries(client, site) == []
    missing = client.get("/no-such-park/feed.atom")
    for path in others:
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.content.replace(path.encode(), b"") == missing.content.replace(
            b"/no-such-park/feed.atom", b""
        )


def test_plan_withdrawn_leaves_the_feeds_with_the_next_request(client):
    edition = make_edition(released_at=timezone.now())
    assert len(entries(client, "/feed.atom")) == 1
    withdraw(edition)
    assert entries(client, "/feed.atom") == []


def test_feed_is_named_by_the_site_and_never_by_the_visitor(client):
    edition = make_edition(released_at=RELEASED)
    for path in feed_paths(edition):
        plain = client.get(path).content
        assert (
            client.get(path, headers={"x-forwarded-host": "evil.example", "host": "localhost"}).content
            == plain
        )


def test_without_a_public_address_there_is_no_feed(client, settings):
    settings.SITE_URL = ""
    edition = make_edition(released_at=RELEASED)
    assert {client.get(path).status_code for path in feed_paths(edition)} == {404}


def test_feed_is_read_only_and_kept_like_a_page(client):
    path = feed_paths(make_edition(released_at=RELEASED))[0]
    assert client.post(path).status_code == 405
    answer = client.get(path)
    assert not answer.cookies
    assert client.get(path, headers={"if-none-match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.slow
def test_number_of_queries_does_not_grow_with_the_news(client):
    def plan_with(rows):
        edition = make_edition(released_at=RELEASED)
        project = make_project(edition)
        for _ in range(rows):
            make_report(project, make_measure(project))
            make_report(make_project(edition))
        return edition

    few, many = plan_with(1), plan_with(20)
    for one, other in zip(feed_paths(few), feed_paths(many), strict=True):
        assert count_queries(client, one) == count_queries(client, other)


@pytest.mark.slow
def test_content_loaded_at_the_first_start_is_news(client):
    from django.core.management import call_command

    call_command("prepare", verbosity=0)
    (entry,) = entries(client, "/en/feed.atom")
    assert entry["title"] == "Yuhua Economic Development Zone 2024: edition 1"
