"""The shipped catalogue of metrics reaches sites that are there already, and changes none of their own."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from initiatives.drafting.site_catalogue import site_catalogue
from initiatives.models import Metric
from initiatives.models.metrics import MetricNature
from initiatives.reading.metric_catalogue import shipped_rows
from tests.factories import make_metric

pytestmark = pytest.mark.django_db


def migrate() -> None:
    migration = import_module("initiatives.migrations.0015_metric_catalogue")
    migration.add_missing_metrics(apps, SimpleNamespace(connection=connection))


def test_missing_metrics_are_added_with_their_english():
    migrate()
    assert Metric.objects.count() == len(shipped_rows())
    assert Metric.objects.get(code="gdp").name_en == "Gross regional product"


def test_metrics_of_the_site_stay_as_they_are():
    make_metric(code="gdp", name="本区生产总值", nature="money")
    make_metric(code="gao-qi", name="高新技术企业数", nature="count")
    migrate()
    assert Metric.objects.get(code="gdp").name == "本区生产总值"
    assert [one.code for one in Metric.objects.filter(name="高新技术企业数")] == ["gao-qi"]


def test_migrating_twice_adds_nothing():
    migrate()
    migrate()
    assert Metric.objects.count() == len(shipped_rows())


def test_shipped_metrics_are_valid_rows():
    for row in shipped_rows():
        assert row["nature"] in MetricNature.values
        assert len(row["code"]) <= 60


def test_article_is_read_with_the_codes_of_the_site():
    make_metric(code="gao-qi", name="高新技术企业数", nature="count", base_unit="家")
    catalogue = site_catalogue()
    assert "high-tech-firms" not in catalogue.metrics
    assert {match.metric.code for match in catalogue.named("园区高新技术企业")} == {"gao-qi"}
