"""The record: entries, what opens them, the ledger's end, seal numbers, keys, checkpoints."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from borderlink.custody.domain.acts import Act, act_in
from borderlink.foundation.chain import Line
from borderlink.foundation.commitments import Opening as OpeningValue

CODE: Final = 64  # the longest code that an act can hold
EMPTY: Final = "0" * 64


class Entry(models.Model):
    """One event of the ledger: ``body`` is what was signed and chained, the columns only find it.

    ``at`` is the claimed time in seconds since 1970, ``written_at`` when it was kept.
    """

    sequence = models.BigIntegerField(primary_key=True)
    case = models.CharField(max_length=CODE)
    case_seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    exhibit = models.CharField(max_length=CODE, blank=True)
    at = models.BigIntegerField()
    hash = models.CharField(max_length=64, unique=True)
    body = models.BinaryField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["sequence"]
        indexes: ClassVar = [
            models.Index(fields=["exhibit", "sequence"], name="custody_entry_by_exhibit"),
            models.Index(fields=["kind", "sequence"], name="custody_entry_by_kind"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "case_seq"], name="custody_entry_has_its_place_in_its_case"
            ),
            models.CheckConstraint(name="custody_entry_counts_from_one", condition=Q(sequence__gte=1)),
        ]

    def __str__(self) -> str:
        return f"entry {self.sequence}"

    def line(self) -> Line:
        """Return the line as it was chained."""
        return Line(sequence=self.sequence, body=bytes(self.body), hash=self.hash)

    def act(self) -> Act:
        """Return the act that the line holds."""
        return act_in(bytes(self.body))


class Opening(models.Model):
    """What opens one commitment of an entry: kept apart, so that erasing leaves the chain whole."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="openings")
    name = models.CharField(max_length=32)
    salt = models.BinaryField()
    value = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "name"], name="custody_opening_once_a_field")
        ]

    def __str__(self) -> str:
        return f"{self.name} of entry {self.entry_id}"

    def plain(self) -> OpeningValue:
        """Return the opening as a plain value."""
        return OpeningValue(name=self.name, salt=bytes(self.salt), value=self.value)


class LedgerHead(models.Model):
    """The one row that says where the ledger ends: whoever writes holds it until the act is whole.

    ``frontier`` holds the tree's full subtrees as hexadecimal hashes, the largest first.
    """

    size = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default=EMPTY)
    frontier = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="custody_head_is_one_row", condition=Q(id=1)),
        ]

    def __str__(self) -> str:
        return f"head at {self.size}"


class CaseHead(models.Model):
    """The last entry of a case's chain, and whose case it is. The node's keys have one, without a unit."""

    case = models.CharField(max_length=CODE, unique=True)
    number = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, default=EMPTY)
    agency = models.CharField(max_length=CODE)
    unit = models.CharField(max_length=CODE, blank=True)
    pack = models.CharField(max_length=CODE)

    def __str__(self) -> str:
        return f"{self.case} at {self.number}"


class SealNumber(models.Model):
    """A seal number: once used, it is used for ever."""

    number = models.CharField(max_length=CODE, unique=True)
    exhibit = models.CharField(max_length=CODE)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="seals")

    def __str__(self) -> str:
        return self.number


class SigningKey(models.Model):
    """An officer's key: the public half, and the private one sealed by a PIN and the node's secret.

    ``certified_entry`` is the ledger's event that made it count; ``retired_at`` when it ceased to.
    """

    badge = models.CharField(max_length=CODE)
    unit = models.CharField(max_length=CODE)
    role = models.CharField(max_length=CODE, blank=True)
    public = models.CharField(max_length=9000)
    fingerprint = models.CharField(max_length=80)
    sealed = models.BinaryField()
    asked_at = models.DateTimeField()
    from_at = models.BigIntegerField(null=True)
    until_at = models.BigIntegerField(null=True)
    certified_by = models.CharField(max_length=CODE, blank=True)
    certified_entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    failed = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    retired_why = models.CharField(max_length=CODE, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="custody_one_certified_key_an_officer",
                fields=["badge"],
                condition=Q(retired_at__isnull=True, certified_entry__isnull=False),
            ),
            models.UniqueConstraint(
                name="custody_one_key_asked_for",
                fields=["badge"],
                condition=Q(retired_at__isnull=True, certified_entry__isnull=True),
            ),
            models.CheckConstraint(
                name="custody_key_is_certified_by_another", condition=~Q(certified_by=models.F("badge"))
            ),
        ]

    def __str__(self) -> str:
        return f"key of {self.badge}"


class CheckpointKept(models.Model):
    """What the node's key signed: the ledger's size and root, as a signed note.

    ``text`` is what was signed and never changes; to ``note`` cosignatures are added, to ``tokens``
    time-stamps (RFC 3161 over SHA-256 of the text, base64).
    """

    size = models.BigIntegerField(unique=True)
    text = models.TextField()
    note = models.TextField()
    tokens = models.JSONField(default=list)
    signed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["size"]

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"
