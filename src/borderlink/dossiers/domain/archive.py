"""The ZIP of a dossier: written in one layout, read byte by byte, so that nothing hides in it.

Whoever packs the same members anew with a plain program keeps the dossier: what such programs choose
(times, order, the system they run on) may differ. A changed byte of it is found all the same, for what stands
what stands twice must agree and what stands for each member must be one for all.
"""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from struct import Struct
from typing import Final

_LOCAL: Final = Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = Struct("<4sHHHHIIH")
_MADE_BY: Final = 20
_MIDNIGHT_1980: Final = (0, 0x0021)
_STORED: Final = 0
_DEFLATED: Final = 8

MOST_MEMBERS: Final = 10_000
LARGEST_FILE: Final = 1 << 30
LARGEST_TOTAL: Final = 1 << 31
_MIB: Final = 1 << 20
_FIRST: Final = ("index.json", "index.sig")
_LANGUAGE: Final = "(?:zh-Hans|zh-Hant|vi|en)"
_NUMBER: Final = "[1-9][0-9]{0,2}"
NAME: Final = re.compile(
    rf"index\.json|index\.sig|root-{_NUMBER}\.json|node-certificate-{_NUMBER}\.json|keys\.jsonl|events\.jsonl"
    rf"|proofs\.json|checkpoint-{_NUMBER}\.txt|cosigners\.json|authorities/{_NUMBER}\.pem"
    rf"|tokens/{_NUMBER}-{_NUMBER}\.tsr|openings\.json|packs\.json|disclosure\.json"
    rf"|files/[0-9a-f]{{64}}\.[a-z0-9]{{1,8}}|verify\.py|dossier\.{_LANGUAGE}\.pdf|statements\.{_LANGUAGE}\.pdf",
    re.ASCII,
)


class NotADossierFile(Exception):  # noqa: N818 - a fact about bytes; the verdict says it in words
    """The bytes are not a dossier's ZIP; its argument says where they depart."""


_SYSTEMS: Final = frozenset({0, 3})  # what a ZIP calls the system it was made on
_NEEDED: Final = frozenset({10, 20})


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the central directory; ``maker`` is who packed it and the attributes it gave."""

    name: str
    maker: tuple[int, int]
    needed: int
    method: int
    time: int
    day: int
    crc: int
    packed: int
    size: int
    offset: int


def limit_of(name: str) -> int:
    """Return how many bytes a member of this name may have."""
    if name == "index.json":
        return 4 * _MIB
    return (512 if name.startswith("files/") else 64) * _MIB


def in_order(names: Mapping[str, bytes]) -> list[str]:
    """Return names in the order of the ZIP: the index, its signatures, then all others sorted."""
    return [name for name in _FIRST if name in names] + sorted(name for name in names if name not in _FIRST)


def write(members: Mapping[str, bytes]) -> bytes:
    """Return the ZIP of members by name."""
    body, directory = bytearray(), bytearray()
    for name in in_order(members):
        content = members[name]
        method, packed = _packed(content)
        common = (method, *_MIDNIGHT_1980, zlib.crc32(content), len(packed), len(content), len(name))
        directory += _CENTRAL.pack(
            b"PK\x01\x02", _MADE_BY, _MADE_BY, 0, *common, 0, 0, 0, 0, 0, len(body)
        ) + name.encode("ascii")
        body += _LOCAL.pack(b"PK\x03\x04", _MADE_BY, 0, *common, 0) + name.encode("ascii") + packed
    end = _END.pack(b"PK\x05\x06", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return bytes(body + directory + end)


def _packed(content: bytes) -> tuple[int, bytes]:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflater.compress(content) + deflater.flush()
    return (_DEFLATED, packed) if len(packed) < len(content) else (_STORED, content)


def read(data: bytes) -> dict[str, bytes]:
    """Return the members of a ZIP, the index first. Raises ``NotADossierFile`` for any other layout."""
    entries, start = _directory(data)
    members: dict[str, bytes] = {}
    offset = 0
    for entry in entries:
        offset, members[entry.name] = _member(data, entry, offset, start)
    _must(offset == start, "gap-before-directory")
    return {name: members[name] for name in in_order(members)}


def _must(holds: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise NotADossierFile(what)


def _directory(data: bytes) -> tuple[list[_Entry], int]:
    """Return the central directory's lines and where it begins."""
    _must(_END.size <= len(data) <= LARGEST_FILE, "size")
    end = len(data) - _END.size
    mark, disk, first, here, count, size, start, comment = _END.unpack_from(data, end)
    _must(mark == b"PK\x05\x06" and (disk, first, comment) == (0, 0, 0) and here == count, "end")
    _must(count <= MOST_MEMBERS and start + size == end, "end")
    entries: list[_Entry] = []
    place = start
    for _ in range(count):
        entry, place = _line(data, place, end)
        entries.append(entry)
    _must(place == end, "directory")
    _must(len({entry.name for entry in entries}) == count, "name-twice")
    _must(len({entry.maker for entry in entries}) <= 1, "maker")
    _must(sum(entry.size for entry in entries) <= LARGEST_TOTAL, "size")
    return entries, start


def _line(data: bytes, place: int, end: int) -> tuple[_Entry, int]:
    """Return one line of the directory and where the next begins."""
    _must(place + _CENTRAL.size <= end, "directory")
    mark, made, needed, flags, method, time, day, crc, packed, size, length, *zeros, outside, offset = (
        _CENTRAL.unpack_from(data, place)
    )
    _must(mark == b"PK\x01\x02" and made >> 8 in _SYSTEMS and needed in _NEEDED, "directory")
    _must(flags == 0 and not any(zeros), "directory")
    after = place + _CENTRAL.size + length
    _must(after <= end, "directory")
    name = data[after - length : after].decode("ascii", "replace")
    _must(NAME.fullmatch(name) is not None, "name")
    _must(size <= limit_of(name), "size")
    _must(method == _DEFLATED or (method == _STORED and packed == size), "method")
    return _Entry(name, (made, outside), needed, method, time, day, crc, packed, size, offset), after


def _member(data: bytes, entry: _Entry, offset: int, start: int) -> tuple[int, bytes]:
    """Return where a member ends and its content; its header says what the directory says."""
    name = entry.name.encode("ascii")
    times = (entry.time, entry.day)
    told = (entry.method, *times, entry.crc, entry.packed, entry.size, len(name), 0)
    header = _LOCAL.pack(b"PK\x03\x04", entry.needed, 0, *told) + name
    begins = offset + len(header)
    _must(entry.offset == offset and data[offset:begins] == header, "header")
    _must(begins + entry.packed <= start, "header")
    packed = data[begins : begins + entry.packed]
    content = packed if entry.method == _STORED else _inflated(packed, entry.size)
    _must(len(content) == entry.size and zlib.crc32(content) == entry.crc, "content")
    return begins + entry.packed, content


def _inflated(packed: bytes, size: int) -> bytes:
    """Return what a deflate stream holds, if it is whole, ends with its last byte and has ``size`` bytes."""
    inflater = zlib.decompressobj(-15)
    try:
        content = inflater.decompress(packed, size + 1)
    except zlib.error:
        raise NotADossierFile("deflate") from None
    _must(inflater.eof and not inflater.unused_data and not inflater.unconsumed_tail, "deflate")
    return content
