"""The page that prints a case's report."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from borderlink.cases.actions.reporting import WAY, print_report
from borderlink.cases.forms.report import ReportForm
from borderlink.cases.pages.words import put_beside
from borderlink.cases.queries.cases import case_of
from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.officers.schemas import OfficerRequest


def report(request: OfficerRequest, number: str) -> HttpResponse:
    """Ask for whom a report is made and why, then hand it over as PDF in the reader's language."""
    case = case_of(request.reader, number)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            printed = print_report(
                case=case.number, **form.cleaned_data, language=request.language, by=request.reader,
                at=timezone.now(),
            )  # fmt: skip
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            answer = HttpResponse(printed.content, content_type="application/pdf")
            header = content_disposition_header(as_attachment=True, filename=printed.name)
            answer.headers["Content-Disposition"] = header or "attachment"
            answer.headers["Cache-Control"] = "private, no-store"
            return answer
    status = 422 if request.method == "POST" else 200
    context = {"case": case, "form": form, "subject": f"case {case.number}", "way": WAY}
    return render(request, "cases/report.html", context, status=status)
