"""The site's settings for tests: quick, and away from the real state and from this shell's settings."""

import atexit
import os
import shutil
import tempfile

from scripts.temporary_site import SETTING_NAMES

# What tests.temporary_databases starts; any other database or cache of this shell would be emptied.
ON_SERVERS = os.environ.get("TEMPORARY_DATABASES") == "true"

# Read before the settings are, which is when the variables count.
for name in {*SETTING_NAMES} - ({"DATABASE_URL", "CACHE_URL"} if ON_SERVERS else set()):
    os.environ.pop(name, None)
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="parkplan-tests-")
atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

from parkplan.settings import *  # noqa: E402
from parkplan.settings import CACHES, DATABASES, STATIC_ROOT  # noqa: E402

if not ON_SERVERS:
    # Only of Django's own backend for SQLite does pytest-django know that its databases may be in memory.
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}

STATIC_ROOT.mkdir()  # WhiteNoise warns where there is none

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# PostgreSQL moves a stamp once in a transaction, and a test is one. Tests of kept pages set this themselves.
if ON_SERVERS:
    PAGE_CACHE_MB = 0

# Processes that share the tests share no cache, as they share no database.
if "CACHE_URL" in os.environ:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    CACHES["default"]["LOCATION"] = f"{CACHES['default']['LOCATION'].rpartition('/')[0]}/{worker}"
    # Each connection would be looked at before its first query.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
