"""Decode an uploaded picture, rotate it upright, convert it to sRGB and encode it again without metadata.

Uploads may be hostile to decoders, so this runs in a process of its own (`python -m`, see `uploads.py`) with
limits of time and memory, and does not import Django.
"""

import io
import json
import re
import resource
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from PIL import ExifTags, Image, ImageCms, ImageOps, features

MAX_PIXELS = 40_000_000
# In pixels, for very tall pictures; the width is limited by the caller.
MAX_HEIGHT = 2_400
# Limits of the process; of its address space it uses only a part.
MAX_CPU_SECONDS, MAX_ADDRESS_SPACE_BYTES = 30, 2_000_000_000
# AVIF at speed 9 takes a fifth of the time of speed 8 for files a sixth larger.
WEBP_QUALITY, AVIF_QUALITY, AVIF_SPEED = 80, 58, 9
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
# Other formats that people upload, by their first bytes; `refusals.py` has a message for each.
REFUSED_KINDS = (
    ("gif", rb"GIF8[79]a"),
    ("tiff", rb"II\*\0|MM\0\*|II\+\0|MM\0\+"),
    ("psd", rb"8BPS"),
    ("eps", rb"%!PS|\xc5\xd0\xd3\xc6"),
    ("pdf", rb"%PDF"),
    ("bmp", rb"BM"),
    ("heic", rb"....ftyp(?:hei[cmsx]|hev[cmsx]|m[is]f1(?!.{0,40}avi[fs]))"),
    ("svg", rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?(?:<!doctype svg[^>]*>\s*)?<svg\b"),
    ("html", rb"\s*<(?:!doctype html|html|head|body|script)\b"),
)
ACCEPTED_SIGNATURES = rb"\xff\xd8\xff|\x89PNG|RIFF....WEBP|....ftypavi[fs]"
SIDEWAYS_ORIENTATIONS = frozenset({5, 6, 7, 8})


class RefusedPicture(Exception):
    """The file is not accepted; `code` and `values` select and fill a message of `refusals.py`."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Derivatives:
    """The result: size in pixels, mean colour as hex, encoded files by name, codes of what was changed."""

    width: int
    height: int
    colour: str
    files: dict[str, bytes]
    treatment: list[str] = field(default_factory=list)


def derive(data: bytes, widths: Sequence[int], *, transparent: bool = False) -> Derivatives:
    """Encode the picture in each of the widths (ascending) it exceeds, and in its own if that is smaller.

    With `transparent` it keeps its alpha channel, else it is put on white. Raises RefusedPicture.
    """
    try:
        return _derive(data, widths, transparent)
    except RefusedPicture:
        raise
    except MemoryError as error:
        raise RefusedPicture("memory") from error
    except Exception as error:  # decoders raise all kinds of exceptions on broken files
        raise RefusedPicture("broken") from error


def _derive(data: bytes, widths: Sequence[int], transparent: bool) -> Derivatives:
    image = _open(data)
    treatment = _metadata_kinds(image)
    orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    upright = image.size[::-1] if orientation in SIDEWAYS_ORIENTATIONS else image.size
    target = _target_size(upright, widths[-1])
    if target != upright:
        treatment.append("size")
    small = _shrink(image, target[::-1] if orientation in SIDEWAYS_ORIENTATIONS else target, treatment)
    if orientation in range(2, 9):
        small.getexif()[ExifTags.Base.Orientation] = orientation
        small = ImageOps.exif_transpose(small)
        treatment.append("orientation")
    shown = _flatten(_to_srgb(small, image, treatment), transparent, treatment)
    return Derivatives(*shown.size, _mean_colour(shown), _encode(shown, widths, transparent), treatment)


def _open(data: bytes) -> Image.Image:
    for kind, begin in REFUSED_KINDS:
        if re.match(begin, data[:2_000], re.DOTALL | re.IGNORECASE):
            raise RefusedPicture("kind", kind=kind)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedPicture("pixels") from error
    except Image.UnidentifiedImageError as error:
        begins_well = re.match(ACCEPTED_SIGNATURES, data[:20], re.DOTALL)
        raise RefusedPicture("broken" if begins_well else "unknown") from error
    if image.width * image.height > MAX_PIXELS:
        raise RefusedPicture("pixels")
    # A phone's photo (MPO) may hold a second picture such as a depth map; the first one is used.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise RefusedPicture("animated")
    return image


def _metadata_kinds(image: Image.Image) -> list[str]:
    """What the file holds besides the picture: "location", "metadata"; both are dropped."""
    exif = image.getexif()
    kinds = ["location"] if exif.get_ifd(ExifTags.IFD.GPSInfo) else []
    other_tags = set(exif) - {ExifTags.Base.Orientation, ExifTags.IFD.GPSInfo}
    if (
        other_tags
        or any(image.info.get(name) for name in ("xmp", "comment", "photoshop"))
        or _has_text_chunks(image)
    ):
        kinds.append("metadata")
    return kinds


def _has_text_chunks(image: Image.Image) -> bool:
    return bool(getattr(image, "text", None)) if image.format == "PNG" else False


def _target_size(size: tuple[int, int], width: int) -> tuple[int, int]:
    scale = min(1, width / size[0], MAX_HEIGHT / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _shrink(image: Image.Image, target: tuple[int, int], treatment: list[str]) -> Image.Image:
    """Decode the whole picture (a JPEG only in the detail needed) and reduce it to the target size."""
    if image.format in ("JPEG", "MPO"):
        image.draft(None, target)
    image.load()
    if image.mode.startswith("I"):
        treatment.append("depth")
        return _from_16_bits(image, target)
    if image.mode in ("1", "P", "PA") or "transparency" in image.info:
        clear = "transparency" in image.info or image.mode == "PA"
        plain: Any = image.convert("RGBA" if clear else "L" if image.mode == "1" else "RGB")
    else:
        plain = image
    return plain if plain.size == target else plain.resize(target, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _from_16_bits(image: Image.Image, target: tuple[int, int]) -> Image.Image:
    """Convert 16-bit to 8-bit greyscale."""
    small = image.resize(target, Image.Resampling.BOX) if image.size != target else image
    return small.convert("I").point(lambda value: value * (1 / 257)).convert("L")


def _to_srgb(small: Image.Image, image: Image.Image, treatment: list[str]) -> Image.Image:
    """Convert by the embedded profile. Without one, CMYK is refused and all else is taken as sRGB."""
    alpha = small.getchannel("A") if "A" in small.getbands() else None
    plain = small.convert(small.mode.removesuffix("A")) if alpha else small
    profile = image.info.get("icc_profile")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            plain = _converted_to_srgb(plain, source, treatment)
        except (ImageCms.PyCMSError, OSError, ValueError):
            treatment.append("profile")
    if plain.mode not in ("RGB", "L"):
        raise RefusedPicture("cmyk")
    plain = plain.convert("RGB")
    if alpha:
        plain.putalpha(alpha)
    return plain


def _converted_to_srgb(
    plain: Image.Image, source: ImageCms.ImageCmsProfile, treatment: list[str]
) -> Image.Image:
    name = ImageCms.getProfileDescription(source).strip()
    if name.startswith("sRGB") and plain.mode == "RGB":
        return plain
    srgb = ImageCms.createProfile("sRGB")
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    converted = ImageCms.profileToProfile(plain, source, srgb, intent, "RGB", flags=flags)
    treatment.append("colours")
    return cast(Image.Image, converted)  # None only with inPlace=True


def _flatten(image: Image.Image, transparent: bool, treatment: list[str]) -> Image.Image:
    """Copy the pixels to a new image without metadata; onto white unless `transparent`."""
    clear = image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255)
    flat = Image.new("RGBA" if clear and transparent else "RGB", image.size, "white")
    if clear and not transparent:
        treatment.append("transparency")
        flat.paste(image, mask=image.getchannel("A"))
    elif clear:
        flat.paste(image)
    else:
        flat.paste(image.convert("RGB"))
    return flat


def _mean_colour(image: Image.Image) -> str:
    """The mean colour as hex, shown until the picture has loaded."""
    return image.convert("RGB").resize((1, 1), Image.Resampling.BOX).tobytes().hex()


def _encode(image: Image.Image, widths: Sequence[int], transparent: bool) -> dict[str, bytes]:
    """Encode as WebP in each width, and unless `transparent` as AVIF too if those are smaller in total."""
    target_widths = [width for width in widths if width < image.width] + [image.width]
    sized = {
        width: image
        if width == image.width
        else image.resize(
            (width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS
        )
        for width in target_widths
    }
    webp = {
        width: _encoded(resized, "WEBP", quality=WEBP_QUALITY, method=4) for width, resized in sized.items()
    }
    files = {f"{width}.webp": data for width, data in webp.items()}
    if features.check("avif") and not transparent:
        avif = {
            width: _encoded(resized, "AVIF", quality=AVIF_QUALITY, speed=AVIF_SPEED, max_threads=2)
            for width, resized in sized.items()
        }
        if sum(map(len, avif.values())) < sum(map(len, webp.values())):
            files |= {f"{width}.avif": data for width, data in avif.items()}
    return files


def _encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def main(folder: Path, widths: Sequence[int], transparent: bool) -> None:
    """Read `folder/upload`; write the encoded files and `facts.json`, or `refused.json`, beside it."""
    # SIGXCPU at the soft limit tells the parent the reason; at the hard limit it would be SIGKILL.
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_ADDRESS_SPACE_BYTES, MAX_ADDRESS_SPACE_BYTES))
    with suppress(OSError):  # if memory runs short, the kernel is to end this process first
        Path("/proc/self/oom_score_adj").write_text("500")
    try:
        derived = derive((folder / "upload").read_bytes(), widths, transparent=transparent)
    except RefusedPicture as error:
        refused = {"code": error.code, "values": error.values}
        (folder / "refused.json").write_text(json.dumps(refused), encoding="utf-8")
        return
    for name, data in derived.files.items():
        (folder / name).write_bytes(data)
    facts = {
        "width": derived.width,
        "height": derived.height,
        "colour": derived.colour,
        "files": list(derived.files),
        "treatment": derived.treatment,
    }
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(width) for width in sys.argv[3:]], sys.argv[2] == "transparent")
