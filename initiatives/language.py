"""The language of the moment, as HTML, HTTP and what programs read write it."""

from django.utils.translation import get_language


def page_language() -> str:
    return "zh-Hans" if (get_language() or "").startswith("zh") else "en"
