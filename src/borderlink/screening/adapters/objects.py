"""Objects of a JSON file one by one: an array or one object a line, never more than a piece in memory.

An object that cannot be read is told and passed over; only an array whose next object cannot be found is
refused.
"""

import codecs
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Final, NoReturn

from borderlink.screening.adapters.opening import Manifest
from borderlink.screening.refusals.formats import JsonBroken

LONGEST: Final = 1024 * 1024  # characters of one object
DEEPEST: Final = 12  # objects and arrays within each other
_PIECE: Final = 256 * 1024  # bytes read at once
_BETWEEN: Final = re.compile(r"[\s,]*")
_BLANK: Final = re.compile(r"\s*")
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
_NO_TEXT: Final = re.compile("[\udc80-\udcff]")
_MARKS: Final = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One place of the file: its object, or the reason why there is none with what was seen.

    ``place`` counts objects from 1; where each stands on its own line, it is the line.
    """

    place: int
    value: dict[str, Any] | None = None
    reason: str = ""
    detail: str = ""


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER: Final = json.JSONDecoder(parse_constant=_no_constant)


@dataclass(slots=True)
class _Text:
    """The part of the file that is in memory, and where reading stands in it."""

    read: Callable[[], str]
    text: str = ""
    at: int = 0
    ended: bool = False
    line: int = 1
    spoiled: bool = field(default=False)  # some bytes were no text

    def more(self) -> bool:
        """Drop what is read and add a piece; say whether there was one."""
        piece = "" if self.ended else self.read()
        self.ended = not piece
        self.text, self.at = self.text[self.at :] + piece, 0
        self.spoiled = self.spoiled or (not piece.isascii() and bool(_NO_TEXT.search(piece)))
        return bool(piece)

    def to(self, end: int) -> str:
        """Go on to ``end`` and return what was passed."""
        passed = self.text[self.at : end]
        self.line += passed.count("\n")
        self.at = end
        return passed

    def skip(self, pattern: re.Pattern[str]) -> str:
        """Pass over what stands between objects; return the next character, empty at the end of the file."""
        while True:
            match = pattern.match(self.text, self.at)
            self.to(match.end() if match else self.at)
            if self.at < len(self.text) or not self.more():
                return self.text[self.at : self.at + 1]


def read_objects(file: IO[bytes], manifest: Manifest, *, progress: Callable[[], None]) -> Iterator[Found]:
    """Yield every object of a file, or why it cannot be read. Refuses: ``JsonBroken``."""
    text = _Text(read=_reader(file, progress))
    if text.skip(_BLANK) == "[":
        text.to(text.at + 1)
        yield from _of_array(text, manifest.name)
    else:
        yield from _of_lines(text)


def _reader(file: IO[bytes], progress: Callable[[], None]) -> Callable[[], str]:
    head = file.read(4)
    mark = next((mark for mark in _MARKS if head.startswith(mark)), b"")
    file.seek(len(mark))
    decoder = codecs.getincrementaldecoder(_MARKS.get(mark, "utf-8"))("surrogateescape")

    def read() -> str:
        piece = file.read(_PIECE)
        progress()
        text = decoder.decode(piece, final=not piece)
        return text if text or not piece else read()

    return read


def _of_array(text: _Text, file: str) -> Iterator[Found]:
    place = 0
    while (character := text.skip(_BETWEEN)) != "]":
        place += 1
        if not character:
            raise JsonBroken(file=file, item=place)
        yield _next(text, place, end_of=lambda: _balanced(text, file, place))  # noqa: B023 - called at once


def _of_lines(text: _Text) -> Iterator[Found]:
    place = 0
    while text.skip(_BETWEEN):
        place = max(text.line, place + 1)  # two on one line have two places all the same
        yield _next(text, place, end_of=lambda: _end_of_line(text))


def _next(text: _Text, place: int, *, end_of: Callable[[], int]) -> Found:
    """Return the object that stands here, and pass over it."""
    while True:
        try:
            value, end = _DECODER.raw_decode(text.text, text.at)
        except (ValueError, RecursionError) as fault:
            at = fault.pos - text.at if isinstance(fault, json.JSONDecodeError) else 0
            if len(text.text) - text.at > LONGEST or not text.more():
                return _broken(text, place, at, end_of())
        else:
            if end < len(text.text) or isinstance(value, dict) or not text.more():
                return _judged(text, place, value, end)


def _broken(text: _Text, place: int, at: int, end: int) -> Found:
    reason = "item-too-long" if end - text.at > LONGEST else "json-broken"
    passed = text.to(end)
    return Found(place=place, reason=reason, detail=f"character {min(at, len(passed)) + 1}")


def _judged(text: _Text, place: int, value: object, end: int) -> Found:
    passed = text.to(end)
    if len(passed) > LONGEST:
        return Found(place=place, reason="item-too-long")
    if not isinstance(value, dict):
        return Found(place=place, reason="field-type", detail=type(value).__name__)
    if (text.spoiled or "\\ud" in passed.lower()) and _holds_no_text(value):
        return Found(place=place, reason="encoding")
    if deeper_than(value, DEEPEST):
        return Found(place=place, reason="field-value", detail="depth")
    return Found(place=place, value=value)


def _holds_no_text(value: object) -> bool:
    """Say whether an object holds half a character: bytes that were no text, or a lone surrogate."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def deeper_than(value: object, most: int) -> bool:
    """Say whether objects and arrays lie more than ``most`` deep within each other."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return most < 0 or any(deeper_than(each, most - 1) for each in inside if isinstance(each, dict | list))


def _end_of_line(text: _Text) -> int:
    """Return where the line that is read ends; a long one is passed over piece by piece."""
    while (end := text.text.find("\n", text.at)) < 0:
        if len(text.text) - text.at > 2 * LONGEST:  # too long anyway: keep what shows that
            text.text = text.text[: text.at + LONGEST + 1]
        if not text.more():
            return len(text.text)
    return end


def _balanced(text: _Text, file: str, place: int) -> int:
    """Return where the broken object ends, by its brackets. Refuses: ``JsonBroken`` when they never close."""
    depth = 0
    for token in _TOKEN.finditer(text.text, text.at):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token.group(), 0)
        if depth == 0 and token.group() in "}]":
            return token.end()
        if depth < 0:  # the array's own end
            return token.start()
    raise JsonBroken(file=file, item=place)
