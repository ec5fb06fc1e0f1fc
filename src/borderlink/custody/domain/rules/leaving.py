"""Offering to a partner and what the partner answers; planning a destruction and carrying it out."""

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.books import (
    DESTROYED,
    DRUG,
    HELD,
    OFFERED,
    SUBSTITUTE,
    TRANSFERRED,
    Books,
    Lot,
)
from borderlink.custody.domain.rules.common import (
    book_of,
    in_hand,
    is_beyond,
    must_agree_sealed,
    must_be_open,
    must_be_settled,
    present,
    residual_mg,
)
from borderlink.custody.domain.rules.holding import must_show_seals, take_over
from borderlink.custody.refusals.acts import (
    BeforeSeizure,
    CaseStillOpen,
    KeptApart,
    MassesDiffer,
    MassOutsideBounds,
    NotInPlan,
    OfferUnknown,
    PapersMissing,
    SealBroken,
)
from borderlink.foundation.mass import combined


def offer(act: Act, books: Books) -> None:
    """Offer a sealed exhibit to a partner: from here on it is locked, the sender stays responsible."""
    lot = in_hand(act, books)
    must_be_settled(lot)
    if lot.item in {DRUG, SUBSTITUTE}:
        book_of(lot)
    if not lot.seals:
        raise SealBroken(exhibit=lot.exhibit)
    must_show_seals(lot, act)
    if not (act.text("authorisation") and act.text("permit")):
        raise PapersMissing(exhibit=lot.exhibit)
    if act.number("expires_at") <= act.at:
        raise BeforeSeizure(exhibit=lot.exhibit)
    must_agree_sealed(lot, act.weighing())
    lot.state, lot.offer, lot.sealed_gross = OFFERED, act.text("offer"), act.weighing()


def accept(act: Act, books: Books) -> None:
    """Pass custody to the partner: the sender's half lets go, the receiver's half takes over."""
    if act.text("seal_state") != "whole":
        raise SealBroken(exhibit=act.exhibit)
    if act.text("side") == "receiver":
        _must_weigh_as_offered(act)
        take_over(act, books)
        return
    lot = _offered(act, books)
    must_show_seals(lot, act)
    if lot.sealed_gross and lot.sealed_gross.mass_mg != act.number("offered_mg"):
        raise MassesDiffer(
            exhibit=lot.exhibit, told_mg=act.number("offered_mg"), expected_mg=lot.sealed_gross.mass_mg
        )
    if lot.book_mg is not None and lot.book_mg != act.number("net_mg"):
        raise MassesDiffer(exhibit=lot.exhibit, told_mg=act.number("net_mg"), expected_mg=lot.book_mg)
    must_agree_sealed(lot, act.weighing())
    _let_go(lot, act, books)


def _let_go(lot: Lot, act: Act, books: Books) -> None:
    if lot.book_mg is not None:
        books.accounts[lot.root].transferred += lot.book_mg
        lot.sent_mg, lot.book_mg = lot.book_mg, 0
    lot.state, lot.holder, lot.seals = TRANSFERRED, act.text("taker"), []


def _must_weigh_as_offered(act: Act) -> None:
    """Refuse what weighs something else than the offer says, by the receiver's own balance twice."""
    weighing = act.weighing()
    residual = act.number("offered_mg") - weighing.mass_mg
    if combined([weighing, weighing]).is_exceeded_by(residual):
        raise MassOutsideBounds(exhibit=act.exhibit, residual_mg=residual)


def _offered(act: Act, books: Books) -> Lot:
    lot = books.lot(act)
    if lot.state != OFFERED or lot.offer != act.text("offer"):
        raise OfferUnknown(exhibit=act.exhibit, offer=act.text("offer"))
    return lot


def take_offer_back(act: Act, books: Books) -> None:
    """End an offer that was refused, or that the partner confirms not to have accepted."""
    lot = _offered(act, books)
    lot.state, lot.offer = HELD, ""


def plan_destruction(act: Act, books: Books) -> None:
    """Plan what is to be destroyed, once decision and holds allow it or a court orders it.

    Source: notice 511 (2016), article 29: only when the decision is final.
    """
    counter = act.text("counter_sample")
    members = [present(act, books, member) for member in act.codes("members")]
    if act.number("case_open") or act.number("holds") or not act.text("decision"):
        if not (act.text("order") and counter):
            raise CaseStillOpen(case=act.case)
        kept = present(act, books, counter)
        if not kept.is_sample or counter in act.codes("members"):
            raise KeptApart(exhibit=counter)
    for lot in members:
        must_be_settled(lot)
    for lot in members:
        lot.plans.add(act.text("plan"))


def destroy(act: Act, books: Books) -> None:
    """Destroy a planned exhibit, weighed afresh: all of its book leaves with it."""
    lot = in_hand(act, books)
    if act.text("plan") not in lot.plans:
        raise NotInPlan(exhibit=lot.exhibit, plan=act.text("plan"))
    must_be_settled(lot)
    if lot.item in {DRUG, SUBSTITUTE}:
        must_be_open(lot)
        _burn(lot, act, books)
    lot.state, lot.book_mg = DESTROYED, 0


def _burn(lot: Lot, act: Act, books: Books) -> None:
    weighing, book = act.weighing(), book_of(lot)
    if is_beyond(lot, weighing):
        raise MassOutsideBounds(exhibit=lot.exhibit, residual_mg=residual_mg(lot, weighing))
    account = books.accounts[lot.root]
    account.destroyed += book
    account.destroyed_measured += weighing.mass_mg
    account.count(weighing)
