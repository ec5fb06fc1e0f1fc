"""Photographs and video of a hand-over that travel in pieces beside the letter that names them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from borderlink.liaison.domain.states import Direction, FileState
from borderlink.liaison.models.partners import BADGE, CODE, Partner


class EvidenceFile(models.Model):
    """One file that a letter names: ours for a partner, or theirs for us. Its content lies in the folder."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="files")
    direction = models.CharField(max_length=4)  # in, out
    letter = models.UUIDField(unique=True)
    offered = models.CharField(max_length=64, db_index=True)  # the hand-over, by its offer's SHA-256
    shows = models.CharField(max_length=CODE)  # a code of the list `evidence_picture`
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=80)  # as its content says to us; of theirs once it is whole
    pieces = models.TextField()  # the SHA-256 of every piece, one after the other
    state = models.CharField(max_length=8)
    held = models.PositiveIntegerField(default=0)  # pieces that the receiver holds
    missing = models.JSONField(default=list)  # ours: the spans that they last said they miss
    code = models.CharField(max_length=48, blank=True)  # why it does not go on
    heard_at = models.PositiveBigIntegerField(default=0)  # of ours: by their clock, their last word on it
    told_at = models.DateTimeField(null=True)  # of theirs: when they were told how it ended
    preview = models.BooleanField(default=False)
    by = models.CharField(max_length=BADGE, blank=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="file_state_is_known", condition=Q(state__in=[state.value for state in FileState])
            ),
            models.CheckConstraint(
                name="file_direction_is_known", condition=Q(direction__in=[way.value for way in Direction])
            ),
            models.UniqueConstraint(
                fields=["partner", "direction", "offered", "sha256"],
                condition=~Q(state="refused"), name="file_once_a_hand_over",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["partner", "state"], name="file_by_state")]

    def __str__(self) -> str:
        return f"{self.direction} {self.sha256[:12]}"
