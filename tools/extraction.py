"""Finds what people read in code and templates: the message ids of gettext calls and translate tags."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.extract import extract

_KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_TEMPLATES: Final = frozenset({".html", ".txt"})


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """One message id as it stands in a file; ``plural`` and ``context`` are empty when there is none."""

    text: str
    plural: str
    context: str
    path: str
    line: int

    @property
    def key(self) -> tuple[str, str]:
        """What tells messages apart in a catalogue."""
        return self.context, self.text


def messages_of(room: Path) -> list[Message]:
    """Return every message of a room's code and templates, sorted by file and line."""
    found = [message for path in _sources(room) for message in _messages_in(path, room)]
    return sorted(found, key=lambda message: (message.path, message.line, message.context, message.text))


def _sources(room: Path) -> Iterator[Path]:
    for path in sorted(room.rglob("*")):
        parts = path.relative_to(room).parts
        if "migrations" in parts or "__pycache__" in parts:
            continue
        if path.suffix == ".py" or (path.suffix in _TEMPLATES and "templates" in parts):
            yield path


def _messages_in(path: Path, room: Path) -> Iterator[Message]:
    source = path.read_text(encoding="utf-8")
    if path.suffix in _TEMPLATES:
        source = _calls_of(source, path)
    stream = io.BytesIO(source.encode())
    where = path.relative_to(room.parent).as_posix()
    for line, said, _comments, context in extract("python", stream, _KEYWORDS, options={"encoding": "utf-8"}):
        text, plural = said[:2] if isinstance(said, tuple) else (said, "")
        yield Message(text, plural, context or "", where, line)


def _calls_of(template: str, path: Path) -> str:
    """Return a template's translate tags as Python calls, line by line, for the extractor of Python.

    Every other character has become an X; leading blanks would look like indentation and are dropped.
    """
    from django.utils.translation.template import templatize

    return "\n".join(line.lstrip() for line in templatize(template, origin=str(path)).splitlines())
