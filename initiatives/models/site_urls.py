"""Absolute URLs for other sites and programs, and the language of the current page."""

from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from django.conf import settings
from django.urls import get_resolver, get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language


def page_language() -> str:
    """The active language as a tag for HTML, HTTP and API answers: `zh-Hans` or `en`."""
    return "zh-Hans" if (get_language() or "").startswith("zh") else "en"


def page_path(name: str, *args: object) -> str:
    """What reverse() returns; pages ask for the same addresses again and again."""
    return _kept_path(name, args, get_language(), get_script_prefix(), get_resolver(get_urlconf()))


@lru_cache(maxsize=8192)
def _kept_path(name: str, args: tuple[object, ...], *_depends_on: Any) -> str:
    return reverse(name, args=args)


def absolute_url(path: str) -> str:
    """The absolute URL of a path; the path itself if SITE_URL is not set.

    The path begins at the root of the host, as reverse() returns it. Path and fragment are percent-encoded
    here; the query string must be encoded already.
    """
    path, mark, query = path.partition("?")
    return f"{settings.SITE_URL}{quote(path, safe='/#:')}{mark}{query}"


def with_query(url: str, query: str) -> str:
    """A URL with more parameters: `metrics/?as_of=2024-06-30` and `?kind=target` make one with both."""
    parts = urlsplit(url)
    parameters = {**dict(parse_qsl(parts.query)), **dict(parse_qsl(query.removeprefix("?")))}
    return parts._replace(query=urlencode(parameters)).geturl()


def english_path(path: str) -> str:
    """The path of the English version of a Chinese page."""
    root = site_root()
    return f"{root}en/{path.removeprefix(root)}"


def site_root() -> str:
    """The path below which the site is: `/`, or the path in SITE_URL, such as `/plan/`."""
    return get_script_prefix()
