"""Watch files: CSV or TOML, one watched thing a line, each under its warrant.

Described in docs/reference/rules.md.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from borderlink.screening.adapters.rulebook import read_text, read_toml, read_warrant
from borderlink.screening.domain.rules.forbidden import check_words
from borderlink.screening.domain.watch import Entry, Watched, WatchList, check_entry
from borderlink.screening.refusals.rules import RuleNotUnderstood

COLUMNS: Final = (
    "kind",
    "value",
    "name",
    "case",
    "seizure",
    "author",
    "approver",
    "approved_on",
    "expires_on",
    "note",
)
FORMAT: Final = "borderlink-watch/1"


def read_watch(path: Path | None) -> WatchList:
    """Return the watch list of a file, or an empty one.

    Refuses: ``RuleNotUnderstood``, ``ForbiddenInput``, ``NoDrugCase``, ``ApproverIsAuthor``,
    ``ExpiryTooFar``, ``PlaceTooWide``. One bad line refuses the file: half a watch list is worse than none.
    """
    if path is None:
        return WatchList()
    raw = read_text(path)
    rows = _toml(path, raw) if path.suffix.lower() == ".toml" else _csv(path, raw.decode("utf-8-sig"))
    entries = tuple(check_entry(_entry(path, where, row), file=path.name) for where, row in rows)
    return WatchList(entries=entries, version=hashlib.sha256(raw).hexdigest())


def _csv(path: Path, text: str) -> Iterable[tuple[str, Mapping[str, object]]]:
    reader = csv.DictReader(io.StringIO(text))
    headers = [header.strip().lower() for header in reader.fieldnames or ()]
    _check_keys(path, "line 1", headers)
    reader.fieldnames = headers
    for row in reader:
        if None in row:
            raise RuleNotUnderstood(
                file=path.name, where=f"line {reader.line_num}", problem="too-many-values"
            )
        if any(value and value.strip() for value in row.values()):
            yield f"line {reader.line_num}", row


def _toml(path: Path, raw: bytes) -> Iterable[tuple[str, Mapping[str, object]]]:
    table = read_toml(path, raw)
    entries = table.get("entry", [])
    if table.get("format") != FORMAT or not isinstance(entries, list):
        raise RuleNotUnderstood(
            file=path.name, where="format", problem="first-line", detail=f'format = "{FORMAT}"'
        )
    for place, row in enumerate(entries, start=1):
        _check_keys(path, f"entry {place}", row)
        yield f"entry {place}", row


def _check_keys(path: Path, where: str, keys: Iterable[str]) -> None:
    for key in keys:
        if key not in COLUMNS:
            check_words(f"{path.name}, {where}", [key])
            raise RuleNotUnderstood(
                file=path.name, where=where, problem="no-column", detail=key, known=COLUMNS
            )


def _entry(path: Path, where: str, row: Mapping[str, object]) -> Entry:
    kind = str(row.get("kind") or "").strip().lower()
    check_words(f"{path.name}, {where}", [kind])
    if kind not in [known.value for known in Watched]:
        known = [watched.value for watched in Watched]
        raise RuleNotUnderstood(file=path.name, where=where, problem="kind-unknown", detail=kind, known=known)
    value, name = (str(row.get(key) or "").strip() for key in ("value", "name"))
    return Entry(
        kind=Watched(kind), value=value, name=name, where=where, warrant=read_warrant(path, where, row)
    )
