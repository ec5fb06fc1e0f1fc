"""What letters do to cases, and cases to letters: clues that became cases, typologies, corrections, holds."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.partners import BADGE, CODE, Partner

CASE = 48


class LetterCase(models.Model):
    """That a letter of a partner's became a case, or joined one."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="case_of")
    case = models.CharField(max_length=CASE)
    how = models.CharField(max_length=8)  # opened, joined
    by = models.CharField(max_length=BADGE)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="letter_case_how_is_known", condition=Q(how__in=["opened", "joined"]))
        ]
        indexes: ClassVar = [models.Index(fields=["case"])]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.case}"


class Mention(models.Model):
    """That a letter names someone: one row a name or number, folded, by which recipients are found again."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="mentions")
    ref = models.CharField(max_length=16)  # P1, as in the letter
    folded = models.CharField(max_length=400)
    strong = models.BooleanField(default=False)  # a number that tells who someone is, not a name

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["letter", "ref", "folded"], name="mention_once_a_letter")
        ]
        indexes: ClassVar = [models.Index(fields=["folded"])]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.ref}"


class Typology(models.Model):
    """A rule for screening that rests on a partner's seizure: proposed, approved by another, with an end."""

    name = models.CharField(max_length=64, unique=True)  # the rule's
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="typologies")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="typologies")  # which told of the seizure
    unit = models.CharField(max_length=CODE)
    seizure = models.CharField(max_length=60)  # the partner's number of it
    rule = models.JSONField()  # {weight, group, reason, facts, when}: docs/reference/rules.md
    state = models.CharField(max_length=16, default="proposed")
    author = models.CharField(max_length=BADGE)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=BADGE, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=400, blank=True)
    expires_on = models.DateField()
    suspended_at = models.DateTimeField(null=True)
    suspended_why = models.CharField(max_length=CODE, blank=True)  # a code of `correction_ground`

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="typology_state_is_known",
                condition=Q(state__in=["proposed", "approved", "refused", "suspended"]),
            ),
            models.CheckConstraint(
                name="typology_is_approved_by_another", condition=~Q(decided_by=F("author"))
            ),
        ]
        ordering: ClassVar = ["-proposed_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Correction(models.Model):
    """That someone who was told of a person, or of a finding, must be told that it does not stand."""

    case = models.CharField(max_length=CASE)
    person = models.CharField(max_length=16, blank=True)  # its label in the case; empty: no person
    ground = models.CharField(max_length=CODE)  # a code of the list `correction_ground`
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="corrections")
    recipient = models.CharField(max_length=200, blank=True)  # told otherwise than by a letter
    told = models.PositiveBigIntegerField(null=True)  # the row of the case's own list of who was told
    letters = models.JSONField(default=list)  # the letters that are corrected, by their uuids
    draft = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="corrects_for")
    raised_by = models.CharField(max_length=BADGE)
    raised_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="correction_goes_to_someone", condition=Q(partner__isnull=False) | ~Q(recipient="")
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["case"])]
        ordering: ClassVar = ["-raised_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.person}"


class Owed(models.Model):
    """What a letter of a partner's asks of us beside an answer: a hold, an erasure, a place in a course."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="owed")
    unit = models.CharField(max_length=CODE)
    kind = models.CharField(max_length=24)  # of the letter
    reference = models.CharField(max_length=80, blank=True)  # the request's number over there
    case = models.CharField(max_length=CASE, blank=True)
    exhibit = models.CharField(max_length=CASE, blank=True)
    holds = models.JSONField(default=list)  # the evidence room's own rows, while they stand
    state = models.CharField(max_length=16, default="waiting")  # a hold is `asked` until the worker placed it
    done_by = models.CharField(max_length=BADGE, blank=True)
    done_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="owed_state_is_known",
                condition=Q(state__in=["asked", "waiting", "stands", "done", "refused"]),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "state"])]
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.letter_id}"
