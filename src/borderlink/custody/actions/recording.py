"""How an act enters the ledger: judged, signed by every hand, chained and kept, all or nothing.

Whoever writes holds the row of the ledger's end from the first look at the books to the commit: of two acts
at once the second is judged by what the first left behind.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.db import transaction

from borderlink.custody.actions import pins
from borderlink.custody.actions.projecting import keep, project
from borderlink.custody.domain.acts import Draft, Signer, act_in
from borderlink.custody.domain.books import Books, KeyRecord, Lot, Seals
from borderlink.custody.domain.ledger import Ledger
from borderlink.custody.domain.packs import BY_VERSION, PACKS, RulePack
from borderlink.custody.domain.rules.table import judge_and_apply
from borderlink.custody.domain.schema import KEYS_CASE, Kind
from borderlink.custody.models.exhibits import Exhibit, OpenedParcel
from borderlink.custody.models.ledger import CaseHead, Entry, LedgerHead, SealNumber
from borderlink.custody.queries import ledger as kept
from borderlink.custody.queries import sight
from borderlink.custody.queries.nodekey import anchors, node_key
from borderlink.custody.refusals.acts import ExhibitKnown, KeyNotValid
from borderlink.custody.refusals.room import NotSigning
from borderlink.foundation.canonical import Value
from borderlink.foundation.commitments import SALT_BYTES
from borderlink.foundation.commitments import Opening as OpeningValue
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.signing import Signer as SigningHand
from borderlink.foundation.tree import Frontier
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note

Facts = dict[str, Value]

NODE: Final = "NODE"  # badge and unit under which the node's own key signs
REGISTRAR: Final = "registrar"
# What a guest laboratory does to an exhibit; it lets none go to anybody but who gave it.
OF_GUESTS: Final = frozenset({
    Kind.HAND_OVER, Kind.WEIGH, Kind.SEAL, Kind.UNSEAL, Kind.RESEAL, Kind.SAMPLE, Kind.SPLIT, Kind.ANALYSE,
    Kind.EXAMINE, Kind.STORE, Kind.MOVE, Kind.DISCREPANCY, Kind.EXPLAIN,
})  # fmt: skip
NO_FACTS: Final[Mapping[str, str | int]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who signs now on this screen, with the PIN that was typed."""

    badge: str
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One act to be recorded. ``personal`` fields enter the ledger as commitments, empty ones not at all."""

    kind: Kind
    case: str
    exhibit: str = ""
    facts: Mapping[str, Value]
    personal: Mapping[str, str] = field(default_factory=dict)


Opened = tuple[Signer, SigningHand]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHand(Hand):
    """A hand whose key is open: for a later room that wraps an act in a transaction of its own."""

    pin: str = field(default="", repr=False)
    opened: Opened = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    act: str
    subject: str
    facts: Mapping[str, str | int]
    alert: bool


class KeptSeals(Seals):
    """Every seal number in the register, and those used since in this act."""

    def __contains__(self, number: str) -> bool:
        return super().__contains__(number) or SealNumber.objects.filter(number=number).exists()


def record(*, proposals: Sequence[Proposal], hands: Sequence[Hand], by: Reader, at: datetime) -> list[Entry]:
    """Record acts, each signed by every hand in order: all of them or none. ``by`` is one of the hands.

    Refuses: ``WrongPin``, ``PinLocked``, ``NoSigningKey``, ``NotSigning``, ``NotFound`` for what is not the
    officers' to know, ``NotAllowed`` for what no guest does, and whatever the rules of the ledger refuse.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        return desk.record(proposals)


@contextmanager
def signing(*, hands: Sequence[Hand], by: Reader, at: datetime) -> Iterator["Desk"]:
    """Open every hand's key, then give a desk at which acts are recorded, in one transaction.

    PINs are stretched once, before anything is locked; a wrong one is counted though nothing is recorded.
    Refuses: ``WrongPin``, ``PinLocked``, ``NoSigningKey``, ``NotSigning``.
    """
    if by.badge not in {hand.badge.strip().upper() for hand in hands}:
        raise NotSigning(badge=by.badge)
    opened = [hand.opened for hand in open_hands(hands=hands, by=by, at=at)]
    with transaction.atomic():
        desk = Desk(opened, by=by, at=at)
        yield desk
        desk.close()


def open_hands(*, hands: Sequence[Hand], by: Reader, at: datetime) -> list[OpenHand]:
    """Open every hand's key, of which none is open yet; call it before any transaction begins.

    Refuses: ``WrongPin``, ``PinLocked``, ``NoSigningKey``, ``TokenAbsent``.
    """
    return [
        hand
        if isinstance(hand, OpenHand)
        else OpenHand(badge=hand.badge, opened=pins.open_key(hand.badge, hand.pin, by=by.badge, at=at))
        for hand in hands
    ]


@contextmanager
def signing_for_node(*, by: Reader, at: datetime) -> Iterator["Desk"]:
    """Give a desk at which the node's own key signs: key events alone. Refuses: ``NodeKeyMissing``."""
    key = node_key(settings.BORDERLINK.folder)
    signer = Signer(badge=NODE, unit=NODE, role=REGISTRAR, key=key.public().text())
    with transaction.atomic():
        desk = Desk([(signer, key)], by=by, at=at)
        yield desk
        desk.close()


class Desk:
    """The ledger's end, held: what is recorded here is kept when the transaction ends, or not at all.

    ``books`` are those of every case that was touched.
    """

    def __init__(self, opened: Sequence[Opened], *, by: Reader, at: datetime) -> None:
        self.opened, self.by, self.at = opened, by, at
        self._head = locked_head()
        self._ledger = Ledger(
            node=settings.BORDERLINK.node,
            pack=PACKS["un"],
            anchors=anchors(settings.BORDERLINK.folder),
            books=Books(seals=KeptSeals(), keys=keys_now()),
            size=self._head.size,
            head=self._head.head,
            frontier=Frontier.of(self._head.size, [bytes.fromhex(text) for text in self._head.frontier]),
        )
        self._heads: dict[str, CaseHead] = {}
        self._notes: list[_Note] = []
        self._must_still_serve()

    @property
    def books(self) -> Books:
        """Return the books as they stand now."""
        return self._ledger.books

    @property
    def badges(self) -> list[str]:
        """Return who signs, in order."""
        return [signer.badge for signer, _ in self.opened]

    @property
    def unit(self) -> str:
        """Return the unit of the first who signs."""
        return self.opened[0][0].unit

    def case(self, case: str) -> CaseHead:
        """Return a case's head, its books loaded. Refuses: ``NotFound`` for an unknown case."""
        if case not in self._heads:
            head = kept.head_of_case(case) or sight.new_head(case)
            self._heads[case] = head
            if case == KEYS_CASE:  # the keys are in the books already
                self.books.cases[case] = (head.number, head.digest)
            else:
                self._ledger.take_up(kept.lines_of_case(case), packs_known())
        return self._heads[case]

    def lot(self, exhibit: str) -> Lot:
        """Return an exhibit's books. Refuses: ``NotFound``."""
        row = sight.exhibit_to_act_on(self.by, exhibit, self.badges)
        self.case(row.case)
        return self._ledger.books.lots[row.number]

    def record(self, proposals: Sequence[Proposal]) -> list[Entry]:
        """Record acts one after the other, each judged by what the one before left behind."""
        return [self._record(proposal) for proposal in proposals]

    def note(
        self, *, act: str, subject: str, facts: Mapping[str, str | int] = NO_FACTS, alert: bool = False
    ) -> None:
        """Have a line written into the journal when the desk closes, beside one for each act."""
        self._notes.append(_Note(act=act, subject=subject, facts=facts, alert=alert))

    def close(self) -> None:
        """Write the ledger's end and the journal's lines: the last thing before the commit."""
        if self._ledger.size != self._head.size:
            self._head.size, self._head.head = self._ledger.size, self._ledger.head
            self._head.frontier = [part.hex() for part in self._ledger.frontier.full()]
            self._head.save(update_fields=["size", "head", "frontier"])
        for head in self._heads.values():
            head.number, head.digest = self.books.head(head.case)
            if head.number:
                head.save()
        for line in self._notes:
            note(
                act=line.act,
                subject=line.subject,
                facts=line.facts,
                alert=line.alert,
                by=self.by.badge,
                at=self.at,
            )

    def _record(self, proposal: Proposal) -> Entry:
        head = self.case(proposal.case)
        if proposal.case != KEYS_CASE:
            sight.must_reach(self.by, head, proposal.exhibit, self.badges)
            if self.by.agency != head.agency and proposal.kind not in OF_GUESTS:
                raise NotAllowed(act=f"custody.{proposal.kind.value}")
            self._must_be_of_this_case(proposal)
        self._ledger.pack = pack_of(head)
        draft = self._draft(proposal)
        act = self._ledger.prepare(draft)
        line = self._ledger.append(act, [act.signed_by(key) for _, key in self.opened])
        entry = keep(line, act, draft.openings)
        project(entry, act, self.books, head)
        facts: dict[str, str | int] = {"entry": entry.sequence, "case": proposal.case}
        subject = f"exhibit {proposal.exhibit}" if proposal.exhibit else f"case {proposal.case}"
        self.note(act=f"custody.{proposal.kind.value}", subject=subject, facts=facts)
        return entry

    def _draft(self, proposal: Proposal) -> Draft:
        return Draft(
            kind=proposal.kind,
            case=proposal.case,
            exhibit=proposal.exhibit,
            at=int(self.at.timestamp()),
            facts=proposal.facts,
            openings=openings_of(proposal.personal),
            signers=[signer for signer, _ in self.opened],
        )

    def _must_be_of_this_case(self, proposal: Proposal) -> None:
        """Refuse numbers and parcels that another case has used: ``ExhibitKnown``."""
        facts = proposal.facts
        named = [proposal.exhibit, *(facts.get(name) for name in ("parcel", "sample", "part"))]
        numbers = [number for number in named if isinstance(number, str) and number]
        elsewhere = OpenedParcel.objects.filter(waybill__in=numbers).exclude(case=proposal.case)
        others = Exhibit.objects.filter(number__in=numbers).exclude(case=proposal.case)
        for number in [
            *elsewhere.values_list("waybill", flat=True),
            *others.values_list("number", flat=True),
        ]:
            raise ExhibitKnown(exhibit=number)

    def _must_still_serve(self) -> None:
        """Refuse an officer who has left or moved since the key was certified: ``KeyNotValid``."""
        for signer, _ in self.opened:
            if signer.badge != NODE and sight.place_of(signer.badge) != signer.unit:
                raise KeyNotValid(badge=signer.badge)


def locked_head() -> LedgerHead:
    """Return the row of the ledger's end, locked: the second of two writers waits for the first."""
    head = LedgerHead.objects.select_for_update().filter(pk=1).first()
    if head is not None:
        return head
    LedgerHead.objects.get_or_create(pk=1)
    return LedgerHead.objects.select_for_update().get(pk=1)


def openings_of(personal: Mapping[str, str]) -> list[OpeningValue]:
    """Return personal fields as openings, each with fresh salt."""
    return [
        OpeningValue(name=name, salt=secrets.token_bytes(SALT_BYTES), value=value.strip())
        for name, value in sorted(personal.items())
        if value.strip()
    ]


def packs_known() -> dict[str, RulePack]:
    """Return the rule packs by version."""
    return dict(BY_VERSION)


def pack_of(head: CaseHead) -> RulePack:
    """Return the rule pack under which a case's exhibits are kept."""
    return PACKS.get(head.pack, PACKS["un"])


def keys_now() -> dict[str, KeyRecord]:
    """Return every registered key, from the ledger's own key events."""
    head = kept.head_of_case(KEYS_CASE)
    records = _keys_at(head.digest, head.number) if head else ()
    return {
        text: KeyRecord(badge=badge, unit=unit, role=role, from_at=start, until_at=end, withdrawn=gone)
        for text, badge, unit, role, start, end, gone in records
    }


@lru_cache(maxsize=4)
def _keys_at(digest: str, number: int) -> tuple[tuple[str, str, str, str, int, int, bool], ...]:  # noqa: ARG001
    """Return the keys after a number of key events whose last has this hash: read once for each."""
    books = Books()
    for line in kept.lines_of_case(KEYS_CASE)[:number]:
        act = act_in(line.body)
        judge_and_apply(act, books, PACKS["un"])
    return tuple(
        (text, key.badge, key.unit, key.role, key.from_at, key.until_at, key.withdrawn)
        for text, key in books.keys.items()
    )
