"""One event as the verifier reads it: from the kept bytes, by the pattern of its kind, never written anew."""

import re
from typing import Final

from borderlink.custody.domain.schema import Kind, line_pattern

_KIND: Final = re.compile(r'"kind":"([a-z-]+)","node":')
_SIGNER: Final = re.compile(r'\{"badge":"([^"]+)","key":"([^"]+)","role":"([^"]+)","unit":"([^"]+)"\}')
_QUOTED: Final = re.compile(r'"([^"]*)"')
_COMMITTED: Final = re.compile(r'"([a-z_]+)":"')
_PATTERNS: Final = {kind.value: line_pattern(kind) for kind in Kind}


class Event:
    """An event whose bytes are in form; facts are read on demand."""

    __slots__ = ("_found", "at", "case", "case_previous", "case_seq", "exhibit", "kind", "node", "pack",
                 "previous", "sequence", "signers")  # fmt: skip

    def __init__(self, kind: str, found: re.Match[str]) -> None:
        self._found = found
        self.kind = kind
        at, case, before, number, exhibit, node, pack, previous, sequence = found.group(
            "at", "case", "case_previous", "case_seq", "exhibit", "node", "pack", "previous", "sequence"
        )
        self.at = int(at)
        self.case = case[1:-1]
        self.case_previous = before[1:-1]
        self.case_seq = int(number)
        self.exhibit = exhibit[1:-1]
        self.node = node[1:-1]
        self.pack = pack[1:-1]
        self.previous = previous[1:-1]
        self.sequence = int(sequence)
        self.signers: list[tuple[str, str, str, str]] = _SIGNER.findall(
            found["signers"]
        )  # badge key role unit

    def text(self, name: str) -> str:
        """Return a fact that is a code."""
        return str(self._found["f_" + name])[1:-1]

    def number(self, name: str) -> int:
        """Return a fact that is a whole number."""
        return int(self._found["f_" + name])

    def codes(self, name: str) -> list[str]:
        """Return a fact that is a list of codes."""
        return _QUOTED.findall(self._found["f_" + name])

    def commitments(self) -> str:
        """Return the text of the event's commitments."""
        return str(self._found["commitments"])

    def signed_bytes(self) -> bytes:
        """Return the very bytes that were signed."""
        return str(self._found["act"]).encode()

    def signatures(self) -> list[str]:
        """Return the signatures' texts, in the order of the signers."""
        return _QUOTED.findall(self._found["signatures"])


def read_event(body: bytes) -> Event | None:
    """Return the event that a line's bytes hold, or None when they are not in form."""
    if not body.isascii():
        return None
    text = body.decode("ascii")
    named = _KIND.search(text)
    pattern = _PATTERNS.get(named[1]) if named else None
    found = pattern.fullmatch(text) if pattern else None
    if named is None or found is None:
        return None
    commitments = _COMMITTED.findall(found["commitments"])
    return Event(named[1], found) if commitments == sorted(set(commitments)) else None
