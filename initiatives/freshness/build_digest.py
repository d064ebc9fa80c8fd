"""What answers depend on besides the database: this version of the site, and the settings that show."""

import hashlib
from functools import cache
from typing import Any

from django import get_version
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

# Of the code; what lies in `static/` shows by the addresses in the manifest.
_FOLDERS = ("initiatives", "parkplan", "templates", "locale")
_SUFFIXES = {".py", ".html", ".xml", ".txt", ".yaml", ".mo", ".css", ".js", ".ttf"}
_SETTINGS = (
    *("SITE_URL", "SITE_PATH", "SITE_NAME", "SITE_ID_CODE", "SITE_IDENTITY", "CORRECTIONS"),
    *("SECURITY_CONTACT", "ADMIN_PATH", "ADMIN_NETWORKS", "STATIC_URL", "MEDIA_URL", "TIME_ZONE"),
    *("TASK_RISK_DAYS", "TASK_QUIET_DAYS"),
    *("SECURE_CSP", "SECURE_HSTS_SECONDS", "SECURE_REFERRER_POLICY", "SECURE_CROSS_ORIGIN_OPENER_POLICY"),
    *("X_FRAME_OPTIONS", "PERMISSIONS_POLICY", "STORAGES"),
)


@cache
def build_digest() -> str:
    """A digest of the code and of the settings that show; the same on all machines that agree in both."""
    shown = [(name, getattr(settings, name, None)) for name in _SETTINGS]
    return hashlib.sha256(f"{_code_digest()} {shown!r}".encode()).hexdigest()[:16]


@cache
def _code_digest() -> str:
    digest = hashlib.sha256(get_version().encode())
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    paths = [
        path
        for folder in _FOLDERS
        for path in sorted((settings.BASE_DIR / folder).rglob("*"))
        if path.suffix in _SUFFIXES
    ]
    # Packages draw cards and write workbooks.
    for path in (*paths, manifest, settings.BASE_DIR / "requirements.lock"):
        if path.is_file():
            digest.update(f"{path.name} {path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


@receiver(setting_changed)
def _forget_settings(**_signal: Any) -> None:
    """Tests change settings while the site runs."""
    build_digest.cache_clear()
