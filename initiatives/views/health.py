"""For monitoring: whether the site can serve readers, and whether it has all it needs."""

import shutil
import tempfile
from functools import cache as kept
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from initiatives.models import Plan
from initiatives.search.index_upkeep import MOST_WAITING, backlog, is_of_this_version, missing_search_triggers
from initiatives.views.public import never_kept, public

# Below this an import of a workbook or a picture may not fit.
LEAST_FREE_BYTES = 100 * 2**20
REFUSED = (
    "database not available: it is missing, damaged, busy or out of reach\n"
    "数据库不可用：文件缺失、损坏、正忙或无法连接\n"
)


@public
@never_kept
def health(request: HttpRequest) -> HttpResponse:
    """200 while readers can be served, which takes a table of plans in the database; else 503."""
    try:
        Plan.objects.exists()
    except Error:
        return HttpResponse(REFUSED, status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain")


@public
@never_kept
@never_cache
def readiness(request: HttpRequest) -> HttpResponse:
    """200 if the site has all it needs to be read and edited, else 503; a word for each need, no details."""
    checks = {
        "database": _database,
        "migrations": _migrations,
        "search": _search,
        "cache": _cache,
        "disk": _disk,
        "maintenance": _maintenance,
    }
    found = {}
    for name, check in checks.items():
        try:
            found[name] = check()
        except Exception:  # whatever a cache or a database raises, the need is not met
            found[name] = "not available"
    ready = all(word == "ok" for word in found.values())
    return JsonResponse({"ready": ready, **found}, status=200 if ready else 503)


def _database() -> str:
    Plan.objects.exists()
    return "ok"


@kept
def _shipped_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def _migrations() -> str:
    applied = MigrationRecorder(connection).applied_migrations()
    return "ok" if _shipped_migrations() <= applied.keys() else "pending"


def _search() -> str:
    """Whether searches find all: the index follows what is written, in this version, and little waits."""
    if missing_search_triggers() or not is_of_this_version():
        return "to be rebuilt"
    return "ok" if backlog().count() <= MOST_WAITING else "being built"


def _cache() -> str:
    """Write under a key of this request alone, and read it back."""
    key, token = f"readiness-{uuid4()}", uuid4().hex
    cache.set(key, token, timeout=10)
    found = cache.get(key)
    cache.delete(key)
    return "ok" if found == token else "not available"


def _disk() -> str:
    try:
        with tempfile.TemporaryFile(dir=settings.VAR_DIR) as probe:
            probe.write(b"x")
    except OSError:
        return "cannot be written"
    return "ok" if shutil.disk_usage(settings.VAR_DIR).free >= LEAST_FREE_BYTES else "full"


def _maintenance() -> str:
    return "on" if settings.MAINTENANCE_FILE.exists() else "ok"
