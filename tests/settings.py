"""The site's settings for tests: quick, and away from the real state and from this shell's settings."""

import atexit
import os
import shutil
import tempfile

for name in (
    "SITE_URL",
    "SITE_NAME",
    "SITE_ID_CODE",
    "SECURITY_CONTACT",
    "SECRET_KEY",
    "DEBUG",
    "HOST",
    "PORT",
    "CACHE_URL",
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
    "ADMIN_PATH",
    "ADMIN_NETWORKS",
    "SITE_OPERATOR",
    "SITE_OPERATOR_EN",
    "SITE_CONTACT",
    "ICP_RECORD",
    "POLICE_RECORD",
    "FAULT_REPORT_URL",
    "PRIVACY_URL",
    "TASK_RISK_DAYS",
    "TASK_QUIET_DAYS",
    "REPORTING_RHYTHM",
    "EMAIL_URL",
    "EMAIL_FROM",
):
    os.environ.pop(name, None)
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="parkplan-tests-")
atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

from parkplan.settings import *  # noqa: E402
from parkplan.settings import DATABASES, STATIC_ROOT  # noqa: E402

# Only of Django's own backend for SQLite does pytest-django know that its databases may be in memory.
DATABASES["default"]["TEST"] = {"NAME": ":memory:"}

STATIC_ROOT.mkdir()  # WhiteNoise warns where there is none

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
