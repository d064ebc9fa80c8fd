"""What the site is measured against: a Django view without middleware that returns the same bytes.

The bodies are files in the folder BENCH_BODIES; a request with If-None-Match gets 304.
"""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import re_path

BODIES = Path(os.environ.get("BENCH_BODIES", "."))


def same_bytes(request: HttpRequest, name: str) -> HttpResponse:
    if "HTTP_IF_NONE_MATCH" in request.META:
        return HttpResponse(status=304)
    return HttpResponse(_body(name))


_bodies: dict[str, bytes] = {}


def _body(name: str) -> bytes:
    if name not in _bodies:
        _bodies[name] = (BODIES / name).read_bytes()
    return _bodies[name]


urlpatterns = [re_path(r"^([a-z0-9]+)$", same_bytes)]

settings.configure(
    ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=[], SECRET_KEY="bench", USE_I18N=False
)
django.setup()
application = WSGIHandler()
