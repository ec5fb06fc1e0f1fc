"""What was asked across cases, and which rows of files were taken before: words, so nothing here may leave.

Rows point at ``counted`` and ``nominal``, never the other way.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from borderlink.cases.models.counted import Case
from borderlink.cases.models.fields import Badge, Code, Number
from borderlink.cases.models.nominal import Organisation, Person, one_owner


class Deconfliction(models.Model):
    """A supervisor's question whether a person or organisation of their case is known to another unit."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deconflictions")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="deconflictions")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="deconflictions")
    agency = Code()
    unit = Code()  # which asks
    why = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        constraints: ClassVar = [one_owner("deconfliction_is_about_one")]
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit}"


class DeconflictionHit(models.Model):
    """One unit that knows whom a question was about, in which of its cases, and what it answered.

    The unit alone is told to whoever asked; the case stays with the unit that holds it.
    """

    question = models.ForeignKey(Deconfliction, models.CASCADE, related_name="hits")
    case = models.ForeignKey(Case, models.PROTECT, related_name="asked_about")
    unit = Code()  # which knows
    answer = models.CharField(max_length=400, blank=True)
    answered_by = Badge(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "case"], name="deconfliction_hit_once_a_case")
        ]
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.unit


class ImportMapping(models.Model):
    """Which column of an agency's spreadsheet is which of our fields, kept under a name."""

    agency = Code()
    unit = Code(blank=True)
    name = models.CharField(max_length=80)
    columns = models.JSONField(default=dict)  # {their heading: our field}
    options = models.JSONField(default=dict)  # date order, decimal comma, sheet, constants
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "name"], name="import_mapping_has_its_name")
        ]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One file of an agency's own that was read in, or tried."""

    number = Number(unique=True)
    agency = Code()
    unit = Code()
    mapping = models.ForeignKey(ImportMapping, models.PROTECT, null=True, related_name="runs")
    file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    rows_read = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0)  # taken from an earlier file or line already
    quarantined = models.PositiveIntegerField(default=0)
    not_read = models.JSONField(default=list)  # [{column, why}]
    dry = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = Badge()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="import_rows_add_up",
                condition=Q(rows_read=models.F("imported") + models.F("repeats") + models.F("quarantined")),
            )
        ]

    def __str__(self) -> str:
        return self.number


class Quarantined(models.Model):
    """One row of a file that could not be taken, with its place and the reason."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=400, blank=True)
    why = Code()
    row = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["line", "pk"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.line}"


class ImportedCase(models.Model):
    """Which of an agency's own old numbers became which case: the next file adds to the same one.

    Two officers who know nothing of each other's cases may each have one of the same old number.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="imported_as")
    agency = Code()
    number = models.CharField(max_length=80)  # as the agency wrote it
    folded = models.CharField(max_length=160)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "folded", "case"], name="imported_case_once")
        ]

    def __str__(self) -> str:
        return self.number


class ImportMark(models.Model):
    """The mark of one row that was imported, under the node's own secret: by it a repeat is known.

    It is one to who sees the case that the row was written into, and to nobody else.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="marks")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="import_marks")
    agency = Code()
    mark = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "mark", "case"], name="imported_row_once")
        ]

    def __str__(self) -> str:
        return self.mark[:12]
