"""Text of any supported encoding as UTF-8 blocks of whole lines, with the lines that cannot be decoded."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

import numpy as np

from borderlink.screening.adapters.opening import Manifest
from borderlink.screening.refusals.files import LineTooLong

BLOCK: Final = 8 * 1024 * 1024
LONGEST_LINE: Final = 1024 * 1024  # bytes
_SAMPLES: Final = 8
_REPLACEMENT: Final = "\ufffd".encode()
_CHINESE_OR_VIETNAMESE: Final = re.compile("[\u4e00-\u9fff].*[\u4e00-\u9fff]|[\u1ea0-\u1effăđơưĂĐƠƯ]")
_STRANGE: Final = re.compile("[\u0180-\u019f\u01b1-\u1dff]")
# What a byte adds to the sum of its line: zero over a line of well-formed UTF-8, whatever it says.
_UTF8_SHAPE: Final = np.zeros(256, np.int16)
_UTF8_SHAPE[0x80:0xC0], _UTF8_SHAPE[0xC0:0xC2], _UTF8_SHAPE[0xC2:0xE0] = -1, 99, 1
_UTF8_SHAPE[0xE0:0xF0], _UTF8_SHAPE[0xF0:0xF5], _UTF8_SHAPE[0xF5:] = 2, 3, 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How a file's bytes become text: codec, length of its byte order mark, whether a lone CR ends a line."""

    name: str
    mark: int = 0
    lone_cr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Whole lines in UTF-8, each ended by LF; ``spoiled`` maps places of lines (from 0) to a reason."""

    data: bytes
    first_line: int
    spoiled: dict[int, str] = field(default_factory=dict)


def encoding_of(manifest: Manifest, size: int) -> Encoding:
    """Choose the encoding by the byte order mark, else by what most lines with more than ASCII decode in."""
    with manifest.path.open("rb") as file:
        head = file.read(4)
        for mark, name in (
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
        ):
            if head.startswith(mark):
                return Encoding(name=name, mark=len(mark), lone_cr=_lone_cr(manifest, name))
        lines = [line for at in _places(size) for line in _sample(file, at)]
    high = [line for line in lines if not line.isascii()]
    utf8 = sum(_decodes(line, "utf-8") for line in high)
    chinese = sum(_decodes(line, "gb18030") for line in high if not _decodes(line, "utf-8"))
    return Encoding(name="gb18030" if chinese > utf8 else "utf-8", lone_cr=_lone_cr(manifest, "utf-8"))


def _places(size: int) -> list[int]:
    return sorted({0, *(size * part // _SAMPLES for part in range(1, _SAMPLES) if size > BLOCK)})


def _sample(file: BinaryIO, at: int) -> list[bytes]:
    file.seek(at)
    lines = file.read(256 * 1024).split(b"\n")
    return lines[1 if at else 0 : -1] or lines


def _lone_cr(manifest: Manifest, name: str) -> bool:
    with manifest.path.open("rb") as file:
        head = file.read(LONGEST_LINE)
    if name.startswith("utf-16"):
        head = head[: len(head) // 2 * 2].decode(name, "replace").encode()
    return head.count(b"\r") - head.count(b"\r\n") > head.count(b"\n")


def _decodes(line: bytes, name: str) -> bool:
    try:
        line.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def read_blocks(file: BinaryIO, encoding: Encoding, name: str) -> Iterator[Block]:
    """Yield the file as blocks of whole lines.

    A NUL or an undecodable byte spoils its line, not the file. Refuses: ``LineTooLong``.
    """
    line = 1
    for raw in _aligned(_chunks(file, encoding), name):
        data, spoiled = _decode(raw, encoding.name)
        if b"\0" in data:
            ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
            nuls = np.flatnonzero(np.frombuffer(data, np.uint8) == 0)
            spoiled |= dict.fromkeys(np.searchsorted(ends, nuls).tolist(), "nul-byte")
            data = data.replace(b"\0", b" ")
        yield Block(data=data, first_line=line, spoiled=spoiled)
        line += data.count(b"\n")


def _chunks(file: BinaryIO, encoding: Encoding) -> Iterator[bytes]:
    """Yield the file's bytes with LF line ends; UTF-16 is turned into UTF-8 on the way."""
    file.seek(encoding.mark)
    decoder = (
        codecs.getincrementaldecoder(encoding.name)("replace") if encoding.name.startswith("utf-16") else None
    )
    held = b""
    while chunk := file.read(BLOCK):
        if decoder:
            chunk = decoder.decode(chunk).encode("utf-8", "replace")
        chunk = held + chunk
        held = b"\r" if chunk.endswith(b"\r") and not encoding.lone_cr else b""
        chunk = chunk.removesuffix(held) if held else chunk
        yield chunk.replace(b"\r", b"\n") if encoding.lone_cr else chunk.replace(b"\r\n", b"\n")
    if decoder:
        held += decoder.decode(b"", final=True).encode("utf-8", "replace")
    if held:
        yield held


def _aligned(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Yield chunks cut behind a line end; the last line gets one if it has none."""
    rest, line = b"", 1
    for chunk in chunks:
        cut = chunk.rfind(b"\n") + 1
        if cut:
            whole = rest + chunk[:cut]
            line = _refuse_long(whole, line, name)
            yield whole
            rest = chunk[cut:]
        else:
            rest += chunk
        if len(rest) > LONGEST_LINE:
            raise LineTooLong(file=name, line=line, mib=LONGEST_LINE // 2**20)
    if rest:
        yield rest + b"\n"


def _refuse_long(data: bytes, line: int, name: str) -> int:
    """Refuse a line over the limit; return the number of the line behind the data."""
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
    lengths = np.diff(ends, prepend=-1)
    if lengths.max() > LONGEST_LINE:
        raise LineTooLong(file=name, line=line + int(lengths.argmax()), mib=LONGEST_LINE // 2**20)
    return line + len(ends)


def _decode(raw: bytes, name: str) -> tuple[bytes, dict[int, str]]:
    """Return lines as UTF-8 and the places of those that hold bytes of another encoding."""
    if name.startswith("utf-16"):
        return raw, _lines_holding(raw, _REPLACEMENT) if _REPLACEMENT in raw else {}
    foreign = _utf8_lines(raw) if name == "gb18030" else []
    try:
        text = raw.decode(name)
    except UnicodeDecodeError:
        return _decode_around(raw, name, foreign)
    if name == "gb18030":
        raw = text.encode()
    return raw, dict.fromkeys(foreign, "encoding")


def _lines_holding(data: bytes, wanted: bytes) -> dict[int, str]:
    return {place: "encoding" for place, line in enumerate(data.split(b"\n")) if wanted in line}


def _decode_around(raw: bytes, name: str, foreign: list[int]) -> tuple[bytes, dict[int, str]]:
    """Decode everything but the lines that do not decode; those keep their place with replacement marks."""
    view, parts, starts, done = memoryview(raw), [], [], 0
    while done < len(raw):
        try:
            parts.append(codecs.decode(view[done:], name))
            break
        except UnicodeDecodeError as error:
            start = raw.rfind(b"\n", 0, done + error.start) + 1
            end = raw.index(b"\n", start)
            parts += [codecs.decode(view[done:start], name), codecs.decode(view[start:end], name, "replace")]
            starts.append(start)
            done = end
    ends = np.flatnonzero(np.frombuffer(raw, np.uint8) == ord("\n"))
    places = np.searchsorted(ends, np.array(starts)).tolist()
    return "".join(parts).encode(), dict.fromkeys([*foreign, *places], "encoding")


def _utf8_lines(raw: bytes) -> list[int]:
    """Return the places of lines that are UTF-8 of Chinese or Vietnamese within a GB18030 block."""
    bytes_ = np.frombuffer(raw, np.uint8)
    ends = np.flatnonzero(bytes_ == ord("\n"))
    starts = np.concatenate([[0], ends[:-1] + 1])
    shape = np.add.reduceat(_UTF8_SHAPE[bytes_], starts, dtype=np.int32)
    return [
        place for place in np.flatnonzero(shape == 0).tolist() if _is_utf8(raw[starts[place] : ends[place]])
    ]


def _is_utf8(line: bytes) -> bool:
    """Say whether a line is UTF-8 beyond chance: it decodes, into Chinese or Vietnamese and nothing stranger.

    Three Chinese characters in GB18030 are well-formed UTF-8 once in 200 times: Greek, Arabic or the like.
    """
    if line.isascii() or not _decodes(line, "utf-8"):
        return False
    text = line.decode()
    return bool(_CHINESE_OR_VIETNAMESE.search(text)) and not _STRANGE.search(text)
