"""The post: envelopes on their way, receipts, and how far each link has come. The tables are the truth."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from borderlink.liaison.domain.states import Posted
from borderlink.liaison.models.partners import BADGE, CODE, Partner

HEX = 64


class Link(models.Model):
    """Our numbering to one partner, under whose lock seqs are given, and how our tries to reach it went."""

    partner = models.OneToOneField(Partner, models.PROTECT, related_name="link")
    epoch = models.CharField(max_length=32)  # ours: random, new at creation and after every restore
    next_seq = models.PositiveBigIntegerField(default=1)
    tip = models.CharField(max_length=HEX, blank=True)  # digest of our last envelope to them, of any epoch
    running = models.CharField(max_length=HEX, blank=True)  # chain digest over this epoch's envelopes
    tried_at = models.DateTimeField(null=True)
    came_through_at = models.DateTimeField(null=True)  # our last exchange with them
    failed = models.PositiveIntegerField(default=0)  # tries since
    failed_code = models.CharField(max_length=48, blank=True)
    next_try_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.partner_id} {self.next_seq}"


class Inbound(models.Model):
    """What came from one partner, envelopes and words on ours; the lock under which both are taken in."""

    partner = models.OneToOneField(Partner, models.PROTECT, related_name="inbound")
    epoch = models.CharField(max_length=32, blank=True)  # theirs
    contiguous = models.PositiveBigIntegerField(default=0)  # what we hold of it without a gap
    running = models.CharField(max_length=HEX, blank=True)  # chain digest up to `contiguous`
    heard_at = models.DateTimeField(null=True)  # their last valid word
    told_epoch = models.CharField(max_length=32, blank=True)  # of ours, in their last signed statement
    told_contiguous = models.PositiveBigIntegerField(default=0)  # what they signed that they hold of it
    told_at = models.PositiveBigIntegerField(default=0)  # by their clock, seconds since 1970
    told = models.TextField(blank=True)  # that statement
    room = models.FloatField(default=0)  # letters that may come at once, of the rate that they are held to
    room_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.partner_id} {self.contiguous}"


class Epoch(models.Model):
    """One life of a sender's numbering: begun with its database, and again after every restore."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="epochs")
    ours = models.BooleanField()
    epoch = models.CharField(max_length=32)
    previous = models.CharField(max_length=HEX, blank=True)  # the envelope it links to, of the epoch before
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "ours", "epoch"], name="epoch_begins_once")
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.epoch}"


class Outgoing(models.Model):
    """One sealed envelope to a partner: what it is and what became of it."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="outgoing")
    letter = models.UUIDField(db_index=True)
    epoch = models.CharField(max_length=32)
    seq = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=HEX)
    running = models.CharField(max_length=HEX)  # chain digest of the epoch up to this envelope
    lane = models.PositiveSmallIntegerField()  # 0 STOP and GO, 1 urgent, 2 normal, 3 bulk
    state = models.CharField(max_length=16, default=Posted.WAITING.value)
    expires_at = models.DateTimeField()
    sealed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)  # they signed what became of it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "epoch", "seq"], name="outgoing_once_a_seq"),
            models.UniqueConstraint(
                fields=["letter"], condition=~Q(state="replaced"), name="outgoing_once_a_letter"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["partner", "lane", "id"], condition=Q(state="waiting"), name="outgoing_waiting"
            ),
            models.Index(fields=["expires_at"], condition=Q(state="waiting"), name="outgoing_expiring"),
            models.Index(
                fields=["partner", "id"],
                condition=Q(state="expired", settled_at=None),
                name="outgoing_given_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.seq}"


class OutgoingBytes(models.Model):
    """The bytes of an envelope of ours, as they were sealed.

    They lie beside their row, not in it: a row that moves on is written anew, with all that it holds.
    """

    outgoing = models.OneToOneField(Outgoing, models.PROTECT, primary_key=True, related_name="sealed")
    wire = models.BinaryField()
    content = models.BinaryField()  # the signed content that was sealed: our own evidence of it

    def __str__(self) -> str:
        return f"bytes of {self.outgoing_id}"


class Incoming(models.Model):
    """One envelope that came and was signed by the partner: its bytes, and what was made of it."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="incoming")
    letter = models.UUIDField()
    epoch = models.CharField(max_length=32)
    seq = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=HEX)
    state = models.CharField(max_length=16)  # domain.states.Arrived
    code = models.CharField(max_length=48, blank=True)  # why it was refused or not understood
    previous = models.CharField(max_length=HEX, blank=True)  # digest of their envelope before it
    after = models.UUIDField(null=True)  # the letter of its thread that has its effect before it
    read_with = models.CharField(
        max_length=16, blank=True
    )  # what of this program last tried to understand it
    wire = models.BinaryField()  # empty: its sender gave it up on the way
    content = models.BinaryField()  # the signed content, opened; empty when it would not open
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "epoch", "seq"], name="incoming_once_a_seq"),
            models.UniqueConstraint(fields=["letter", "partner"], name="incoming_once_a_letter"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["after"], condition=Q(state="waits"), name="incoming_waits"),
            models.Index(fields=["id"], condition=Q(state="quarantined"), name="incoming_quarantined"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.seq}"


class Receipt(models.Model):
    """One signed receipt, ours or theirs: its bytes are kept, and a repeated letter gets them again."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="receipts")
    letter = models.UUIDField()
    stage = models.CharField(max_length=CODE)  # a code of the list `receipt_stage`
    code = models.CharField(max_length=48, blank=True)
    ours = models.BooleanField()  # we signed it, about a letter of theirs
    document = models.BinaryField()
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # ours: when it left for the partner

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["letter", "stage", "ours", "partner"], name="receipt_once_a_stage"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["partner", "id"], condition=Q(ours=True, told_at=None), name="receipt_to_tell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.stage}"


class FailureCount(models.Model):
    """How often one thing went wrong with what came from a partner, or from nobody known, on a day (UTC)."""

    partner = models.CharField(max_length=CODE, blank=True)  # its code; empty: nobody that is pinned here
    code = models.CharField(max_length=48)
    on = models.DateField()
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "code", "on"], name="failure_counted_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.code} {self.count}"


class Try(models.Model):
    """Tries in a row to reach a partner that failed in one and the same way."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="tries")
    code = models.CharField(max_length=48)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["partner", "last_at"])]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.code} {self.count}"


class PostAlarm(models.Model):
    """Something that must not happen between honest nodes, with the bytes that show it."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="post_alarms")
    code = models.CharField(max_length=48)
    letter = models.UUIDField(null=True)
    epoch = models.CharField(max_length=32, blank=True)
    seq = models.PositiveBigIntegerField(null=True)
    evidence = models.BinaryField()  # an envelope or a statement, as it came
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["partner", "at"])]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.code}"


class CarriedFile(models.Model):
    """One hand-carried file that was written for a partner, or taken in from it."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="carried")
    direction = models.CharField(max_length=4)  # in, out
    sha256 = models.CharField(max_length=HEX)  # of the whole file
    envelopes = models.PositiveIntegerField()
    statements = models.PositiveIntegerField()
    first = models.PositiveBigIntegerField(
        null=True
    )  # Outgoing rows or their seqs, as the manifest names them
    last = models.PositiveBigIntegerField(null=True)
    by = models.CharField(max_length=BADGE)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["partner", "at"]), models.Index(fields=["sha256"])]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.sha256[:12]}"
