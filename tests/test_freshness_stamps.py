"""Stamps move with every write that readers can see, through whatever door, and with no other."""

from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from initiatives.editions.lifecycle import publish, revise, submit, withdraw
from initiatives.freshness.stamps import plan_stamp, site_stamp
from initiatives.freshness.trigger_sql import triggers
from initiatives.freshness.watching import missing_stamp_triggers, unwatch, watch
from initiatives.models import Edition, Figure, Goal, Membership, Metric, Passage, Plan, Release, Update
from initiatives.models.reader_corrections import ReaderCorrection
from initiatives.search.index_upkeep import install, missing_search_triggers
from initiatives.search.triggers import triggers as search_triggers
from tests.factories import (
    make_assignment,
    make_edition,
    make_metric,
    make_organisation,
    make_passage,
    make_rich_edition,
    make_secret_draft,
    make_source,
)
from tests.public_pages import plan_pages
from tests.random_writes import RandomWrites
from tests.settings import ON_SERVERS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


class Stamps:
    """The stamps of a plan, of another park's plan and of the site, and which of them moved."""

    def __init__(self, *editions: Edition) -> None:
        self.plans = [edition.plan for edition in editions]
        self.before = self.read()

    def read(self) -> list[str | None]:
        return [*(plan_stamp(plan.park.slug, plan.year) for plan in self.plans), site_stamp()]

    @property
    def moved(self) -> list[bool]:
        return [old != new for old, new in zip(self.before, self.read(), strict=True)]


@pytest.fixture
def edition() -> Edition:
    return make_rich_edition(1)


@pytest.fixture
def other() -> Edition:
    return make_rich_edition(1)


def raw(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


VISIBLE: dict[str, Callable[[Edition], Any]] = {
    "update": lambda edition: edition.figures.update(wording="改"),
    "bulk update": lambda edition: Figure.objects.bulk_update(
        [Figure(pk=row.pk, wording="改") for row in edition.figures.all()], ["wording"]
    ),
    "bulk create": lambda edition: Goal.objects.bulk_create([Goal(edition=edition, key="new", title="新")]),
    "delete": lambda edition: edition.quotes.all().delete(),
    "links": lambda edition: edition.figures.all()[0].passages.clear(),
    "links of the edition": lambda edition: edition.sources.clear(),
    "links of organisations": lambda edition: edition.figures.all()[0].organisations.set([]),
    "figures of a remark": lambda edition: edition.remarks.all()[0].figures.set([]),
    "SQL": lambda edition: raw("UPDATE initiatives_goal SET title = %s", "改"),
    "a row that moves away": lambda edition: edition.quotes.update(edition=make_edition(state="draft")),
    "park": lambda edition: type(edition.plan.park).objects.update(name="改"),
    "year": lambda edition: Plan.objects.filter(pk=edition.plan_id).update(year=2031),
    "metric": lambda edition: Metric.objects.update(name="改"),
    "passage": lambda edition: Passage.objects.update(phrase="改"),
    "passage that nothing cites yet": lambda edition: make_passage(edition.sources.all()[0]),
    "organisation": lambda edition: edition.plan.park.organisations.update(name="改"),
    "release": lambda edition: Release.objects.create(edition=edition),
    "withdrawal": lambda edition: withdraw(edition),
    "report": lambda edition: report(edition, draft=False),
    "assignment": lambda edition: make_assignment(edition.measures.all()[0]),
    "correction": lambda edition: correction(edition, public=True),
    "plan": lambda edition: edition.plan.delete(),
    "publication": lambda edition: publish(revise(edition.plan), user=None, note="改"),
}


# On PostgreSQL a transaction moves a stamp once, and each write is one of its own.
@pytest.mark.django_db(transaction=ON_SERVERS)
def test_bodies_of_an_assignment_move_the_stamps_unless_it_is_a_draft(edition):
    body = make_organisation(edition.plan.park)
    assignment = make_assignment(edition.measures.all()[0], draft=True)
    stamps = Stamps(edition)
    assignment.joint.add(body)
    assert stamps.moved == [False, False]
    edition.plan.assignments.update(draft=False)
    assert stamps.moved == [True, True]
    stamps = Stamps(edition)
    assignment.joint.clear()
    assert stamps.moved == [True, True]


def save_again(rows: Any) -> None:
    for row in rows:
        row.save()


def report(edition: Edition, *, draft: bool) -> Update:
    project = edition.projects.all()[0]
    return Update.objects.create(
        plan=edition.plan, key="r", subject="project", subject_key=project.key, date="2024-05-01", draft=draft
    )


def correction(edition: Edition, *, public: bool) -> ReaderCorrection:
    return ReaderCorrection.objects.create(
        plan=edition.plan, row_key="x", content="错", reported_on="2024-05-01", public=public
    )


@pytest.mark.parametrize("door", VISIBLE)
def test_write_that_readers_see_moves_the_stamps(edition, door):
    stamps = Stamps(edition)
    VISIBLE[door](edition)
    assert stamps.moved == [True, True]


def test_stamp_of_another_park_stays_unless_all_plans_share_the_row(edition, other):
    stamps = Stamps(edition, other)
    edition.figures.update(wording="改")
    Passage.objects.filter(source__park=edition.plan.park).update(phrase="改")
    assert stamps.moved == [True, False, True]
    Metric.objects.filter(figures__edition=edition).update(name="改")
    assert stamps.moved == [True, True, True]


def edit_draft(edition: Edition) -> None:
    draft = make_secret_draft(edition)
    draft.figures.update(wording="改")
    draft.goals.all().delete()
    draft.delete()


INVISIBLE: dict[str, Callable[[Edition], Any]] = {
    "revise": lambda edition: revise(edition.plan),
    "submit": lambda edition: submit(revise(edition.plan)),
    "draft": edit_draft,
    "a plan that is new": lambda edition: make_edition(state="draft").plan.delete(),
    "organisation that nothing names": lambda edition: make_organisation(edition.plan.park),
    "metric that no figure has": lambda edition: make_metric(),
    "source of a draft": lambda edition: make_passage(make_source(revise(edition.plan))),
    "report that is a draft": lambda edition: report(edition, draft=True).delete(),
    "assignment that is a draft": lambda edition: make_assignment(edition.measures.all()[0], draft=True),
    "correction": lambda edition: correction(edition, public=False).delete(),
    "nothing new": lambda edition: save_again(edition.figures.all()),
}


@pytest.mark.parametrize("door", INVISIBLE)
def test_write_that_readers_do_not_see_moves_nothing(edition, door):
    stamps = Stamps(edition)
    INVISIBLE[door](edition)
    assert stamps.moved == [False, False]


def test_signing_in_moves_nothing(edition, django_user_model):
    user = django_user_model.objects.create_user("li", password="long enough", is_staff=True)
    stamps = Stamps(edition)
    Membership.objects.create(user=user, park=edition.plan.park, role="editor")
    answer = Client().post("/admin/login/", {"username": "li", "password": "long enough"})
    assert answer.status_code == 302
    assert stamps.moved == [False, False]


def test_rolled_back_write_moves_nothing(edition):
    stamps = Stamps(edition)
    with suppress(ZeroDivisionError), transaction.atomic():
        edition.figures.update(wording="改")
        assert stamps.moved == [True, True]
        raise ZeroDivisionError
    assert stamps.moved == [False, False]


@pytest.mark.django_db(transaction=True)
def test_write_beside_a_savepoint_that_is_rolled_back_moves_the_stamps():
    edition = make_rich_edition(1)

    def write() -> None:
        edition.figures.update(wording=uuid4().hex)

    def roll_back() -> None:
        with suppress(ZeroDivisionError), transaction.atomic():
            write()
            raise ZeroDivisionError

    for steps in ([write, roll_back], [roll_back, write], [write, roll_back, write]):
        stamps = Stamps(edition)
        with transaction.atomic():
            for step in steps:
                step()
        assert stamps.moved == [True, True], steps


def test_triggers_that_are_gone_are_missed_and_put_back(edition):
    assert missing_stamp_triggers() == []
    unwatch()
    assert len(missing_stamp_triggers()) == len(triggers(connection.vendor))
    assert plan_stamp(edition.plan.park.slug, edition.plan.year) is None
    assert watch()
    assert missing_stamp_triggers() == []
    assert not watch()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no parts of triggers")
@pytest.mark.parametrize("kind", [triggers, search_triggers])
@pytest.mark.parametrize(
    "spoil", ['ALTER TABLE "{table}" DISABLE TRIGGER "{name}"', 'DROP TRIGGER "{name}" ON "{table}"']
)
def test_triggers_that_are_disabled_or_half_gone_are_put_back(kind, spoil):
    for trigger in kind("postgresql"):
        raw(spoil.format(table=trigger.table, name=trigger.name))
    found = missing_search_triggers if kind is search_triggers else missing_stamp_triggers
    assert len(found()) == len(kind("postgresql"))
    watch()
    install()
    assert found() == []


def test_migration_puts_triggers_back_and_draws_stamps_anew(edition):
    stamps = Stamps(edition)
    unwatch()
    edition.figures.update(wording="改")
    call_command("migrate", verbosity=0)
    assert missing_stamp_triggers() == []
    assert stamps.moved == [True, True]


def all_addresses(edition: Edition) -> list[str]:
    plan = edition.plan.get_absolute_url()
    tables = [f"{plan}{name}" for name in ("metrics.csv", "measures.json", "plan.json", "plan.yaml")]
    lists = ("parks", "plans", "figures", "passages", "organisations", "metrics", "goals")
    api = [f"/api/v1/{name}" for name in lists]
    slides = [f"{plan}screen/", f"{plan}screen/2/", f"{plan}changes/?on=2024-05-01"]
    whole = ["/", f"/{edition.plan.park.slug}/", "/search/?q=改", "/api/v1/search?q=1", "/?q=改"]
    code = edition.figures.values_list("metric__code", flat=True).first()
    across = [
        "/metrics/",
        "/organisations/",
        f"/compare/?a={plan.strip('/')}",
        *([f"/metrics/{code}/"] if code else []),
    ]
    return [*plan_pages(edition), *tables, *api, *slides, *whole, *across]


SEEDS = [pytest.param(seed, marks=[pytest.mark.slow] if seed else []) for seed in range(12)]


# On PostgreSQL a transaction moves a stamp once, and each write is one of its own.
@pytest.mark.django_db(transaction=ON_SERVERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_kept_is_what_would_be_made_now(seed, settings, client, django_user_model):
    """Random writes through every door; after each, kept answers are compared with those made anew."""
    random, edition = Random(seed), make_rich_edition(2)
    make_rich_edition(1)
    client.force_login(django_user_model.objects.create_superuser("li"))
    kept, anew = Client(), Client()
    settings.PAGE_CACHE_MB = 0
    anew.get("/about/")  # its middleware is chosen now
    settings.PAGE_CACHE_MB = 8
    writes, done = RandomWrites(random, edition, client), []
    for _step in range(10 if seed else 4):
        done.append(writes.write())
        addresses = all_addresses(writes.edition)
        for address in random.sample(addresses, 4):
            first, second, true = kept.get(address), kept.get(address), anew.get(address)
            assert first.status_code == true.status_code, (address, done)
            assert first.content == second.content == true.getvalue(), (address, done)
