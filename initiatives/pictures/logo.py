"""The site's logo, 计 in a red square, as SVG and as an image."""

from functools import cache

from PIL import Image, ImageDraw

RED, WHITE = "#b3261e", "#ffffff"
# Strokes of the character as polygons on a square of FIELD_SIZE: dot, bend with hook, horizontal, vertical.
FIELD_SIZE, CORNER_RADIUS = 64, 10
SHAPES: tuple[tuple[tuple[float, float], ...], ...] = (
    ((14.7, 11.8), (23.9, 21), (20.2, 24.7), (11, 15.5)),
    (
        *((9.2, 27), (23.4, 27), (23.4, 41.6), (27.7, 38), (31, 42)),
        *((20.8, 50.6), (18.2, 49.4), (18.2, 32.2), (9.2, 32.2)),
    ),
    ((27.2, 26), (55.4, 26), (55.4, 31.2), (27.2, 31.2)),
    ((38.6, 11), (43.8, 11), (43.8, 53), (38.6, 53)),
)
# Some systems crop icons to a circle; full-bleed icons are scaled by this factor to stay within it.
SAFE_ZONE = 0.8
OVERSAMPLING = 8


def svg() -> str:
    path = "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in shape) + "Z" for shape in SHAPES)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {FIELD_SIZE} {FIELD_SIZE}">'
        f'<rect width="{FIELD_SIZE}" height="{FIELD_SIZE}" rx="{CORNER_RADIUS}" fill="{RED}"/>'
        f'<path fill="#fff" d="{path}"/></svg>\n'
    )


@cache
def picture(size: int, *, whole: bool = False) -> Image.Image:
    """The logo as an image; `whole` gives it square corners, for systems that crop icons themselves."""
    side = size * OVERSAMPLING
    scale = side / FIELD_SIZE * (SAFE_ZONE if whole else 1)
    shift = side * (1 - SAFE_ZONE) / 2 if whole else 0
    mask = Image.new("L", (side, side), 0)
    corners = 0 if whole else round(CORNER_RADIUS * side / FIELD_SIZE)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, side - 1, side - 1), corners, fill=255)
    ink = Image.new("RGB", (side, side), RED)
    draw = ImageDraw.Draw(ink)
    for shape in SHAPES:
        draw.polygon([(x * scale + shift, y * scale + shift) for x, y in shape], fill=WHITE)
    image = ink.resize((size, size), Image.Resampling.BOX)
    image.putalpha(mask.resize((size, size), Image.Resampling.BOX))
    return image
