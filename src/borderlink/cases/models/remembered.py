"""What officers remember of a person: two spellings that the same person used. Rows are added, never changed.

What does not hold is withdrawn by a row of its own that names it; both stay until the case is erased.
"""

from typing import ClassVar

from django.db import models

from borderlink.cases.models.counted import Case
from borderlink.cases.models.fields import Badge
from borderlink.cases.models.nominal import Person


class Alias(models.Model):
    """That an officer said, with a ground, that one person used two spellings; or that this holds no more."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="aliases")
    person = models.ForeignKey(Person, models.PROTECT, related_name="aliases")
    one = models.CharField(max_length=200)
    other = models.CharField(max_length=200)
    ground = models.CharField(max_length=400)
    withdraws = models.OneToOneField("self", models.PROTECT, null=True, related_name="withdrawal")
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="alias_joins_two", condition=~models.Q(one=models.F("other")))
        ]
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.one} = {self.other}"
