"""What follows from the entries and can be made anew from them: exhibits, opened parcels, weighings."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from borderlink.custody.models.ledger import CODE, Entry


class OpenedParcel(models.Model):
    """Who holds an opened parcel, once it was handed over."""

    waybill = models.CharField(max_length=CODE, unique=True)
    case = models.CharField(max_length=CODE)
    holder = models.CharField(max_length=CODE)

    def __str__(self) -> str:
        return self.waybill


class Exhibit(models.Model):
    """An exhibit as its last entry left it. ``unit`` is its case's, ``holder_unit`` its holder's.

    ``root`` is the seized lot that it is or came out of, ``parent`` the lot that it was taken from;
    ``seals`` innermost first; ``book_mg`` is empty until the first net weighing.
    """

    number = models.CharField(max_length=CODE, unique=True)
    case = models.CharField(max_length=CODE)
    agency = models.CharField(max_length=CODE)
    unit = models.CharField(max_length=CODE)
    item = models.CharField(max_length=16)
    substance = models.CharField(max_length=CODE, blank=True)
    form = models.CharField(max_length=CODE, blank=True)
    state = models.CharField(max_length=16)
    holder = models.CharField(max_length=CODE)
    holder_unit = models.CharField(max_length=CODE, blank=True)
    location = models.CharField(max_length=CODE, blank=True)
    book_mg = models.BigIntegerField(null=True)
    gross_mg = models.BigIntegerField(null=True)
    sealed_gross_mg = models.BigIntegerField(null=True)
    seals = models.JSONField(default=list)
    root = models.CharField(max_length=CODE)
    parent = models.CharField(max_length=CODE, blank=True)
    belongs_to = models.CharField(max_length=CODE, blank=True)
    parcel = models.CharField(max_length=CODE, blank=True)
    packages = models.PositiveIntegerField(default=0)
    is_sample = models.BooleanField(default=False)
    purpose = models.CharField(max_length=16, blank=True)  # of a sample
    group = models.CharField(max_length=CODE, blank=True)
    offer = models.CharField(max_length=CODE, blank=True)
    plan = models.CharField(max_length=CODE, blank=True)
    discrepancy = models.PositiveIntegerField(null=True)  # the weighing's number in the case, while open
    is_complex = models.BooleanField(default=False)
    seized_at = models.BigIntegerField()
    first_entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    last_entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [
            models.Index(fields=["case", "number"], name="custody_exhibit_by_case"),
            models.Index(fields=["holder_unit", "state"], name="custody_exhibit_by_keeper"),
            models.Index(fields=["location"], name="custody_exhibit_by_location"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="custody_book_is_never_below_zero", condition=Q(book_mg__isnull=True) | Q(book_mg__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.number


class WeighingStep(models.Model):
    """What a lot lost between two net weighings: what drift by officer and by balance is summed up from.

    ``step`` holds masses in mg and the weighings with their balances; ``after`` is the later one's entry.
    """

    after = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    lot = models.CharField(max_length=CODE)
    holder = models.CharField(max_length=CODE)
    balance = models.CharField(max_length=CODE)
    unit = models.CharField(max_length=CODE)
    step = models.JSONField()

    class Meta:
        ordering: ClassVar = ["after_id"]
        indexes: ClassVar = [
            models.Index(fields=["lot"], name="custody_step_by_lot"),
            models.Index(fields=["holder"], name="custody_step_by_holder"),
            models.Index(fields=["balance"], name="custody_step_by_balance"),
        ]

    def __str__(self) -> str:
        return f"{self.lot} at {self.after_id}"
