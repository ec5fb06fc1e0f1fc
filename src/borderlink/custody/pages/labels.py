"""Labels with a square code, for exhibits and for places: on a page to print, and as PDF."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from borderlink.custody.adapters import paper
from borderlink.custody.adapters.paper import LabelFacts
from borderlink.custody.domain.labels import exhibit_label, place_label
from borderlink.custody.forms.store import LabelsForm, numbers_in
from borderlink.custody.pages.ceremony import qr
from borderlink.custody.pages.rows import rows_of, what_of
from borderlink.custody.queries import overview, scanned
from borderlink.custody.queries.exhibits import exhibits_of_case
from borderlink.custody.queries.rows import Exhibit
from borderlink.foundation.who import Kind, sees_kind
from borderlink.language import numbers
from borderlink.officers.schemas import OfficerRequest


@require_GET
def labels(request: OfficerRequest) -> HttpResponse:
    """Ask which labels are wanted; offer all that is not yet placed, or all that lies in one place."""
    overview.must_know_exhibits(request.reader, "custody.print-labels")
    asked = request.GET
    rows = overview.in_room(request.reader) if asked.get("unplaced") or asked.get("place") else []
    place = asked.get("place", "")
    chosen = [row.number for row in rows if row.location == place]
    if asked.get("case"):
        chosen = [row.number for row in exhibits_of_case(request.reader, asked["case"])]
    form = LabelsForm(initial={"numbers": "\n".join(chosen)})
    context = {"form": form, "sees_store": sees_kind(request.reader, Kind.STORE)}
    return render(request, "custody/store/labels.html", context)


@require_GET
def labels_sheet(request: OfficerRequest) -> HttpResponse:
    """Show the labels on a sheet that the browser prints."""
    overview.must_know_exhibits(request.reader, "custody.print-labels")
    made = [
        {"number": label.number, "lines": label.lines, "text": label.text, "qr": qr(label.text)}
        for label in _wanted(request)
    ]
    return render(request, "custody/store/labels_sheet.html", {"labels": made})


@require_GET
def labels_pdf(request: OfficerRequest) -> HttpResponse:
    """Give the same labels as PDF: sheets of A4, or one a page for a roll."""
    overview.must_know_exhibits(request.reader, "custody.print-labels")
    content = paper.labels(_wanted(request), request.language, single=bool(request.GET.get("roll")))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="labels.pdf"'
    return answer


def _wanted(request: OfficerRequest) -> list[LabelFacts]:
    """Return the labels asked for: of every place of the room, or of the exhibits named."""
    if request.GET.get("places"):
        return [_of_place(place.code, place.name) for place in overview.places(request.reader)]
    return [_of_exhibit(exhibit, request.language) for exhibit in _exhibits(request)]


def _exhibits(request: OfficerRequest) -> list[Exhibit]:
    wanted = list(numbers_in(request.GET.get("numbers", "")[:8000]))
    return scanned.exhibits_under(request.reader, wanted)


def _of_exhibit(exhibit: Exhibit, language: str) -> LabelFacts:
    row = rows_of([exhibit], language)[0]
    mass = "" if row.mass_g is None else numbers.mass(row.mass_g, language)
    node, seized = settings.BORDERLINK.node, exhibit.first_entry.hash
    return LabelFacts(
        number=exhibit.number,
        case=exhibit.case,
        lines=[line for line in (what_of(exhibit, language), mass, *row.seals) if line],
        text=exhibit_label(node=node, exhibit=exhibit.number, seized=seized),
    )


def _of_place(code: str, name: str) -> LabelFacts:
    text = place_label(node=settings.BORDERLINK.node, place=code)
    return LabelFacts(number=code, lines=[name] if name else [], text=text)
