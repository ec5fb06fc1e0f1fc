"""Controlled deliveries: the operations, and every signed event of them as we learnt of it."""

from typing import ClassVar

from django.db import models

from borderlink.liaison.models.letters import Thread
from borderlink.liaison.models.partners import BADGE, CODE, Partner


class Operation(models.Model):
    """One controlled delivery with a partner. What it is like now is folded from its events."""

    uuid = models.UUIDField(unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="operations")
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="operations")
    opened_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.uuid)


class OperationEvent(models.Model):
    """One signed letter of an operation, ours or theirs: added to, never changed."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="events")
    letter = models.UUIDField(unique=True)
    kind = models.CharField(max_length=24)  # cd_plan, cd_go, cd_stop, cd_status
    side = models.CharField(max_length=CODE)  # the agency whose node signed it
    by = models.CharField(max_length=BADGE)
    body = models.TextField()  # the letter's body as it was signed
    known_at = models.DateTimeField()  # when we learnt it, by our clock
    lead_s = models.PositiveIntegerField()  # how far their clock may have been ahead of ours then

    class Meta:
        indexes: ClassVar = [models.Index(fields=["operation", "id"])]
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.letter}"


class Substitution(models.Model):
    """A substitute lot of the evidence room that takes a parcel's place in an operation: added once."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="substitutions")
    case = models.CharField(max_length=64)
    source = models.CharField(max_length=64, unique=True)  # the exhibit it was made for
    exhibit = models.CharField(max_length=64, unique=True)
    by = models.CharField(max_length=BADGE)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.source} replaced by {self.exhibit}"
