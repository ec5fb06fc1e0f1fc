"""The gate: consents, approvals and whom they name, what passed by them, and what partners assured us of."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from borderlink.liaison.domain.assurance import Grade, Kind
from borderlink.liaison.models.partners import BADGE, CODE, Partner

HEX = 64
ASKED, APPROVED, REFUSED, WITHDRAWN = "asked", "approved", "refused", "withdrawn"
STATES = (ASKED, APPROVED, REFUSED, WITHDRAWN)


class Consent(models.Model):
    """A competent authority's consent that something may be told to a partner: ours, or a partner's to us."""

    digest = models.CharField(max_length=HEX, unique=True)  # letters name it by this
    recipient = models.CharField(max_length=200)  # to whom may be told: a partner's code, else who abroad
    giver = models.CharField(max_length=CODE, blank=True)  # code of the partner who consents; empty: our side
    authority = models.CharField(max_length=200)
    number = models.CharField(max_length=120)
    given_on = models.DateField()
    scope = models.CharField(max_length=400, blank=True)
    kinds = models.JSONField(default=list)  # of letters and ways out; empty: all
    case = models.CharField(max_length=48, blank=True)  # empty: every case
    for_evidence = models.BooleanField(default=False)
    for_persons = models.BooleanField(default=False)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    letter = models.UUIDField(null=True)  # the partner's letter that gave it
    withdrawn_by = models.CharField(max_length=BADGE, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=BADGE, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="consent_ends", condition=Q(until_at__gt=F("from_at")))
        ]
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.authority} {self.number}"


class Assurance(models.Model):
    """One question to the gate and its answer: may this letter, file or exhibit tell of these people.

    What it rests on (text, table of penalties, statuses) is kept with it: when that changes it holds no more.
    """

    way = models.CharField(max_length=64)
    subject = models.CharField(max_length=120)  # as leave_node names it: `letter <uuid>`, `dossier <number>`
    letter = models.UUIDField(null=True, db_index=True)
    kind = models.CharField(max_length=64)  # of the letter; else the way
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="assurances")
    recipient = models.CharField(max_length=200)  # the partner's code; else who abroad
    country = models.CharField(max_length=2, blank=True)  # of the recipient; empty: unknown
    unit = models.CharField(max_length=CODE)  # our office that asks
    case = models.CharField(max_length=48, blank=True)
    channel = models.CharField(max_length=CODE)
    basis = models.CharField(max_length=200)
    article = models.CharField(max_length=200, blank=True)
    consents = models.JSONField(default=list)
    digest = models.CharField(max_length=HEX)
    table = models.CharField(max_length=HEX)
    needed = models.CharField(max_length=CODE)  # grade, when it was asked
    assurance = models.CharField(max_length=CODE, default=Kind.NONE.value)
    giver = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    assured_on = models.DateField(null=True)
    why = models.CharField(max_length=1000)
    asked_by = models.CharField(max_length=BADGE)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=CODE, default=ASKED)
    grade = models.CharField(max_length=CODE, blank=True)  # of who decided
    body = models.CharField(max_length=200, blank=True)  # above a commander: which office decided
    decision = models.CharField(max_length=120, blank=True)  # the number of its paper
    decided_on = models.DateField(null=True)  # the day of its paper
    grounds = models.CharField(max_length=1000, blank=True)
    decided_by = models.CharField(max_length=BADGE, blank=True)
    decided_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    void_why = models.CharField(max_length=CODE, blank=True)  # a code of `gate_reason`
    void_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="assurance_state_is_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="assurance_is_decided_by_another", condition=~Q(decided_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="assurance_approved_has_grade_grounds_and_end",
                condition=~Q(state=APPROVED)
                | (
                    Q(grade__in=[Grade.SENIOR.value, Grade.HEAD.value, Grade.MINISTER.value])
                    & Q(until_at__isnull=False, decided_at__isnull=False)
                    & ~Q(grounds="")
                    & ~Q(decided_by="")
                ),
            ),
            models.CheckConstraint(
                name="assurance_above_a_commander_rests_on_paper",
                condition=~Q(grade__in=[Grade.HEAD.value, Grade.MINISTER.value])
                | (~Q(body="") & ~Q(decision="") & Q(decided_on__isnull=False)),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "asked_at"]), models.Index(fields=["subject"])]
        ordering: ClassVar = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.subject} {self.recipient}"


class AssuredPerson(models.Model):
    """One person that an approval names, with the status and the penalty that whoever decided saw."""

    assurance = models.ForeignKey(Assurance, models.CASCADE, related_name="people")
    ref = models.CharField(max_length=80)  # P1 of the letter, or GZ-2026-0417/P01 of a case
    status = models.CharField(max_length=CODE)
    offence = models.CharField(max_length=CODE, blank=True)
    substance = models.CharField(max_length=CODE, blank=True)
    quantity_g = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    penalty = models.CharField(max_length=CODE)
    factors = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assurance", "ref"], name="assured_person_once")
        ]
        ordering: ClassVar = ["ref"]

    def __str__(self) -> str:
        return f"{self.ref} {self.status}"


class Passage(models.Model):
    """That the gate let a letter or file to a partner pass: what it rested on, kept for the register."""

    subject = models.CharField(max_length=120)
    letter = models.UUIDField(null=True, db_index=True)
    way = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    recipient = models.CharField(max_length=200)
    digest = models.CharField(max_length=HEX)
    people = models.PositiveIntegerField()
    assurance = models.ForeignKey(Assurance, models.PROTECT, null=True, related_name="passages")
    by = models.CharField(max_length=BADGE)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.subject} {self.recipient}"


class GivenAssurance(models.Model):
    """What a partner assured us of about a person, by a letter of theirs: shown beside the letter."""

    letter = models.UUIDField(db_index=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="given_assurances")
    ref = models.CharField(max_length=80)
    status = models.CharField(max_length=CODE)
    penalty = models.CharField(max_length=CODE)
    assurance = models.CharField(max_length=CODE)
    giver = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    given_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    factors = models.JSONField(default=list)
    is_exculpatory = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["letter", "ref"], name="given_assurance_once_a_person")
        ]
        ordering: ClassVar = ["-at", "ref"]

    def __str__(self) -> str:
        return f"{self.letter} {self.ref}"
