"""The link from a page of the admin to the same page in the other language."""

from django import template
from django.template.context import Context
from django.urls import translate_url
from django.utils.translation import get_language

register = template.Library()

# Each language is named in itself.
NAMES = {"zh-hans": "中文", "en": "English"}


@register.inclusion_tag("admin/_language.html", takes_context=True)
def other_language(context: Context) -> dict[str, str]:
    """The other language's code and name, and this page's address in it."""
    code = "zh-hans" if get_language() == "en" else "en"
    return {"code": code, "name": NAMES[code], "url": translate_url(context["request"].get_full_path(), code)}
