"""The papers of a case: legal forms to print and sign by hand, the closure report as PDF."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from borderlink.custody.actions.printing import print_closure, print_form
from borderlink.custody.adapters.forms import FormPlan, forms_of
from borderlink.custody.adapters.paper import titles
from borderlink.custody.domain.telling import said
from borderlink.custody.pages.exhibit import case_url
from borderlink.custody.pages.signing import must_act
from borderlink.custody.queries.printable import Printable, printable
from borderlink.officers.schemas import OfficerRequest

MOST_ENTRIES = 2000


@require_http_methods(["GET", "POST"])
def case_papers(request: OfficerRequest, case: str) -> HttpResponse:
    """List the legal forms of the case's rule pack with what each would take; print the one chosen."""
    must_act(request.reader, "custody.print-form")
    if request.method == "POST":
        chosen = [int(text) for text in request.POST.getlist("entries")[:MOST_ENTRIES] if text.isdigit()]
        row, content = print_form(
            case=case,
            code=request.POST.get("code", ""),
            entries=chosen,
            language=request.language,
            by=request.reader,
            at=timezone.now(),
        )
        return _pdf(content, row.number)
    told = printable(request.reader, case)
    plans = [_plan(plan, told, request.language) for plan in forms_of(told.pack)]
    context = {
        "case": case,
        "case_url": case_url(request, case),
        "plans": sorted(plans, key=lambda plan: not plan["rows"]),  # what can be filled stands first
    }
    return render(request, "custody/acts/papers.html", context)


@require_GET
def closure_pdf(request: OfficerRequest, case: str) -> HttpResponse:
    """Give the closure report with its places for signatures."""
    content = print_closure(case=case, language=request.language, by=request.reader, at=timezone.now())
    return _pdf(content, f"{case}-closure")


def _plan(plan: FormPlan, told: Printable, language: str) -> dict[str, object]:
    rows = [
        {
            "entry": act.case_seq,
            "exhibit": act.exhibit,
            "words": said(act, language, names=told.names, zone=settings.TIME_ZONE),
        }
        for act in told.acts
        if act.kind in plan.kinds
    ]
    own, aid = titles(plan.language)[plan.code], titles(language)[plan.code]
    told_again = "" if aid == own else aid
    return {"code": plan.code, "language": plan.language, "title": own, "aid": told_again, "rows": rows}


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name.replace("/", "-")}.pdf"'
    return answer
