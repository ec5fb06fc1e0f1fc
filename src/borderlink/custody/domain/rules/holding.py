"""Taking in, handing over, grouping, sealing, storing: who holds an exhibit, where, and under which seals."""

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.books import DRUG, HELD, RETURNED, SUBSTITUTE, TRANSFERRED, Account, Books, Lot
from borderlink.custody.domain.rules.common import (
    book_of,
    in_hand,
    must_be_new,
    must_be_open,
    must_be_settled,
    must_be_without_mass,
    must_weigh_as_kept,
    present,
)
from borderlink.custody.refusals.acts import (
    BeforeSeizure,
    ExhibitKnown,
    KeptApart,
    MassBelowZero,
    NotTheHolder,
    SealDoesNotMatch,
    SealOutOfOrder,
    SealUsed,
)


def hand_over(act: Act, books: Books) -> None:
    """Pass an exhibit, or the opened parcel it was found in, from its holder to another officer."""
    giver, taker = act.text("giver"), act.text("taker")
    if act.text("item") == "parcel":
        if act.exhibit in books.lots:
            raise ExhibitKnown(exhibit=act.exhibit)
        if books.parcels.get(act.exhibit, giver) != giver:
            raise NotTheHolder(exhibit=act.exhibit, holder=books.parcels[act.exhibit])
        books.parcels[act.exhibit] = taker
        return
    lot = in_hand(act, books)
    if lot.holder != giver:
        raise NotTheHolder(exhibit=lot.exhibit, holder=lot.holder)
    must_show_seals(lot, act)
    lot.holder = taker


def must_show_seals(lot: Lot, act: Act) -> None:
    """Refuse other seals than those in the register: ``SealDoesNotMatch``."""
    if list(act.codes("seals")) != lot.seals:
        raise SealDoesNotMatch(exhibit=lot.exhibit)


def seize(act: Act, books: Books) -> None:
    """Take an exhibit in; from an opened parcel only its holder does."""
    must_be_new(books, act.exhibit)
    parcel, holder = act.text("parcel"), act.text("holder")
    badges = {signer.badge for signer in act.signers}
    if parcel in books.parcels and books.parcels[parcel] not in badges:
        raise NotTheHolder(exhibit=parcel, holder=books.parcels[parcel])
    if act.at < act.number("seized_at"):
        raise BeforeSeizure(exhibit=act.exhibit)
    _take_in(act, books, act.text("item"), act.number("seized_at"), holder)


def substitute(act: Act, books: Books) -> None:
    """Make a substitute lot with an account of its own; it never counts as a drug."""
    must_be_new(books, act.exhibit)
    source = present(act, books, act.text("source"))
    if source.item != DRUG:
        raise KeptApart(exhibit=source.exhibit)
    lot = _take_in(act, books, SUBSTITUTE, act.at, act.text("holder"))
    _begin_book(lot, act, books, act.number("mass_mg"))


def _take_in(act: Act, books: Books, item: str, since: int, holder: str) -> Lot:
    known = act.facts.keys()
    lot = Lot(
        exhibit=act.exhibit,
        case=act.case,
        item=item,
        substance=act.text("substance") if "substance" in known else act.text("material"),
        form=act.text("form") if "form" in known else "",
        holder=holder,
        seized_at=since,
        root=act.exhibit,
    )
    books.lots[lot.exhibit] = lot
    books.accounts[lot.root] = Account(case=act.case, item=item)
    return lot


def _begin_book(lot: Lot, act: Act, books: Books, mass_mg: int) -> None:
    lot.book_mg, lot.basis, lot.weighed_at = mass_mg, [act.weighing()], act.at
    books.accounts[lot.root].seized = mass_mg
    books.accounts[lot.root].count(act.weighing())


def take_over(act: Act, books: Books) -> None:
    """Take in what a partner handed over: the receiver's half of an acceptance."""
    must_be_new(books, act.exhibit)
    seals = list(act.codes("seals"))
    for seal in seals:
        if seal in books.seals:
            raise SealUsed(seal=seal)
    lot = _take_in(act, books, act.text("item"), act.at, act.text("taker"))
    if lot.item == DRUG:
        _begin_book(lot, act, books, act.number("net_mg"))
    lot.seals, lot.sealed_gross = seals, act.weighing()
    books.seals.update(seals)


def group(act: Act, books: Books) -> None:
    """Put exhibits that are alike into one group, within which samples are counted."""
    lots = [present(act, books, member) for member in act.codes("members")]
    alike = {(lot.item, lot.substance, lot.form) for lot in lots}
    for lot in lots:
        if lot.grouped or len(alike) > 1 or lot.item == SUBSTITUTE:
            raise KeptApart(exhibit=lot.exhibit)
    for lot in lots:
        lot.grouped = True


def seal(act: Act, books: Books) -> None:
    """Close the next layer with a seal that was never used."""
    lot = in_hand(act, books)
    _must_be_next(lot, act, books)
    lot.seals.append(act.text("number"))
    books.seals.add(act.text("number"))
    lot.sealed_gross = None


def reseal(act: Act, books: Books) -> None:
    """Close a layer again that was opened before."""
    if not books.lot(act).openings:
        raise SealOutOfOrder(exhibit=act.exhibit, layer=act.number("layer"))
    seal(act, books)


def _must_be_next(lot: Lot, act: Act, books: Books) -> None:
    if act.number("layer") != len(lot.seals) + 1:
        raise SealOutOfOrder(exhibit=lot.exhibit, layer=act.number("layer"))
    if act.text("number") in books.seals:
        raise SealUsed(seal=act.text("number"))


def unseal(act: Act, books: Books) -> None:
    """Open the outermost layer."""
    lot = in_hand(act, books)
    if not lot.seals or act.number("layer") != len(lot.seals):
        raise SealOutOfOrder(exhibit=lot.exhibit, layer=act.number("layer"))
    if lot.seals[-1] != act.text("number"):
        raise SealDoesNotMatch(exhibit=lot.exhibit)
    lot.seals.pop()
    lot.openings += 1
    lot.sealed_gross = None


def examine(act: Act, books: Books) -> None:
    """Record what a laboratory found on a wrapper, a telephone, a trace: nothing is weighed."""
    lot = in_hand(act, books)
    must_be_open(lot)
    must_be_without_mass(lot)


def store(act: Act, books: Books) -> None:
    """Put an exhibit into a place, or move it to another: its holder stays."""
    in_hand(act, books)


def give_back(act: Act, books: Books) -> None:
    """Return an exhibit for good, or take one back from a partner who was handed it."""
    if act.text("direction") == "back":
        _come_back(act, books)
        return
    lot = in_hand(act, books)
    must_be_settled(lot)
    if lot.item in {DRUG, SUBSTITUTE}:
        book, account = book_of(lot), books.accounts[lot.root]
        must_weigh_as_kept(lot, act.weighing())
        account.transferred += book
        account.count(act.weighing())
        lot.book_mg = 0
    lot.state = RETURNED


def _come_back(act: Act, books: Books) -> None:
    lot = books.lot(act)
    account = books.accounts[lot.root]
    if lot.state != TRANSFERRED or act.text("taker") not in {signer.badge for signer in act.signers}:
        raise NotTheHolder(exhibit=lot.exhibit, holder=lot.holder)
    if lot.item in {DRUG, SUBSTITUTE}:
        if act.number("mass_mg") > lot.sent_mg:
            raise MassBelowZero(exhibit=lot.exhibit, book_mg=lot.sent_mg, asked_mg=act.number("mass_mg"))
        account.transferred -= act.number("mass_mg")
        lot.book_mg, lot.basis = act.number("mass_mg"), [act.weighing()]
    lot.holder, lot.state, lot.offer = act.text("taker"), HELD, ""
