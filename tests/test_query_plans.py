"""No public page reads a whole table that grows with the plans; each is asked with indexes."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Exists
from django.test import Client

from initiatives.database_statistics import gather_statistics
from initiatives.models import Edition, Figure
from tests.query_plans import addresses_of, scans_of, whole_scan

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite for its steps")
@pytest.mark.parametrize("counted", [False, True], ids=["without statistics", "with statistics"])
def test_contradicting_figures_are_found_by_their_own_index(counted: bool):
    if counted:
        call_command("make_plans", parks=3, years=2, verbosity=0)
    rows = Figure.objects.filter(Exists(Figure.objects.contradicting()), edition=1)
    assert "figure_same_number_in_edition" in rows.values("pk").explain()


def test_statistics_may_be_gathered_in_a_transaction():
    gather_statistics()


@pytest.mark.slow
def test_no_public_page_reads_a_whole_table(client: Client, public_site: str):
    call_command("make_plans", parks=240, years=2, verbosity=0)
    edition = Edition.objects.published().order_by("plan_id")[7]
    addresses = [*addresses_of(edition), "/", "/?year=2024", "/?level=省级", "/about/", "/api/"]
    code = edition.figures.values_list("metric__code", flat=True)[0]
    compared = "&".join(
        f"{name}={other.plan.park.slug}/{other.plan.year}"
        for name, other in zip("ab", Edition.objects.published().order_by("plan_id")[:2], strict=True)
    )
    addresses += ["/metrics/", f"/metrics/{code}/", f"/metrics/{code}/?page=parks.", f"/compare/?{compared}"]
    addresses += ["/organisations/", "/organisations/?name=经济发展局"]
    assert not [scan for address in addresses for scan in scans_of(client, address)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite for its steps")
def test_whole_scans_are_found():
    assert whole_scan("SELECT * FROM initiatives_figure WHERE wording = 'x'")
    assert not whole_scan("SELECT * FROM initiatives_figure WHERE edition_id = 1")
    assert not whole_scan("SELECT * FROM initiatives_park ORDER BY slug LIMIT 10")
