"""Telephone words of a controlled delivery, what was heard, its substitutes, and its report on paper."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.custody.pages.answers import act_or_say
from borderlink.liaison.actions.codewords import hear_by_telephone, look_at_words
from borderlink.liaison.actions.reporting import print_report
from borderlink.liaison.actions.substituting import name_substitute
from borderlink.liaison.domain.codewords import Word
from borderlink.liaison.forms import operations as forms
from borderlink.liaison.pages.operation_board import MEANINGS, speakers_of
from borderlink.liaison.pages.operations import page, telephone_form
from borderlink.liaison.pages.words import partner_name
from borderlink.liaison.queries import delivery
from borderlink.liaison.queries.postkeys import me
from borderlink.officers.schemas import OfficerRequest


@require_GET
def words(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Show the words of an operation to be printed: what we say, what the other side says."""
    row, at = delivery.operation_of(request.reader, uuid), timezone.now()
    found = look_at_words(operation=row.uuid, by=request.reader, at=at)
    plan = delivery.standing_of(row, at).folded.plan
    ours, theirs = str(settings.BORDERLINK.language), row.partner.language
    spoken = list(dict.fromkeys([request.language, ours, theirs, "en"]))
    context = {
        "row": row, "partner": partner_name(row.partner, request.language), "at": at, "plan": plan,
        "spoken": spoken, "ours": _table(found, me(), spoken),
        "theirs": _table(found, row.partner.code, spoken),
    }  # fmt: skip
    return render(request, "liaison/operations/words.html", context)


def _table(words: tuple[Word, ...], side: str, spoken: list[str]) -> list[dict[str, object]]:
    """Return one side's words by what they mean."""
    return [
        {
            "meaning": MEANINGS[one.said], "leg": one.leg, "time": one.time,
            "texts": [(language, one.text(language)) for language in spoken],
        }
        for one in words
        if one.side == side
    ]  # fmt: skip


def hear(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Enter a word heard by telephone."""
    row, at = delivery.operation_of(request.reader, uuid), timezone.now()
    if request.method != "POST":
        return redirect("liaison:operation", uuid=row.uuid)
    now = delivery.standing_of(row, at)
    form = telephone_form(now, speakers_of(now.folded.plan), request.POST)

    def act() -> None:
        told = form.cleaned_data
        until = _until(told["until"], told["zone"] or row.partner.time_zone, at) if told["until"] else None
        hear_by_telephone(
            operation=row.uuid,
            word=told["word"],
            until=until,
            speaker=told["speaker"],
            by=request.reader,
            at=at,
        )

    if form.is_valid() and act_or_say(request, form, act):
        messages.success(
            request, gettext("Entered as heard by telephone. It counts until their letter comes.")
        )
        return redirect("liaison:operation", uuid=row.uuid)
    return page(request, row, at, telephone=form)


def _until(told: time, zone: str, at: datetime) -> datetime:
    """Return the next moment at which a clock in a zone shows a time of day."""
    here = at.astimezone(ZoneInfo(zone))
    found = here.replace(hour=told.hour, minute=told.minute, second=0, microsecond=0)
    return found if found > here else found + timedelta(days=1)


def substitute(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Say which substitute goes."""
    row, at = delivery.operation_of(request.reader, uuid), timezone.now()
    if request.method != "POST":
        return redirect("liaison:operation", uuid=row.uuid)
    form = forms.SubstituteForm(request.POST)

    def act() -> None:
        name_substitute(operation=row.uuid, exhibit=form.cleaned_data["exhibit"], by=request.reader, at=at)

    if form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("The substitute stands in the operation."))
        return redirect("liaison:operation", uuid=row.uuid)
    return page(request, row, at, substitute=form)


@require_POST
def report(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Print the report of an operation in both languages; it leaves for the partner by the one way out."""
    row = delivery.operation_of(request.reader, uuid)
    paper = print_report(operation=row.uuid, by=request.reader, at=timezone.now())
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{row.thread.reference}.pdf"'
    return answer
