"""Keys for rows that nobody gave one, and names as people write them, made comparable."""

import re
import unicodedata
from collections.abc import Container

MAX_KEY_LENGTH = 40
NOT_IN_KEYS = re.compile("[^a-z0-9]+")
NOT_IN_NAMES = re.compile(r"[\W_]+")
# What stands in an alias for the number, for a threshold and for any few words.
PLACEHOLDERS = "*#…"
# Usual abbreviations and what they stand for.
ABBREVIATIONS = {
    "规上": "规模以上",
    "限上": "限额以上",
    "高企": "高新技术企业",
    "固投": "固定资产投资",
    "研发": "r&d",
    "社零": "社会消费品零售",
    "gdp": "地区生产总值",
}
FOLDED_ABBREVIATIONS = {short: NOT_IN_NAMES.sub("", full) for short, full in ABBREVIATIONS.items()}


def key_from(text: str, taken: Container[str] = frozenset()) -> str:
    """A key that says how a text is pronounced: 招商引资 → `zhao-shang-yin-zi`.

    A number follows where the key is taken. A text without letters and digits gives "".
    """
    # Its dictionaries take a quarter of a second to load, which most commands never need.
    from pypinyin import lazy_pinyin

    spoken = "-".join(lazy_pinyin(unicodedata.normalize("NFKC", text).replace("ü", "v")[:60]))
    words = NOT_IN_KEYS.sub("-", spoken.lower()).strip("-")
    if len(words) > MAX_KEY_LENGTH:
        words = words[:MAX_KEY_LENGTH].rpartition("-")[0] or words[:MAX_KEY_LENGTH]
    key, number = words, 1
    while key and key in taken:
        number += 1
        key = f"{words}-{number}"
    return key


def folded_name(text: str) -> str:
    """A name without punctuation, spaces, width and case, abbreviations written out."""
    folded = NOT_IN_NAMES.sub("", unicodedata.normalize("NFKC", text).casefold())
    for short, full in FOLDED_ABBREVIATIONS.items():
        folded = folded.replace(short, full)
    return folded


def folded_alias(text: str) -> str:
    """An alias of a metric made comparable, with its placeholders: 新增*企业 is another one than 新增企业."""
    parts = re.split(f"([{PLACEHOLDERS}])", text)
    return "".join(part if part in PLACEHOLDERS else folded_name(part) for part in parts)
