"""What a page's head says to programs."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from initiatives.metadata.head import Metadata

register = template.Library()

# A block of data in HTML ends at the first `</script`, whatever the data is.
ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


@register.simple_tag(takes_context=True)
def page_metadata(context: dict[str, Any]) -> Metadata | None:
    """None where there is no page to speak of: errors, and previews, which no program is to read."""
    edition = context.get("edition")
    if "request" not in context or "page" not in context or getattr(edition, "previewed", False):
        return None
    return Metadata.build(context["page"], edition, context["request"].path)


@register.filter
def linked_data(nodes: list[dict[str, Any]]) -> SafeString:
    """Things in schema.org's words as one JSON-LD document, safe within `<script>`."""
    graph = {"@context": "https://schema.org", "@graph": nodes}
    return mark_safe(json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED))
