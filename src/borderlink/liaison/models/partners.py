"""Partners: agencies' nodes that two officers have pinned, the keys they sign with, what may be told them."""

from typing import ClassVar

from django.db import models

from borderlink.liaison.domain.states import PartnerState

BADGE = 32
CODE = 32


class Partner(models.Model):
    """One agency's node that letters go to and come from."""

    code = models.CharField(max_length=CODE, unique=True)  # the agency's code, as in its root document
    node = models.CharField(max_length=CODE)  # the node's id, as in its letter keys
    country = models.CharField(max_length=2)  # of the jurisdiction, ISO 3166-1
    name_zh = models.CharField(max_length=120, blank=True)
    name_vi = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, default="en")  # they write in
    time_zone = models.CharField(max_length=48, default="UTC")
    unit = models.CharField(max_length=CODE)  # our office that keeps this partner
    state = models.CharField(max_length=16, default=PartnerState.PROPOSED.value)
    address = models.CharField(
        max_length=300, blank=True
    )  # https://host:port, empty: hand-carried files alone
    root = models.BinaryField()  # the signed root document that was compared at the ceremony
    terms = models.JSONField(default=dict)  # domain.terms.Terms: what may be told to them, and how
    letters_a_minute = models.PositiveIntegerField(default=600)
    paused_why = models.CharField(max_length=32, blank=True)  # a code of the list `pause_reason`
    paused_at = models.DateTimeField(null=True)
    resume_asked_by = models.CharField(max_length=BADGE, blank=True)  # another officer resumes
    resume_asked_why = models.CharField(max_length=400, blank=True)
    resume_asked_at = models.DateTimeField(null=True)
    added_by = models.CharField(max_length=BADGE)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="partner_state_is_known",
                condition=models.Q(state__in=[state.value for state in PartnerState]),
            )
        ]
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code


class PartnerKeys(models.Model):
    """One version of a partner's letter keys: `foundation.letterkeys.SignedLetterKeys`, as its bytes."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="keys")
    version = models.PositiveIntegerField()
    document = models.BinaryField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)  # revoked: by a new ceremony or the end
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner", "version"],
                condition=models.Q(retired_at=None),
                name="partner_keys_once_a_version",
            )
        ]
        ordering: ClassVar = ["version"]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.version}"


class Ceremony(models.Model):
    """One introduction file that was taken in, who heard its digits from the partner, what came of it.

    The open one of a partner is neither confirmed nor dropped.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="ceremonies")
    document = models.BinaryField()  # the introduction as it came
    sha256 = models.CharField(
        max_length=64
    )  # of the document: the second officer confirms what the first took in
    fingerprint = models.CharField(max_length=80)  # of its root, 60 digits in twelve groups
    proposed_by = models.CharField(max_length=BADGE)
    proposed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=BADGE, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)  # replaced by a later file, or given up

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner"],
                condition=models.Q(confirmed_at=None, dropped_at=None),
                name="ceremony_one_open_a_partner",
            ),
            models.CheckConstraint(
                name="ceremony_takes_two",
                condition=~models.Q(confirmed_by=models.F("proposed_by")),
            ),
        ]
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.sha256[:8]}"
