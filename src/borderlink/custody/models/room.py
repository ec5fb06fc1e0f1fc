"""The evidence room around the ledger: places, balances, stock-takes, holds, requests, forms, alarms."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from borderlink.custody.models.ledger import CODE, Entry


class Place(models.Model):
    """One place of an evidence room: a shelf, a safe, a cage; its unit keeps the room."""

    code = models.CharField(max_length=CODE, unique=True)
    unit = models.CharField(max_length=CODE)
    name = models.CharField(max_length=120, blank=True)
    is_closed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code


class Balance(models.Model):
    """A balance as its certificate tells; ``certified_until`` is the first day it no longer holds."""

    number = models.CharField(max_length=CODE, unique=True)
    unit = models.CharField(max_length=CODE)
    division_mg = models.PositiveIntegerField()
    calibration_ug = models.PositiveIntegerField(default=0)
    certificate = models.CharField(max_length=CODE, blank=True)
    certified_until = models.DateField()
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.CheckConstraint(name="custody_balance_has_a_division", condition=Q(division_mg__gte=1))
        ]

    def __str__(self) -> str:
        return self.number


class StockTake(models.Model):
    """A count of an evidence room: what should lie there when it began, what was missing when it ended."""

    number = models.CharField(max_length=CODE, unique=True)
    unit = models.CharField(max_length=CODE)
    place = models.CharField(max_length=CODE, blank=True)  # empty: the whole room
    expected = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    unexpected = models.JSONField(default=list)
    started_by = models.CharField(max_length=CODE)
    started_at = models.DateTimeField()
    closed_by = models.CharField(max_length=CODE, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-started_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="custody_one_open_stock_take_a_place",
                fields=["unit", "place"],
                condition=Q(closed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.number


class StockTakeScan(models.Model):
    """One label that was scanned in a stock-take, at a place; ``found`` says what came of it."""

    stock_take = models.ForeignKey(StockTake, models.PROTECT, related_name="scans")
    label = models.CharField(max_length=CODE)
    place = models.CharField(max_length=CODE, blank=True)
    found = models.CharField(max_length=16)  # expected, elsewhere, unexpected, unknown
    by = models.CharField(max_length=CODE)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stock_take", "label"], name="custody_scanned_once_a_stock_take")
        ]

    def __str__(self) -> str:
        return self.label


class Hold(models.Model):
    """A partner's or a court's wish that a case (or one exhibit of it) be kept: no destruction meanwhile."""

    case = models.CharField(max_length=CODE)
    exhibit = models.CharField(max_length=CODE, blank=True)
    party = models.CharField(max_length=CODE)
    request = models.CharField(max_length=CODE)
    why = models.TextField(blank=True)
    placed_by = models.CharField(max_length=CODE)
    placed_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=CODE, blank=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_why = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["placed_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["case", "lifted_at"], name="custody_hold_by_case")]

    def __str__(self) -> str:
        return f"{self.party} {self.request}"


class LaboratoryRequest(models.Model):
    """What a laboratory was asked about exhibits of a case; ``questions`` are codes, ``note`` free text."""

    number = models.CharField(max_length=CODE, unique=True)
    case = models.CharField(max_length=CODE)
    unit = models.CharField(max_length=CODE)
    organisation = models.CharField(max_length=CODE)
    exhibits = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    note = models.TextField(blank=True)
    answered = models.JSONField(default=list)  # the exhibits that have a result
    asked_by = models.CharField(max_length=CODE)
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-asked_at"], name="custody_request_by_lab"),
            models.Index(fields=["case"], name="custody_request_by_case"),
        ]

    def __str__(self) -> str:
        return self.number


class Form(models.Model):
    """A legal form that was printed: of which entries, and the hash of the signed sheet that came back."""

    number = models.CharField(max_length=CODE, unique=True)
    code = models.CharField(max_length=CODE)
    case = models.CharField(max_length=CODE)
    language = models.CharField(max_length=8)
    entries = models.JSONField(default=list)  # numbers in the case
    sha256 = models.CharField(max_length=64)
    printed_by = models.CharField(max_length=CODE)
    printed_at = models.DateTimeField()
    scan_sha256 = models.CharField(max_length=64, blank=True)
    scan_name = models.CharField(max_length=200, blank=True)
    scanned_by = models.CharField(max_length=CODE, blank=True)
    scanned_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-printed_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["case"], name="custody_form_by_case")]

    def __str__(self) -> str:
        return self.number


class Alarm(models.Model):
    """Something that does not wait to be looked for: drift, a discrepancy, samples late for the laboratory.

    ``key`` is what it is about: an exhibit, an officer, a balance. One alarm of a kind is open about a key.
    """

    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=CODE)
    case = models.CharField(max_length=CODE, blank=True)
    unit = models.CharField(max_length=CODE)
    facts = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    settled_by = models.CharField(max_length=CODE, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_why = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-raised_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["unit", "settled_at"], name="custody_alarm_by_unit")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="custody_one_open_alarm_of_a_kind",
                fields=["kind", "key"],
                condition=Q(settled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class OverriddenWarning(models.Model):
    """A question that the node asked back and an officer answered with yes; the disclosure lists it."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="warnings")
    case = models.CharField(max_length=CODE)
    exhibit = models.CharField(max_length=CODE, blank=True)
    code = models.CharField(max_length=CODE)
    facts = models.JSONField(default=dict)
    by = models.CharField(max_length=CODE)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["entry_id", "pk"]
        indexes: ClassVar = [models.Index(fields=["case"], name="custody_warning_by_case")]

    def __str__(self) -> str:
        return self.code
