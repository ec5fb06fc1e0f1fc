"""Write screening's table of Han characters: simplified form, pinyin, Han-Viet reading.

    python -m tools.han_table hanviet.csv

``hanviet.csv`` is the list of ph0ngp/hanviet-pinyin-wordlist (MIT). Needs ``pypinyin`` (MIT) and ``opencc``
(Apache-2.0) installed; neither is needed by a node. Run by hand: the table is committed.
"""

import ast
import csv
import sys
import unicodedata
from importlib import import_module
from pathlib import Path

BASIC_PLANE, COMMON_HAN = 0xFFFF, 0x4E00
OUT = Path("src/borderlink/screening/data/han.tsv")

# Readings of these characters in names, where the dictionary's first reading is another.
IN_NAMES = dict(
    pair.split("=")
    for pair in [
        "曾=zeng",
        "单=shan",
        "解=xie",
        "仇=qiu",
        "覃=qin",
        "翟=zhai",
        "查=zha",
        "区=ou",
        "朴=piao",
        "晟=sheng",
        "都=du",
        "盖=ge",
        "员=yun",
        "种=chong",
        "秘=bi",
        "折=she",
        "洗=xian",
        "乐=le",
        "宓=fu",
        "隗=wei",
        "逄=pang",
        "召=shao",
        "重=chong",
        "黑=he",
        "句=gou",
        "茜=xi",
        "长=chang",
        "行=xing",
        "朝=chao",
        "石=shi",
        "沈=shen",
        "葛=ge",
    ]
)


def plain(text: str) -> str:
    """Return lower-case letters without marks; ü is written u, as most passports' machine lines do."""
    marked = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in marked if "a" <= c <= "z")


def viet_readings(source: Path) -> dict[str, str]:
    """Return the first Han-Viet reading of each character."""
    readings: dict[str, str] = {}
    with source.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            listed = ast.literal_eval(row["hanviet"])
            if listed and row["char"] not in readings:
                readings[row["char"]] = plain(listed[0])
    return readings


def pinyin_readings() -> dict[str, str]:
    """Return the commonest pinyin of each character, or that used in names."""
    listed: dict[int, str] = import_module("pypinyin.constants").PINYIN_DICT
    readings = {chr(point): plain(marks.split(",")[0]) for point, marks in listed.items()}
    return readings | IN_NAMES


def main(source: Path) -> None:
    simplify = import_module("opencc").OpenCC("t2s").convert
    viet, pinyin = viet_readings(source), pinyin_readings()
    simplified = {chr(point): simplify(chr(point)) for point in range(0x3400, 0xA000)}
    for traditional, simple in simplified.items():
        if traditional in viet:
            viet.setdefault(simple, viet[traditional])
    rows = []
    for han, simple in simplified.items():
        same = simple if simple != han and len(simple) == 1 and ord(simple) <= BASIC_PLANE else ""
        row = (han, same, pinyin.get(same or han, ""), viet.get(han, ""))
        if same or (ord(han) >= COMMON_HAN and any(row[2:])):
            rows.append("\t".join(row))
    OUT.write_text("\n".join(["han\tsimplified\tpinyin\thanviet", *rows, ""]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
