"""The reason of a look at a case: asked once a session, kept there, journalled with every look."""

from django.http import HttpResponse
from django.shortcuts import render

from borderlink.cases.forms.opening import LookForm
from borderlink.officers.schemas import OfficerRequest

REASONS = "cases.reasons"  # in the session: number of the case -> the reason given
MOST = 64


def remember(request: OfficerRequest, number: str, why: str) -> None:
    """Keep the reason for as long as the session lasts."""
    kept = {other: reason for other, reason in request.session.get(REASONS, {}).items() if other != number}
    request.session[REASONS] = dict([*kept.items(), (number, why)][-MOST:])


def reason_given(request: OfficerRequest, number: str) -> str:
    """Return the reason this session gave for a case; one given with the request is kept."""
    if "why" in request.GET:
        form = LookForm(request.GET)
        if form.is_valid():
            remember(request, number, form.reason())
    return str(request.session.get(REASONS, {}).get(number, ""))


def ask(request: OfficerRequest, number: str, *, status: int = 200) -> HttpResponse:
    """Ask why the officer looks at a case."""
    context = {"number": number, "form": LookForm(), "part": request.GET.get("part", "")}
    return render(request, "cases/why.html", context, status=status)
