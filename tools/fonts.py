"""Builds the fonts that prints use from Debian's fonts-noto packages: `python -m tools.fonts [--check]`.

Typst carries no Chinese font and a fresh machine has none, so the package ships subsets. Each is renamed
(a changed font keeps its licence, not its name) and written without a clock: the same packages give the same
bytes, which `SHA256SUMS` lists. Packages: fonts-noto-core 20201225-1, fonts-noto-cjk 1:20220127+repack1-1.
"""

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT: Final = Path(__file__).resolve().parents[1]
TARGET: Final = ROOT / "src" / "borderlink" / "language" / "data" / "fonts"
SUMS: Final = TARGET / "SHA256SUMS"
CHARACTERS: Final = TARGET / "characters.txt"
SOURCES: Final = Path("/usr/share/fonts")
CJK: Final = "opentype/noto/NotoSansCJK-{}.ttc"
LATIN: Final = "truetype/noto/NotoSans-{}.ttf"
SYMBOLS: Final = "truetype/noto/NotoSansSymbols2-Regular.ttf"
SC, TC = 2, 3  # the faces' places in the collection
POSTSCRIPT_NAME: Final = 6
VARIATIONS: Final = 14  # a character map of variants, which would bring their glyphs

_URO: Final = frozenset(range(0x4E00, 0xA000))
_LATIN: Final = frozenset(
    (*range(0x20, 0x250), *range(0x2B0, 0x370), *range(0x1E00, 0x1F00), *range(0x2000, 0x2070))
) | {0x2116, 0x2122, 0x20AB, 0x20AC, 0x2212, 0xFB01, 0xFB02}
_SYMBOLS: Final = frozenset(map(ord, "☐☑☒✓✗✂⚠■□▪▫●○◆◇▶◀←→↑↓↔≤≥≠±×÷√≈∞①②③④⑤⑥⑦⑧⑨⑩"))


def _encoded(codec: str, first: int, last: int) -> Iterator[int]:
    """Yield the characters of a double-byte codec whose lead byte lies between two."""
    for lead in range(first, last + 1):
        for trail in range(0x40, 0xFF):
            try:
                yield from map(ord, bytes([lead, trail]).decode(codec))
            except UnicodeDecodeError:
                continue


def standard_list() -> frozenset[int]:
    """Return GB 2312 and the 8,105 characters of the general standard list."""
    lines = (Path(__file__).parent / "hanzi.txt").read_text(encoding="utf-8").splitlines()
    beyond = {ord(char) for line in lines if not line.startswith("#") for char in line}
    return frozenset(_encoded("gb2312", 0xA1, 0xF7)) | beyond | set(range(0x3000, 0x3040))


def big5(last: int = 0xF9) -> frozenset[int]:
    """Return the characters of Big5 up to a lead byte: 0xC6 ends its first level."""
    return frozenset(_encoded("big5", 0xA1, last))


@dataclass(frozen=True, slots=True)
class Face:
    """One file to build: family and weight, the source's path and place in it, the characters wanted."""

    file: str
    family: str
    weight: str
    source: str
    number: int
    wanted: frozenset[int]


def faces() -> list[Face]:
    """Return every face of the package: Simplified whole, its list bold, Big5, Latin with Vietnamese."""
    made = [
        Face("latin-regular.ttf", "Borderlink Sans", "Regular", LATIN.format("Regular"), -1, _LATIN),
        Face("latin-bold.ttf", "Borderlink Sans", "Bold", LATIN.format("Bold"), -1, _LATIN),
        Face("symbols.ttf", "Borderlink Symbols", "Regular", SYMBOLS, -1, _SYMBOLS),
    ]
    simplified, traditional = "Borderlink Sans SC", "Borderlink Sans TC"
    regular, bold = CJK.format("Regular"), CJK.format("Bold")
    return [
        *made,
        Face("sc-regular.otf", simplified, "Regular", regular, SC, standard_list() | _URO),
        Face("sc-bold.otf", simplified, "Bold", bold, SC, standard_list()),
        Face("tc-regular.otf", traditional, "Regular", regular, TC, big5()),
        Face("tc-bold.otf", traditional, "Bold", bold, TC, big5(0xC6)),
    ]


def _options() -> subset.Options:
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "ccmp", "mark", "mkmk"]  # locl would bring the other regions' forms
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
    return options


def _renamed(font: TTFont, face: Face) -> None:
    """Give a face the house's family name; copyright and licence stay as they were."""
    plain = face.family.replace(" ", "")
    names = {1: face.family, 2: face.weight, 3: f"{plain}-{face.weight}", 4: f"{face.family} {face.weight}"}
    for record in list(font["name"].names):
        if record.nameID in {*names, POSTSCRIPT_NAME}:
            record.string = names.get(record.nameID, f"{plain}-{face.weight}")
    if "CFF " in font:
        font["CFF "].cff.fontNames[0] = f"{plain}-{face.weight}"


def build(face: Face, folder: Path) -> Path:
    """Write one face and return its path."""
    font = TTFont(SOURCES / face.source, fontNumber=face.number, lazy=True, recalcTimestamp=False)
    subsetter = subset.Subsetter(_options())
    subsetter.populate(unicodes=sorted(face.wanted))
    subsetter.subset(font)
    font["cmap"].tables = [table for table in font["cmap"].tables if table.format != VARIATIONS]
    _renamed(font, face)
    target = folder / face.file
    font.save(target, reorderTables=None)
    return target


def _characters_of(path: Path) -> list[int]:
    with TTFont(path, lazy=True) as font:
        return [int(code) for code in font.getBestCmap()]


def characters() -> str:
    """Return what has a glyph in a regular face, as ranges of code points, one a line."""
    regular = [face.file for face in faces() if face.weight == "Regular"]
    known: list[int] = sorted({code for file in regular for code in _characters_of(TARGET / file)})
    starts = [code for before, code in zip([-2, *known], known, strict=False) if code != before + 1]
    ends = [code for code, after in zip(known, [*known[1:], -2], strict=True) if after != code + 1]
    return "".join(f"{first:X}-{last:X}\n" for first, last in zip(starts, ends, strict=True))


def sums() -> str:
    """Return the list of what is there, one hash a line."""
    paths = sorted([*TARGET.glob("*.ttf"), *TARGET.glob("*.otf")])
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in paths)


def main() -> int:
    """Build all fonts anew, or with ``--check`` compare what is there with its list."""
    if "--check" in sys.argv:
        return 0 if sums() == SUMS.read_text() else 1
    TARGET.mkdir(parents=True, exist_ok=True)
    for face in faces():
        path = build(face, TARGET)
        print(path.name, path.stat().st_size, flush=True)
    SUMS.write_text(sums())
    CHARACTERS.write_text(characters())
    return 0


if __name__ == "__main__":
    sys.exit(main())
