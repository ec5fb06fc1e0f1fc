"""What several acts ask of an exhibit before they touch it."""

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.books import DRUG, HELD, OFFERED, SUBSTITUTE, Books, Lot
from borderlink.custody.refusals.acts import (
    BeforeSeizure,
    DiscrepancyOpen,
    ExhibitKnown,
    KeptByMass,
    MassBelowZero,
    MassOutsideBounds,
    NoLongerHere,
    NotADrug,
    NotTheHolder,
    NotWeighed,
    OfferPending,
    StillSealed,
)
from borderlink.foundation.mass import Weighing, combined


def present(act: Act, books: Books, exhibit: str = "") -> Lot:
    """Return an exhibit that is here and seized before the act.

    Refuses: ``ExhibitUnknown``, ``NoLongerHere``, ``BeforeSeizure``.
    """
    lot = books.lot(act, exhibit)
    if lot.state not in {HELD, OFFERED}:
        raise NoLongerHere(exhibit=lot.exhibit, state=lot.state)
    if act.at < lot.seized_at:
        raise BeforeSeizure(exhibit=lot.exhibit)
    return lot


def in_hand(act: Act, books: Books) -> Lot:
    """Return an exhibit that its holder, who signs, may work on.

    Refuses: what ``present`` refuses, ``OfferPending``, ``NotTheHolder``.
    """
    lot = present(act, books)
    must_not_be_offered(lot)
    if lot.holder not in {signer.badge for signer in act.signers}:
        raise NotTheHolder(exhibit=lot.exhibit, holder=lot.holder)
    return lot


def must_not_be_offered(lot: Lot) -> None:
    """Refuse work on an exhibit that waits for a partner's answer: ``OfferPending``."""
    if lot.state == OFFERED:
        raise OfferPending(exhibit=lot.exhibit, offer=lot.offer)


def must_be_settled(lot: Lot) -> None:
    """Refuse to let go of an exhibit with an unexplained discrepancy: ``DiscrepancyOpen``."""
    if lot.dispute is not None:
        raise DiscrepancyOpen(exhibit=lot.exhibit, entry=lot.dispute.entry)


def must_be_drug(lot: Lot) -> None:
    """Refuse mass rules for what is not kept by mass: ``NotADrug``."""
    if lot.item not in {DRUG, SUBSTITUTE}:
        raise NotADrug(exhibit=lot.exhibit)


def must_be_without_mass(lot: Lot) -> None:
    """Refuse what leaves masses out for what is kept by mass: ``KeptByMass``."""
    if lot.item in {DRUG, SUBSTITUTE}:
        raise KeptByMass(exhibit=lot.exhibit)


def book_of(lot: Lot) -> int:
    """Return the book mass. Refuses: ``NotADrug``, ``NotWeighed``."""
    must_be_drug(lot)
    if lot.book_mg is None:
        raise NotWeighed(exhibit=lot.exhibit)
    return lot.book_mg


def must_hold(lot: Lot, mass_mg: int) -> None:
    """Refuse to take more than there is: ``MassBelowZero``."""
    book = book_of(lot)
    if mass_mg > book:
        raise MassBelowZero(exhibit=lot.exhibit, book_mg=book, asked_mg=mass_mg)


def must_be_open(lot: Lot) -> None:
    """Refuse to reach into a sealed exhibit: ``StillSealed``."""
    if not lot.is_open():
        raise StillSealed(exhibit=lot.exhibit)


def must_be_new(books: Books, exhibit: str) -> None:
    """Refuse a number that was given before: ``ExhibitKnown``."""
    if exhibit in books.lots or exhibit in books.parcels:
        raise ExhibitKnown(exhibit=exhibit)


def residual_mg(lot: Lot, weighing: Weighing) -> int:
    """Return book minus measured."""
    return book_of(lot) - weighing.mass_mg


def is_beyond(lot: Lot, weighing: Weighing) -> bool:
    """Say whether a weighing differs from the book beyond k·u of all the weighings that the book rests on."""
    return combined([*lot.basis, weighing]).is_exceeded_by(residual_mg(lot, weighing))


def must_agree_sealed(lot: Lot, weighing: Weighing) -> None:
    """Refuse a sealed gross mass outside k·u of the last one: ``MassOutsideBounds``."""
    before = lot.sealed_gross
    if before is None:
        return
    residual = before.mass_mg - weighing.mass_mg
    if combined([before, weighing]).is_exceeded_by(residual):
        raise MassOutsideBounds(exhibit=lot.exhibit, residual_mg=residual)


def must_weigh_as_kept(lot: Lot, weighing: Weighing) -> None:
    """Refuse to let go of something else than the book says: ``MassOutsideBounds``.

    A sealed lot is held against its last sealed gross mass, or weighs no less than what should be in it.
    """
    if lot.seals and lot.sealed_gross:
        must_agree_sealed(lot, weighing)
        return
    residual = residual_mg(lot, weighing)
    if (residual > 0 or not lot.seals) and is_beyond(lot, weighing):
        raise MassOutsideBounds(exhibit=lot.exhibit, residual_mg=residual)
