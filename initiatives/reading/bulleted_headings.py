"""Bulleted lines that are headings: ● 项目提速工程, and on the next line what is to be done for it."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from initiatives.reading.line_kinds import list_marker, numbered_heading, states_amount

DASHES = "—–-·"
BULLETS = "›»●•■◆▪◇○★▲►※·√✓✔☑➤➢▶◎□☆✦◈❖▌▍▎#—–-"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
TITLE = re.compile(r"[^，。；：！？,;:!?]{3,24}(?:，[^，。；：！？,;:!?]{3,16})?(?<![和与及、])")
# A paragraph that is broken over lines has lines of one length; a title is shorter than the next line.
SHORTER_BY = 6


def bulleted_headings(lines: Sequence[str]) -> dict[int, str]:
    """The indexes of bulleted lines that are headings, with the bullet.

    Each of several has text below it: a line without bullet, longer than itself. Where most lines with the
    bullet have none, they are the entries of a list.
    """
    headed: dict[str, list[int]] = defaultdict(list)
    nested: dict[str, int] = defaultdict(int)
    bare: dict[str, int] = defaultdict(int)
    for index, line in enumerate(lines):
        marker = list_marker(line)
        family = _family(marker)
        if not family:
            continue
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if _is_title(line[len(marker) :]) and _is_text_of(following, line):
            headed[family].append(index)
            below = _family(list_marker(following))
            nested[family] += bool(below) and below != family
        else:
            bare[family] += 1
    return {
        index: list_marker(lines[index])
        for family, indexes in headed.items()
        if len(indexes) > 1 and (len(indexes) > 2 * bare[family] or nested[family] == len(indexes) > 2)
        for index in indexes
    }


def bullets_below_bullets(headings: Mapping[int, str]) -> set[str]:
    """The bullets whose headings are one level below those of another: ◆ 算力筑基行动 below ◇ 重点行动."""
    found: set[str] = set()
    for index, bullet in sorted(headings.items()):
        above = headings.get(index - 1, bullet)[:1]
        if above != bullet[:1] and above not in found:
            found.add(bullet[:1])
    return found


def _family(marker: str) -> str:
    """The bullet itself, one sign for all circled numbers; "" for what is no bullet."""
    sign = marker.strip()[:1]
    return "①" if sign and sign in CIRCLED else sign if sign and sign in BULLETS else ""


def _is_title(words: str) -> bool:
    return bool(TITLE.fullmatch(words.strip())) and not states_amount(words)


def _is_text_of(following: str, title: str) -> bool:
    """Whether a line is the text below a title."""
    marker = list_marker(following)
    own, other = _family(list_marker(title)), _family(marker) or marker
    if own and other and own != other and own not in DASHES:
        # ■ A title above a list with other bullets: • B
        return True
    if not following or marker or numbered_heading(following):
        return bool(following and numbered_heading(following) and not marker and own not in DASHES)
    longer = len(following) >= len(title) + SHORTER_BY and bool(re.search("[，。；：]", following))
    return longer or states_amount(following)
