"""What a page gives to those who pass it on: its share pictures, its permanent link and that as a QR code."""

from dataclasses import dataclass
from typing import Any

import segno
from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from initiatives.models import Edition
from initiatives.pictures.cards import Shape
from initiatives.site_urls import absolute_url

register = template.Library()

# Pages of a plan that are about one thing, which has a card of its own; all others show the plan's.
OF_ONE_THING = ("goal", "project", "metric")


@dataclass(frozen=True)
class ShareCard:
    """The addresses of both pictures, and what they show; `site` is where they are public, or empty."""

    wide: str
    square: str
    shows: str
    site: str


@register.simple_tag(takes_context=True)
def share_card(context: dict[str, Any]) -> ShareCard | None:
    """The card of what this page is about; none where it belongs to no plan."""
    edition, request = context.get("edition"), context.get("request")
    if not isinstance(edition, Edition) or not getattr(request, "resolver_match", None):
        return None
    name, about, key = "plan", edition.text("title")[0], ()
    match = context["request"].resolver_match
    if match.url_name in OF_ONE_THING:
        name, about = match.url_name, str(getattr(context["page"], match.url_name))
        key = tuple(match.kwargs[part] for part in ("key", "code") if part in match.kwargs)
    return ShareCard(
        wide=edition.url(f"{name}-{Shape.WIDE}", *key),
        square=edition.url(f"{name}-{Shape.SQUARE}", *key),
        shows=f"{about} · {edition.plan.park.text('name')[0]} {edition.plan.year}",
        site="" if edition.previewed else settings.SITE_URL,
    )


@register.simple_tag(takes_context=True)
def permanent_link(context: dict[str, Any]) -> str:
    """The page's address for ever; empty while the site has no public name, and in previews."""
    edition, request = context.get("edition"), context.get("request")
    if not settings.SITE_URL or request is None or getattr(edition, "previewed", False):
        return ""
    return absolute_url(request.path)


@register.simple_tag
def qr_code(link: str, title: str) -> SafeString:
    """A link as an inline SVG. Dark on light whatever the page's colours: readers of codes expect it."""
    code = segno.make(link, error="m", micro=False)
    drawing = code.svg_inline(
        title=title, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None, border=4
    )
    # segno escapes the title; role and name make it one picture to those who listen.
    named = format_html('<svg role="img" aria-label="{}"', title)
    return mark_safe(drawing.replace("<svg", named, 1))
