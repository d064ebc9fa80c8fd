"""Tags for `<head>`: the page title, metadata and JSON-LD."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from initiatives.metadata.descriptions import default_description, describe
from initiatives.metadata.head import Metadata

register = template.Library()

# HTML ends a script element at the first `</script`, even inside a JSON string.
ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


@register.simple_tag(takes_context=True)
def page_title(context: dict[str, Any]) -> str:
    """The title of the page object; the site's name if it has none, or if there is no page object."""
    return describe(context.get("page")).title or _("Parkplan")


@register.simple_tag(takes_context=True)
def page_description(context: dict[str, Any]) -> str:
    """What the page holds, in a sentence or two; what the site is about on pages that are not described."""
    return describe(context.get("page")).description or default_description(context.get("edition"))


@register.simple_tag(takes_context=True)
def page_metadata(context: dict[str, Any]) -> Metadata | None:
    """The page's metadata; None on error pages, in previews and of earlier days: not for search engines."""
    edition = context.get("edition")
    if "request" not in context or "page" not in context:
        return None
    if edition and (edition.previewed or edition.as_of):
        return None
    return Metadata.build(context["page"], edition, context["request"].path)


@register.filter
def linked_data(nodes: list[dict[str, Any]]) -> SafeString:
    """Schema.org nodes as one JSON-LD document that is safe inside `<script>`."""
    graph = {"@context": "https://schema.org", "@graph": nodes}
    return mark_safe(json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED))
