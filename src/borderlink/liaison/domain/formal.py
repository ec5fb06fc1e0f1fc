"""The letters about letters: holds, consents, corrections, withdrawals, erasures, keys, receipts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from borderlink.liaison.domain.building import Draft, Subject
from borderlink.liaison.domain.parts import Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Plain):
    """What became of one item of a preservation request."""

    item: str
    result: str
    refusal: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreservationDone(Draft):
    """What was preserved, and until when."""

    kind: ClassVar[str] = "preservation_done"

    items: tuple[Kept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRequest(Draft):
    """Do not destroy these exhibits yet."""

    kind: ClassVar[str] = "hold_request"

    exhibits: tuple[str, ...]
    why: str
    until: date
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRelease(Draft):
    """These exhibits need not be kept for us any longer; ``request`` is the letter that asked."""

    kind: ClassVar[str] = "hold_release"

    request: str
    exhibits: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRequest(Draft):
    """Ask whether we may do this with what these letters of theirs told us."""

    kind: ClassVar[str] = "consent_request"

    scope: tuple[str, ...]
    letters: tuple[str, ...]
    pass_to: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    keep_until: date | None = None
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Draft):
    """The competent authority's decision: its number, date, scope and end."""

    kind: ClassVar[str] = "consent"
    kept: ClassVar[frozenset[str]] = frozenset({"request"})

    decision: str
    scope: tuple[str, ...]
    letters: tuple[str, ...]
    authority: str
    number: str
    on: date
    request: str = ""
    pass_to: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    until: date | None = None
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected(Plain):
    """One thing that an earlier letter said, and what is to be done with it."""

    letter: str
    part: str
    effect: str
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Subject):
    """What we told was wrong or has changed; what hangs on it is suspended at once."""

    kind: ClassVar[str] = "correction"

    ground: str
    letters: tuple[str, ...]
    corrects: tuple[Corrected, ...]
    decision: str = ""
    decided_on: date | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(Draft):
    """These letters no longer stand."""

    kind: ClassVar[str] = "withdrawal"

    letters: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure(Draft):
    """Erase what these letters told you; ``about`` names people inside the letters, none: all."""

    kind: ClassVar[str] = "erasure_request"

    letters: tuple[str, ...]
    why: str
    by_on: date
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StillKept(Plain):
    """A letter that the law makes the reader keep."""

    letter: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureDone(Draft):
    """What was erased, and what the law makes us keep."""

    kind: ClassVar[str] = "erasure_done"
    kept: ClassVar[frozenset[str]] = frozenset({"letters"})

    request: str
    letters: tuple[str, ...]
    done_on: date
    copies: int | None = None
    still_kept: tuple[StillKept, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUpdate(Draft):
    """Our next letter keys (base64 of their signed document), from when until when they hold."""

    kind: ClassVar[str] = "key_update"

    version: int
    document: str
    from_: datetime
    until: datetime
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Draft):
    """How far a letter came on our side: a stage of ``receipt_stage``, of a refusal its code."""

    kind: ClassVar[str] = "receipt"

    letter: str
    stage: str
    at: datetime
    digest: str = ""
    code: str = ""
