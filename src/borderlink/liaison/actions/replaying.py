"""Letters that were not understood are read again after an upgrade; those that wait too long go on."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from borderlink.foundation.refusals import Refusal
from borderlink.journal.actions import note
from borderlink.liaison.actions.applying import Ready, apply_letters, ready_from
from borderlink.liaison.actions.receipting import keep_receipts
from borderlink.liaison.actions.taking_in import locked_inbound, release
from borderlink.liaison.domain.arrivals import reading
from borderlink.liaison.domain.states import Arrived
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Incoming

AT_ONCE: Final = 50
LONGEST_WAIT: Final = timedelta(hours=24)  # for an earlier letter of the thread


def replay_quarantined(*, at: datetime) -> int:
    """Read letters again that an earlier program did not understand; return how many were looked at."""
    rows = Incoming.objects.filter(state=Arrived.QUARANTINED.value).exclude(read_with=reading())
    first = rows.order_by("pk").select_related("partner").defer("wire", "content").first()
    return 0 if first is None else _replay(first.partner, at)


@transaction.atomic
def _replay(partner: Partner, at: datetime) -> int:
    locked_inbound(partner)
    waiting = Incoming.objects.filter(partner=partner, state=Arrived.QUARANTINED.value)
    rows = list(waiting.exclude(read_with=reading()).order_by("pk")[:AT_ONCE])
    ready: list[Ready] = []
    for row in rows:
        row.read_with = reading()
        try:
            ready.append(ready_from(row))
        except Refusal as refusal:
            row.code = refusal.code
    apply_letters(partner, ready, at)
    Incoming.objects.bulk_update(rows, ["state", "code", "read_with"])
    done = [row for row in rows if row.state != Arrived.QUARANTINED.value]
    keep_receipts(partner, done, at)
    facts: dict[str, str | int] = {"read": len(rows), "understood": len(done)}
    note(act="liaison.replay-quarantined", subject=f"partner {partner.code}", facts=facts, by="node", at=at)
    return len(rows)


def let_go_on(*, at: datetime) -> int:
    """Let letters have their effect whose earlier one has not come for a day; return how many."""
    late = Incoming.objects.filter(state=Arrived.WAITS.value, at__lte=at - LONGEST_WAIT)
    first = late.order_by("pk").select_related("partner").defer("wire", "content").first()
    return 0 if first is None else _let_go_on(first.partner, at)


@transaction.atomic
def _let_go_on(partner: Partner, at: datetime) -> int:
    locked_inbound(partner)
    late = Incoming.objects.filter(partner=partner, state=Arrived.WAITS.value, at__lte=at - LONGEST_WAIT)
    rows = list(late.order_by("pk")[:AT_ONCE])
    apply_letters(partner, [ready_from(row) for row in rows], at)
    Incoming.objects.bulk_update(rows, ["state", "code"])
    released = release(partner, {row.letter for row in rows}, at)
    keep_receipts(partner, [*rows, *released], at)
    facts: dict[str, str | int] = {"count": len(rows), "after-them": len(released)}
    note(act="liaison.go-on-out-of-turn", subject=f"partner {partner.code}", facts=facts, by="node", at=at)
    return len(rows)
