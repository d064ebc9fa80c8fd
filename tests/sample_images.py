"""Image files made for tests: a phone's photo, other formats, and files that only claim to be images."""

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image, ImageCms

GRAIN = 0.25
ZEROS_IN_BLOCK = 10**6
# Colours of the scene, with the grain over them.
SKY, GRASS, EDGE = (84, 129, 182), (77, 137, 77), (182, 62, 62)
LATITUDE = (28.0, 6.0, 12.0)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def scene(width: int = 640, height: int = 480) -> Image.Image:
    """Blue above, green below, red at the left edge, so that any turn shows; grained as photos are."""
    image = Image.new("RGB", (width, height), (70, 130, 200))
    image.paste((60, 140, 60), (0, height // 2, width, height))
    image.paste((200, 40, 40), (0, 0, width // 8, height))
    grain = Image.effect_noise((width, height), 90)
    return Image.blend(image, Image.merge("RGB", [grain] * 3), GRAIN)


def shade(image: Image.Image, place: tuple[float, float]) -> tuple[int, ...]:
    """The colour around a place, given in parts of width and height, without the grain."""
    x, y = round(image.width * place[0]), round(image.height * place[1])
    patch = image.convert("RGB").crop((x - 8, y - 8, x + 8, y + 8))
    return tuple(patch.resize((1, 1), Image.Resampling.BOX).tobytes())


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone notes: how it was held, its make, the place."""
    noted = Image.Exif()
    noted[ExifTags.Base.Orientation] = orientation
    noted[ExifTags.Base.Make] = "Telephone"
    noted[ExifTags.IFD.GPSInfo] = {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: LATITUDE}
    return noted


def phone_photo(width: int = 1200, height: int = 1600) -> bytes:
    """Portrait, stored lying on its side as phones do."""
    lying = scene(width, height).transpose(Image.Transpose.ROTATE_90)
    return saved(lying, "JPEG", quality=85, exif=exif(6))


def rgb_profile() -> bytes:
    """sRGB under another name, so that it counts as a profile of its own."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def wide_profile() -> bytes:
    """sRGB's profile with the green and red primaries moved outwards."""
    data = bytearray(rgb_profile())
    count = struct.unpack(">I", data[128:132])[0]
    tags = {
        bytes(data[at : at + 4]): struct.unpack(">I", data[at + 4 : at + 8])[0]
        for at in range(132, 132 + 12 * count, 12)
    }
    # Primaries of Adobe RGB (1998), adapted to D50.
    for tag, values in {
        b"rXYZ": (0.60974, 0.31111, 0.01947),
        b"gXYZ": (0.20528, 0.62567, 0.06087),
        b"bXYZ": (0.14919, 0.06322, 0.74457),
    }.items():
        place = tags[tag] + 8
        data[place : place + 12] = struct.pack(">3i", *(round(value * 65536) for value in values))
    return bytes(data).replace("sRGB".encode("utf-16-be"), "wide".encode("utf-16-be"))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_with(*chunks: bytes, size: tuple[int, int] = (40, 30)) -> bytes:
    """A PNG with more chunks behind its head."""
    plain = saved(Image.new("RGB", size, "teal"), "PNG")
    head = 8 + 25
    return plain[:head] + b"".join(chunks) + plain[head:]


def zeros(size: int) -> bytes:
    """So many zeros, packed to a thousandth; equal blocks in a row, as packing a gigabyte takes seconds."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    block = packer.compress(bytes(ZEROS_IN_BLOCK)) + packer.flush(zlib.Z_FULL_FLUSH)
    blocks, rest = divmod(size, ZEROS_IN_BLOCK)
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    end = packer.compress(bytes(rest)) + packer.flush()
    checksum = size % 65521 << 16 | 1  # Adler-32 of zeros
    return b"\x78\xda" + block * blocks + end + checksum.to_bytes(4, "big")


def pixel_bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is large."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zeros(1000)) + chunk(b"IEND", b"")


def animation(kind: str) -> bytes:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def metadata_of(data: bytes) -> dict[str, int]:
    """Bytes of every part of a WebP or AVIF file that tells something besides the picture, by part."""
    if data[:4] == b"RIFF":
        return _webp_metadata(data)
    return {
        kind: size for kind, size in _boxes(data, 0, len(data)) if kind in ("Exif", "mime", "uuid", "prof")
    }


def _webp_metadata(data: bytes) -> dict[str, int]:
    assert data[8:12] == b"WEBP"
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8, "something stands behind the picture"
    found, place = {}, 12
    while place < len(data):
        kind, size = data[place : place + 4], struct.unpack("<I", data[place + 4 : place + 8])[0]
        if kind not in (b"VP8 ", b"VP8L", b"VP8X", b"ALPH"):
            found[kind.decode("latin-1")] = size
        place += 8 + size + size % 2
    return found


# Boxes that hold boxes, and how many bytes of their own stand before these.
HOLDERS = {"meta": 4, "iprp": 0, "ipco": 0, "moov": 0}


def _boxes(data: bytes, place: int, end: int) -> list[tuple[str, int]]:
    """Kind and size of all boxes of an ISO media file; of items, the kind of item; of colours, their kind."""
    found = []
    while place < end:
        size, kind = struct.unpack(">I4s", data[place : place + 8])
        assert 8 <= size <= end - place, "something stands behind the boxes"
        name, inside = kind.decode("latin-1"), place + 8
        if name == "iinf":
            found += _boxes(data, inside + 6, place + size)
        elif name == "infe":
            found.append((data[inside + 8 : inside + 12].decode("latin-1"), size))
        elif name == "colr":
            found.append((data[inside : inside + 4].decode("latin-1"), size))
        elif name in HOLDERS:
            found += _boxes(data, inside + HOLDERS[name], place + size)
        found.append((name, size))
        place += size
    return found
