"""What a copy says of itself, beside the pages of the site."""

from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from initiatives.models import Edition
from initiatives.static_site.scope import languages, published

FORWARD = (
    '<!doctype html>\n<html lang="{}">\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width">\n'
    '<link rel="icon" href="data:,">\n<meta http-equiv="refresh" content="0; url={}">\n'
    '<title>{}</title>\n<p><a href="{}">{}</a></p>\n</html>\n'
)


def forward_page(link: str, language: str) -> str:
    """A page that leads on at once, or by its link."""
    with translation.override(language):
        title = _("Work plans of industrial parks")
    return format_html(FORWARD, "en" if language == "en" else "zh-Hans", link, title, link, title)


def introduction(only: Edition | None) -> str:
    """How to open the folder and what it holds, in every language; with the line ends of every editor."""
    editions = published(only)
    parts = []
    for language in languages():
        with translation.override(language):
            lines = [
                _("Open index.html with a double click. It needs no network and no installation."),
                _("Copy the folder as a whole. If it came as a zip file, unpack it first."),
                *(_("%(plan)s, edition %(n)d") % {"plan": one.plan, "n": one.number} for one in editions),
                _("This is a copy: later changes and several filters at once are on the live site only."),
            ]
        parts.append("\r\n".join(lines))
    return "\r\n\r\n".join(parts) + "\r\n"
