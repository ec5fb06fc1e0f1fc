"""Evidence is handed over: each side's signed entry and the letter that carries it, in one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from borderlink.custody.actions import leaving, partners
from borderlink.custody.actions.recording import Hand, OpenHand, open_hands
from borderlink.custody.actions.weighing import Reading
from borderlink.custody.domain.books import SUBSTITUTE
from borderlink.custody.domain.handover import Event, Side, State
from borderlink.custody.domain.witnessed import Event as Read
from borderlink.custody.domain.witnessed import read_event
from borderlink.custody.models.ledger import Entry
from borderlink.custody.queries.partners import (
    Handover,
    handover,
    partner_entry,
    pending_of,
    unanswered,
)
from borderlink.custody.queries.sight import exhibit_to_act_on
from borderlink.custody.refusals.acts import SignerMissing
from borderlink.custody.refusals.room import NotOpen
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.language import codes
from borderlink.liaison.actions.witnessing import exchange
from borderlink.liaison.actions.writing_evidence import (
    as_hand,
    keys_of,
    letter_of_theirs,
    must_be_office,
    on_case,
    say,
)
from borderlink.liaison.domain import evidence as letters
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.handing_over import own_entry
from borderlink.liaison.queries.letters import body_of
from borderlink.liaison.queries.sight import needs_office
from borderlink.liaison.refusals.handing import NotAnswered, OfferOver, SubstituteOffered

TRIAL: Final = "EVP-TRIAL"
TWO: Final = 2


def offer_evidence(
    *,
    exhibit: str,
    request: UUID | str,
    terms: leaving.Terms,
    seals_seen: Sequence[str],
    reading: Reading,
    closes: str = "",
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Offer a sealed exhibit to the partner whose letter ``request`` asks for evidence.

    Custody's OFFER, signed by two of whom one writes for the office, and the letter with its exact line leave
    together or not at all. ``terms``: node and request are those of the letter. ``closes`` names the offer by
    which the exhibit once came here, when it goes back. The exhibit needs the gate's approval, the letter the
    consents that the terms ask for; it names all that stand.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotARequest``, ``SubstituteOffered``, what ``custody.offer`` and
    the gate refuse.
    """
    opened = open_hands(hands=hands, by=by, at=at)
    with transaction.atomic():
        asked = letter_of_theirs(request, letters.REQUEST, opened)
        facts, partner = body_of(asked)["facts"], asked.thread.partner
        must_be_office(opened, partner, "liaison.offer-evidence")
        if exhibit_to_act_on(by, exhibit, [hand.badge for hand in opened]).item == SUBSTITUTE:
            raise SubstituteOffered(exhibit=exhibit)
        entry = leaving.offer(
            exhibit=exhibit, terms=replace(terms, to_node=partner.node, request=str(asked.uuid)),
            seals_seen=seals_seen, reading=reading, note=note, hands=opened, by=by, at=at,
        )  # fmt: skip
        thread = on_case(asked.thread, entry.case)
        draft = _offer_of(entry, facts, closes)
        trial = facts["purpose"] == TRIAL
        letter = say(thread, draft, asked, for_court=trial, by=by, at=at)
        back_by = date.fromisoformat(facts["back_by"]) if facts.get("back_by") else None
        told = partners.Terms(
            partner=partner.code, letter=letter.uuid, case=entry.case, duty=draft.duty, back_by=back_by
        )
        _opened(entry, partner, told, at)
        exchange(thread, by=by, at=at)
    return entry


def _offer_of(entry: Entry, facts: dict[str, object], closes: str) -> letters.HandoverOffer:
    """Return what the letter of an offer says; substance and mass as our ledger has them."""
    lot = own_entry(entry)
    back_by = facts.get("back_by")
    return letters.HandoverOffer(
        exhibit=entry.exhibit, case=entry.case, item=letters.CODES[lot.item], substance=lot.substance,
        form=lot.form, net_mg=lot.book_mg or 0, line=bytes(entry.body).decode(), keys=keys_of(entry),
        duty=letters.NO_DUTY if closes else str(facts["duty"]), closes=closes,
        back_by=date.fromisoformat(str(back_by)) if back_by and not closes else None,
    )  # fmt: skip


def _opened(entry: Entry, partner: Partner, told: partners.Terms, at: datetime) -> None:
    body = bytes(entry.body)
    event = read_event(body)
    assert event is not None  # noqa: S101 - our own entry
    partners.open_offer(event, letters.digest_of(body), side=Side.OURS, node=partner.node, terms=told, at=at)


def accept_evidence(
    *,
    letter: UUID | str,
    case: str,
    taker: str,
    seals_seen: Sequence[str],
    reading: Reading,
    photographs: Sequence[str] = (),
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Take over what the letter offers, in a case of ours: our own signed entry and the letter with its line.

    Weighed on our own balance, seals as they are seen; ``photographs`` are SHA-256. The exhibit begins here.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotOpen`` for an offer that is over here, ``OfferOver``, what
    ``custody.take_in``, the gate and sealing refuse.
    """
    opened = open_hands(hands=hands, by=by, at=at)
    with transaction.atomic():
        offer, row = _offer_here(letter, opened, "liaison.accept-evidence")
        if row.state != State.OFFERED.value:
            raise NotOpen(thing="hand-over", number=row.offer)
        if row.expires_at is not None and at >= row.expires_at:
            raise OfferOver(exhibit=row.exhibit)
        entry = partners.take_in(
            case=case, offered=_offered(offer, row), taker=taker, seals_seen=seals_seen, reading=reading,
            pictures=photographs, note=note, hands=opened, by=by, at=at,
        )  # fmt: skip
        line = bytes(entry.body).decode()
        draft = letters.HandoverAccept(
            offered=row.digest, exhibit=entry.exhibit, line=line, keys=keys_of(entry),
            photographs=tuple(photographs),
        )  # fmt: skip
        answer = say(on_case(offer.thread, case), draft, offer, by=by, at=at)
        row.case, row.lot = entry.case, entry.exhibit
        said = partners.Answer(letter=answer.uuid, digest=letters.digest_of(line))
        partners.go_on(row, Event.ACCEPT, answer=said, at=at)
        exchange(offer.thread, by=by, at=at)
    return entry


def _offered(offer: Letter, row: Handover) -> partners.Offered:
    """Return what is offered: by the verified entry that we keep, and by the letter where it says nothing."""
    facts = body_of(offer)["facts"]
    kept = partner_entry(row.digest)
    event = read_event(bytes(kept.body)) if kept else None
    if event is None:
        raise NotFound(thing="letter", name=str(offer.uuid))
    return partners.Offered(
        entry=event, digest=row.digest, item=letters.ITEMS[facts["item"]], substance=facts["substance"],
        form=facts["form"], net_mg=facts["net_mg"],
    )  # fmt: skip


def refuse_evidence(
    *,
    letter: UUID | str,
    reason: str,
    seals_seen: Sequence[str] = (),
    mass_mg: int | None = None,
    photographs: Sequence[str] = (),
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Letter:
    """Refuse what the letter offers, with a code of `leaving_reason`: two officers say what they found.

    Nothing begins in our ledger; the sender's entry rests on the SHA-256 of this letter.

    Refuses: ``NotFound``, ``NotAllowed``, ``SignerMissing``, ``NotOpen``, what the gate and sealing refuse.
    """
    opened = open_hands(hands=hands, by=by, at=at)
    badges = tuple(dict.fromkeys(hand.badge.strip().upper() for hand in opened))
    if len(badges) < TWO or by.badge not in badges:
        raise SignerMissing(kind="refuse", needed=TWO)
    with transaction.atomic():
        offer, row = _offer_here(letter, opened, "liaison.refuse-evidence")
        if row.state != State.OFFERED.value:
            raise NotOpen(thing="hand-over", number=row.offer)
        draft = letters.HandoverRefuse(
            offered=row.digest, reason=reason, at=at, officers=badges, seals=tuple(seals_seen),
            mass_mg=mass_mg, photographs=tuple(photographs),
        )  # fmt: skip
        answer = say(offer.thread, draft, offer, by=by, at=at)
        said = partners.Answer(letter=answer.uuid, digest=letters.digest_of(answer.body), reason=reason)
        partners.go_on(row, Event.REFUSE, answer=said, at=at)
    return answer


@transaction.atomic
def cancel(*, exhibit: str, reason: str, by: Reader, at: datetime) -> Letter:
    """Ask the partner to let our offer end. Until their answer is here the exhibit stays locked.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotOpen`` where they have answered, what the gate and sealing
    refuse.
    """
    row = _locked(pending_of(exhibit), exhibit)
    offer = Letter.objects.select_related("thread__partner").get(uuid=str(row.letter))
    needs_office(by, offer.thread.unit, "liaison.cancel-offer")
    if not unanswered(row):
        raise NotOpen(thing="hand-over", number=row.offer)
    draft = letters.HandoverCancel(
        offered=row.digest, step=letters.ASK, reason=reason, at=at, officers=(by.badge,)
    )
    letter = say(offer.thread, draft, None, by=by, at=at)
    partners.go_on(row, Event.ASK, at=at)
    return letter


@transaction.atomic
def say_not_accepted(*, letter: UUID | str, by: Reader, at: datetime) -> Letter:
    """Give the word that we have not accepted what they want back, and will not: since it came we cannot.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotOpen`` where we accepted it before, or refused it.
    """
    asked = letter_of_theirs(letter, letters.CANCEL, [as_hand(by)])
    needs_office(by, asked.thread.unit, "liaison.say-not-accepted")
    facts = body_of(asked)["facts"]
    row = handover(Side.THEIRS, facts["offered"])
    if row is None or row.state != State.RELEASED.value or row.partner != asked.thread.partner.code:
        raise NotOpen(thing="hand-over", number=row.offer if row else facts["offered"][:12])
    draft = letters.HandoverCancel(offered=row.digest, step=letters.NOT_ACCEPTED, at=at, officers=(by.badge,))
    return say(asked.thread, draft, asked, by=by, at=at)


def confirm_answer(*, exhibit: str, note: str = "", hands: Sequence[Hand], by: Reader, at: datetime) -> Entry:
    """Sign into our own ledger what the partner answered: custody passes, or the exhibit stays and is free.

    Refuses: ``NotFound``, ``NotAnswered`` and what ``custody.accept``, ``refuse`` and ``cancel`` refuse.
    """
    opened = open_hands(hands=hands, by=by, at=at)
    with transaction.atomic():
        exhibit_to_act_on(by, exhibit, [hand.badge for hand in opened])
        row = _locked(pending_of(exhibit), exhibit)
        if unanswered(row):
            raise NotAnswered(exhibit=exhibit)
        if row.state == State.ACCEPTED.value:
            entry = _accepted(row, note, opened, by, at)
            exchange(Letter.objects.get(uuid=str(row.letter)).thread, by=by, at=at)
            return entry
        found = codes.find(row.reason, "leaving_reason")
        reason = found.aliases[0] if found else "withdrawn"
        if row.state == State.REFUSED.value:
            return leaving.refuse(
                exhibit=exhibit,
                reason=reason,
                remote=row.answer_digest,
                note=note,
                hands=opened,
                by=by,
                at=at,
            )
        return leaving.cancel(
            exhibit=exhibit, reason=reason, not_accepted=row.answer_digest, note=note, hands=opened, by=by,
            at=at,
        )  # fmt: skip


def _accepted(row: Handover, note: str, opened: Sequence[OpenHand], by: Reader, at: datetime) -> Entry:
    kept = partner_entry(row.answer_digest)
    event = read_event(bytes(kept.body)) if kept else None
    assert event is not None  # noqa: S101 - it was verified and kept when it came
    return leaving.accept(
        exhibit=row.exhibit, taker=event.text("taker"), seals_seen=event.codes("seals"),
        reading=_their_reading(event), remote=row.answer_digest, note=note, hands=opened, by=by, at=at,
    )  # fmt: skip


def _their_reading(event: Read) -> leaving.PartnerReading:
    until = datetime.fromtimestamp(min(event.number("certified_until"), leaving.FAR), UTC)
    return leaving.PartnerReading(
        balance=event.text("balance"), division_mg=event.number("division_mg"),
        mass_mg=event.number("mass_mg"), calibration_ug=event.number("calibration_ug"),
        certificate=event.text("certificate"), certified_until=until, times=event.number("times"),
    )  # fmt: skip


@transaction.atomic
def say_again(*, letter: UUID | str, by: Reader, at: datetime) -> Letter:
    """Send an acceptance again that may have been lost: the same entry in a new letter, one effect there.

    ``letter`` is the offer. Refuses: ``NotFound``, ``NotAllowed``, ``NotOpen`` where we did not accept it.
    """
    offer, row = _offer_here(letter, [as_hand(by)], "liaison.accept-evidence")
    if row.state != State.ACCEPTED.value:
        raise NotOpen(thing="hand-over", number=row.offer)
    first = Letter.objects.get(uuid=str(row.answer))
    facts = body_of(first)["facts"]
    draft = letters.HandoverAccept(
        **facts | {"keys": tuple(facts["keys"]), "photographs": tuple(facts.get("photographs", ()))}
    )
    return say(offer.thread, draft, offer, by=by, at=at)


def _offer_here(letter: UUID | str, hands: Sequence[Hand], act: str) -> tuple[Letter, Handover]:
    """Return an offer of theirs, its row locked. Refuses: ``NotFound``, ``NotAllowed``."""
    offer = letter_of_theirs(letter, letters.OFFER, hands)
    must_be_office(hands, offer.thread.partner, act)
    row = handover(Side.THEIRS, letters.offered_in(body_of(offer)))
    return offer, _locked(row, str(offer.uuid))


def _locked(row: Handover | None, name: str) -> Handover:
    if row is None:
        raise NotFound(thing="exhibit", name=name)
    return Handover.objects.select_for_update().get(pk=row.pk)
