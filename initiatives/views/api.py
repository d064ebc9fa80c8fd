"""The read API: what the pages say, as JSON for programs. Open to every site; the language is `?lang=`."""

import json
from collections.abc import Callable
from functools import cache, wraps
from typing import Any
from urllib.parse import urlencode

import yaml
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from initiatives.api.findings import findings_page
from initiatives.api.openapi import DESCRIPTION
from initiatives.api.plan_comparisons import comparison_record
from initiatives.api.resources import ResourcePage, list_page, one_record, plan_on_day
from initiatives.api.search_results import READERS, query_in, search_records
from initiatives.kinds.filters import InvalidParameter, UnexpectedValue, read_parameter
from initiatives.kinds.plan import PLANS
from initiatives.kinds.registry import KIND_BY_NAME
from initiatives.models.site_urls import absolute_url, page_language
from initiatives.views.earlier_days import AS_OF
from initiatives.views.problem_details import problem
from initiatives.views.public import cached_with_revalidation, reads_parameters

METHODS = "GET, HEAD, OPTIONS"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
}
PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}

View = Callable[..., HttpResponse]


def endpoint(view: View) -> Callable[..., HttpResponseBase]:
    """An answer for programs of any origin: read-only, in the language asked for, refusals in words."""

    @cached_with_revalidation
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            chosen = read_parameter("lang", _language, request.GET.get("lang", "zh"))
        except InvalidParameter as error:
            return _invalid_parameter(error)
        with translation.override(chosen):
            response = _answered(view, request, parts)
            response.headers["Content-Language"] = chosen
            return response

    @csrf_exempt
    @wraps(view)
    def handle(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204, headers=PREFLIGHT)
        elif request.method not in ("GET", "HEAD"):
            response = problem(405, _("Nothing can be changed here: only GET, HEAD and OPTIONS."))
            response.headers["Allow"] = METHODS
        else:
            response = answer(request, **parts)
        for name, value in CROSS_ORIGIN.items():
            response.headers[name] = value
        return response

    if "parameters" not in vars(handle):
        vars(handle)["parameters"] = frozenset({"lang"})
    vars(handle)["may_be_kept"] = True
    vars(handle)["always_sent"] = CROSS_ORIGIN
    return handle


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise UnexpectedValue(_("Write one of: %(known)s.") % {"known": ", ".join(LANGUAGES)})
    return LANGUAGES[text]


def _answered(view: View, request: HttpRequest, parts: dict[str, Any]) -> HttpResponse:
    try:
        return view(request, **parts)
    except InvalidParameter as error:
        return _invalid_parameter(error)
    except ObjectDoesNotExist:
        return _unknown()


def _invalid_parameter(error: InvalidParameter) -> HttpResponse:
    values = {"name": error.parameter, "text": error.text}
    detail = _("“%(text)s” is no value for the parameter “%(name)s”.") % values
    if error.text is None:
        detail = _("The parameter “%(name)s” is missing.") % values
    return problem(400, detail, parameter=error.parameter, remedy=error.remedy)


def _unknown() -> HttpResponse:
    return problem(
        404,
        _("There is nothing at this address."),
        remedy=_("Begin at %(address)s, which lists all there is.") % {"address": reverse("api:index")},
    )


def _json(content: Any) -> HttpResponse:
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False})


@endpoint
def index(request: HttpRequest) -> HttpResponse:
    """What there is."""
    names = [*KIND_BY_NAME]
    return _json(
        {
            "version": "1",
            "language": page_language(),
            "collections": {name: _here("api:collection", name) for name in names},
            "findings": _here("api:findings"),
            "comparison": _here("api:comparison"),
            "search": _here("api:search"),
            "description": _here("api:openapi"),
            "documentation": absolute_url(reverse("initiatives:api")),
        }
    )


def _parameters_of(name: str, **_key: str) -> frozenset[str]:
    """What chooses rows of a kind."""
    return frozenset({"lang", "limit", "after", *(one.name for one in KIND_BY_NAME[name].filters)})


@endpoint
@reads_parameters(of=_parameters_of)
def collection(request: HttpRequest, name: str) -> HttpResponse:
    """Rows of one kind, as many as fit on a page, and where the next ones are."""
    kind = KIND_BY_NAME[name]
    return _paged(request, list_page(kind, request.GET), [one.name for one in kind.filters])


def _parameters_of_item(name: str, **_key: str) -> frozenset[str]:
    return frozenset({"lang", AS_OF} if name == PLANS.name else {"lang"})


@endpoint
@reads_parameters(of=_parameters_of_item)
def item(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """One row, by its permanent name; a plan also as it was public on a day."""
    if name == PLANS.name and AS_OF in request.GET:
        record = plan_on_day(key, request.GET[AS_OF])
    else:
        record = one_record(KIND_BY_NAME[name], key)
    return _json({"language": page_language(), "data": record})


@endpoint
@reads_parameters("lang", "limit", "after", "park", "year", "severity")
def findings(request: HttpRequest) -> HttpResponse:
    """What the rules found in one plan."""
    return _paged(request, findings_page(request.GET), ["park", "year", "severity"])


@endpoint
@reads_parameters("lang", "a", "b")
def comparison(request: HttpRequest) -> HttpResponse:
    """Two plans side by side."""
    return _json({"language": page_language(), "data": comparison_record(request.GET)})


@endpoint
@reads_parameters("lang", "q", *READERS)
def search(request: HttpRequest) -> HttpResponse:
    """Every published fact in which some words occur."""
    query = query_in(request.GET)
    return _json(
        {"language": page_language(), "query": query.words, "data": search_records(query, request.GET)}
    )


@endpoint
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of all this, for programs that write programs."""
    return _json({**_described(), "servers": [{"url": absolute_url(reverse("api:index")).rstrip("/")}]})


@endpoint
def nothing(request: HttpRequest) -> HttpResponse:
    """All other addresses below the API's."""
    return _unknown()


@cache
def _described() -> dict[str, Any]:
    return json.loads(json.dumps(yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))))


def _here(name: str, *args: str) -> str:
    """One of the API's addresses, in the language of this answer."""
    path = reverse(name, args=args)
    return absolute_url(path if page_language() == "zh-Hans" else f"{path}?lang=en")


def _paged(request: HttpRequest, page: ResourcePage, choices: list[str]) -> HttpResponse:
    """Some rows, and the same question further on; parameters that the API does not know are left out."""
    query = {name: request.GET[name] for name in ("lang", "limit", *choices) if name in request.GET}
    further = f"{request.path}?{urlencode({**query, 'after': page.after}, safe='/')}"
    following = absolute_url(further) if page.after is not None else None
    return _json({"language": page_language(), "next": following, "data": page.rows})
