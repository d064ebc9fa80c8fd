"""What is answered during maintenance, or while database, disk or threads are not to be had: 503 in words."""

import errno
import logging
import sys

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults
from lxml.etree import SerialisationError

from initiatives.views.problem_details import is_api_request, problem

logger = logging.getLogger(__name__)

RETRY_SECONDS = 10
MAINTENANCE_RETRY_SECONDS = 60
# A sentence or two; whoever copies a whole file there by mistake shows little of it.
MAINTENANCE_WORDS = 500
_NO_ROOM = {errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG}
# The same, as lxml says it where an Excel file is written by way of a temporary one.
_NO_ROOM_IN_LXML = {f"IO_{errno.errorcode[number]}" for number in _NO_ROOM}
# PostgreSQL's codes for a table that is not there (a database that was emptied, or is being restored), and
# for a database that takes no writing, such as the copy that is left when the first one failed.
_UNAVAILABLE = {"42P01", "25006"}


class TooBusy(Exception):
    """As many requests of this kind as the site allows are at work; the message says so to the user."""


def is_unavailable(error: BaseException | None) -> bool:
    """Whether the error says that the database or the disk cannot be used now, whoever asks.

    A damaged SQLite file raises a plain DatabaseError; its subclasses for wrong data or SQL are our mistakes.
    """
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    if isinstance(error, SerialisationError):
        return str(error) in _NO_ROOM_IN_LXML
    if type(error) is DatabaseError or isinstance(error, OperationalError | InterfaceError | TooBusy):
        return True
    return getattr(getattr(error, "__cause__", None), "sqlstate", "") in _UNAVAILABLE


def service_unavailable(request: HttpRequest, error: BaseException | None = None) -> HttpResponse:
    """503 with a page that makes no queries; a problem document for programs."""
    words = str(error) if isinstance(error, TooBusy) else ""
    if is_api_request(request):
        response: HttpResponse = problem(503, words or _("The site cannot answer at this moment"))
    else:
        response = HttpResponse(render_to_string("503.html", {"words": words}), status=503)
    return _to_come_again(response, RETRY_SECONDS)


def under_maintenance(request: HttpRequest) -> HttpResponse:
    """503 with what the operator wrote into MAINTENANCE_FILE, or a sentence if it is empty."""
    try:
        written = settings.MAINTENANCE_FILE.read_bytes()[: 4 * MAINTENANCE_WORDS].decode(errors="ignore")
    except OSError:
        written = ""
    words = written.strip()[:MAINTENANCE_WORDS] or _("Please come back in a few minutes.")
    if is_api_request(request):
        response: HttpResponse = problem(503, f"{_('Under maintenance')}: {words}")
    else:
        response = HttpResponse(render_to_string("maintenance.html", {"words": words}), status=503)
    return _to_come_again(response, MAINTENANCE_RETRY_SECONDS)


def _to_come_again(response: HttpResponse, seconds: int) -> HttpResponse:
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`. Errors of middleware reach no other handler, such as a session that cannot be read."""
    error = sys.exc_info()[1]
    if is_unavailable(error):
        return service_unavailable(request, error)
    return defaults.server_error(request)
