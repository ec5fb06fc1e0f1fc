"""Manifests and events by programs: brought, followed, and what could not be read of them."""

import csv

from django.utils import timezone
from ninja import File, Query, Router
from ninja.files import UploadedFile

from borderlink.officers.api import officers
from borderlink.officers.domain import Scope
from borderlink.officers.schemas import ApiRequest
from borderlink.screening.actions import loads, reports
from borderlink.screening.queries import loads as known
from borderlink.screening.schemas.manifests import AsideTold, LoadTold, QuarantineTold, ReceivedTold

router = Router()
PIECE = 1000  # rows of quarantine in one answer


@router.post(
    "/manifests", auth=officers(Scope.MANIFESTS), response=ReceivedTold, summary="Bring manifests and events"
)
def bring_manifests(request: ApiRequest, files: File[list[UploadedFile]]) -> ReceivedTold:
    """Keep files of one upload as one load, which is screened in a minute; ask for its state meanwhile.

    Every format of docs/reference/manifests.md, told by content. A station takes one content once. A
    company's key brings for its station and is told counts, never what was referred.
    Refuses: ``SandboxBringsNothing``, ``NotYourStation``, ``NothingUploaded``, ``ManifestAlreadyLoaded``.
    """
    incoming = [loads.Incoming(name=file.name or "", chunks=file.chunks()) for file in files]
    at = timezone.now()
    if request.holder is not None and request.holder.company:
        received = loads.deliver_manifest(files=incoming, by=request.holder, at=at)
        return ReceivedTold(load=LoadTold.of(received.load, referred=None), already=received.already)
    received = loads.receive_manifest(files=incoming, by=request.reader, at=at)
    return ReceivedTold(load=LoadTold.of(received.load, referred=0), already=received.already)


@router.get(
    "/manifests", auth=officers(Scope.MANIFESTS), response=list[LoadTold], summary="The newest manifests"
)
def list_manifests(request: ApiRequest) -> list[LoadTold]:
    """Return the newest fifty loads of the reader's stations; of a company's key those it brought."""
    if request.holder is not None and request.holder.company:
        return [LoadTold.of(load, referred=None) for load in known.loads_brought(request.holder)]
    rows = known.loads_of(request.reader)
    return [LoadTold.of(load, referred=getattr(load, "referred", None)) for load in rows]


@router.get(
    "/manifests/{number}", auth=officers(Scope.MANIFESTS), response=LoadTold, summary="How far one has come"
)
def look_at_manifest(request: ApiRequest, number: str) -> LoadTold:
    """Return state and counts of a load. Refuses: ``NotFound``."""
    if request.holder is not None and request.holder.company:
        return LoadTold.of(known.load_brought(request.holder, number), referred=None)
    load = known.load_of(request.reader, number)
    return LoadTold.of(load, referred=getattr(load, "referred", None))


@router.get(
    "/manifests/{number}/quarantine",
    auth=officers(Scope.MANIFESTS),
    response=QuarantineTold,
    summary="What could not be read",
)
def read_manifest_quarantine(request: ApiRequest, number: str, start: Query[int] = 0) -> QuarantineTold:
    """Return a thousand rows of a load's quarantine from ``start`` on, without what stood about persons.

    A company's key reads that of the loads it brought.

    Refuses: ``NotFound``, ``NotReleased``.
    """
    at = timezone.now()
    if request.holder is not None and request.holder.company:
        path = reports.tell_own_quarantine(number=number, by=request.holder, at=at)
    else:
        path = reports.read_quarantine(number=number, by=request.reader, at=at)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first = min(max(start, 0), len(rows))
    return QuarantineTold(count=len(rows), rows=[_aside(row) for row in rows[first : first + PIECE]])


def _aside(row: dict[str, str]) -> AsideTold:
    return AsideTold(
        file=row["file"], line=int(row["line"]), column=row["column"], reason=row["reason"],
        detail=row["detail"],
    )  # fmt: skip
