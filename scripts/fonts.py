"""Subset the fonts of the share cards: `python -m scripts.fonts FOLDER`.

FOLDER holds the npm packages @expo-google-fonts/noto-sans-sc and noto-serif-sc, version 0.4.3, as
`npm install --prefix FOLDER` leaves them. Only needed when initiatives/pictures/font_coverage.py changes.
"""

import sys
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0  # fontTools' public name of the `kern` table

from initiatives.pictures.font_coverage import CHARACTERS, NUMERALS, PROPORTIONAL
from scripts import environment

FONT_FOLDER = environment.ROOT / "initiatives" / "pictures" / "fonts"
SANS, SERIF = "noto-sans-sc", "noto-serif-sc"
# Whose kerning is kept.
KERNED_CODE_POINTS = range(0x20, 0x7F)
# Package, source file, target file, and the characters kept.
SUBSETS = (
    (SANS, "500Medium/NotoSansSC_500Medium.ttf", "NotoSansSC-Medium-subset.ttf", CHARACTERS),
    (SERIF, "700Bold/NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold-subset.ttf", CHARACTERS),
    (SANS, "700Bold/NotoSansSC_700Bold.ttf", "NotoSansSC-Bold-numerals.ttf", NUMERALS),
)


def feature_subtables(table: Any, feature: str) -> Iterator[Any]:
    """The lookup subtables of an OpenType feature."""
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
    """Map the code points of PROPORTIONAL to the narrow forms of quotation marks."""
    glyphs = font.getBestCmap()
    narrow = {
        key: value
        for part in feature_subtables(font["GSUB"].table, "pwid")
        for key, value in part.mapping.items()
    }
    for table in font["cmap"].tables:
        if table.isUnicode():
            for character, place in PROPORTIONAL.items():
                table.cmap[ord(place)] = narrow[glyphs[ord(character)]]


def kerning(font: TTFont, characters: Iterable[str]) -> dict[tuple[str, str], int]:
    """The kerning of glyph pairs in font units, from the font's GPOS table; zeros are left out."""
    glyphs = font.getBestCmap()
    names = [glyphs[ord(character)] for character in characters if ord(character) in glyphs]
    pairs: dict[tuple[str, str], int] = {}
    for part in feature_subtables(font["GPOS"].table, "kern"):
        covered = set(part.Coverage.glyphs)
        for first, second in product(names, names):
            if first in covered and (first, second) not in pairs:
                value = pair_kerning(part, first, second)
                if value is not None:
                    pairs[first, second] = value
    return {pair: value for pair, value in pairs.items() if value}


def pair_kerning(part: Any, first: str, second: str) -> int | None:
    """The kerning of a pair by one GPOS subtable; None if it does not cover the pair."""
    if part.Format == 1:
        records = part.PairSet[part.Coverage.glyphs.index(first)].PairValueRecord
        found = next((record.Value1 for record in records if record.SecondGlyph == second), None)
        return getattr(found, "XAdvance", 0) if found else None
    row = part.Class1Record[part.ClassDef1.classDefs.get(first, 0)]
    value = row.Class2Record[part.ClassDef2.classDefs.get(second, 0)].Value1
    return getattr(value, "XAdvance", 0) if value else 0


def add_kerning(font: TTFont, pairs: dict[tuple[str, str], int]) -> None:
    """Write kerning to the legacy `kern` table, which FreeType reads without a shaping engine."""
    table = KernTable_format_0(apple=False)
    table.coverage, table.version, table.tupleIndex, table.kernTable = 1, 0, None, pairs
    font["kern"] = newTable("kern")
    font["kern"].version, font["kern"].kernTables = 0, [table]


def make_subset(source: Path, target: Path, characters: Iterable[str]) -> None:
    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, drop_tables=["GSUB", "GPOS"]
    )
    options.name_IDs = ["*"]
    font = subset.load_font(str(source), options)
    add_proportional(font)
    wanted = [*map(ord, characters), *map(ord, PROPORTIONAL.values())]
    pairs = kerning(font, [*map(chr, KERNED_CODE_POINTS), *PROPORTIONAL.values()])
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
    """The licence text below the copyright lines of both fonts."""
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
    FONT_FOLDER.mkdir(exist_ok=True)
    for package, source, target, characters in SUBSETS:
        make_subset(packages / package / source, FONT_FOLDER / target, characters)
    (FONT_FOLDER / "OFL.txt").write_text(licence(packages), encoding="utf-8")


if __name__ == "__main__":
    main()
