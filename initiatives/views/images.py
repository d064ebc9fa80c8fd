"""Pictures out of storage: to whom the page they stand on is shown, and nobody else."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from initiatives.models import Edition, Park
from initiatives.pictures.uploads import read_stored
from initiatives.views.public import public

# The address holds a hash of the contents: what is there now is there for ever, or not at all. A reader's own
# browser keeps it; shared caches must not, since a plan may be withdrawn.
FOR_EVER = "private, max-age=31536000, immutable"


def photo(
    request: HttpRequest, edition: Edition, key: str, digest: str, width: int, suffix: str
) -> HttpResponse:
    """One file of a photo's picture; a hash, width or format that it does not have is answered with 404."""
    found = edition.photos.get(key=key)
    if not found.holds(digest, width, suffix):
        raise Http404
    return _stored(found.file(width, suffix), f"{key}-{width}.{suffix}", suffix)


@public
def logo(request: HttpRequest, park: str, digest: str) -> HttpResponse:
    found = get_object_or_404(Park.objects.published(), slug=park)
    if not found.has_logo or found.logo_digest != digest:
        raise Http404
    return _stored(found.logo.name or "", f"{park}.webp", "webp")


def _stored(name: str, shown_name: str, suffix: str) -> HttpResponse:
    """Read whole, since it is small: no file stays open where nothing is sent."""
    if (content := read_stored(name)) is None:
        raise Http404
    headers = {
        "Cache-Control": FOR_EVER,
        "Content-Disposition": f'inline; filename="{shown_name}"',
        "ETag": f'"{name}"',
    }
    return HttpResponse(content, content_type=f"image/{suffix}", headers=headers)
