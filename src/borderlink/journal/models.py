"""The journal's tables: lines and checkpoints that the database itself keeps from being changed."""

from typing import ClassVar

from django.db import models

from borderlink.foundation.commitments import Opening as OpeningValue
from borderlink.journal.domain.lines import Columns


class JournalLine(models.Model):
    """One thing that someone did or looked at. ``body`` is what was hashed; the columns only find it."""

    sequence = models.BigIntegerField(primary_key=True)
    body = models.BinaryField()
    hash = models.CharField(max_length=64, unique=True)
    act = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    alert = models.BooleanField(default=False)

    class Meta:
        db_table = "journal_line"
        ordering: ClassVar[list[str]] = ["sequence"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["act", "sequence"], name="journal_line_by_act"),
            models.Index(fields=["subject", "sequence"], name="journal_line_by_subject"),
            models.Index(fields=["by", "sequence"], name="journal_line_by_officer"),
            models.Index(fields=["at", "sequence"], name="journal_line_by_time"),
            models.Index(fields=["sequence"], name="journal_line_alerts", condition=models.Q(alert=True)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="journal_line_counts_from_one", condition=models.Q(sequence__gte=1))
        ]

    def __str__(self) -> str:
        return f"line {self.sequence}"

    def columns(self) -> Columns:
        """Return the searchable columns as a plain value."""
        return Columns(act=self.act, subject=self.subject, by=self.by, at=self.at, alert=self.alert)


class Opening(models.Model):
    """What opens one commitment of a line: kept apart, so that it can be erased and the chain stays whole."""

    line = models.ForeignKey(JournalLine, on_delete=models.PROTECT, related_name="openings")
    name = models.CharField(max_length=100)
    salt = models.BinaryField()
    value = models.TextField()

    class Meta:
        db_table = "journal_opening"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["line", "name"], name="journal_opening_once_a_field")
        ]

    def __str__(self) -> str:
        return f"{self.name} of line {self.line_id}"

    def plain(self) -> OpeningValue:
        """Return the opening as a plain value."""
        return OpeningValue(name=self.name, salt=bytes(self.salt), value=self.value)


class Head(models.Model):
    """The one row that says where the journal ends: whoever writes holds it until the act is whole."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_head"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="journal_head_is_one_row", condition=models.Q(id=1))
        ]

    def __str__(self) -> str:
        return f"head at {self.sequence}"


class Checkpoint(models.Model):
    """What an auditor signed: the journal's size and root, as a signed note.

    ``proof`` shows, in hexadecimal hashes with a space between, that it continues the checkpoint at
    ``after`` lines (0: the first one).
    """

    size = models.BigIntegerField()
    note = models.TextField()
    key = models.CharField(max_length=100)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    after = models.BigIntegerField(default=0)
    proof = models.TextField(blank=True, default="")

    class Meta:
        db_table = "journal_checkpoint"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"
