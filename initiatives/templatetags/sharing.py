"""Tags for sharing a page: its share cards, its permanent link and QR code."""

from dataclasses import dataclass
from typing import Any

import segno
from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from initiatives.metadata.share_cards import Shape
from initiatives.models import Edition
from initiatives.models.site_urls import absolute_url
from initiatives.pages.embeds import Embed
from initiatives.templatetags.wording import this_page

register = template.Library()

# URL names of the pages that have a card of their own; all others use the plan's.
PAGES_WITH_OWN_CARD = ("goal", "project", "metric")


@dataclass(frozen=True)
class ShareCard:
    """The paths of both cards and their alternative text; `site_url` is empty if they are not public.

    `file_name` is what a card is saved as, without its ending.
    """

    wide: str
    square: str
    alt_text: str
    site_url: str
    file_name: str


@register.simple_tag(takes_context=True)
def share_card(context: dict[str, Any]) -> ShareCard | None:
    """The share card of this page; None if the page belongs to no plan."""
    edition, request = context.get("edition"), context.get("request")
    if not isinstance(edition, Edition) or not getattr(request, "resolver_match", None):
        return None
    name, about, key = "plan", edition.text("title")[0], ()
    match, page = context["request"].resolver_match, context.get("page")
    kind = match.url_name.removesuffix("-embed")
    if kind in PAGES_WITH_OWN_CARD:
        name, about = kind, page.title if isinstance(page, Embed) else str(getattr(page, kind))
        key = tuple(match.kwargs[part] for part in ("key", "code") if part in match.kwargs)
    return ShareCard(
        wide=edition.url(f"{name}-{Shape.WIDE}", *key),
        square=edition.url(f"{name}-{Shape.SQUARE}", *key),
        alt_text=f"{about} · {edition.plan.park.text('name')[0]} {edition.plan.year}",
        site_url="" if edition.previewed else settings.SITE_URL,
        file_name="-".join((edition.plan.park.slug, str(edition.plan.year), *key)),
    )


@register.simple_tag(takes_context=True)
def permanent_link(context: dict[str, Any]) -> str:
    """The page's absolute URL, with the day it shows; empty while SITE_URL is not set, and in previews."""
    edition, request = context.get("edition"), context.get("request")
    if not settings.SITE_URL or request is None or getattr(edition, "previewed", False):
        return ""
    return absolute_url(this_page(context))


@register.simple_tag
def qr_code(link: str, title: str) -> SafeString:
    """A link as an inline SVG with the id "page:qr". Dark on light in any scheme, as scanners expect."""
    code = segno.make(link, error="m", micro=False)
    drawing = code.svg_inline(
        title=title, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None, border=4
    )
    # segno escapes the title; role and label make it one image for screen readers.
    named = format_html('<svg role="img" id="page:qr" aria-label="{}"', title)
    return mark_safe(drawing.replace("<svg", named, 1))
