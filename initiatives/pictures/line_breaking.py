"""Where lines of Chinese and Latin text may break, and where they had best: no drawing, only widths."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

# The width of a text, in any unit; lines are as wide as the same unit says.
Measure = Callable[[str], float]

# What may not begin a line, and what may not end one (避头尾).
NEVER_FIRST = frozenset("、，。．：；！？）］｝〕〉》」』】〗”’…—～·‧／％‰℃°,.:;!?)]}%–-•")
NEVER_LAST = frozenset("（［｛〔〈《「『【〖“‘￥＄§¶№([{$€#<>≥≤≈≠")
# Full-width marks whose right half is empty, and may stand beyond a line's end.
HALF_EMPTY = frozenset("、，。．：；！？）］｝〕〉》」』】〗”’")
# Wide as a Han character although Unicode leaves it open.
WIDE_IN_CHINESE = frozenset("“”‘’…—·")
# A number with its sign, and the unit that counts it: 30亿元, ≥ 8.5%, 12月21日, 3 billion yuan.
NUMBER = (
    r"(?:[<>≥≤≈+−-]\s?)?[0-9]+(?:[,.:][0-9]+)*"
    r"(?:\s?[%‰℃]|\s?[十百千万亿]*[元家个件人亩项条年月日号级类位次天周季届名户栋座场吨]|\s?[十百千万亿]+"
    r"|\s(?:thousand|million|billion|trillion)(?:\syuan)?)?"
)
ATOM = re.compile(rf"{NUMBER}(?![0-9A-Za-z])|\s+|\S", re.ASCII)
ELLIPSIS = "…"
# How much a break costs, in squares of a line's width: in the middle of what is quoted, of a term, for a
# line of one character; a pause, which in Chinese a space marks too, is welcome.
IN_QUOTES, IN_TERM, ALONE, AT_A_PAUSE = 0.06, 0.05, 0.25, -0.04
# Words of plans that are not torn apart where the lines allow it; a whole dictionary has forty megabytes.
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


def joined(before: str, after: str) -> bool:
    """Whether no line may break between two neighbours."""
    if before.isspace() or after.isspace():
        return False
    if after[0] in NEVER_FIRST or before[-1] in NEVER_LAST:
        return True
    return not is_wide(before[-1]) and not is_wide(after[0])


def pieces(text: str) -> list[str]:
    """A text cut wherever a line may break; joined together again they are the text.

    A space stays at the end of its piece: of a line's last piece it is not shown.
    """
    found: list[str] = []
    for atom in ATOM.findall(text):
        if found and (atom.isspace() or _holds(found[-1], atom)):
            found[-1] += atom
        else:
            found.append(atom)
    return found


def _holds(piece: str, atom: str) -> bool:
    """Whether a piece goes on with this atom; what may not end or begin a line keeps even its space."""
    if not piece[-1].isspace():
        return joined(piece, atom)
    before = piece.rstrip()
    return not before or before[-1] in NEVER_LAST or atom[0] in NEVER_FIRST


@dataclass(frozen=True)
class Paragraph:
    """A text to be set in lines; everything that depends on no width is worked out once."""

    text: str
    measure: Measure

    @cached_property
    def pieces(self) -> list[str]:
        return pieces(self.text.strip())

    @cached_property
    def ends(self) -> list[float]:
        """How far the text reaches after 0, 1, 2 … pieces."""
        widths = (
            self.measure(before + piece) - self.measure(before)
            for before, piece in zip(self._befores, self.pieces, strict=True)
        )
        return [0.0, *accumulate(widths)]

    @property
    def _befores(self) -> list[str]:
        """The character before each piece, which may move it."""
        return ["", *(piece[-1] for piece in self.pieces[:-1])]

    @cached_property
    def trailing(self) -> list[float]:
        """The empty part of each piece's end, which may stand beyond a line's."""
        return [self._empty(piece, piece.rstrip()) for piece in self.pieces]

    def _empty(self, piece: str, words: str) -> float:
        space = self.measure(piece) - self.measure(words) if words != piece else 0.0
        return space + (self.measure(words[-1]) / 2 if words[-1:] in HALF_EMPTY else 0.0)

    @cached_property
    def costs(self) -> list[float]:
        """What a break after each piece costs, beyond the shape of the lines."""
        costs, open_marks, reached = [], "", 0
        torn = {
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
            inside = (IN_QUOTES if open_marks else 0.0) + (IN_TERM if reached in torn else 0.0)
            costs.append(inside or (AT_A_PAUSE if pause else 0.0))
        return costs

    def width(self, first: int, last: int) -> float:
        """The width of a line from one piece up to and with another."""
        return self.ends[last + 1] - self.ends[first] - self.trailing[last]

    def lines(self, width: float, *, balanced: bool = False, most: int = 99) -> list[str]:
        """The text in as few lines as the width allows.

        Balanced lines are about as long as each other, as in titles; otherwise only the last is shorter.
        A piece wider than the line is cut, and nothing else is. Of more lines than `most`, which will not be
        shown as they are, none is weighed.
        """
        if any(self.width(at, at) > width for at in range(len(self.pieces))):
            return self._with_cuts(width).lines(width, balanced=balanced, most=most)
        filled = self._filled(width)
        starts = self._best(width, len(filled), balanced) if 1 < len(filled) <= most else filled
        bounds = [*starts, len(self.pieces)]
        return ["".join(self.pieces[a:b]).strip() for a, b in pairwise(bounds)]

    def _filled(self, width: float) -> list[int]:
        """With which piece each line begins when every line takes all it can."""
        starts: list[int] = []
        for at in range(len(self.pieces)):
            if not starts or self.width(starts[-1], at) > width:
                starts.append(at)
        return starts

    def _best(self, width: float, count: int, balanced: bool) -> list[int]:
        """With which piece each of `count` lines begins, so that their edges cost least together."""
        total, size = self.ends[-1], len(self.pieces)
        aim = min(width, total / count) if balanced else width
        # For lines so far: the cost of ending them before each piece, and where the last one began.
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
                    sum_ = cost + self._cost(first, last, aim, width, balanced)
                    if last + 1 not in following or sum_ < following[last + 1][0]:
                        following[last + 1] = sum_, [*starts, first]
            reached = following
        return reached[size][1] if size in reached else self._filled(width)

    def _cost(self, first: int, last: int, aim: float, width: float, balanced: bool) -> float:
        is_last = last + 1 == len(self.pieces)
        short = 0.0 if is_last and not balanced else ((self.width(first, last) - aim) / width) ** 2
        line = "".join(self.pieces[first : last + 1]).strip()
        alone = ALONE if len(line.strip("".join(NEVER_FIRST))) < 2 else 0.0
        return short + alone + (0.0 if is_last else self._break(last, balanced))

    def _break(self, last: int, balanced: bool) -> float:
        """What a line's end there costs; only in titles is a pause worth a shorter line."""
        return self.costs[last] if balanced else max(0.0, self.costs[last])

    def _with_cuts(self, width: float) -> "Paragraph":
        """The same with every piece too wide cut where the line is full."""
        narrow = [
            part
            for at, piece in enumerate(self.pieces)
            for part in (cut(piece, width, self.measure) if self.width(at, at) > width else [piece])
        ]
        paragraph = Paragraph(self.text, self.measure)
        paragraph.__dict__["pieces"] = narrow
        return paragraph


def cut(piece: str, width: float, measure: Measure) -> list[str]:
    """A piece too wide for a line in parts that fit; a single character is a part whatever its width."""
    parts = [piece[0]]
    for character in piece[1:]:
        if measure((parts[-1] + character).rstrip()) > width:
            parts.append(character)
        else:
            parts[-1] += character
    return parts


def shortened(
    lines: Sequence[str], most: int, width: float, measure: Measure, ellipsis: str = ELLIPSIS
) -> list[str]:
    """The first lines, the last of them ended by an ellipsis; never within a number or a word."""
    if len(lines) <= most:
        return list(lines)
    kept = pieces(lines[most - 1])
    while kept and measure("".join(kept).rstrip() + ellipsis) > width:
        kept.pop()
    end = "".join(kept).rstrip().rstrip("".join(NEVER_FIRST | NEVER_LAST))
    return [*lines[: most - 1], end + ellipsis]
