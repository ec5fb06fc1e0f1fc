"""Epochs: a numbering begins anew with its database, after a restore, and when its record went back."""

import secrets
from datetime import datetime

from django.db import transaction

from borderlink.journal.actions import note
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Epoch, Link
from borderlink.liaison.queries.asking import Asked

EPOCH_BYTES = 16
RESTORED = "restored"
WENT_BACK = "went-back"
_LOCKED = Asked(lambda partner: Link.objects.select_for_update().filter(partner=partner))


def locked_link(partner: Partner, at: datetime) -> Link:
    """Return the row under which our envelopes to a partner are numbered, locked; made when it is the first.

    A link has its own epoch with each partner, so that nobody compares what others are sent.
    """
    found = _LOCKED(partner.pk)
    if found:
        return found[0]
    made, new = Link.objects.select_for_update().get_or_create(partner=partner, defaults={"epoch": _fresh()})
    if new:
        Epoch.objects.create(partner=partner, ours=True, epoch=made.epoch, at=at)
    return made


@transaction.atomic
def begin_epochs(*, reason: str, by: str, at: datetime) -> int:
    """Begin a new epoch on every link of ours, each linked to the tip we know; return how many.

    ``reason`` is `restored` after a restore, `went-back` when a partner's word shows that our record is old.
    """
    if not Link.objects.exists():
        return 0
    note(act="liaison.begin-epochs", subject="post", facts={"reason": reason}, alert=True, by=by, at=at)
    links = list(Link.objects.select_for_update().order_by("partner_id"))
    for link in links:
        link.epoch, link.next_seq, link.running = _fresh(), 1, ""
    Link.objects.bulk_update(links, ["epoch", "next_seq", "running"])
    Epoch.objects.bulk_create(
        Epoch(partner_id=link.partner_id, ours=True, epoch=link.epoch, previous=link.tip, at=at)
        for link in links
    )
    return len(links)


def _fresh() -> str:
    return secrets.token_hex(EPOCH_BYTES)
