"""One address for all days on which readers saw the same of a plan, so that each state is kept once."""

from datetime import date
from functools import lru_cache

from django.http import HttpRequest, QueryDict

from initiatives.editions.as_of import NoDay, PlanHistory, read_day
from initiatives.models import Edition
from initiatives.views.earlier_days import AS_OF


def with_first_day(request: HttpRequest, query: str, plan: tuple[str, int], token: str) -> str:
    """The query with the first day that shows the same as the day in it; the request is given that too."""
    given = QueryDict(query, mutable=True)
    try:
        day = read_day(given.get(AS_OF, ""))
    except NoDay:
        return query
    first = next((first for first, last in _parts(*plan, token) if first <= day <= last), None)
    if first is None:
        return query
    given[AS_OF] = first.isoformat()
    request.META["QUERY_STRING"] = given.urlencode()
    return request.META["QUERY_STRING"]


@lru_cache(maxsize=1024)
def _parts(park: str, year: int, _token: str) -> list[tuple[date, date]]:
    """The days in question, for data and a day that the token stands for."""
    edition = Edition.objects.published().of(park, year).first()
    return [(part.first, part.last) for part in PlanHistory.build(edition).parts] if edition else []
