"""The pages on which a letter is written: begun, filled in, scored while typed, read as they will, sent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.language import sentences
from borderlink.liaison.actions import composing, looking, sending
from borderlink.liaison.domain import precision
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.domain.terms import Terms
from borderlink.liaison.forms.letters.draft import DraftForms
from borderlink.liaison.forms.letters.kinds import named
from borderlink.liaison.forms.letters.start import BeginForm, SecondForm
from borderlink.liaison.pages.offered import BEGUN, kinds_for, offered_for
from borderlink.liaison.pages.words import (
    groups,
    is_given_back,
    lacking,
    names_in,
    partner_name,
    told,
    zone_here,
)
from borderlink.liaison.queries.letters import UNFINISHED, Letter, body_of, letter_of
from borderlink.liaison.queries.partners import partners_of
from borderlink.liaison.queries.sight import names_of, needs_letters, works_in
from borderlink.officers.schemas import OfficerRequest


def new_letter(request: OfficerRequest) -> HttpResponse:
    """Choose to whom and what kind of letter; or begin one that follows another letter."""
    needs_letters(request.reader, "liaison.write-letter")
    chosen = request.GET.get("about", "") or request.POST.get("about", "")
    about = letter_of(request.reader, chosen) if chosen else None
    unit = about.thread.unit if about else ""
    partners = [one for one in partners_of(request.reader) if works_in(request.reader, one.unit)]
    if (about and not works_in(request.reader, unit)) or (not about and not partners):
        raise NotAllowed(act="liaison.write-letter")
    form = BeginForm(
        request.POST or None,
        initial={"kind": request.GET.get("kind", "")},
        partners=None if about else names_in(partners, request.language),
        kinds=kinds_for(about) if about else BEGUN,
    )
    if request.method == "POST" and form.is_valid():
        made = _begun(request, form, about)
        if made is not None:
            return redirect("liaison:write", uuid=made.uuid)
    context = {"form": form, "about": about, "refused": _why_few(partners)}
    return render(request, "liaison/letters/new.html", context, status=422 if form.errors else 200)


def _begun(request: OfficerRequest, form: BeginForm, about: Letter | None) -> Letter | None:
    said = form.cleaned_data
    try:
        return composing.start_letter(
            kind=said["kind"], partner=said.get("partner", ""), thread=about.thread if about else None,
            reply_to=about.uuid if about and _answers(said["kind"], about) else None,
            case=said.get("case", ""),
            by=request.reader, at=timezone.now(),
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        say_beside(form, refusal, request)
        return None


def _answers(kind: str, about: Letter) -> bool:
    """Say whether a kind answers the letter it is about, or a hold's end ends it; else it only follows it."""
    theirs = about.direction == Direction.IN.value
    return kind == "hold_release" or (theirs and kind != "consent_request")


def _why_few(partners: list[Any]) -> bool:
    """Say whether none of the partners has terms yet by which any letter passes."""
    return bool(partners) and not any(Terms.from_value(one.terms).bases for one in partners)


def say_beside(form: Form, refusal: Refusal, request: OfficerRequest) -> None:
    """Put a refusal into a form, in the reader's words."""
    said = sentences.say_refusal(refusal, request.language, zone=zone_here())
    form.add_error(None, f"{said.sentence} {said.advice}")


def _draft(request: OfficerRequest, uuid: UUID) -> Letter:
    """Return a letter that the reader's office writes. Refuses: ``NotFound``, ``NotAllowed``."""
    row = letter_of(request.reader, uuid)
    if not works_in(request.reader, row.thread.unit):
        raise NotAllowed(act="liaison.write-letter")
    if row.direction != Direction.OUT.value or row.kind not in composing.WRITTEN:
        raise NotFound(thing="letter", name=str(uuid))
    return row


def _forms(request: OfficerRequest, row: Letter, *, typed: bool) -> DraftForms:
    return DraftForms(
        row.kind, offered_for(request.reader, row, request.language), body=body_of(row),
        source={"known_to": row.known_to, "low_reason": row.low_reason},
        data=request.POST if typed else None,
    )  # fmt: skip


def write(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Fill in a draft; one row more is added without saving, all else is saved."""
    row = _draft(request, uuid)
    if row.state not in UNFINISHED:
        return redirect("liaison:letter", uuid=uuid)
    typed = request.method == "POST"
    if not typed:
        looking.look_at_draft(letter=str(row.uuid), by=request.reader, at=timezone.now())
    forms = _forms(request, row, typed=typed)
    if typed and "add" not in request.POST and forms.is_valid() and _saved(request, row, forms):
        return redirect("liaison:preview" if "preview" in request.POST else "liaison:write", uuid=uuid)
    wrong = typed and "add" not in request.POST
    return render(request, "liaison/letters/write.html", _context(request, row, forms, wrong=wrong),
                  status=422 if wrong else 200)  # fmt: skip


def _saved(request: OfficerRequest, row: Letter, forms: DraftForms) -> bool:
    try:
        composing.save_draft(
            letter=row, value=forms.value(), **forms.said_of_source(), by=request.reader, at=timezone.now()
        )
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        say_beside(forms.heads["urgency"], refusal, request)
        return False
    messages.success(request, gettext("The draft is saved."))
    return True


def _context(request: OfficerRequest, row: Letter, forms: DraftForms, *, wrong: bool) -> dict[str, object]:
    return {
        "letter": row, "forms": forms, "wrong": wrong,
        "partner": partner_name(row.thread.partner, request.language),
        "about": letter_of(request.reader, row.reply_to) if row.reply_to else None,
        "given_back": is_given_back(row),
        **_score(row, forms),
    }  # fmt: skip


def _score(row: Letter, forms: DraftForms) -> dict[str, object]:
    if row.kind != "clue":
        return {}
    facts = forms.body.get("facts", {}) if forms.data is None else forms.facts()
    found = precision.score(facts)
    parts = [{"code": part.value, "marks": marks} for part, marks in found.parts.items()]
    return {"score": found, "score_parts": parts, "cheapest": found.missing[:1], "others": found.missing[1:4]}


@require_POST
def score(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Say how precise a clue is as it is typed now, and what would cost least to add."""
    row = _draft(request, uuid)
    forms = _forms(request, row, typed=True)
    return render(request, "liaison/letters/parts/score.html", {"letter": row, **_score(row, forms)})


@require_GET
def preview(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Show a draft as the partner will read it, in its language, beside one's own."""
    row = _draft(request, uuid)
    looking.look_at_draft(letter=str(row.uuid), by=request.reader, at=timezone.now())
    return _preview(request, row)


def _preview(
    request: OfficerRequest, row: Letter, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    if row.state not in UNFINISHED:
        return redirect("liaison:letter", uuid=row.uuid)
    partner = row.thread.partner
    said, lacks = (
        sentences.say_refusal(one, request.language, zone=zone_here()) if one else None
        for one in (refusal, lacking(row))
    )
    context: dict[str, object] = {
        "letter": row, "partner": partner_name(partner, request.language), "their_language": partner.language,
        "refused": said, "second": SecondForm(),
        "names": names_of([row.author, row.asked_by, row.approved_by]),
        "is_own": request.reader.badge in {row.author, row.asked_by}, "few": row.known_to == sending.FEW,
        "approved": sending.is_approved(row), "given_back": is_given_back(row), "body": body_of(row),
    }  # fmt: skip
    if lacks is None:
        theirs, ours = told(row, partner.language, partner.time_zone), told(row, request.language)
        context |= {
            "theirs": theirs, "their_groups": groups(theirs, partner.language), "ours": ours,
            "our_groups": groups(ours, request.language),
        }  # fmt: skip
    return render(request, "liaison/letters/preview.html", context | _lacks(row, lacks), status=status)


def _lacks(row: Letter, said: sentences.Said | None) -> dict[str, object]:
    """Return what a draft lacks: the sentence, and what its form calls the place."""
    return {"lacking": said, "where": named(row.kind, str(said.facts.get("path", ""))) if said else ""}


Act = Callable[..., object]


def _act(
    request: OfficerRequest, uuid: UUID, act: Act, done: str, where: str, **said: object
) -> HttpResponse:
    """Do one thing with a draft; what is refused is shown above its preview."""
    row = _draft(request, uuid)
    try:
        act(letter=row, **said, by=request.reader, at=timezone.now())
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        return _preview(request, letter_of(request.reader, uuid), refusal=refusal, status=422)
    messages.success(request, done)
    return redirect(where, uuid=uuid) if where in {"liaison:letter", "liaison:preview"} else redirect(where)


@require_POST
def send(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Let a letter leave."""
    done = gettext("The letter is sealed and on its way. You see here when it arrives and is opened.")
    return _act(request, uuid, sending.send_letter, done, "liaison:letter")


@require_POST
def ask_second(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Put a letter before a second officer."""
    done = gettext("A second officer of the office is asked. It stands in their outbox under “To approve”.")
    return _act(request, uuid, composing.ask_second, done, "liaison:preview")


@require_POST
def decide_second(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Approve a letter as a second officer, or give it back."""
    form = SecondForm(request.POST)
    allowed = "allow" in request.POST
    why = form.cleaned_data["why"] if form.is_valid() else ""
    done = gettext("Approved: it can be sent as it is.") if allowed else gettext("Given back to its author.")
    return _act(request, uuid, composing.decide_second, done, "liaison:preview", allowed=allowed, why=why)


@require_POST
def drop_draft(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Throw a draft away."""
    return _act(request, uuid, composing.drop_draft, gettext("The draft is thrown away."), "liaison:outbox")
