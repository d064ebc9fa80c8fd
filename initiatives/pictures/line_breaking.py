"""Line breaking of Chinese and Latin text by least cost; knows only widths, draws nothing."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

# Returns the width of a text, in the unit that line widths are given in.
MeasureText = Callable[[str], float]

# Characters that may not begin a line, and those that may not end one (避头尾).
NEVER_FIRST = frozenset("、，。．：；！？）］｝〕〉》」』】〗”’…—～·‧／％‰℃°,.:;!?)]}%–-•")
NEVER_LAST = frozenset("（［｛〔〈《「『【〖“‘￥＄§¶№([{$€#<>≥≤≈≠")
# Full-width marks whose right half is empty and may extend past the end of a line.
HALF_EMPTY_MARKS = frozenset("、，。．：；！？）］｝〕〉》」』】〗”’")
# Characters of ambiguous width in Unicode that are as wide as a Han character here.
WIDE_IN_CHINESE = frozenset("“”‘’…—·")
# A number with its sign and unit, and a day of the year, which are not separated: 30亿元, ≥ 8.5%, 12月21日,
# 3 billion yuan. What ends in a digit is no number within a word: 30days.
NUMBER = (
    r"(?:[<>≥≤≈+−-]\s?)?[0-9]+(?:[,.:][0-9]+)*"
    r"(?:\s?[%‰℃]|\s?[十百千万亿]*[元家个件人亩项条年月日号级类位次天周季届名户栋座场吨]|\s?[十百千万亿]+"
    r"|\s(?:thousand|million|billion|trillion)(?:\syuan)?)?"
)
DAY = r"[0-9]{1,2}月[0-9]{1,2}日"
ATOM = re.compile(rf"(?:{DAY}|{NUMBER})(?:(?<=[^\x00-\x7F])|(?![0-9A-Za-z]))|\s+|\S", re.ASCII)
# Characters on either side of which no line breaks: no-break spaces, word joiner, no-break hyphen.
NEVER_BESIDE = frozenset("\u00a0\u202f\u2060\ufeff\u2011")
ZERO_WIDTH_JOINER = "\u200d"
ELLIPSIS = "…"
# The cost of a break, in the unit of a line's squared relative shortfall. A break at a pause (punctuation,
# or a space in Chinese) is preferred, so its cost is negative.
COST_IN_QUOTES, COST_IN_TERM, COST_SINGLE_CHARACTER, COST_AT_PAUSE = 0.06, 0.05, 0.25, -0.04
# Common terms of plans that are kept on one line where possible; a full dictionary would take 40 MB.
TERMS = re.compile(
    "高质量发展|高新技术|专精特新|增加值|产业链|创新链|供应链|小巨人|党工委|管委会|经开区|高新区|开发区|工业园|产业园|数字化|"
    "智能化|现代化|一体化|国家级|省级|市级|全口径|负责人|书记|主任|规模|以上|以下|工业|农业|产业|企业|公司|项目|工程|园区|"
    "平台|科技|技术|创新|人才|资金|投资|招商|引资|建设|发展|经济|社会|服务|保障|要素|环境|营商|结构|水平|能力|风险|安全|防范|本领|"
    "增强|优化|确保|提升|提质|提效|提速|提能|提级|提标|升级|转型|聚力|引领|党建|推动|加快|实现|完成|培育|引进|签约|入库|开工|"
    "竣工|投产|产值|税收|增速|增长|指标|目标|计划|总体|主要|重点|全面|稳中|向好|有进|新增|数量|问题|解决|快速|收集|移交|道路|"
    "制造|智能|场景|入围|优秀|突破|八大|年度|工作|组织|干部|群众|党员|困难|覆盖|推进|体制|机制|政策|我们|他们|这里|哪里"
)
PAUSES = ("，", "、", "；", "：", "。", ",", ";", ":")
OPENING = dict(zip("“‘（《「『【(", "”’）》」』】)", strict=True))


def is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF" or character in WIDE_IN_CHINESE


def _sign_starts(text: str) -> list[int]:
    """Where signs begin. One is a character with its accents, an emoji of several, a flag of two letters."""
    starts: list[int] = []
    before, letters_of_flag = "", 0
    for at, character in enumerate(text):
        letters_of_flag = letters_of_flag + 1 if "\U0001f1e6" <= character <= "\U0001f1ff" else 0
        if not at or not (_extends_sign(before, character) or (letters_of_flag and letters_of_flag % 2 == 0)):
            starts.append(at)
        before = character
    return starts


def _extends_sign(before: str, character: str) -> bool:
    category = unicodedata.category(character)
    return (
        category in ("Mn", "Me", "Mc")
        or character == ZERO_WIDTH_JOINER
        or (before == ZERO_WIDTH_JOINER and category == "So")
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # colours of skin
        or "\U000e0020" <= character <= "\U000e007f"  # tags of the flags of regions
    )


def signs(text: str) -> list[str]:
    """The text in what a reader takes for single characters, which are never cut."""
    return [text[a:b] for a, b in pairwise([*_sign_starts(text), len(text)])]


def is_unbreakable(before: str, after: str) -> bool:
    """Whether no line may break between two adjacent signs, of which these characters meet."""
    if before in NEVER_BESIDE or after in NEVER_BESIDE:
        return True
    if before.isspace() or after.isspace():
        return False
    if after in NEVER_FIRST or before in NEVER_LAST:
        return True
    return not is_wide(before) and not is_wide(after)


def split_at_breaks(text: str) -> list[str]:
    """Split a text into pieces wherever a line may break; joined they are the text again.

    A space belongs to the end of its piece; at the end of a line it is not shown.
    """
    starts = []
    sign_starts = set(_sign_starts(text))
    word_end = -1  # of the last character that is no space
    for match in ATOM.finditer(text):
        at, atom = match.start(), match[0]
        continues = at not in sign_starts or _is_space(atom) or _continues(text, at, word_end)
        if at == 0 or not continues:
            starts.append(at)
        if not _is_space(atom):
            word_end = match.end() - 1
    return [text[a:b] for a, b in pairwise([*starts, len(text)])]


def _is_space(atom: str) -> bool:
    """Whether a line may break after an atom because it is space; a no-break space is none."""
    return atom.isspace() and atom not in NEVER_BESIDE


def _continues(text: str, at: int, word_end: int) -> bool:
    """Whether what begins there belongs to the piece before, even across a space if a break is forbidden."""
    if word_end == at - 1:
        return is_unbreakable(text[at - 1], text[at])
    return word_end < 0 or text[word_end] in NEVER_LAST or text[at] in NEVER_FIRST


@dataclass(frozen=True)
class BreakableText:
    """A text to be broken into lines; what does not depend on the line width is computed once."""

    text: str
    measure: MeasureText

    @cached_property
    def pieces(self) -> list[str]:
        return split_at_breaks(self.text.strip())

    @cached_property
    def ends(self) -> list[float]:
        """The width of the text up to and including 0, 1, 2 … pieces."""
        return [0.0, *accumulate(self._widths)]

    @cached_property
    def _widths(self) -> list[float]:
        """The width each piece adds to the text before it, with the space that opens between the two."""
        befores = ["", *(piece[-1] for piece in self.pieces[:-1])]
        return [
            self.measure(before + piece) - self.measure(before)
            for before, piece in zip(befores, self.pieces, strict=True)
        ]

    @cached_property
    def leading_space(self) -> list[float]:
        """What each piece adds to its own width after the piece before it, but not at the start of a line.

        An opening mark that moved closer to the mark before it hangs out of the line by as much.
        """
        return [
            0.0 if piece[0] in OPENING else width - self.measure(piece)
            for piece, width in zip(self.pieces, self._widths, strict=True)
        ]

    @cached_property
    def trailing_space(self) -> list[float]:
        """The width at the end of each piece that is empty and may extend past the end of a line."""
        return [self._trailing_space_of(piece, piece.rstrip()) for piece in self.pieces]

    def _trailing_space_of(self, piece: str, words: str) -> float:
        space = self.measure(piece) - self.measure(words) if words != piece else 0.0
        return space + (self.measure(words[-1]) / 2 if words[-1:] in HALF_EMPTY_MARKS else 0.0)

    @cached_property
    def costs(self) -> list[float]:
        """The cost of a break after each piece, apart from the length of the lines."""
        costs, open_marks, reached = [], "", 0
        inside_terms = {
            place
            for term in TERMS.finditer(self.text.strip())
            for place in range(term.start() + 1, term.end())
        }
        for piece in self.pieces:
            reached += len(piece)
            for character in piece:
                if character in OPENING:
                    open_marks += OPENING[character]
                elif open_marks.endswith(character):
                    open_marks = open_marks[:-1]
            words = piece.rstrip()
            pause = words.endswith(PAUSES) or (words != piece and is_wide(words[-1:] or " "))
            cost = (COST_IN_QUOTES if open_marks else 0.0) + (
                COST_IN_TERM if reached in inside_terms else 0.0
            )
            costs.append(cost or (COST_AT_PAUSE if pause else 0.0))
        return costs

    def width(self, first: int, last: int) -> float:
        """The width of a line from piece `first` to piece `last`, inclusive."""
        whole = self.ends[last + 1] - self.ends[first]
        return whole - self.leading_space[first] - self.trailing_space[last]

    def lines(self, width: float, *, balanced: bool = False, max_lines: int = 99) -> list[str]:
        """Break the text into as few lines as the width allows.

        Balanced lines have about equal lengths, as in titles; otherwise only the last line is shorter. Only
        a piece wider than the line is cut; a single sign wider than that has a line of its own. If more than
        `max_lines` result, which the caller will not use as they are, the breaks are not optimised.
        """
        text = self._with_wide_pieces_cut(width)
        starts = text._greedy_starts(width)
        if 1 < len(starts) <= max_lines:
            starts = text._optimal_starts(width, len(starts), balanced)
        bounds = [*starts, len(text.pieces)]
        return ["".join(text.pieces[a:b]).strip() for a, b in pairwise(bounds)]

    def _fits(self, first: int, last: int, width: float) -> bool:
        """Whether those pieces may make up a line; one alone always may, being as narrow as it can be."""
        return first == last or self.width(first, last) <= width

    def _greedy_starts(self, width: float) -> list[int]:
        """The first piece of each line if every line takes as many pieces as fit."""
        starts: list[int] = []
        for at in range(len(self.pieces)):
            if not starts or not self._fits(starts[-1], at, width):
                starts.append(at)
        return starts

    def _earliest_starts(self, width: float, count: int) -> list[int]:
        """For each of `count` lines, the first piece it may begin with if what follows is to fit them."""
        starts = [len(self.pieces)]
        for _ in range(count):
            first = max(0, starts[-1] - 1)
            while first and self._fits(first - 1, starts[-1] - 1, width):
                first -= 1
            starts.append(first)
        return starts[:0:-1]

    def _optimal_starts(self, width: float, count: int, balanced: bool) -> list[int]:
        """The first piece of each of `count` lines at the least total cost, by dynamic programming."""
        total, size = self.ends[-1], len(self.pieces)
        aim = min(width, total / count) if balanced else width
        earliest = [*self._earliest_starts(width, count), size]
        # For the lines so far: by the piece after them, the least cost and the first pieces of the lines.
        reached: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
        for number in range(1, count + 1):
            following: dict[int, tuple[float, list[int]]] = {}
            for first, (cost, starts) in reached.items():
                for last in range(first, size):
                    if not self._fits(first, last, width):
                        break
                    if last + 1 < earliest[number] or (last + 1 == size) != (number == count):
                        continue
                    total_cost = cost + self._line_cost(first, last, aim, width, balanced)
                    if last + 1 not in following or total_cost < following[last + 1][0]:
                        following[last + 1] = total_cost, [*starts, first]
            reached = following
        return reached[size][1] if size in reached else self._greedy_starts(width)

    def _line_cost(self, first: int, last: int, aim: float, width: float, balanced: bool) -> float:
        is_last = last + 1 == len(self.pieces)
        short = 0.0 if is_last and not balanced else ((self.width(first, last) - aim) / width) ** 2
        line = "".join(self.pieces[first : last + 1]).strip()
        single = COST_SINGLE_CHARACTER if len(line.strip("".join(NEVER_FIRST))) < 2 else 0.0
        return short + single + (0.0 if is_last else self._break_cost(last, balanced))

    def _break_cost(self, last: int, balanced: bool) -> float:
        """The cost of a line ending after that piece; a pause is preferred in balanced lines only."""
        return self.costs[last] if balanced else max(0.0, self.costs[last])

    def _with_wide_pieces_cut(self, width: float) -> "BreakableText":
        """The same with every piece too wide cut where the line is full; itself if there is none."""
        if all(self.width(at, at) <= width for at in range(len(self.pieces))):
            return self
        narrow = [
            part
            for at, piece in enumerate(self.pieces)
            for part in (cut_to_width(piece, width, self.measure) if self.width(at, at) > width else [piece])
        ]
        paragraph = BreakableText(self.text, self.measure)
        paragraph.__dict__["pieces"] = narrow
        return paragraph


def cut_to_width(piece: str, width: float, measure: MeasureText) -> list[str]:
    """Cut a piece into parts that fit the width; a single sign is never cut."""
    parts: list[str] = []
    start = end = 0
    reached, before = 0.0, ""
    for sign in signs(piece):
        added = measure(before + sign) - measure(before)
        if end > start and reached + added > width and not sign.isspace():
            parts.append(piece[start:end])
            start, added, reached = end, measure(sign), 0.0
        reached, before, end = reached + added, sign[-1], end + len(sign)
    return [*parts, piece[start:]]


def shorten(
    lines: Sequence[str], max_lines: int, width: float, measure: MeasureText, ellipsis: str = ELLIPSIS
) -> list[str]:
    """The first lines, the last of them ending in an ellipsis, never within a number.

    Only a word that fills the line alone is cut.
    """
    if len(lines) <= max_lines:
        return list(lines)
    line = lines[max_lines - 1]
    pieces = split_at_breaks(line)
    end = _longest(pieces, width, measure, ellipsis) or _without_part_of_number(
        _longest(signs(pieces[0]), width, measure, ellipsis), line
    )
    return [*lines[: max_lines - 1], end + ellipsis]


def _longest(parts: Sequence[str], width: float, measure: MeasureText, ellipsis: str) -> str:
    """As many of the first parts as fit with an ellipsis, without marks at their end."""
    count = next(
        (n for n in range(len(parts), 0, -1) if measure("".join(parts[:n]).rstrip() + ellipsis) <= width), 0
    )
    return "".join(parts[:count]).rstrip().rstrip("".join(NEVER_FIRST | NEVER_LAST))


def _without_part_of_number(start: str, line: str) -> str:
    """The start of a line without the digits at its end, if the number goes on."""
    goes_on = re.match(r"[0-9.,:%‰]|[^\x00-\x7F]", line[len(start) :])
    return start.rstrip("0123456789.,:") if goes_on and start[-1:].isdigit() else start
