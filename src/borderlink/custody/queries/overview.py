"""Questions of the evidence room: what is here and where, what is due, what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from borderlink.custody.domain.books import HELD, OFFERED
from borderlink.custody.domain.drift import Drift, drifts
from borderlink.custody.domain.packs import PACKS
from borderlink.custody.domain.schema import Kind as ActKind
from borderlink.custody.models.exhibits import Exhibit, WeighingStep
from borderlink.custody.models.ledger import CaseHead, Entry, SealNumber, SigningKey
from borderlink.custody.models.room import Alarm, Balance, Form, Hold, Place, StockTake, StockTakeScan
from borderlink.custody.queries.drift import GROUPS, step_of
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Kind, Reader, Subject, may_see, sees_kind, units_seen
from borderlink.officers.models import Officer

REVIEW_AFTER: Final = timedelta(days=180)  # an exhibit nobody had in hand for so long is looked at
AHEAD: Final = timedelta(days=7)
CERTIFICATE_AHEAD: Final = timedelta(days=30)
MOST_FOUND: Final = 100
_PRESENT: Final = (HELD, OFFERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something to be done by a moment: ``kind``: laboratory, review, offer, certificate, key."""

    kind: str
    about: str
    by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How a stock-take stands; at its close what was missing and unexpected is kept as it was."""

    expected: tuple[str, ...]
    seen: tuple[str, ...]
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    belongs: dict[str, str] = field(default_factory=dict)  # an unexpected exhibit's place in the register

    @property
    def share(self) -> float:
        """Return how much of what is expected was seen, from 0 to 1."""
        return len(self.seen) / len(self.expected) if self.expected else 1.0


def must_keep(reader: Reader, act: str) -> None:
    """Refuse the evidence room to who sees none of it. Refuses: ``NotAllowed``."""
    if not sees_kind(reader, Kind.STORE) or reader.agency != settings.BORDERLINK.agency:
        raise NotAllowed(act=act)


def must_know_exhibits(reader: Reader, act: str) -> None:
    """Refuse what is about exhibits to who may see none. Refuses: ``NotAllowed``."""
    if not sees_kind(reader, Kind.EXHIBIT) or reader.agency != settings.BORDERLINK.agency:
        raise NotAllowed(act=act)


def _units(reader: Reader, name: str = "unit") -> Q:
    units = units_seen(reader, Kind.STORE)
    return Q() if units is None else Q(**{f"{name}__in": units})


def in_room(reader: Reader) -> QuerySet[Exhibit]:
    """Return the exhibits that officers of the reader's rooms hold now."""
    rows = Exhibit.objects.filter(_units(reader, "holder_unit"), agency=reader.agency, state__in=_PRESENT)
    return rows.select_related("first_entry", "last_entry").order_by("number")


def find(reader: Reader, text: str) -> list[Exhibit]:
    """Return what the room holds under a number, a case's number or a seal's, exact or as a part."""
    wanted = text.strip()
    sealed = SealNumber.objects.filter(number__iexact=wanted).values_list("exhibit", flat=True)
    rows = in_room(reader).filter(
        Q(number__icontains=wanted) | Q(case__icontains=wanted) | Q(number__in=list(sealed))
    )
    return list(rows[:MOST_FOUND]) if wanted else []


def places(reader: Reader) -> list[Place]:
    """Return the places of the reader's rooms."""
    return list(Place.objects.filter(_units(reader), is_closed=False))


def find_place(reader: Reader, code: str) -> Place | None:
    """Return one open place of the reader's rooms, however its letters are written."""
    return Place.objects.filter(_units(reader), is_closed=False, code__iexact=code).first()


def place_of(reader: Reader, code: str) -> Place:
    """Return one place. Refuses: ``NotFound``."""
    place = Place.objects.filter(_units(reader), code=code).first()
    if place is None or not sees_kind(reader, Kind.STORE):
        raise NotFound(thing="store-place", name=code)
    return place


def balances(reader: Reader) -> list[Balance]:
    """Return the balances of the reader's rooms that are in use."""
    return list(Balance.objects.filter(_units(reader), is_retired=False))


def alarms(reader: Reader) -> list[Alarm]:
    """Return what stands open and touches the reader's rooms, the newest first.

    An alarm belongs to its case's unit; it is shown too where the exhibit, the balance or the officer is.
    """
    touched = [row.number for row in in_room(reader)]
    touched += [balance.number for balance in balances(reader)]
    touched += list(Officer.objects.filter(_units(reader, "unit__code")).values_list("badge", flat=True))
    return list(Alarm.objects.filter(_units(reader) | Q(key__in=touched), settled_at=None))


def may_settle(reader: Reader, alarm: Alarm) -> bool:
    """Say whether an alarm is the reader's to settle: of their room, not to be explained, not about them."""
    is_theirs = keeps_alarm(reader, alarm) and not is_about(alarm, reader.badge)
    return is_theirs and alarm.kind != "discrepancy"


def keeps_alarm(reader: Reader, alarm: Alarm) -> bool:
    """Say whether an alarm belongs to a room of the reader's."""
    return may_see(reader, Subject(kind=Kind.STORE, agency=reader.agency, unit=alarm.unit))


def is_about(alarm: Alarm, badge: str) -> bool:
    """Say whether an alarm is of an officer's own drift, or of that of a lot that the officer held."""
    held = WeighingStep.objects.filter(lot=alarm.key, holder=badge)
    own = alarm.kind == "drift-officer" and alarm.key == badge
    return own or (alarm.kind == "drift-lot" and held.exists())


def due(reader: Reader, at: datetime) -> list[Due]:
    """Return what is overdue or will be within seven days (certificates, keys: thirty), earliest first."""
    rows = list(in_room(reader))
    found = [
        *_for_laboratory(rows, at + AHEAD),
        *_for_review(rows, at + AHEAD),
        *_offers(rows, at + AHEAD),
        *_certificates(reader, at + CERTIFICATE_AHEAD),
        *_keys(reader, at + CERTIFICATE_AHEAD),
    ]
    return sorted(found, key=lambda item: (item.by, item.about))


def _for_laboratory(rows: Iterable[Exhibit], until: datetime) -> list[Due]:
    """Return the samples that still lie here: when the case's rule pack wants them at the laboratory."""
    samples = [row for row in rows if row.is_sample and row.purpose == "laboratory"]
    analysed = set(
        Entry.objects.filter(
            kind=ActKind.ANALYSE.value, exhibit__in=[row.number for row in samples]
        ).values_list("exhibit", flat=True)
    )
    heads = CaseHead.objects.filter(case__in={row.case for row in samples})
    packs = dict(heads.values_list("case", "pack"))
    found = []
    for row in samples:
        by = deliver_by(packs.get(row.case, ""), row.seized_at, is_complex=row.is_complex)
        if row.number not in analysed and by is not None and by <= until:
            found.append(Due(kind="laboratory", about=row.number, by=by))
    return found


def deliver_by(pack: str, seized_at: int, *, is_complex: bool) -> datetime | None:
    """Return until when a rule pack (name, or name and digest) wants samples at the laboratory."""
    rules = PACKS.get(pack.partition("@")[0])
    seconds = rules.laboratory_by(seized_at, is_complex=is_complex) if rules else None
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _for_review(rows: Iterable[Exhibit], until: datetime) -> list[Due]:
    """Return what nobody had in hand, weighed, moved or counted for a long time."""
    kept = {row.number: row.last_entry.written_at for row in rows}
    counted = StockTakeScan.objects.filter(label__in=kept, found="expected").values("label")
    for scan in counted.annotate(last=Max("at")):
        kept[scan["label"]] = max(kept[scan["label"]], scan["last"])
    return [
        Due(kind="review", about=number, by=last + REVIEW_AFTER)
        for number, last in kept.items()
        if last + REVIEW_AFTER <= until
    ]


def _offers(rows: Iterable[Exhibit], until: datetime) -> list[Due]:
    """Return the offers to a partner that run out."""
    offered = [row.number for row in rows if row.state == OFFERED]
    entries = Entry.objects.filter(kind=ActKind.OFFER.value, exhibit__in=offered).order_by("sequence")
    last = {entry.exhibit: entry for entry in entries}
    ends = {number: _expires_at(entry) for number, entry in last.items()}
    return [Due(kind="offer", about=number, by=by) for number, by in ends.items() if by <= until]


def _expires_at(entry: Entry) -> datetime:
    return datetime.fromtimestamp(entry.act().number("expires_at"), UTC)


def _certificates(reader: Reader, until: datetime) -> list[Due]:
    ends = ((balance.number, ends_at(balance)) for balance in balances(reader))
    return [Due(kind="certificate", about=number, by=by) for number, by in ends if by <= until]


def _keys(reader: Reader, until: datetime) -> list[Due]:
    """Return the signing keys of the room's officers that run out."""
    rows = SigningKey.objects.filter(_units(reader), retired_at=None, until_at__lte=int(until.timestamp()))
    return [
        Due(kind="key", about=row.badge, by=datetime.fromtimestamp(row.until_at or 0, UTC)) for row in rows
    ]


def ends_at(balance: Balance) -> datetime:
    """Return the first moment at which a balance's certificate no longer holds."""
    return datetime.combine(balance.certified_until, time(), timezone.get_current_timezone())


def stock_takes(reader: Reader) -> list[StockTake]:
    """Return the stock-takes of the reader's rooms, the newest first."""
    return list(StockTake.objects.filter(_units(reader)).prefetch_related("scans")[:200])


def stock_take_of(reader: Reader, number: str) -> StockTake:
    """Return one stock-take. Refuses: ``NotFound``."""
    found = StockTake.objects.filter(_units(reader), number=number).first()
    if found is None or not sees_kind(reader, Kind.STORE):
        raise NotFound(thing="stock-take", name=number)
    return found


def count_of(take: StockTake) -> Count:
    """Return how a stock-take stands now, or as it was closed."""
    scans = list(take.scans.all())
    expected = tuple(take.expected)
    labels = {scan.label for scan in scans}
    seen = tuple(number for number in expected if number in labels)
    if take.closed_at:
        missing, unexpected = tuple(take.missing), tuple(take.unexpected)
    else:
        missing = tuple(number for number in expected if number not in labels)
        unexpected = tuple(scan.label for scan in scans if scan.label not in set(expected))
    known = [scan.label for scan in scans if scan.found == "elsewhere"]
    rows = Exhibit.objects.filter(number__in=known).exclude(location="")
    return Count(
        expected=expected,
        seen=seen,
        missing=missing,
        unexpected=unexpected,
        belongs=dict(rows.values_list("number", "location")),
    )


def cases_in_sight(reader: Reader) -> QuerySet[CaseHead]:
    """Return the cases whose exhibits the reader may know of: own, of the unit, or held in their room."""
    units = units_seen(reader, Kind.EXHIBIT)
    if units is None:
        return CaseHead.objects.filter(agency=reader.agency)
    here = in_room(reader).order_by().values("case") if sees_kind(reader, Kind.STORE) else []
    wide = Q(case__in=reader.cases) | Q(unit__in=units) | Q(case__in=here)
    return CaseHead.objects.filter(wide, agency=reader.agency)


def holds(reader: Reader) -> list[Hold]:
    """Return the holds on cases in the reader's sight, those that stand first."""
    rows = Hold.objects.filter(case__in=cases_in_sight(reader).values("case"))
    return sorted(rows, key=lambda hold: (hold.lifted_at is not None, -hold.pk))


def hold_of(reader: Reader, pk: int) -> Hold:
    """Return one hold. Refuses: ``NotFound``."""
    found = Hold.objects.filter(pk=pk, case__in=cases_in_sight(reader).values("case")).first()
    if found is None:
        raise NotFound(thing="evidence-hold", name=str(pk))
    return found


def held_numbers(rows: Iterable[Exhibit]) -> dict[str, str]:
    """Return for each exhibit under a hold who asked for it; a hold covers what was taken out later."""
    found = list(rows)
    standing = Hold.objects.filter(lifted_at=None, case__in={row.case for row in found})
    by_case = {(hold.case, hold.exhibit): f"{hold.party} {hold.request}" for hold in standing}
    whence = lineages(row.number for row in found)
    named = {
        row.number: next(
            (by_case[row.case, name] for name in (*whence[row.number], "") if (row.case, name) in by_case), ""
        )
        for row in found
    }
    return {number: who for number, who in named.items() if who}


def lineages(numbers: Iterable[str]) -> dict[str, list[str]]:
    """Return each exhibit with what it was taken out of, itself first. Asks for no reader."""
    found = {number: [number] for number in numbers}
    ends = set(found)
    parents: dict[str, str] = {}
    while ends := ends - parents.keys() - {""}:
        parents |= dict(Exhibit.objects.filter(number__in=ends).values_list("number", "parent"))
        parents |= dict.fromkeys(ends - parents.keys(), "")
        ends = {parents[number] for number in ends}
    for line in found.values():
        while above := parents.get(line[-1], ""):
            line.append(above)
    return found


def forms(reader: Reader) -> list[Form]:
    """Return the printed forms of cases in the reader's sight, the newest first."""
    return list(Form.objects.filter(case__in=cases_in_sight(reader).values("case"))[:200])


def drifts_of(reader: Reader) -> list[tuple[str, Drift]]:
    """Return the sums of re-weighings of the reader's rooms, by lot, holder and balance, the worst first."""
    here = [row.number for row in in_room(reader)]
    rows = WeighingStep.objects.filter(_units(reader) | Q(lot__in=here)).order_by("after_id")
    steps = [step_of(row.step) for row in rows]
    found = [(name, drift) for name, group in GROUPS.items() for drift in drifts(steps, group)]
    return sorted(found, key=lambda pair: (not pair[1].is_alarm(), -pair[1].lost_mg, pair[0], pair[1].key))
