"""Stamps move with every write that readers can see, through whatever door, and with no other."""

import pytest

from initiatives.freshness.stamps import plan_stamp, site_stamp
from initiatives.freshness.watching import missing_triggers
from tests.factories import make_rich_edition

pytestmark = pytest.mark.django_db


def test_x():
    assert missing_triggers() == []
    e = make_rich_edition(1)
    s = plan_stamp(e.plan.park.slug, e.plan.year)
    print(s, site_stamp())
    f = e.figures.first()
    f.save()
    assert s == plan_stamp(e.plan.park.slug, e.plan.year)
    f.note = "x"
    f.wording = "y"
    f.save()
    assert s != plan_stamp(e.plan.park.slug, e.plan.year)
    import time

    t = time.process_time()
    for _ in range(2000):
        plan_stamp(e.plan.park.slug, e.plan.year)
    print((time.process_time() - t) / 2000 * 1e6, "us")
