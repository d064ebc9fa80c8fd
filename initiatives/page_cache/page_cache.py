"""Middleware that answers readers from what is kept, as long as nothing changed that an answer shows.

The token of an answer is made of the stamp of the data that it shows (read for each request), the version
and settings of the site, and the day, since some pages say what is due today. It begins the ETag, so who
has the answer already is told so before anything is made, or looked for.
"""

import hashlib
import re
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone

from initiatives.freshness.build_digest import build_digest
from initiatives.freshness.stamps import plan_stamp, site_stamp
from initiatives.page_cache import addresses
from initiatives.page_cache.addresses import PublicView
from initiatives.page_cache.kept_answers import (
    KEPT_UNPACKED,
    KeptAnswer,
    KeptAnswers,
    accepts_gzip,
    kept_answer,
    with_plain_text,
)
from initiatives.page_cache.parts_of_history import with_first_day
from initiatives.views.earlier_days import AS_OF
from initiatives.views.heavy_answers import places
from initiatives.views.unavailable import TooBusy

# How long a request waits for another that makes the same answer, before it makes it too.
WAIT_SECONDS = 10
# A larger answer is not shared.
MOST_BYTES = 16 * 2**20
ONE_DAY = 24 * 60 * 60
_ETAG = re.compile(r'((?:W/)?"([\w-]{12})\.([\w-]{12})")')
_BASE_HEADERS = {"Cache-Control": "no-cache, public", "Vary": "Accept-Encoding"}


class PageCacheMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        if settings.DEBUG or not settings.PAGE_CACHE_MB:
            # Who develops changes templates while the site runs.
            raise MiddlewareNotUsed
        self.get_response = get_response
        whole = settings.PAGE_CACHE_MB * 2**20
        # Addresses with parameters are without number; they never push out those without.
        self.pages, self.answers_to_queries = KeptAnswers(whole * 3 // 4), KeptAnswers(whole // 4)
        self.under_way: dict[str, threading.Event] = {}
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> Any:
        path = addresses.path_of(request)
        view = addresses.public_view(path) if path is not None and _is_for_this_site(request) else None
        if path is None or view is None:
            return self.get_response(request)
        query = ""
        if request.META.get("QUERY_STRING"):
            known = addresses.with_known_parameters(request, view.parameters)
            if known is None:
                return self.get_response(request)
            query = known
        stamp = plan_stamp(*view.plan) if view.plan else site_stamp()
        if stamp is None:
            return self.get_response(request)
        token = token_of(stamp)
        if view.history_of and AS_OF in query:
            query = with_first_day(request, query, view.history_of, token)
        known_tags = _ETAG.findall(request.META.get("HTTP_IF_NONE_MATCH", ""))
        for etag, of_token, _digest in known_tags:
            if of_token == token:
                # Made of the same data by the same version: browsers keep the other headers that they have.
                return HttpResponseNotModified(headers={**_BASE_HEADERS, **view.always_sent, "ETag": etag})
        address = f"{path}?{query}" if query else path
        kept = self.answers_to_queries if query else self.pages
        answer = kept.get(address, token)
        if answer is None:
            made = self.made(request, view, address, kept, token)
            if not isinstance(made, KeptAnswer):
                return made
            answer = made
        if any(digest == answer.digest for _etag, _token, digest in known_tags):
            # It says the same, yet perhaps with other headers, as those of a new version.
            return answer.not_modified()
        zipped = accepts_gzip(request)
        if not zipped and answer.plain is None:
            answer = with_plain_text(answer)
            if len(answer.plain or b"") <= KEPT_UNPACKED:
                kept.put(address, answer)
        return answer.response(zipped=zipped)

    def made(
        self, request: HttpRequest, view: PublicView, address: str, kept: KeptAnswers, token: str
    ) -> KeptAnswer | HttpResponse:
        """The answer, made once however many ask for it now; a response if it is none that is kept."""
        if view.heavy:
            if ready := _shared(address, token):
                kept.put(address, ready)
                return ready
            # Who waits for a place waits for the answer too: only one is made at a time.
            try:
                with places.one():
                    return self._found_or_made(request, address, kept, token)
            except TooBusy as error:
                # The view raises it, so that the refusal has the words and headers of the site.
                request.too_busy = error  # type: ignore[attr-defined]
                return self.get_response(request)
        name = f"{address} {token}"
        with self.lock:
            waiting_for = self.under_way.get(name)
            if waiting_for is None:
                self.under_way[name] = threading.Event()
        if waiting_for is not None:
            waiting_for.wait(WAIT_SECONDS)
            return self._found_or_made(request, address, kept, token)
        try:
            return self._found_or_made(request, address, kept, token)
        finally:
            with self.lock:
                self.under_way.pop(name).set()

    def _found_or_made(
        self, request: HttpRequest, address: str, kept: KeptAnswers, token: str
    ) -> KeptAnswer | HttpResponse:
        answer = kept.get(address, token) or _shared(address, token)
        if answer is None:
            made = self._make(request, token)
            if not isinstance(made, KeptAnswer):
                return made
            answer = made
            _share(address, answer)
        kept.put(address, answer)
        return answer

    def _make(self, request: HttpRequest, token: str) -> KeptAnswer | HttpResponse:
        """Let the view make the whole answer, uncompressed and whatever the browser has."""
        conditions = {name: request.META.pop(name) for name in addresses.CONDITIONS if name in request.META}
        # What was read of the headers before is read again.
        vars(request).pop("headers", None)
        try:
            response = self.get_response(request)
        finally:
            request.META.update(conditions)
            vars(request).pop("headers", None)
        if response.status_code != 200 or response.cookies or response.has_header("Content-Encoding"):
            return response
        content = b"".join(response)
        digest = _short(response.get("ETag", "").encode() or content)
        zip_it = "Accept-Encoding" in response.get("Vary", "")
        return kept_answer(token, digest, response, content, zip_it=zip_it)


def token_of(stamp: str) -> str:
    """What the answers made of the data with this stamp are known by, today."""
    return _token(stamp, build_digest(), _day(int(time.time()) // 60))


@lru_cache(maxsize=2)
def _day(_minute: int) -> int:
    """Today's number; days begin with a minute wherever the site is."""
    return timezone.localdate().toordinal()


@lru_cache(maxsize=4096)
def _token(stamp: str, build: str, day: int) -> str:
    return _short(f"{stamp} {build} {day}".encode())


def _short(text: bytes) -> str:
    return urlsafe_b64encode(hashlib.blake2b(text, digest_size=9).digest()).decode()


def _is_for_this_site(request: HttpRequest) -> bool:
    try:
        request.get_host()
    except DisallowedHost:
        # Refused below, where that is logged.
        return False
    return True


# Answers that all processes and machines share, where CACHE_URL names a cache that they do.


def _shared(address: str, token: str) -> KeptAnswer | None:
    if settings.SHARES_CACHE:
        with suppress(Exception):  # whatever a cache raises, the answer can be made
            answer = shared_cache.get(_shared_key(address))
            if isinstance(answer, KeptAnswer) and answer.token == token:
                return answer
    return None


def _share(address: str, answer: KeptAnswer) -> None:
    if settings.SHARES_CACHE and answer.size <= MOST_BYTES:
        with suppress(Exception):
            shared_cache.set(_shared_key(address), answer, ONE_DAY)


def _shared_key(address: str) -> str:
    return f"answer:{hashlib.sha256(address.encode()).hexdigest()}"
