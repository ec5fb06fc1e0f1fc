"""What may be counted and may leave as figures: codes, numbers, dates; no name, no free text, no person.

No table here refers to one of ``nominal`` or ``custodial``; those refer to these. A test lists every column.
"""

from datetime import time
from decimal import Decimal
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from borderlink.cases.domain.seizures import amount_of
from borderlink.cases.domain.standing import CaseState, CustodyState, Source, Stage
from borderlink.cases.models.fields import Badge, Code, Number


def known(name: str, field: str, values: list[str]) -> models.CheckConstraint:
    """Return a constraint that a column holds one of these codes."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": values}))


class CaseCounter(models.Model):
    """The last number of a unit's cases in a year; its row is the lock: none is doubled or skipped."""

    unit = Code()
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year"], name="cases_one_counter_a_unit_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.unit}-{self.year}"


class Case(models.Model):
    """One case of a unit. Its title, like all words, stands in ``nominal.CaseWords``."""

    number = Number(unique=True)
    agency = Code()
    unit = Code()
    pack = Code()  # the rule pack its exhibits are kept under
    source = Code()
    state = Code(default=CaseState.OPEN.value)
    country = Code(blank=True)
    opened_by = Badge()
    opened_at = models.DateTimeField()
    final_on = models.DateField(null=True)  # when every decision had become final
    closed_at = models.DateTimeField(null=True)
    erased_on = models.DateField(null=True)  # when everything nominal was erased

    class Meta:
        constraints: ClassVar = [
            known("case_state_is_known", "state", [state.value for state in CaseState]),
            known("case_source_is_known", "source", [source.value for source in Source]),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "unit", "state"]),
            models.Index(fields=["unit", "-opened_at"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """Return the case's title; empty once it was erased."""
        words = getattr(self, "words", None)
        return str(words.title) if words else ""


class Involvement(models.Model):
    """That someone plays a part in a case: the part, the custody, the dates. Who it is stands elsewhere."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="involvements")
    place = models.PositiveIntegerField()  # 1, 2, ... within the case
    role = Code(default="ROL-ASSOCIATE")
    custody = Code(default=CustodyState.UNKNOWN.value)
    suspected_on = models.DateField(null=True)
    held_on = models.DateField(null=True)
    arrested_on = models.DateField(null=True)
    released_on = models.DateField(null=True)
    struck_on = models.DateField(null=True)  # entered by mistake: counts no more
    by = Badge()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "place"], name="involvement_has_its_place"),
            known("involvement_custody_is_known", "custody", [state.value for state in CustodyState]),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} P{self.place:02}"

    @property
    def label(self) -> str:
        """Return the number within the case, like P01."""
        return f"P{self.place:02}"


class Decision(models.Model):
    """What a prosecutor or a court decided, on one involvement or on the case as a whole. Only ever added."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    involvement = models.ForeignKey(Involvement, models.PROTECT, null=True, related_name="decisions")
    stage = Code()
    outcome = Code()
    decided_on = models.DateField()
    is_final = models.BooleanField(default=False)
    review_pending = models.BooleanField(default=False)  # the review of a death sentence is still open
    sentence = Code(blank=True)
    months = models.PositiveIntegerField(null=True)  # of imprisonment
    by = Badge()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            known("decision_stage_is_known", "stage", [stage.value for stage in Stage]),
            models.CheckConstraint(
                name="decision_under_review_is_not_final",
                condition=Q(review_pending=False) | Q(is_final=False),
            ),
            models.CheckConstraint(
                name="death_sentence_is_final_by_review",
                condition=Q(is_final=False) | ~Q(sentence="SEN-DEATH") | Q(stage=Stage.REVIEW.value),
            ),
        ]
        ordering: ClassVar = ["decided_on", "pk"]

    def __str__(self) -> str:
        return self.outcome


class Seizure(models.Model):
    """Something seized at one time and place. Masses and substances stand in ``SeizedSubstance``."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="seizures")
    number = Number(unique=True)  # <case>-S01
    agency = Code()
    unit = Code()
    seized_on = models.DateField()  # by the clocks of the place
    seized_at = models.DateTimeField(null=True)  # the hour, where it is known
    zone = Code(blank=True)  # of that hour, as in the IANA database
    country = Code()
    place_kind = Code(blank=True)
    channel = Code(blank=True)  # mail, express, road, rail, sea, air, river, on foot, premises
    direction = Code(blank=True)
    conveyance = Code(blank=True)
    origin_country = Code(blank=True)
    destination_country = Code(blank=True)
    concealment = Code(blank=True)
    packaging = Code(blank=True)
    packages = models.PositiveIntegerField(null=True)
    detected_by = Code(blank=True)
    joint_with = Code(blank=True)  # the partner's country, so that a joint seizure counts once
    struck_on = models.DateField(null=True)
    imported = models.BooleanField(default=False)
    by = Badge()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agency", "seized_on"]),
            models.Index(fields=["unit", "seized_on"]),
        ]
        ordering: ClassVar = ["seized_on", "pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def seized_time(self) -> time | None:
        """Return the hour by the clocks of the place, where it is known."""
        return self.seized_at.astimezone(ZoneInfo(self.zone)).time() if self.seized_at and self.zone else None


class SeizureCause(models.Model):
    """A further concealment, or cause of detection, of a seizure; the first stands in its own row."""

    seizure = models.ForeignKey(Seizure, models.CASCADE, related_name="causes")
    list_name = Code()  # concealment, detection
    code = Code()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seizure", "list_name", "code"], name="seizure_cause_once")
        ]

    def __str__(self) -> str:
        return self.code


class SeizureTransit(models.Model):
    """A country on the way, in its order."""

    seizure = models.ForeignKey(Seizure, models.CASCADE, related_name="transits")
    place = models.PositiveIntegerField()
    country = Code()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seizure", "place"], name="seizure_transit_has_its_place")
        ]
        ordering: ClassVar = ["place"]

    def __str__(self) -> str:
        return self.country


class SeizedSubstance(models.Model):
    """One substance of a seizure: the test on the spot and the laboratory's report, apart."""

    seizure = models.ForeignKey(Seizure, models.CASCADE, related_name="substances")
    presumptive = Code(blank=True)  # substance by the test on the spot
    presumptive_test = Code(blank=True)
    presumptive_result = Code(blank=True)
    laboratory = Code(blank=True)  # substance by the laboratory
    laboratory_on = models.DateField(null=True)
    purity_ppm = models.PositiveIntegerField(null=True)
    pure_mg = models.PositiveBigIntegerField(null=True)
    form = Code(blank=True)
    gross_mg = models.PositiveBigIntegerField(null=True)
    net_mg = models.PositiveBigIntegerField(null=True)
    quantity = models.PositiveBigIntegerField(null=True)  # of `unit`, where it is not a mass
    unit = Code(blank=True)
    parcels = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="substance_net_within_gross",
                condition=Q(net_mg=None) | Q(gross_mg=None) | Q(net_mg__lte=F("gross_mg")),
            ),
            models.CheckConstraint(
                name="substance_pure_within_net",
                condition=Q(net_mg=None) | Q(pure_mg=None) | Q(pure_mg__lte=F("net_mg")),
            ),
            models.CheckConstraint(
                name="substance_purity_is_a_share",
                condition=Q(purity_ppm=None) | Q(purity_ppm__lte=1_000_000),
            ),
        ]

    def __str__(self) -> str:
        return self.laboratory or self.presumptive

    @property
    def purity(self) -> float | None:
        """Return the purity as a share from 0 to 1."""
        return None if self.purity_ppm is None else self.purity_ppm / 1_000_000


class Material(models.Model):
    """Something else that was seized: a phone, cash, a vehicle, packaging, a precursor, a document."""

    seizure = models.ForeignKey(Seizure, models.CASCADE, related_name="materials")
    kind = Code()
    quantity = models.PositiveBigIntegerField(default=1)
    unit = Code(blank=True)
    amount_minor = models.BigIntegerField(null=True)  # of cash, in the currency's smallest unit
    currency = Code(blank=True)
    evidence = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.kind

    @property
    def amount(self) -> Decimal | None:
        """Return the amount of money in its currency; None where it is no money."""
        return None if self.amount_minor is None else amount_of(self.amount_minor, self.currency)


class Campaign(models.Model):
    """A campaign: a number of weeks against something, over cases of one or several units."""

    number = Number(unique=True)
    agency = Code()
    unit = Code(blank=True)  # empty: of the whole agency
    from_on = models.DateField()
    until_on = models.DateField()  # excluded
    by = Badge()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="campaign_ends_after_it_begins", condition=Q(until_on__gt=F("from_on"))
            )
        ]

    def __str__(self) -> str:
        return self.number


class CampaignUnit(models.Model):
    """That a unit takes part in a campaign; a campaign without any is the whole agency's."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="units")
    unit = Code()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "unit"], name="campaign_unit_once")
        ]

    def __str__(self) -> str:
        return self.unit


class CampaignTarget(models.Model):
    """What a campaign wants to reach in one figure; masses in mg."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="targets")
    figure = Code()
    wanted = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "figure"], name="campaign_target_once_a_figure")
        ]

    def __str__(self) -> str:
        return self.figure


class GangCount(models.Model):
    """How many gangs a case dismantled, and of how many members, on which day: a count, no name."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="gangs")
    dismantled_on = models.DateField()
    members = models.PositiveIntegerField(default=0)
    by = Badge()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.dismantled_on}"
