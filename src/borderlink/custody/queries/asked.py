"""Questions about what laboratories were asked: the laboratory sees its own requests and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.books import HELD
from borderlink.custody.domain.schema import KEYS_CASE
from borderlink.custody.domain.schema import Kind as ActKind
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import CaseHead, Entry
from borderlink.custody.models.room import LaboratoryRequest
from borderlink.custody.queries.overview import cases_in_sight, deliver_by, in_room
from borderlink.custody.queries.sight import is_of_agency, seen
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Kind, Reader, sees_kind, units_seen
from borderlink.officers.models import Organisation

_TOUCHED: Final = ("packaging", "document", "device", "cash", "trace")  # what hands may have left traces on
_RESULTS: Final = (ActKind.ANALYSE.value, ActKind.EXAMINE.value)
_TRACES: Final = frozenset({"find-fingerprints", "find-dna"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as its list shows it; ``state`` is asked, received or answered."""

    number: str
    case: str
    organisation: str
    exhibits: tuple[str, ...]
    questions: tuple[str, ...]
    note: str
    asked_at: datetime
    deliver_by: datetime | None
    state: str
    late: bool


def requests(reader: Reader, at: datetime) -> list[Asked]:
    """Return the requests in the reader's sight, the newest first. Refuses: ``NotAllowed``."""
    if not sees_kind(reader, Kind.ANALYSIS):
        raise NotAllowed(act="custody.see-requests")
    return [_asked(row, at) for row in _rows(reader)[:200]]


def request_of(reader: Reader, number: str, at: datetime) -> Asked:
    """Return one request. Refuses: ``NotFound``."""
    row = _rows(reader).filter(number=number).first() if sees_kind(reader, Kind.ANALYSIS) else None
    if row is None:
        raise NotFound(thing="laboratory-request", name=number)
    return _asked(row, at)


def _rows(reader: Reader) -> QuerySet[LaboratoryRequest]:
    """Return what a guest's own organisation was asked; for the agency what its cases and rooms asked."""
    if not is_of_agency(reader):
        return LaboratoryRequest.objects.filter(organisation=reader.agency)
    units = units_seen(reader, Kind.ANALYSIS)
    if units is None:
        return LaboratoryRequest.objects.all()
    here = in_room(reader).order_by().values("case") if sees_kind(reader, Kind.STORE) else []
    return LaboratoryRequest.objects.filter(Q(case__in=reader.cases) | Q(unit__in=units) | Q(case__in=here))


def exhibits_asked(row: Asked) -> list[Exhibit]:
    """Return the exhibits of a request. Who calls has asked for the request as its reader."""
    return list(Exhibit.objects.filter(number__in=row.exhibits).order_by("number"))


def results_of(row: Asked) -> dict[str, Act]:
    """Return what the laboratory that was asked has reported, by exhibit or by what was taken out of it."""
    samples = Exhibit.objects.filter(parent__in=row.exhibits).values_list("number", flat=True)
    entries = Entry.objects.filter(kind__in=_RESULTS, exhibit__in=[*row.exhibits, *samples])
    acts = (entry.act() for entry in entries.order_by("sequence"))
    return {act.exhibit: act for act in acts if act.text("laboratory") == row.organisation}


def to_send(reader: Reader, case: str) -> list[Exhibit]:
    """Return the exhibits of a case that can go to a laboratory: samples first."""
    away = [each.code for each in laboratories()]
    rows = Exhibit.objects.filter(seen(reader), case=case, state="held").exclude(holder_unit__in=away)
    return sorted(rows, key=lambda row: (not row.is_sample, row.number))


def cases_to_ask(reader: Reader) -> list[str]:
    """Return the cases with exhibits that the reader may ask about: own ones, or held in the own room."""
    rows = cases_in_sight(reader).filter(number__gt=0).exclude(case=KEYS_CASE)
    return sorted(rows.values_list("case", flat=True))


def laboratories() -> list[Organisation]:
    """Return the laboratories that are guests of this node."""
    return list(Organisation.objects.filter(kind="laboratory").order_by("code"))


def due_of(case: str, exhibits: Iterable[Exhibit]) -> datetime | None:
    """Return until when the rule pack of a case wants the first of these exhibits at the laboratory."""
    head = CaseHead.objects.filter(case=case).first()
    ends = [
        deliver_by(head.pack if head else "", row.seized_at, is_complex=row.is_complex) for row in exhibits
    ]
    return min((end for end in ends if end is not None), default=None)


def _asked(row: LaboratoryRequest, at: datetime) -> Asked:
    exhibits = list(Exhibit.objects.filter(number__in=row.exhibits))
    by, state = due_of(row.case, exhibits), state_of(row)
    return Asked(
        number=row.number,
        case=row.case,
        organisation=row.organisation,
        exhibits=tuple(row.exhibits),
        questions=tuple(row.questions),
        note=row.note,
        asked_at=row.asked_at,
        deliver_by=by,
        state=state,
        late=state == "asked" and by is not None and by < at,
    )


def awaits_trace_decision(row: Exhibit) -> bool:
    """Say whether nobody asked for fingerprints or DNA on an exhibit, or on what it came in, so far.

    Whoever wants such an examination plans it before the exhibit is handled. Asks for no reader.
    """
    kin = Exhibit.objects.filter(Q(number=row.number) | Q(belongs_to=row.number), state=HELD)
    touched = set(kin.filter(item__in=_TOUCHED).values_list("number", flat=True))
    requests = LaboratoryRequest.objects.filter(case=row.case) if touched else ()
    stand = [each for each in requests if set(each.questions) & _TRACES and state_of(each) != "withdrawn"]
    asked = {one for each in stand for one in each.exhibits}
    return bool(touched - asked)


def is_complete(row: LaboratoryRequest) -> bool:
    """Say whether every exhibit asked about, or something taken out of it, has a result."""
    parents = Exhibit.objects.filter(number__in=row.answered).values_list("parent", flat=True)
    return set(row.exhibits) <= {*row.answered, *parents}


def state_of(row: LaboratoryRequest) -> str:
    """Return how far a request is: ``answered``, ``withdrawn``, ``received`` in part or whole, ``asked``."""
    if is_complete(row):
        return "answered"
    if row.closed_at is not None:
        return "withdrawn"
    there = Exhibit.objects.filter(number__in=row.exhibits, holder_unit=row.organisation)
    return "received" if row.answered or there.exists() else "asked"
