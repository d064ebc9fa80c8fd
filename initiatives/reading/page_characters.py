"""Characters that pages have in the place of others: radicals, half-width punctuation in Chinese words."""

import re
import unicodedata

# Radicals that some PDF files and pages hold in the place of characters.
RADICALS: dict[int, str] = {
    code: folded
    for first, last in ((0x2E80, 0x2EFF), (0x2F00, 0x2FDF), (0xF900, 0xFAFF))
    for code in range(first, last + 1)
    if len(folded := unicodedata.normalize("NFKC", chr(code))) == 1
}
# Simplified radicals have no decomposition.
RADICALS |= dict(
    zip(
        map(ord, "⺠⺟⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⺒⺎⺝⺪⺫⻂⻃⻊⻎"),
        "民母虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟巳兀月疋罒衤西足辶",
        strict=True,
    )
)
PUNCTUATION = str.maketrans(",;:!?()", "，；：！？（）")
QUOTATION_MARKS = str.maketrans("「」『』", "“”‘’")
# What may stand in the place of another character.
UNUSUAL = re.compile("[，；：！？（）“”‘’]")
BESIDE_HAN = re.compile("(?<=[一-龥，。、；：“”（）《》])[,;:!?()]|[,;:!?()](?=[一-龥，。、；：“”（）《》])")
OPEN_BRACKET = re.compile(r"（([^（）()]*)\)|\(([^（）()]*)）")


def without_radicals(text: str) -> str:
    return text.translate(RADICALS)


def usual_characters(text: str) -> str:
    """The text as Chinese is printed, of the same length: ，for a comma beside a Chinese character."""
    text = text.translate(QUOTATION_MARKS)
    text = BESIDE_HAN.sub(lambda match: match[0].translate(PUNCTUATION), without_radicals(text))
    return OPEN_BRACKET.sub(lambda match: f"（{match[1] or match[2] or ''}）", text)
