"""Letters whose time has passed are given up: never in silence, their author is told."""

from datetime import datetime
from typing import Final

from django.db import transaction

from borderlink.journal.actions import note
from borderlink.liaison.actions.points import reach
from borderlink.liaison.domain.states import LetterState, Posted
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.post import Outgoing

AT_ONCE: Final = 500


@transaction.atomic
def give_up_expired(*, at: datetime) -> int:
    """Give up envelopes that nobody took until they expired, and tell each letter so; return how many.

    The partner is told too: if one had come all the same, its receipt says so and the letter is delivered.
    """
    due = Outgoing.objects.filter(state=Posted.WAITING.value, expires_at__lte=at).order_by("expires_at")
    rows = list(due.values_list("pk", "letter", "partner__code")[:AT_ONCE])
    if not rows:
        return 0
    reach("giving-up.begun")
    envelopes = Outgoing.objects.filter(pk__in=[pk for pk, _, _ in rows], state=Posted.WAITING.value)
    envelopes.update(state=Posted.EXPIRED.value)
    waited = Letter.objects.filter(uuid__in=[letter for _, letter, _ in rows], state=LetterState.SEALED.value)
    waited.update(state=LetterState.UNDELIVERED.value)
    reach("giving-up.written")
    for code in sorted({code for _, _, code in rows}):
        count = sum(one == code for _, _, one in rows)
        note(act="liaison.give-up", subject=f"partner {code}", facts={"count": count}, by="node", at=at)
    return len(rows)
