"""The pages of manifests: upload, progress, quarantine."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from borderlink.foundation.who import Kind, sees_kind
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.actions import loads, reports
from borderlink.screening.domain.papers import PAPERS
from borderlink.screening.pages.words import officer_names, said_of, unit_names
from borderlink.screening.queries import loads as known
from borderlink.screening.queries.rows import Load

STAGES = {"reading": 1, "linking": 2, "scoring": 3, "recording": 4}


def manifests(request: OfficerRequest) -> HttpResponse:
    """Show what was loaded and take new manifests."""
    if request.method == "POST":
        return _receive(request)
    rows = known.loads_of(request.reader)
    context = {
        "loads": rows,
        "officers": officer_names(load.received_by for load in rows),
        "units": unit_names(request.reader, request.language),
        "may_load": bool(request.reader.roles & loads.LOADERS),
        "live": any(load.state in known.UNFINISHED for load in rows),
    }
    template = "screening/parts/loads.html" if request.headers.get("HX-Request") else "screening/loads.html"
    return render(request, template, context)


def _receive(request: OfficerRequest) -> HttpResponse:
    files = request.FILES.getlist("manifests")
    received = loads.receive_manifest(
        files=[loads.Incoming(name=file.name or "", chunks=file.chunks()) for file in files],
        by=request.reader,
        at=timezone.now(),
    )
    for name, number in received.already.items():
        words = gettext("%(file)s was already loaded as %(load)s and was left out.")
        messages.warning(request, words % {"file": name, "load": number})
    address = reverse("screening:load", args=[received.load.number])
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"address": address})
    return redirect(address)


@require_GET
def load(request: OfficerRequest, number: str) -> HttpResponse:
    """Show one load: its progress while it is screened, then its result."""
    found = known.load_of(request.reader, number)
    context = {
        "load": found,
        "files": [(file, said_of(file.refusal, request.language)) for file in found.files.all()],
        "refusal": said_of(found.refusal, request.language),
        "step": STAGES.get(found.stage, 0),
        "live": found.state in known.UNFINISHED,
        "messages": {kind: found.messages_read.get(kind, 0) for kind in PAPERS if found.messages_read},
        "officers": officer_names([found.received_by]),
        "units": unit_names(request.reader, request.language),
        "done": found.state == Load.State.DONE,
        "sees_parcels": sees_kind(request.reader, Kind.REFERRAL),
    }
    template = "screening/parts/load.html" if request.headers.get("HX-Request") else "screening/load.html"
    return render(request, template, context)


@require_GET
def quarantine(request: OfficerRequest, number: str) -> FileResponse:
    """Give the rows that could not be read, with file, line, column and reason, as CSV."""
    path = reports.read_quarantine(number=number, by=request.reader, at=timezone.now())
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"quarantine-{number}.csv",
        content_type="text/csv; charset=utf-8",
    )
