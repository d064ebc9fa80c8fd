"""Checking a plan by command: its passages against the texts attached to its sources."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from initiatives.source_text import attach
from tests.factories import make_edition, make_figure, make_remark
from tests.sample_source_text import PHRASES, TEXT, make_garden

pytestmark = pytest.mark.django_db

WORDINGS = Path(__file__).parent / "cases" / "workbooks" / "wordings.xlsx"


@pytest.fixture
def edition():
    return make_edition()


def check(edition, *more: str) -> None:
    call_command("check_plan", edition.plan.park.slug, str(edition.plan.year), *more)


def test_plan_whose_passages_are_all_found_passes(edition, capsys):
    source = make_garden(edition, text=TEXT)
    check(edition, "--require-text")
    assert capsys.readouterr().out.count(f"{source.title_en}: {len(PHRASES)} of {len(PHRASES)} passages") == 1


def test_passages_not_at_their_places_are_named_and_fail(edition, capsys):
    source = make_garden(edition, text=TEXT.replace("南瓜2个", "南瓜3个"))
    source.passages.filter(key="li").update(paragraph=1)
    with pytest.raises(CommandError, match="2"):
        check(edition)
    told = capsys.readouterr().out
    assert "§2 ¶1 “南瓜2个”: not found. Nearest: “南瓜3个” at §2 ¶1." in told
    assert "§1 ¶1 “地不等人”: found at §1 ¶2 instead." in told


def test_source_without_text_fails_only_if_its_text_is_required(edition, capsys):
    make_garden(edition)
    check(edition)
    assert "no text is attached" in capsys.readouterr().out
    with pytest.raises(CommandError):
        check(edition, "--require-text")


def test_every_source_is_checked(edition, capsys):
    first, second = make_garden(edition, text=TEXT), make_garden(edition)
    check(edition)
    told = capsys.readouterr().out
    assert first.title_en in told
    assert second.title_en in told


@pytest.mark.slow
def test_edition_is_the_published_one_or_the_one_named(edition, capsys):
    make_garden(edition, text=TEXT)
    draft = make_edition(plan=edition.plan, number=2, state="draft")
    broken = make_garden(draft)
    attach(broken, text="无关。")
    check(edition)
    with pytest.raises(CommandError):
        check(edition, "--edition", "2")
    assert broken.title_en in capsys.readouterr().out


def test_newest_edition_is_checked_where_none_is_published(capsys):
    draft = make_edition(state="draft")
    source = make_garden(draft, text=TEXT)
    check(draft)
    assert source.title_en in capsys.readouterr().out


def test_errors_without_a_remark_are_counted_and_told_with_place_and_both_values(edition, capsys):
    figure = make_figure(edition, value=250, wording="达241家", wording_en="241 firms")
    with pytest.raises(CommandError, match="2"):
        check(edition)
    told = capsys.readouterr().out
    assert f"error: figure {figure.key} value: " in told
    assert "250" in told and "241" in told
    make_remark(edition, content="来源如此", content_en="So the source").figures.add(figure)
    check(edition)


def test_several_editions_or_all_plans_are_checked(edition, capsys):
    make_figure(make_edition(), value=250, wording="达241家", wording_en="241 firms")
    make_edition(plan=edition.plan, number=2, state="draft")
    check(edition, "--edition", "1", "2")
    assert capsys.readouterr().out.count(f"{edition.plan.park.slug} 2024, edition ") == 2
    with pytest.raises(CommandError):
        call_command("check_plan")


def test_plan_without_sources_passes(edition, capsys):
    check(edition)
    assert "nothing to check" in capsys.readouterr().out


def test_plan_or_edition_that_is_not_there_is_said(edition):
    with pytest.raises(CommandError, match="the year right"):
        call_command("check_plan", "nowhere", "2024")
    with pytest.raises(CommandError, match="editions 1"):
        check(edition, "--edition", "7")


# Wordings in many notations. The workbook has no text attached, and its passages state other things.


def test_wordings_in_any_notation_are_held_against_their_values(capsys):
    call_command("import_plan", str(WORDINGS), new=True)
    capsys.readouterr()
    with pytest.raises(CommandError):
        call_command("check_plan", "shiyan", "2024")
    errors = [line for line in capsys.readouterr().out.splitlines() if line.startswith("error: ")]
    # 同比下降3.2% beside +3.2; 300000千元 and 3亿元 are the same.
    assert [line.split()[2] for line in errors] == ["w6"], errors
