"""Exporting again: only plans that changed are read, with all cores, and nothing half-written is believed."""

import json
import time
from hashlib import sha256

import pytest

from initiatives.editions.lifecycle import withdraw
from initiatives.freshness.shared_while_exporting import SharedByPages, is_sharing, shared_of, sharing
from initiatives.models import Edition, Figure, Measure, Organisation, Quote
from initiatives.static_site import export as exporting
from initiatives.static_site.export import CannotExport, export_site
from initiatives.static_site.folder import CONTENTS, UNFINISHED
from initiatives.static_site.kept_pages import LIST, earlier_export
from initiatives.static_site.page_reader import ReadPage, cores, read_pages
from initiatives.static_site.plan_keys import plan_keys
from initiatives.static_site.scope import published
from initiatives.static_site.wsgi_client import WsgiClient
from tests.exported_folder import broken_links, files
from tests.factories import (
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_project,
    make_secret_draft,
)
from tests.settings import ON_SERVERS


class CountingClient(WsgiClient):
    """Notes which addresses are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def fetch(self, address):
        self.asked.append(address)
        return super().fetch(address)

    def pages_of(self, edition) -> list[str]:
        plan = f"{edition.plan.park.slug}/{edition.plan.year}/"
        return [address for address in self.asked if plan in address]


def silent(doing: str, done: int, known: int) -> None:
    """Nobody watches."""


def export(folder, *, only=None, processes=None) -> CountingClient:
    client = CountingClient()
    export_site(folder, client.fetch, silent, only, processes)
    return client


@pytest.fixture
def plans(db):
    """Two small plans in parks of their own."""
    editions = [make_edition(), make_edition()]
    for edition in editions:
        make_measure(make_project(edition))
    return editions


# What a plan's key stands for


def keys() -> dict[str, str]:
    return plan_keys(published(None), None)


# On PostgreSQL a transaction moves a stamp once, and each write is one of its own.
@pytest.mark.django_db(transaction=ON_SERVERS)
@pytest.mark.parametrize("change", ["row", "bulk update", "link", "organisation", "metric", "released"])
def test_key_moves_with_everything_that_readers_see_of_a_plan(plans, change):
    edition, other = plans
    figure = make_figure(edition)
    organisation = Organisation.objects.create(
        park=edition.plan.park, slug="body", name="管委会", kind="company"
    )
    before = keys()
    measure = edition.measures.get()
    match change:
        case "row":
            measure.title = "改过的"
            measure.save()
        case "bulk update":
            Measure.objects.filter(pk=measure.pk).update(title="改过的")
        case "link":
            measure.organisations.add(organisation)
        case "organisation":
            Organisation.objects.update(name="管理委员会")
        case "metric":
            type(figure.metric).objects.filter(pk=figure.metric_id).update(name="改过的指标")
        case "released":
            edition.releases.create()
    changed = {name for name, key in keys().items() if key != before[name]}
    own, others = (f"{one.plan.park.slug}/{one.plan.year}" for one in (edition, other))
    assert changed == ({own, others} if change == "metric" else {own})


def test_key_stays_while_a_draft_is_written(plans):
    draft = make_secret_draft(plans[0])
    before = keys()
    Quote.objects.filter(edition=draft).update(content="草稿里改的")
    assert keys() == before


def test_key_moves_with_settings_and_the_day(plans, settings, monkeypatch):
    before = keys()
    settings.SITE_NAME = "另一个名字"
    named = keys()
    monkeypatch.setattr("initiatives.static_site.plan_keys.timezone.localdate", lambda: "tomorrow")
    assert len({*before.values(), *named.values(), *keys().values()}) == 6


# Exporting again


@pytest.mark.slow
def test_unchanged_site_is_not_read_at_all(plans, tmp_path):
    export(tmp_path / "out")
    before = files(tmp_path / "out")
    assert export(tmp_path / "out").asked == []
    assert files(tmp_path / "out") == before


@pytest.mark.slow
def test_only_the_plan_that_changed_is_read_and_the_folder_is_as_if_all_were(plans, tmp_path):
    changed, same = plans
    export(tmp_path / "out")
    Measure.objects.filter(edition=changed).update(title="改过的举措")
    client = export(tmp_path / "out")
    assert client.pages_of(changed) and client.pages_of(same) == []
    export(tmp_path / "new")
    assert files(tmp_path / "out") == files(tmp_path / "new")
    assert broken_links(tmp_path / "out") == []
    assert any("改过的举措".encode() in content for content in files(tmp_path / "out").values())


@pytest.mark.slow
def test_plan_that_is_withdrawn_goes_while_the_other_is_kept(plans, tmp_path):
    going, staying = plans
    export(tmp_path / "out")
    withdraw(going)
    assert export(tmp_path / "out").pages_of(staying) == []
    assert not (tmp_path / "out" / going.plan.park.slug).exists()
    assert broken_links(tmp_path / "out") == []


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["changed", "gone", "unfinished", "list"])
def test_what_is_not_as_it_was_written_is_read_anew(plans, tmp_path, damage):
    edition, _other = plans
    export(tmp_path / "out")
    whole = files(tmp_path / "out")
    page = tmp_path / "out" / edition.plan.park.slug / "2024/index.html"
    match damage:
        case "changed":
            page.write_text("changed by somebody")
        case "gone":
            page.unlink()
        case "unfinished":
            (tmp_path / "out" / UNFINISHED).write_text("x\n\n")
        case "list":
            (tmp_path / "out" / LIST).write_text("{}")
    assert export(tmp_path / "out").pages_of(edition)
    assert files(tmp_path / "out") == whole


@pytest.mark.slow
def test_export_of_one_plan_and_of_all_into_one_folder_keep_nothing_of_each_other(plans, tmp_path):
    export(tmp_path / "out")
    export(tmp_path / "out", only=plans[0])
    export(tmp_path / "alone", only=plans[0])
    assert files(tmp_path / "out") == files(tmp_path / "alone")


@pytest.mark.slow
def test_export_that_is_killed_while_it_reads_leaves_the_folder_as_it_was(plans, tmp_path, monkeypatch):
    export(tmp_path / "out")
    before = files(tmp_path / "out")
    Measure.objects.filter(edition=plans[0]).update(title="改过的举措")

    def killed(*arguments):
        yield next(iter(read_pages(*arguments)))
        raise KeyboardInterrupt

    monkeypatch.setattr(exporting, "read_pages", killed)
    with pytest.raises(KeyboardInterrupt):
        export(tmp_path / "out")
    assert files(tmp_path / "out") == before


def test_list_that_makes_no_sense_is_as_none(tmp_path):
    for text in ("[]", "{", '{"plans": {"a/2024": {}}, "key": ""}', '{"plans": [], "key": ""}'):
        (tmp_path / LIST).write_text(text)
        digests = {LIST: sha256(text.encode()).hexdigest()}
        (tmp_path / CONTENTS).write_text(json.dumps(digests))
        assert earlier_export(tmp_path).plans == {}


# Several processes


# What pages of one export share

PAGES_OF_A_PLAN = (
    "",
    "metrics/",
    "metrics/?sort=value",
    "metrics.csv",
    "metrics.json",
    "metrics/{code}/",
    "metrics/{code}/card.png",
    "metrics/{code}/card-square.png",
    "metrics/{code}/figures.csv",
    "metrics/{code}/figures.xlsx",
    "projects/{project}/",
    "projects/{project}/card.png",
    "projects/{project}/figures.json",
    "measures.csv",
    "goals/",
    "goals/{goal}/",
    "goals/{goal}/card.png",
    "brief/",
    "quality/",
    "plan.json",
    "plan.xlsx",
)


def shared_plan():
    """A published plan with a figure, a measure and a goal; the addresses of its pages in both languages."""
    project = make_project(make_edition())
    figure = make_figure(project.edition, project=project, value=12)
    make_measure(project)
    goal = make_goal(project.edition)
    root = f"/{project.edition.plan.park.slug}/{project.edition.plan.year}/"
    keys = {"code": figure.metric.code, "project": project.key, "goal": goal.key}
    addresses = [
        f"{language}{root}{page.format(**keys)}" for language in ("", "/en") for page in PAGES_OF_A_PLAN
    ]
    return figure, addresses


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_pages_that_share_rows_say_what_each_says_alone():
    _figure, addresses = shared_plan()
    client = WsgiClient()
    alone = {address: WsgiClient().fetch(address).body for address in addresses}
    for address in (*addresses, *reversed(addresses)):
        together = client.fetch(address)
        assert (together.status, together.body) == (200, alone[address]), address


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_shared_are_asked_for_once(django_assert_max_num_queries):
    figure, addresses = shared_plan()
    client = WsgiClient()
    for address in addresses:
        client.fetch(address)
    again = next(address for address in addresses if address.endswith(f"/{figure.metric.code}/figures.csv"))
    # Which figures are of the metric, and the metric; the address, and what a page asks of its site.
    with django_assert_max_num_queries(6):
        client.fetch(again)


@pytest.mark.django_db(transaction=True)
def test_what_changes_while_pages_are_read_is_read_anew():
    figure, addresses = shared_plan()
    client = WsgiClient()
    listed = next(address for address in addresses if address.endswith("metrics.csv"))
    assert b"12" in client.fetch(listed).body
    Figure.objects.filter(pk=figure.pk).update(value=34)
    assert b"34" in client.fetch(listed).body


@pytest.mark.django_db(transaction=True)
def test_nothing_is_shared_outside_of_an_export():
    figure, addresses = shared_plan()
    assert not is_sharing()
    WsgiClient().fetch(addresses[0])
    assert not is_sharing()
    edition = Edition.objects.get(pk=figure.edition_id)
    assert shared_of(edition, "name", object) is not shared_of(edition, "name", object)


@pytest.mark.django_db(transaction=True)
def test_page_never_mixes_two_states_of_a_plan():
    """What is made after a change, of rows that were read before it, is forgotten with the page."""
    figure, _addresses = shared_plan()
    memory = SharedByPages()

    def made():
        return shared_of(Edition.objects.get(pk=figure.edition_id), "what is made", object)

    with sharing(memory):
        before = made()
        Figure.objects.filter(pk=figure.pk).update(value=34)
        assert made() is before
    with sharing(memory):
        after = made()
        assert after is not before
    with sharing(memory):
        assert made() is after


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_plans_are_read_one_after_the_other(tmp_path):
    for _number in range(2):
        make_measure(make_project(make_edition()))
    asked = export(tmp_path / "out", processes=1).asked
    plans = [address.split("/")[-4:-3] for address in asked if address.endswith("/card.png")]
    runs = [plan for place, plan in enumerate(plans) if place == 0 or plans[place - 1] != plan]
    assert len(runs) <= 2 * len({tuple(plan) for plan in plans})


def test_processes_are_one_where_the_database_is_this_process_alone(db):
    assert cores() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_several_processes_write_what_one_does(tmp_path):
    make_measure(make_project(make_edition()))
    export(tmp_path / "one", processes=1)
    export(tmp_path / "several", processes=3)
    assert files(tmp_path / "one") == files(tmp_path / "several")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_page_that_fails_in_another_process_is_named(tmp_path):
    edition = make_edition()
    client = WsgiClient()

    def fetch(address):
        found = client.fetch(address)
        return found if "/goals/" not in address else type(found)(500, found.content_type, b"")

    with pytest.raises(CannotExport, match=r"/goals/.* answered 500"):
        export_site(tmp_path / "out", fetch, silent, edition, 2)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("first", ["fails", "unwanted"])
def test_no_process_writes_after_the_reading_has_ended(tmp_path, first):
    class SlowReader:
        def read(self, address):
            if address == "fails":
                raise OSError
            if address != "unwanted":
                time.sleep(0.3)
                (tmp_path / address).touch()
            return ReadPage(address)

    waiting = iter([first, *"abcdefgh"])
    pages = read_pages(SlowReader(), lambda: next(waiting, None), processes=2)
    if first == "fails":
        with pytest.raises(OSError):
            next(pages)
    else:
        next(pages)
        pages.close()

    written = sorted(tmp_path.iterdir())
    time.sleep(0.5)
    assert sorted(tmp_path.iterdir()) == written
