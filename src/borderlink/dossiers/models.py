"""The tables of dossiers: what was drawn up of a case, what was withheld and why, the schedule beside it."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

CODE: Final = 64  # the longest code that an act can hold
DRAWN_UP: Final = "drawn-up"  # waits for the officer's signature
SIGNED: Final = "signed"
DROPPED: Final = "dropped"  # never signed, drawn up anew
STATES: Final = (DRAWN_UP, SIGNED, DROPPED)


class Dossier(models.Model):
    """One dossier of a case. Its bytes lie on the shelf of dossiers under their hash.

    ``draft_sha256`` names what waits to be signed, ``sha256`` the signed file. ``verdict`` is what the
    verifier said of it when it was signed, anchored in the agency's own root.
    """

    number = models.CharField(max_length=CODE, unique=True)
    case = models.CharField(max_length=CODE)
    place = models.PositiveIntegerField()  # 1, 2, ... within the case
    agency = models.CharField(max_length=CODE)
    unit = models.CharField(max_length=CODE)
    state = models.CharField(max_length=12, default=DRAWN_UP)
    languages = models.JSONField(default=list)
    events = models.PositiveIntegerField()
    checkpoint_size = models.PositiveBigIntegerField()
    checkpoint_root = models.CharField(max_length=64)
    root_fingerprint = models.CharField(max_length=80)
    draft_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    verdict = models.JSONField(default=dict)
    drawn_up_by = models.CharField(max_length=CODE)
    drawn_up_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-drawn_up_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "place"], name="dossier_has_its_place_in_its_case"),
            models.CheckConstraint(name="dossier_state_is_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="dossier_signed_has_a_file", condition=~Q(state=SIGNED) | ~Q(sha256="")
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "-drawn_up_at"], name="dossier_by_unit")]

    def __str__(self) -> str:
        return self.number


class Withheld(models.Model):
    """A personal or free-text field of an event that a dossier does not open, and on which ground."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="withheld")
    sequence = models.BigIntegerField()
    entry = models.PositiveIntegerField()
    name = models.CharField(max_length=32)
    ground = models.CharField(max_length=CODE)

    class Meta:
        ordering: ClassVar = ["sequence", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "sequence", "name"], name="dossier_withholds_once"),
            models.CheckConstraint(name="dossier_withholds_with_a_ground", condition=~Q(ground="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} of entry {self.entry}"


class DisclosureItem(models.Model):
    """One line of the schedule of all material in the case: served with the dossier, or withheld and why."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="items")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    reference = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    status = models.CharField(max_length=12)
    ground = models.CharField(max_length=CODE, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "place"], name="dossier_item_has_its_place"),
            models.CheckConstraint(
                name="dossier_item_withheld_with_a_ground",
                condition=Q(status="served") | (Q(status="withheld") & ~Q(ground="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
