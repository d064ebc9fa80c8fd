"""The site's settings for tests: quick, and away from the real state and from this shell's settings."""

import atexit
import os
import shutil
import tempfile

# What tests.temporary_databases starts; any other database or cache of this shell would be emptied.
ON_SERVERS = os.environ.get("TEMPORARY_DATABASES") == "true"

for name in (
    "SITE_URL",
    "SITE_NAME",
    "SITE_ID_CODE",
    "SECURITY_CONTACT",
    "SECRET_KEY",
    "DEBUG",
    "HOST",
    "PORT",
    *(() if ON_SERVERS else ("DATABASE_URL", "CACHE_URL")),
    "PAGE_CACHE_MB",
    "MEDIA_STORAGE",
    "KEEP_UPLOADS",
    "TRUSTED_PROXIES",
    "SIGN_IN_FAILURES",
    "SIGN_IN_LOCK_MINUTES",
    "PASSWORD_LENGTH",
    "SESSION_IDLE_MINUTES",
    "SESSION_HOURS",
    "SAVES_AT_ONCE",
    "LOG_FORMAT",
    "AUDIT_LOG",
    "AUDIT_DAYS",
    "AUDIT_ADDRESSES",
    "PASSWORD_KINDS",
    "PASSWORD_DAYS",
    "ADMIN_PATH",
    "ADMIN_NETWORKS",
    "SITE_OPERATOR",
    "SITE_OPERATOR_EN",
    "SITE_CONTACT",
    "ICP_RECORD",
    "POLICE_RECORD",
    "FAULT_REPORT_URL",
    "PRIVACY_URL",
    "METRICS_HOST",
):
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

# Processes that share the tests share no cache, as they share no database.
if ON_SERVERS:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    CACHES["default"]["LOCATION"] = f"{CACHES['default']['LOCATION'].rpartition('/')[0]}/{worker}"
    # Each connection would be looked at before its first query.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
