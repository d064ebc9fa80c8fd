"""The tag that links an admin page to the same page in the other language."""

from django import template
from django.template.context import Context
from django.urls import translate_url
from django.utils.translation import get_language

from initiatives.models.site_urls import site_root

register = template.Library()

# Each language's name in that language.
LANGUAGE_NAMES = {"zh-hans": "中文", "en": "English"}


@register.inclusion_tag("admin/_language.html", takes_context=True)
def other_language(context: Context) -> dict[str, str]:
    """The other language's code and name, and this page's URL in it."""
    code = "zh-hans" if get_language() == "en" else "en"
    here = context["request"].get_full_path()
    # translate_url knows only addresses without the path of the site, and returns others as they are.
    below_root = f"/{here.removeprefix(site_root())}"
    translated = translate_url(below_root, code)
    return {
        "code": code,
        "name": LANGUAGE_NAMES[code],
        "url": here if translated == below_root else translated,
    }
