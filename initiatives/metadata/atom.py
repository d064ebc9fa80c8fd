"""News as Atom (RFC 4287), for feed readers."""

from datetime import UTC, datetime

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from initiatives.files.xml_text import INVALID_IN_XML
from initiatives.metadata.feed import Feed
from initiatives.site_urls import absolute_url

# A feed must say when it last changed. One that has had no news yet has not.
NEVER = datetime.fromtimestamp(0, UTC)


class Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else NEVER


def write_feed(feed: Feed, path: str, language: str) -> bytes:
    """The feed that stands at `path`, in one language; each entry's id stays when its page moves."""
    atom = Atom(
        title=_words(feed.title),
        link=absolute_url(feed.path),
        description="",
        language=language,
        author_name=settings.SITE_NAME or _("Parkplan"),
        feed_url=absolute_url(path),
        feed_guid=absolute_url(path),
    )
    for one in feed.news:
        atom.add_item(
            title=_words(one.title),
            link=absolute_url(one.path),
            description=escape(_words(one.text)),
            unique_id=absolute_url(one.key),
            pubdate=one.when,
            updateddate=one.when,
        )
    return atom.writeString("utf-8").encode()


def _words(text: str) -> str:
    return INVALID_IN_XML.sub("", text)
