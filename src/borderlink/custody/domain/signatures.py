"""Whose signature counts, to the verifier: keys learned from the ledger, signatures over kept bytes."""

import base64
import binascii
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from borderlink.custody.domain.witnessed import Event
from borderlink.foundation.signing import ED25519, NotAKey, PublicKey, Signature, is_weak

# Says whether a signature's text is a key's over bytes.
SignatureCheck = Callable[[str, bytes, str], bool]

_FRAME: Final = b"borderlink-signature-1\x00\x00\x0bcustody-act"
_ALWAYS_TWO: Final = frozenset({"hand-over", "offer", "return", "explain", "destroy-plan", "destroy"})
_OF_KEYS: Final = frozenset({"key-add", "key-retire", "key-compromise"})
_NAMED: Final[Mapping[str, tuple[str, ...]]] = {
    "hand-over": ("giver", "taker"),
    "seize": ("holder",),
    "substitute": ("holder",),
}


@lru_cache(maxsize=4096)
def _ed25519(key: str) -> Ed25519PublicKey:
    raw = base64.b64decode(key, validate=True)
    if is_weak(raw):
        raise ValueError("a key of small order")
    return Ed25519PublicKey.from_public_bytes(raw)


def holds(key: str, signed: bytes, signature: str) -> bool:
    """Say whether ``signature`` is the one of ``key`` over an act's bytes."""
    algorithm, _, encoded = key.partition(":")
    signed_with, _, raw = signature.partition(":")
    if algorithm != signed_with:
        return False
    if algorithm != ED25519:
        return _holds_otherwise(key, signed, signature)
    try:
        _ed25519(encoded).verify(base64.b64decode(raw, validate=True), _FRAME + signed)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _holds_otherwise(key: str, signed: bytes, signature: str) -> bool:
    """Say it for an algorithm that was added to the one with a shorter way."""
    try:
        return PublicKey.from_text(key).verify_bytes(_FRAME + signed, Signature.from_text(signature).raw)
    except NotAKey:
        return False


class Keys:
    """The keys that the ledger has registered so far: badge, unit, role, from, until."""

    def __init__(self, anchors: frozenset[str], check: SignatureCheck | None) -> None:
        self._anchors = anchors
        self._check = check
        self._live: dict[str, tuple[str, str, str, int, int]] = {}
        self._ever: set[str] = set()

    def wrong(self, event: Event) -> str:
        """Return what is wrong with an event's signers, or take in what it says of keys."""
        code = self._number(event) or self._each(event) or self._signed(event)
        return code or (self._learn(event) if event.kind in _OF_KEYS else "")

    def _number(self, event: Event) -> str:
        badges = {signer[0] for signer in event.signers}
        if len(badges) < len(event.signers) or len({signer[1] for signer in event.signers}) < len(badges):
            return "custody.one-person-twice"
        receives = event.kind == "accept" and event.text("side") == "receiver"
        if len(badges) < 1 + (receives or event.kind in _ALWAYS_TWO):
            return "custody.signer-missing"
        wanted = ("taker",) if receives else _NAMED.get(event.kind, ())
        if any(event.text(name) not in badges for name in wanted):
            return "custody.signer-missing"
        one_unit = event.kind == "explain" and len({signer[3] for signer in event.signers}) == 1
        return "custody.same-unit" if one_unit else ""

    def _each(self, event: Event) -> str:
        of_keys = event.kind in _OF_KEYS
        if of_keys != (event.case == "keys"):
            return "custody.not-in-form"
        for badge, key, _, unit in event.signers:
            if of_keys and key in self._anchors:
                continue
            known = self._live.get(key)
            if known is None:
                return "custody.key-not-valid"
            if known[:2] != (badge, unit):
                return "custody.one-person-twice"
            if not known[3] <= event.at < known[4] or (of_keys and known[2] != "registrar"):
                return "custody.key-not-valid"
        return ""

    def _signed(self, event: Event) -> str:
        if self._check is None:
            return ""
        signatures, signed = event.signatures(), event.signed_bytes()
        if len(signatures) != len(event.signers):
            return "custody.signature-invalid"
        for signer, signature in zip(event.signers, signatures, strict=True):
            if not self._check(signer[1], signed, signature):
                return "custody.signature-invalid"
        return ""

    def _learn(self, event: Event) -> str:
        key = event.text("key")
        if event.kind != "key-add":
            return "" if self._live.pop(key, None) else "custody.key-not-valid"
        if key in self._ever:
            return "custody.one-person-twice"
        self._ever.add(key)
        who = (event.text("badge"), event.text("unit"), event.text("role"))
        self._live[key] = (*who, event.number("from_at"), event.number("until_at"))
        return ""
