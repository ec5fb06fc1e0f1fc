"""What leaves a page as a file or on paper: through the one way out of the node."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.officers.actions.leaving import leave_node
from borderlink.officers.queries import Holder
from borderlink.screening.actions.belt import needs_inspector, waybill_of
from borderlink.screening.actions.screening import quarantine_path
from borderlink.screening.models.referrals import Notice
from borderlink.screening.queries import loads, referrals, sight

QUARANTINE = "screening.quarantine-file"
NOTICE = "screening.notice"


@transaction.atomic
def read_quarantine(*, number: str, by: Reader, at: datetime) -> Path:
    """Return where the quarantine of a load lies: places and reasons, nothing of a sender or receiver.

    Refuses: ``NotFound``, also once it was dropped, and what ``leave_node`` refuses.
    """
    load = loads.load_of(by, number)
    path = quarantine_path(settings.BORDERLINK.folder, load.number)
    if not path.is_file():
        raise NotFound(thing="quarantine", name=number)
    leave_node(
        way=QUARANTINE,
        subject=f"load {number}",
        to=by.badge,
        why="correction of the manifest",
        persons=False,
        count=load.quarantined,
        by=sight.account_of(by),
        at=at,
    )
    return path


@transaction.atomic
def tell_own_quarantine(*, number: str, by: Holder, at: datetime) -> Path:
    """Return where the quarantine of a load lies that a company's own key brought: places and reasons.

    Refuses: ``NotFound``: another's load, or once it was dropped.
    """
    load = loads.load_brought(by, number)
    path = quarantine_path(settings.BORDERLINK.folder, load.number)
    if not path.is_file():
        raise NotFound(thing="quarantine", name=number)
    facts: dict[str, str | int] = {"company": by.company, "count": load.quarantined}
    note(act="screening.tell-quarantine", subject=f"load {number}", facts=facts, by=by.number, at=at)
    return path


@transaction.atomic
def print_notice(*, waybill: str, by: Reader, at: datetime) -> Notice:
    """Return the latest notice of a parcel for print: it names the parcel and the office, no person.

    Refuses: ``NotAllowed``, ``NotFound``, and what ``leave_node`` refuses.
    """
    needs_inspector(by, NOTICE)
    referral = referrals.referral_of(by, waybill_of(waybill))
    notice = referral.notices.last()
    if notice is None:
        raise NotFound(thing="notice", name=referral.waybill)
    leave_node(
        way=NOTICE,
        subject=f"parcel {referral.waybill}",
        to="receiver",
        why="the parcel was opened and nothing was found",
        persons=False,
        by=sight.account_of(by),
        at=at,
    )
    return notice
