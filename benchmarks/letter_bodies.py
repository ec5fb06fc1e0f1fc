"""The bodies of letters that benchmarks send: clues of invented people, each of the same 3.9 KB."""

import json
import time
from collections.abc import Mapping
from functools import cache
from typing import Final
from uuid import UUID

BODY_BYTES: Final = 3_900
_NOTE: Final = (
    "The driver said at the gate that the tea was his cousin's and that he had not packed it himself. "
)
_REFERENCE: Final = "DX-2026-0001"
_CLUE: Final[Mapping[str, object]] = {
    "type": "clue", "version": 1, "reply_to": "", "grade": None, "assurance": [],
    "author": {"badge": "DX-0101", "office": "DX-LIAISON"}, "consents": [],
    "channel": {
        "code": "CHA-CUSTOMS", "basis": "UN 1988 Convention", "article": "9", "own_reference": "DX/2026/17",
        "their_reference": "",
    },
    "handling": {
        "scheme": "HSC-EUROPOL", "code": "HDL-H1", "may_pass_to": [], "purposes": ["PUR-INVESTIGATION"],
        "evidence_use": "no", "ask_before_action": 1, "expires": "", "delete_by": "2031-12-31",
    },
    "facts": {
        "actions": [], "held_back": [], "score": {"points": 62, "of": 100, "actionable": 0},
    },
}  # fmt: skip


def letter_id(random: int, *, at: float | None = None) -> str:
    """Return a UUIDv7 of this moment whose other 74 bits are taken from ``random``."""
    milliseconds = int((time.time() if at is None else at) * 1000)
    high, low = (random >> 62) & 0xFFF, random & ((1 << 62) - 1)
    return str(UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low))


def body_of(*, letter: str, thread: str, after: str, at: int, urgency: str = "URG-ROUTINE") -> bytes:
    """Return the canonical body of one clue; ``after`` is the letter before it in its thread."""
    made = {
        **_CLUE, "letter": letter, "thread": thread, "reference": _REFERENCE, "after": after,
        "written_at": at, "urgency": urgency,
    }  # fmt: skip
    bare = len(letter) + len(thread) + len(after) + len(urgency) + len(str(at))
    return _canonical({**made, "notes": _notes(BODY_BYTES - _AROUND - bare)})


@cache
def _notes(size: int) -> list[dict[str, str]]:
    """Return notes that take ``size`` bytes of a body, none longer than 1,000 characters."""
    around, notes = len(_canonical({"language": "en", "text": ""})) + 1, []
    size += 1  # the last has no comma behind it
    while size > around:
        length = min(900, size - around)
        notes.append({"language": "en", "text": (_NOTE * 10)[:length]})
        size -= around + length
    return notes


_written: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _canonical(value: Mapping[str, object]) -> bytes:
    return _written(value).encode()


_NAMED: Final = {"letter": "", "thread": "", "after": "", "urgency": "", "reference": _REFERENCE, "notes": []}
_AROUND: Final = len(_canonical({**_CLUE, **_NAMED, "written_at": 0})) - 1  # bytes but for what varies
