"""What a carrier sends to the counter, and what it is answered."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints, field_validator

from borderlink.officers.schemas import Asked, Told
from borderlink.screening.domain.counter import BATCH_MOST, Accepted, Reply, Sign, WhenDown

Text = Annotated[str, StringConstraints(max_length=400)]
Short = Annotated[str, StringConstraints(max_length=64)]
Operator = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Waybill = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _within(moment: datetime | None) -> datetime | None:
    """Return a moment of this century; anything else is a mistake of the clock that wrote it."""
    if moment is not None and not _EARLIEST <= moment < _LATEST:
        raise ValueError("not of this century")
    return moment


class PartyIn(Asked):
    """A sender or receiver as the label says it."""

    name: Text | None = None
    phone: Text | None = None
    address: Text | None = None
    postcode: Short | None = None
    country: Country | None = Field(
        default=None, description="Of the address, ISO 3166-1; never of the person"
    )


class ParcelIn(Asked):
    """One parcel before it is shipped, as its label and declaration say it."""

    waybill: Waybill = Field(
        description="S10, or of the pattern agreed for the key; a sandbox takes TEST000000001"
    )
    service: Short | None = Field(None, examples=["courier"])
    direction: Annotated[str, StringConstraints(pattern="^(export|import|transit|domestic)$")] | None = None
    sender: PartyIn = PartyIn()
    receiver: PartyIn = PartyIn()
    contents: Text | None = Field(None, description="The declared goods")
    hs6: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None = None
    pieces: int | None = Field(None, ge=1, le=1_000_000)
    weight_g: int | None = Field(None, ge=1, le=100_000_000)
    value: float | None = Field(None, ge=0, le=1e12, description="As declared, in `currency`")
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "CNY"
    order_no: Short | None = None
    office: Text | None = Field(None, description="Where it was accepted")
    posted_at: AwareDatetime | None = None

    _of_this_century = field_validator("posted_at")(_within)

    def columns(self) -> dict[str, object]:
        """Return the parcel by the columns of manifests."""
        plain = self.model_dump(exclude={"sender", "receiver"})
        for role, party in (("sender", self.sender), ("receiver", self.receiver)):
            plain |= {f"{role}_{name}": value for name, value in party.model_dump().items()}
        return {name: None if value == "" else value for name, value in plain.items()}


class Once(Told):
    """What makes a repeated request one request."""

    idempotency_key: Annotated[str, StringConstraints(pattern=r"^[!-~]{0,56}$")] = Field(
        default="", description="Yours, another for each request; the same again gets the same answer"
    )


class BatchIn(Asked):
    """Several parcels at once: they are looked at together, as a short manifest."""

    parcels: Annotated[list[ParcelIn], Field(min_length=1, max_length=BATCH_MOST)]


class CheckTold(Told):
    """All that a carrier learns: whether the parcel goes on, what to ask, or that it is inspected."""

    check: str = Field(description="The number of this check")
    waybill: str
    answer: Reply
    field: str | None = Field(description="With `ask`: the field without which the parcel cannot go on")
    says: str = Field(description="The answer in the language asked")


class BatchTold(Told):
    """The answers to a batch, in its order."""

    answers: list[CheckTold]


class PolicyTold(Told):
    """What the belt does when no answer comes in time. Keep it, and ask for it once a day."""

    when_down: WhenDown = Field(
        description="`proceed`: ship, and send the check later; `hold`: keep back until answered"
    )
    time_budget_ms: int = Field(description="How long to wait for an answer")
    batch_most: int


class AcceptanceIn(Asked):
    """What the carrier did on accepting a parcel; no copy of a person's paper is ever sent."""

    waybill: Waybill
    operator: Operator = Field(description="The carrier's number for the person who did it")
    place: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    done_at: AwareDatetime
    real_name_checked: bool
    opened: bool
    xray: bool
    photograph_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    result: Accepted

    _of_this_century = field_validator("done_at")(_within)


class SuspicionIn(Asked):
    """What the carrier saw on a parcel that it finds suspicious. Leave the parcel closed."""

    waybill: Waybill
    operator: Operator
    signs: Annotated[list[Sign], Field(min_length=1, max_length=len(Sign))]
    note: Annotated[str, StringConstraints(max_length=1000)] = ""


class RecordTold(Told):
    """That something was recorded, and under which number."""

    number: str
    waybill: str
    at: datetime


class HoldTold(Told):
    """A parcel that customs asks to keep back, unopened, until it is released or the time is over."""

    hold: str
    waybill: str
    placed_at: datetime
    expires_at: datetime
    acknowledged_at: datetime | None


class HoldsTold(Told):
    """What a carrier is asked to keep back now."""

    holds: list[HoldTold]


class AcknowledgeIn(Asked):
    """That a person of the carrier has the parcel set aside."""

    operator: Operator


class ReplayIn(Asked):
    """From when on the events are to be sent again."""

    since: AwareDatetime

    _of_this_century = field_validator("since")(_within)


class ReplayTold(Told):
    """How many events go out again."""

    events: int
