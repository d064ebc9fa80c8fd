"""How values are worded on a page, in the page's language."""

from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.amounts import Amount
from initiatives.models import Edition
from initiatives.models.fields import TwoLanguages
from initiatives.periods import Period

register = template.Library()


def page_language() -> str:
    """The language of the page as HTML writes it."""
    return "zh-Hans" if (get_language() or "").startswith("zh") else "en"


@register.simple_tag
def html_language() -> str:
    return page_language()


@register.filter
def say(row: TwoLanguages, field: str) -> str | SafeString:
    """A text of a row; marked with its language where that is not the page's."""
    text, language = row.text(field)
    if not text or language == page_language():
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


@register.filter
def plain(row: TwoLanguages, field: str) -> str:
    """The same text without markup, for titles and attributes."""
    return row.text(field)[0]


@register.filter
def parts(amount: Amount | None) -> tuple[str, str] | None:
    """A number and its unit as printed in the page's language."""
    return amount.parts(page_language()) if amount else None


@register.filter
def period(text: str) -> str:
    """A period in words: 2023年, 2024年上半年, 2024年第三季度, 2024年6月."""
    stretch = Period.parse(text)
    values: dict[str, Any] = {"year": stretch.year}
    if stretch.months == 12:
        return _("%(year)d") % values
    if stretch.months == 6:
        words = _("First half of %(year)d") if stretch.first == 1 else _("Second half of %(year)d")
        return words % values
    if stretch.months == 3:
        return _("Quarter %(quarter)d of %(year)d") % {**values, "quarter": (stretch.first + 2) // 3}
    return date_format(stretch.start, _("F Y"))


@register.filter
def day(when: date) -> str:
    """A date in running text: 2023年12月21日, 21 December 2023."""
    return date_format(when, _("j F Y"))


@register.simple_tag
def at(edition: Edition, name: str, *args: object) -> str:
    """The address of one of a plan's pages: `{% at edition "project" project.key %}`."""
    return edition.url(name, *args)


@register.simple_tag(takes_context=True)
def other_language_url(context: dict[str, Any]) -> str:
    """This very page in the other language: the path with or without its `/en`."""
    path = context["request"].path
    return path.removeprefix("/en") if page_language() == "en" else f"/en{path}"
