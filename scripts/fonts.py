"""Cut the fonts of the share cards from the full ones: `python -m scripts.fonts FOLDER`.

FOLDER holds the unpacked npm packages @expo-google-fonts/noto-sans-sc and noto-serif-sc, version 0.4.3, as
`npm install --prefix FOLDER` leaves them. Only needed again when the characters in
initiatives/pictures/characters.py change.
"""

import sys
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

from initiatives.pictures.font_coverage import CHARACTERS, NUMERALS, PROPORTIONAL
from scripts import environment

FOLDER = environment.ROOT / "initiatives" / "pictures" / "fonts"
SANS, SERIF = "noto-sans-sc", "noto-serif-sc"
# Whose distances matter.
PLAIN_LATIN = range(0x20, 0x7F)
# What is cut from what, and the characters kept.
CUTS = (
    (SANS, "500Medium/NotoSansSC_500Medium.ttf", "NotoSansSC-Medium-subset.ttf", CHARACTERS),
    (SERIF, "700Bold/NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold-subset.ttf", CHARACTERS),
    (SANS, "700Bold/NotoSansSC_700Bold.ttf", "NotoSansSC-Bold-numerals.ttf", NUMERALS),
)


def lookups(table: Any, feature: str) -> Iterator[Any]:
    """The parts of every rule that a feature applies."""
    numbers = {
        number
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == feature
        for number in record.Feature.LookupListIndex
    }
    for number in sorted(numbers):
        for part in table.LookupList.Lookup[number].SubTable:
            yield getattr(part, "ExtSubTable", part)


def add_proportional(font: TTFont) -> None:
    """Give the narrow forms of quotation marks an address of their own."""
    glyphs = font.getBestCmap()
    narrow = {
        key: value for part in lookups(font["GSUB"].table, "pwid") for key, value in part.mapping.items()
    }
    for table in font["cmap"].tables:
        if table.isUnicode():
            for character, place in PROPORTIONAL.items():
                table.cmap[ord(place)] = narrow[glyphs[ord(character)]]


def kerning(font: TTFont, characters: Iterable[str]) -> dict[tuple[str, str], int]:
    """How much nearer (or further) two Latin characters stand, as the font's own rules say."""
    glyphs = font.getBestCmap()
    names = [glyphs[ord(character)] for character in characters if ord(character) in glyphs]
    pairs: dict[tuple[str, str], int] = {}
    for part in lookups(font["GPOS"].table, "kern"):
        covered = set(part.Coverage.glyphs)
        for first, second in product(names, names):
            if first in covered and (first, second) not in pairs:
                value = of_pair(part, first, second)
                if value is not None:
                    pairs[first, second] = value
    return {pair: value for pair, value in pairs.items() if value}


def of_pair(part: Any, first: str, second: str) -> int | None:
    """What one part of the rules says of a pair; None if nothing."""
    if part.Format == 1:
        records = part.PairSet[part.Coverage.glyphs.index(first)].PairValueRecord
        found = next((record.Value1 for record in records if record.SecondGlyph == second), None)
        return getattr(found, "XAdvance", 0) if found else None
    row = part.Class1Record[part.ClassDef1.classDefs.get(first, 0)]
    value = row.Class2Record[part.ClassDef2.classDefs.get(second, 0)].Value1
    return getattr(value, "XAdvance", 0) if value else 0


def add_kerning(font: TTFont, pairs: dict[tuple[str, str], int]) -> None:
    """In the old table for it, which needs no shaping engine."""
    table = KernTable_format_0(apple=False)
    table.coverage, table.version, table.tupleIndex, table.kernTable = 1, 0, None, pairs
    font["kern"] = newTable("kern")
    font["kern"].version, font["kern"].kernTables = 0, [table]


def cut(source: Path, target: Path, characters: Iterable[str]) -> None:
    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, drop_tables=["GSUB", "GPOS"]
    )
    options.name_IDs = ["*"]
    font = subset.load_font(str(source), options)
    add_proportional(font)
    wanted = [*map(ord, characters), *map(ord, PROPORTIONAL.values())]
    pairs = kerning(font, [*map(chr, PLAIN_LATIN), *PROPORTIONAL.values()])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    kept = set(font.getGlyphOrder())
    add_kerning(font, {pair: value for pair, value in pairs.items() if kept.issuperset(pair)})
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target)
    print(f"{target.relative_to(environment.ROOT)} {target.stat().st_size // 1000} kB")


def licence(packages: Path) -> str:
    """The licence once, below the copyright lines of both fonts."""
    texts = [(packages / name / "LICENSE_FONT").read_text(encoding="utf-8") for name in (SANS, SERIF)]
    lines = [
        f"Noto {name}: {text.splitlines()[0]}"
        for name, text in zip(("Sans SC", "Serif SC"), texts, strict=True)
    ]
    return "\n".join([*lines, "", texts[0].split("\n\n", 1)[1]])


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(f"Name the folder that holds the packages.\n\n{__doc__}")
    packages = Path(sys.argv[1]) / "node_modules" / "@expo-google-fonts"
    FOLDER.mkdir(exist_ok=True)
    for package, source, target, characters in CUTS:
        cut(packages / package / source, FOLDER / target, characters)
    (FOLDER / "OFL.txt").write_text(licence(packages), encoding="utf-8")


if __name__ == "__main__":
    main()
