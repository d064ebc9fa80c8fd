"""How to read a document, and where all of it stands: its last lines."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from initiatives.models import Edition
from initiatives.models.site_urls import absolute_url
from initiatives.pages.citations import punctuation
from initiatives.word_documents.written_text import TextRun, plain_runs


def plan_address(edition: Edition) -> str:
    """The absolute URL of the plan; empty while SITE_URL is not set, and in previews."""
    if not settings.SITE_URL or edition.previewed:
        return ""
    return absolute_url(edition.get_absolute_url())


def edition_words(edition: Edition) -> str:
    """`第1版，2024年1月5日` and the address of the plan, if the site has one."""
    number = _("Edition %(number)s") % {"number": edition.number}
    released = date_format(edition.released_at, _("j F Y")) if edition.released_at else ""
    return punctuation().comma.join(filter(None, (number, released, plan_address(edition))))


def legend(edition: Edition) -> list[list[TextRun]]:
    """What the marks and words of a document mean, a paragraph each."""
    marks = [
        ("§2 ¶3", _("Section 2, paragraph 3 of the source")),
        (_("Contradiction"), _("The source contradicts itself. All its numbers are shown, none was chosen.")),
        (_("Caution"), _("Sound, but to be read with care: a note says how.")),
        (
            _("Editor's inference"),
            _("The source does not say it. An editor concluded it, and says why."),
        ),
        (_("Not stated"), _("The source gives no number. It is not a zero.")),
    ]
    colon, stop = punctuation().colon, punctuation().stop.strip()
    lines = [plain_runs(f"{name}{colon}{meaning.rstrip('.。')}{stop}") for name, meaning in marks]
    return [*lines, plain_runs(edition_words(edition))]
