"""Questions about evidence between two ledgers: what stands of an offer, whether both sides have the same."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.utils.timezone import localdate

from borderlink.custody.domain.handover import Side, State
from borderlink.custody.domain.witnessed import Event as Read
from borderlink.custody.domain.witnessed import read_event
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import Entry
from borderlink.custody.models.partners import Handover, PartnerEntry
from borderlink.custody.queries.sight import may_see_exhibit
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.liaison.domain.evidence import ASK, CANCEL, NO_DUTY, OFFER, REQUEST, digest_of, offered_in
from borderlink.liaison.domain.states import Direction, LetterState
from borderlink.liaison.models.gate import Consent
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.letters import body_of
from borderlink.liaison.queries.postkeys import parsed
from borderlink.liaison.queries.sight import may_see_thread, works_in

__all__ = ["Exhibit", "Handover"]

OPEN_LETTERS: Final = (LetterState.ARRIVED.value, LetterState.OPENED.value, LetterState.ANSWERED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """One hand-over as this node holds it: the same on both sides once both have signed.

    ``offer`` and ``accept`` are the exact lines of the two ledgers; ``custodian`` is a node, ``holder`` a
    badge there; ``book_mg`` the mass with which it passed.
    """

    offer: str
    accept: str
    custodian: str
    holder: str
    book_mg: int


def own_entry(entry: Entry) -> Exhibit:
    """Return the exhibit of an entry of ours, as it stands now."""
    return Exhibit.objects.get(number=entry.exhibit)


def consents_for(thread: Thread, kind: str, at: datetime) -> list[str]:
    """Return the digests of all consents that stand for a kind of letter in a thread to its partner."""
    rows = Consent.objects.filter(
        recipient=thread.partner.code, withdrawn_at=None, from_at__lte=at, until_at__gt=at
    )
    fits = (row for row in rows if (not row.kinds or kind in row.kinds) and row.case in {"", thread.case})
    return sorted({row.digest for row in fits})[:20]


def anchors_of(partner: Partner) -> frozenset[str]:
    """Return every key that a partner's node has had under a ceremony of ours: they register officers' keys.

    Keys that were replaced since count too: what they registered then was never registered again. Whether an
    entry is the partner's word now is said by the letter that brings it.
    """
    return frozenset(parsed(bytes(row.document)).sign_key.text() for row in partner.keys.all())


def handovers_of(reader: Reader, exhibit: str) -> list[Handover]:
    """Return every offer of an exhibit that the reader sees, its own number or the one it came under.

    Refuses: ``NotFound``.
    """
    row = Exhibit.objects.filter(number=exhibit).first()
    if row is None or not may_see_exhibit(reader, row):
        raise NotFound(thing="exhibit", name=exhibit)
    ours = Q(side=Side.OURS.value, exhibit=exhibit)
    return list(Handover.objects.filter(ours | Q(side=Side.THEIRS.value, lot=exhibit)))


def agreement(reader: Reader, name: str) -> dict[str, dict[str, str | int]]:
    """Return every finished or pending hand-over of a case or an exhibit of ours, by its offer's SHA-256.

    Two nodes agree where their answers are equal, byte for byte. Empty: none that the reader sees.
    """
    rows = Handover.objects.filter(Q(case=name) | Q(exhibit=name, side=Side.OURS.value) | Q(lot=name))
    found = {}
    for row in rows.exclude(letter=None):
        number = row.exhibit if row.side == Side.OURS.value else row.lot
        exhibit = Exhibit.objects.filter(number=number).first()
        if exhibit is not None and may_see_exhibit(reader, exhibit):
            found[row.digest] = asdict(_agreed(row, exhibit))
    return found


def _agreed(row: Handover, exhibit: Exhibit) -> Agreed:
    ours = row.side == Side.OURS.value
    own = own_line("offer" if ours else "accept", exhibit.number, row.digest if ours else row.answer_digest)
    theirs = PartnerEntry.objects.filter(digest=row.answer_digest if ours else row.digest).first()
    lines = (own, bytes(theirs.body).decode() if theirs else "")
    taken = Entry.objects.filter(kind="accept", exhibit=exhibit.number).last()
    passed = taken is not None and row.state in {State.ACCEPTED.value, State.HANDED_OVER.value}
    act = taken.act() if taken is not None and passed else None
    here = str(settings.BORDERLINK.node)
    return Agreed(
        offer=lines[0] if ours else lines[1], accept=lines[1] if ours else lines[0],
        custodian=(row.node if ours else here) if act else (here if ours else row.node),
        holder=act.text("taker") if act else "", book_mg=act.number("net_mg") if act else 0,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What is still to be done with evidence that passed between us: by us (theirs) or by them (ours)."""

    row: Handover
    exhibit: str  # our number
    is_ours: bool  # what we handed over: they owe it
    is_late: bool


def duties_of(reader: Reader, at: datetime) -> list[Duty]:
    """Return what is owed of evidence that the reader sees, or of their office, the earliest due first."""
    passed = [State.ACCEPTED.value, State.HANDED_OVER.value]
    rows = Handover.objects.filter(state__in=passed, duty_met_at=None).exclude(duty__in=["", NO_DUTY])
    return [
        Duty(row=row, exhibit=number, is_ours=ours, is_late=bool(row.back_by and row.back_by < localdate(at)))
        for row in rows.order_by("back_by", "pk")
        for ours in (row.side == Side.OURS.value,)
        for number in (row.exhibit if ours else row.lot,)
        if _sees(reader, row, number)
    ]


def _sees(reader: Reader, row: Handover, number: str) -> bool:
    partner = Partner.objects.filter(code=row.partner).first()
    exhibit = Exhibit.objects.filter(number=number).first()
    of_office = partner is not None and works_in(reader, partner.unit)
    return of_office or (exhibit is not None and may_see_exhibit(reader, exhibit))


def own_line(kind: str, exhibit: str, digest: str) -> str:
    """Return the line of our own ledger that has a digest."""
    for entry in Entry.objects.filter(kind=kind, exhibit=exhibit):
        body = bytes(entry.body)
        if digest_of(body) == digest:
            return body.decode()
    return ""


def requests_for(reader: Reader, exhibit: Exhibit) -> list[Letter]:
    """Return the partners' requests that an exhibit may answer: naming it, of its case, or of none."""
    rows = Letter.objects.filter(kind=REQUEST, direction=Direction.IN.value, state__in=OPEN_LETTERS)
    rows = rows.filter(thread__case__in=["", exhibit.case]).select_related("thread", "thread__partner")
    return [row for row in rows.order_by("-pk") if _names(row, exhibit) or may_see_thread(reader, row.thread)]


def _names(row: Letter, exhibit: Exhibit) -> bool:
    """Say whether a request names an exhibit or is of its case: then its keepers may answer it."""
    if row.thread.case == exhibit.case:
        return True
    return any(
        item.get("exhibit") in {exhibit.number, exhibit.root}
        for item in body_of(row).get("facts", {}).get("items", ())
    )


def offered_by(letter: Letter) -> Read:
    """Return the entry of an offer of theirs, as it was verified and kept. Refuses: ``NotFound``."""
    kept = PartnerEntry.objects.filter(digest=offered_in(body_of(letter))).first()
    event = read_event(bytes(kept.body)) if kept else None
    if event is None:
        raise NotFound(thing="letter", name=str(letter.uuid))
    return event


def handover_of(letter: Letter) -> Handover | None:
    """Return the offer of theirs that a letter of theirs is about."""
    facts = body_of(letter).get("facts", {})
    digest = (
        digest_of(facts["line"]) if letter.kind == OFFER and "line" in facts else facts.get("offered", "")
    )
    wanted = letter.kind == OFFER or (letter.kind == CANCEL and facts.get("step") == ASK)
    return Handover.objects.filter(side=Side.THEIRS.value, digest=digest).first() if wanted else None


def both_have_signed(row: Handover) -> bool:
    """Say whether this node holds both lines of a hand-over: one of its own, one of the partner's."""
    ours = row.side == Side.OURS.value
    own = own_line(
        "offer" if ours else "accept",
        row.exhibit if ours else row.lot,
        row.digest if ours else row.answer_digest,
    )
    theirs = PartnerEntry.objects.filter(digest=row.answer_digest if ours else row.digest)
    return bool(own) and theirs.exists() and row.state in {State.ACCEPTED.value, State.HANDED_OVER.value}


def partner_called(code: str) -> Partner | None:
    """Return a partner by its code."""
    return Partner.objects.filter(code=code).first()
