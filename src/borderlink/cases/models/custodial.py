"""A person in custody: nationality, language and age, for four purposes and no other.

They are the notice to a consul, an interpreter, the safeguards of a minor and statutory returns. Screening,
search and its ranking, figures and patrols may not import this module: the import contracts say so.
"""

from typing import ClassVar

from django.db import models

from borderlink.cases.models.counted import known
from borderlink.cases.models.fields import Badge, Code
from borderlink.cases.models.nominal import Person


class PersonInCustody(models.Model):
    """What must be known of a person because they are held."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="custody_record")
    nationality = Code(blank=True)  # country; empty: not said, or none
    stateless = models.BooleanField(default=False)
    language = Code(blank=True)
    sex = Code(blank=True)  # for statutory returns
    born_on = models.DateField(null=True)
    age_said = models.PositiveIntegerField(null=True)  # where no date of birth is known
    held_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    interpreter = models.CharField(max_length=200, blank=True)
    interpreter_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = Badge()

    def __str__(self) -> str:
        return f"custody {self.person_id}"


class ConsularNotice(models.Model):
    """The notice owed to a consul: under which treaty, until when, what the person wished, when given."""

    record = models.ForeignKey(PersonInCustody, models.PROTECT, related_name="notices")
    country = Code()
    treaty = Code()
    mandatory = models.BooleanField(default=False)  # owed whatever the person wishes
    due_at = models.DateTimeField(null=True)  # None: without delay, in no number of hours
    rights_told_at = models.DateTimeField(null=True)
    wished = Code(default="not-asked")  # not-asked, yes, no
    given_at = models.DateTimeField(null=True)
    given_by = Badge(blank=True)
    reference = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            known("consular_wish_is_known", "wished", ["not-asked", "yes", "no"]),
            models.UniqueConstraint(fields=["record", "country"], name="consular_notice_once_a_country"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.treaty}"


class Safeguard(models.Model):
    """Something done because the person in custody is a minor, or needs it."""

    record = models.ForeignKey(PersonInCustody, models.PROTECT, related_name="safeguards")
    kind = Code()  # guardian-told, adult-present, counsel, held-apart, assessed
    done_at = models.DateTimeField()
    words = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = Badge()

    def __str__(self) -> str:
        return self.kind
