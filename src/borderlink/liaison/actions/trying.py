"""Every try to reach a partner leaves a trace: whoever asks why a letter did not arrive is told."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Link, Try
from borderlink.liaison.queries.asking import Asked

KEPT_EVERY: Final = timedelta(seconds=1)
_CAME_THROUGH: Final = Asked(
    lambda partner, since: Link.objects.filter(
        partner=partner, failed=0, failed_code="", came_through_at__gt=since
    ).values_list("pk")
)


def failed(partner: Partner, code: str, next_try_at: datetime | None, *, at: datetime) -> None:
    """Keep a failed try: in a row with those before it that failed alike. Counters are not acts."""
    _keep(partner, code, at)
    Link.objects.filter(partner=partner).update(
        tried_at=at, failed=F("failed") + 1, failed_code=code[:48], next_try_at=next_try_at
    )


def came_through(partner: Partner, troubles: Iterable[str] = (), *, at: datetime) -> None:
    """Keep that an exchange came through, and why some of what was in it was not taken.

    One that says nothing new within a second of the last is not written: it would cost the disk a wait.
    """
    codes = list(troubles)
    since = at - KEPT_EVERY
    if not codes and _CAME_THROUGH(partner.pk, since):
        return
    for code in codes:
        _keep(partner, code, at)
    Link.objects.filter(partner=partner).update(
        tried_at=at,
        came_through_at=at,
        failed=0,
        failed_code=codes[0][:48] if codes else "",
        next_try_at=None,
    )


def _keep(partner: Partner, code: str, at: datetime) -> None:
    last = Try.objects.filter(partner=partner).order_by("-pk").first()
    came = Link.objects.filter(partner=partner).values_list("came_through_at", flat=True).first()
    if last is not None and last.code == code[:48] and (came is None or came <= last.last_at):
        Try.objects.filter(pk=last.pk).update(last_at=at, count=F("count") + 1)
        return
    Try.objects.create(partner=partner, code=code[:48], first_at=at, last_at=at)
