"""The hand-over of a shift: what is open, who holds it, what the next officer must know."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.actions import shift
from borderlink.screening.forms import HandOverForm
from borderlink.screening.pages.words import officer_names, put_beside, row_of
from borderlink.screening.queries import sight

NOTE = "note-"


def hand_over(request: OfficerRequest) -> HttpResponse:
    """Show what is open and the hand-overs so far; write a new one."""
    at = timezone.now()
    form = HandOverForm(request.POST or None, colleagues=sight.colleagues(request.reader))
    if request.method == "POST" and form.is_valid():
        notes = {key.removeprefix(NOTE): text for key, text in request.POST.items() if key.startswith(NOTE)}
        try:
            shift.hand_over_shift(
                to=form.cleaned_data["to"],
                remark=form.cleaned_data["remark"],
                notes={waybill: str(text).replace("\x00", "")[:400] for waybill, text in notes.items()},
                by=request.reader,
                at=at,
            )
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            messages.success(request, gettext("The hand-over is written; your colleague takes it over here."))
            return redirect("screening:hand_over")
    return _page(request, form)


def _page(request: OfficerRequest, form: HandOverForm) -> HttpResponse:
    found = shift.look_at_shift(by=request.reader, at=timezone.now())
    badges = {referral.holder for referral in found.open}
    for row in found.hand_overs:
        badges |= {row.by, row.to} | {item["holder"] for item in row.items}
    context = {
        "form": form,
        "rows": [row_of(referral, request.language) for referral in found.open],
        "hand_overs": found.hand_overs,
        "officers": officer_names(badges),
        "own": request.reader.badge,
        "note_prefix": NOTE,
    }
    return render(request, "screening/hand_over.html", context, status=422 if form.errors else 200)


@require_POST
def take_over(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take over what the hand-over lists."""
    shift.take_over_shift(hand_over=pk, by=request.reader, at=timezone.now())
    messages.success(request, gettext("You have taken over the shift."))
    return redirect("screening:hand_over")
