"""Letters are drafted: begun, filled in, put before a second officer, thrown away. Nothing leaves here."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from borderlink.foundation import canonical
from borderlink.foundation.ids import RANDOM_BYTES, new_id
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.domain import precision
from borderlink.liaison.domain.coarsening import coarsen_body
from borderlink.liaison.domain.evidence import ACTED
from borderlink.liaison.domain.orders import KINDS as ORDERS
from borderlink.liaison.domain.states import Direction, LetterState
from borderlink.liaison.domain.terms import Terms
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.letters import UNFINISHED, body_of, letter_of, locked_letter_of, thread_of
from borderlink.liaison.queries.sight import needs_office
from borderlink.liaison.refusals.writing import (
    KindNotWritten,
    NotADraft,
    NothingAsked,
    NothingToAnswer,
    OwnLetter,
)

# What a letter says of assurances is not an officer's to write: the gate puts in what it approved.
EDITABLE: Final = ("channel", "handling", "urgency", "grade", "facts", "notes", "consents")
WRITTEN: Final = (
    "clue", "rfi", "answer", "feedback", "deconfliction", "preservation_request", "preservation_done",
    "hold_request", "hold_release", "consent_request", "consent", "correction", "withdrawal",
    "erasure_request", "erasure_done", "training_nomination", "evidence_request",
)  # fmt: skip
REPLIES: Final = frozenset(
    {"answer", "feedback", "preservation_done", "hold_release", "consent", "erasure_done"}
)
ROUTINE: Final = "URG-ROUTINE"


def fresh_id(at: datetime) -> UUID:
    """Return a new identifier of a letter or a thread."""
    return new_id(at, secrets.token_bytes(RANDOM_BYTES))


@transaction.atomic
def start_letter(
    *,
    kind: str,
    partner: str,
    thread: Thread | None = None,
    reply_to: UUID | None = None,
    case: str = "",
    by: Reader,
    at: datetime,
) -> Letter:
    """Begin a letter to a partner: in a thread, as an answer to a letter (in its thread), or in a new thread.

    Refuses: ``NotFound``, ``NotAllowed``, ``KindNotWritten``, ``NothingToAnswer``.
    """
    if kind not in WRITTEN:
        raise KindNotWritten(kind=kind[:24])
    answered = letter_of(by, reply_to) if reply_to else None
    if answered is None and kind in REPLIES:
        raise NothingToAnswer(kind=kind)
    found = answered.thread if answered else thread_of(by, thread.uuid) if thread else None
    to = _partner(found.partner.code if found else partner)
    needs_office(by, to.unit, "liaison.write-letter")
    letter = begin(kind, found or new_thread(to, case, at), answered, by.badge, at)
    facts: dict[str, str | int] = {
        "kind": kind, "partner": to.code, "thread": letter.thread.reference,
    }  # fmt: skip
    note(act="liaison.start-letter", subject=f"letter {letter.uuid}", facts=facts, by=by.badge, at=at)
    return letter


def _partner(code: str) -> Partner:
    found = Partner.objects.filter(code=code).first()
    if found is None:
        raise NotFound(thing="partner", name=code[:32])
    return found


def new_thread(partner: Partner, case: str, at: datetime) -> Thread:
    """Begin a thread with a partner, under the office's next number, inside the caller's transaction."""
    return Thread.objects.create(
        uuid=fresh_id(at), partner=partner, unit=partner.unit, case=case,
        reference=_next_reference(partner.unit, at), opened_at=at, last_at=at,
    )  # fmt: skip


def _next_reference(unit: str, at: datetime) -> str:
    """Return the office's next number of the year; its partners' rows are the lock it is given under."""
    list(Partner.objects.select_for_update().filter(unit=unit).order_by("pk").values_list("pk"))
    start = f"{unit.split('-', maxsplit=1)[0]}-{at.year}-"
    known = Thread.objects.filter(unit=unit, reference__startswith=start).values_list("reference", flat=True)
    numbers = [int(one.removeprefix(start)) for one in known if one.removeprefix(start).isdecimal()]
    return f"{start}{max(numbers, default=0) + 1:04d}"


def begin(kind: str, thread: Thread, answered: Letter | None, author: str, at: datetime) -> Letter:
    """Write an empty letter of ours, inside the caller's transaction."""
    body = _skeleton(kind, thread, answered, at)
    body["author"] = {"badge": author, "office": thread.unit}
    return Letter.objects.create(
        uuid=UUID(body["letter"]), thread=thread, direction=Direction.OUT.value, kind=kind,
        body=to_text(body),
        urgency=body["urgency"], reply_to=answered.uuid if answered else None, author=author, made_at=at,
    )  # fmt: skip


def _skeleton(kind: str, thread: Thread, answered: Letter | None, at: datetime) -> dict[str, Any]:
    """Return an empty letter; channel and handling are as it was asked, or as the terms have them."""
    asked = body_of(answered) if answered else {}
    return {
        "type": kind, "version": 1, "letter": str(fresh_id(at)), "thread": str(thread.uuid),
        "reference": thread.reference, "after": "", "reply_to": str(answered.uuid) if answered else "",
        "written_at": int(at.timestamp()),
        "channel": _channel(asked.get("channel"), thread.partner),
        "handling": dict(asked.get("handling") or _first_handling(thread.partner)),
        "urgency": asked.get("urgency") or ROUTINE, "grade": None, "assurance": [], "consents": [],
        "facts": {}, "notes": [],
    }  # fmt: skip


def _channel(asked: Mapping[str, str] | None, partner: Partner) -> dict[str, str]:
    """Return the channel that was used to ask, if it is agreed with the partner; else the first agreed."""
    terms = Terms.from_value(partner.terms)
    agreed = asked and terms.basis(asked["code"], asked["basis"], asked["article"])
    return _turned(asked) if asked and agreed else _first_channel(partner)


def _turned(channel: Mapping[str, str]) -> dict[str, str]:
    """Return a channel as the other side writes it: whose reference is whose changes."""
    turned = {"own_reference": channel["their_reference"], "their_reference": channel["own_reference"]}
    return dict(channel) | turned


def _first_channel(partner: Partner) -> dict[str, str]:
    basis = next(iter(Terms.from_value(partner.terms).bases), None)
    return {
        "code": basis.channel if basis else "", "basis": basis.instrument if basis else "",
        "article": basis.article if basis else "", "own_reference": basis.own_reference if basis else "",
        "their_reference": "",
    }  # fmt: skip


def _first_handling(partner: Partner) -> dict[str, Any]:
    """Return the closest handling that the partner keeps: an officer opens it further, not the program."""
    first = next(iter(Terms.from_value(partner.terms).handling), None)
    code = {"scheme": first.scheme if first else "", "code": first.most if first else ""}
    return code | {
        "may_pass_to": [], "purposes": ["PUR-INVESTIGATE"], "evidence_use": "no",
        "ask_before_action": 1, "expires": "", "delete_by": "",
    }  # fmt: skip


def to_text(body: Mapping[str, Any]) -> str:
    """Return a body as it is kept and signed: canonical JSON."""
    return canonical.to_bytes(body).decode()


@transaction.atomic
def save_draft(
    *,
    letter: Letter,
    value: Mapping[str, Any],
    known_to: str | None = None,
    low_reason: str | None = None,
    by: Reader,
    at: datetime,
) -> Letter:
    """Put parts of a draft in place of those it had; an approval given to other words is void.

    ``value`` holds some of `EDITABLE`. What this partner is told in classes alone is coarsened here, and a
    clue's score is counted, so that what is approved is what leaves.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotADraft``.
    """
    row = draft_of(by, letter.uuid)
    row.known_to = row.known_to if known_to is None else known_to
    row.low_reason = row.low_reason if low_reason is None else low_reason
    body = dict(body_of(row)) | {name: part for name, part in value.items() if name in EDITABLE}
    body = _as_told(row, body)
    row.body, row.urgency, row.author = to_text(body), str(body["urgency"]), row.author or by.badge
    if row.state == LetterState.ASKED.value and row.approved_digest != substance(body):
        row.state, row.asked_by = LetterState.DRAFT.value, ""
    row.save()
    facts: dict[str, str | int] = {"kind": row.kind, "bytes": len(row.body)}
    note(act="liaison.save-draft", subject=f"letter {row.uuid}", facts=facts, by=by.badge, at=at)
    return row


def _as_told(row: Letter, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body as this partner is told it; of a clue with its score, and why it is sent though low."""
    told = coarsen_body(body, Terms.from_value(row.thread.partner.terms))
    if row.kind != "clue":
        return dict(told)
    facts = {name: part for name, part in told["facts"].items() if name not in {"score", "low_score"}}
    score = precision.score(facts)
    row.score, row.score_of, row.actionable = score.points, score.of, score.actionable
    low = {"low_score": row.low_reason} if row.low_reason and score.needs_reason else {}
    return dict(told) | {"facts": facts | {"score": score.as_facts()} | low}


def draft_of(reader: Reader, uuid: UUID | str) -> Letter:
    """Return a draft of the reader's office, its row locked.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotADraft``.
    """
    row = locked_letter_of(reader, uuid)
    needs_office(reader, row.thread.unit, "liaison.write-letter")
    if row.direction != Direction.OUT.value or row.state not in UNFINISHED or row.kind in {*ORDERS, *ACTED}:
        raise NotADraft
    return row


def substance(body: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a body says, without when and after which letter it was written."""
    parts = {name: body.get(name) for name in EDITABLE}
    return hashlib.sha256(canonical.to_bytes(parts)).hexdigest()


@transaction.atomic
def ask_second(*, letter: Letter, by: Reader, at: datetime) -> Letter:
    """Put a draft before a second officer, as it is now.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotADraft``.
    """
    row = draft_of(by, letter.uuid)
    row.state, row.asked_by = LetterState.ASKED.value, by.badge
    row.approved_by, row.approved_digest, row.second_says = "", substance(body_of(row)), ""
    row.save(update_fields=["state", "asked_by", "approved_by", "approved_digest", "second_says"])
    note(act="liaison.ask-second", subject=f"letter {row.uuid}", by=by.badge, at=at)
    return row


@transaction.atomic
def decide_second(*, letter: Letter, allowed: bool, why: str = "", by: Reader, at: datetime) -> Letter:
    """Approve a letter as a second officer, or give it back to its author.

    Refuses: ``NotFound``, ``NotAllowed``, ``NothingAsked``, ``OwnLetter``.
    """
    row = locked_letter_of(by, letter.uuid)
    needs_office(by, row.thread.unit, "liaison.decide-second")
    if row.state != LetterState.ASKED.value:
        raise NothingAsked
    if by.badge in {row.author, row.asked_by}:
        raise OwnLetter
    row.state = LetterState.DRAFT.value
    row.approved_by = by.badge if allowed else ""
    row.approved_digest = row.approved_digest if allowed else ""
    row.second_says = why.strip()[:400]
    row.save(update_fields=["state", "approved_by", "approved_digest", "second_says"])
    note(
        act="liaison.decide-second", subject=f"letter {row.uuid}", why=row.second_says,
        facts={"allowed": int(allowed)}, by=by.badge, at=at,
    )  # fmt: skip
    return row


@transaction.atomic
def drop_draft(*, letter: Letter, by: Reader, at: datetime) -> Letter:
    """Throw a draft away. Refuses: ``NotFound``, ``NotAllowed``, ``NotADraft``."""
    row = draft_of(by, letter.uuid)
    row.state = LetterState.DROPPED.value
    row.save(update_fields=["state"])
    note(act="liaison.drop-draft", subject=f"letter {row.uuid}", by=by.badge, at=at)
    return row


def draft_automatic(
    *, kind: str, thread: Thread, facts: Mapping[str, Any], reply_to: Letter | None = None, at: datetime
) -> Letter:
    """Lay a letter that must follow by itself among the drafts, for an officer to look at and to send.

    Call it inside the transaction of what it follows from; it has no author until an officer saves it.
    """
    letter = begin(kind, thread, reply_to, "", at)
    letter.body = to_text(dict(body_of(letter)) | {"facts": dict(facts)})
    letter.save(update_fields=["body"])
    return letter
