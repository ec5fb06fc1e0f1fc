"""Emergency access: a sealed code opens one account for an hour, and every auditor and commander hears it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.core.cache import cache
from django.db import transaction

from borderlink.foundation.roots import SignedRoot
from borderlink.foundation.signing import PrivateKey
from borderlink.foundation.who import Role
from borderlink.journal.actions import note
from borderlink.officers.actions.carrying_out import NODE, reason
from borderlink.officers.domain import badge_from, temporary_password
from borderlink.officers.models import EmergencyCode, Officer
from borderlink.officers.refusals import EmergencyRefused, NotRootHolders

LASTS: Final = timedelta(hours=1)
KEPT: Final = timedelta(days=366)  # a code in a safe is made anew each year
HOLDERS: Final = 2
ALERTS: Final = 5  # of wrong codes within that time: a stranger cannot fill the journal, nor lock the code
WITHIN_S: Final = 900
_TRIED: Final = "officers-emergency-tried"


@transaction.atomic
def make_emergency_code(*, root: bytes, holders: Sequence[bytes], at: datetime) -> str:
    """Return a new code, to be printed once, sealed and locked away; the one before is void. An alert.

    ``root`` is the node's root document, ``holders`` the files of two of its keys.
    Refuses: ``NotRootHolders``, ``NotAKey``, ``NotARoot``.
    """
    known = {key.raw for key in SignedRoot.from_bytes(root).verify().keys}
    shown = {PrivateKey.from_pem(holder).public().raw for holder in holders}
    if len(shown & known) < HOLDERS:
        raise NotRootHolders
    EmergencyCode.objects.filter(used_at=None, voided_at=None).update(voided_at=at)
    code = "-".join(temporary_password() for _ in range(2))
    EmergencyCode.objects.create(digest=_digest(code), made_at=at, expires_at=at + KEPT)
    note(act="officers.make-emergency-code", subject="node", alert=True, by=NODE, at=at)
    return code


def use_emergency_code(*, badge: str, code: str, why: str, at: datetime) -> tuple[Officer, datetime]:
    """Return the officer whose account is open now, and until when; auditors and commanders are alarmed.

    An auditor's account is never opened: who watches takes no part. A wrong code is an alert too.
    Refuses: ``EmergencyRefused``, ``ReasonMissing``, ``NotUnderstood``.
    """
    officer = Officer.objects.filter(badge=badge_from(badge), is_active=True).first()
    opened = _open(officer, code, reason(why), at)
    if officer is None or opened is None:
        cache.add(_TRIED, 0, WITHIN_S)
        if cache.incr(_TRIED) <= ALERTS:
            note(act="officers.emergency-refused", subject="node", alert=True, by=NODE, at=at)
        raise EmergencyRefused
    return officer, opened


@transaction.atomic
def _open(officer: Officer | None, code: str, why: str, at: datetime) -> datetime | None:
    """Use the code up for an officer and return when the hour ends; None where it opens nothing."""
    found = EmergencyCode.objects.select_for_update().filter(digest=_digest(code)).first()
    good = found is not None and found.used_at is None and found.voided_at is None and at < found.expires_at
    if officer is None or found is None or not good or Role.AUDITOR in officer.person().roles:
        return None
    found.used_at, found.used_for, found.ends_at = at, officer.badge, at + LASTS
    found.save(update_fields=["used_at", "used_for", "ends_at"])
    subject = f"officer {officer.badge}"
    note(act="officers.use-emergency-code", subject=subject, why=why, alert=True, by=officer.badge, at=at)
    return found.ends_at


@transaction.atomic
def close_emergencies(*, at: datetime) -> bool:
    """Journal the end of every hour that is over; say whether there was one."""
    ended = list(EmergencyCode.objects.select_for_update().filter(ends_at__lte=at, closed_at=None))
    for code in ended:
        code.closed_at = at
        code.save(update_fields=["closed_at"])
        note(act="officers.end-emergency", subject=f"officer {code.used_for}", by=NODE, at=at)
    return bool(ended)


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return sha256(b"borderlink emergency\x00" + plain.encode()).hexdigest()
