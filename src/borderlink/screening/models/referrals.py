"""Screening's records: loads of manifests, referrals, and what officers did with them.

Parcels are no records: they lie in Parquet files, a folder for each day. Rows of `Step`, `Opening`, `Result`,
`LaboratoryResult`, `Picture` and `Notice` are only ever added; a correction is a new row. The database's own
triggers keep that, and what a referral was judged by; they step aside only for a referral that is forgotten.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from borderlink.screening.domain.outcome import Outcome, Selection, State

BADGE = 32  # characters of a badge, as in the officers' room
CODE = 32  # characters of a code of a list, a unit or an agency
WAYBILL = 64
OUTCOMES = [outcome.value for outcome in Outcome]


def _known(name: str, field: str, values: list[str]) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": values}))


class Load(models.Model):
    """One upload of manifest files that are read and screened together."""

    class State(models.TextChoices):
        """How far a load has come; the worker takes the first two up again after a crash."""

        RECEIVED = "received"
        SCREENING = "screening"
        DONE = "done"
        REFUSED = "refused"

    number = models.CharField(max_length=24, unique=True)
    agency = models.CharField(max_length=CODE)
    unit = models.CharField(max_length=CODE)
    state = models.CharField(max_length=12, default=State.RECEIVED.value)
    stage = models.CharField(max_length=24, blank=True)  # what the worker is at
    progress = models.FloatField(default=0.0)  # 0..1 within the whole load
    attempts = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=BADGE)
    company = models.CharField(max_length=CODE, blank=True)  # whose key of the API brought it, else empty
    on = models.DateField()  # the day its parcels are filed under
    finished_at = models.DateTimeField(null=True)
    rows_read = models.PositiveBigIntegerField(default=0)
    parcels = models.PositiveBigIntegerField(default=0)
    quarantined = models.PositiveBigIntegerField(default=0)
    below_cut = models.PositiveBigIntegerField(default=0)
    messages_read = models.JSONField(default=dict)  # {kind: count} of messages joined into parcels
    events_read = models.PositiveBigIntegerField(default=0)  # events of items, counted apart from rows
    refusal = models.JSONField(default=dict)  # code and facts, when the load as a whole was refused
    columns_not_read = models.JSONField(default=list)  # [{file, column, why}]
    provenance = models.JSONField(default=dict)  # rates version, hashes of rules and watch, share, seed
    purged_on = models.DateField(null=True)  # the day on which its parcels were last dropped
    holding = models.BooleanField(default=True)  # parcels of it are still there

    class Meta:
        constraints: ClassVar = [
            _known("load_state_is_known", "state", ["received", "screening", "done", "refused"]),
            models.CheckConstraint(
                name="load_rows_add_up",
                condition=Q(rows_read=F("parcels") + F("quarantined")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "received_at"]),
            models.Index(fields=["unit", "-received_at"]),
            models.Index(fields=["on"]),
        ]

    def __str__(self) -> str:
        return self.number


class ManifestFile(models.Model):
    """One file of a load, kept in the node's folder under the hash of its content."""

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="files")
    unit = models.CharField(max_length=CODE)  # the load's: another station may load the same content
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    refusal = models.JSONField(default=dict)  # code and facts, when this file was refused

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "sha256"],
                condition=Q(refusal={}),
                name="manifest_content_is_loaded_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Referral(models.Model):
    """One parcel that screening, chance or an officer selected for a closer look."""

    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="referrals")
    waybill = models.CharField(max_length=WAYBILL)  # empty once forgotten
    agency = models.CharField(max_length=CODE)
    unit = models.CharField(max_length=CODE)
    on = models.DateField()
    selection = models.CharField(max_length=8)
    probability = models.FloatField(null=True)  # with which the random arm drew it, when it did
    score = models.FloatField(default=0.0)
    reasons = models.JSONField(default=list)  # [{rule, weight, facts}]
    linked = models.JSONField(default=list)  # [{waybill, shares}]
    direction = models.CharField(max_length=16, blank=True)
    bag = models.CharField(max_length=64, blank=True)
    flight = models.CharField(max_length=32, blank=True)
    office = models.CharField(max_length=128, blank=True)
    cutoff_at = models.DateTimeField(null=True)
    top_rule = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, default=State.SELECTED.value)
    outcome = models.CharField(max_length=1, blank=True)  # of the latest result
    holder = models.CharField(max_length=BADGE, blank=True)  # who has the parcel in hand
    forgotten_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            _known("referral_state_is_known", "state", [state.value for state in State]),
            _known("referral_selection_is_known", "selection", [selection.value for selection in Selection]),
            _known("referral_outcome_is_known", "outcome", ["", *OUTCOMES]),
            models.CheckConstraint(
                name="referral_closed_has_outcome",
                condition=Q(state="closed") ^ Q(outcome=""),
            ),
            models.CheckConstraint(name="referral_has_its_reasons", condition=~Q(reasons=[])),
            models.UniqueConstraint(
                fields=["load", "waybill"], condition=~Q(waybill=""), name="referral_once_a_load"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["waybill"]),
            models.Index(fields=["unit", "state", "-score"]),
            models.Index(fields=["unit", "on"]),
        ]

    def __str__(self) -> str:
        return self.waybill


class Whereabouts(models.Model):
    """Where a referred parcel is by the last postal event (EMSEVT) loaded; a later one replaces it."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="whereabouts")
    event = models.CharField(max_length=3)
    at = models.DateTimeField()
    office = models.CharField(max_length=128, blank=True)
    out_of_reach = models.BooleanField()  # it left the office of exchange: whoever wants it comes too late

    def __str__(self) -> str:
        return self.event


class Step(models.Model):
    """One thing that happened to a referral: selected, presented, opened, closed, handed over, noted."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=24)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=BADGE, blank=True)  # empty: the screening itself

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return self.what


class Opening(models.Model):
    """A parcel opened before two officers. The latest row counts; an earlier one was corrected by it."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="openings")
    second_officer = models.CharField(max_length=BADGE)
    operator_present = models.BooleanField()
    operator = models.CharField(max_length=128, blank=True)
    absence = models.CharField(max_length=255, blank=True)  # why it was opened without the operator
    note = models.TextField(blank=True)
    why = models.TextField(blank=True)  # of a correction
    at = models.DateTimeField()
    by = models.CharField(max_length=BADGE)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="opening_has_two_officers", condition=~Q(second_officer=F("by"))),
            models.CheckConstraint(
                name="opening_accounts_for_operator",
                condition=(Q(operator_present=True) & ~Q(operator=""))
                | (Q(operator_present=False) & ~Q(absence="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} + {self.second_officer}"


class Result(models.Model):
    """An outcome as it was recorded. The latest row counts; an earlier one was corrected by it."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="results")
    outcome = models.CharField(max_length=1)
    presumptive = models.CharField(max_length=CODE, blank=True)  # what the test on the spot showed
    substance = models.CharField(max_length=CODE, blank=True)  # by that test
    method = models.CharField(max_length=CODE, blank=True)  # the presumptive test
    concealment = models.CharField(max_length=CODE, blank=True)
    also_concealed = models.JSONField(default=list)
    detected_by = models.CharField(max_length=CODE, blank=True)
    also_detected_by = models.JSONField(default=list)
    note = models.TextField(blank=True)
    why = models.TextField(blank=True)  # of a correction
    at = models.DateTimeField()
    by = models.CharField(max_length=BADGE)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [_known("result_outcome_is_known", "outcome", OUTCOMES)]

    def __str__(self) -> str:
        return self.outcome


class LaboratoryResult(models.Model):
    """What a laboratory reported, apart from the presumptive result; the latest row counts."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="laboratory_results")
    laboratory = models.CharField(max_length=128)
    report = models.CharField(max_length=64)
    substance = models.CharField(max_length=CODE, blank=True)  # empty: no controlled substance
    note = models.TextField(blank=True)
    reported_on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=BADGE)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return self.report


class Picture(models.Model):
    """A photograph or an X-ray image: the original under its hash, beside a preview without metadata."""

    class Kind(models.TextChoices):
        """What it is a picture of."""

        PHOTOGRAPH = "photograph"
        XRAY = "x-ray"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="pictures")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=32)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=BADGE)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["referral", "sha256"], name="picture_once_a_referral"),
            _known("picture_kind_is_known", "kind", ["photograph", "x-ray"]),
        ]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """A parcel re-sealed after nothing was found, with the notice that lies in it."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="notices")
    seal = models.CharField(max_length=64)
    language = models.CharField(max_length=8)  # the receiver's; the office's own stands beside it
    at = models.DateTimeField()
    by = models.CharField(max_length=BADGE)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return self.seal


class ShiftPlan(models.Model):
    """The minutes of a station's shift and the means it uses; the latest row counts."""

    agency = models.CharField(max_length=CODE)
    unit = models.CharField(max_length=CODE)
    minutes = models.PositiveIntegerField()
    means = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.CharField(max_length=BADGE)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "-at"])]

    def __str__(self) -> str:
        return f"{self.unit} {self.minutes}"


class HandOver(models.Model):
    """A shift handed over: what was open, who held it, notes; taken over by the officer it names."""

    agency = models.CharField(max_length=CODE)
    unit = models.CharField(max_length=CODE)
    to = models.CharField(max_length=BADGE)
    note = models.TextField(blank=True)
    items = models.JSONField(default=list)  # [{referral, holder, note}]
    at = models.DateTimeField()
    by = models.CharField(max_length=BADGE)
    taken_over_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "-at"])]
        constraints: ClassVar = [
            models.CheckConstraint(name="hand_over_is_to_another", condition=~Q(to=F("by")))
        ]

    def __str__(self) -> str:
        return f"{self.by} > {self.to}"


class ApprovedRule(models.Model):
    """A rule that a later room had approved: read at every screening beside the node's own file of rules."""

    name = models.CharField(max_length=64, unique=True)
    said = models.JSONField()  # one `[[rule]]` of docs/reference/rules.md, its warrant included
    put_by = models.CharField(max_length=BADGE)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class SuspendedWarrant(models.Model):
    """A case or a partner's seizure whose rules and watch entries wait: what was told of it fell."""

    reference = models.CharField(max_length=60)
    why = models.CharField(max_length=CODE)
    by = models.CharField(max_length=BADGE)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=BADGE, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reference"], condition=Q(lifted_at=None), name="warrant_is_suspended_once"
            )
        ]

    def __str__(self) -> str:
        return self.reference
