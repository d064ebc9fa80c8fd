"""Photos and logos from storage, served to those who may see the page they are on."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from initiatives.models import Edition, Park
from initiatives.pictures.uploads import read_stored
from initiatives.views.public import never_kept, not_for_search_engines, public

# The URL holds a digest of the contents, which therefore never change. Browsers may keep the file; shared
# caches must not, since a plan may be withdrawn.
CACHE_CONTROL = "private, max-age=31536000, immutable"


@never_kept
def photo(
    request: HttpRequest, edition: Edition, key: str, digest: str, width: int, suffix: str
) -> HttpResponse:
    """One file of a photo; 404 for a digest, width or format that it does not have."""
    picture = edition.photos.get(key=key)
    if not picture.holds(digest, width, suffix):
        raise Http404
    return _image_response(picture.file(width, suffix), f"{key}-{width}.{suffix}", suffix)


@public
@never_kept
def logo(request: HttpRequest, park: str, digest: str) -> HttpResponse:
    published = get_object_or_404(Park.objects.published(), slug=park)
    if not published.has_logo or published.logo_digest != digest:
        raise Http404
    response = _image_response(published.logo.name or "", f"{park}.webp", "webp")
    return not_for_search_engines(response, published)


def _image_response(name: str, filename: str, suffix: str) -> HttpResponse:
    """A file from storage; read at once, so that it is not left open when only headers are sent."""
    if (content := read_stored(name)) is None:
        raise Http404
    headers = {
        "Cache-Control": CACHE_CONTROL,
        "Content-Disposition": f'inline; filename="{filename}"',
        "ETag": f'"{name}"',
    }
    return HttpResponse(content, content_type=f"image/{suffix}", headers=headers)
