"""Letters leave: through the one way out, sealed in the same transaction. Receipts of officers' acts too."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from borderlink.foundation.refusals import Refusal
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.actions.composing import begin, draft_of, substance, to_text
from borderlink.liaison.actions.effects import describe
from borderlink.liaison.actions.feedback import mark_answered
from borderlink.liaison.actions.mentioning import remember_mentions
from borderlink.liaison.actions.sealing import seal_letter
from borderlink.liaison.domain import precision, schemas
from borderlink.liaison.domain.coarsening import coarsen_body
from borderlink.liaison.domain.states import Direction, Lane, LetterState, PartnerState
from borderlink.liaison.domain.terms import Terms
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries.letters import body_of
from borderlink.liaison.queries.sight import account_of
from borderlink.liaison.refusals.writing import LowScoreUnexplained, RiskNotSaid, SecondOfficerMissing
from borderlink.officers.actions.leaving import leave_node

WAY: Final = "liaison.letter"
FEW: Final = "RSK-FEW"
LANES: Final = {"URG-FLASH": Lane.URGENT, "URG-URGENT": Lane.URGENT}
NOT_FOR_COURT: Final = {"evidence_use": "no", "purposes": ["PUR-INVESTIGATE"]}
LIVES: Final = {
    Lane.STOP: timedelta(days=14),  # an order that comes late is judged by its own times
    Lane.URGENT: timedelta(days=3),
    Lane.NORMAL: timedelta(days=14),
    Lane.BULK: timedelta(days=60),
}


@transaction.atomic
def send_letter(*, letter: Letter, by: Reader, at: datetime) -> Letter:
    """Let a draft leave: checked, asked of the one way out, numbered and sealed in one transaction.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotADraft``, ``RiskNotSaid``, ``LowScoreUnexplained``,
    ``SecondOfficerMissing``, what its schema refuses, what the gate refuses, what sealing refuses.
    """
    row = draft_of(by, letter.uuid)
    if row.kind == "clue":
        check_clue(row, body_of(row))
    value = _final(row, by, at)
    schemas.check(row.body.encode())
    describe(row, value, at)
    leave_sealed(row, value, lane=LANES.get(row.urgency, Lane.NORMAL), by=by, at=at)
    remember_mentions(row, value)
    _answered(row, value, by, at)
    facts: dict[str, str | int] = {
        "kind": row.kind,
        "partner": row.thread.partner.code,
        "thread": row.thread.reference,
    }
    note(act="liaison.send-letter", subject=f"letter {row.uuid}", facts=facts, by=by.badge, at=at)
    return row


def _final(row: Letter, by: Reader, at: datetime) -> Mapping[str, Any]:
    """Put in what only sending knows: when, by whom, after which letter of ours; in the terms of now.

    Terms may have become closer since the draft was saved; an approval of exact words then holds no more.
    """
    sent = row.thread.letters.filter(direction=Direction.OUT.value, sent_at__isnull=False)
    before = sent.exclude(kind="receipt").order_by("-sent_at", "-pk").first()
    value = coarsen_body(body_of(row), Terms.from_value(row.thread.partner.terms)) | {
        "written_at": int(at.timestamp()), "after": str(before.uuid) if before else "",
        "author": {"badge": row.author or by.badge, "office": row.thread.unit},
    }  # fmt: skip
    row.body, row.author = to_text(value), row.author or by.badge
    return value


def check_clue(row: Letter, value: Mapping[str, Any]) -> None:
    """Refuse a clue that says too little without a reason, or may give its source away unseen.

    Refuses: ``RiskNotSaid``, ``LowScoreUnexplained``, ``SecondOfficerMissing``.
    """
    score = precision.score(value["facts"])
    if not row.known_to:
        raise RiskNotSaid
    if score.needs_reason and not row.low_reason:
        raise LowScoreUnexplained(points=score.points, of=score.of)
    if row.known_to == FEW and not is_approved(row):
        raise SecondOfficerMissing


def is_approved(row: Letter) -> bool:
    """Say whether a second officer approved a draft in just the words it has now."""
    return bool(row.approved_by) and row.approved_digest == substance(body_of(row))


def leave_sealed(row: Letter, value: Mapping[str, Any], *, lane: Lane, by: Reader, at: datetime) -> None:
    """Ask the one way out for a letter and seal it, inside the caller's transaction."""
    thread = row.thread
    row.save()  # the gate reads the very bytes that are sealed
    leave_node(
        way=WAY, subject=f"letter {row.uuid}", to=thread.partner.code, why=f"{row.kind} {thread.reference}",
        persons=tells_of_person(value), letter=str(row.uuid), case=thread.case, by=account_of(by), at=at,
    )  # fmt: skip
    row.state, row.sent_at = LetterState.SEALED.value, at
    row.save(update_fields=["state", "sent_at"])
    seal_letter(row, lane=lane, expires_at=at + LIVES[lane], at=at)
    thread.last_at = at
    thread.save(update_fields=["last_at"])


def tells_of_person(value: Mapping[str, Any]) -> bool:
    """Say whether a letter may tell of a person: it names one, or holds words that nobody can check."""
    return bool(value["notes"]) or _names_someone(value["facts"])


def _names_someone(value: object) -> bool:
    if isinstance(value, Mapping):
        return any((name == "people" and part) or _names_someone(part) for name, part in value.items())
    return isinstance(value, list) and any(map(_names_someone, value))


def _answered(row: Letter, value: Mapping[str, Any], by: Reader, at: datetime) -> None:
    """Note what the letter answers or lets go; tell their writer of the first answer by a receipt."""
    rows = Letter.objects.select_related("thread", "thread__partner")
    waiting = rows.filter(direction=Direction.IN.value, answered_at=None)
    theirs = waiting.filter(uuid=row.reply_to).first() if row.reply_to else None
    mark_answered(row, value["facts"], at)
    if theirs is not None and not value["facts"].get("interim"):
        send_receipt(letter=theirs, stage="RCP-ANSWERED", by=by, at=at)


def send_receipt(*, letter: Letter, stage: str, by: Reader, at: datetime) -> None:
    """Tell a letter's writer what an officer did with it; while nothing can be sealed it waits as a draft."""
    row = begin("receipt", letter.thread, letter, by.badge, at)
    facts = {"letter": str(letter.uuid), "stage": stage, "at": int(at.timestamp())}
    body = body_of(row)
    handling = dict(body["handling"]) | NOT_FOR_COURT  # whatever the letter is for
    row.body = to_text(dict(body) | {"facts": facts, "handling": handling})
    row.save(update_fields=["body"])
    if letter.thread.partner.state != PartnerState.PINNED.value:
        return
    waiting = Letter.objects.filter(
        thread__partner=letter.thread.partner, kind="receipt", state=LetterState.DRAFT.value
    )
    for one in waiting.select_related("thread", "thread__partner").order_by("pk"):
        _send_waiting(one, by, at)


def _send_waiting(row: Letter, by: Reader, at: datetime) -> None:
    """Seal one waiting receipt; what is refused waits on, and holds up no other."""
    with suppress(Refusal), transaction.atomic():
        leave_sealed(row, body_of(row), lane=Lane.BULK, by=by, at=at)
