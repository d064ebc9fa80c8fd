"""Absolute URLs for other sites and programs, and the language of the current page."""

from urllib.parse import quote

from django.conf import settings
from django.utils.translation import get_language


def page_language() -> str:
    """The active language as a tag for HTML, HTTP and API answers: `zh-Hans` or `en`."""
    return "zh-Hans" if (get_language() or "").startswith("zh") else "en"


def absolute_url(path: str) -> str:
    """The absolute URL of a path; the path itself if SITE_URL is not set.

    Path and fragment are percent-encoded here; the query string must be encoded already.
    """
    path, mark, query = path.partition("?")
    return f"{settings.SITE_URL}{quote(path, safe='/#:')}{mark}{query}"


def english_path(path: str) -> str:
    """The path of the English version of a Chinese page."""
    return f"/en{path}"
