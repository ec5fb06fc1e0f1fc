"""A case's page, part by part, and everything that is recorded on it."""

from collections.abc import Mapping

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.cases.actions.documents import read_document
from borderlink.cases.actions.looking import look_at_case
from borderlink.cases.pages.acts import ACTS, Act
from borderlink.cases.pages.looking import ask, reason_given
from borderlink.cases.pages.parts import PARTS, part_context
from borderlink.cases.pages.party import kept_by
from borderlink.cases.pages.words import offered_by, officer_names, put_beside
from borderlink.cases.queries.alike import MOST
from borderlink.cases.queries.cases import case_of
from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.officers.schemas import OfficerRequest

SHOWN_INLINE = frozenset({"application/pdf"})


@require_GET
def case(request: OfficerRequest, number: str) -> HttpResponse:
    """Show one part of a case to an officer who said why; without a reason, ask for it once a session."""
    found = case_of(request.reader, number)
    if "why" in request.GET and reason_given(request, found.number):
        part = request.GET.get("part", "")
        return redirect(address(found.number, part))
    if not reason_given(request, found.number):
        return ask(request, found.number)
    return _page(request, found.number, part=request.GET.get("part", ""))


def address(number: str, part: str = "") -> str:
    """Return the address of one part of a case's page."""
    where = reverse("cases:case", args=[number])
    return f"{where}?{urlencode({'part': part})}" if part in PARTS else where


def _page(
    request: OfficerRequest,
    number: str,
    *,
    part: str,
    wrong: Mapping[str, Form] | None = None,
    status: int = 200,
    beside: Mapping[str, object] | None = None,
) -> HttpResponse:
    shown = part if part in PARTS else PARTS[0]
    why = reason_given(request, number)
    found = look_at_case(number=number, part=shown, why=why, by=request.reader, at=timezone.now())
    context = part_context(request, found, shown, wrong or {}) | dict(beside or {})
    return render(request, "cases/case.html", context, status=status)


@require_POST
def act(request: OfficerRequest, number: str, act: str) -> HttpResponse:
    """Record what one form of the page says; a form that does not hold is shown again with what is wrong."""
    found = case_of(request.reader, number)
    wanted = ACTS.get(act)
    if wanted is None:
        raise NotFound(thing="page", name=act[:40])
    offered = offered_by(found, request.language)
    form = wanted.form(request.POST, request.FILES, offered=offered, prefix=_prefix(request, act))
    if form.is_valid() and wanted.looks and "look" in request.POST and reason_given(request, found.number):
        return _looked(request, found.number, act, wanted, form)
    if form.is_valid():
        try:
            done = wanted.run(request, found.number, form.cleaned_data)
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            messages.success(request, wanted.done)
            if wanted.looks and wanted.looks(request, found.number, form.cleaned_data, done):
                return _to_namesakes(request, found.number, done)
            return _back(request, found.number, wanted)
    if not reason_given(request, found.number):
        return ask(request, found.number, status=422)
    return _page(request, found.number, part=wanted.part, wrong={act: form}, status=422)


def _looked(request: OfficerRequest, number: str, act: str, wanted: Act, form: Form) -> HttpResponse:
    """Show the form again, as it was filled in, with who has possibly the same name; nothing is entered."""
    alike = wanted.looks(request, number, form.cleaned_data) if wanted.looks else []
    officers = officer_names(kept_by(alike))
    beside = {f"found_{act}": alike, "most": MOST, "officers": officers}
    return _page(request, number, part=wanted.part, wrong={act: form}, beside=beside)


def _to_namesakes(request: OfficerRequest, number: str, entered: object) -> HttpResponse:
    """Lead to the page of somebody who was just entered: others have possibly the same name."""
    messages.warning(request, gettext("Others in your cases have possibly the same name: compare them."))
    return redirect("cases:party", number=number, label=getattr(entered, "label", ""))


def _prefix(request: OfficerRequest, act: str) -> str:
    """Return the prefix of the form that was sent: one of several of its kind carries its row's number."""
    which = request.POST.get("which", "")
    return f"{act}-{which}" if which.isalnum() and len(which) < 16 else act  # noqa: PLR2004


def _back(request: OfficerRequest, number: str, wanted: Act) -> HttpResponse:
    """Return to the part the act stands on; who is no longer in the case returns to the list."""
    if wanted.leaves and request.POST.get("let_out-officer") == request.reader.badge:
        return redirect("cases:cases")
    return redirect(address(number, wanted.part))


@require_GET
def preview(request: OfficerRequest, number: str, label: str) -> FileResponse:
    """Show the preview of a picture: no metadata, never the original."""
    _, path = read_document(case=number, document=label, preview=True, by=request.reader, at=timezone.now())
    answer = FileResponse(path.open("rb"), content_type="image/jpeg")
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@require_GET
def document(request: OfficerRequest, number: str, label: str) -> FileResponse:
    """Hand a document of the case to its officer as it was kept; a browser runs nothing of it."""
    row, path = read_document(
        case=number, document=label, preview=False, by=request.reader, at=timezone.now()
    )
    answer = FileResponse(path.open("rb"), content_type=row.media_type)
    plain = row.media_type not in SHOWN_INLINE and not row.width
    answer.headers["Content-Disposition"] = content_disposition_header(plain, row.name) or "attachment"
    answer.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; img-src 'self'; object-src 'self'"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
