"""Answers kept in the memory of a process, limited in bytes, and as the network is sent them."""

import gzip
import sys
from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.text import compress_string

# A larger text is unpacked again for the few who ask for it unpacked.
KEPT_UNPACKED = 256 * 2**10
# What an entry needs besides its bytes.
OVERHEAD = 2_000
# Shorter texts grow when they are compressed, as Django's middleware knows too.
LEAST_COMPRESSED = 200
_OF_THE_BODY = {"content-length", "content-encoding", "etag"}
_NOT_IN_304 = {"content-type", "content-disposition", "content-language"}


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A 200 answer. `token` says of what it was made, `digest` what it says.

    Its text is kept compressed, and unpacked too if somebody asked for it so.
    """

    token: str
    digest: str
    headers: tuple[tuple[str, str], ...]
    plain: bytes | None
    zipped: bytes | None

    @property
    def size(self) -> int:
        return OVERHEAD + len(self.plain or b"") + len(self.zipped or b"")

    @property
    def etag(self) -> str:
        return f'"{self.token}.{self.digest}"'

    def unpacked(self) -> bytes:
        return self.plain if self.plain is not None else gzip.decompress(self.zipped or b"")

    def response(self, *, zipped: bool) -> HttpResponse:
        headers = dict(self.headers)
        if zipped and self.zipped is not None:
            content, headers["ETag"] = self.zipped, f"W/{self.etag}"
            headers["Content-Encoding"] = "gzip"
        else:
            content, headers["ETag"] = self.unpacked(), self.etag
        headers["Content-Length"] = str(len(content))
        return HttpResponse(content, headers=headers)

    def not_modified(self) -> HttpResponse:
        """The same answer for who has it: its headers without those of the body."""
        headers = {name: value for name, value in self.headers if name.lower() not in _NOT_IN_304}
        weak = "W/" if self.zipped is not None else ""
        return HttpResponseNotModified(headers={**headers, "ETag": f"{weak}{self.etag}"})


def kept_answer(
    token: str, digest: str, response: HttpResponse, content: bytes, *, zip_it: bool
) -> KeptAnswer:
    """An answer as it is kept; `content` is its body, uncompressed."""
    headers = tuple(
        (name, sys.intern(value)) for name, value in response.items() if name.lower() not in _OF_THE_BODY
    )
    zipped = None
    if zip_it and len(content) >= LEAST_COMPRESSED:
        zipped = compress_string(content, max_random_bytes=0)
        # What is compressed already, such as a workbook, gains nothing.
        if len(zipped) > 0.9 * len(content):
            zipped = None
    return KeptAnswer(token, digest, headers, content if zipped is None else None, zipped)


class KeptAnswers:
    """The answers used last, up to a number of bytes; each address has one, which replaces the one before."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes, self.bytes_held = max_bytes, 0
        self.lock = Lock()
        self.answers: OrderedDict[str, KeptAnswer] = OrderedDict()

    def get(self, address: str, token: str) -> KeptAnswer | None:
        """The answer for an address, unless something changed since it was made."""
        with self.lock:
            answer = self.answers.get(address)
            if answer is None or answer.token != token:
                return None
            self.answers.move_to_end(address)
            return answer

    def put(self, address: str, answer: KeptAnswer) -> None:
        with self.lock:
            self._remove(address)
            if answer.size > self.max_bytes // 4:
                return
            self.answers[address] = answer
            self.bytes_held += answer.size
            while self.bytes_held > self.max_bytes:
                self._remove(next(iter(self.answers)))

    def _remove(self, address: str) -> None:
        gone = self.answers.pop(address, None)
        if gone is not None:
            self.bytes_held -= gone.size


def with_plain_text(answer: KeptAnswer) -> KeptAnswer:
    """The same, with its text unpacked too."""
    return replace(answer, plain=answer.unpacked())


def accepts_gzip(request: HttpRequest) -> bool:
    return "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
