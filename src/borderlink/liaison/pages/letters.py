"""The page of one letter: read in the reader's language, with its receipts, and what can be done with it."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from borderlink.language import codes
from borderlink.liaison.actions import reading
from borderlink.liaison.actions.composing import WRITTEN
from borderlink.liaison.domain.orders import STOP
from borderlink.liaison.domain.states import Direction, LetterState
from borderlink.liaison.forms.letters.start import CloseForm
from borderlink.liaison.pages.linkwords import failure
from borderlink.liaison.pages.offered import kinds_for
from borderlink.liaison.pages.words import (
    clock_of,
    gains,
    groups,
    partner_name,
    stages_of,
    state_words,
    told,
    waits_for,
)
from borderlink.liaison.queries.letters import (
    FAILED,
    UNFINISHED,
    Letter,
    Receipt,
    answers_to,
    body_of,
    letter_of,
    receipts_of,
)
from borderlink.liaison.queries.post import why_not_arrived
from borderlink.liaison.queries.sight import names_of, works_in
from borderlink.officers.schemas import OfficerRequest

ON_ITS_WAY: Final[dict[str, Promise | str]] = {
    "sealed": _("Sealed"),
    "tried": _("Tried, without getting through"),
    "carried": _("Carried by hand"),
    "waiting": _("Waits to be sent"),
    "paused": _("Waits: the partner is paused"),
    "given-up": _("Given up: its time ran out"),
}


@require_GET
def letter(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Show a letter to its reader; a draft that an officer writes is shown where it is written."""
    at = timezone.now()
    found = letter_of(request.reader, uuid)
    writes = found.state in UNFINISHED and found.kind in WRITTEN
    if writes and works_in(request.reader, found.thread.unit):
        return redirect("liaison:preview" if found.state == "asked" else "liaison:write", uuid=uuid)
    row = reading.open_letter(letter=uuid, by=request.reader, at=at)
    said = told(row, request.language)
    context = {
        "letter": row, "said": said, "groups": groups(said, request.language), "body": body_of(row),
        "partner": partner_name(row.thread.partner, request.language), "clock": clock_of(row, at),
        "waits": waits_for(row), "stages": _stages(request, row), "steps": _steps(request, row),
        "is_theirs": row.direction == Direction.IN.value,
        "about": _about(request, row),
        "state": state_words(row, request.language),
        "answers": [(one, state_words(one, request.language)) for one in answers_to(row)],
        "names": names_of([row.author, row.owner, row.approved_by]),
        "gains": gains(body_of(row).get("facts", {}), request.language) if row.kind == "feedback" else "",
        "is_untold": row.kind == STOP and row.state == LetterState.DRAFT.value,
        "close_form": CloseForm(), "is_closed": row.state == LetterState.CLOSED.value,
        "may_close": row.state in FAILED if row.direction == Direction.OUT.value else True,
        "may_write": works_in(request.reader, row.thread.unit), "follow": _follow(request, row),
    }  # fmt: skip
    return render(request, "liaison/letters/letter.html", context)


def _about(request: OfficerRequest, row: Letter) -> Letter | None:
    """Return the letter that this one answers; a partner may name one that is not here."""
    known = row.reply_to is not None and row.thread.letters.filter(uuid=row.reply_to).exists()
    return letter_of(request.reader, row.reply_to) if row.reply_to and known else None


def _follow(request: OfficerRequest, row: Letter) -> list[tuple[str, str]]:
    """Return the kinds that can follow this letter, with their names."""
    return [(kind, codes.label(kind, request.language, "letter_type")) for kind in kinds_for(row)]


def _stages(request: OfficerRequest, row: Letter) -> list[dict[str, object]]:
    """Return the stages of a letter of ours, each with its time and reason from the signed receipts."""
    if row.direction != Direction.OUT.value:
        return []
    receipts = {receipt.stage: receipt for receipt in receipts_of(row) if not receipt.ours}
    times = {"RCP-OPENED": row.opened_at, "RCP-ANSWERED": row.answered_at}
    found: list[dict[str, object]] = [
        {
            "code": stage.code, "icon": stage.icon, "reached": stage.reached or stage.code in receipts,
            "at": receipts[stage.code].at if stage.code in receipts else times.get(stage.code),
            "reason": _why(receipts.get(stage.code), request.language), "failed": False,
        }
        for stage in stages_of(row)
    ]  # fmt: skip
    for code in ("RCP-REFUSED", "RCP-NOTUNDERSTOOD"):
        if code in receipts:
            why, at = _why(receipts[code], request.language), receipts[code].at
            failed = {"code": code, "icon": "circle-x", "reached": True, "at": at}
            found.append({**failed, "reason": why, "failed": True})
    return found


def _why(receipt: Receipt | None, language: str) -> str:
    """Return the reason of a receipt in words, or nothing."""
    return failure(receipt.code, language) if receipt is not None and receipt.code else ""


def _steps(request: OfficerRequest, row: Letter) -> list[dict[str, object]]:
    """Return what happened to a letter of ours on its way that is no receipt: tries, waiting, giving up."""
    if row.direction != Direction.OUT.value or row.sent_at is None:
        return []
    return [
        {
            "words": ON_ITS_WAY[step.stage], "step": step,
            "reason": failure(step.code, request.language) if step.code else "",
        }
        for step in why_not_arrived(request.reader, row.uuid)
        if step.stage in ON_ITS_WAY
    ]  # fmt: skip


@require_POST
def take_up(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Say that the officer works on this letter."""
    return _act(request, uuid, reading.take_up, gettext("You work on it: colleagues see your name."))


@require_POST
def close_letter(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Say that nothing is left to do about this letter."""
    form = CloseForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    return _act(request, uuid, reading.close_letter, gettext("It is closed."), why=why)


def _act(
    request: OfficerRequest, uuid: UUID, act: Callable[..., object], done: str, **said: object
) -> HttpResponse:
    act(letter=uuid, **said, by=request.reader, at=timezone.now())
    messages.success(request, done)
    return redirect("liaison:letter", uuid=uuid)
