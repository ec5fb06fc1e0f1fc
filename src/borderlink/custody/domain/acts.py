"""One act as signed, and the line of the ledger that holds it with its signatures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Self

from borderlink.custody.domain.schema import Kind, act_pattern, wrong_fact
from borderlink.custody.refusals.acts import NotInForm
from borderlink.foundation import canonical, signing
from borderlink.foundation.canonical import NotCanonical, Value
from borderlink.foundation.commitments import Opening
from borderlink.foundation.mass import Balance, Weighing
from borderlink.foundation.signing import PublicKey, Signature

PURPOSE: Final = "custody-act"
COMMITMENT_DOMAIN: Final = "borderlink-custody-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs: badge, unit, role at this act, and the public key in its text form."""

    badge: str
    unit: str
    role: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What officers want recorded, before it has its place in the case's chain. ``at`` in seconds."""

    kind: Kind
    case: str
    exhibit: str = ""
    at: int
    facts: Mapping[str, Value]
    openings: Sequence[Opening] = ()
    signers: Sequence[Signer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is signed: codes, whole numbers and commitments, and the case's previous entry."""

    node: str
    pack: str
    kind: Kind
    case: str
    case_seq: int
    case_previous: str
    exhibit: str
    at: int
    facts: Mapping[str, Value]
    commitments: Mapping[str, str] = field(default_factory=dict)
    signers: tuple[Signer, ...]
    _formed: list[bytes] = field(default_factory=list, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, draft: Draft, *, node: str, pack: str, case_seq: int, case_previous: str) -> Self:
        """Return the act that a draft becomes at its place in its case."""
        return cls(
            node=node,
            pack=pack,
            kind=draft.kind,
            case=draft.case,
            case_seq=case_seq,
            case_previous=case_previous,
            exhibit=draft.exhibit,
            at=draft.at,
            facts=dict(draft.facts),
            commitments={opening.name: opening.commitment(COMMITMENT_DOMAIN) for opening in draft.openings},
            signers=tuple(draft.signers),
        )

    def value(self) -> dict[str, Value]:
        """Return the act as a value with a canonical form."""
        signers = [
            {"badge": signer.badge, "key": signer.key, "role": signer.role, "unit": signer.unit}
            for signer in self.signers
        ]
        names = ("node", "pack", "case", "case_seq", "case_previous", "exhibit", "at", "facts", "commitments")
        return {**{name: getattr(self, name) for name in names}, "kind": self.kind.value, "signers": signers}

    def bytes(self) -> bytes:
        """Return the bytes that are signed. Refuses: ``NotInForm``."""
        try:
            data = canonical.to_bytes(self.value())
        except NotCanonical:
            data = b""
        if not act_pattern(self.kind).fullmatch(data.decode()):
            raise NotInForm(kind=self.kind.value, what=wrong_fact(self.kind, self.facts) or "frame")
        self._formed[:] = [data]
        return data

    def signed_by(self, key: signing.Signer) -> Signature:
        """Return one signer's signature, over the bytes as they were formed last."""
        return key.sign(self._formed[0] if self._formed else self.bytes(), purpose=PURPOSE)

    def is_signed(self, signatures: Sequence[Signature]) -> bool:
        """Say whether every signer named, in order, has signed the act as it is now."""
        data = self.bytes()
        return len(signatures) == len(self.signers) and all(
            PublicKey.from_text(signer.key).verify(data, signature, purpose=PURPOSE)
            for signer, signature in zip(self.signers, signatures, strict=True)
        )

    def content(self, signatures: Sequence[Signature]) -> dict[str, Value]:
        """Return what the line of the ledger says beside its number and link."""
        return {"act": self.value(), "signatures": [signature.text() for signature in signatures]}

    def text(self, name: str) -> str:
        """Return a fact that is a code."""
        value = self.facts[name]
        if not isinstance(value, str):
            raise NotInForm(kind=self.kind.value, what=name)
        return value

    def number(self, name: str) -> int:
        """Return a fact that is a whole number."""
        value = self.facts[name]
        if not isinstance(value, int):
            raise NotInForm(kind=self.kind.value, what=name)
        return value

    def codes(self, name: str) -> tuple[str, ...]:
        """Return a fact that is a list of codes."""
        value = self.facts[name]
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise NotInForm(kind=self.kind.value, what=name)
        return tuple(str(item) for item in value)

    def weighing(self) -> Weighing:
        """Return what was read on the balance."""
        balance = Balance(
            number=self.text("balance"),
            division_mg=self.number("division_mg"),
            calibration_ug=self.number("calibration_ug"),
        )
        return Weighing(mass_mg=self.number("mass_mg"), balance=balance, times=self.number("times"))


def act_of(content: Mapping[str, Value]) -> Act:
    """Return the act that a ledger line's content holds. Refuses: ``NotInForm``."""
    value = content.get("act")
    if not isinstance(value, Mapping) or value.get("kind") not in set(Kind):
        raise NotInForm(kind="-", what="kind")
    kind = Kind(str(value["kind"]))
    if not act_pattern(kind).fullmatch(canonical.to_bytes(value).decode()):
        raise NotInForm(kind=kind.value, what="frame")
    given: dict[str, object] = {name: value[name] for name in value if name not in {"kind", "signers"}}
    signers = value["signers"]
    assert isinstance(signers, Sequence)  # noqa: S101 - the pattern has said so
    named = tuple(Signer(**dict(signer)) for signer in signers)  # type: ignore[arg-type]
    return Act(kind=kind, signers=named, **given)  # type: ignore[arg-type]


@lru_cache(maxsize=8192)
def act_in(body: bytes) -> Act:
    """Return the act that a kept line's bytes hold: the same bytes are read once. Refuses: ``NotInForm``.

    Whoever records reads the whole case anew, under the node's one lock: reading is nearly all of that time.
    """
    return act_of(canonical.object_of(body))
