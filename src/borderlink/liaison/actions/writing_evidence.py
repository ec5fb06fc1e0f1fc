"""The letters about evidence are written: who may, in which thread, with which entries, out by the gate."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from borderlink.custody.actions.recording import Hand
from borderlink.custody.models.ledger import Entry
from borderlink.custody.queries.partners import registrations
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note as journal
from borderlink.liaison.actions.composing import begin, to_text
from borderlink.liaison.actions.feedback import mark_answered
from borderlink.liaison.actions.sending import leave_sealed
from borderlink.liaison.domain import schemas
from borderlink.liaison.domain.building import Draft
from borderlink.liaison.domain.states import Direction, Lane
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.handing_over import consents_for
from borderlink.liaison.queries.letters import body_of
from borderlink.liaison.queries.sight import may_see_thread, needs_office, works_in
from borderlink.liaison.refusals.handing import NotARequest
from borderlink.officers.queries import Officer, reader_of

URGENT: Final = "URG-URGENT"
# What an offer for a trial is, and what answers it: the evidence itself, and the letters about it.
FOR_COURT: Final = {"evidence_use": "yes", "purposes": ["PUR-EVIDENCE"]}
ASIDE: Final = {"evidence_use": "ask", "purposes": ["PUR-INVESTIGATE"]}


def as_hand(by: Reader) -> Hand:
    """Return who acts alone, without a PIN, as one of those who sign."""
    return Hand(badge=by.badge, pin="")


def letter_of_theirs(letter: UUID | str, kind: str, hands: Sequence[Hand]) -> Letter:
    """Return a partner's letter of one kind that someone who signs may see.

    Refuses: ``NotFound``, ``NotARequest``.
    """
    try:
        uuid = UUID(str(letter))
    except ValueError:
        raise NotFound(thing="letter", name=str(letter)[:36]) from None
    rows = Letter.objects.select_related("thread", "thread__partner").filter(direction=Direction.IN.value)
    found = rows.filter(uuid=uuid).first()
    if found is None or not any(may_see_thread(reader, found.thread) for reader in readers_of(hands)):
        raise NotFound(thing="letter", name=str(uuid))
    if found.kind != kind:
        raise NotARequest
    return found


def readers_of(hands: Sequence[Hand]) -> list[Reader]:
    """Return who signs, as readers."""
    badges = [hand.badge.strip().upper() for hand in hands]
    return [reader_of(officer) for officer in Officer.objects.filter(badge__in=badges, is_active=True)]


def must_be_office(hands: Sequence[Hand], partner: Partner, act: str) -> None:
    """Refuse where none of those who sign writes for the partner's office: ``NotAllowed``."""
    readers = readers_of(hands)
    if not any(works_in(reader, partner.unit) for reader in readers):
        needs_office(readers[0], partner.unit, act)


def on_case(thread: Thread, case: str) -> Thread:
    """Let a thread that hangs on no case of ours hang on this one: whoever sees the case reads it."""
    if not thread.case:
        thread.case = case
        thread.save(update_fields=["case"])
    return thread


def keys_of(entry: Entry) -> tuple[str, ...]:
    """Return the entries that registered the keys of who signed an entry of ours."""
    signers = entry.act().signers
    return tuple(line.decode() for line in registrations(signer.key for signer in signers))


def say(
    thread: Thread,
    draft: Draft,
    answered: Letter | None,
    *,
    for_court: bool = False,
    by: Reader,
    at: datetime,
) -> Letter:
    """Write, let leave and seal one letter, after the last one of its thread."""
    letter = begin(draft.kind, thread, answered, by.badge, at)
    before = thread.letters.filter(direction=Direction.OUT.value, sent_at__isnull=False)
    last = before.exclude(kind="receipt").order_by("-sent_at", "-pk").first()
    body = dict(body_of(letter))
    body |= {
        "facts": draft.facts(), "after": str(last.uuid) if last else "",
        "handling": dict(body["handling"]) | (FOR_COURT if for_court else ASIDE), "urgency": URGENT,
        "consents": consents_for(thread, draft.kind, at),
    }  # fmt: skip
    value = schemas.check_value(body).value
    letter.body, letter.urgency = to_text(body), URGENT
    letter.save(update_fields=["body", "urgency"])
    leave_sealed(letter, value, lane=Lane.NORMAL, by=by, at=at)
    mark_answered(letter, value["facts"], at)
    facts: dict[str, str | int] = {"partner": thread.partner.code, "kind": draft.kind}
    journal(act=f"liaison.{draft.kind.replace('_', '-')}", subject=f"letter {letter.uuid}", facts=facts,
            by=by.badge, at=at)  # fmt: skip
    return letter
