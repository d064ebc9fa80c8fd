"""Addresses that leave the site: complete, under the site's own name and never the one a visitor used."""

from urllib.parse import quote

from django.conf import settings


def absolute(path: str) -> str:
    """An address on this site below SITE_URL; by itself while there is no SITE_URL.

    Path and fragment may be in any script; a query is taken as it has been encoded.
    """
    path, mark, query = path.partition("?")
    return f"{settings.SITE_URL}{quote(path, safe='/#:')}{mark}{query}"


def in_english(path: str) -> str:
    """The English address of a Chinese page."""
    return f"/en{path}"
