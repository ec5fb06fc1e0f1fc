"""Letters as officers see them: threads, drafts, what was sent and what came."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from borderlink.liaison.domain.states import Direction, LetterState
from borderlink.liaison.models.partners import BADGE, CODE, Partner


class Thread(models.Model):
    """What two offices write each other about one matter: letters are ordered inside it, and only there."""

    uuid = models.UUIDField(unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="threads")
    unit = models.CharField(max_length=CODE)  # our office
    case = models.CharField(max_length=48, blank=True)  # our case, once one hangs on it
    reference = models.CharField(max_length=32)  # shown to officers: DX-2026-0001 of whoever began
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "last_at"]), models.Index(fields=["case"])]

    def __str__(self) -> str:
        return self.reference


class Letter(models.Model):
    """One letter: a draft, one on its way, or one that came. ``body`` is what is signed once it is sealed."""

    uuid = models.UUIDField(unique=True)
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="letters")
    direction = models.CharField(max_length=4)  # in, out
    kind = models.CharField(max_length=24)  # clue, rfi, answer ... as in its schema
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=16, default=LetterState.DRAFT.value)
    body = models.TextField()  # canonical JSON, docs/design/letter-format.md
    urgency = models.CharField(max_length=16, blank=True)
    reply_to = models.UUIDField(null=True)  # the letter it answers
    author = models.CharField(max_length=BADGE, blank=True)  # ours; of theirs the badge stands in the body
    score = models.PositiveSmallIntegerField(null=True)  # of a clue: its precision
    score_of = models.PositiveSmallIntegerField(null=True)  # what could be shared
    actionable = models.BooleanField(null=True)
    due_at = models.DateTimeField(null=True)  # when an answer is due, by the working days of both sides
    feedback_due_at = models.DateTimeField(null=True)  # of a clue: when it must be told what came of it
    outcome = models.CharField(max_length=24, blank=True)  # of a clue: the code its last feedback gave
    owner = models.CharField(max_length=BADGE, blank=True)  # who works on it
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)  # sealed, or received
    opened_at = models.DateTimeField(null=True)  # by an officer of the reader's side
    answered_at = models.DateTimeField(null=True)
    feedback_at = models.DateTimeField(null=True)
    known_to = models.CharField(max_length=24, blank=True)  # a code of `source_risk`: who could have known it
    low_reason = models.CharField(max_length=24, blank=True)  # why it is sent though its score is low
    asked_by = models.CharField(max_length=BADGE, blank=True)  # who asked for a second officer's approval
    approved_by = models.CharField(max_length=BADGE, blank=True)
    approved_digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the body that was approved
    second_says = models.CharField(max_length=400, blank=True)  # the second officer's words to the author

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="letter_state_is_known", condition=Q(state__in=[state.value for state in LetterState])
            ),
            models.CheckConstraint(
                name="letter_direction_is_known", condition=Q(direction__in=[way.value for way in Direction])
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["direction", "state", "due_at"]),
            models.Index(fields=["thread", "made_at"]),
            models.Index(fields=["reply_to"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"
