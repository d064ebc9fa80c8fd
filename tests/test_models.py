"""What the database itself refuses, and what a form refuses in words."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import UniqueConstraint
from django.utils import translation

from initiatives.models import EDITION_ROWS, Edition, EditionRow, Figure, Membership, Park
from initiatives.values.vocabulary import RESERVED_SLUGS, EditionState
from tests.factories import (
    make_contribution,
    make_edition,
    make_figure,
    make_goal,
    make_group,
    make_measure,
    make_park,
    make_passage,
    make_photo,
    make_project,
    make_quote,
    make_source,
)

pytestmark = pytest.mark.django_db


def refused(make, *args, **fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(*args, **fields)


def test_plan_has_one_published_and_one_open_edition_at_most():
    edition = make_edition()
    make_edition(plan=edition.plan, number=2, state=EditionState.DRAFT)
    make_edition(plan=edition.plan, number=3, state=EditionState.SUPERSEDED)
    make_edition(plan=edition.plan, number=4, state=EditionState.SUPERSEDED)
    refused(make_edition, plan=edition.plan, number=5, state=EditionState.PUBLISHED)
    refused(make_edition, plan=edition.plan, number=5, state=EditionState.SUBMITTED)


def test_edition_date_needs_its_basis():
    refused(make_edition, meeting_date_basis="")
    refused(make_edition, meeting_date=None)


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_park_address_used_by_the_site_is_refused(slug):
    refused(make_park, slug=slug)
    with pytest.raises(ValidationError):
        Park(slug=slug, name="园区").full_clean()


def test_key_is_unique_in_its_edition_only():
    edition, other = make_edition(), make_edition()
    make_goal(edition, key="growth")
    make_goal(other, key="growth")
    refused(make_goal, edition, key="growth")


@pytest.mark.parametrize(
    "fields",
    [
        {"value": None},
        {"availability": "not-stated", "value": 0},
        {"availability": "unknown"},
        {"kind": "hope"},
        {"comparator": "=="},
        {"period": "2024-13"},
        {"period": ""},
    ],
)
def test_figure_that_contradicts_itself_is_refused(fields):
    refused(make_figure, make_edition(), **fields)


def test_figure_without_a_number_is_kept_without_one():
    figure = make_figure(make_edition(), availability="not-stated", value=None)
    assert Figure.objects.get(pk=figure.pk).amount is None


def test_figure_keeps_the_decimals_that_count():
    figure = make_figure(make_edition(), value=Decimal("8.50"), unit="%")
    assert Figure.objects.get(pk=figure.pk).amount.parts("zh-Hans") == ("8.5%", "")
    assert make_figure(make_edition(), value=Decimal(100), unit="%").amount.parts("en") == ("100%", "")


def test_project_title_is_its_halves():
    edition = make_edition()
    make_project(edition, title="一个没有两半的标题", theme="", drive="")
    refused(make_project, edition, title="党建引领聚力工程", theme="党建", drive="聚力工程")


def test_passage_in_the_text_has_a_paragraph_and_a_caption_none():
    source = make_source(make_edition())
    refused(make_passage, source, paragraph=None)
    refused(make_passage, source, place="caption", paragraph=1)
    make_passage(source, place="caption", paragraph=None)


def test_passage_mark_names_section_and_paragraph():
    source = make_source(make_edition())
    passage = make_passage(source, paragraph=3)
    assert passage.mark == f"{passage.section.label} ¶3"


def test_project_serves_a_goal_once():
    edition = make_edition()
    goal, project = make_goal(edition), make_project(edition)
    make_contribution(goal, project)
    refused(make_contribution, goal, project, key="again")


def test_row_pointing_into_another_edition_is_refused_in_words():
    project = make_project(make_edition())
    measure = make_measure(project)
    measure.edition = make_edition()
    with pytest.raises(ValidationError) as refusal:
        measure.full_clean()
    assert set(refusal.value.message_dict) == {"project"}


def test_membership_is_held_once_a_park(django_user_model):
    user = django_user_model.objects.create_user("editor")
    Membership.objects.create(user=user, role="editor")
    refused(Membership.objects.create, user=user, role="viewer")


def test_photo_date_needs_its_basis():
    refused(make_photo, make_edition(), date="2023-12-10")


def test_quote_is_named_with_the_colon_of_the_language():
    quote = make_quote(make_edition())
    assert str(quote).startswith("张三：")
    with translation.override("en"):
        assert str(quote).startswith("Zhang San: ")


def test_text_falls_back_to_chinese_and_says_so():
    group = make_group(make_edition(), label="一个确保", label_en="")
    with translation.override("en"):
        assert group.text("label") == ("一个确保", "zh-Hans")
        group.label_en = "One ensure"
        assert group.text("label") == ("One ensure", "en")


def test_published_is_the_only_gate():
    for state in EditionState:
        make_edition(state=state)
    assert [edition.state for edition in Edition.objects.published()] == [EditionState.PUBLISHED]
    assert Park.objects.published().count() == 1


def test_edition_rows_are_all_models_of_rows_and_follow_what_they_refer_to():
    assert set(EDITION_ROWS) == set(EditionRow.__subclasses__())
    assert EditionRow.concrete_models == EDITION_ROWS
    for number, model in enumerate(EDITION_ROWS):
        related = {field.related_model for field in model._meta.concrete_fields}
        assert related.isdisjoint(EDITION_ROWS[number:])


MODELS = list(apps.get_app_config("initiatives").get_models())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_order_of_a_model_leaves_no_ties_to_the_database(model):
    """Which of two equal rows comes first, each database decides anew with each query."""
    parts = [part if isinstance(part, str) else part.expression.name for part in model._meta.ordering]
    names = {part.removeprefix("-") for part in parts}
    unique = [{"pk"}, *({field.name} for field in model._meta.fields if field.unique)]
    unique += [set(one.fields) for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    assert not names or any(one and one <= names for one in unique)


@pytest.mark.parametrize(
    ("value", "accepted"), [("9" * 15, True), ("99999999999.9999", True), ("9" * 16, False)]
)
def test_number_is_as_exact_as_it_comes_back(value, accepted):
    figure = make_figure(make_edition())
    figure.value = Decimal(value)
    if accepted:
        figure.full_clean()
        figure.save()
        assert Figure.objects.get(pk=figure.pk).value == Decimal(value)
    else:
        with pytest.raises(ValidationError, match="15"):
            figure.full_clean()
