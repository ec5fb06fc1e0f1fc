"""Write the reading table of names: variants, pinyin, Han-Viet, Jyutping and a rank of each Han character.

    python -m tools.names_table UNICODE-FOLDER hanviet.csv

``UNICODE-FOLDER`` is ``usr/share/unicode`` of Debian's package ``unicode-data`` (Unihan 15.0, Unicode
licence), ``hanviet.csv`` the list of ph0ngp/hanviet-pinyin-wordlist (MIT). The simplified form of a character
is OpenCC's (Apache-2.0). Run by hand: the table is committed, and a node needs none of them.
A character that both lack a reading of gets none: nothing is guessed from its parts.
"""

import ast
import bz2
import csv
import re
import sys
import unicodedata
from collections import defaultdict
from importlib import import_module
from pathlib import Path

OUT = Path("src/borderlink/language/data/names/characters.tsv")
FIELDS = {
    "Readings": ("kMandarin", "kCantonese", "kVietnamese", "kHanyuPinlu", "kTGHZ2013", "kXHC1983"),
    "Variants": ("kSimplifiedVariant", "kTraditionalVariant", "kZVariant", "kSemanticVariant"),
    "DictionaryLikeData": ("kFrequency", "kUnihanCore2020"),
    "OtherMappings": ("kTGH",),
}
COMMON, USUAL = 3500, 6500  # places in the list of standard characters: its first and second part
RANKS = 9
BASIC_PLANE = 0xFFFF
HAN = (0x3400, 0xA000)

Unihan = dict[str, dict[str, str]]
Readings = dict[str, list[str]]


def unihan(folder: Path) -> Unihan:
    """Return the fields that are used, by character."""
    found: Unihan = defaultdict(dict)
    for name, fields in FIELDS.items():
        with bz2.open(folder / f"Unihan_{name}.txt.bz2", "rt", encoding="utf-8") as lines:
            for line in lines:
                parts = line.rstrip("\n").split("\t")
                if parts[2:] and parts[1] in fields:
                    found[chr(int(parts[0].removeprefix("U+"), 16))][parts[1]] = parts[2]
    return found


def toneless(syllable: str) -> str:
    """Return pinyin letters without tone, ü as v."""
    marked = unicodedata.normalize("NFD", syllable.casefold()).replace("u\u0308", "v")
    return "".join(c for c in marked if "a" <= c <= "z")


def _distinct(syllables: list[str]) -> list[str]:
    return list(dict.fromkeys(syllable for syllable in syllables if syllable))


def pinyin(field: dict[str, str]) -> list[str]:
    """Return the readings of one character: the customary one first, then by how often they occur."""
    counted = re.findall(r"([^\s()]+)\((\d+)\)", field.get("kHanyuPinlu", ""))
    by_count = [syllable for syllable, _ in sorted(counted, key=lambda pair: -int(pair[1]))]
    told = re.findall(r"[^\s:,\d.*]+", field.get("kTGHZ2013", "") + " " + field.get("kXHC1983", ""))
    return _distinct([toneless(s) for s in [*field.get("kMandarin", "").split(), *by_count, *told]])


def jyutping(field: dict[str, str]) -> list[str]:
    """Return the Cantonese readings of one character without tones, the customary one first."""
    return _distinct([syllable.rstrip("0123456789") for syllable in field.get("kCantonese", "").split()])


def listed_hanviet(source: Path) -> Readings:
    """Return the Han-Viet readings of the list by character."""
    found: Readings = defaultdict(list)
    with source.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["char"]] += [unicodedata.normalize("NFC", s) for s in ast.literal_eval(row["hanviet"])]
    return found


def points(text: str) -> list[str]:
    """Return the characters that a field of variants names."""
    return [chr(int(point, 16)) for point in re.findall(r"U\+([0-9A-F]+)", text)]


def variants(table: Unihan, names: tuple[str, ...]) -> dict[str, set[str]]:
    """Return for each character those it is also written as: sets both ways, never chained."""
    found: dict[str, set[str]] = defaultdict(set)
    for char, field in table.items():
        for name in names:
            for other in points(field.get(name, "")):
                if other != char:
                    found[char].add(other)
                    found[other].add(char)
    return found


def simplified() -> dict[str, str]:
    """Return the simplified form of each character of the basic plane that has another."""
    convert = import_module("opencc").OpenCC("t2s").convert
    told = {chr(point): str(convert(chr(point))) for point in range(*HAN)}
    return {
        char: one for char, one in told.items() if one != char and len(one) == 1 and ord(one) <= BASIC_PLANE
    }


def hanviet(char: str, table: Unihan, listed: Readings, others: set[str]) -> tuple[list[str], list[str]]:
    """Return a character's own Han-Viet readings and those of the characters it is also written as."""

    def of(one: str) -> list[str]:
        words = re.split(r"[\s,]+", table.get(one, {}).get("kVietnamese", ""))
        return _distinct([*listed.get(one, []), *(unicodedata.normalize("NFC", w.casefold()) for w in words)])

    own = of(char)
    return own, [
        reading for reading in _distinct([r for o in sorted(others) for r in of(o)]) if reading not in own
    ]


def rank(field: dict[str, str]) -> int:
    """Return how usual a character is in text, 0 (rare) to 9, by Unihan's own measures."""
    place = int(field.get("kTGH", "2013:9999").split(":")[1])
    by_list = 3 if place <= COMMON else 2 if place <= USUAL else 1 if place < RANKS * 1111 else 0
    frequency = int(field.get("kFrequency", "6"))
    return min(RANKS, by_list + max(0, 6 - frequency))


def rows(table: Unihan, listed: Readings) -> list[str]:
    """Return the lines of the table in the order of their points."""
    written, all_forms = variants(table, FIELDS["Variants"][:3]), variants(table, FIELDS["Variants"])
    simple = simplified()
    for char, one in simple.items():
        written[char].add(one)
        written[one].add(char)
    lines = []
    for char in sorted(table.keys() | listed.keys() | simple.keys()):
        field, others = table[char], written.get(char, set())
        own, lent = hanviet(char, table, listed, others)
        usual = max([rank(field), *(rank(table.get(other, {})) for other in others)])
        if not (own or lent or {"kUnihanCore2020", "kTGH"} & field.keys() or char in simple):
            continue
        viet = ",".join(own) + ("|" + ",".join(lent) if lent else "")
        forms = "".join([*sorted(others), *sorted(all_forms.get(char, set()) - others)])
        cells = [
            char,
            forms,
            ",".join(pinyin(field)),
            viet,
            ",".join(jyutping(field)),
            str(usual),
            simple.get(char, ""),
        ]
        lines.append("\t".join(cells))
    return lines


def main(folder: Path, source: Path) -> None:
    found = rows(unihan(folder), listed_hanviet(source))
    heading = "han\tvariants\tpinyin\thanviet\tjyutping\trank\tsimplified"
    OUT.write_text("\n".join([heading, *found, ""]), encoding="utf-8")
    print(f"{len(found)} characters, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
