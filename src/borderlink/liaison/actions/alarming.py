"""Alarms of the post: what must not happen between honest nodes is kept with its evidence."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from borderlink.journal.actions import note
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import PostAlarm


@transaction.atomic
def raise_alarm(
    *,
    partner: Partner,
    code: str,
    evidence: bytes,
    letter: str = "",
    epoch: str = "",
    seq: int | None = None,
    at: datetime,
) -> bool:
    """Keep an alarm about a partner's post, once for each envelope or statement; say whether it is new.

    The auditors are alerted.
    """
    about = {"partner": partner, "code": code, "letter": UUID(letter) if letter else None, "epoch": epoch}
    if PostAlarm.objects.filter(**about, seq=seq).exists():
        return False
    PostAlarm.objects.create(**about, seq=seq, evidence=evidence, at=at)
    facts: dict[str, str | int] = {"code": code, "epoch": epoch, "seq": seq or 0}
    note(
        act="liaison.post-alarm", subject=f"partner {partner.code}", facts=facts, alert=True, by="node", at=at
    )
    return True
