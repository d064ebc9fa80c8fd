"""The site's mark, 计 as on a seal: one set of strokes, drawn as SVG and in pixels."""

import itertools
from functools import cache
from math import hypot

from PIL import Image, ImageDraw

Point = tuple[float, float]

RED, WHITE = "#b3261e", "#ffffff"
# On a field of 64 by 64.
FIELD, RADIUS, THICKNESS = 64, 10, 5.2
STROKES: tuple[tuple[Point, ...], ...] = (
    ((15, 16), (20, 21)),
    ((12, 28), (21, 28), (21, 47), (27, 42)),
    ((30, 27), (54, 27)),
    ((42, 13), (42, 51)),
)
# Some systems cut an icon down to a circle: within four fifths of the field all is safe.
SAFE = 0.74
FINER = 8


def bars() -> list[tuple[Point, ...]]:
    """Every straight part of a stroke as a rectangle, longer by half its thickness at either end."""
    half = THICKNESS / 2
    found = []
    for stroke in STROKES:
        for (x1, y1), (x2, y2) in itertools.pairwise(stroke):
            length = hypot(x2 - x1, y2 - y1)
            along = ((x2 - x1) / length * half, (y2 - y1) / length * half)
            across = (-along[1], along[0])
            found.append(
                (
                    (x1 - along[0] + across[0], y1 - along[1] + across[1]),
                    (x2 + along[0] + across[0], y2 + along[1] + across[1]),
                    (x2 + along[0] - across[0], y2 + along[1] - across[1]),
                    (x1 - along[0] - across[0], y1 - along[1] - across[1]),
                )
            )
    return found


def svg() -> str:
    path = "".join("M" + "L".join(f"{x:.4g} {y:.4g}" for x, y in bar) + "Z" for bar in bars())
    ground = f'<rect width="{FIELD}" height="{FIELD}" rx="{RADIUS}" fill="{RED}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {FIELD} {FIELD}">{ground}'
        f'<path fill="#fff" d="{path}"/></svg>\n'
    )


@cache
def picture(size: int, *, whole: bool = False) -> Image.Image:
    """The mark in pixels. `whole` fills the square to its corners, for systems that round them themselves."""
    side = size * FINER
    scale = side / FIELD * (SAFE if whole else 1)
    shift = side * (1 - SAFE) / 2 if whole else 0
    image = Image.new("RGBA", (side, side), RED if whole else (*_rgb(RED), 0))
    draw = ImageDraw.Draw(image)
    if not whole:
        draw.rounded_rectangle((0, 0, side - 1, side - 1), round(RADIUS * side / FIELD), fill=RED)
    for bar in bars():
        draw.polygon([(x * scale + shift, y * scale + shift) for x, y in bar], fill=WHITE)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
