"""The shipped catalogue of metrics reaches sites that are there already, and changes none of their own."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from initiatives.desk.typed_metrics import TypedMetrics
from initiatives.downloads.fixture import to_yaml
from initiatives.drafting.site_catalogue import metric_row, site_catalogue
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


# Aliases


def fill_aliases() -> None:
    migration = import_module("initiatives.migrations.0017_metric_aliases")
    migration.fill_aliases(apps, SimpleNamespace(connection=connection))


def test_shipped_metrics_of_a_site_get_their_aliases():
    migrate()
    fill_aliases()
    assert Metric.objects.get(code="gdp").alias_names == ["地区生产总值", "生产总值", "GDP", "经济总量"]


def test_metric_of_the_site_gets_the_aliases_of_the_shipped_one_of_its_name():
    make_metric(code="gao-qi", name="高新技术企业数")
    fill_aliases()
    assert "高企" in Metric.objects.get(code="gao-qi").alias_names


def test_aliases_that_a_site_gave_stay_and_names_of_its_metrics_are_not_taken():
    make_metric(code="gdp", name="本区生产总值", nature="money", base_unit="元", aliases="本地经济总量")
    make_metric(code="own-output", name="工业产值", nature="money", base_unit="元")
    migrate()
    fill_aliases()
    assert Metric.objects.get(code="gdp").alias_names == ["本地经济总量"]
    output = Metric.objects.get(code="gross-industrial-output")
    assert "工业总产值" in output.alias_names
    assert "工业产值" not in output.alias_names


def test_shipped_aliases_could_be_entered_by_an_editor():
    migrate()
    fill_aliases()
    for metric in Metric.objects.all():
        aliases = metric.aliases
        Metric.objects.filter(pk=metric.pk).update(aliases="")
        metric.clean()
        assert metric.aliases == aliases


def test_article_is_read_with_the_aliases_of_the_site():
    metric = make_metric(code="high-tech-firms", name="高新技术企业数", base_unit="家", aliases="火炬企业")
    codes = {match.metric.code for match in site_catalogue().named("园区火炬企业")}
    assert codes == {metric.code}
    assert not [match for match in site_catalogue().named("园区高企") if match.metric.code == metric.code]


@pytest.mark.parametrize("alias", ["高企", "国家高新技术企业", " 国家 高新技术企业 "])
def test_alias_that_another_metric_goes_by_is_refused_in_words(alias):
    make_metric(code="high-tech-firms", name="高新技术企业", aliases="国家高新技术企业", base_unit="家")
    other = make_metric(code="sci-tech-firms", name="科技型中小企业", base_unit="家")
    other.aliases = f"科小\n{alias}"
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    (message,) = refused.value.message_dict["aliases"]
    assert f"“{alias.strip()}”" in message


def test_alias_may_be_that_of_a_metric_in_another_unit():
    """A number tells them apart: 审批时限3天, 审批时限压缩30%."""
    make_metric(code="approval-days", name="审批天数", aliases="审批时限", base_unit="天")
    other = make_metric(code="approval-time-cut", name="审批时间压缩幅度", nature="share", base_unit="%")
    other.aliases = "审批时限"
    other.full_clean()


def test_alias_stays_one_a_line():
    metric = make_metric(aliases="\n 高企 \r\n\n高企\n国高 ")
    metric.clean()
    assert metric.aliases == "高企\n国高"


def test_new_metric_of_the_catalogue_comes_with_its_aliases():
    row = metric_row("gdp")
    assert row is not None
    assert row["aliases"].splitlines() == ["地区生产总值", "生产总值", "GDP", "经济总量"]


def test_new_metric_of_the_catalogue_takes_no_alias_from_one_of_the_site():
    make_metric(name="经济规模", nature="money", base_unit="元", aliases="经济总量")
    row = metric_row("gdp")
    assert row is not None
    assert row["aliases"].splitlines() == ["地区生产总值", "生产总值", "GDP"]


def test_name_that_is_an_alias_is_said_to_be_similar():
    make_metric(name="规模以上工业总产值", nature="money", aliases="规工产值\n工业*产值")
    assert TypedMetrics().propose("规工产值", "30亿元").similar == "规模以上工业总产值"


def test_file_without_aliases_leaves_them_as_they_are(tmp_path):
    metric = make_metric(code="gdp", name="地区生产总值", aliases="生产总值\n经济总量")
    file = tmp_path / "metrics.yaml"
    text = to_yaml([metric])
    file.write_text("".join(text.partition("    aliases:")[0]), encoding="utf-8")
    call_command("loaddata", str(file), verbosity=0)
    metric.refresh_from_db()
    assert metric.alias_names == ["生产总值", "经济总量"]


@pytest.mark.parametrize("aliases", ["", "经济总量", "生产总值\n经济总量"])
def test_file_with_aliases_says_what_they_are(tmp_path, aliases):
    metric = make_metric(code="gdp", name="地区生产总值", aliases=aliases)
    file = tmp_path / "metrics.yaml"
    file.write_text(to_yaml([metric]), encoding="utf-8")
    Metric.objects.update(aliases="别的")
    call_command("loaddata", str(file), verbosity=0)
    metric.refresh_from_db()
    assert metric.aliases == aliases
