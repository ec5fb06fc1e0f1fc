"""A sandbox keeps parcels back by itself: a carrier's program tries holds before it has a live key."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from borderlink.officers.queries import Holder
from borderlink.screening.actions.notices import tell_company
from borderlink.screening.domain.counter import is_kept_back_on_trial
from borderlink.screening.models.counter import Hold, HoldStep
from borderlink.screening.queries import counter

LASTS: Final = timedelta(hours=1)
MOST: Final = 20  # holds on trial of one company that stand at a time


@transaction.atomic
def hold_on_trial(*, waybill: str, by: Holder, at: datetime) -> None:
    """Keep a test waybill that ends in 4 back once, for an hour; whoever acknowledges it may ship it.

    No officer sees it. Of more than ``MOST`` at a time nothing is made.
    """
    if not is_kept_back_on_trial(waybill) or counter.was_held(by.company, waybill):
        return
    if len(counter.holds_of_company(by.company, sandbox=True, at=at)) >= MOST:
        return
    hold = Hold.objects.create(
        number=f"H-{secrets.token_hex(8)}", agency=settings.BORDERLINK.agency, unit=by.unit,
        company=by.company, waybill=waybill, at=at, by=counter.BY_ITSELF, expires_at=at + LASTS,
    )  # fmt: skip
    tell_company(hold, "hold", at=at)


def release_on_trial(hold: Hold, *, at: datetime) -> None:
    """Let a parcel go that the sandbox kept back by itself, once it was set aside; part of that act."""
    if hold.by == counter.BY_ITSELF:
        HoldStep.objects.create(hold=hold, what="released", at=at, by=hold.by)
        tell_company(hold, "release", at=at)
