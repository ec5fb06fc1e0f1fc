"""The pages of clues that came as STIX: nobody signed them, and an officer decides what they are worth."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.liaison.actions import bridging, looking
from borderlink.liaison.domain.telling import tell
from borderlink.liaison.forms.office import WhyForm
from borderlink.liaison.pages.linkwords import failure
from borderlink.liaison.pages.words import groups, zone_here
from borderlink.liaison.queries.sight import names_of, needs_letters, works_in
from borderlink.liaison.queries.stix import OPEN, ForeignClue, foreign_clue_of, foreign_clues_of
from borderlink.officers.schemas import OfficerRequest

MOST = 200  # rows of the list


@require_GET
def foreign_clues(request: OfficerRequest) -> HttpResponse:
    """Show the clues from elsewhere that wait, or all of them; the newest first."""
    needs_letters(request.reader, "liaison.see-foreign-clues")
    every = request.GET.get("all") == "1"
    rows = list(foreign_clues_of(request.reader, open_only=not every)[:MOST])
    looking.look_at_list(
        what="foreign clues", count=len(rows), filtered="all" if every else "", by=request.reader,
        at=timezone.now(),
    )  # fmt: skip
    context = {
        "rows": [(row, _title(row, request.language)) for row in rows], "every": every,
        "officers": names_of(row.decided_by for row in rows),
    }  # fmt: skip
    return render(request, "liaison/office/foreign_clues.html", context)


def _title(row: ForeignClue, language: str) -> str:
    """Return what a clue is called in a list; of a refused one why it was refused."""
    if row.code:
        return failure(row.code, language)
    return tell(json.loads(row.body), language, zone_here()).title if row.body else gettext("Thrown away")


@require_GET
def foreign_clue(request: OfficerRequest, pk: int) -> HttpResponse:
    """Show one clue from elsewhere in the reader's language, or what was refused, as it came."""
    row = foreign_clue_of(request.reader, pk)
    looking.look_at_foreign_clue(pk=row.pk, by=request.reader, at=timezone.now())
    readable = bool(row.body) and not row.code
    said = tell(json.loads(row.body), request.language, zone_here()) if readable else None
    context = {
        "row": row, "said": said, "groups": groups(said, request.language) if said else [],
        "why": failure(row.code, request.language) if row.code else "", "form": WhyForm(),
        "may_decide": row.state in OPEN and works_in(request.reader, row.unit),
        "officers": names_of([row.decided_by, row.file.by]),
    }  # fmt: skip
    return render(request, "liaison/office/foreign_clue.html", context)


@require_POST
def decide_foreign_clue(request: OfficerRequest, pk: int) -> HttpResponse:
    """Keep a clue from elsewhere, or throw it away."""
    form = WhyForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    keep = request.POST.get("act") == "keep"
    bridging.decide_foreign_clue(pk=pk, keep=keep, why=why, by=request.reader, at=timezone.now())
    done = gettext("The clue is kept.") if keep else gettext("The clue is thrown away; its words are gone.")
    messages.success(request, done)
    return redirect("liaison:foreign_clues")
