"""The post: envelopes on their way out and in, receipts, and how far each link has come. The tables are the truth."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from borderlink.liaison.domain.states import Posted
from borderlink.liaison.models.partners import CODE, Partner

HEX = 64


class Link(models.Model):
    """How far the post with one partner has come, both ways; its row is the lock under which seqs are given."""

    partner = models.OneToOneField(Partner, models.PROTECT, related_name="link")
    epoch = models.CharField(max_length=32)  # ours: random, new at creation and after every restore
    next_seq = models.PositiveBigIntegerField(default=1)
    tip = models.CharField(max_length=HEX, blank=True)  # digest of our last envelope in this epoch
    told_contiguous = models.PositiveBigIntegerField(default=0)  # what they signed that they hold of ours
    told = models.TextField(blank=True)  # their last signed statement of it
    their_epoch = models.CharField(max_length=32, blank=True)
    contiguous = models.PositiveBigIntegerField(default=0)  # what we hold of theirs without a gap
    running = models.CharField(max_length=HEX, blank=True)  # chain digest up to `contiguous`
    heard_at = models.DateTimeField(null=True)  # their last valid word
    tried_at = models.DateTimeField(null=True)
    failed = models.PositiveIntegerField(default=0)  # tries since the last that came through
    failed_code = models.CharField(max_length=48, blank=True)
    next_try_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.partner_id} {self.next_seq}"


class Outgoing(models.Model):
    """One sealed envelope to a partner: its bytes stay as they were sealed."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="outgoing")
    letter = models.UUIDField(unique=True)
    epoch = models.CharField(max_length=32)
    seq = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=HEX)
    lane = models.PositiveSmallIntegerField()  # 0 STOP and GO, 1 urgent, 2 normal, 3 bulk
    state = models.CharField(max_length=16, default=Posted.WAITING.value)
    wire = models.BinaryField()
    content = models.BinaryField()  # the signed content that was sealed: our own evidence of it
    expires_at = models.DateTimeField()
    sealed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)  # stored over there, or given up

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "epoch", "seq"], name="outgoing_once_a_seq"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["partner", "lane", "seq"], condition=Q(state="waiting"), name="outgoing_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.seq}"


class Incoming(models.Model):
    """One envelope that came and was signed by the partner: its bytes, and what was made of it."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="incoming")
    letter = models.UUIDField(unique=True)
    epoch = models.CharField(max_length=32)
    seq = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=HEX)
    state = models.CharField(max_length=16)  # domain.states.Arrived
    code = models.CharField(max_length=48, blank=True)  # why it was refused or not understood
    wire = models.BinaryField()
    content = models.BinaryField()  # the signed content, opened; empty when it would not open
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "epoch", "seq"], name="incoming_once_a_seq"),
        ]
        indexes: ClassVar = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.seq}"


class Receipt(models.Model):
    """One signed receipt, ours or theirs: its bytes are kept, and a repeated letter gets them again."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="receipts")
    letter = models.UUIDField(db_index=True)
    stage = models.CharField(max_length=CODE)  # a code of the list `receipt_stage`
    code = models.CharField(max_length=48, blank=True)
    ours = models.BooleanField()  # we signed it, about a letter of theirs
    document = models.BinaryField()
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # ours: when it last left for the partner

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["letter", "stage", "ours"], name="receipt_once_a_stage")
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.stage}"
