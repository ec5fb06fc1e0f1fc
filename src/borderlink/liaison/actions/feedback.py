"""What became of a clue, on both sides; and what a receipt of an officer's act changes here."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from borderlink.liaison.domain.states import Direction, LetterState
from borderlink.liaison.models.letters import Letter

# Which of several outcomes is told first: what was won, then what was learnt, then why nothing was.
FIRST: Final = (
    "OUT-SEIZED", "OUT-ARRESTED", "OUT-CASEOPEN", "OUT-LINK", "OUT-LEAD", "OUT-CONFIRMED", "OUT-PARTLY",
    "OUT-KNOWN", "OUT-TRANSFERRED", "OUT-ONGOING", "OUT-TOOLATE", "OUT-NOTFOUND", "OUT-UNIDENT", "OUT-FALSE",
    "OUT-DECLINED",
)  # fmt: skip
BEFORE_OPENED: Final = (LetterState.SEALED.value, LetterState.STORED.value, LetterState.VALIDATED.value)
SETTLED: Final = (LetterState.CLOSED.value, LetterState.DROPPED.value)


def main_outcome(facts: Mapping[str, Any]) -> str:
    """Return the outcome of a feedback that stands for it in lists and figures."""
    said = [str(code) for code in facts.get("outcomes", ())]
    return next((code for code in FIRST if code in said), said[0] if said else "")


def mark_answered(letter: Letter, facts: Mapping[str, Any], at: datetime) -> None:
    """Mark what a letter answers: theirs what we sent, ours what came; a first answer's clock runs on.

    Nobody answers a letter of one's own: a partner would end the clock that runs against it, or for it. Only
    who asked for a hold lets it go, and waits for nothing from then on.
    """
    if letter.reply_to is None:
        return
    found = Letter.objects.filter(
        uuid=letter.reply_to, thread__partner=letter.thread.partner_id, sent_at__isnull=False
    )
    own = Q(direction=letter.direction)
    found = found.filter(own & Q(kind="hold_request") if letter.kind == "hold_release" else ~own)
    if letter.kind == "feedback":
        found.update(outcome=main_outcome(facts))
        if facts.get("final"):
            found.update(feedback_at=at)
    if not facts.get("interim"):
        found.update(answered_at=Coalesce(F("answered_at"), at))
        found.exclude(state__in=SETTLED).update(state=LetterState.ANSWERED.value)


def take_receipt(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Let a receipt of an officer over there move our letter on: opened, answered.

    It counts for letters to that partner alone, and never back. The time is theirs, never later than ``at``.
    """
    facts = value["facts"]
    then = min(at, datetime.fromtimestamp(facts["at"], UTC))
    found = Letter.objects.filter(
        uuid=facts["letter"], direction=Direction.OUT.value, thread__partner=letter.thread.partner
    )
    if facts["stage"] in {"RCP-OPENED", "RCP-ANSWERED"}:
        found.filter(opened_at=None).update(opened_at=then)
        found.filter(state__in=BEFORE_OPENED).update(state=LetterState.OPENED.value)
    if facts["stage"] == "RCP-ANSWERED":
        found.filter(answered_at=None).update(answered_at=then)
        found.exclude(state__in=SETTLED).update(state=LetterState.ANSWERED.value)
