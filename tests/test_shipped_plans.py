"""The shipped plan's newer content reaches a site as a new edition, unless somebody has edited the plan."""

import gzip
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from initiatives.downloads import shipped_plans
from initiatives.downloads.edition_content import content_of_edition, published_content
from initiatives.downloads.shipped_plans import ShippedPlan, SiteState, content_of_fixture, digests_text
from initiatives.editions.comparison import compare
from initiatives.editions.lifecycle import publish, revise, withdraw
from initiatives.models import Edition, Measure, Park, Passage, Source
from initiatives.source_text import attach

EARLIER = Path(__file__).parent / "cases" / "upgrade" / "shipped-f62f34d.yaml.gz"
FIXTURE = django_settings.BASE_DIR / "fixtures" / "yuhua-2024.yaml"


def earlier_entries() -> list[dict]:
    return yaml.load(
        gzip.decompress(EARLIER.read_bytes()), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )


def small(entries: list[dict]) -> list[dict]:
    """The plan with its goals alone, and what they are based on, which is quick to load."""
    kept = {"initiatives.goalgroup", "initiatives.goal"}
    content = published_content(
        one for one in entries if "edition" not in one["fields"] or one["model"] in kept
    )
    return [*content.shared, content.edition, *content.rows]


def mend(entries: list[dict]) -> list[dict]:
    """As a later version may ship it: a row added, texts of own and shared rows corrected."""
    mended = []
    for entry in entries:
        fields = dict(entry["fields"])
        match entry["model"], fields.get("key") or fields.get("code"):
            case "initiatives.edition", _:
                fields["summary"] = "改正后的摘要。"
            case "initiatives.passage", "lead-slogan":
                fields["phrase_en"] = "the slogan, mended"
            case "initiatives.goal", "working-capability":
                fields["title_en"] = "Ability"
        mended.append({"model": entry["model"], "fields": fields})
    last = next(entry for entry in reversed(mended) if entry["model"] == "initiatives.goal")
    mended.append({"model": last["model"], "fields": {**last["fields"], "key": "added", "order": 99}})
    return mended


@pytest.fixture
def shipped(tmp_path, settings) -> ShippedPlan:
    """A later version of the shipped plan, of few rows so that it is quick; the site has the earlier one."""
    before = small(earlier_entries())
    folder = tmp_path / "fixtures"
    folder.mkdir()
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump(before, allow_unicode=True, sort_keys=False), encoding="utf-8")
    call_command("loaddata", str(path), verbosity=0)
    after = mend(before)
    path.write_text(yaml.safe_dump(after, allow_unicode=True, sort_keys=False), encoding="utf-8")
    digests = [published_content(entries).digest for entries in (before, after)]
    path.with_suffix(".digests").write_text("# comment\nyuhua 2024\n" + "\n".join(digests) + "\n")
    settings.FIXTURE_DIRS = [folder]
    settings.VAR_DIR = tmp_path / "var"
    settings.DEBUG = True
    return next(iter(shipped_plans.shipped_plans()))


def published() -> Edition:
    return Edition.objects.published().get(plan__park__slug="yuhua")


def call(name: str = "renew_shipped_plan", **options) -> str:
    out = StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue()


pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_unedited_plan_becomes_a_new_edition(shipped):
    before = published()
    assert call() == "yuhua 2024: renewed, edition 2 is published.\n"

    after = published()
    assert content_of_edition(after).digest == shipped.content().digest
    before.refresh_from_db()
    assert (before.state, after.number, after.releases.get().released_by) == (
        "superseded",
        2,
        None,
    )
    assert after.released_at and after.release_note and after.release_note_en
    assert {(one.kind, one.key) for one in compare(before, after)} == {
        ("changed", ""),
        ("added", "added"),
        ("changed", "working-capability"),
    }


@pytest.mark.slow
def test_shared_rows_are_changed_in_place_with_a_reason(shipped):
    passage = Passage.objects.get(key="lead-slogan")
    call()
    passage.refresh_from_db()
    assert passage.phrase_en == "the slogan, mended"
    record = Passage.history.filter(id=passage.pk).order_by("-history_id").first()
    assert (record.history_change_reason, record.history_user) == ("shipped plan", None)


def test_english_that_fits_the_new_chinese_is_not_called_outdated(shipped):
    passage = Passage.objects.exclude(phrase_en="").exclude(key="lead-slogan").first()
    entries = yaml.safe_load(shipped.fixture.read_text(encoding="utf-8"))
    next(one for one in entries if one["fields"].get("key") == passage.key)["fields"]["phrase"] = "新的话"
    shipped.fixture.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    shipped.fixture.with_suffix(".digests").write_text(digests_text(shipped), encoding="utf-8")
    call()
    passage.refresh_from_db()
    assert (passage.phrase, passage.outdated_english) == ("新的话", {})
    assert content_of_edition(published()).digest == shipped.content().digest


def test_passages_are_placed_in_the_attached_text(shipped):
    # The paragraph that the goals are drawn from, in its place.
    told = Passage.objects.filter(section__key="lead", paragraph=4)
    phrases = "，".join(told.values_list("phrase", flat=True))
    attach(Source.objects.get(), text=f"甲。\n乙。\n丙。\n{phrases}。")
    Passage.objects.update(start=None, end=None)
    call()
    assert told.exists()
    assert not told.filter(start=None).exists()


@pytest.mark.slow
def test_second_run_does_nothing(shipped):
    call()
    assert call() == "yuhua 2024: it has the shipped content already.\n"
    assert Edition.objects.count() == 2


def test_dry_run_writes_nothing(shipped):
    assert call(dry_run=True) == "yuhua 2024: it would be renewed; nobody has edited it.\n"
    assert Edition.objects.count() == 1


@pytest.mark.slow
def test_own_logo_and_reports_are_no_edits(shipped):
    Park.objects.update(logo="logos/x.webp", logo_width=10, logo_height=10)
    assert shipped.state_of_site() is SiteState.OLDER
    call()
    assert Park.objects.get().logo.name == "logos/x.webp"


def edit_row() -> None:
    published().goals.filter(key="working-capability").update(title="自己的")


def edit_passage() -> None:
    Passage.objects.filter(key="lead-slogan").update(phrase="自己的")


def begin_draft() -> None:
    revise(published().plan)


def withdraw_it() -> None:
    withdraw(published())


def publish_and_go_back() -> None:
    first = published()
    second = publish(revise(first.plan), user=None, note="x")
    Edition.objects.filter(pk=second.pk).update(state="superseded")
    Edition.objects.filter(pk=first.pk).update(state="published")


@pytest.mark.parametrize(
    ("touch", "why"),
    [
        (edit_row, "it was edited here"),
        (edit_passage, "it was edited here"),
        (begin_draft, "somebody is working on a draft of it"),
        (withdraw_it, "no edition of it is published"),
        (publish_and_go_back, "it has editions after the published one"),
    ],
)
def test_touched_plan_is_left_alone_with_words(shipped, touch, why):
    touch()
    editions = Edition.objects.count()
    with pytest.raises(
        CommandError, match=rf"yuhua 2024: {why}, so it was left alone\. To take over .*import_plan"
    ):
        call()
    assert Edition.objects.count() == editions


def test_failure_leaves_everything_as_it_was(shipped, monkeypatch):
    def refuse(*args, **options):
        raise RuntimeError

    monkeypatch.setattr(shipped_plans, "publish", refuse)
    with pytest.raises(RuntimeError):
        call()
    assert Edition.objects.count() == 1
    assert Passage.objects.get(key="lead-slogan").phrase_en != "the slogan, mended"
    assert shipped.state_of_site() is SiteState.OLDER


def test_site_without_the_plan_is_told(shipped):
    Park.objects.all().delete()
    assert call() == "yuhua 2024: this site does not have it.\n"


@pytest.mark.slow
def test_start_offers_the_renewal_and_does_not_do_it(shipped):
    assert "manage.py renew_shipped_plan publishes it" in call("prepare")
    assert Edition.objects.count() == 1
    call()
    assert "renew" not in call("prepare")


def test_digests_grow_by_the_present_content(shipped):
    fixture = shipped.fixture
    assert digests_text(shipped).splitlines()[1:] == ["yuhua 2024", *shipped.digests]
    fixture.write_text(
        fixture.read_text(encoding="utf-8").replace("改正后的摘要。", "又改。"), encoding="utf-8"
    )
    assert digests_text(shipped).splitlines()[1:] == [
        "yuhua 2024",
        *shipped.digests,
        content_of_fixture(fixture).digest,
    ]


# The plan as it is shipped


def test_present_content_is_the_last_known_one():
    """Otherwise sites that have it would pass for edited. `manage.py write_reference` adds its digest."""
    shipped = next(one for one in shipped_plans.shipped_plans() if one.fixture == FIXTURE)
    assert shipped.digests[-1] == shipped.content().digest
    assert published_content(earlier_entries()).digest in shipped.digests


@pytest.mark.slow
def test_site_with_the_earlier_shipped_plan_gets_the_present_one():
    call_command("loaddata", str(EARLIER), verbosity=0)
    call()
    assert content_of_edition(published()).digest == content_of_fixture(FIXTURE).digest
    assert Measure.objects.filter(edition=published()).exists()
