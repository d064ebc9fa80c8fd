"""The form of a document: its page, type sizes and fonts, in Chinese that of GB/T 9704 (党政机关公文格式).

In Chinese 22 lines of 28 characters stand on a page of A4. English has the same page, with type for reading.
"""

from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import quoteattr

# Millimetres: A4, its margins (天头 37, 订口 28, type area 156 × 225), and from the foot of the page to the
# foot of the page number, whose dashes stand 7 below the type area.
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
FOOTER = 22.5
POINTS_PER_MM = 72 / 25.4
TEXT_WIDTH = (PAGE_WIDTH - LEFT - RIGHT) * POINTS_PER_MM
TEXT_HEIGHT = (PAGE_HEIGHT - TOP - BOTTOM) * POINTS_PER_MM


class Typeface(StrEnum):
    """The typefaces by their role; the value is the style that carries it."""

    TITLE = "Title"
    HEADING = "Heading 1"
    SUBHEADING = "Heading 2"
    BODY = "Normal"
    NUMBER = "Footer"


@dataclass(frozen=True)
class DocumentFont:
    """A font as a document names it, with the fonts that may take its place (w:altName)."""

    name: str
    alternatives: tuple[str, ...]
    family: str
    chinese: bool = True

    @property
    def xml(self) -> str:
        charset, pitch = ("86", "default") if self.chinese else ("00", "variable")
        return (
            f"<w:font w:name={quoteattr(self.name)}>"
            f"<w:altName w:val={quoteattr(','.join(self.alternatives))}/>"
            f'<w:charset w:val="{charset}"/><w:family w:val="{self.family}"/><w:pitch w:val="{pitch}"/>'
            "</w:font>"
        )


SMALL_TITLE_SONG = DocumentFont(
    "方正小标宋简体", ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "华文中宋", "STZhongsong"), "roman"
)
IMITATION_SONG = DocumentFont("仿宋_GB2312", ("仿宋", "FangSong", "FangSong_GB2312", "STFangsong"), "modern")
REGULAR_SCRIPT = DocumentFont("楷体_GB2312", ("楷体", "KaiTi", "KaiTi_GB2312", "STKaiti"), "modern")
BLACK = DocumentFont("黑体", ("SimHei", "STHeiti"), "modern")
SONG = DocumentFont("宋体", ("SimSun", "NSimSun"), "auto")
TIMES = DocumentFont("Times New Roman", ("Liberation Serif", "Tinos"), "roman", chinese=False)
FONTS = (SMALL_TITLE_SONG, IMITATION_SONG, REGULAR_SCRIPT, BLACK, SONG, TIMES)


@dataclass(frozen=True)
class OfficialFormat:
    """Sizes in points; a line is as high as stated, whatever stands in it."""

    language: str
    fonts: dict[Typeface, DocumentFont]
    bold: frozenset[Typeface]
    title_size: float
    title_line: float
    size: float
    line: float
    table_size: float
    table_line: float
    # In ems of the body, and after each paragraph in points.
    indent: int
    after: float
    # Whether it is 22 lines of 28 characters, all of one width.
    grid: bool
    # What a character takes of an em that is not Chinese, in wide typefaces; what ends of lines leave empty.
    letter: float
    ragged: float

    @property
    def line_width(self) -> float:
        """How many ems a line of the body holds."""
        return 28 if self.grid else TEXT_WIDTH / self.size


CHINESE_FORMAT = OfficialFormat(
    language="zh-CN",
    fonts={
        Typeface.TITLE: SMALL_TITLE_SONG,
        Typeface.HEADING: BLACK,
        Typeface.SUBHEADING: REGULAR_SCRIPT,
        Typeface.BODY: IMITATION_SONG,
        Typeface.NUMBER: SONG,
    },
    bold=frozenset(),
    # 二号, 三号 and 小四号.
    title_size=22,
    title_line=36,
    size=16,
    line=28,
    table_size=12,
    table_line=18,
    indent=2,
    after=0,
    grid=True,
    letter=0.53,
    ragged=1.0,
)
ENGLISH_FORMAT = OfficialFormat(
    language="en-GB",
    fonts={
        Typeface.TITLE: SMALL_TITLE_SONG,
        Typeface.HEADING: BLACK,
        Typeface.SUBHEADING: BLACK,
        Typeface.BODY: IMITATION_SONG,
        Typeface.NUMBER: SONG,
    },
    bold=frozenset({Typeface.TITLE, Typeface.HEADING, Typeface.SUBHEADING}),
    title_size=20,
    title_line=28,
    size=11,
    line=15.5,
    table_size=10,
    table_line=14,
    indent=0,
    after=5,
    grid=False,
    letter=0.56,
    ragged=1.04,
)


def format_for(language: str) -> OfficialFormat:
    """The format of a page's language, `zh-Hans` or `en`."""
    return ENGLISH_FORMAT if language == "en" else CHINESE_FORMAT
