"""What passes between our ledger and a partner's: their entries as they were signed, and every offer."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from borderlink.custody.domain.handover import Side, State
from borderlink.custody.models.ledger import CODE

HEX = 64


class PartnerEntry(models.Model):
    """One entry of a partner's ledger: its exact bytes, verified when it came. Added to, never changed."""

    node = models.CharField(max_length=CODE)
    sequence = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    case = models.CharField(max_length=CODE)
    exhibit = models.CharField(max_length=CODE, blank=True)
    digest = models.CharField(max_length=HEX, unique=True)  # SHA-256 of the bytes
    body = models.BinaryField()
    letter = models.UUIDField()  # that brought it first
    kept_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["node", "sequence"], name="custody_partner_entry_has_one_place")
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.sequence}"


class Handover(models.Model):
    """One offer between two ledgers, as it stands here; its entry's ``digest`` names it on both sides.

    ``exhibit`` is the sender's number, ``lot`` the receiver's once it is accepted. ``answer`` is the letter
    that answered, ``answer_digest`` the SHA-256 of the entry or of the word in it.
    """

    side = models.CharField(max_length=8)
    partner = models.CharField(max_length=CODE)  # the agency's code
    node = models.CharField(max_length=CODE)  # of the partner
    digest = models.CharField(max_length=HEX)
    offer = models.CharField(max_length=CODE, blank=True)
    exhibit = models.CharField(max_length=CODE, blank=True)
    case = models.CharField(max_length=CODE, blank=True)  # ours
    lot = models.CharField(max_length=CODE, blank=True)
    state = models.CharField(max_length=16)
    letter = models.UUIDField(null=True)  # that offers it
    answer = models.UUIDField(null=True)
    answer_digest = models.CharField(max_length=HEX, blank=True)
    reason = models.CharField(max_length=CODE, blank=True)  # of a refusal or a wish to end it
    expires_at = models.DateTimeField(null=True)
    duty = models.CharField(max_length=CODE, blank=True)  # a code of the list `evidence_duty`
    back_by = models.DateField(null=True)
    duty_digest = models.CharField(max_length=HEX, blank=True)  # of the entry by which the duty was met
    duty_met_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["exhibit"], name="custody_handover_by_exhibit"),
            models.Index(fields=["lot"], name="custody_handover_by_lot"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["side", "digest"], name="custody_handover_once_an_offer"),
            models.CheckConstraint(
                name="custody_handover_state_is_known", condition=Q(state__in=[one.value for one in State])
            ),
            models.CheckConstraint(
                name="custody_handover_side_is_known", condition=Q(side__in=[one.value for one in Side])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.exhibit} {self.state}"


class SeenCheckpoint(models.Model):
    """A checkpoint of a partner's ledger that we have seen to go on from the last one, and cosigned.

    ``note`` holds their signature and ours. Added to, never changed: what was cosigned once is our word.
    """

    node = models.CharField(max_length=CODE)
    size = models.BigIntegerField()
    root = models.CharField(max_length=HEX)
    note = models.TextField()
    letter = models.UUIDField()
    at = models.DateTimeField()
    told_in = models.UUIDField(null=True)  # the letter by which they have it back

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["node", "size"], name="custody_seen_checkpoint_once_a_size")
        ]

    def __str__(self) -> str:
        return f"{self.node} at {self.size}"


class Cosigner(models.Model):
    """A partner's node whose cosignature stands under a checkpoint of ours, with what proves its key.

    ``key`` is a verifier key, ``certificate`` and ``roots`` the texts of its files. Added to, never changed.
    """

    key = models.CharField(max_length=200, unique=True)
    partner = models.CharField(max_length=CODE)
    certificate = models.TextField()
    roots = models.JSONField(default=list)
    letter = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.key
