"""What officers do to one lot in one go: opened, weighed, sampled, sealed, stored; signed once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from borderlink.custody.actions import destroying
from borderlink.custody.actions.alarms import watch_discrepancy, watch_drift
from borderlink.custody.actions.keeping import open_place
from borderlink.custody.actions.recording import Desk, Facts, Hand, Proposal, signing
from borderlink.custody.actions.weighing import Measure, Reading, doubt_about, keep_warning, reading_facts
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import Entry
from borderlink.custody.queries import numbers
from borderlink.custody.queries.exhibits import pack_of
from borderlink.foundation.who import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class SealOpened:
    """The outermost seal as it was seen before it was cut; ``reason`` is a code."""

    number: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One reading and what was on the balance."""

    measure: Measure
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut:
    """A sample (with a ``purpose``) or a part (without one), weighed afresh; ``seal`` closes it at once."""

    reading: Reading
    purpose: str = ""
    packages: int = 0
    spots: int = 0
    seal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealPut:
    """A new seal on the next layer; ``again`` closes a layer that was opened, ``rebag`` in a new bag."""

    number: str
    closure: str = "bag"
    again: bool = False
    rebag: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessed:
    """Who stood by, and in which capacity: civilian, prosecutor, court, public, police."""

    capacity: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What was done, in the order it is recorded.

    ``opened`` from the outermost layer in; ``sealed`` is the gross mass under the new seal.
    """

    opened: Sequence[SealOpened] = ()
    weighed: Sequence[Weighed] = ()
    taken_out: Sequence[TakenOut] = ()
    put: SealPut | None = None
    sealed: Reading | None = None
    location: str = ""
    witness: Witnessed | None = None
    note: str = ""


def work_through(
    *,
    exhibit: str,
    sheet: Sheet,
    confirmed: bool = False,
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> list[Entry]:
    """Record all that a sheet says of one lot, signed once: all of it or nothing.

    Asks back (``MassImplausible``) unless ``confirmed``. Refuses: ``SealDoesNotMatch``, ``SealUsed``,
    ``StillSealed``, ``UnknownCode`` and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        work = _Work(desk, exhibit, sheet, confirmed=confirmed)
        for step in work.steps():
            work.record(step)
        watch_discrepancy(desk, work.exhibit)
    return work.entries


def opened_for(reason: str, seals_seen: Sequence[str]) -> list[SealOpened]:
    """Return the openings of all layers, outermost first, of seals named innermost first."""
    return [SealOpened(number=number, reason=reason) for number in reversed(seals_seen)]


def destroy(
    *,
    exhibit: str,
    seals_seen: Sequence[str] = (),
    reading: Reading | None = None,
    video_sha256: str = "",
    witness: Witnessed | None = None,
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> list[Entry]:
    """Open a planned exhibit's seals as they are seen, weigh it afresh, destroy it, name the witness.

    All of it or nothing. Refuses: ``SealDoesNotMatch``, and what ``destroying.destroy`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        work = _Work(desk, exhibit, Sheet(), confirmed=True)
        for opened in opened_for("destruction", seals_seen):
            work.record(work.opening(opened))
        burnt = destroying.destroy_at(desk, exhibit, reading=reading, video_sha256=video_sha256, note=note)
        work.entries.append(burnt)
        if witness:
            work.entries += desk.record([work.witness(burnt, witness)])
    return work.entries


class _Work:
    """One sheet at a desk: each step is made when the ones before it are in the books."""

    def __init__(self, desk: Desk, exhibit: str, sheet: Sheet, *, confirmed: bool) -> None:
        self.desk, self.sheet, self.confirmed = desk, sheet, confirmed
        lot = desk.lot(exhibit)
        self.exhibit, self.case = lot.exhibit, lot.case
        self.pack = pack_of(desk.case(lot.case))
        self.entries: list[Entry] = []
        self.note = sheet.note

    def steps(self) -> Iterator[Proposal]:
        """Yield the sheet's acts in order."""
        for opened in self.sheet.opened:
            yield self.opening(opened)
        for weighed in self.sheet.weighed:
            yield self._weighing(weighed.measure, weighed.reading)
        for part in self.sheet.taken_out:
            yield from self._taking(part)
        if self.sheet.put:
            yield self._sealing(self.sheet.put)
        if self.sheet.sealed:
            yield self._weighing(Measure.SEALED_GROSS, self.sheet.sealed)
        if self.sheet.location:
            yield self._placing(self.sheet.location)

    def record(self, proposal: Proposal) -> None:
        """Record one act, what was asked back about it, and who witnessed it."""
        lot = self.desk.books.lots[self.exhibit]
        doubt = None
        if proposal.kind is Kind.WEIGH:
            mass_mg = int(str(proposal.facts["mass_mg"]))
            doubt = doubt_about(lot, Measure(str(proposal.facts["measure"])), mass_mg)
        if doubt is not None and not self.confirmed:
            raise doubt
        (entry,) = self.desk.record([proposal])
        self.entries.append(entry)
        if doubt is not None:
            keep_warning(self.desk, entry, doubt)
        if proposal.kind is Kind.WEIGH:
            watch_drift(self.desk, entry)
        if self.sheet.witness and proposal.kind.value in self.pack.witnessed:
            self.entries += self.desk.record([self.witness(entry, self.sheet.witness)])

    def _proposal(self, kind: Kind, facts: Facts, exhibit: str = "") -> Proposal:
        """Return an act on the lot; the sheet's note goes with the first."""
        note, self.note = self.note, ""
        return Proposal(
            kind=kind, case=self.case, exhibit=exhibit or self.exhibit, facts=facts, personal={"note": note}
        )

    def opening(self, opened: SealOpened) -> Proposal:
        """Return the opening of the outermost layer."""
        layer = max(len(self.desk.books.lots[self.exhibit].seals), 1)
        return self._proposal(Kind.UNSEAL, {"layer": layer, "number": opened.number, "reason": opened.reason})

    def _weighing(self, measure: Measure, reading: Reading) -> Proposal:
        return self._proposal(Kind.WEIGH, {**reading_facts(reading), "measure": measure.value})

    def _taking(self, part: TakenOut) -> Iterator[Proposal]:
        number = numbers.next_part(self.exhibit, sample=bool(part.purpose))
        facts = reading_facts(part.reading)
        if part.purpose:
            more: Facts = {"packages": part.packages, "spots": part.spots, "purpose": part.purpose}
            yield self._proposal(Kind.SAMPLE, {**facts, **more, "sample": number})
        else:
            yield self._proposal(Kind.SPLIT, {**facts, "part": number})
        if part.seal:
            yield self._proposal(Kind.SEAL, {"layer": 1, "number": part.seal, "closure": "bag"}, number)

    def _sealing(self, put: SealPut) -> Proposal:
        facts: Facts = {"layer": len(self.desk.books.lots[self.exhibit].seals) + 1, "number": put.number}
        if put.again:
            return self._proposal(Kind.RESEAL, {**facts, "rebag": int(put.rebag)})
        return self._proposal(Kind.SEAL, {**facts, "closure": put.closure})

    def _placing(self, location: str) -> Proposal:
        facts: Facts = {"location": open_place(location)}
        before = Exhibit.objects.get(number=self.exhibit).location
        if before:
            return self._proposal(Kind.MOVE, {"origin": before, **facts})
        return self._proposal(Kind.STORE, facts)

    def witness(self, entry: Entry, witness: Witnessed) -> Proposal:
        """Return the naming of who stood by at an entry."""
        facts: Facts = {"entry": entry.case_seq, "capacity": witness.capacity}
        return Proposal(
            kind=Kind.WITNESS, case=self.case, facts=facts, personal={"witness_name": witness.name}
        )
