"""What the ledger's acts add up to: lots with holder, seals and book mass, the account of each seizure."""

from collections import ChainMap
from collections.abc import Iterable, MutableMapping
from copy import copy
from dataclasses import dataclass, field
from typing import Final

from borderlink.custody.domain.acts import Act
from borderlink.custody.refusals.acts import EntryUnknown, ExhibitUnknown, KeyNotValid
from borderlink.foundation.chain import START
from borderlink.foundation.mass import Balance, Closure, Uncertainty, Weighing, combined

DRUG: Final = "drug"
SUBSTITUTE: Final = "substitute"
HELD: Final = "held"
OFFERED: Final = "offered"
TRANSFERRED: Final = "transferred"
RETURNED: Final = "returned"
DESTROYED: Final = "destroyed"


@dataclass(slots=True, kw_only=True)
class Dispute:
    """A weighing that differs from the book beyond k·u, and whether its discrepancy was recorded."""

    entry: int
    residual_mg: int
    recorded: bool = False


@dataclass(slots=True, kw_only=True)
class Lot:
    """One exhibit now. ``book_mg`` is None until the first net weighing; ``seals`` innermost first."""

    exhibit: str
    case: str
    item: str
    substance: str
    form: str
    holder: str
    seized_at: int
    root: str
    is_sample: bool = False
    state: str = HELD
    book_mg: int | None = None
    sent_mg: int = 0  # book mass when it was transferred
    basis: list[Weighing] = field(default_factory=list)
    weighed_at: int = 0
    gross_mg: int | None = None
    sealed_gross: Weighing | None = None
    seals: list[str] = field(default_factory=list)
    openings: int = 0
    dispute: Dispute | None = None
    offer: str = ""
    grouped: bool = False
    plans: set[str] = field(default_factory=set)

    def is_open(self) -> bool:
        """Say whether it can be weighed net and divided."""
        return not self.seals

    def again(self) -> "Lot":
        """Return a copy that shares nothing that can change."""
        found = copy(self)
        found.basis, found.seals, found.plans = [*self.basis], [*self.seals], {*self.plans}
        found.dispute = copy(self.dispute)
        return found


@dataclass(slots=True, kw_only=True)
class Account:
    """What became of one seized lot and all its parts, in mg of book, and every weighing that counts."""

    case: str
    item: str
    seized: int = 0
    consumed: int = 0
    transferred: int = 0
    destroyed: int = 0
    loss: int = 0
    destroyed_measured: int = 0
    times: dict[Balance, int] = field(default_factory=dict)

    def count(self, weighing: Weighing) -> None:
        """Remember that a weighing is part of the account."""
        self.times[weighing.balance] = self.times.get(weighing.balance, 0) + weighing.times

    def again(self) -> "Account":
        """Return a copy that shares nothing that can change."""
        found = copy(self)
        found.times = {**self.times}
        return found


@dataclass(slots=True, kw_only=True)
class KeyRecord:
    """A registered key: whose, for which unit and role, from when until when; withdrawn or not."""

    badge: str
    unit: str
    role: str
    from_at: int
    until_at: int
    withdrawn: bool = False


class Seals:
    """Every seal number ever used; ``beside`` another list, it adds to its own alone."""

    def __init__(self, beside: "Seals | None" = None) -> None:
        self._own: set[str] = set()
        self._beside = beside

    def __contains__(self, number: str) -> bool:
        return number in self._own or (self._beside is not None and number in self._beside)

    def add(self, number: str) -> None:
        """Remember a number for ever."""
        self._own.add(number)

    def update(self, numbers: Iterable[str]) -> None:
        """Remember several numbers for ever."""
        self._own.update(numbers)


@dataclass(slots=True)
class Books:
    """The state after some acts: enough to judge the next one. One case's acts suffice to build its part."""

    cases: dict[str, tuple[int, str]] = field(default_factory=dict)
    lots: MutableMapping[str, Lot] = field(default_factory=dict)
    accounts: MutableMapping[str, Account] = field(default_factory=dict)
    seals: Seals = field(default_factory=Seals)
    parcels: MutableMapping[str, str] = field(default_factory=dict)  # opened parcel -> its holder
    keys: MutableMapping[str, KeyRecord] = field(default_factory=dict)

    def for_trying(self, act: Act) -> "Books":
        """Return books in which an act can be tried: what it may change is copied, the rest is shared."""
        named = [act.facts.get(name) for name in ("source", "counter_sample")]
        members = act.codes("members") if "members" in act.facts else ()
        touched = {name for name in (act.exhibit, *named, *members) if isinstance(name, str)}
        lots = {name: self.lots[name].again() for name in touched if name in self.lots}
        roots = {lot.root for lot in lots.values()}
        key = str(act.facts.get("key", ""))
        return Books(
            cases=self.cases,
            lots=ChainMap(lots, self.lots),
            accounts=ChainMap({root: self.accounts[root].again() for root in roots}, self.accounts),
            seals=Seals(beside=self.seals),
            parcels=ChainMap({}, self.parcels),
            keys=ChainMap({key: copy(self.keys[key])} if key in self.keys else {}, self.keys),
        )

    def head(self, case: str) -> tuple[int, str]:
        """Return the number and the line's hash of a case's last entry."""
        return self.cases.get(case, (0, START))

    def lot(self, act: Act, exhibit: str = "") -> Lot:
        """Return an exhibit of the act's own case. Refuses: ``ExhibitUnknown``."""
        number = exhibit or act.exhibit
        lot = self.lots.get(number)
        if lot is None or lot.case != act.case:
            raise ExhibitUnknown(exhibit=number)
        return lot

    def must_have_entry(self, case: str, entry: int) -> None:
        """Refuse an entry that the case does not have: ``EntryUnknown``."""
        if entry > self.head(case)[0]:
            raise EntryUnknown(case=case, entry=entry)

    def key(self, text: str, badge: str) -> KeyRecord:
        """Return a registered key that was not withdrawn. Refuses: ``KeyNotValid``."""
        record = self.keys.get(text)
        if record is None or record.withdrawn:
            raise KeyNotValid(badge=badge)
        return record

    def closure(self, case: str, *, item: str = DRUG, measured: bool = False) -> Closure:
        """Return the closure of a case's drugs (or substitutes), in book.

        When ``measured``, what was destroyed counts as it was weighed; all else is book.
        """
        accounts = {
            root: account
            for root, account in self.accounts.items()
            if account.case == case and account.item == item
        }
        here = [
            lot
            for lot in self.lots.values()
            if lot.root in accounts and lot.state in {HELD, OFFERED} and lot.book_mg is not None
        ]
        totals = {
            name: sum(getattr(account, name) for account in accounts.values())
            for name in ("seized", "consumed", "transferred", "loss")
        }
        totals["samples"] = sum(lot.book_mg or 0 for lot in here if lot.is_sample)
        totals["kept"] = sum(lot.book_mg or 0 for lot in here if not lot.is_sample)
        fire = "destroyed_measured" if measured else "destroyed"
        totals["destroyed"] = sum(getattr(account, fire) for account in accounts.values())
        return Closure.of(totals, self._uncertainty(list(accounts.values())))

    @staticmethod
    def _uncertainty(accounts: list[Account]) -> Uncertainty:
        return combined(
            Weighing(mass_mg=0, balance=balance, times=times)
            for account in accounts
            for balance, times in account.times.items()
        )
