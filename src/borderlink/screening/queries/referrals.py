"""Questions about referrals: the worklist, one parcel, the shift."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, F, Q, QuerySet, Value, When

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Kind, Reader
from borderlink.screening.domain.capacity import Capacity, Means, means_of
from borderlink.screening.domain.outcome import Outcome, State, may_record
from borderlink.screening.models.referrals import HandOver, Picture, Referral, ShiftPlan
from borderlink.screening.queries.sight import needs, seen

WAITING = [State.SELECTED.value, State.PRESENTED.value, State.OPENED.value]
MOST_ASKED = 500  # numbers in one question: SQLite takes no thousand
NO_PLAN = Capacity(minutes=480, means=frozenset({Means.XRAY, Means.OPEN}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a worklist is narrowed to. ``state`` is a state, an outcome, or empty: what waits."""

    direction: str = ""
    unit: str = ""
    reason: str = ""
    state: str = ""

    def words(self) -> dict[str, str]:
        """Return the filters in use: what the journal keeps of them."""
        named = {"direction": self.direction, "unit": self.unit, "reason": self.reason, "state": self.state}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the reader's worklist can be narrowed to."""

    directions: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def worklist(reader: Reader, filters: Filters, *, at: datetime) -> QuerySet[Referral]:
    """Return the referrals of the reader's stations, the highest score first, then the nearest cut-off.

    Those whose flight is gone while nobody had them in hand come last.
    """
    rows = Referral.objects.filter(seen(reader, Kind.REFERRAL), forgotten_on=None)
    for name, value in (
        ("direction", filters.direction),
        ("unit", filters.unit),
        ("top_rule", filters.reason),
    ):
        rows = rows.filter(**{name: value}) if value else rows
    gone = Case(When(missed(at), then=Value(1)), default=Value(0))
    return (
        rows.select_related("whereabouts")
        .filter(_state(filters.state))
        .order_by(gone, "-score", F("cutoff_at").asc(nulls_last=True), "waybill")
    )


def missed(at: datetime) -> Q:
    """Return the condition of a referral that is too late: nobody had the parcel in hand when it went.

    Its cut-off passed, or an event says that it left.
    """
    gone = Q(cutoff_at__lt=at) | Q(whereabouts__out_of_reach=True)
    return Q(state=State.SELECTED.value) & gone


def waiting_for(agency: str, unit: str, waybills: list[str]) -> list[Referral]:
    """Return a station's referrals of these parcels that are not forgotten: asked by the worker alone."""
    rows = Referral.objects.filter(agency=agency, unit=unit, forgotten_on=None)
    found: list[Referral] = []
    for start in range(0, len(waybills), MOST_ASKED):
        found += rows.filter(waybill__in=waybills[start : start + MOST_ASKED])
    return found


def _state(state: str) -> Q:
    if not state:
        return Q(state__in=WAITING)
    return Q(state=state) | Q(outcome=state)


def choices(reader: Reader) -> Choices:
    """Return the directions, stations and first reasons that occur among what waits."""
    rows = Referral.objects.filter(seen(reader, Kind.REFERRAL), state__in=WAITING).order_by()

    def distinct(name: str) -> list[str]:
        return sorted(value for value in rows.values_list(name, flat=True).distinct() if value)

    return Choices(directions=distinct("direction"), units=distinct("unit"), reasons=distinct("top_rule"))


def referral_of(reader: Reader, waybill: str) -> Referral:
    """Return the newest referral of a parcel. Refuses: ``NotFound``."""
    referral = find_referral(reader, waybill)
    if referral is None:
        raise NotFound(thing="parcel", name=waybill)
    return referral


def find_referral(reader: Reader, waybill: str) -> Referral | None:
    """Return the newest referral of a parcel at the reader's stations, if it has one."""
    rows = Referral.objects.filter(seen(reader, Kind.REFERRAL), waybill=waybill).exclude(waybill="")
    return rows.select_related("load").order_by("-on", "-pk").first()


def locked(referral: Referral) -> Referral:
    """Return the row again, locked until the transaction ends: a second act sees the first."""
    return Referral.objects.select_for_update().get(pk=referral.pk)


def picture_of(reader: Reader, pk: int) -> Picture:
    """Return one picture of a parcel that the reader may see. Refuses: ``NotFound``."""
    picture = Picture.objects.select_related("referral").filter(pk=pk).first()
    visible = (
        picture and Referral.objects.filter(seen(reader, Kind.REFERRAL), pk=picture.referral_id).exists()
    )
    if not (picture and visible):
        raise NotFound(thing="picture", name=str(pk))
    return picture


def capacity_of(reader: Reader) -> Capacity:
    """Return the capacity of the shift at the reader's stations as it was last planned."""
    plan = ShiftPlan.objects.filter(seen(reader, Kind.REFERRAL)).order_by("-at", "-pk").first()
    return Capacity(minutes=plan.minutes, means=means_of(plan.means)) if plan else NO_PLAN


def new_since(reader: Reader, since: datetime) -> int:
    """Return how many referrals were selected after a moment: what a page that stays open needs to know.

    Refuses: ``NotAllowed``.
    """
    needs(reader, Kind.REFERRAL, "screening.list")
    rows = Referral.objects.filter(seen(reader, Kind.REFERRAL), state__in=WAITING)
    return rows.filter(steps__what="selected", steps__at__gt=since).count()


def in_hand(reader: Reader) -> QuerySet[Referral]:
    """Return what lay before an officer and is still open, by holder: what a shift hands over."""
    rows = Referral.objects.filter(
        seen(reader, Kind.REFERRAL), state__in=[State.PRESENTED.value, State.OPENED.value]
    )
    return rows.order_by("holder", "waybill")


def pull_list(reader: Reader, filters: Filters, *, at: datetime) -> QuerySet[Referral]:
    """Return what is still to be pulled, by flight and bag, but what is gone."""
    rows = worklist(reader, filters, at=at).filter(state=State.SELECTED.value).exclude(missed(at))
    return rows.order_by(F("cutoff_at").asc(nulls_last=True), "flight", "bag", "waybill")


def hand_overs(reader: Reader, *, most: int = 10) -> list[HandOver]:
    """Return the newest hand-overs of the reader's stations."""
    return list(HandOver.objects.filter(seen(reader, Kind.REFERRAL)).order_by("-at", "-pk")[:most])


def hand_over_of(reader: Reader, pk: int) -> HandOver:
    """Return one hand-over, its row locked. Refuses: ``NotFound``."""
    rows = HandOver.objects.select_for_update().filter(seen(reader, Kind.REFERRAL), pk=pk)
    hand_over = rows.first()
    if hand_over is None:
        raise NotFound(thing="hand-over", name=str(pk))
    return hand_over


def outcomes_of(referral: Referral) -> tuple[Outcome, ...]:
    """Return the outcomes that can be recorded on a referral now."""
    return may_record(State(referral.state), opened=referral.openings.exists())
