"""Scenes for demonstration, drawn from shapes: a skyline by day and by night, factories."""

import io
from collections.abc import Callable

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1000
# Drawn this many times larger, then reduced, to smooth edges.
OVERSAMPLING = 2
# Left and right edge and height of each building, in hundredths of the picture.
BUILDINGS = (
    *((2, 9, 34), (10, 15, 48), (16, 25, 28), (27, 32, 56), (33, 41, 40), (43, 47, 62), (49, 58, 36)),
    *((60, 65, 52), (66, 76, 30), (78, 83, 46), (84, 91, 38), (92, 98, 27)),
)
Box = tuple[float, float, float, float]


def _scene(sky: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (WIDTH * OVERSAMPLING, HEIGHT * OVERSAMPLING), sky)
    return image, ImageDraw.Draw(image)


def _box(left: float, top: float, right: float, bottom: float) -> Box:
    """A box in hundredths of the picture's width and height, in pixels of the drawing."""
    across, down = WIDTH * OVERSAMPLING / 100, HEIGHT * OVERSAMPLING / 100
    return left * across, top * down, right * across, bottom * down


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _skyline(sky: str, hills: str, wall: str, window: str, river: str, light: str) -> bytes:
    image, draw = _scene(sky)
    draw.ellipse(_box(78, 10, 86, 22.8), fill=light)
    draw.ellipse(_box(-20, 52, 70, 110), fill=hills)
    draw.ellipse(_box(45, 56, 125, 120), fill=hills)
    for number, (left, right, height) in enumerate(BUILDINGS):
        draw.rectangle(_box(left, 82 - height, right, 82), fill=wall)
        for row in range(2, height - 4, 5):
            for column in range(int((right - left - 1) / 2)):
                if (number + row + column) % 3:
                    x = left + 0.9 + 2 * column
                    draw.rectangle(_box(x, 82 - height + row, x + 0.9, 82 - height + row + 2.2), fill=window)
    draw.rectangle(_box(0, 82, 100, 100), fill=river)
    for number in range(7):
        left = 6 + 13 * number
        draw.rectangle(_box(left, 86 + 1.7 * (number % 5), left + 9, 86.5 + 1.7 * (number % 5)), fill=light)
    return _png(image)


def skyline_by_day() -> bytes:
    return _skyline("#dcebea", "#b5d0c4", "#0d5c55", "#e3efec", "#8fb8b2", "#f6edd9")


def skyline_by_night() -> bytes:
    return _skyline("#1d2733", "#26343f", "#0f161d", "#e8c26a", "#16303a", "#f4efe6")


def factories() -> bytes:
    """A row of factories with saw-tooth roofs."""
    image, draw = _scene("#f6edd9")
    draw.rectangle(_box(0, 78, 100, 100), fill="#cfc6b5")
    for number in range(4):
        left = 4 + 24 * number
        left_edge, top, right_edge, bottom = _box(left, 50, left + 20, 78)
        draw.rectangle((left_edge, top, right_edge, bottom), fill="#755310" if number % 2 else "#b3261e")
        tooth = (right_edge - left_edge) / 3
        for place in range(3):
            x = left_edge + place * tooth
            draw.polygon([(x, top), (x, top - tooth * 0.7), (x + tooth, top)], fill="#514b43")
        for place in range(3):
            x = left + 2 + 6 * place
            draw.rectangle(_box(x, 57, x + 3.6, 63), fill="#fffdf9")
        draw.rectangle(_box(left + 7.5, 67, left + 12.5, 78), fill="#1d1b18")
    return _png(image)


SCENES: dict[str, Callable[[], bytes]] = {
    "factories": factories,
    "skyline-by-day": skyline_by_day,
    "skyline-by-night": skyline_by_night,
}
