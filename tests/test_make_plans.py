"""`make_plans`: invented plans in any number, the same for the same seed."""

from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import Client

from initiatives import models
from initiatives.models import EDITION_ROWS, Edition, Figure, Measure, Park, Passage, Plan, Project

MADE = (
    models.Park,
    models.Organisation,
    models.Source,
    models.Section,
    Passage,
    Plan,
    Edition,
    models.Release,
)


def make_plans(**options: Any) -> None:
    call_command("make_plans", verbosity=0, **options)


def everything() -> list[list[dict[str, Any]]]:
    """All rows and links of the application by primary key, without what triggers note."""
    tables = apps.get_app_config("initiatives").get_models(include_auto_created=True)
    noted = (models.FreshnessStamp, models.SearchEntry, models.SearchBacklog)
    return [list(table._base_manager.order_by("pk").values()) for table in tables if table not in noted]


@pytest.mark.django_db
def test_every_park_has_a_plan_for_each_year():
    make_plans(parks=3, years=2)
    plans = Park.objects.annotate(count=Count("plans")).values_list("count", flat=True)
    assert [*plans] == [2, 2, 2]
    assert Plan.objects.filter(editions=None).count() == 0


@pytest.mark.django_db
def test_plans_are_varied():
    make_plans(parks=20, years=1)
    for name, least in {"name": 20, "province": 8, "level": 2}.items():
        assert Park.objects.values(name).distinct().count() >= least
    counts = Edition.objects.annotate(count=Count("figures")).values_list("count", flat=True)
    assert len({*counts}) > 5


@pytest.mark.django_db
def test_plan_has_about_a_hundred_facts():
    make_plans(parks=4, years=1)
    rows = sum(model.objects.count() for model in EDITION_ROWS)
    assert 80 < rows / Edition.objects.count() < 150


@pytest.mark.django_db
def test_rows_are_what_the_forms_would_accept():
    make_plans(parks=2, years=2)
    for model in (*MADE, *EDITION_ROWS, models.Update):
        for row in model.objects.all():
            row.full_clean(validate_unique=False)


@pytest.mark.django_db
def test_figure_cites_a_passage_of_its_own_plan():
    make_plans(parks=2, years=2)
    figure = Figure.objects.select_related("edition__plan").last()
    assert figure is not None
    source = figure.passages.get().source
    assert (source.park_id, source.slug) == (figure.edition.plan.park_id, f"plan-{figure.edition.plan.year}")


def test_same_seed_makes_the_same_plans(transactional_db):
    make_plans(parks=2, years=1, seed=7)
    first = everything()
    call_command("flush", interactive=False, verbosity=0)
    make_plans(parks=2, years=1, seed=7)
    assert everything() == first


@pytest.mark.django_db
def test_other_seeds_are_other_plans_beside_them():
    make_plans(parks=1, years=1, seed=1)
    make_plans(parks=1, years=1, seed=2)
    cities = Park.objects.values_list("city", flat=True)
    assert (Plan.objects.count(), len({*cities})) == (2, 2)


@pytest.mark.django_db
def test_same_seed_twice_is_refused():
    make_plans(parks=1, years=1)
    with pytest.raises(CommandError, match="choose another --seed"):
        make_plans(parks=1, years=1)


@pytest.mark.django_db
def test_big_plan():
    make_plans(parks=0, years=1, big=True)
    assert (Project.objects.count(), Measure.objects.count()) == (40, 400)
    assert 2000 <= Figure.objects.count() < 2100


@pytest.mark.django_db
def test_readers_see_them(client: Client):
    make_plans(parks=1, years=2)
    edition = Edition.objects.published().first()
    assert edition is not None
    for name in ("plan", "goals", "projects", "metrics", "quality", "brief"):
        assert client.get(edition.url(name)).status_code == 200
