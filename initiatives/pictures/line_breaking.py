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
# A number with its sign and unit, which are not separated: 30亿元, ≥ 8.5%, 12月21日, 3 billion yuan.
NUMBER = (
    r"(?:[<>≥≤≈+−-]\s?)?[0-9]+(?:[,.:][0-9]+)*"
    r"(?:\s?[%‰℃]|\s?[十百千万亿]*[元家个件人亩项条年月日号级类位次天周季届名户栋座场吨]|\s?[十百千万亿]+"
    r"|\s(?:thousand|million|billion|trillion)(?:\syuan)?)?"
)
ATOM = re.compile(rf"{NUMBER}(?![0-9A-Za-z])|\s+|\S", re.ASCII)
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


def is_unbreakable(before: str, after: str) -> bool:
    """Whether no line may break between two adjacent texts."""
    if before.isspace() or after.isspace():
        return False
    if after[0] in NEVER_FIRST or before[-1] in NEVER_LAST:
        return True
    return not is_wide(before[-1]) and not is_wide(after[0])


def split_at_breaks(text: str) -> list[str]:
    """Split a text into pieces wherever a line may break; joined they are the text again.

    A space belongs to the end of its piece; at the end of a line it is not shown.
    """
    pieces: list[str] = []
    for atom in ATOM.findall(text):
        if pieces and (atom.isspace() or _extends(pieces[-1], atom)):
            pieces[-1] += atom
        else:
            pieces.append(atom)
    return pieces


def _extends(piece: str, atom: str) -> bool:
    """Whether an atom belongs to the piece before it, even across a space if a break there is forbidden."""
    if not piece[-1].isspace():
        return is_unbreakable(piece, atom)
    before = piece.rstrip()
    return not before or before[-1] in NEVER_LAST or atom[0] in NEVER_FIRST


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
        widths = (
            self.measure(before + piece) - self.measure(before)
            for before, piece in zip(self._preceding_characters, self.pieces, strict=True)
        )
        return [0.0, *accumulate(widths)]

    @property
    def _preceding_characters(self) -> list[str]:
        """The character before each piece, which may change the space before the piece."""
        return ["", *(piece[-1] for piece in self.pieces[:-1])]

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
        return self.ends[last + 1] - self.ends[first] - self.trailing_space[last]

    def lines(self, width: float, *, balanced: bool = False, max_lines: int = 99) -> list[str]:
        """Break the text into as few lines as the width allows.

        Balanced lines have about equal lengths, as in titles; otherwise only the last line is shorter. Only
        a piece wider than the line is cut. If more than `max_lines` result, which the caller will not use as
        they are, the breaks are not optimised.
        """
        if any(self.width(at, at) > width for at in range(len(self.pieces))):
            return self._with_wide_pieces_cut(width).lines(width, balanced=balanced, max_lines=max_lines)
        starts = self._greedy_starts(width)
        if 1 < len(starts) <= max_lines:
            starts = self._optimal_starts(width, len(starts), balanced)
        bounds = [*starts, len(self.pieces)]
        return ["".join(self.pieces[a:b]).strip() for a, b in pairwise(bounds)]

    def _greedy_starts(self, width: float) -> list[int]:
        """The first piece of each line if every line takes as many pieces as fit."""
        starts: list[int] = []
        for at in range(len(self.pieces)):
            if not starts or self.width(starts[-1], at) > width:
                starts.append(at)
        return starts

    def _optimal_starts(self, width: float, count: int, balanced: bool) -> list[int]:
        """The first piece of each of `count` lines at the least total cost, by dynamic programming."""
        total, size = self.ends[-1], len(self.pieces)
        aim = min(width, total / count) if balanced else width
        # For the lines so far: by the piece after them, the least cost and the first pieces of the lines.
        reached: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
        for number in range(1, count + 1):
            following: dict[int, tuple[float, list[int]]] = {}
            for first, (cost, starts) in reached.items():
                for last in range(first, size):
                    if self.width(first, last) > width:
                        break
                    ends_all = last + 1 == size
                    if ends_all != (number == count):
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
        """The same with every piece too wide cut where the line is full."""
        narrow = [
            part
            for at, piece in enumerate(self.pieces)
            for part in (cut_to_width(piece, width, self.measure) if self.width(at, at) > width else [piece])
        ]
        paragraph = BreakableText(self.text, self.measure)
        paragraph.__dict__["pieces"] = narrow
        return paragraph


def cut_to_width(piece: str, width: float, measure: MeasureText) -> list[str]:
    """Cut a piece into parts that fit the width; a single character is never cut."""
    parts = [piece[0]]
    for character in piece[1:]:
        if measure((parts[-1] + character).rstrip()) > width:
            parts.append(character)
        else:
            parts[-1] += character
    return parts


def shorten(
    lines: Sequence[str], max_lines: int, width: float, measure: MeasureText, ellipsis: str = ELLIPSIS
) -> list[str]:
    """The first lines, the last of them ending in an ellipsis, never within a number or a word."""
    if len(lines) <= max_lines:
        return list(lines)
    kept = split_at_breaks(lines[max_lines - 1])
    while kept and measure("".join(kept).rstrip() + ellipsis) > width:
        kept.pop()
    end = "".join(kept).rstrip().rstrip("".join(NEVER_FIRST | NEVER_LAST))
    return [*lines[: max_lines - 1], end + ellipsis]
