"""Whether the journal still holds: its chain, its columns and openings, and every checkpoint over it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from borderlink.foundation import checkpoint, tree
from borderlink.foundation.canonical import Value
from borderlink.foundation.chain import Line, Verifier
from borderlink.foundation.checkpoint import SignedCheckpoint
from borderlink.foundation.commitments import Opening
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.signing import PublicKey
from borderlink.journal.domain.lines import Columns, altered, columns_of, commitments_of, facts_of
from borderlink.journal.refusals import (
    CheckpointForged,
    CheckpointMissing,
    ColumnsDiffer,
    CutOff,
    OpeningAltered,
    Rewritten,
)

REGISTER: Final = "journal.register-key"
RETIRE: Final = "journal.retire-key"
SIGN: Final = "journal.sign-checkpoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One line as the database keeps it: the chained line, its columns, the openings that are left."""

    line: Line
    columns: Columns
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What an examination found. ``fault`` is the first thing that is wrong, None for a whole journal.

    ``root`` is the tree's root over ``lines`` lines; ``erased`` counts fields whose openings are gone.
    """

    lines: int
    root: bytes
    checkpoints: int
    erased: int
    fault: Refusal | None

    @property
    def first_broken_line(self) -> int | None:
        """Return the number of the first line that is wrong or missing, where the fault lies in a line."""
        line = self.fault.facts.get("line") if self.fault else None
        return line if isinstance(line, int) else None


@dataclass(slots=True)
class Keys:
    """The auditors' keys as the lines register and withdraw them: text of the key → its auditor."""

    badges: dict[str, str] = field(default_factory=dict)

    def learn(self, columns: Columns, content: Mapping[str, Value]) -> None:
        """Take in a line that registers or withdraws a key."""
        key = facts_of(content).get("key")
        if columns.act == REGISTER and isinstance(key, str):
            self.badges[key] = columns.by
        elif columns.act == RETIRE and isinstance(key, str):
            self.badges.pop(key, None)

    def signer(self, signed: SignedCheckpoint) -> str | None:
        """Return the auditor whose registered key signed a checkpoint, or None."""
        for text, badge in self.badges.items():
            key = PublicKey.from_text(text)
            for name, _ in signed.signatures:
                if checkpoint.signed_by(signed.checkpoint.text(), signed.signatures, name, key):
                    return badge
        return None


class Examination:
    """Walks the lines once, in order, and judges each checkpoint where it stands; memory stays small."""

    def __init__(self, *, origin: str, checkpoints: Iterable[SignedCheckpoint], head: int) -> None:
        self._origin = origin
        self._head = head
        self._verifier = Verifier()
        self._keys = Keys()
        self._held: set[int] = set()
        self._told: set[int] = set()  # sizes of which the lines say that a checkpoint was signed
        self._erased = 0
        self._passed = 0
        self._waiting: dict[int, list[SignedCheckpoint]] = defaultdict(list)
        for signed in checkpoints:
            self._waiting[signed.checkpoint.size].append(signed)

    def run(self, lines: Iterable[Kept]) -> Findings:
        """Examine every line and checkpoint up to the first thing that is wrong."""
        fault = self._walk(lines) or self._cut_off() or self._untold()
        return Findings(
            lines=self._verifier.size,
            root=self._verifier.tree.root(),
            checkpoints=self._passed,
            erased=self._erased,
            fault=fault,
        )

    def _walk(self, lines: Iterable[Kept]) -> Refusal | None:
        for kept in lines:
            fault = self._verifier.check(kept.line) or self._beside(kept)
            fault = fault or self._checkpoints_at(self._verifier.size)
            if fault is not None:
                return fault
        return None

    def _beside(self, kept: Kept) -> Refusal | None:
        """Return what is wrong with the columns and openings of a line whose bytes are whole."""
        content = self._verifier.content
        if columns_of(content) != kept.columns:
            return ColumnsDiffer(line=kept.line.sequence)
        for name in altered(content, kept.openings):
            return OpeningAltered(line=kept.line.sequence, field=name)
        self._erased += len(commitments_of(content)) - len(kept.openings)
        self._keys.learn(kept.columns, content)
        size = facts_of(content).get("size")
        if kept.columns.act == SIGN and isinstance(size, int) and kept.line.sequence <= self._head:
            self._told.add(size)
        return None

    def _checkpoints_at(self, size: int) -> Refusal | None:
        for signed in self._waiting.pop(size, ()):
            signer = self._keys.signer(signed)
            if signer is None or signed.checkpoint.origin != self._origin:
                return CheckpointForged(size=size)
            if signed.checkpoint.root != self._verifier.tree.root():
                return Rewritten(size=size, signer=signer)
            self._held.add(size)
            self._passed += 1
        return None

    def _cut_off(self) -> Refusal | None:
        """Return the refusal for lines that the head or a checkpoint has counted and that are gone."""
        size = self._verifier.size
        if self._head > size:
            return CutOff(line=size + 1, size=self._head)
        for counted, waiting in sorted(self._waiting.items()):
            known = all(self._keys.signer(signed) for signed in waiting)
            cut = known and counted > size
            return CutOff(line=size + 1, size=counted) if cut else CheckpointForged(size=counted)
        return None

    def _untold(self) -> Refusal | None:
        """Return the refusal for a checkpoint that a line tells of and that is no longer kept."""
        missing = self._told - self._held
        return CheckpointMissing(size=min(missing)) if missing else None


def continues(leaves: Sequence[bytes], old: SignedCheckpoint) -> list[bytes] | None:
    """Return the proof that the tree over ``leaves`` continues ``old``, or None when it does not."""
    size, root = old.checkpoint.size, old.checkpoint.root
    if not 0 < size <= len(leaves):
        return None
    proof = tree.consistency_proof(leaves, size)
    holds = tree.verify_consistency(
        old_size=size, old_root=root, size=len(leaves), root=tree.root(leaves), proof=proof
    )
    return proof if holds else None
