"""Who must sign an act, and with which keys."""

from collections.abc import Mapping
from typing import Final

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.books import Books, KeyRecord
from borderlink.custody.domain.schema import KEY_KINDS, Kind
from borderlink.custody.refusals.acts import KeyNotValid, OnePersonTwice, SameUnit, SignerMissing

REGISTRAR: Final = "registrar"  # the role that may add and withdraw keys
TWO_SIGN: Final = frozenset(
    {Kind.HAND_OVER, Kind.OFFER, Kind.RETURN, Kind.EXPLAIN, Kind.DESTROY_PLAN, Kind.DESTROY}
)
# Facts that name an officer whose signature the act needs.
NAMED: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.HAND_OVER: ("giver", "taker"),
    Kind.SEIZE: ("holder",),
    Kind.SUBSTITUTE: ("holder",),
}


def must_be_signed_rightly(act: Act, books: Books, anchors: frozenset[str]) -> None:
    """Refuse missing, doubled and unregistered signers.

    ``anchors`` are keys trusted from outside the ledger: with them the first keys are added.

    Refuses: ``OnePersonTwice``, ``SignerMissing``, ``SameUnit``, ``KeyNotValid``.
    """
    badges = [signer.badge for signer in act.signers]
    keys = {signer.key for signer in act.signers}
    for badge in badges:
        if badges.count(badge) > 1 or len(keys) < len(badges):
            raise OnePersonTwice(badge=badge)
    needed = _needed(act)
    if len(badges) < needed or any(act.text(name) not in badges for name in _named(act)):
        raise SignerMissing(kind=act.kind.value, needed=needed)
    units = {signer.unit for signer in act.signers}
    if act.kind is Kind.EXPLAIN and len(units) == 1:
        raise SameUnit(unit=next(iter(units)))
    for signer in act.signers:
        _must_hold_key(act, books, anchors, signer.key, (signer.badge, signer.unit))


def _needed(act: Act) -> int:
    receives = act.kind is Kind.ACCEPT and act.text("side") == "receiver"
    return 2 if act.kind in TWO_SIGN or receives else 1


def _named(act: Act) -> tuple[str, ...]:
    receives = act.kind is Kind.ACCEPT and act.text("side") == "receiver"
    return ("taker",) if receives else NAMED.get(act.kind, ())


def _must_hold_key(act: Act, books: Books, anchors: frozenset[str], key: str, who: tuple[str, str]) -> None:
    if act.kind in KEY_KINDS and key in anchors:
        return
    record = books.key(key, who[0])
    if (record.badge, record.unit) != who:
        raise OnePersonTwice(badge=who[0])
    if not record.from_at <= act.at < record.until_at:
        raise KeyNotValid(badge=who[0])
    if act.kind in KEY_KINDS and record.role != REGISTRAR:
        raise KeyNotValid(badge=who[0])


def add_key(act: Act, books: Books) -> None:
    """Register a key: once, for one officer. Refuses: ``OnePersonTwice``."""
    if act.text("key") in books.keys:
        raise OnePersonTwice(badge=act.text("badge"))
    books.keys[act.text("key")] = KeyRecord(
        badge=act.text("badge"),
        unit=act.text("unit"),
        role=act.text("role"),
        from_at=act.number("from_at"),
        until_at=act.number("until_at"),
    )


def withdraw_key(act: Act, books: Books) -> None:
    """Retire a key or declare it compromised: it signs nothing more. Refuses: ``KeyNotValid``."""
    books.key(act.text("key"), act.signers[0].badge).withdrawn = True
