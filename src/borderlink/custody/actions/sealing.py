"""Seals are put on, opened and put on again, layer by layer: a number is used once, for ever."""

from collections.abc import Sequence
from datetime import datetime

from borderlink.custody.actions.recording import Facts, Hand, Proposal, signing
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.ledger import Entry
from borderlink.foundation.who import Reader


def seal(
    *,
    exhibit: str,
    layer: int,
    number: str,
    closure: str = "bag",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Close the next layer (1 is the innermost) with a new seal; ``closure``: bag, box, tape, foreign.

    Refuses: ``SealUsed``, ``SealOutOfOrder``, ``NotTheHolder`` and what ``record`` refuses.
    """
    facts: Facts = {"layer": layer, "number": number.strip(), "closure": closure}
    return _record(Kind.SEAL, exhibit, facts, "", hands, by, at)


def unseal(
    *,
    exhibit: str,
    layer: int,
    number: str,
    reason: str,
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Open the outermost layer; the number seen on the seal is compared. ``reason`` is a code.

    Refuses: ``SealOutOfOrder``, ``SealDoesNotMatch``, ``NotTheHolder`` and what ``record`` refuses.
    """
    facts: Facts = {"layer": layer, "number": number.strip(), "reason": reason}
    return _record(Kind.UNSEAL, exhibit, facts, note, hands, by, at)


def reseal(
    *,
    exhibit: str,
    layer: int,
    number: str,
    rebag: bool = False,
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Close a layer again that was opened before, in a new bag where ``rebag`` says so.

    Refuses: ``SealUsed``, ``SealOutOfOrder``, ``NotTheHolder`` and what ``record`` refuses.
    """
    facts: Facts = {"layer": layer, "number": number.strip(), "rebag": int(rebag)}
    return _record(Kind.RESEAL, exhibit, facts, "", hands, by, at)


def _record(  # noqa: PLR0917 - one act's parts
    kind: Kind,
    exhibit: str,
    facts: Facts,
    note: str,
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    with signing(hands=hands, by=by, at=at) as desk:
        lot = desk.lot(exhibit)
        proposal = Proposal(
            kind=kind, case=lot.case, exhibit=lot.exhibit, facts=facts, personal={"note": note}
        )
        return desk.record([proposal])[0]
