"""Hash-linked lines: each carries its number and the hash of the line before it.

A line's hash is its leaf hash in the tree of ``tree.py``, so a chain and a checkpoint's tree speak of
the same hashes. The exact bytes are kept and verified, never written anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from borderlink.foundation import canonical, tree
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.foundation.refusals import Refusal

START = "0" * 64


class LineChanged(Refusal):
    """A line's bytes are no longer those that were chained."""

    code = "foundation.line-changed"
    says = "Line {line} has been changed after it was written."
    advice = (
        "Secure the disk and its backups before anything else, and compare with the last checkpoint on paper."
    )


class LineMissing(Refusal):
    """Where a line should stand, another stands, or none."""

    code = "foundation.line-missing"
    says = "Line {line} is missing or stands in another place."
    advice = "Secure the disk and its backups before anything else, and look for the line in the last backup."


class LineNotLinked(Refusal):
    """A line does not carry the hash of the one before it."""

    code = "foundation.line-not-linked"
    says = "Line {line} does not follow from the line before it."
    advice = (
        "Secure the disk and its backups before anything else, and compare both lines with the last backup."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as it is kept: its number from 1, its canonical bytes, its hash in 64 hexadecimal digits."""

    sequence: int
    body: bytes
    hash: str

    @classmethod
    def next(cls, content: Mapping[str, Value], *, after: int, previous: str) -> Self:
        """Return the line that follows the one numbered ``after`` whose hash is ``previous``."""
        body = canonical.to_bytes({**content, "sequence": after + 1, "previous": previous})
        return cls(sequence=after + 1, body=body, hash=tree.leaf_hash(body).hex())

    def content(self) -> Mapping[str, Value]:
        """Return what the line's bytes say."""
        return canonical.object_of(self.body)


class Verifier:
    """Checks lines one after the other and grows their tree: memory stays small for a chain of any length.

    ``content`` is what the line taken in last says.
    """

    def __init__(self) -> None:
        self.size = 0
        self.head = START
        self.tree = tree.Frontier()
        self.content: Mapping[str, Value] = {}

    def check(self, line: Line) -> Refusal | None:
        """Return what is wrong with ``line`` as the next one, or take it in and return None."""
        expected = self.size + 1
        wrong = self._wrong(line, expected)
        if wrong is None:
            self.size, self.head = expected, line.hash
            self.tree.append(bytes.fromhex(line.hash))
        return wrong

    def _wrong(self, line: Line, expected: int) -> Refusal | None:
        if line.sequence != expected:
            return LineMissing(line=expected)
        if tree.leaf_hash(line.body).hex() != line.hash:
            return LineChanged(line=expected)
        try:
            self.content = line.content()
        except NotCanonical:
            return LineChanged(line=expected)
        if self.content.get("sequence") != expected:
            return LineMissing(line=expected)
        return None if self.content.get("previous") == self.head else LineNotLinked(line=expected)


def first_break(lines: Iterable[Line]) -> Refusal | None:
    """Return the refusal that names the first broken line, or None for a whole chain.

    Lines cut off at the end leave a whole chain behind: only a checkpoint kept elsewhere shows them.
    """
    verifier = Verifier()
    for line in lines:
        if (wrong := verifier.check(line)) is not None:
            return wrong
    return None
