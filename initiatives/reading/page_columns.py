"""The reading order of a page: its columns found by the empty strips between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

# A strip is empty if at most this share of the lines crosses it: titles over several columns do.
MAX_CROSSING = 0.2
# Each side of a strip has at least this share of the lines.
MIN_SIDE = 0.2
MIN_LINES = 6
STEPS = 60


@dataclass(frozen=True)
class PageSegment:
    """A run of characters on a page; lengths are in points, from the left and the top."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    column: int = 0
    bold: bool = False


def ordered_columns(segments: Sequence[PageSegment], width: float) -> Iterator[PageSegment]:
    """The segments in the order in which they are read; each gets the number of its column."""
    yield from _ordered(sorted(segments, key=_place), 0.0, width, 1)


def _place(segment: PageSegment) -> tuple[float, float]:
    return round(segment.top / 3), segment.left


def _ordered(
    segments: Sequence[PageSegment], left: float, right: float, number: int
) -> Iterator[PageSegment]:
    strip = _strip(segments, left, right) if len(segments) >= MIN_LINES and number < 16 else None
    if strip is None:
        yield from (replace(segment, column=number) for segment in segments)
        return
    band: list[PageSegment] = []
    for segment in segments:
        if segment.left < strip < segment.right:
            # What crosses the strip stands above what follows it.
            yield from _band(band, left, strip, right, number)
            band = []
            yield replace(segment, column=number)
        else:
            band.append(segment)
    yield from _band(band, left, strip, right, number)


def _band(
    band: Sequence[PageSegment], left: float, strip: float, right: float, number: int
) -> Iterator[PageSegment]:
    yield from _ordered([segment for segment in band if segment.right <= strip], left, strip, 2 * number)
    yield from _ordered([segment for segment in band if segment.left >= strip], strip, right, 2 * number + 1)


def _strip(segments: Sequence[PageSegment], left: float, right: float) -> float | None:
    """The place with the fewest crossing lines, if few enough cross and both sides have lines."""
    best: tuple[int, float, float] | None = None
    count = len(segments)
    for step in range(10, STEPS - 9):
        place = left + (right - left) * step / STEPS
        crossing = sum(segment.left < place < segment.right for segment in segments)
        before = sum(segment.right <= place for segment in segments)
        if crossing > MAX_CROSSING * count or min(before, count - before - crossing) < MIN_SIDE * count:
            continue
        off_centre = abs(place - (left + right) / 2)
        if best is None or (crossing, off_centre) < best[:2]:
            best = crossing, off_centre, place
    return best[2] if best else None
