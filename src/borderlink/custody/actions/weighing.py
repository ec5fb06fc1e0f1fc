"""Weighing, and what follows when a weighing differs from the book."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Final

from borderlink.custody.actions.alarms import watch_discrepancy, watch_drift
from borderlink.custody.actions.recording import Desk, Facts, Hand, Proposal, signing
from borderlink.custody.domain.books import Lot
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.ledger import Entry
from borderlink.custody.models.room import Balance, OverriddenWarning
from borderlink.custody.queries.declared import declared_mg
from borderlink.custody.refusals.room import MassImplausible, UnknownCode
from borderlink.foundation.who import Reader

MOST_TIMES_DECLARED: Final = 100


class Measure(StrEnum):
    """What was put on the balance."""

    GROSS = "gross"  # with its packaging
    NET = "net"  # the substance alone
    SEALED_GROSS = "sealed-gross"  # as it lies in its sealed bag


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a balance showed: ``times`` net weighings make the mass up."""

    balance: str
    mass_mg: int
    times: int = 1


# What is not kept by mass leaves without a weighing: the fields are there, and say nothing.
NOT_WEIGHED: Final[Facts] = {
    "balance": "NONE", "calibration_ug": 0, "certificate": "", "certified_until": 9_999_999_999,
    "division_mg": 1, "mass_mg": 0, "times": 1,
}  # fmt: skip


def reading_facts(reading: Reading) -> Facts:
    """Return a reading with what the register knows of its balance. Refuses: ``UnknownCode``.

    A certificate that has run out is written down as it is: a breach that is shown, never a block.
    """
    balance = Balance.objects.filter(number=reading.balance.strip(), is_retired=False).first()
    if balance is None:
        raise UnknownCode(thing="balance", code=reading.balance.strip()[:64])
    until = datetime.combine(balance.certified_until, time(), UTC)
    return {
        "balance": balance.number, "calibration_ug": balance.calibration_ug,
        "certificate": balance.certificate, "certified_until": max(int(until.timestamp()), 0),
        "division_mg": balance.division_mg, "mass_mg": reading.mass_mg, "times": reading.times,
    }  # fmt: skip


def weigh(
    *,
    exhibit: str,
    measure: Measure,
    reading: Reading,
    confirmed: bool = False,
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Record a weighing. The first net one opens the book; a later one beyond k·u is a discrepancy.

    Asks back (``MassImplausible``) when a net mass is above the recorded gross mass, or above a hundred times
    what the parcel was declared with, unless ``confirmed``: the answer is kept and disclosed.
    Refuses: ``UnknownCode`` for a balance, ``StillSealed``, ``NotADrug``, ``HeavierThanGross`` and what
    ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        lot = desk.lot(exhibit)
        doubt = doubt_about(lot, measure, reading.mass_mg)
        if doubt is not None and not confirmed:
            raise doubt
        facts: Facts = {**reading_facts(reading), "measure": measure.value}
        entry = desk.record(
            [
                Proposal(
                    kind=Kind.WEIGH, case=lot.case, exhibit=lot.exhibit, facts=facts, personal={"note": note}
                )
            ]
        )[0]
        if doubt is not None:
            keep_warning(desk, entry, doubt)
        watch_discrepancy(desk, lot.exhibit)
        watch_drift(desk, entry)
    return entry


def doubt_about(lot: Lot, measure: Measure, mass_mg: int) -> MassImplausible | None:
    """Return the question to ask back about a mass, or None."""
    if measure is Measure.NET and lot.book_mg is None and lot.gross_mg is not None and mass_mg > lot.gross_mg:
        return MassImplausible(exhibit=lot.exhibit, mass_mg=mass_mg, expected_mg=lot.gross_mg)
    declared = declared_mg(lot.exhibit)
    if declared and mass_mg > MOST_TIMES_DECLARED * declared:
        return MassImplausible(exhibit=lot.exhibit, mass_mg=mass_mg, expected_mg=declared)
    return None


def keep_warning(desk: Desk, entry: Entry, doubt: MassImplausible) -> None:
    """Keep a question that was answered with yes: the disclosure lists it."""
    OverriddenWarning.objects.create(
        entry=entry, case=entry.case, exhibit=entry.exhibit, code=doubt.code, facts=doubt.facts,
        by=desk.by.badge, at=desk.at,
    )  # fmt: skip
    facts: dict[str, str | int] = {"warning": doubt.code, "entry": entry.sequence}
    desk.note(act="custody.override-warning", subject=f"exhibit {entry.exhibit}", facts=facts)


def record_discrepancy(
    *, exhibit: str, note: str = "", hands: Sequence[Hand], by: Reader, at: datetime
) -> Entry:
    """Record the discrepancy that the last weighing has shown: transfer and destruction stay blocked.

    Refuses: ``NothingToExplain`` and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        lot = desk.lot(exhibit)
        entry, residual = (lot.dispute.entry, lot.dispute.residual_mg) if lot.dispute else (1, 0)
        facts: Facts = {"weighing": entry, "residual_mg": residual}
        return desk.record(
            [
                Proposal(
                    kind=Kind.DISCREPANCY,
                    case=lot.case,
                    exhibit=lot.exhibit,
                    facts=facts,
                    personal={"text": note},
                )
            ]
        )[0]


def explain(
    *,
    exhibit: str,
    weighing: int,
    cause: str,
    loss_mg: int,
    text: str,
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Explain a recorded discrepancy: two officers of different units sign; a loss leaves the book.

    ``weighing`` is the weighing's number in its case. Refuses: ``SameUnit``, ``SignerMissing``,
    ``NothingToExplain``, ``MassBelowZero`` and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        lot = desk.lot(exhibit)
        facts: Facts = {"weighing": weighing, "cause": cause, "loss_mg": loss_mg}
        entry = desk.record(
            [
                Proposal(
                    kind=Kind.EXPLAIN,
                    case=lot.case,
                    exhibit=lot.exhibit,
                    facts=facts,
                    personal={"text": text},
                )
            ]
        )[0]
        watch_discrepancy(desk, lot.exhibit)
    return entry
