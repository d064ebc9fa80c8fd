"""The README and the redirect pages of an export."""

from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from initiatives.models import Edition
from initiatives.static_site.scope import languages, published

REDIRECT_PAGE = (
    '<!doctype html>\n<html lang="{}">\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width">\n'
    '<link rel="icon" href="data:,">\n<meta http-equiv="refresh" content="0; url={}">\n'
    '<title>{}</title>\n<p><a href="{}">{}</a></p>\n</html>\n'
)


def redirect_page(link: str, language: str) -> str:
    """Return a page that redirects to a link."""
    with translation.override(language):
        title = _("Work plans of industrial parks")
    return format_html(REDIRECT_PAGE, "en" if language == "en" else "zh-Hans", link, title, link, title)


def introduction(only: Edition | None) -> str:
    """Return the README in each language: how to open the folder and what it contains.

    Lines end in CR LF, which every editor understands.
    """
    editions = published(only)
    parts = []
    for language in languages():
        with translation.override(language):
            lines = [
                _("Open index.html with a double click. It needs no network and no installation."),
                _("Copy the folder as a whole. If it came as a zip file, unpack it first."),
                *(
                    _("%(plan)s, edition %(n)d") % {"plan": edition.plan, "n": edition.number}
                    for edition in editions
                ),
                _("This is a copy: later changes and several filters at once are on the live site only."),
            ]
        parts.append("\r\n".join(lines))
    return "\r\n\r\n".join(parts) + "\r\n"
