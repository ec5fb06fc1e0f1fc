"""A signed line is kept, and what follows from it is written beside it: exhibits, parcels, seal numbers."""

from collections.abc import Sequence
from datetime import UTC, datetime

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.books import DESTROYED, RETURNED, TRANSFERRED, Books, Lot
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.exhibits import Exhibit, OpenedParcel
from borderlink.custody.models.ledger import CaseHead, Entry, Opening, SealNumber
from borderlink.foundation.chain import Line
from borderlink.foundation.commitments import Opening as OpeningValue

_GONE = frozenset({TRANSFERRED, RETURNED, DESTROYED})
_TOLD_ONCE = ("belongs_to", "parcel", "packages")


def keep(line: Line, act: Act, openings: Sequence[OpeningValue]) -> Entry:
    """Keep a line's exact bytes with its openings and the seal numbers that it uses up."""
    entry = Entry.objects.create(
        sequence=line.sequence, case=act.case, case_seq=act.case_seq, kind=act.kind.value,
        exhibit=act.exhibit, at=act.at, hash=line.hash, body=line.body,
        written_at=datetime.fromtimestamp(act.at, UTC),
    )  # fmt: skip
    Opening.objects.bulk_create(
        Opening(entry=entry, name=opening.name, salt=opening.salt, value=opening.value)
        for opening in openings
    )
    SealNumber.objects.bulk_create(
        SealNumber(number=number, exhibit=act.exhibit, entry=entry) for number in _new_seals(act)
    )
    return entry


def project(entry: Entry, act: Act, books: Books, head: CaseHead) -> None:
    """Write what an act made of parcels and exhibits."""
    if act.kind is Kind.HAND_OVER and act.text("item") == "parcel":
        OpenedParcel.objects.update_or_create(
            waybill=act.exhibit, defaults={"case": act.case, "holder": act.text("taker")}
        )
        return
    for number in _touched(act):
        if number in books.lots:
            _write(number, entry, act, books.lots[number], head)


def _new_seals(act: Act) -> tuple[str, ...]:
    if act.kind in {Kind.SEAL, Kind.RESEAL}:
        return (act.text("number"),)
    if act.kind is Kind.ACCEPT and act.text("side") == "receiver":
        return act.codes("seals")
    return ()


def _touched(act: Act) -> list[str]:
    """Return the exhibits whose state an act may have changed, a new part last."""
    members = list(act.codes("members")) if "members" in act.facts else []
    parts = [act.text(name) for name in ("sample", "part") if name in act.facts]
    return [number for number in (act.exhibit, *members, *parts) if number]


def _write(number: str, entry: Entry, act: Act, lot: Lot, head: CaseHead) -> None:
    row = Exhibit.objects.filter(number=number).first() or _new(number, entry, act, lot, head)
    row.state, row.holder, row.seals = lot.state, lot.holder, list(lot.seals)
    row.book_mg, row.gross_mg = lot.book_mg, lot.gross_mg
    row.sealed_gross_mg = lot.sealed_gross.mass_mg if lot.sealed_gross else None
    row.offer = lot.offer
    row.discrepancy = lot.dispute.entry if lot.dispute else None
    units = {signer.badge: signer.unit for signer in act.signers}
    row.holder_unit = units.get(lot.holder, row.holder_unit)
    row.last_entry = entry
    _by_kind(row, act)
    row.save()


def _new(number: str, entry: Entry, act: Act, lot: Lot, head: CaseHead) -> Exhibit:
    """Return the row of an exhibit that begins with this act; a part takes over what is told once."""
    row = Exhibit(
        number=number, case=lot.case, agency=head.agency, unit=head.unit, item=lot.item,
        substance=lot.substance, form=lot.form, root=lot.root, is_sample=lot.is_sample,
        seized_at=lot.seized_at, first_entry=entry,
    )  # fmt: skip
    if number != act.exhibit:
        parent = Exhibit.objects.get(number=act.exhibit)
        row.parent, row.holder_unit, row.parcel = act.exhibit, parent.holder_unit, parent.parcel
        row.is_complex = parent.is_complex
        row.purpose = act.text("purpose") if "purpose" in act.facts else ""
    for name in _TOLD_ONCE:
        if name in act.facts:
            setattr(row, name, act.facts[name])
    if act.kind is Kind.SUBSTITUTE:
        row.belongs_to = act.text("source")
    if act.kind is Kind.SEIZE:
        row.is_complex = bool(act.number("complex"))
    return row


def _by_kind(row: Exhibit, act: Act) -> None:
    """Write what only the act itself tells: where an exhibit lies, its group, its plan."""
    if act.kind in {Kind.STORE, Kind.MOVE}:
        row.location = act.text("location")
    elif act.kind is Kind.HAND_OVER or row.state in _GONE:
        row.location = ""
    elif act.kind is Kind.GROUP:
        row.group = act.text("group")
    elif act.kind is Kind.DESTROY_PLAN:
        row.plan = act.text("plan")
