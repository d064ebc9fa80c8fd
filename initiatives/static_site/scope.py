"""Which addresses a static export includes, and where it starts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import translation

from initiatives.models import Edition, Park
from initiatives.static_site import file_paths

NAMESPACE = "initiatives"
# The parameters that name two plans, and together make one page.
COMPARED = {"a", "b"}
SITE_PAGES = ("home", "about", "accessibility", "search")


@dataclass(frozen=True)
class ExportScope:
    """The addresses of an export: all that readers see, or one plan and the few pages above it."""

    site_url: str
    search: tuple[str, ...]
    # Prefixes of addresses that are left out.
    left_out: tuple[str, ...]
    # Prefixes of the addresses included; empty for all.
    prefixes: tuple[str, ...] = ()
    # The pages that compare two plans.
    comparisons: tuple[str, ...] = ()
    # Pages that redirect to others.
    redirects: dict[str, str] = field(default_factory=dict)

    def contains(self, address: str, page: str = "") -> bool:
        """Whether the export has a file for what a page links to.

        Each filter and each order is exported, but no filter with another or in an order: such pages would be
        more than all others. A filter in an order leads to the filter, except from the filter itself.
        """
        path, given = address.partition("?")[0], file_paths.parameters(address)
        filters = given.keys() - file_paths.ORDERING
        if filters == COMPARED:
            return path in self.comparisons
        if path.startswith(self.left_out) or len(filters) > 1:
            return False
        if "sort" in given and filters & file_paths.parameters(page).keys():
            return False
        return not self.prefixes or path in self.redirects or path.startswith(self.prefixes)

    def canonical(self, address: str) -> str:
        """Return the address whose file is used: one search page, one order of downloads and filters."""
        path = address.partition("?")[0]
        if path in self.search:
            return path
        kept = file_paths.parameters(address)
        if not file_paths.is_page(path) or kept.keys() - file_paths.ORDERING:
            kept.pop("sort", None)
        return f"{path}{'?' if kept else ''}{urlencode(kept)}"


def languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def in_each_language(address: Callable[[], str]) -> tuple[str, ...]:
    """Call a function that returns an address in each language."""
    found = []
    for language in languages():
        with translation.override(language):
            found.append(address())
    return tuple(found)


def export_scope(only: Edition | None) -> ExportScope:
    """Return the scope of the whole published site, or of the one plan `only`."""
    search = in_each_language(lambda: reverse(f"{NAMESPACE}:search"))
    admin = in_each_language(lambda: reverse("admin:index"))
    if only is None:
        comparisons = in_each_language(lambda: reverse(f"{NAMESPACE}:compare"))
        return ExportScope(settings.SITE_URL, search, admin, comparisons=comparisons)
    plan = in_each_language(only.get_absolute_url)
    about = in_each_language(lambda: reverse(f"{NAMESPACE}:about"))
    homes = in_each_language(lambda: reverse(f"{NAMESPACE}:home"))
    redirects = dict(zip(homes, plan, strict=True))
    # Comparisons with plans that are not in the folder.
    left_out = (*admin, *(f"{address}compare/" for address in plan))
    return ExportScope(settings.SITE_URL, search, left_out, (*plan, *search, *about), redirects=redirects)


def start_addresses(only: Edition | None) -> Iterator[str]:
    """Yield the addresses of the pages above plans and of each plan's pages that need no further key."""
    editions = published(only)
    parks = [] if only else list(Park.objects.published().order_by("slug"))
    for language in languages():
        with translation.override(language):
            yield from (reverse(f"{NAMESPACE}:{name}") for name in SITE_PAGES)
            yield from (park.get_absolute_url() for park in parks)
            for edition in editions:
                yield from filter(file_paths.is_page, plan_pages(edition))


def published(only: Edition | None) -> list[Edition]:
    return [only] if only else list(Edition.objects.published().order_by("plan__park__slug", "plan__year"))


def plan_pages(edition: Edition) -> Iterator[str]:
    """Yield the addresses of a plan's pages that need no further key."""
    names = get_resolver().namespace_dict[NAMESPACE][1].reverse_dict
    for name in sorted(name for name in names if isinstance(name, str)):
        try:
            yield edition.url(name)
        except NoReverseMatch:
            continue
