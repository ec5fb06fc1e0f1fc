"""Clues that leave and come as STIX: the files, and what came for an officer to decide."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from borderlink.liaison.models.partners import BADGE, CODE


class StixFile(models.Model):
    """One bundle that left or came: which bytes, whose act, where to or from where."""

    direction = models.CharField(max_length=4)  # in, out
    sha256 = models.CharField(max_length=64)
    other = models.CharField(max_length=200)  # out: who receives it; in: from where, as the officer says
    collection = models.CharField(max_length=400, blank=True)  # the TAXII collection it is made out for
    unit = models.CharField(max_length=CODE)
    clues = models.PositiveIntegerField()
    code = models.CharField(max_length=48, blank=True)  # why a file that came was refused whole
    evidence = models.BinaryField(blank=True)  # of a refused file: its bytes, as far as they are kept
    by = models.CharField(max_length=BADGE)
    at = models.DateTimeField()
    pushed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="stix_file_direction_is_known", condition=Q(direction__in=["in", "out"])
            )
        ]
        indexes: ClassVar = [models.Index(fields=["direction", "sha256"])]
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.sha256


class ForeignClue(models.Model):
    """A clue that came as STIX: nobody signed it, so it does nothing until an officer decides."""

    file = models.ForeignKey(StixFile, models.PROTECT, related_name="foreign")
    unit = models.CharField(max_length=CODE)  # the office whose officers see it
    letter = models.UUIDField(null=True)  # its number over there; none of what was not understood
    sha256 = models.CharField(max_length=64, unique=True)  # of its canonical body, else of its objects
    body = models.TextField(
        blank=True
    )  # canonical JSON; of a refused one its objects; emptied when thrown away
    state = models.CharField(max_length=12, default="waiting")  # waiting, kept, thrown, refused
    code = models.CharField(max_length=48, blank=True)  # why it was refused
    score = models.PositiveSmallIntegerField(null=True)  # by our own count
    score_of = models.PositiveSmallIntegerField(null=True)
    decided_by = models.CharField(max_length=BADGE, blank=True)
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="foreign_clue_state_is_known",
                condition=Q(state__in=["waiting", "kept", "thrown", "refused"]),
            ),
            models.UniqueConstraint(
                fields=["letter"],
                condition=Q(state__in=["waiting", "kept", "thrown"]),
                name="foreign_clue_number_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "state"])]
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.letter or self.sha256)
