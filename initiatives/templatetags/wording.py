"""Tags and filters that format values in the page's language; built into all templates."""

import re
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from initiatives.models import Edition, Park
from initiatives.models.fields import TwoLanguages
from initiatives.models.narrative_texts import NarrativeTexts
from initiatives.models.site_urls import absolute_url, page_language, site_root, with_query
from initiatives.models.translations import TranslatedRow
from initiatives.pages.absence import absence, how_many_inferred
from initiatives.pages.citations import citation
from initiatives.search import Hit, Query
from initiatives.values.amounts import Amount
from initiatives.values.periods import Period

register = template.Library()
register.filter(how_many_inferred)
register.simple_tag(citation)

# The words of “about 60”, “No. 3”.
QUALIFIER = re.compile(r"([A-Za-z][A-Za-z .]*) ")
CHINESE = re.compile("[\u4e00-\u9fff]")
# Of a longer text found by the search a part is shown: so many characters, so many of them before the match.
MAX_EXCERPT, BEFORE_MATCH = 120, 40


@register.simple_tag
def html_language() -> str:
    return page_language()


@register.filter
def say(row: TwoLanguages, field: str) -> str | SafeString:
    """A text field in the page's language.

    Chinese on an English page is marked; English of an earlier Chinese is followed by words that say so.
    """
    text, language = row.text(field)
    if not text:
        return text
    if isinstance(row, Park) and field == "name" and row.invented:
        mark = '{} <small class="invented-mark">{}</small>'
        return format_html(mark, text, pgettext("after the name of a park", "invented"))
    if language != page_language():
        mark = '<span class="untranslated" lang="{}" title="{}">{}</span>'
        return format_html(mark, language, _("Not translated yet"), text)
    return _with_age(row, field, text) if language == "en" else text


@register.filter
def source_words(row: NarrativeTexts, field: str) -> str | SafeString:
    """A mark after a text in Chinese that is taken over from the source; nothing after the editors' own."""
    text, language = row.text(field)  # type: ignore[attr-defined]
    if not text or language == "en" or not row.is_in_source_words(field):
        return ""
    mark = ' <small class="source-words" title="{}">{}</small>'
    explanation = _("Taken over from the source word for word; editors have not put it in their own words.")
    return format_html(mark, explanation, _("source’s words"))


@register.filter
def english(row: TwoLanguages, field: str) -> str | SafeString:
    """The translation that stands beside a text in the source's own words; with its age, like `say`."""
    return _with_age(row, field, getattr(row, f"{field}_en"))


def _with_age(row: TwoLanguages, field: str, text: str) -> str | SafeString:
    if not isinstance(row, TranslatedRow) or field not in row.outdated_english:
        return text
    return format_html('{} <small class="outdated">{}</small>', text, _("(English of an earlier version)"))


@register.filter
def plain(row: TwoLanguages, field: str) -> str:
    """The same text as `say` without markup, for titles and attributes."""
    return str(row) if isinstance(row, Park) and field == "name" else row.text(field)[0]


@register.filter
def language_unlike_page(row: TwoLanguages, field: str) -> str:
    """The language of the text that `plain` returns if it is not the page's; else empty."""
    text, language = row.text(field)
    return language if text and language != page_language() else ""


@register.filter
def parts(amount: Amount | None) -> tuple[str, str] | None:
    """An amount's number and unit, formatted in the page's language."""
    return amount.parts(page_language()) if amount else None


def qualifier(number: str) -> tuple[str, str]:
    """English words before a number, which are set smaller, and the rest: (`more than`, `100`)."""
    words = QUALIFIER.match(number)
    return (words[1], number[words.end() :]) if words else ("", number)


def is_word(unit: str) -> bool:
    """Whether a space is read before a unit: `billion yuan` is a word, `%` and `亿元` are none."""
    return unit[:1].isascii() and unit[:1].isalpha()


def is_foreign(text: str) -> bool:
    """Whether a page in English shows a text in Chinese, such as a unit that has no translation."""
    return page_language() == "en" and CHINESE.search(text) is not None


@register.filter
def period(text: str) -> str:
    """A period in words: 2023年, 2024年上半年, 2024年第三季度, 2024年6月."""
    return Period.parse(text).in_words


@register.filter(expects_localtime=True)
def day(when: date) -> str:
    """A date in running text: 2023年12月21日, 21 December 2023. Of a time, the day where the site is."""
    return date_format(when, _("j F Y"))


@register.filter
def marked(text: str, query: Query) -> SafeString:
    """A text with the matches of the query in `<mark>`; of a long text, an excerpt around the first."""
    return _with_marks(text, query.places_in(text))


@register.simple_tag
def marked_name(hit: Hit, query: Query) -> SafeString:
    """The name of what was found, with its matches in `<mark>`, those of its pinyin too."""
    return _with_marks(hit.name, hit.places_in_name(query))


def _with_marks(text: str, found: list[tuple[int, int]]) -> SafeString:
    start, end = _excerpt(len(text), found[0][0] if found else 0)
    pieces, last = ["…" if start else ""], start
    for first, after in found:
        if start <= first < end:
            pieces += [escape(text[last:first]), format_html("<mark>{}</mark>", text[first:after])]
            last = after
    end = max(last, end)
    pieces += [escape(text[last:end]), "…" if end < len(text) else ""]
    return mark_safe("".join(pieces))  # every piece is escaped


def _excerpt(length: int, match: int) -> tuple[int, int]:
    """The slice of a text that is shown: all of a short one, of a long one what surrounds the match."""
    if length <= MAX_EXCERPT:
        return 0, length
    start = max(0, min(match - BEFORE_MATCH, length - MAX_EXCERPT))
    return start, start + MAX_EXCERPT


@register.simple_tag(takes_context=True)
def absent(context: dict[str, Any], words: str) -> str:
    """What the source does not state, if it was read whole; else only that nothing was entered."""
    return absence(context.get("edition"), words)


@register.simple_tag
def site_identity() -> Any:
    """Who runs the site, and under which numbers; false where nothing is set."""
    return settings.SITE_IDENTITY


@register.simple_tag
def desk_is_public() -> bool:
    """Whether public pages link to the desk: not where its path or the networks that reach it are set."""
    return settings.ADMIN_PATH == "admin" and not settings.ADMIN_NETWORKS


@register.simple_tag
def at(edition: Edition, name: str, *args: object) -> str:
    """The URL of a page of the plan: `{% at edition "project" project.key %}`."""
    return edition.url(name, *args)


@register.simple_tag
def with_parameters(url: str, query: str | None) -> str:
    """A URL with the parameters of a query string added, if there are any."""
    return with_query(url, query) if query and query != "?" else url


def evidence_url(row: Any, edition: Edition) -> str:
    """The URL of the passages behind a row; that of an edition is known by its number."""
    key = edition.number if isinstance(row, Edition) else row.key
    return edition.url("evidence", row.kind_slug, key)


@register.simple_tag(takes_context=True)
def report_url(context: dict[str, Any], row: Any = None) -> str:
    """Where to report a mistake: the mail address or form of CORRECTIONS, else the About page."""
    path = row.get_absolute_url() if row else this_page(context)
    fact = f"{row} {' '.join(passages[0].mark for passages in row.marks)}" if row else ""
    report = {"page": absolute_url(path), "fact": fact}
    if "@" in settings.CORRECTIONS and "://" not in settings.CORRECTIONS:
        subject = _("Mistake on %(page)s") % report
        return (
            f"mailto:{settings.CORRECTIONS}?{urlencode({'subject': subject, 'body': fact}, quote_via=quote)}"
        )
    if settings.CORRECTIONS:
        return f"{settings.CORRECTIONS}{'&' if '?' in settings.CORRECTIONS else '?'}{urlencode(report)}"
    return f"{reverse('initiatives:about')}#page:corrections"


@register.simple_tag(takes_context=True)
def absolute_urls(context: dict[str, Any]) -> dict[str, str]:
    """The page's absolute URLs: `here`, `chinese`, `english`; empty while SITE_URL is not set."""
    if not settings.SITE_URL or "request" not in context:
        return {}
    here, other = context["request"].path, _path_in_other_language(context)
    chinese, english = (other, here) if page_language() == "en" else (here, other)
    paths = {"here": here, "chinese": chinese, "english": english}
    return {name: absolute_url(path) for name, path in paths.items()}


@register.simple_tag
def absolute(path: str) -> str:
    """The absolute URL of a path; the path itself while SITE_URL is not set."""
    return absolute_url(path)


@register.simple_tag(takes_context=True)
def other_language_url(context: dict[str, Any]) -> str:
    """This page in the other language, as it was on the same day; always on this site."""
    return _as_of_same_day(context, _path_in_other_language(context))


@register.simple_tag(takes_context=True)
def this_page(context: dict[str, Any]) -> str:
    """The address of this page, without parameters other than the day whose state it shows."""
    return _as_of_same_day(context, context["request"].path)


def _as_of_same_day(context: dict[str, Any], path: str) -> str:
    days = getattr(context.get("edition"), "as_of", None)
    return with_query(path, f"as_of={days.first:%Y-%m-%d}") if days else path


def _path_in_other_language(context: dict[str, Any]) -> str:
    path = context["request"].path_info
    if page_language() == "en":
        return site_root() + path.removeprefix("/en").lstrip("/")
    return f"{site_root()}en/{path.lstrip('/')}"
