"""Files of names and pairs: CSV in four encodings, every column kept, bad rows told by line and reason."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from borderlink.foundation.refusals import Refusal
from borderlink.language.names.explaining import compare, sentence
from borderlink.language.names.scoring import score_names
from borderlink.language.refusals import NamesFileUnreadable
from borderlink.language.sentences import say_refusal

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS: Final = ",;\t|"
_LONGEST: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line that it ends on, its cells, and why it cannot be used (empty if it can)."""

    line: int
    cells: list[str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file read: its columns, its rows in their order, and its delimiter."""

    columns: list[str]
    rows: list[Row]
    delimiter: str

    def column(self, name: str) -> list[str | None]:
        """Return the cells of one column; none where a row is bad."""
        at = self.columns.index(name)
        return [None if row.fault else row.cells[at] for row in self.rows]


def read_sheet(path: Path, needed: Sequence[str]) -> Sheet:
    """Read a delimited file that has the needed columns. Refuses: ``NamesFileUnreadable``."""
    lines = list(_lines(path.read_bytes()))
    if not lines:
        raise NamesFileUnreadable(file=path.name, columns=list(needed))
    delimiter = max(_DELIMITERS, key=lines[0][0].count)
    columns = [cell.strip() for cell in next(csv.reader([lines[0][0]], delimiter=delimiter))]
    if not set(needed) <= set(columns):
        raise NamesFileUnreadable(file=path.name, columns=list(needed))
    return Sheet(columns, list(_rows(lines[1:], delimiter, len(columns))), delimiter)


def _rows(lines: list[tuple[str, str]], delimiter: str, width: int) -> Iterator[Row]:
    """Yield records; a quoted cell may run over lines. The header is line 1."""
    csv.field_size_limit(_LONGEST)
    spoilt = {line: fault for line, (_, fault) in enumerate(lines, 2) if fault}
    reader = csv.reader((text for text, _ in lines), delimiter=delimiter)
    before = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells, fault = [], "cell-too-long"
        else:
            fault = "" if len(cells) == width else "number-of-cells"
        line = reader.line_num + 1
        fault = next((spoilt[at] for at in range(before + 1, line + 1) if at in spoilt), fault)
        before = line
        if cells or fault:
            yield Row(line, cells, fault)


def _lines(raw: bytes) -> Iterator[tuple[str, str]]:
    """Yield each line with its end, and why it cannot be used: it does not decode, or holds a NUL."""
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "")
    if encoding.startswith("utf-16"):
        for text in io.StringIO(raw.decode(encoding, "replace"), newline=None):
            yield text.replace("\0", ""), "undecodable" if "\ufffd" in text else ""
        return
    body = raw.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    encoding = "utf-8" if encoding else _guessed(body)
    for line in body.splitlines(keepends=True):
        try:
            text, fault = line.decode(encoding), "nul-byte" if b"\0" in line else ""
        except UnicodeDecodeError:
            text, fault = line.decode(encoding, "replace"), "undecodable"
        yield text.replace("\0", ""), fault


def _guessed(body: bytes) -> str:
    """Return the encoding in which most lines with more than ASCII decode."""
    high = [line for line in body.splitlines() if not line.isascii()]
    utf8 = sum(_decodes(line, "utf-8") for line in high)
    return (
        "gb18030"
        if sum(_decodes(line, "gb18030") for line in high) > utf8 and utf8 * 2 < len(high)
        else "utf-8"
    )


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def write_rows(path: Path, rows: Sequence[Sequence[object]], delimiter: str = ",") -> None:
    """Write records as UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


def score_file(source: Path, out: Path, shown: str | None) -> dict[str, int]:
    """Score the pairs of a file with columns a and b into another, and return how many; see the command.

    ``shown`` is the language of the explanations; without it that column stays empty. Refuses:
    ``NamesFileUnreadable``.
    """
    sheet = read_sheet(source, ["a", "b"])
    a, b = sheet.column("a"), sheet.column("b")
    scores = score_names(a, b).score.tolist()
    written: list[list[object]] = [[*sheet.columns, "score", "explanation"]]
    bad: list[list[object]] = [["line", "reason", *sheet.columns]]
    refused = 0
    for row, one, two, score in zip(sheet.rows, a, b, scores, strict=True):
        if one is None or two is None:
            bad.append([row.line, row.fault, *row.cells])
            continue
        refused += score != score  # noqa: PLR0124 - not a number: refused
        told = f"{score:.6f}" if score == score else ""  # noqa: PLR0124
        written.append([*row.cells, told, _why(one, two, shown) if shown else ""])
    write_rows(out, written, sheet.delimiter)
    quarantine = out.with_suffix(".quarantine.csv")
    if len(bad) > 1:
        write_rows(quarantine, bad, sheet.delimiter)
    else:
        quarantine.unlink(missing_ok=True)
    return {"scored": len(written) - 1 - refused, "refused": refused, "quarantined": len(bad) - 1}


def _why(a: str, b: str, language: str) -> str:
    try:
        return sentence(compare(a, b), language)
    except Refusal as refusal:
        return say_refusal(refusal, language).sentence
