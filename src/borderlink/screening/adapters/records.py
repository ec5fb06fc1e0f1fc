"""Blocks of lines cut into records: quoted line ends, ragged rows and stray quotes found without a loop.

Quotes follow RFC 4180: they open at the start of a field, are doubled inside, and close at its end. A
quote inside an unquoted field is a character like any other. A line that opens a quote which no
later line closes is set aside alone: it never swallows what follows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from borderlink.screening.adapters.decoding import Block

MOST_LINES: Final = 64  # of one record
_FEW_LINES: Final = 4
_LF, _QUOTE = ord("\n"), ord('"')

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How the records of a file are written: the delimiter and the number of fields."""

    delimiter: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The records of a block: ``data`` is clean CSV, one record per entry of ``lines``.

    ``faults`` are the lines set aside, each with its reason and detail; ``rest`` begins a record
    that the next block must end.
    """

    data: bytes
    lines: npt.NDArray[np.uint32]
    faults: tuple[tuple[int, str, str], ...] = ()
    in_order: bool = True
    rest: Block | None = None


@dataclass(slots=True)
class _Work:
    """A block under the knife: per line its start, end, number of fields and whether it stands alone well."""

    text: bytes
    starts: Places
    ends: Places
    fields: Places
    broken: Flags
    good: Flags


def join_blocks(rest: Block | None, block: Block) -> Block:
    """Put what the last block left open before the next one."""
    if rest is None:
        return block
    lines = rest.data.count(b"\n")
    spoiled = rest.spoiled | {place + lines: why for place, why in block.spoiled.items()}
    return Block(data=rest.data + block.data, first_line=rest.first_line, spoiled=spoiled)


def cut_records(block: Block, shape: Shape, *, last: bool) -> Records:
    """Cut a block into records; every line belongs to a record, to a fault or to ``rest``."""
    work = _survey(block, shape)
    first = block.first_line
    if work.good.all():
        return Records(data=block.data, lines=np.arange(first, first + len(work.ends), dtype=np.uint32))
    paired = _by_parity(block, shape, last=last) if work.broken.any() else None
    if paired is not None:
        return paired
    mended, faults, stop = _mend(work, block, shape, last=last)
    data = b"".join([*_runs(work), *(_written(fields, shape) for _, fields in mended)])
    lines = np.concatenate([np.flatnonzero(work.good), [place for place, _ in mended]]) + first
    told = tuple((first + place, reason, detail) for place, reason, detail in faults)
    rest = _rest(block, stop, work.starts[stop]) if stop < len(work.ends) else None
    return Records(data=data, lines=lines.astype(np.uint32), faults=told, in_order=not mended, rest=rest)


def _rest(block: Block, line: int, start: int) -> Block:
    """Return what stands from a line on, for the next block to end."""
    spoiled = {place - line: why for place, why in block.spoiled.items() if place >= line}
    return Block(data=block.data[start:], first_line=block.first_line + line, spoiled=spoiled)


def _by_parity(block: Block, shape: Shape, *, last: bool) -> Records | None:
    """Cut a block by counting its quotes: quoted line ends without a loop. None: not all of them pair up."""
    octets = np.frombuffer(block.data, np.uint8)
    quotes, line_ends = np.flatnonzero(octets == _QUOTE), np.flatnonzero(octets == _LF)
    stops = np.flatnonzero(np.searchsorted(quotes, line_ends) % 2 == 0)  # the last line of every record
    firsts = np.concatenate([[0], stops + 1])  # the first line of every record, and of what is left open
    left = len(line_ends) - int(firsts[-1])
    if (
        not _pair_up(octets, quotes, ord(shape.delimiter))
        or len(stops) == 0
        or (left and last)
        or left >= MOST_LINES
    ):
        return None
    starts = np.concatenate([[0], line_ends[stops] + 1])
    marks = np.flatnonzero(octets == ord(shape.delimiter))
    marks = marks[np.searchsorted(quotes, marks) % 2 == 0]
    fields = np.diff(np.searchsorted(marks, line_ends[stops]), prepend=0) + 1
    lengths = stops - firsts[:-1]
    good = fields == shape.width
    if lengths.max() >= MOST_LINES or (~good & (lengths > 0)).any():
        return None
    spoiled = {
        int(np.searchsorted(stops, line)): why for line, why in block.spoiled.items() if line <= stops[-1]
    }
    good[list(spoiled)] = False
    none = np.zeros(len(good), np.bool_)
    work = _Work(text=block.data, starts=starts, ends=line_ends[stops], fields=fields, broken=none, good=good)
    faults = [_ragged(work, place, spoiled, shape) for place in np.flatnonzero(~good).tolist()]
    return Records(
        data=b"".join(_runs(work)),
        lines=(firsts[:-1][good] + block.first_line).astype(np.uint32),
        faults=tuple((int(firsts[place]) + block.first_line, why, detail) for place, why, detail in faults),
        rest=_rest(block, int(firsts[-1]), int(starts[-1])) if left else None,
    )


def _pair_up(octets: npt.NDArray[np.uint8], quotes: Places, delimiter: int) -> bool:
    """Say whether every quote of a block opens a field, closes one, or is one of two inside one."""
    before = np.where(quotes > 0, octets[quotes - 1], _LF)
    after = octets[quotes + 1]
    again = np.concatenate([[False], np.diff(quotes) == 1])
    opens, closes = slice(0, None, 2), slice(1, None, 2)
    fits = (before == delimiter) | (before == _LF) | again
    ends = (after == delimiter) | (after == _LF) | (after == _QUOTE)
    return bool(fits[opens].all() and ends[closes].all())


def _survey(block: Block, shape: Shape) -> _Work:
    octets = np.frombuffer(block.data, np.uint8)
    ends = np.flatnonzero(octets == _LF)
    starts = np.concatenate([[0], ends[:-1] + 1])
    marks = np.flatnonzero(octets == ord(shape.delimiter))
    broken = np.zeros(len(ends), np.bool_)
    if b'"' in block.data:
        quotes = np.flatnonzero(octets == _QUOTE)
        lines = np.searchsorted(ends, quotes)
        broken = _broken_lines(octets, quotes, lines, len(ends), ord(shape.delimiter))
        quotes = quotes[~broken[lines]]
        marks = marks[np.searchsorted(quotes, marks) % 2 == 0]
    fields = np.diff(np.searchsorted(marks, ends), prepend=0) + 1
    good = (fields == shape.width) & ~broken
    good[list(block.spoiled)] = False
    return _Work(text=block.data, starts=starts, ends=ends, fields=fields, broken=broken, good=good)


def _broken_lines(
    octets: npt.NDArray[np.uint8], quotes: Places, lines: Places, count: int, delimiter: int
) -> Flags:
    """Flag the lines that, read alone, have a quote where none may stand or one too many."""
    places = np.arange(len(quotes))
    first_of_line = np.searchsorted(lines, lines)
    opens = (places - first_of_line) % 2 == 0
    before = np.where(quotes > 0, octets[quotes - 1], _LF)
    after = octets[quotes + 1]
    again = np.concatenate(
        [[False], (np.diff(quotes) == 1) & (np.diff(lines) == 0)]
    )  # doubled: right behind one
    fits_open = (before == delimiter) | (before == _LF) | again
    fits_close = (after == delimiter) | (after == _LF) | (after == _QUOTE)
    broken = np.zeros(count, np.bool_)
    broken[lines[~np.where(opens, fits_open, fits_close)]] = True
    odd: Flags = np.bincount(lines, minlength=count) % 2 == 1
    return np.logical_or(broken, odd)


def _mend(
    work: _Work, block: Block, shape: Shape, *, last: bool
) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str, str]], int]:
    """Look at every line that is not good: join it with the next ones, keep it, or say what is wrong."""
    mended: list[tuple[int, list[str]]] = []
    faults: list[tuple[int, str, str]] = []
    taken = -1  # the last line that a joined record holds
    count = len(work.ends)
    for place in np.flatnonzero(~work.good).tolist():
        if place <= taken:
            continue
        if not work.broken[place]:
            faults.append(_ragged(work, place, block.spoiled, shape))
            continue
        fields, lines, window = _scan(work, place, shape)
        if lines == 0 and window == count and not last and count - place < MOST_LINES:
            work.good[place:] = False
            return mended, faults, place
        if len(fields) == shape.width and lines:
            taken = place + lines - 1
            work.good[place : taken + 1] = False
            why = next((block.spoiled[at] for at in range(place, taken + 1) if at in block.spoiled), None)
            if why:
                faults.append((place, why, ""))
            else:
                mended.append((place, fields))
        else:
            faults.append(_unmended(place, fields, lines, block, shape))
    return mended, faults, count


def _scan(work: _Work, place: int, shape: Shape) -> tuple[list[str], int, int]:
    """Read the record that starts at a line: a few lines at first, then all that a record may have."""
    for most in (_FEW_LINES, MOST_LINES):
        window = min(place + most, len(work.ends))
        text = work.text[work.starts[place] : work.ends[window - 1]].decode()
        fields, lines = scan_record(text, shape.delimiter)
        if lines:
            break
    return fields, lines, window


def _unmended(place: int, fields: list[str], lines: int, block: Block, shape: Shape) -> tuple[int, str, str]:
    if place in block.spoiled:
        return place, block.spoiled[place], ""
    if lines == 1 and fields:
        return place, _too(len(fields), shape.width), f"{len(fields)} / {shape.width}"
    return place, "broken-quotes", ""


def _ragged(work: _Work, place: int, spoiled: dict[int, str], shape: Shape) -> tuple[int, str, str]:
    if place in spoiled:
        return place, spoiled[place], ""
    line = work.text[work.starts[place] : work.ends[place]]
    if not line.translate(None, f'{shape.delimiter}" \t\r'.encode()).replace("\u3000".encode(), b""):
        return place, "empty-row", ""
    return place, _too(int(work.fields[place]), shape.width), f"{work.fields[place]} / {shape.width}"


def _too(fields: int, width: int) -> str:
    return "too-few-fields" if fields < width else "too-many-fields"


def scan_record(text: str, delimiter: str) -> tuple[list[str], int]:
    """Read the first record of a text: its fields and how many lines it takes.

    No lines: a quote is still open where the text ends. No fields: a quote stands where none may.
    """
    fields: list[str] = []
    at = 0
    while True:
        if text.startswith('"', at):
            end = _closing_quote(text, at + 1)
            if end < 0:
                return [], 0
            fields.append(text[at + 1 : end].replace('""', '"'))
            at = end + 1
        else:
            end = min(
                (place for place in (text.find(delimiter, at), text.find("\n", at)) if place >= 0),
                default=len(text),
            )
            fields.append(text[at:end])
            at = end
        if at == len(text) or text[at] == "\n":
            return fields, text.count("\n", 0, at) + 1
        if text[at] != delimiter:
            return [], 1
        at += 1


def _closing_quote(text: str, at: int) -> int:
    while (at := text.find('"', at)) >= 0:
        if not text.startswith('""', at):
            return at
        at += 2
    return -1


def _runs(work: _Work) -> Iterator[bytes]:
    """Yield the stretches of good lines."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], work.good, [False]]).astype(np.int8)))
    for first, behind in edges.reshape(-1, 2).tolist():
        yield work.text[work.starts[first] : work.ends[behind - 1] + 1]


def _written(fields: list[str], shape: Shape) -> bytes:
    return (shape.delimiter.join('"' + field.replace('"', '""') + '"' for field in fields) + "\n").encode()
