"""Which pages belong to a copy, and where they are found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import translation

from initiatives.models import Edition, Park
from initiatives.static_site import file_paths

NAMESPACE = "initiatives"
ABOVE_PLANS = ("home", "about", "search")


@dataclass(frozen=True)
class ExportScope:
    """What belongs to the copy: all that readers see, or one plan and the few pages above it."""

    site_url: str
    search: tuple[str, ...]
    desk: tuple[str, ...]
    # The beginnings of the addresses that belong to it; empty for all.
    only: tuple[str, ...] = ()
    # Pages that lead on to others.
    forwards: dict[str, str] = field(default_factory=dict)

    def holds(self, address: str) -> bool:
        """Whether a page, or one of its states, gets a file.

        Every filter may be combined with every order, but not with another filter: their
        combinations are too many to be made beforehand.
        """
        path = address.partition("?")[0]
        if path.startswith(self.desk) or len(set(file_paths.parameters(address)) - file_paths.ORDERING) > 1:
            return False
        return not self.only or path in self.forwards or path.startswith(self.only)

    def settled(self, address: str) -> str:
        """The address whose file stands for this one: one search page, downloads in one order."""
        path = address.partition("?")[0]
        if path in self.search:
            return path
        kept = file_paths.parameters(address)
        if not file_paths.is_page(path):
            kept.pop("sort", None)
        return f"{path}{'?' if kept else ''}{urlencode(kept)}"


def languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def in_each_language(address: Callable[[], str]) -> tuple[str, ...]:
    """What a function that makes an address makes in every language."""
    found = []
    for language in languages():
        with translation.override(language):
            found.append(address())
    return tuple(found)


def export_scope(only: Edition | None) -> ExportScope:
    """All that readers see, or what one plan needs."""
    search = in_each_language(lambda: reverse(f"{NAMESPACE}:search"))
    desk = in_each_language(lambda: reverse("admin:index"))
    if only is None:
        return ExportScope(settings.SITE_URL, search, desk)
    plan = in_each_language(only.get_absolute_url)
    about = in_each_language(lambda: reverse(f"{NAMESPACE}:about"))
    homes = in_each_language(lambda: reverse(f"{NAMESPACE}:home"))
    forwards = dict(zip(homes, plan, strict=True))
    return ExportScope(settings.SITE_URL, search, desk, (*plan, *search, *about), forwards)


def starts(only: Edition | None) -> Iterator[str]:
    """Where the reading begins: the pages above plans, and each page that needs nothing but its plan."""
    editions = published(only)
    parks = [] if only else list(Park.objects.published().order_by("slug"))
    for language in languages():
        with translation.override(language):
            yield from (reverse(f"{NAMESPACE}:{name}") for name in ABOVE_PLANS)
            yield from (park.get_absolute_url() for park in parks)
            for edition in editions:
                yield from filter(file_paths.is_page, plan_pages(edition))


def published(only: Edition | None) -> list[Edition]:
    return [only] if only else list(Edition.objects.published().order_by("plan__park__slug", "plan__year"))


def plan_pages(edition: Edition) -> Iterator[str]:
    """The addresses of a plan's pages that need no further key."""
    names = get_resolver().namespace_dict[NAMESPACE][1].reverse_dict
    for name in sorted(name for name in names if isinstance(name, str)):
        try:
            yield edition.url(name)
        except NoReverseMatch:
            continue
