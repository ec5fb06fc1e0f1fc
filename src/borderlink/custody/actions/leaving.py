"""Exhibits leave: offered to a partner and answered, given back; a substitute takes their place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from borderlink.custody.actions.partners import sign_off
from borderlink.custody.actions.recording import Desk, Facts, Hand, Proposal, signing
from borderlink.custody.actions.weighing import NOT_WEIGHED, Reading, reading_facts
from borderlink.custody.domain.books import DRUG, SUBSTITUTE, Lot
from borderlink.custody.domain.handover import State
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import Entry
from borderlink.custody.queries import numbers
from borderlink.custody.refusals.acts import NotWeighed
from borderlink.custody.refusals.room import CodeTaken
from borderlink.foundation.slots import Recipient
from borderlink.foundation.who import Reader
from borderlink.officers.actions.leaving import leave_node
from borderlink.screening.queries.sight import account_of

OFFER: Final = "custody.offer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which terms an exhibit is offered: codes throughout, the carrier's name beside the ledger."""

    to_node: str
    basis: str
    request: str
    purpose: str
    expires_at: datetime
    authorisation: str = ""
    permit: str = ""
    carrier: str = ""
    transit: Sequence[str] = ()
    carrier_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerReading:
    """What the partner's own balance showed, as they tell it."""

    balance: str
    division_mg: int
    mass_mg: int
    calibration_ug: int = 0
    certificate: str = ""
    certified_until: datetime | None = None
    times: int = 1

    def facts(self) -> Facts:
        """Return the reading as an act holds it."""
        until = int(self.certified_until.timestamp()) if self.certified_until else FAR
        return {
            "balance": self.balance, "calibration_ug": self.calibration_ug, "certificate": self.certificate,
            "certified_until": until, "division_mg": self.division_mg, "mass_mg": self.mass_mg,
            "times": self.times,
        }  # fmt: skip


FAR = 9_999_999_999  # the partner vouches for their own certificate


def offer(
    *,
    exhibit: str,
    terms: Terms,
    seals_seen: Sequence[str],
    reading: Reading,
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Offer a sealed exhibit to a partner's node, weighed as it is sealed: it is locked until they answer.

    It tells of the people of its case: it leaves by the one way out, as the gate has approved it.
    Refuses: ``PapersMissing``, ``SealBroken``, ``SealDoesNotMatch``, ``DiscrepancyOpen``,
    ``MassOutsideBounds``, ``SignerMissing``, what ``record`` refuses and what ``leave_node`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        lot = desk.lot(exhibit)
        facts: Facts = {
            **reading_facts(reading), "offer": numbers.next_offer(lot.case), "to_node": terms.to_node,
            "seals": list(seals_seen), "basis": terms.basis, "request": terms.request,
            "purpose": terms.purpose, "expires_at": int(terms.expires_at.timestamp()),
            "authorisation": terms.authorisation, "permit": terms.permit, "carrier": terms.carrier,
            "transit": list(terms.transit),
        }  # fmt: skip
        entry = _act(desk, Kind.OFFER, lot, facts, {"note": note, "carrier_name": terms.carrier_name})
        leave_node(
            way=OFFER, subject=f"exhibit {lot.exhibit}", to=terms.to_node, persons=True, case=lot.case,
            why=f"{terms.basis} {terms.request}", recipient=Recipient.ABROAD, by=account_of(by), at=at,
        )  # fmt: skip
        return entry


def accept(
    *,
    exhibit: str,
    taker: str,
    seals_seen: Sequence[str],
    reading: PartnerReading,
    remote: str,
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Record that the partner has accepted: custody passes. ``remote`` is the SHA-256 of their own entry.

    Refuses: ``OfferUnknown``, ``SealDoesNotMatch``, ``MassOutsideBounds``, ``OfferPending`` where the offer
    went by letter and this is not what came back, and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        lot = desk.lot(exhibit)
        sign_off(lot.exhibit, lot.offer, State.ACCEPTED, remote, at)
        offered = _offered(lot)
        facts: Facts = {
            **reading.facts(), "offer": lot.offer or "none", "side": "sender", "taker": taker,
            "node": offered, "offered_mg": lot.sealed_gross.mass_mg if lot.sealed_gross else 0,
            "net_mg": lot.book_mg or 0, "item": lot.item if lot.item != "substitute" else "drug",
            "substance": lot.substance, "form": lot.form, "seals": list(seals_seen), "seal_state": "whole",
            "remote": remote,
        }  # fmt: skip
        return _act(desk, Kind.ACCEPT, lot, facts, {"note": note})


def _offered(lot: Lot) -> str:
    """Return to which node an exhibit is on offer."""
    rows = Entry.objects.filter(case=lot.case, exhibit=lot.exhibit, kind=Kind.OFFER.value)
    last = rows.order_by("-case_seq").first()
    return last.act().text("to_node") if last else "none"


def refuse(
    *,
    exhibit: str,
    reason: str,
    remote: str,
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Record that the partner has refused: the offer ends. ``remote`` is the SHA-256 of their own word.

    Refuses: ``OfferUnknown``, ``OfferPending`` as ``accept`` and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        lot = desk.lot(exhibit)
        sign_off(lot.exhibit, lot.offer, State.REFUSED, remote, at)
        facts: Facts = {"offer": lot.offer or "none", "reason": reason, "remote": remote}
        return _act(desk, Kind.REFUSE, lot, facts, {"note": note})


def cancel(
    *,
    exhibit: str,
    reason: str,
    not_accepted: str,
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Take an offer back, with the SHA-256 of the partner's word that they have not accepted it.

    Refuses: ``OfferUnknown``, ``OfferPending`` as ``accept`` and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        lot = desk.lot(exhibit)
        sign_off(lot.exhibit, lot.offer, State.RELEASED, not_accepted, at)
        facts: Facts = {"offer": lot.offer or "none", "reason": reason, "not_accepted": not_accepted}
        return _act(desk, Kind.CANCEL, lot, facts, {"note": note})


def give_back(
    *,
    exhibit: str,
    direction: str,
    party: str,
    reading: Reading | None = None,
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Give an exhibit back for good (``direction`` out), or take one back that a partner had (back).

    Without a reading what is not kept by mass goes; who signs first takes back.
    Refuses: ``NotWeighed``, ``MassOutsideBounds``, ``DiscrepancyOpen``, ``NotTheHolder``, ``MassBelowZero``,
    ``SignerMissing`` and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        lot = desk.lot(exhibit)
        if reading is None and lot.item in {DRUG, SUBSTITUTE}:
            raise NotWeighed(exhibit=lot.exhibit)
        taker = desk.badges[0] if direction == "back" else ""
        weighed = reading_facts(reading) if reading else NOT_WEIGHED
        facts: Facts = {**weighed, "direction": direction, "party": party, "taker": taker}
        return _act(desk, Kind.RETURN, lot, facts, {"note": note})


def substitute(
    *,
    source: str,
    material: str,
    reading: Reading,
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Exhibit:
    """Make a substitute lot for a controlled delivery; with an account of its own, never counted as a drug.

    Once for an exhibit: the ledger's lock is held, so of two at once the second is refused.

    Refuses: ``CodeTaken`` when a substitute was made from it before, ``KeptApart`` when the source is no
    drug, and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        lot = desk.lot(source)
        made = Exhibit.objects.filter(item=SUBSTITUTE, belongs_to=lot.exhibit).first()
        if made is not None:
            raise CodeTaken(thing="substitute", code=made.number)
        number = numbers.next_exhibits(lot.case, 1)[0]
        facts: Facts = {
            **reading_facts(reading), "source": lot.exhibit, "material": material, "holder": desk.badges[0]
        }  # fmt: skip
        desk.record(
            [
                Proposal(
                    kind=Kind.SUBSTITUTE, case=lot.case, exhibit=number, facts=facts, personal={"note": note}
                )
            ]
        )
    return Exhibit.objects.get(number=number)


def _act(desk: Desk, kind: Kind, lot: Lot, facts: Facts, personal: dict[str, str]) -> Entry:
    proposal = Proposal(kind=kind, case=lot.case, exhibit=lot.exhibit, facts=facts, personal=personal)
    return desk.record([proposal])[0]
