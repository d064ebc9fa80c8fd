"""Django settings, read from environment variables; `docs/settings.md` lists them.

No module of `initiatives` reads the environment. An invalid value raises ImproperlyConfigured with a hint.
"""

import os
import re
import secrets
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from initiatives.values.vocabulary import RESERVED_SLUGS
from parkplan.log_lines import logging_settings
from parkplan.needed_packages import require_package, s3_storage
from parkplan.site_identity import read_identity

BASE_DIR = Path(__file__).resolve().parent.parent
# The environment variables that are set, as read below; what is secret among them too.
GIVEN_SETTINGS: dict[str, str] = {}


class RecordingEnv(environ.Env):
    """Notes which variables are set, for `manage.py backup`."""

    def get_value(self, var: str, *arguments: Any, **options: Any) -> Any:
        if var in os.environ:
            GIVEN_SETTINGS[var] = os.environ[var]
        return super().get_value(var, *arguments, **options)


env = RecordingEnv()


def switch(name: str, default: bool) -> bool:
    """An on/off setting. Refuses any other word, which env.bool would silently read as False."""
    text = env.str(name, default=str(default)).strip().lower()
    if text not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
        raise ImproperlyConfigured(f"{name}={text!r}: write true or false.")
    return text in {"1", "true", "yes", "on"}


def choice(name: str, *words: str) -> str:
    """One of several words; the first one where nothing is set."""
    text = env.str(name, default=words[0]).strip().lower()
    if text not in words:
        raise ImproperlyConfigured(f"{name}={text!r}: write {' or '.join(words)}.")
    return text


def number(name: str, default: int, least: int, most: int) -> int:
    """A whole number within limits."""
    text = env.str(name, default=str(default)).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise ImproperlyConfigured(f"{name}={text!r}: write a whole number from {least} to {most}.")
    return int(text)


def networks(name: str, default: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks, separated by commas."""
    words = [word.strip() for word in env.str(name, default=default).split(",") if word.strip()]
    try:
        return [ip_network(word) for word in words]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name}: {error}. Write addresses or networks with commas, as in 10.0.0.5,192.168.0.0/16."
        ) from None


def admin_path() -> str:
    """The first part of the desk's addresses."""
    text = env.str("ADMIN_PATH", default="admin").strip().strip("/")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{2,39}", text) or text in RESERVED_SLUGS - {"admin"}:
        raise ImproperlyConfigured(
            f"ADMIN_PATH={text!r}: write 3 to 40 small letters, digits or hyphens, such as desk-7f3a; "
            f"not {', '.join(sorted(RESERVED_SLUGS - {'admin'}))}."
        )
    return text


def site_url() -> tuple[str, str]:
    """The site's public URL as origin and path, such as ("https://portal.example.gov.cn", "/plan").

    The path is empty where the site has a host of its own, and both are for local use.
    """
    text = env.str("SITE_URL", default="").strip().rstrip("/")
    parts = urlsplit(text)
    plain_path = re.fullmatch(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*", parts.path)
    has_more = "?" in text or "#" in text or "@" in parts.netloc
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname or not plain_path or has_more):
        raise ImproperlyConfigured(
            f"SITE_URL={text!r}: write scheme and host, such as https://plan.example.gov.cn, and where it "
            "is a part of another site its path in Latin letters, as in https://portal.example.gov.cn/plan."
        )
    return text.removesuffix(parts.path) if parts.path else text, parts.path


def secret_key(folder: Path) -> str:
    """SECRET_KEY, or the key file in VAR_DIR, which is created for a local site."""
    if key := env.str("SECRET_KEY", default=""):
        if len(key) < 50:
            raise ImproperlyConfigured("SECRET_KEY is too short: use at least 50 random characters.")
        return key
    path = folder / "secret-key"
    if not path.exists():
        if SITE_URL and not DEBUG:
            raise ImproperlyConfigured(
                f"A public site (SITE_URL) needs a secret: set SECRET_KEY, or `make key` creates {path}."
            )
        create_secret_key(path)
    return path.read_text(encoding="ascii").strip()


def create_secret_key(path: Path) -> None:
    """Create the key file, readable by its owner only; if two processes do so at once, the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(64), encoding="ascii")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def corrections() -> str:
    """Where readers report mistakes: a mail address or the URL of a form; may be empty."""
    text = env.str("CORRECTIONS", default="").strip()
    if text and not (text.startswith(("https://", "http://")) or ("@" in text and " " not in text)):
        raise ImproperlyConfigured(
            f"CORRECTIONS={text!r}: write a mail address or a link that begins with https://."
        )
    return text


def security_contact() -> str:
    """Where to report vulnerabilities (security.txt): a mail address or an https URL; may be empty."""
    text = env.str("SECURITY_CONTACT", default="").strip()
    if text and not (text.startswith("https://") or ("@" in text and " " not in text and "://" not in text)):
        raise ImproperlyConfigured(
            f"SECURITY_CONTACT={text!r}: write a mail address or a link that begins with https://."
        )
    return text


def site_name() -> str:
    """The site's name in feeds and metadata; empty for the project's own name."""
    text = env.str("SITE_NAME", default="").strip()
    if len(text) > 60 or not text.isprintable():
        raise ImproperlyConfigured(f"SITE_NAME={text!r}: write one line of at most 60 characters.")
    return text


def site_id_code() -> str:
    """The registration number of a Chinese government site (网站标识码); may be empty."""
    text = env.str("SITE_ID_CODE", default="").strip()
    if text and not re.fullmatch(r"(bm[0-9]{8}|[0-9]{10})", text):
        raise ImproperlyConfigured(
            f"SITE_ID_CODE={text!r}: write the ten digits of the registration, or bm and eight digits."
        )
    return text


DEBUG = switch("DEBUG", default=False)
# SITE_URL is without the path: what reverse() returns begins with it already.
SITE_URL, SITE_PATH = site_url()
SITE_ROOT = f"{SITE_PATH}/"
FORCE_SCRIPT_NAME = SITE_PATH or None
SITE_NAME = site_name()
SITE_ID_CODE = site_id_code()
SITE_IDENTITY = read_identity(lambda name: env.str(name, default=""), SITE_ID_CODE)
CORRECTIONS = corrections()
SECURITY_CONTACT = security_contact()
SITE_HOST = urlsplit(SITE_URL).hostname or ""
SECURE = SITE_URL.startswith("https://")
# The folder of all state: database, media, collected static files, secret key.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
SECRET_KEY = secret_key(VAR_DIR)
# While this file exists, every page says 503 with what stands in it.
MAINTENANCE_FILE = VAR_DIR / "maintenance"
# Where numbers for Prometheus are served, on PORT + 10000 (scripts/run.py); empty for nowhere.
METRICS_HOST = env.str("METRICS_HOST", default="").strip()
require_package("METRICS_HOST", f"metrics://{METRICS_HOST}" if METRICS_HOST else "")
METRICS_PORT = number("PORT", default=8000, least=1, most=55_535) + 10_000 if METRICS_HOST else None

# Without SITE_URL only this machine is allowed, unless the server listens on other addresses (HOST), whose
# names are not known beforehand.
LISTENS_LOCALLY = env.str("HOST", default="127.0.0.1") in {"127.0.0.1", "localhost", "::1"}
LOOPBACK = [ip_network("127.0.0.0/8"), ip_network("::1")]
LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = [SITE_HOST, *LOOPBACK_NAMES] if SITE_URL else LOOPBACK_NAMES if LISTENS_LOCALLY else ["*"]

INSTALLED_APPS = [
    "initiatives",
    "initiatives.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "simple_history",
]

MIDDLEWARE = [
    # First, as those below ask for the address and the protocol.
    "initiatives.middleware.forget_forged_headers",
    "initiatives.page_cache.page_cache.PageCacheMiddleware",
    "initiatives.desk.audited_events.audit_requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "initiatives.middleware.security_headers",
    "initiatives.middleware.refuse_hostile_urls",
    "initiatives.middleware.language_from_path",
    "initiatives.middleware.maintenance",
    "initiatives.desk.request_limits.DeskLimitsMiddleware",
    "initiatives.desk.sessions.AdminSessionMiddleware",
    "initiatives.middleware.DatabaseErrorMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Looks at request.user only when a row is saved.
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "initiatives.desk.password_age.ask_for_new_password",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "parkplan.urls"
WSGI_APPLICATION = "parkplan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["initiatives.templatetags.wording", "initiatives.templatetags.fact_parts"],
        },
    },
]

require_package("DATABASE_URL", env.str("DATABASE_URL", default=""))
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'parkplan.sqlite3'}")}
if "ENGINE" not in DATABASES["default"]:
    raise ImproperlyConfigured("DATABASE_URL: write sqlite:///path or postgres://user:password@host/name.")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "parkplan.sqlite"
    # Immediate transactions wait for the lock instead of failing.
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    # Kept open, since an auxiliary file that goes with the last connection cannot be made on a full disk.
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        DATABASES["default"]["ENGINE"] = "parkplan.postgresql"
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Seconds; a server that does not answer must not hold the readers' threads.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

# Generated files, such as share cards and workbooks. Unless CACHE_URL names another cache, each process keeps
# its own in memory, limited in bytes.
MEMORY_CACHE = {
    "BACKEND": "initiatives.files.memory_cache.MemoryCache",
    "OPTIONS": {"MAX_BYTES": 24 * 2**20},
}
require_package("CACHE_URL", env.str("CACHE_URL", default=""))
CACHES: dict[str, Any] = {"default": env.cache("CACHE_URL") if "CACHE_URL" in env else MEMORY_CACHE}
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    # Seconds, as above: without a cache files are made anew.
    waits = {"socket_connect_timeout": 1, "socket_timeout": 2}
    CACHES["default"]["OPTIONS"] = waits | CACHES["default"].get("OPTIONS", {})
# Answers to readers, kept until something they show changes; by CACHE_URL shared with other processes too.
PAGE_CACHE_MB = number("PAGE_CACHE_MB", default=32, least=0, most=10_000)
SHARES_CACHE = "CACHE_URL" in env

# The desk: its place below the root and below /en/, and who may know that it is there; empty for everybody.
ADMIN_PATH = admin_path()
ADMIN_NETWORKS = networks("ADMIN_NETWORKS", default="")
# Signing in. Proxies, whose X-Forwarded-For and X-Forwarded-Proto are believed: this machine, and these.
TRUSTED_PROXIES = [*LOOPBACK, *networks("TRUSTED_PROXIES", default="")]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = number("SIGN_IN_FAILURES", default=5, least=1, most=1000)
AXES_COOLOFF_TIME = timedelta(minutes=number("SIGN_IN_LOCK_MINUTES", default=15, least=1, most=100_000))
# Name and address together: nobody can lock out somebody who sits elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "initiatives.views.client_address.client_address"
AXES_LOCKOUT_CALLABLE = "initiatives.desk.sign_in_locks.locked_out_page"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# The audit log tells of sign-ins, without addresses.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False

PASSWORD_HASHERS = ["initiatives.desk.request_limits.OneAtATimePasswordHasher"]
PASSWORD_LENGTH = number("PASSWORD_LENGTH", default=10, least=8, most=100)
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if PASSWORD_KINDS := number("PASSWORD_KINDS", default=0, least=0, most=4):
    AUTH_PASSWORD_VALIDATORS.append(
        {
            "NAME": "initiatives.desk.password_kinds.PasswordKindsValidator",
            "OPTIONS": {"least": PASSWORD_KINDS},
        }
    )

# After so many days a password must be changed; 0 for never.
if PASSWORD_DAYS := number("PASSWORD_DAYS", default=0, least=0, most=3650):
    AUTH_PASSWORD_VALIDATORS.append({"NAME": "initiatives.desk.password_age.AnotherPasswordValidator"})

# Of the eight threads of a server process (deploy/gunicorn.conf.py): the others are for readers.
SAVES_AT_ONCE = number("SAVES_AT_ONCE", default=3, least=1, most=1000)

# The language of a page is in its path: see initiatives.middleware.language_from_path.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
SERIALIZATION_MODULES = {"yaml": "initiatives.downloads.yaml_fixtures"}

STATIC_URL = f"{SITE_ROOT}static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = f"{SITE_ROOT}media/"
MEDIA_ROOT = VAR_DIR / "media"
# Where pictures are kept: MEDIA_ROOT, or a store that several machines share.
MEDIA_STORAGE = env.str("MEDIA_STORAGE", default="").strip()
require_package("MEDIA_STORAGE", MEDIA_STORAGE)
STORAGES = {
    "default": s3_storage(MEDIA_STORAGE)
    if MEDIA_STORAGE
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Original uploads including their metadata; never served.
KEEP_UPLOADS = switch("KEEP_UPLOADS", default=False)
UPLOADS_ROOT = VAR_DIR / "uploads"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Has the form of Django 6's setting of the same name, so that its middleware can replace ours.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
X_FRAME_OPTIONS = "DENY"
# What browsers never offer to any page, whoever frames it. The clipboard and the full screen are used.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer"),
        *(
            "microphone",
            "midi",
            "payment",
            "publickey-credentials-get",
            "serial",
            "usb",
            "xr-spatial-tracking",
        ),
    )
)
SECURE_REFERRER_POLICY = "same-origin"
# Over plain HTTP browsers ignore this header and log a warning.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if SECURE else None
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [rf"^{re.escape(SITE_ROOT[1:])}(healthz|readyz)$"]
# Subdomains may belong to other sites, and so does the rest of a host of which this site is only a part.
SECURE_HSTS_SECONDS = 31_536_000 if SECURE and not SITE_PATH else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = SITE_ROOT
if SITE_PATH:
    # Cookies of Django's usual names that the rest of the host sets would stand in the way of ours.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "parkplan_sessionid", "parkplan_csrftoken"
SESSION_ENGINE = "initiatives.desk.sessions"
SESSION_COOKIE_AGE = 60 * number("SESSION_IDLE_MINUTES", default=240, least=5, most=100_000)
SESSION_HOURS = number("SESSION_HOURS", default=12, least=1, most=10_000)
LOGIN_URL = "admin:login"
# Where one gets with a `next` that leads off the site.
LOGIN_REDIRECT_URL = "admin:index"


LOG_FORMAT = choice("LOG_FORMAT", "text", "json")
# Sign-ins, changes, exports and releases: in VAR_DIR/audit, on standard error, or nowhere.
AUDIT_LOG = choice("AUDIT_LOG", "files", "console", "off")
AUDIT_ADDRESSES = switch("AUDIT_ADDRESSES", default=False)
AUDIT_DAYS = number("AUDIT_DAYS", default=184, least=1, most=100_000)
LOGGING = logging_settings(LOG_FORMAT, AUDIT_LOG, VAR_DIR / "audit", AUDIT_DAYS)


# The two numbers of days in the rule of the states of tasks (values/progress_rule.py), and how often a park
# asks for reports.
TASK_RISK_DAYS = number("TASK_RISK_DAYS", default=30, least=1, most=1000)
TASK_QUIET_DAYS = number("TASK_QUIET_DAYS", default=60, least=1, most=1000)
REPORTING_RHYTHM = choice("REPORTING_RHYTHM", "quarterly", "monthly")
# Mail is sent only where a server is named: then `manage.py remind` also writes to the editors.
EMAIL_SET_UP = bool(env.str("EMAIL_URL", default=""))
if EMAIL_SET_UP:
    vars().update(env.email("EMAIL_URL"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", default="parkplan@localhost")
