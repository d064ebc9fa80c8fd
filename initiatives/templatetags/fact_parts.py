"""Tags for parts of facts that pages show many times: value, period, doubts, marks; built into all templates.

They are functions and no templates, since a table of figures would render each of these hundreds of times.
"""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from initiatives.models import Edition, Figure
from initiatives.models.site_urls import page_language
from initiatives.templatetags.wording import evidence_url, is_foreign, is_word, qualifier, say

register = template.Library()


@register.simple_tag
def stated_value(figure: Figure) -> SafeString:
    """A figure's number and unit; where there is none, why."""
    amount = figure.amount
    if amount is None:
        return format_html('<span class="missing">{}</span>', figure.get_availability_display())
    number, unit = amount.parts(page_language())
    words, digits = qualifier(number)
    shown = format_html('<span class="qualifier">{} </span>{}', words, digits) if words else digits
    if not unit:
        return format_html('<span class="number">{}</span>', shown)
    html = '<span class="number">{}</span>' + ('<span class="gap"> </span>' if is_word(unit) else "")
    language = ' lang="zh-Hans"' if is_foreign(unit) else ""
    return format_html(html + f'<span class="unit"{language}>{{}}</span>', shown, unit)


@register.simple_tag
def stated_period(figure: Figure) -> str | SafeString:
    """The period of a figure; where the source puts it otherwise, in its words too."""
    words, stated = figure.period_in_words, figure.period_stated
    if not stated or stated in (words, f"{figure.period}年"):
        return words
    return format_html('{} <small class="quiet">{}</small>', words, say(figure, "period_stated"))


@register.simple_tag
def figure_doubt(figure: Figure, edition: Edition | None) -> str | SafeString:
    """What calls a figure into question first, and the hints how to read it, each with its link.

    Pages of no edition link to that of the figure.
    """
    edition = edition or figure.edition
    doubts, contradicted = figure.doubts, getattr(figure, "contradicted", False)
    shown: str | SafeString = ""
    if doubts:
        shown = _remark_link(doubts[0], edition, "⚠ " if doubts[0].kind == "contradiction" else "")
    elif contradicted:
        link = '<a class="tag tag-contradiction" href="{}">⚠ {}</a>'
        shown = format_html(link, edition.url("metric", figure.metric.code), _("Contradiction"))
    hints = [(_remark_link(remark, edition),) for remark in figure.hints]
    return format_html("{}{}", shown, format_html_join("", " {}", hints)) if hints else shown


def _remark_link(remark: Any, edition: Edition, sign: str = "") -> SafeString:
    return format_html(
        '<a class="tag tag-{}" href="{}#{}" title="{}">{}{}</a>',
        remark.kind,
        edition.url("quality"),
        remark.key,
        remark.text("content")[0],
        sign,
        remark.get_kind_display(),
    )


@register.simple_tag
def source_marks(row: Any, edition: Edition | None) -> SafeString:
    """The marks of the places that a row cites, with links to them; they open beside the fact.

    Pages of no edition link to that of the row.
    """
    edition = edition or row.edition
    link = (
        ' <a class="cite" href="{}#{}" data-hx-get="{}" data-hx-target="closest [data-fact]"'
        ' data-hx-swap="beforeend" title="{}"><span class="unseen">{} </span>{}</a>'
    )
    return format_html_join(
        "",
        link,
        (
            (
                edition.url("source", passages[0].source.slug),
                passages[0].key,
                evidence_url(row, edition),
                " · ".join(passage.text("phrase")[0] for passage in passages),
                _("Source"),
                passages[0].mark,
            )
            for passages in row.marks
        ),
    )
