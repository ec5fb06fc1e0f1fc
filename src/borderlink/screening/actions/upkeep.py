"""What the worker keeps up for the counter: its index of the window, and that nothing is kept too long."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from borderlink.journal.actions import note
from borderlink.screening.adapters import nearby
from borderlink.screening.domain.counter import Reply
from borderlink.screening.models.counter import Acceptance, CounterCheck, Delivery, Hold, Suspicion
from borderlink.screening.queries import loads

BATCH: Final = 2000
EVENT_DAYS: Final = 14  # events are there to be sent again
_ASKED: Final = {"waybill": "", "idempotency": "", "digest": ""}
_MARKS: Final = {"receiver_mark": "", "phone_mark": "", "place_mark": ""}
_Kinds = type[CounterCheck] | type[Acceptance] | type[Suspicion] | type[Hold]
_EMPTIED: Final[dict[_Kinds, dict[str, object]]] = {
    CounterCheck: {**_ASKED, **_MARKS, "facts": {}, "linked": [], "reasons": []},
    Acceptance: {**_ASKED, "operator": "", "photograph_sha256": ""},
    Suspicion: {**_ASKED, "operator": "", "note": ""},
    Hold: {"waybill": "", "why": ""},
}


def renew_index(*, at: datetime) -> bool:
    """Write the counter's index anew where the window is another than it was made of; say whether it was."""
    folder, agency = settings.BORDERLINK.folder, settings.BORDERLINK.agency
    parts = loads.parts_of_window(agency, timezone.localdate(at))
    if nearby.is_current(folder, agency, parts):
        return False
    nearby.write_index(folder, agency, parts)
    return True


@transaction.atomic
def forget_counter(*, at: datetime) -> bool:
    """Take everything of a person and parcel out of what carriers asked and recorded, after the retention.

    Questions that were answered `proceed` or `ask` go as a whole; what was inspected, recorded and held stays
    as counts without waybill, words and hashes: what is known can be tried on a hash. Repeating it changes
    nothing.
    """
    before, today = at - timedelta(days=settings.BORDERLINK.retention_days), timezone.localdate(at)
    gone = 0
    for kind, emptied in _EMPTIED.items():
        due = kind.objects.filter(at__lt=before, forgotten_on=None).order_by("pk")[:BATCH]
        chosen = kind.objects.filter(pk__in=[row.pk for row in due])
        gone += chosen.update(forgotten_on=today, **emptied)
    CounterCheck.objects.filter(forgotten_on=today).exclude(answer=Reply.ROUTINE.value).delete()
    gone += Delivery.objects.filter(at__lt=at - timedelta(days=EVENT_DAYS)).delete()[0]
    if gone:
        note(act="screening.forget-counter", subject="counter", facts={"rows": gone}, by="screening", at=at)
    return bool(gone)
