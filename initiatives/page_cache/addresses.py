"""Which requests ask for an answer that can be kept, under which address, and of which plan."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.http import urlencode

from initiatives.freshness.stamps import READ_ONCE
from initiatives.kinds.filters import YEAR

# Longer paths are no pages.
LONGEST_PATH = 400
# Longer queries, and those with more parameters, are refused or answered without keeping the answer.
LONGEST_QUERY, MOST_PARAMETERS = 512, 20
# Headers that make a part of an answer, or none, of what would be kept whole.
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_ENCODING")
REFUSING_CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")


@dataclass(frozen=True, slots=True)
class PublicView:
    """What the page cache knows of the view of an address."""

    parameters: frozenset[str]
    heavy: bool
    # Park and year of the plan that the address is below; None for the pages above plans, and for the API.
    plan: tuple[str, int] | None
    # The plan that the address can show as it was on a day.
    history_of: tuple[str, int] | None
    # Headers that each answer has, 304 too.
    always_sent: Mapping[str, str]


def path_of(request: HttpRequest) -> str | None:
    """The path of a request whose answer may be one that is kept; None for all others."""
    if request.method not in ("GET", "HEAD") or any(name in request.META for name in REFUSING_CONDITIONS):
        return None
    if READ_ONCE in request.META:
        return None
    path = request.path_info
    if len(path) > LONGEST_PATH or path.startswith(_outside()) or settings.MAINTENANCE_FILE.exists():
        return None
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return None
    return path


@lru_cache(maxsize=8)
def _prefixes(admin_path: str, static: str, media: str, root: str) -> tuple[str, ...]:
    own = (f"/{admin_path}/", f"/en/{admin_path}/")
    return (*own, *(f"/{url.removeprefix(root).lstrip('/')}" for url in (static, media)))


def _outside() -> tuple[str, ...]:
    return _prefixes(settings.ADMIN_PATH, settings.STATIC_URL, settings.MEDIA_URL, settings.SITE_ROOT)


@lru_cache(maxsize=4096)
def public_view(path: str) -> PublicView | None:
    """The view of a path, if its answers are kept."""
    language = "en" if path.startswith("/en/") else settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            match = resolve(path)
    except (Resolver404, ValueError):
        return None
    if not getattr(match.func, "may_be_kept", False):
        return None
    names: Any = getattr(match.func, "parameters", frozenset())
    parameters: Callable[..., frozenset[str]] | frozenset[str] = names
    known = parameters(**match.kwargs) if callable(parameters) else parameters
    keys = match.kwargs
    plan = (keys["park"], int(keys["year"])) if "park" in keys and "year" in keys else None
    history_of = plan or _plan_of_record(**keys)
    heavy, always_sent = getattr(match.func, "heavy", False), getattr(match.func, "always_sent", {})
    return PublicView(frozenset(known), heavy, plan, history_of, always_sent)


def _plan_of_record(name: str = "", key: str = "", **_keys: Any) -> tuple[str, int] | None:
    """Park and year of a plan that the API is asked for."""
    park, _slash, year = key.partition("/")
    return (park, int(year)) if name == "plans" and YEAR.fullmatch(year) else None


def with_known_parameters(request: HttpRequest, known: frozenset[str]) -> str | None:
    """The query of a request in one order, without parameters that its view does not read.

    The view is given no others. None for a query that is answered as it is, or refused.
    """
    text = request.META.get("QUERY_STRING", "")
    if len(text) > LONGEST_QUERY or text.count("&") >= MOST_PARAMETERS or "\0" in text or "%00" in text:
        return None
    # As Django reads it: what WSGI hands over are bytes, written as Latin-1.
    given = QueryDict(text.encode("iso-8859-1"))
    query = urlencode({name: given[name] for name in sorted(known) if name in given})
    request.META["QUERY_STRING"] = query
    return query
