"""Code lists: records and letters carry the code, a reader sees its label in their language."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_FOLDER: Final = files("borderlink.language") / "data"

# A partner may already use a newer list: its code is shown, never dropped.
_NEWER: Final = {
    "zh-Hans": "代码{code}（较新版代码表）",
    "zh-Hant": "代碼{code}（較新版代碼表）",
    "vi": "mã {code} (danh mục mới hơn)",
    "en": "code {code} (newer list)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One row of a code list. ``aliases`` are older or shorter codes, understood for ever, never reused."""

    list_name: str
    code: str
    aliases: tuple[str, ...]
    labels: Mapping[str, str]
    hant_checked: bool
    note: str


@cache
def _all() -> tuple[Code, ...]:
    path = _FOLDER / "codes.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_code(row) for row in csv.DictReader(lines))


def _code(row: Mapping[str, str]) -> Code:
    labels = {"zh-Hans": row["zh_hans"], "zh-Hant": row["zh_hant"], "vi": row["vi"], "en": row["en"]}
    return Code(
        list_name=row["list"],
        code=row["code"],
        aliases=tuple(filter(None, row["alias"].split(";"))),
        labels=labels,
        hant_checked=row["zh_hant_checked"] == "yes",
        note=row["note"],
    )


@cache
def _by_any_code() -> Mapping[tuple[str, str], Code]:
    """Return every row by list and code or alias; under no list, codes come first, then first aliases."""
    found: dict[tuple[str, str], Code] = {("", row.code): row for row in _all()}
    for row in _all():
        for name in (row.code, *row.aliases):
            found[row.list_name, name] = row
            found.setdefault(("", name), row)
    return found


def list_names() -> tuple[str, ...]:
    """Return the names of every code list, in their order."""
    return tuple(dict.fromkeys(row.list_name for row in _all()))


def codes(list_name: str) -> tuple[Code, ...]:
    """Return the codes of one list in their order. A list that does not exist is a ``KeyError``."""
    found = tuple(row for row in _all() if row.list_name == list_name)
    if not found:
        raise KeyError(list_name)
    return found


def find(code: str, list_name: str = "") -> Code | None:
    """Return the row of a code or alias; the few aliases of two lists need the list's name."""
    return _by_any_code().get((list_name, code))


def label(code: str, language: str, list_name: str = "") -> str:
    """Return the label of a code or alias; one that no list here knows is shown as from a newer list."""
    row = find(code, list_name)
    return row.labels[language] if row else _NEWER[language].format(code=code)
