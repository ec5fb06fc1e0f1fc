"""The pages of the officers' room."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from borderlink.officers import queries
from borderlink.officers.schemas import OfficerRequest


@require_GET
def account(request: OfficerRequest) -> HttpResponse:
    """Show an officer their own account: roles, sessions, second factor, language."""
    sessions = queries.sessions_of(request.user, reader=request.reader)
    return render(request, "officers/account.html", {"officer": request.user, "sessions": sessions})
