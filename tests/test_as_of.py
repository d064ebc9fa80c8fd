"""Pages of a plan as it was public on a day: which state a day has, where pages lead, what is refused."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from initiatives.editions import lifecycle
from initiatives.editions.as_of import PlanHistory
from initiatives.editions.lifecycle import go_back, publish, revise, withdraw
from initiatives.models import Edition, Plan, Project, Release, Update
from initiatives.values.public_days import ReleaseInterval, divided, on_day, public_days
from initiatives.views import serving
from tests.factories import (
    SECRET,
    make_assignment,
    make_edition,
    make_goal,
    make_measure,
    make_project,
    make_rich_edition,
    make_secret_draft,
)
from tests.public_pages import count_queries, plan_pages

FIRST_DAY, TODAY = date(2024, 3, 1), date(2024, 6, 30)
ZONE = timezone.get_default_timezone()


@pytest.fixture
def clock(monkeypatch):
    """Sets the time of the next steps: noon of a day where the site is, or another hour."""

    def at(day: date, hour: int = 12) -> None:
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE).astimezone(UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    at(TODAY)
    return at


@pytest.fixture(autouse=True)
def without_rules(monkeypatch):
    """Publishing is not refused for what the rows of these tests say."""
    monkeypatch.setattr(lifecycle, "unanswered_errors", lambda edition: [])


@pytest.fixture
def history(clock) -> Edition:
    """Edition 1 public from 1 March, edition 2 with another title from 1 April, 1 again from 1 May."""
    first = make_rich_edition(
        1, title="第一版的标题", title_en="First title", released_at=datetime(2024, 3, 1, 4, tzinfo=UTC)
    )
    clock(date(2024, 4, 1))
    second = revise(first.plan)
    Edition.objects.filter(pk=second.pk).update(title="第二版的标题", title_en="Second title")
    publish(Edition.objects.get(pk=second.pk), user=None, note="改题")
    clock(date(2024, 5, 1))
    go_back(first, user=None, note="第二版有误")
    make_secret_draft(Edition.objects.get(pk=first.pk))
    clock(TODAY)
    return Edition.objects.get(pk=first.pk)


def make_report(project: Project, day: date, content: str) -> None:
    Update.objects.create(
        plan=project.edition.plan,
        key=f"on-{day}",
        subject="project",
        subject_key=project.key,
        date=day,
        content=content,
    )


def title_on(client, edition: Edition, day: str) -> str:
    response = client.get(edition.get_absolute_url(), {"as_of": day})
    assert response.status_code == 200, day
    (title,) = re.findall(r"<h1[^>]*>(.*?)</h1>", response.text, re.DOTALL)
    return str(title.strip())


# Which edition a day shows: intervals alone

moments = st.integers(0, 60 * 24).map(lambda hours: datetime(2024, 3, 1, tzinfo=UTC) + timedelta(hours=hours))


@st.composite
def lives(draw) -> list[ReleaseInterval]:
    """A random life of a plan: at each moment an edition is released, or what is public is withdrawn."""
    times = sorted(draw(st.sets(moments, max_size=12)))
    steps = [draw(st.one_of(st.none(), st.integers(1, 4))) for _time in times]
    found = []
    for place, (start, edition) in enumerate(zip(times, steps, strict=True)):
        if edition is not None:
            end = times[place + 1] if place + 1 < len(times) else None
            found.append(ReleaseInterval(edition, start, end, lasts=end is None))
    return found


@given(lives())
def test_day_shows_what_was_public_at_its_end(life):
    days = public_days(life, ZONE, TODAY)
    for number in range((TODAY - FIRST_DAY).days + 1):
        day = FIRST_DAY + timedelta(days=number)
        last_moment = datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(days=1, microseconds=-1)
        public = [
            one.edition
            for one in life
            if one.started_at <= last_moment and (one.ended_at is None or one.ended_at > last_moment)
        ]
        found = on_day(days, day)
        assert ([found.edition] if found else []) == public


@given(lives(), st.sets(st.integers(0, 121).map(lambda number: FIRST_DAY + timedelta(days=number))))
def test_parts_of_the_days_have_no_change_within(life, changes):
    for days in public_days(life, ZONE, TODAY):
        day = days.first
        while day <= days.last:
            part = divided(days, changes, day)
            assert part.first <= day <= part.last <= days.last
            assert not any(part.first < change <= part.last for change in changes)
            assert divided(days, changes, part.last) == part
            day = part.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("life", "known"),
    [
        ([(1, None, None, True)], [("06-30", "06-30")]),
        ([(1, None, "04-01", False), (2, "04-01", None, True)], [("04-01", "06-30")]),
        ([(1, "03-01", None, False), (2, "04-01", None, True)], [("03-01", "03-31"), ("04-01", "06-30")]),
        ([(1, "03-01", None, False)], []),
        ([(1, "07-01", None, True)], []),
    ],
    ids=["always", "unknown start", "unknown end", "never ended", "to come"],
)
def test_only_days_that_are_recorded_are_known(life, known):
    def moment(text: str | None) -> datetime | None:
        return datetime.fromisoformat(f"2024-{text}T04:00+00:00") if text else None

    intervals = [
        ReleaseInterval(number, moment(start), moment(end), lasts) for number, start, end, lasts in life
    ]
    found = public_days(intervals, ZONE, TODAY)
    assert [(f"{one.first:%m-%d}", f"{one.last:%m-%d}") for one in found] == known


# The same in the database


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_any_day_between_random_steps_shows_the_state_between_them(clock, seed):
    """Publish, withdraw, go back in any order; of what is withdrawn in the end nothing is shown."""
    random, day = Random(seed), FIRST_DAY
    clock(day)
    edition = make_rich_edition(1, title="0", released_at=timezone.now())
    plan, titles = edition.plan, {}
    shown: dict[date, int | None] = {}
    for step in range(8):
        following = day + timedelta(days=random.randint(0, 6))
        while day < following:
            shown[day] = public_now(plan)
            day += timedelta(days=1)
        clock(day, 13 + step // 2)
        random_step(random, plan, str(step + 1))
    if public_now(plan) is None:
        go_back(plan.editions.exclude(state="draft").order_by("?").first(), user=None)
    shown[day] = public_now(plan)
    clock(day, 23)
    titles = dict(plan.editions.values_list("pk", "title"))
    withdrawn = set(plan.editions.filter(state="withdrawn").values_list("pk", flat=True))
    history = PlanHistory.build(Edition.objects.published().get(plan=plan))
    for asked, expected in shown.items():
        found = history.edition_on(asked)
        if expected in withdrawn:
            assert found is None and history.was_withdrawn(asked)
        else:
            assert (found and found.pk) == expected, asked
            assert found is None or found.title == titles[expected]


def public_now(plan: Plan) -> int | None:
    return plan.editions.filter(state="published").values_list("pk", flat=True).first()


def random_step(random: Random, plan: Plan, title: str) -> None:
    public = plan.editions.filter(state="published").first()
    earlier = list(plan.editions.filter(state__in=("superseded", "withdrawn")))
    step = random.choice(["publish", *(["withdraw"] if public else []), *(["go back"] if earlier else [])])
    if public and step == "withdraw":
        withdraw(public)
    elif step == "go back":
        go_back(random.choice(earlier), user=None)
    else:
        draft = revise(plan)
        Edition.objects.filter(pk=draft.pk).update(title=title)
        publish(Edition.objects.get(pk=draft.pk), user=None, note="改动")


# Pages


@pytest.mark.django_db
def test_page_shows_the_edition_of_the_day(client, history):
    assert "第一版的标题" in title_on(client, history, "2024-03-31")
    assert "第二版的标题" in title_on(client, history, "2024-04-01")
    assert "第二版的标题" in title_on(client, history, "2024-04-30")
    assert "第一版的标题" in title_on(client, history, "2024-05-01")
    assert "第一版的标题" in title_on(client, history, "2024-06-30")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_says_so_and_leads_to_pages_of_the_same_day(client, history, public_site, language):
    """Of the days with the same state the first stands in the links; one leads back to today."""
    pages = [*plan_pages(history), history.url("screen"), history.url("slide", 1)]
    plan = f"{language}{history.plan.get_absolute_url()}"
    for path in pages:
        response = client.get(f"{language}{path}", {"as_of": "2024-03-20"})
        assert 'id="page:as-of"' in response.text, path
        assert response.headers["X-Robots-Tag"] == "noindex"
        own = set(re.findall(rf'(?:href|src|data-hx-get|action)="({plan}[^"]*)"', response.text))
        back = {link for link in own if "as_of=2024-03-01" not in link}
        assert back <= {f"{language}{path}"}, (path, back)
        live = re.sub(r"<template data-folder>.*?</template>", "", response.text)
        assert all("as_of=" in link for link in re.findall(r'href="(\?[^"]*)"', live)), path
        assert SECRET not in response.text


@pytest.mark.django_db
def test_canonical_address_is_todays_and_nothing_is_offered_to_search_engines(client, history, public_site):
    text = client.get(history.get_absolute_url(), {"as_of": "2024-04-10"}).text
    assert f'<link rel="canonical" href="{public_site}{history.get_absolute_url()}">' in text
    assert 'name="robots" content="noindex"' in text
    assert "application/ld+json" not in text and "og:url" not in text


@pytest.mark.django_db
def test_other_days_are_refused_with_those_that_are_known(client, history):
    refusals = [
        ("2024-02-29", 404, "Nothing to show of 29 February 2024"),
        ("2024-07-01", 404, "still to come"),
        ("2024-02-30", 400, "is no day"),
        ("20240401", 400, "is no day"),
        ("yesterday", 400, "is no day"),
    ]
    for day, status, words in refusals:
        response = client.get(f"/en{history.get_absolute_url()}", {"as_of": day})
        assert response.status_code == status
        assert words in response.text
        assert 'href="?as_of=2024-03-01"' in response.text and 'href="?as_of=2024-05-01"' in response.text


@pytest.mark.django_db
def test_day_on_which_the_plan_was_withdrawn_is_refused(client, history, clock):
    clock(date(2024, 7, 10))
    withdraw(history)
    clock(date(2024, 7, 20))
    go_back(history, user=None)
    response = client.get(f"/en{history.get_absolute_url()}", {"as_of": "2024-07-15"})
    assert response.status_code == 404
    assert "no edition of this plan was public" in response.text


@pytest.mark.django_db
def test_what_was_withdrawn_is_not_shown_of_the_days_when_it_was_public(client, history):
    Edition.objects.filter(plan=history.plan, number=2).update(state="withdrawn")
    response = client.get(f"/en{history.get_absolute_url()}", {"as_of": "2024-04-10"})
    assert response.status_code == 404
    assert "has been withdrawn since" in response.text
    assert "Second title" not in response.text
    assert "as_of=2024-04-01" not in response.text


@pytest.mark.django_db
def test_plan_that_is_not_public_shows_no_day(client, history):
    withdraw(history)
    for path in (*plan_pages(history), history.url("plan-json")):
        assert client.get(path, {"as_of": "2024-04-10"}).status_code == 404
    assert client.get(f"/api/v1/plans/{history.plan.park.slug}/2024?as_of=2024-04-10").status_code == 404


@pytest.mark.django_db
def test_reports_dated_later_are_not_shown(client, history):
    project = history.projects.first()
    make_report(project, date(2024, 3, 10), "三月的进展")
    make_report(project, date(2024, 5, 10), "五月的进展")
    path = project.get_absolute_url()
    on = {day: client.get(path, {"as_of": day}).text for day in ("2024-03-09", "2024-03-10", "2024-05-09")}
    assert ["三月的进展" in text for text in on.values()] == [False, True, True]
    assert not any("五月的进展" in text for text in on.values())
    assert "五月的进展" in client.get(path, {"as_of": "2024-05-10"}).text


@pytest.mark.django_db
def test_row_that_there_is_no_longer_leads_back_to_the_plan(client, history, clock):
    gone = history.projects.first()
    draft = revise(history.plan)
    draft.projects.get(key=gone.key).delete()
    publish(draft, user=None, note="去掉一项")
    clock(date(2024, 7, 2))
    assert client.get(gone.get_absolute_url()).status_code == 404
    response = client.get(gone.get_absolute_url(), {"as_of": "2024-06-01"})
    assert response.status_code == 200
    assert f'<a href="{history.plan.get_absolute_url()}">' in response.text


@pytest.mark.django_db
def test_changes_are_those_known_on_the_day(client, history):
    text = client.get(f"/en{history.url('changes')}", {"as_of": "2024-04-10"}).text
    assert "Edition 2" in text and "restored" not in text
    assert client.get(history.url("change", 2), {"as_of": "2024-03-10"}).status_code == 404
    (record,) = Release.objects.filter(edition__number=2)
    assert record.ended_at is not None
    plan = client.get(history.url("plan-json"), {"as_of": "2024-04-10"}).json()["plan"]
    assert plan["edition"] == 2 and plan["title"] == "第二版的标题"
    assert plan["as_of"] == {"first": "2024-04-01", "last": "2024-04-30"}
    assert [release["ended_at"] for release in plan["releases"]] == [None]


@pytest.mark.django_db
def test_page_of_changes_leads_to_the_day_that_is_asked_for(client, history):
    text = client.get(history.url("changes"), {"on": "2024-04-10"}).text
    assert f'href="{history.get_absolute_url()}?as_of=2024-04-01"' in text


@pytest.mark.django_db
def test_api_and_downloads_have_the_plan_of_the_day(client, history):
    address = f"/api/v1/plans/{history.plan.park.slug}/2024"
    record = client.get(address, {"as_of": "2024-04-10"}).json()["data"]
    assert record["title"] == "第二版的标题"
    assert record["url"].endswith("?as_of=2024-04-01") and record["self"].endswith("as_of=2024-04-01")
    assert client.get(address).json()["data"]["as_of"] is None
    refused = client.get(address, {"as_of": "2024-01-01", "lang": "en"})
    assert refused.status_code == 400 and "2024-03-01 – 2024-03-31" in json.dumps(
        refused.json(), ensure_ascii=False
    )
    for name in ("plan-yaml", "workbook", "brief-docx"):
        assert client.get(history.url(name), {"as_of": "2024-04-10"}).status_code == 200
    yaml = client.get(history.url("plan-yaml"), {"as_of": "2024-04-10"}).content.decode()
    assert "第二版的标题" in yaml and "state: published" in yaml and "ended_at" not in yaml


@pytest.mark.django_db
def test_plans_of_other_years_are_not_linked_from_an_earlier_day(client, history):
    """What they were on that day is not what readers would come to."""
    other = make_edition(park=history.plan.park, year=2023)
    title = make_goal(history, title="同一个目标", key="same").title
    make_goal(other, title=title)
    for path in (history.get_absolute_url(), history.url("goal", "same")):
        assert "/2023/" in client.get(path).text, path
        assert "/2023/" not in client.get(path, {"as_of": "2024-05-20"}).text, path
    comparison = history.url("year-comparison", 2023)
    assert client.get(comparison).status_code == 200
    assert client.get(comparison, {"as_of": "2024-05-20"}).status_code == 404


@pytest.mark.django_db
def test_what_became_of_a_plan_is_a_document_of_today_alone(client, history):
    make_assignment(make_measure(make_project(history, number=9)))
    progress, document = history.url("progress"), history.url("progress-docx")
    assert document in client.get(progress).text and client.get(document).status_code == 200
    day = {"as_of": "2024-05-20"}
    assert "progress.docx" not in client.get(progress, day).text
    assert client.get(document, day).status_code == 404
    record = client.get(f"/api/v1/plans/{history.plan.park.slug}/2024", day).json()["data"]
    assert record["files"]["progress_docx"] is None


@pytest.mark.django_db
def test_filters_are_cleared_without_leaving_the_day(client, history):
    make_assignment(make_measure(make_project(history, number=9)))
    for name, narrowed in (("metrics", {"kind": "target"}), ("tasks", {"state": "late"})):
        page = client.get(history.url(name), {"as_of": "2024-05-20", **narrowed}).text
        assert 'id="page:reset" href="?as_of=2024-05-01"' in page, name
        assert "page:reset" not in client.get(history.url(name), {"as_of": "2024-05-20"}).text, name


# Cost


@pytest.mark.django_db
def test_all_days_with_the_same_state_have_one_kept_page(client, history, settings, monkeypatch):
    settings.PAGE_CACHE_MB = 8
    made, respond = [], serving.respond
    monkeypatch.setattr(serving, "respond", lambda *given: made.append(1) or respond(*given))
    path = history.url("goals")
    texts = {client.get(path, {"as_of": f"2024-03-{day:02}"}).text for day in range(1, 32)}
    assert len(texts) == 1 and len(made) == 1


@pytest.mark.django_db
def test_number_of_queries_does_not_grow_with_releases(client, history, clock):
    path = f"{history.get_absolute_url()}?as_of=2024-04-10"
    before = count_queries(client, path)
    for month in range(7, 12):
        clock(date(2024, month, 1))
        publish(revise(history.plan), user=None, note="改动")
        make_goal(Edition.objects.published().get(plan=history.plan))
        make_project(Edition.objects.published().get(plan=history.plan), number=month + 20)
    assert count_queries(client, path) == before
