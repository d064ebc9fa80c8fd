"""Addresses that leave the site: complete, under the site's own name and never the one a visitor used."""

from urllib.parse import quote

from django.conf import settings


def absolute(path: str) -> str:
    """A path, with its fragment if it has one, below SITE_URL; the path alone while there is no SITE_URL."""
    return f"{settings.SITE_URL}{quote(path, safe='/#:')}"


def in_english(path: str) -> str:
    """The English address of a Chinese page."""
    return f"/en{path}"
