"""The settings of a next version of the site, whose migration takes long."""

from parkplan.settings import *  # noqa: F403
from parkplan.settings import INSTALLED_APPS as BEFORE

INSTALLED_APPS = [*BEFORE, "tests.slow_migration"]
