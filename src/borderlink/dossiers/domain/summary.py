"""What the papers of a dossier show, as plain values: one summary, said in each language by a template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from borderlink.foundation.canonical import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One event of the case. ``withheld`` names the commitments whose openings are left out.

    ``signers`` are badge, unit and role; ``short_hash`` is the first 8 hexadecimal digits of the leaf.
    """

    entry: int
    sequence: int
    short_hash: str
    at: datetime
    kind: str
    exhibit: str
    signers: tuple[tuple[str, str, str], ...]
    facts: Mapping[str, Value]
    openings: Mapping[str, str]
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitRow:
    """One exhibit at the end of the events; masses in mg, None where nothing was weighed."""

    number: str
    item: str
    substance: str
    form: str
    state: str  # held, offered, transferred, returned, destroyed
    holder: str
    root: str  # the seized exhibit it comes from: itself for that one
    is_sample: bool
    book_mg: int | None
    seals: tuple[str, ...]
    seized_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MassRow:
    """Where the seized drugs went, in mg of book; ``expanded_ug`` is U (k = 2) in µg."""

    seized_mg: int
    kept_mg: int
    samples_mg: int
    consumed_mg: int
    transferred_mg: int
    destroyed_mg: int
    loss_mg: int
    residual_mg: int
    expanded_ug: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkRow:
    """A breach, a discrepancy or an explanation: its code's last word, the entry, the exhibit."""

    kind: str  # breach, discrepancy, explanation
    name: str  # of the breach, or the explanation's cause
    entry: int
    exhibit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRow:
    """One line of the disclosure schedule: what there is, served or withheld and on which ground."""

    kind: str
    reference: str
    text: str
    status: str  # served, withheld
    ground: str
    sha256: str
    facts: Mapping[str, str | int | Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlerRow:
    """One person who signed: what a statement of continuity is written from. ``entries`` in order."""

    badge: str
    unit: str
    role: str
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierSummary:
    """A dossier as its papers show it; every moment is aware, in UTC.

    ``root_fingerprint`` is the anchor: 60 digits in groups of five; ``checkpoint_qr`` the QR's text
    `BLC1:<origin>:<size>:<root hex>`.
    """

    number: str
    case: str
    agency: str
    unit: str
    node: str
    drawn_up_at: datetime
    drawn_up_by: str
    languages: tuple[str, ...]
    root_fingerprint: str
    checkpoint_size: int
    checkpoint_root: str
    checkpoint_qr: str
    packs: tuple[str, ...]
    events: tuple[EventRow, ...]
    exhibits: tuple[ExhibitRow, ...]
    masses: MassRow
    remarks: tuple[RemarkRow, ...]
    disclosure: tuple[DisclosureRow, ...]
    handlers: tuple[HandlerRow, ...]
    files: tuple[str, ...]  # names of the members under files/
