"""An uploaded picture decoded, turned upright, put into sRGB and encoded anew; nothing else of it goes on.

Decoders meet hostile files here, so this runs as a process of its own (`python -m`, see `photos.py`) and
knows nothing of Django: whatever a file does to it, the site goes on.
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
from typing import Any

from PIL import ExifTags, Image, ImageCms, ImageOps, features

MOST_PIXELS = 40_000_000
# Nothing is shown higher than this, however narrow it is.
HIGHEST = 2_400
# What the process may take: seconds of computing, bytes of addresses (of which it touches a part).
MOST_SECONDS, MOST_ADDRESSES = 30, 2_000_000_000
# At speed 9 AVIF takes a fifth of the time of 8, and a sixth more bytes.
WEBP_QUALITY, AVIF_QUALITY, AVIF_SPEED = 80, 58, 9
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
# What else people upload, by the bytes it begins with; `refusals.py` has the words.
OTHER_KINDS = (
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
ACCEPTED_KINDS = rb"\xff\xd8\xff|\x89PNG|RIFF....WEBP|....ftypavi[fs]"
TRANSPOSED = frozenset({5, 6, 7, 8})


class RefusedPicture(Exception):
    """Why a file is not taken, as a code and what belongs into its words."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Derivatives:
    """What is kept of a picture: encoded files by name, the facts a page needs, what was changed."""

    width: int
    height: int
    colour: str
    files: dict[str, bytes]
    treatment: list[str] = field(default_factory=list)


def derive(data: bytes, widths: Sequence[int], *, transparent: bool = False) -> Derivatives:
    """The picture in each of the widths (ascending) that it has, and in its own if that is less.

    With `transparent` it keeps what can be seen through; else white stands behind it.
    """
    try:
        return _derive(data, widths, transparent)
    except RefusedPicture:
        raise
    except MemoryError as error:
        raise RefusedPicture("memory") from error
    except Exception as error:  # decoders fail on broken files in every way there is
        raise RefusedPicture("broken") from error


def _derive(data: bytes, widths: Sequence[int], transparent: bool) -> Derivatives:
    image = _open(data)
    treatment = _found(image)
    orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    upright = image.size[::-1] if orientation in TRANSPOSED else image.size
    target = _fit(upright, widths[-1])
    if target != upright:
        treatment.append("size")
    small = _shrink(image, target[::-1] if orientation in TRANSPOSED else target, treatment)
    if orientation in range(2, 9):
        small.getexif()[ExifTags.Base.Orientation] = orientation
        small = ImageOps.exif_transpose(small)
        treatment.append("orientation")
    shown = _settle(_to_srgb(small, image, treatment), transparent, treatment)
    return Derivatives(*shown.size, _colour(shown), _encode(shown, widths, transparent), treatment)


def _open(data: bytes) -> Image.Image:
    for kind, begin in OTHER_KINDS:
        if re.match(begin, data[:2_000], re.DOTALL | re.IGNORECASE):
            raise RefusedPicture("kind", kind=kind)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedPicture("pixels") from error
    except Image.UnidentifiedImageError as error:
        begins_well = re.match(ACCEPTED_KINDS, data[:20], re.DOTALL)
        raise RefusedPicture("broken" if begins_well else "unknown") from error
    if image.width * image.height > MOST_PIXELS:
        raise RefusedPicture("pixels")
    # A phone's photo may carry a second picture (a depth map, a thumbnail): the first one is meant.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise RefusedPicture("animated")
    return image


def _found(image: Image.Image) -> list[str]:
    """What the file tells besides the picture; none of it goes on."""
    exif = image.getexif()
    found = ["location"] if exif.get_ifd(ExifTags.IFD.GPSInfo) else []
    told = set(exif) - {ExifTags.Base.Orientation, ExifTags.IFD.GPSInfo}
    if told or any(image.info.get(name) for name in ("xmp", "comment", "photoshop")) or _texts(image):
        found.append("metadata")
    return found


def _texts(image: Image.Image) -> bool:
    return bool(getattr(image, "text", None)) if image.format == "PNG" else False


def _fit(size: tuple[int, int], width: int) -> tuple[int, int]:
    scale = min(1, width / size[0], HIGHEST / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _shrink(image: Image.Image, target: tuple[int, int], treatment: list[str]) -> Image.Image:
    """Decoded to its end, of JPEG only the detail that is needed, and reduced to the size that is kept."""
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
    """Grey in 65,536 steps as grey in 256."""
    small = image.resize(target, Image.Resampling.BOX) if image.size != target else image
    return small.convert("I").point(lambda value: value * (1 / 257)).convert("L")


def _to_srgb(small: Image.Image, image: Image.Image, treatment: list[str]) -> Image.Image:
    """By the profile in the file. Without one, CMYK means no certain colours; all else is taken as sRGB."""
    alpha = small.getchannel("A") if "A" in small.getbands() else None
    plain = small.convert(small.mode.removesuffix("A")) if alpha else small
    profile = image.info.get("icc_profile")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            plain = _transformed(plain, source, treatment)
        except (ImageCms.PyCMSError, OSError, ValueError):
            treatment.append("profile")
    if plain.mode not in ("RGB", "L"):
        raise RefusedPicture("cmyk")
    plain = plain.convert("RGB")
    if alpha:
        plain.putalpha(alpha)
    return plain


def _transformed(plain: Image.Image, source: ImageCms.ImageCmsProfile, treatment: list[str]) -> Image.Image:
    name = ImageCms.getProfileDescription(source).strip()
    if name.startswith("sRGB") and plain.mode == "RGB":
        return plain
    srgb = ImageCms.createProfile("sRGB")
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    turned = ImageCms.profileToProfile(plain, source, srgb, intent, "RGB", flags=flags)
    assert turned is not None
    treatment.append("colours")
    return turned


def _settle(image: Image.Image, transparent: bool, treatment: list[str]) -> Image.Image:
    """The bare pixels in a picture that carries nothing else."""
    clear = image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255)
    settled = Image.new("RGBA" if clear and transparent else "RGB", image.size, "white")
    if clear and not transparent:
        treatment.append("transparency")
        settled.paste(image, mask=image.getchannel("A"))
    elif clear:
        settled.paste(image)
    else:
        settled.paste(image.convert("RGB"))
    return settled


def _colour(image: Image.Image) -> str:
    """The mean colour, to stand in the picture's place until it is there."""
    return image.convert("RGB").resize((1, 1), Image.Resampling.BOX).tobytes().hex()


def _encode(image: Image.Image, widths: Sequence[int], transparent: bool) -> dict[str, bytes]:
    """WebP in each width, and for photos AVIF too if all in all that is smaller."""
    kept = [width for width in widths if width < image.width] + [image.width]
    sized = {
        width: image
        if width == image.width
        else image.resize(
            (width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS
        )
        for width in kept
    }
    webp = {width: _saved(one, "WEBP", quality=WEBP_QUALITY, method=4) for width, one in sized.items()}
    files = {f"{width}.webp": data for width, data in webp.items()}
    if features.check("avif") and not transparent:
        avif = {
            width: _saved(one, "AVIF", quality=AVIF_QUALITY, speed=AVIF_SPEED, max_threads=2)
            for width, one in sized.items()
        }
        if sum(map(len, avif.values())) < sum(map(len, webp.values())):
            files |= {f"{width}.avif": data for width, data in avif.items()}
    return files


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def main(folder: Path, widths: Sequence[int], transparent: bool) -> None:
    """Read `upload`, write the files kept and `facts.json`, or `refused.json`, all in one folder."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    with suppress(OSError):  # where memory runs short, this process goes before any other
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
