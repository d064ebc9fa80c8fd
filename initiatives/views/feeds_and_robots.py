"""Feeds, sitemap, robots.txt and security.txt.

Feeds and sitemaps need absolute URLs, so they answer 404 without a SITE_URL.
"""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from initiatives.metadata.atom import write_feed
from initiatives.metadata.feed import Feed
from initiatives.metadata.sitemap import Sitemap
from initiatives.metadata.year_differences import year_differences
from initiatives.models import Edition, Park
from initiatives.models.site_urls import absolute_url, page_language, site_root
from initiatives.views.public import not_for_search_engines, public

ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml"
TEXT = "text/plain; charset=utf-8"


def _require_site_url() -> None:
    if not settings.SITE_URL:
        raise Http404("There are complete addresses only with a SITE_URL.")


def _feed(request: HttpRequest, subject: Edition | Park | None) -> HttpResponse:
    return HttpResponse(write_feed(Feed.build(subject), request.path, page_language()), content_type=ATOM)


@public
def site_feed(request: HttpRequest) -> HttpResponse:
    _require_site_url()
    return _feed(request, None)


@public
def park_feed(request: HttpRequest, park: str) -> HttpResponse:
    _require_site_url()
    published = get_object_or_404(Park.objects.published(), slug=park)
    return not_for_search_engines(_feed(request, published), published)


@public
def years_feed(request: HttpRequest, park: str) -> HttpResponse:
    """What the plans of a park changed from year to year."""
    _require_site_url()
    published = get_object_or_404(Park.objects.published(), slug=park)
    feed = write_feed(year_differences(published), request.path, page_language())
    return not_for_search_engines(HttpResponse(feed, content_type=ATOM), published)


@public
def plan_feed(request: HttpRequest, park: str, year: int) -> HttpResponse:
    _require_site_url()
    edition = get_object_or_404(Edition.objects.published().of(park, year))
    return not_for_search_engines(_feed(request, edition), edition.plan.park)


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """The sitemap of all pages, or, if they do not fit into one file, the index of its parts."""
    _require_site_url()
    numbers = Sitemap.parts()
    if len(numbers) <= 1:
        return _xml(request, "sitemap", page=Sitemap.build().addresses)
    parts = [absolute_url(reverse("sitemap-part", args=[number])) for number in numbers]
    return _xml(request, "sitemap_index", parts=parts)


@public
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    _require_site_url()
    addresses = Sitemap.build(number).addresses
    if not addresses:
        raise Http404
    return _xml(request, "sitemap", page=addresses)


def _xml(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, f"initiatives/{template}.xml", context, content_type=XML)


@public
def robots(request: HttpRequest) -> HttpResponse:
    """Everything but the admin may be crawled; pages not to be listed have a noindex header."""
    # Another path that the desk may have is not told to anybody.
    lines = ["User-agent: *", *(f"Disallow: {site_root()}{place}" for place in ("admin/", "en/admin/"))]
    if settings.SITE_URL:
        lines += ["", f"Sitemap: {absolute_url(reverse('sitemap'))}"]
    return _text(lines)


@public
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116. It expires on the first of a month, five to six months ahead, so it changes once a month."""
    contact = settings.SECURITY_CONTACT or settings.CORRECTIONS
    if contact.startswith("http://") or not contact:
        raise Http404("Set SECURITY_CONTACT to a mail address or an https link.")
    lines = [
        f"Contact: {contact if '://' in contact else f'mailto:{contact}'}",
        f"Expires: {_expiry(timezone.localdate()).isoformat()}T00:00:00Z",
        "Preferred-Languages: zh, en",
    ]
    if settings.SITE_URL.startswith("https://"):
        lines.append(f"Canonical: {absolute_url(reverse('security'))}")
    return _text(lines)


def _expiry(today: date) -> date:
    return (today.replace(day=1) + timedelta(days=6 * 31)).replace(day=1)


def _text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join([*lines, ""]), content_type=TEXT)
