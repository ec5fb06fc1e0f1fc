"""What programs are told of referred parcels, and what they bring of openings and results."""

from datetime import date, datetime
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from borderlink.language import codes
from borderlink.officers.schemas import Asked, Told
from borderlink.screening.domain.outcome import Answer, Outcome
from borderlink.screening.domain.telling import tell_reason
from borderlink.screening.queries.rows import Referral


def _of_list(list_name: str, code: str) -> str:
    """Return a code of a list of docs/reference/codes.md, or none; anything else is a mistake."""
    row = codes.find(code, list_name) if code else None
    if code and row is None:
        raise ValueError(f"no code of {list_name}")
    return row.code if row else ""


Presumptive = Annotated[str, AfterValidator(partial(_of_list, "presumptive_result"))]
Method = Annotated[str, AfterValidator(partial(_of_list, "presumptive_test"))]
Substance = Annotated[str, AfterValidator(partial(_of_list, "substance"))]
Concealment = Annotated[str, AfterValidator(partial(_of_list, "concealment"))]
Detection = Annotated[str, AfterValidator(partial(_of_list, "detection"))]
Words = Annotated[str, StringConstraints(max_length=2000)]
Badge = Annotated[str, StringConstraints(min_length=1, max_length=32)]


class WorklistAsked(Asked):
    """What a worklist is narrowed to."""

    state: Annotated[str, StringConstraints(max_length=24)] = Field(
        "", description="A state or an outcome; empty: what waits"
    )
    direction: Annotated[str, StringConstraints(max_length=16)] = ""
    unit: Annotated[str, StringConstraints(max_length=32)] = ""
    reason: Annotated[str, StringConstraints(max_length=64)] = Field(
        "", description="The rule that weighs most"
    )
    page: int = Field(1, ge=1, le=1_000_000)


class ReasonTold(Told):
    """One reason: the rule, its weight and the sentence in the language asked."""

    rule: str
    weight: float
    sentence: str


class WhereTold(Told):
    """The last event of the post that is known of a parcel."""

    event: str
    at: datetime
    office: str
    out_of_reach: bool


class ReferralTold(Told):
    """A referral as a list shows it."""

    waybill: str
    load: str
    unit: str
    on: date
    selection: str
    score: float
    state: str
    outcome: str
    direction: str
    bag: str
    flight: str
    cutoff_at: datetime | None
    holder: str
    where: WhereTold | None
    reasons: list[ReasonTold]

    @classmethod
    def of(cls, referral: Referral, language: str) -> "ReferralTold":
        """Return what is told of a referral."""
        ordered = sorted(referral.reasons, key=lambda reason: -float(reason["weight"]))
        reasons = [
            ReasonTold(rule=one["rule"], weight=one["weight"], sentence=tell_reason(one, language))
            for one in ordered
        ]
        return cls(
            waybill=referral.waybill, load=referral.load.number, unit=referral.unit, on=referral.on,
            selection=referral.selection, score=referral.score, state=referral.state,
            outcome=referral.outcome, direction=referral.direction, bag=referral.bag,
            flight=referral.flight, cutoff_at=referral.cutoff_at, holder=referral.holder,
            where=_where(referral), reasons=reasons,
        )  # fmt: skip


def _where(referral: Referral) -> WhereTold | None:
    known = getattr(referral, "whereabouts", None)
    if known is None:
        return None
    return WhereTold(event=known.event, at=known.at, office=known.office, out_of_reach=known.out_of_reach)


class WorklistTold(Told):
    """One page of the worklist."""

    count: int
    page: int
    pages: int
    missed: int = Field(description="Selected, but gone before anybody had them in hand")
    referrals: list[ReferralTold]


class EventTold(Told):
    """One event of the post."""

    event: str
    at: datetime
    office: str | None
    detail: str | None


class LinkTold(Told):
    """A parcel that shares something; its number is empty where it is another station's."""

    waybill: str
    shares: list[str]


class ParcelTold(Told):
    """Everything about one parcel that its page shows."""

    waybill: str
    facts: dict[str, object] = Field(description="The columns of the manifest; empty once they were dropped")
    referral: ReferralTold | None
    links: list[LinkTold]
    events: list[EventTold]


class ScanIn(Asked):
    """A scan at the belt."""

    waybill: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class ScanTold(Told):
    """What the belt is to do."""

    waybill: str
    answer: Answer


class OpeningIn(Asked):
    """Who stood by when a parcel was opened."""

    second_officer: Badge
    operator_present: bool
    operator: Annotated[str, StringConstraints(max_length=120)] = ""
    absence: Annotated[str, StringConstraints(max_length=250)] = ""
    note: Words = ""
    why: Words = Field("", description="Of a correction")


class ResultIn(Asked):
    """What was found, as codes of docs/reference/codes.md."""

    outcome: Outcome
    presumptive: Presumptive = ""
    method: Method = ""
    substance: Substance = ""
    concealment: Concealment = ""
    also_concealed: list[Concealment] = Field(default=[], max_length=20)
    detected_by: Detection = ""
    also_detected_by: list[Detection] = Field(default=[], max_length=20)
    note: Words = ""
    why: Words = Field("", description="Of a correction")


class LaboratoryIn(Asked):
    """What a laboratory reported of a parcel."""

    laboratory: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    report: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    reported_on: date
    substance: Substance = Field("", description="Empty: no controlled substance")
    remark: Words = ""
