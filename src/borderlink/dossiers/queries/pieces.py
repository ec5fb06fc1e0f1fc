"""What a dossier is made of, as it lies in custody's tables: events, keys, hashes, checkpoints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from borderlink.custody.domain.acts import Act, act_of
from borderlink.custody.domain.schema import KEYS_CASE
from borderlink.custody.models.ledger import CheckpointKept
from borderlink.custody.queries import ledger
from borderlink.foundation.checkpoint import SignedCheckpoint
from borderlink.foundation.commitments import Opening

MOST_CHECKPOINTS: Final = 30  # earlier ones that someone else has signed or stamped, the newest of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The record of one case up to a checkpoint. ``tokens`` belong to the checkpoint of the same place."""

    events: Sequence[bytes]
    acts: Sequence[Act]
    keys: Sequence[bytes]
    hashes: Sequence[bytes]
    heads: Mapping[str, tuple[int, str]]
    openings: Mapping[int, Sequence[Opening]]
    checkpoints: Sequence[str]
    tokens: Sequence[Sequence[str]]


def has_events(case: str) -> bool:
    """Say whether anything was recorded in a case."""
    head = ledger.head_of_case(case)
    return head is not None and head.number > 0


def record_of(case: str, size: int) -> Record:
    """Return the record of a case within the ledger's first ``size`` entries."""
    lines = [line for line in ledger.lines_of_case(case) if line.sequence <= size]
    rows = _checkpoints(size)
    return Record(
        events=[line.body for line in lines],
        acts=[act_of(line.content()) for line in lines],
        keys=[line.body for line in ledger.lines_of_case(KEYS_CASE) if line.sequence <= size],
        hashes=ledger.all_hashes(size),
        heads=ledger.case_heads(size),
        openings={at: each for at, each in ledger.openings(case).items() if at <= size},
        checkpoints=[row.note for row in rows],
        tokens=[row.tokens for row in rows],
    )


def fields_of(case: str) -> list[tuple[int, int, Opening]]:
    """Return every field of a case that can be withheld: entry, sequence, opening."""
    openings = ledger.openings(case)
    entries = {line.sequence: act_of(line.content()).case_seq for line in ledger.lines_of_case(case)}
    return [(entries[sequence], sequence, one) for sequence, each in sorted(openings.items()) for one in each]


def _checkpoints(size: int) -> list[CheckpointKept]:
    """Return the checkpoint at ``size``, and before it those that someone else has signed or stamped."""
    rows = [row for row in reversed(ledger.checkpoint_rows()) if row.size <= size]
    earlier = [row for row in rows if row.size < size and (row.tokens or _is_cosigned(row))]
    return [*earlier[-MOST_CHECKPOINTS:], *(row for row in rows if row.size == size)]


def _is_cosigned(row: CheckpointKept) -> bool:
    return len(SignedCheckpoint.from_note(row.note).signatures) > 1
