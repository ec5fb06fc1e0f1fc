"""What carriers ask and record at the counter: checks, their own duty to check, holds, notices to them.

Rows of ``Acceptance``, ``Suspicion``, ``Hold`` and ``HoldStep`` are only ever added; a check keeps what it
was answered and why. The database's own triggers keep that; they step aside only for what is forgotten.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from borderlink.screening.domain.counter import Reply, WhenDown
from borderlink.screening.models.referrals import BADGE, CODE, WAYBILL


class Asked(models.Model):
    """What every row from a carrier says: who, at which station, of which waybill, with which key, when."""

    agency = models.CharField(max_length=CODE)
    unit = models.CharField(max_length=CODE)
    company = models.CharField(max_length=CODE)
    key = models.CharField(max_length=16)
    waybill = models.CharField(max_length=WAYBILL)  # empty once forgotten
    sandbox = models.BooleanField(default=False)
    idempotency = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)  # of the request, so that a repeated key with another is refused
    at = models.DateTimeField()
    forgotten_on = models.DateField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.waybill


class CounterCheck(Asked):
    """One question of a carrier about one parcel: what it was answered, and why, for customs alone."""

    number = models.CharField(max_length=24, unique=True)
    answer = models.CharField(max_length=24)
    field = models.CharField(max_length=32, blank=True)  # which the carrier is asked for
    receiver_mark = models.CharField(max_length=16)  # keyed hashes: who the waybill was asked for,
    phone_mark = models.CharField(max_length=16, blank=True)  # and what near-identical questions share
    place_mark = models.CharField(max_length=16, blank=True)
    repeats = models.CharField(max_length=24, blank=True)  # the number of the check that it only repeats
    drawn = models.CharField(max_length=16, blank=True)  # what chance drew: waybill, phone, place
    probability = models.FloatField(null=True)
    score = models.FloatField(default=0.0)
    reasons = models.JSONField(default=list)
    linked = models.JSONField(default=list)
    facts = models.JSONField(default=dict)  # the parcel as it was said, where it is to be inspected

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="check_answer_is_known", condition=Q(answer__in=[reply.value for reply in Reply])
            ),
            models.UniqueConstraint(
                fields=["company", "idempotency"], condition=~Q(idempotency=""), name="check_once_a_key"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "waybill"]),
            models.Index(fields=["unit", "answer", "-at"]),
            models.Index(fields=["company", "phone_mark", "at"]),
            models.Index(fields=["company", "place_mark", "at"]),
            models.Index(fields=["at"]),
        ]


class Acceptance(Asked):
    """That a carrier did its duty on accepting a parcel: who, where, what was done, with which result."""

    number = models.CharField(max_length=24, unique=True)
    operator = models.CharField(max_length=64)  # the carrier's number for its person
    place = models.CharField(max_length=128)
    done_at = models.DateTimeField()
    real_name_checked = models.BooleanField()
    opened = models.BooleanField()
    xray = models.BooleanField()
    photograph_sha256 = models.CharField(max_length=64, blank=True)
    result = models.CharField(max_length=24)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "idempotency"], condition=~Q(idempotency=""), name="acceptance_once_a_key"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "waybill"]), models.Index(fields=["at"]),
        ]  # fmt: skip


class Suspicion(Asked):
    """That a carrier found a parcel suspicious, and what it saw."""

    number = models.CharField(max_length=24, unique=True)
    operator = models.CharField(max_length=64)
    signs = models.JSONField(default=list)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "idempotency"], condition=~Q(idempotency=""), name="suspicion_once_a_key"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "-at"]), models.Index(fields=["at"])]


class Hold(models.Model):
    """That customs asks a carrier to keep a parcel back until a moment; the carrier never learns why."""

    number = models.CharField(max_length=24, unique=True)
    agency = models.CharField(max_length=CODE)
    unit = models.CharField(max_length=CODE)
    company = models.CharField(max_length=CODE)
    waybill = models.CharField(max_length=WAYBILL)
    why = models.TextField(blank=True)  # for colleagues
    at = models.DateTimeField()
    by = models.CharField(max_length=BADGE)
    expires_at = models.DateTimeField()
    forgotten_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["company", "expires_at"]), models.Index(fields=["unit", "waybill"]),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class HoldStep(models.Model):
    """What happened to a hold: acknowledged by the carrier, released by an officer; once each."""

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)  # a badge, or the carrier's number for its person

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="hold_step_is_known", condition=Q(what__in=["acknowledged", "released"])
            ),
            models.UniqueConstraint(fields=["hold", "what"], name="hold_step_once"),
        ]

    def __str__(self) -> str:
        return self.what


class CounterPolicy(models.Model):
    """What the belt of a station does when no answer comes in time; the latest row counts."""

    agency = models.CharField(max_length=CODE)
    unit = models.CharField(max_length=CODE)
    when_down = models.CharField(max_length=16)
    why = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=BADGE)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="policy_is_known", condition=Q(when_down__in=[policy.value for policy in WhenDown])
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.when_down}"


class Webhook(models.Model):
    """Where a carrier wants to be told of holds and releases; the signing secret is derived, never stored."""

    number = models.CharField(max_length=24, unique=True)
    company = models.CharField(max_length=CODE)
    url = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=BADGE)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.number


class Delivery(models.Model):
    """One event on its way to one webhook: tried until it is taken, or given up after days."""

    event = models.CharField(max_length=36)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    body = models.TextField()
    at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)  # empty: taken, or given up
    taken_at = models.DateTimeField(null=True)
    status = models.PositiveIntegerField(default=0)  # HTTP, of the last attempt

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "webhook"], name="event_once_a_webhook")
        ]
        indexes: ClassVar = [models.Index(fields=["next_at"])]

    def __str__(self) -> str:
        return self.event
