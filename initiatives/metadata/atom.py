"""Write feeds as Atom (RFC 4287)."""

from datetime import UTC, datetime

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from initiatives.files.xml_text import INVALID_IN_XML
from initiatives.metadata.feed import Feed
from initiatives.models.site_urls import absolute_url

# Atom requires a time of the last change; this stands in feeds without entries.
EPOCH = datetime.fromtimestamp(0, UTC)


class Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else EPOCH


def write_feed(feed: Feed, path: str, language: str) -> bytes:
    """Return the feed at `path` as XML in one language; the id of an entry never changes."""
    atom = Atom(
        title=_xml_text(feed.title),
        link=absolute_url(feed.path),
        description="",
        language=language,
        author_name=settings.SITE_NAME or _("Parkplan"),
        feed_url=absolute_url(path),
        feed_guid=absolute_url(path),
    )
    for entry in feed.news:
        atom.add_item(
            title=_xml_text(entry.title),
            link=absolute_url(entry.path),
            description=escape(_xml_text(entry.text)),
            unique_id=absolute_url(entry.key),
            pubdate=entry.when,
            updateddate=entry.when,
        )
    return atom.writeString("utf-8").encode()


def _xml_text(text: str) -> str:
    return INVALID_IN_XML.sub("", text)
