"""Weighing, dividing, analysing, and what follows when a weighing differs from the book."""

from typing import Final

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.books import Books, Dispute, Lot
from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.rules.common import (
    book_of,
    in_hand,
    must_be_drug,
    must_be_new,
    must_be_open,
    must_hold,
    present,
    residual_mg,
)
from borderlink.custody.refusals.acts import HeavierThanGross, MassBelowZero, MassesDiffer, NothingToExplain
from borderlink.foundation.mass import Agreement, combined, judge

_DAY_S: Final = 86_400
_PPM: Final = 1_000_000


def weigh(act: Act, books: Books, pack: RulePack) -> None:
    """Record a weighing; one that differs from the book beyond k·u opens a dispute."""
    lot = in_hand(act, books)
    match act.text("measure"):
        case "gross":
            lot.gross_mg = act.number("mass_mg")
        case "net":
            must_be_drug(lot)
            must_be_open(lot)
            _weigh_net(lot, act, books, pack)
        case _:
            _weigh_sealed(lot, act)


def _weigh_net(lot: Lot, act: Act, books: Books, pack: RulePack) -> None:
    mass, weighing = act.number("mass_mg"), act.weighing()
    if lot.book_mg is None:
        if lot.gross_mg is not None and mass > lot.gross_mg:
            raise HeavierThanGross(exhibit=lot.exhibit, gross_mg=lot.gross_mg, net_mg=mass)
        lot.book_mg, lot.basis, lot.weighed_at = mass, [weighing], act.at
        account = books.accounts[lot.root]
        account.seized += mass
        account.count(weighing)
        return
    residual = residual_mg(lot, weighing)
    days = max(act.at - lot.weighed_at, 0) // _DAY_S
    allowed = pack.allowed_loss_mg(lot.substance, lot.form, lot.book_mg, days)
    found = judge(residual, combined([*lot.basis, weighing]), allowed_loss_mg=allowed)
    if found is Agreement.DISCREPANCY:
        lot.dispute = Dispute(entry=act.case_seq, residual_mg=residual)


def _weigh_sealed(lot: Lot, act: Act) -> None:
    """Compare with the last sealed gross mass under the same seals; the first one is what later ones meet."""
    weighing = act.weighing()
    if lot.sealed_gross is None:
        lot.sealed_gross = weighing
        return
    residual = lot.sealed_gross.mass_mg - weighing.mass_mg
    if combined([lot.sealed_gross, weighing]).is_exceeded_by(residual):
        lot.dispute = Dispute(entry=act.case_seq, residual_mg=residual)


def discrepancy(act: Act, books: Books) -> None:
    """Record the discrepancy that a weighing has shown, with its exact size."""
    lot = present(act, books)
    dispute = _dispute(lot, act)
    if dispute.residual_mg != act.number("residual_mg"):
        raise NothingToExplain(exhibit=lot.exhibit, entry=act.number("weighing"))
    dispute.recorded = True


def explain(act: Act, books: Books) -> None:
    """Close a recorded discrepancy; the loss that was found (or gain, negative) leaves the book.

    No more of it than the weighing missed: a small discrepancy writes no lot off.
    """
    lot = present(act, books)
    dispute = _dispute(lot, act)
    if not dispute.recorded:
        raise NothingToExplain(exhibit=lot.exhibit, entry=dispute.entry)
    loss = act.number("loss_mg")
    if not min(dispute.residual_mg, 0) <= loss <= max(dispute.residual_mg, 0):
        raise NothingToExplain(exhibit=lot.exhibit, entry=dispute.entry)
    if loss:
        must_hold(lot, loss)
        lot.book_mg = book_of(lot) - loss
        books.accounts[lot.root].loss += loss
    lot.dispute, lot.sealed_gross = None, None


def _dispute(lot: Lot, act: Act) -> Dispute:
    entry = act.number("weighing")
    if lot.dispute is None or lot.dispute.entry != entry:
        raise NothingToExplain(exhibit=lot.exhibit, entry=entry)
    return lot.dispute


def sample(act: Act, books: Books) -> None:
    """Take a sample out of an open lot; it becomes an exhibit of its own with the mass weighed afresh."""
    _take_out(act, books, act.text("sample")).is_sample = True


def split(act: Act, books: Books) -> None:
    """Take a part out of an open lot; it becomes an exhibit of its own. Lots are never put together."""
    _take_out(act, books, act.text("part"))


def _take_out(act: Act, books: Books, number: str) -> Lot:
    lot, weighing = in_hand(act, books), act.weighing()
    must_be_open(lot)
    must_hold(lot, weighing.mass_mg)
    must_be_new(books, number)
    lot.book_mg = book_of(lot) - weighing.mass_mg
    lot.basis.append(weighing)
    books.accounts[lot.root].count(weighing)
    part = Lot(
        exhibit=number,
        case=lot.case,
        item=lot.item,
        substance=lot.substance,
        form=lot.form,
        holder=lot.holder,
        seized_at=lot.seized_at,
        root=lot.root,
        is_sample=lot.is_sample,
    )
    part.book_mg, part.basis, part.weighed_at = weighing.mass_mg, [weighing], act.at
    books.lots[number] = part
    return part


def analyse(act: Act, books: Books) -> None:
    """Record a result: what was consumed leaves the book; its figures must add up."""
    lot = in_hand(act, books)
    must_be_open(lot)
    book = book_of(lot)
    consumed, remaining = act.number("consumed_mg"), act.number("remaining_mg")
    if consumed > book:
        raise MassBelowZero(exhibit=lot.exhibit, book_mg=book, asked_mg=consumed)
    _must_be(lot, told=consumed + remaining, expected=book)
    pure = (act.number("of_mg") * act.number("purity_ppm") * 2 + _PPM) // (2 * _PPM)
    _must_be(lot, told=act.number("pure_mg"), expected=pure)
    lot.book_mg = remaining
    books.accounts[lot.root].consumed += consumed


def _must_be(lot: Lot, *, told: int, expected: int) -> None:
    if told != expected:
        raise MassesDiffer(exhibit=lot.exhibit, told_mg=told, expected_mg=expected)
