"""What a partner's letters do to the evidence room: entries are kept, offers go on, what comes is taken in.

Whoever calls has verified the entries and asked the office; all of it inside the caller's transaction.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings

from borderlink.custody.actions.recording import Facts, Hand, Proposal, signing
from borderlink.custody.actions.weighing import Reading, reading_facts
from borderlink.custody.domain.handover import Event, Side, State, after
from borderlink.custody.domain.schema import Kind
from borderlink.custody.domain.witnessed import Event as Read
from borderlink.custody.domain.witnessed import read_event
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import Entry
from borderlink.custody.models.partners import Cosigner, Handover, PartnerEntry, SeenCheckpoint
from borderlink.custody.queries import numbers, sight
from borderlink.custody.queries.partners import pending_of
from borderlink.custody.refusals.acts import MassOutsideBounds, OfferPending, SealDoesNotMatch
from borderlink.custody.refusals.room import CaseNotOpen, NotOpen
from borderlink.foundation.checkpoint import SignedCheckpoint
from borderlink.foundation.cosignatures import Cosigner as Cosigned
from borderlink.foundation.mass import Balance, Weighing, combined
from borderlink.foundation.signing import PrivateKey, PublicKey
from borderlink.foundation.who import Reader

# What of an offer's row may change; by what it is known stays.
MOVES: Final = (
    "offer", "exhibit", "case", "lot", "state", "letter", "answer", "answer_digest", "reason", "expires_at",
    "duty", "back_by", "duty_digest", "duty_met_at", "changed_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an offer says beside its entry: after which letter, and what is to become of the exhibit."""

    partner: str
    letter: UUID
    case: str = ""  # ours
    duty: str = ""
    back_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What answered an offer: the letter, and the SHA-256 of the entry or the word in it."""

    letter: UUID
    digest: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What is to be taken over, as it was offered: the entry, and what the letter says of the exhibit."""

    entry: Read
    digest: str
    item: str
    substance: str
    form: str
    net_mg: int


def keep_entries(bodies: Iterable[bytes], *, letter: UUID, at: datetime) -> None:
    """Keep entries of a partner's ledger that were verified; one that is kept already changes nothing."""
    for body in bodies:
        event = read_event(body)
        assert event is not None  # noqa: S101 - it was verified
        PartnerEntry.objects.get_or_create(
            node=event.node, sequence=event.sequence,
            defaults={
                "kind": event.kind, "case": event.case, "exhibit": event.exhibit, "body": body,
                "digest": hashlib.sha256(body).hexdigest(), "letter": letter, "kept_at": at,
            },
        )  # fmt: skip


def open_offer(entry: Read, digest: str, *, side: Side, node: str, terms: Terms, at: datetime) -> Handover:
    """Write an offer down; one that is known goes on as it stands. ``node`` is the partner's."""
    told = {
        "offer": entry.text("offer"), "exhibit": entry.exhibit, "letter": terms.letter, "duty": terms.duty,
        "back_by": terms.back_by,
        "expires_at": datetime.fromtimestamp(entry.number("expires_at"), at.tzinfo),
    }  # fmt: skip
    first = {"state": State.OFFERED.value, "case": terms.case, "at": at, "changed_at": at, **told}
    row, made = Handover.objects.select_for_update().get_or_create(
        side=side.value, partner=terms.partner, node=node, digest=digest, defaults=first
    )
    if not made and not row.offer:  # their wish to end it came first
        for name, value in told.items():
            setattr(row, name, value)
        row.save(update_fields=MOVES)
    return row


def overtaken(digest: str, *, partner: str, node: str, reason: str, at: datetime) -> Handover:
    """Write down that an offer of theirs, not known here so far, is to end: it can never be accepted."""
    row, _ = Handover.objects.select_for_update().get_or_create(
        side=Side.THEIRS.value, partner=partner, node=node, digest=digest,
        defaults={"state": State.RELEASED.value, "reason": reason, "at": at, "changed_at": at},
    )  # fmt: skip
    return row


def go_on(row: Handover, event: Event, *, answer: Answer | None = None, at: datetime) -> None:
    """Let an offer go on. Refuses: ``NotOpen`` where it cannot, and the offer stays as it was."""
    state = after(Side(row.side), State(row.state), event)
    if state is None:
        raise NotOpen(thing="hand-over", number=row.offer or row.digest[:12])
    if answer is not None and state.value != row.state:
        row.answer, row.answer_digest, row.reason = answer.letter, answer.digest, answer.reason
    row.state, row.changed_at = state.value, at
    row.save(update_fields=MOVES)


def lot_now(exhibit: str) -> Exhibit:
    """Return an exhibit of ours as its last entry left it."""
    return Exhibit.objects.get(number=exhibit)


def accepted_as(digest: str) -> str:
    """Return under which number a partner's entry took an exhibit over."""
    found = PartnerEntry.objects.filter(digest=digest).first()
    return found.exhibit if found else ""


def agrees(offered: Read, taken: Read) -> bool:
    """Say whether what was weighed there lies within k·u of what was weighed here, by both balances."""
    before, now = weighing_of(offered), weighing_of(taken)
    return not combined([before, now]).is_exceeded_by(before.mass_mg - now.mass_mg)


def duty_met(row: Handover, digest: str, *, at: datetime) -> None:
    """Note that what was to be done with an exhibit afterwards is done, by which entry."""
    row.duty_digest, row.duty_met_at, row.changed_at = digest, row.duty_met_at or at, at
    row.save(update_fields=MOVES)


def sign_off(exhibit: str, offer: str, state: State, digest: str, at: datetime) -> None:
    """Let an entry of ours end an offer that went by letter: with their answer alone, and as they gave it.

    Of an offer to a partner without a node nothing is known here. Refuses: ``OfferPending``.
    """
    row = pending_of(exhibit)
    if row is None or row.offer != offer:
        return
    if row.state != state.value or row.answer_digest != digest:
        raise OfferPending(exhibit=exhibit, offer=offer)
    go_on(row, Event.SIGN, at=at)


def take_in(
    *,
    case: str,
    offered: Offered,
    taker: str,
    seals_seen: Sequence[str],
    reading: Reading,
    pictures: Sequence[str] = (),
    note: str = "",
    hands: Sequence[Hand],
    by: Reader,
    at: datetime,
) -> Entry:
    """Take over what a partner offered: it begins in our ledger with its mass, seals and its entry's SHA-256.

    ``pictures`` are the SHA-256 of photographs; they and the sender's number stand beside the entry.
    Refuses: ``SealDoesNotMatch``, ``MassOutsideBounds``, ``CaseNotOpen``, ``SealUsed`` and what ``record``
    refuses.
    """
    entry = offered.entry
    with signing(hands=hands, by=by, at=at) as desk:
        desk.case(case)
        if not sight.is_open(case):
            raise CaseNotOpen(case=case)
        if list(seals_seen) != entry.codes("seals"):
            raise SealDoesNotMatch(exhibit=entry.exhibit)
        facts: Facts = {
            **reading_facts(reading), "offer": entry.text("offer"), "side": "receiver", "taker": taker,
            "node": entry.node, "offered_mg": entry.number("mass_mg"), "net_mg": offered.net_mg,
            "item": offered.item, "substance": offered.substance, "form": offered.form,
            "seals": list(seals_seen), "seal_state": "whole", "remote": offered.digest,
        }  # fmt: skip
        _must_agree(entry, facts)
        number = numbers.next_exhibits(case, 1)[0]
        words = "\n".join([f"{entry.node} {entry.exhibit}", *pictures])
        personal = {"note": note, "text": words}
        return desk.record(
            [Proposal(kind=Kind.ACCEPT, case=case, exhibit=number, facts=facts, personal=personal)]
        )[0]


def _must_agree(entry: Read, facts: Facts) -> None:
    """Refuse a mass that the sender's ledger will not take as what it sent: ``MassOutsideBounds``.

    Both balances count, as they will there: what is accepted here can be signed over there.
    """
    before = weighing_of(entry)
    balance = Balance(
        number=str(facts["balance"]), division_mg=int(str(facts["division_mg"])),
        calibration_ug=int(str(facts["calibration_ug"])),
    )  # fmt: skip
    now = Weighing(mass_mg=int(str(facts["mass_mg"])), balance=balance, times=int(str(facts["times"])))
    residual = before.mass_mg - now.mass_mg
    if combined([before, now]).is_exceeded_by(residual):
        raise MassOutsideBounds(exhibit=entry.exhibit, residual_mg=residual)


def weighing_of(entry: Read) -> Weighing:
    """Return the weighing in an entry."""
    balance = Balance(
        number=entry.text("balance"), division_mg=entry.number("division_mg"),
        calibration_ug=entry.number("calibration_ug"),
    )  # fmt: skip
    return Weighing(mass_mg=entry.number("mass_mg"), balance=balance, times=entry.number("times"))


def cosign(
    signed: SignedCheckpoint, *, node: str, letter: UUID, key: PrivateKey, at: datetime
) -> SeenCheckpoint:
    """Cosign a partner's checkpoint, with the time, by our node's key; whoever calls has checked it."""
    us = witness_of(str(settings.BORDERLINK.node), key.public())
    return SeenCheckpoint.objects.create(
        node=node, size=signed.checkpoint.size, root=signed.checkpoint.root.hex(), letter=letter, at=at,
        note=us.cosign(signed, key, at=int(at.timestamp())).note(),
    )  # fmt: skip


def witness_of(node: str, key: PublicKey) -> Cosigned:
    """Return the verifier key under which a node cosigns others' checkpoints."""
    return Cosigned(f"borderlink-witness/{node}", key)


def told_back(row: SeenCheckpoint, letter: UUID) -> None:
    """Note by which letter a partner has a checkpoint back that we cosigned."""
    row.told_in = letter
    row.save(update_fields=["told_in"])


def keep_cosigner(
    *, key: str, partner: str, certificate: str, roots: Sequence[str], letter: UUID, at: datetime
) -> None:
    """Keep what proves a partner's cosignatures: it goes into dossiers with them."""
    Cosigner.objects.get_or_create(
        key=key,
        defaults={"partner": partner, "certificate": certificate, "roots": list(roots), "letter": letter,
                  "at": at},
    )  # fmt: skip
