"""Writes everything in traditional characters from the mainland's characters: `python -m tools.hant`.

OpenCC converts, `language/data/zh-hant-by-hand.csv` decides where it would be wrong or where another word is
meant (docs/decisions/0004-traditional-chinese.md). The output is committed, so that a node needs no OpenCC.
"""

import csv
import io
import re
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from opencc import OpenCC

from tools.catalogues import PACKAGE, ROOT, path_of, read, strings_of, written

DATA: Final = PACKAGE / "language" / "data"
BY_HAND: Final = DATA / "zh-hant-by-hand.csv"
CODES: Final = DATA / "codes.csv"
_HEADER: Final = "# Generated from {source} by tools/hant.py. Change that file or zh-hant-by-hand.csv.\n"


@cache
def by_hand() -> dict[str, tuple[str, bool]]:
    """Return the words decided by hand: mainland to traditional, and whether an officer has checked it."""
    with BY_HAND.open(encoding="utf-8", newline="") as stream:
        return {row["zh_hans"]: (row["zh_hant"], row["checked"] == "yes") for row in csv.DictReader(stream)}


@cache
def _by_hand_pattern() -> re.Pattern[str]:
    return re.compile("(" + "|".join(map(re.escape, sorted(by_hand(), key=len, reverse=True))) + ")")


@cache
def _converter() -> OpenCC:
    return OpenCC("s2tw")


def traditional(text: str) -> str:
    """Return a text in traditional characters: the words decided by hand, the rest by OpenCC."""
    pieces = _by_hand_pattern().split(text)
    return "".join(
        by_hand()[piece][0] if piece in by_hand() else _converter().convert(piece) for piece in pieces
    )


def sentence_files() -> dict[Path, str]:
    """Return every sentence file in traditional characters by its path."""
    wanted = {}
    for source in sorted((DATA / "sentences" / "zh-Hans").glob("*.toml")):
        lines = [_HEADER.format(source=f"../zh-Hans/{source.name}")]
        for name, pattern in tomllib.loads(source.read_text(encoding="utf-8")).items():
            lines.append(f"{_quoted(name)} = {_quoted(traditional(pattern))}\n")
        wanted[DATA / "sentences" / "zh-Hant" / source.name] = "".join(lines)
    return wanted


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def catalogue_files() -> dict[Path, str]:
    """Return every catalogue in traditional characters by its path."""
    wanted = {}
    for source in sorted(PACKAGE.glob("*/locale/zh_Hans/LC_MESSAGES/django.po")):
        room = source.parents[3]
        entries = [entry for entry in read(source) if entry.id]
        for entry in entries:
            words = tuple(map(traditional, strings_of(entry)))
            entry.string = words[0] if isinstance(entry.string, str) else words
        header = _HEADER.format(source="zh_Hans/LC_MESSAGES/django.po").rstrip()
        wanted[path_of(room, "zh_Hant")] = written(entries, "zh_Hant", header).decode()
    return wanted


def code_file() -> dict[Path, str]:
    """Return the code lists with their traditional column by path."""
    with CODES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row["zh_hant"] = traditional(row["zh_hans"])
        checked = by_hand().get(row["zh_hans"], ("", False))[1]
        row["zh_hant_checked"] = "yes" if checked else "no"
    target = io.StringIO()
    writer = csv.DictWriter(target, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return {CODES: target.getvalue()}


def wanted_files() -> dict[Path, str]:
    """Return everything in traditional characters as it should be, by path."""
    return {**sentence_files(), **catalogue_files(), **code_file()}


def stale_files() -> list[Path]:
    """Return what should be there and is not, or is otherwise, and what should not be there."""
    wanted = wanted_files()
    there = {
        *PACKAGE.glob("*/locale/zh_Hant/LC_MESSAGES/django.po"),
        *(DATA / "sentences" / "zh-Hant").glob("*.toml"),
    }
    changed = {
        path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    return sorted(changed | (there - wanted.keys()))


def main() -> int:
    """Write what is stale and return the exit code."""
    wanted = wanted_files()
    for path in stale_files():
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
