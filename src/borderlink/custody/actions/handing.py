"""Exhibits, and the opened parcels they are found in, go from hand to hand: both officers sign."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from borderlink.custody.actions.recording import Facts, Hand, Proposal, signing
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.ledger import Entry
from borderlink.foundation.who import Reader


class Purpose(StrEnum):
    """Why an exhibit goes to another officer."""

    CUSTODY = "custody"
    LABORATORY = "laboratory"
    COURT = "court"
    TRANSPORT = "transport"


def take_over_parcels(
    *,
    case: str,
    waybills: Sequence[str],
    giver: str,
    taker: str = "",
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> list[Entry]:
    """Hand opened parcels over from the inspector (``giver``) to the investigator: the case's first events.

    ``taker`` is who else signs, unless named. ``note`` is kept beside the ledger.
    Refuses: ``SignerMissing``, ``NotTheHolder``, ``ExhibitKnown`` for a parcel of another case, and what
    ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        to = taker or next((badge for badge in desk.badges if badge != giver), "")
        facts: Facts = {
            "giver": giver, "taker": to or giver, "item": "parcel", "seals": [],
            "purpose": Purpose.CUSTODY.value,
        }  # fmt: skip
        return desk.record(
            [
                Proposal(
                    kind=Kind.HAND_OVER, case=case, exhibit=waybill, facts=facts, personal={"note": note}
                )
                for waybill in waybills
            ]
        )


def hand_over(
    *,
    exhibit: str,
    taker: str,
    seals_seen: Sequence[str],
    purpose: Purpose = Purpose.CUSTODY,
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Pass an exhibit from its holder to another officer, who both sign; the seals seen are compared.

    Refuses: ``NotTheHolder``, ``SealDoesNotMatch``, ``SignerMissing``, ``OfferPending``, ``NoLongerHere`` and
    what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        lot = desk.lot(exhibit)
        facts: Facts = {
            "giver": lot.holder, "taker": taker, "item": "exhibit", "seals": list(seals_seen),
            "purpose": purpose.value,
        }  # fmt: skip
        proposal = Proposal(
            kind=Kind.HAND_OVER, case=lot.case, exhibit=lot.exhibit, facts=facts, personal={"note": note}
        )
        return desk.record([proposal])[0]
