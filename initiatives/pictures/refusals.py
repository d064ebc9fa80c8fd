"""Messages for refused uploads: what is wrong with the picture, the limit, the remedy."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

MAX_UPLOAD_BYTES = 20_000_000
MAX_MEGAPIXELS = 40

ACCEPTED = _("Accepted are JPEG, PNG, WebP and AVIF.")
AS_JPEG = _("Save it as JPEG in a picture program, then upload that.")
FORMAT_NAMES = {"gif": "GIF", "tiff": "TIFF", "psd": "Photoshop", "eps": "EPS", "pdf": "PDF", "bmp": "BMP"}

MESSAGES: dict[str, Any] = {
    "bytes": _("The file has %(size)s MB; at most %(most)s MB are taken. Save it smaller or as JPEG."),
    "pixels": _(
        "The picture has more than %(most)s megapixels, which is the limit. "
        "Reduce it in a picture program; 1600 pixels in width are enough."
    ),
    "animated": _("The picture is animated. Only still pictures are taken: save one frame as JPEG or PNG."),
    "cmyk": _(
        "The picture is in CMYK (for printing) without a usable colour profile, so its colours are not "
        "certain. Save it in RGB."
    ),
    "memory": _(
        "The picture needs more memory than it may have. Save it as JPEG, or reduce it to 1600 pixels in "
        "width."
    ),
    "time": _("The picture takes too long to decode. Save it anew as JPEG in a picture program."),
    "crash": _("The picture could not be read because of an error of the site. Tell whoever runs the site."),
    "storage": _(
        "The picture could not be stored: the disk is full or read-only. Tell whoever runs the site."
    ),
    "broken": _(
        "The picture cannot be read to its end: the file is damaged or incomplete. "
        "Copy it again from the camera or the sender, or save it anew as JPEG."
    ),
    "unknown": format_lazy("{} {}", _("This is no picture that can be read."), ACCEPTED),
    "kind-heic": _(
        "This is a HEIC picture, as iPhones take them, which not every browser shows. Save it as JPEG: on "
        "the phone under Settings, Camera, Formats choose “Most Compatible”, or mail the picture to yourself."
    ),
    "kind-svg": _(
        "This is an SVG drawing, which may hold scripts and is not taken. Export it as PNG, 1600 pixels wide."
    ),
    "kind-html": format_lazy(
        "{} {}", _("This is a web page under a picture's name, and no picture."), ACCEPTED
    ),
    "kind": format_lazy("{} {} {}", _("This is a %(kind)s file."), ACCEPTED, AS_JPEG),
}


def refusal(code: str, **values: Any) -> ValidationError:
    """A ValidationError with the message for the code of a `derivatives.RefusedPicture`."""
    kind = values.get("kind", "")
    key = f"kind-{kind}" if f"kind-{kind}" in MESSAGES else code
    params = {"most": MAX_MEGAPIXELS, **values, "kind": FORMAT_NAMES.get(kind, kind)}
    return ValidationError(MESSAGES[key], code=key, params=params)
