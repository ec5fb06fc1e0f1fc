"""The letters by which evidence passes between two ledgers of custody: what is written into them.

An offer, an acceptance and a report carry the exact signed entry of their writer's ledger. What one entry is
known by on both sides is the SHA-256 of its bytes.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final

from borderlink.liaison.domain.building import Draft, Subject
from borderlink.liaison.domain.parts import Drug, Plain

OFFER: Final = "handover_offer"
ACCEPT: Final = "handover_accept"
REFUSE: Final = "handover_refuse"
CANCEL: Final = "handover_cancel"
DONE: Final = "evidence_done"
CHECKPOINT: Final = "checkpoint"
FILE: Final = "evidence_file"
REQUEST: Final = "evidence_request"
# Written by acts in the evidence room alone, never typed.
ACTED: Final = frozenset({OFFER, ACCEPT, REFUSE, CANCEL, DONE, CHECKPOINT, FILE})
ASK: Final = "HOS-ASK"
NOT_ACCEPTED: Final = "HOS-NOTACCEPTED"
SHOWN: Final = "CKS-SHOWN"
COSIGNED: Final = "CKS-COSIGNED"
NO_DUTY: Final = "EVD-NONE"
RETURN: Final = "EVD-RETURN"
DESTROY: Final = "EVD-DESTROY"
# How a ledger of custody writes what letters have as a code of the list `exhibit_item`.
ITEMS: Final[Mapping[str, str]] = {
    "ITM-DRUG": "drug", "ITM-PACKAGING": "packaging", "ITM-DOCUMENT": "document", "ITM-DEVICE": "device",
    "ITM-DIGITAL": "digital-copy", "ITM-CASH": "cash", "ITM-TRACE": "trace",
}  # fmt: skip
CODES: Final[Mapping[str, str]] = {item: code for code, item in ITEMS.items()}


def digest_of(line: bytes | str) -> str:
    """Return by what an entry is known on both sides: the SHA-256 of its exact bytes."""
    return hashlib.sha256(line.encode() if isinstance(line, str) else line).hexdigest()


def offered_in(body: Mapping[str, Any]) -> str:
    """Return by what the offer in a letter is known; empty for a letter that was erased since."""
    line = body.get("facts", {}).get("line", "")
    return digest_of(line) if line else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(Plain):
    """One thing that is asked for; ``exhibit`` is its number over there, where it is known."""

    ref: str
    item: str
    exhibit: str = ""
    drug: Drug | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRequest(Subject):
    """Evidence that is asked for, for what, and what is done with it afterwards (`evidence_duty`)."""

    kind: ClassVar[str] = REQUEST

    items: tuple[Wanted, ...]
    purpose: str
    duty: str = NO_DUTY
    case: str = ""
    court: str = ""
    needed_by: date | None = None
    back_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverOffer(Draft):
    """An exhibit is offered. ``line`` and ``keys`` are ledger entries; ``closes`` names an earlier offer."""

    kind: ClassVar[str] = OFFER
    kept: ClassVar[frozenset[str]] = frozenset({"substance", "form", "net_mg"})

    exhibit: str
    case: str
    item: str
    substance: str
    form: str
    net_mg: int
    line: str
    keys: tuple[str, ...]
    duty: str = NO_DUTY
    back_by: date | None = None
    closes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverAccept(Draft):
    """What was offered is taken over, by the writer's own entry."""

    kind: ClassVar[str] = ACCEPT

    offered: str
    exhibit: str
    line: str
    keys: tuple[str, ...]
    photographs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverRefuse(Draft):
    """What was offered is not taken over; seals and mass as two officers found them."""

    kind: ClassVar[str] = REFUSE

    offered: str
    reason: str
    at: datetime
    officers: tuple[str, ...]
    seals: tuple[str, ...] = ()
    mass_mg: int | None = None
    photographs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverCancel(Draft):
    """An offer is to end (`HOS-ASK`), or the word that it was not accepted and will not be."""

    kind: ClassVar[str] = CANCEL

    offered: str
    step: str
    at: datetime
    officers: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceDone(Draft):
    """A duty is met: the entry by which what had been handed over was returned or destroyed."""

    kind: ClassVar[str] = DONE

    offered: str
    duty: str
    line: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCheckpoint(Draft):
    """A checkpoint with the proof that it goes on from the one of size ``since``; or one cosigned.

    What comes back brings the certificate of the node that cosigned it, and its agency's roots.
    """

    kind: ClassVar[str] = CHECKPOINT
    kept: ClassVar[frozenset[str]] = frozenset({"since", "proof"})

    step: str
    note: str
    since: int = 0
    proof: tuple[str, ...] = ()
    certificate: str = ""
    roots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFileNamed(Draft):
    """A photograph or video of a hand-over, ready in pieces: ``pieces`` holds the SHA-256 of each in turn.

    ``persons`` is 1 where someone can be recognised in it.
    """

    kind: ClassVar[str] = FILE
    kept: ClassVar[frozenset[str]] = frozenset({"persons"})

    offered: str
    shows: str
    sha256: str
    size: int
    pieces: str
    persons: int = 0
