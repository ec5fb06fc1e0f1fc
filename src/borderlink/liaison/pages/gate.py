"""The pages of the gate: what waits for a decision, one question, its answer, asking."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.custody.pages.answers import act_or_say
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.liaison.actions import assuring, looking
from borderlink.liaison.domain.assurance import Grade
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.forms.gate import (
    ApproveForm,
    AskForm,
    GroundsForm,
    PaperForm,
    PersonForm,
    kind_label,
    person_forms,
    said_of,
)
from borderlink.liaison.pages.words import groups, lacking, partner_name, told
from borderlink.liaison.queries import gate as asked
from borderlink.liaison.queries import gating
from borderlink.liaison.queries.letters import UNFINISHED, Letter, body_of, letter_of
from borderlink.officers.queries import ways_to_choose
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import officer_names

PAPER: Final = ("way", "subject", "to", "channel", "basis", "article", "country", "case")
TONES: Final = {"asked": "inspect", "approved": "release", "refused": "hold", "withdrawn": "neutral"}


@require_GET
def queue(request: OfficerRequest) -> HttpResponse:
    """Show what waits for a decision, and what was decided."""
    asked.need_gate(request.reader)
    rows, done = asked.queue(request.reader), asked.decided(request.reader)
    looking.look_at_list(what="questions", count=len(rows) + len(done), by=request.reader, at=timezone.now())
    context = {
        "rows": [row_of(row, request.language) for row in rows],
        "done": [row_of(row, request.language) for row in done],
        "officers": officer_names(
            [badge for row in (*rows, *done) for badge in (row.asked_by, row.decided_by)]
        ),
        "may_decide": asked.may_decide(request.reader), "may_ask": asked.may_ask_paper(request.reader),
        "sees_register": asked.sees_register(request.reader),
    }  # fmt: skip
    return render(request, "liaison/gate/queue.html", context)


def row_of(row: asked.Assurance, language: str) -> dict[str, object]:
    """Return a question as a list shows it."""
    return {
        "row": row, "tone": _tone(row), "state": _state(row), "kind": kind_label(row.kind),
        "to": partner_name(row.partner, language) if row.partner else row.recipient,
        "people": list(row.people.all()),
    }  # fmt: skip


def _state(row: asked.Assurance) -> str:
    if row.state == "approved" and row.used_at:
        return "AST-USED"
    if row.state == "approved" and row.void_at:
        return "AST-VOID"
    return f"AST-{row.state.upper()}"


def _tone(row: asked.Assurance) -> str:
    return "neutral" if row.void_at or row.used_at else TONES[row.state]


@require_GET
def question(request: OfficerRequest, pk: int) -> HttpResponse:
    """Show one question: what would leave, for whom, about whom, under which law, who else decided."""
    row = asked.assurance_of(request.reader, pk)
    looking.look_at_question(pk=row.pk, by=request.reader, at=timezone.now())
    return _question(request, pk, {})


def _question(request: OfficerRequest, pk: int, forms: Mapping[str, object]) -> HttpResponse:
    row = asked.assurance_of(request.reader, pk)
    letter, decides = _letter_of(request, row), asked.may_decide(request.reader)
    others = asked.others_about(request.reader, row)
    badges = [row.asked_by, row.decided_by, *(one.decided_by for one in others)]
    context = {
        **row_of(row, request.language), "letter": letter, **_told(letter, request.language),
        "names": _names(letter), "others": [row_of(one, request.language) for one in others],
        "officers": officer_names(badges), "holds": asked.holds(row, timezone.now()),
        "minutes": row.subject.partition(" ")[2] if row.way == gating.MINUTES else "",
        "may_decide": decides and row.state == "asked",
        "is_hidden": not asked.may_read(request.reader, row),  # nobody decides on words they may not read
        "may_withdraw": (decides or request.reader.badge == row.asked_by)
        and row.state in {"asked", "approved"} and not (row.used_at or row.void_at),
        "is_own": request.reader.badge == row.asked_by or (letter and letter.author == request.reader.badge),
        "worst": gating.worst_in(gating.country_of(row), timezone.now()).value,
        "consents": asked.consents_named(row.consents),
        "approve_form": ApproveForm(auto_id="approve_%s", initial={"grade": _given(row.needed)}),
        "refuse_form": GroundsForm(auto_id="refuse_%s"), "withdraw_form": GroundsForm(auto_id="withdraw_%s"),
        **forms,
    }  # fmt: skip
    return render(request, "liaison/gate/question.html", context, status=422 if forms else 200)


def _given(grade: str) -> str:
    """Return the grade that a form begins with: none is chosen for whom nobody's approval was asked."""
    return "" if grade in {Grade.NONE.value, Grade.NEVER.value} else grade


def _letter_of(request: OfficerRequest, row: asked.Assurance) -> Letter | None:
    """Return the letter that is asked about; None where there is none, or it is not the reader's to see."""
    try:
        return letter_of(request.reader, row.letter) if row.letter else None
    except NotFound:
        return None


def _told(letter: Letter | None, language: str) -> dict[str, object]:
    """Return what the letter says, in whole sentences; nothing while its form does not hold."""
    if letter is None or lacking(letter) is not None:
        return {}
    said = told(letter, language)
    return {"said": said, "groups": groups(said, language)}


def _names(letter: Letter | None) -> dict[str, str]:
    """Return the first name of each person of a letter, by reference, as it is written."""
    people = body_of(letter)["facts"].get("people", ()) if letter else ()
    return {
        one["ref"]: " / ".join(name["text"] for name in one["names"])
        for one in people
        if isinstance(one, Mapping) and one.get("names")
    }


def _decide(
    request: OfficerRequest, pk: int, name: str, form: Any, act: Callable[[], object]
) -> HttpResponse:
    if form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("It is decided and stands in the register."))
        return redirect("liaison:gate_question", pk)
    return _question(request, pk, {name: form})


@require_POST
def approve(request: OfficerRequest, pk: int) -> HttpResponse:
    """Let it leave."""
    form = ApproveForm(request.POST, auto_id="approve_%s")

    def act() -> None:
        decision = assuring.Decision(**form.cleaned_data)
        assuring.approve_assurance(pk=pk, decision=decision, by=request.reader, at=timezone.now())

    return _decide(request, pk, "approve_form", form, act)


@require_POST
def refuse(request: OfficerRequest, pk: int) -> HttpResponse:
    """Refuse that it leaves."""
    form = GroundsForm(request.POST, auto_id="refuse_%s")

    def act() -> None:
        grounds = form.cleaned_data["grounds"]
        assuring.refuse_assurance(pk=pk, grounds=grounds, by=request.reader, at=timezone.now())

    return _decide(request, pk, "refuse_form", form, act)


@require_POST
def withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a question or an unused approval back."""
    form = GroundsForm(request.POST, auto_id="withdraw_%s")

    def act() -> None:
        why = form.cleaned_data["grounds"]
        assuring.withdraw_assurance(pk=pk, why=why, by=request.reader, at=timezone.now())

    return _decide(request, pk, "withdraw_form", form, act)


def ask_letter(request: OfficerRequest, uuid: UUID) -> HttpResponse:
    """Ask whether a draft may leave with the persons it tells of."""
    row = letter_of(request.reader, uuid)
    asked.need_asker(request.reader, row.thread.unit, row.thread.case)
    if row.direction != Direction.OUT.value or row.state not in UNFINISHED:
        return redirect("liaison:letter", uuid=uuid)
    typed = request.POST if request.method == "POST" else None
    found = gating.asked_of_letter(row)
    people, form = person_forms([one.ref for one in found.people], typed), AskForm(typed)
    made: list[int] = []

    def act() -> None:
        request_ = _request(form, people)
        made.append(
            assuring.ask_assurance(letter=uuid, request=request_, by=request.reader, at=timezone.now()).pk
        )

    valid = typed is not None and all([form.is_valid(), *(one.is_valid() for _, one in people)])
    if valid and act_or_say(request, form, act):
        return redirect("liaison:gate_question", made[0])
    context = {
        "letter": row, "form": form, "names": _names(row), "kind": kind_label(row.kind),
        "partner": partner_name(row.thread.partner, request.language),
        "people": [(one, person) for one, (_, person) in zip(found.people, people, strict=True)],
        "needed": asked.needed_for(row, timezone.now()),
    }  # fmt: skip
    return render(request, "liaison/gate/ask_letter.html", context, status=422 if typed else 200)


def _request(form: AskForm, people: list[tuple[str, PersonForm]]) -> assuring.Request:
    said = form.cleaned_data
    return assuring.Request(
        why=said["why"], assurance=said["assurance"], giver=said["giver"], reference=said["reference"],
        assured_on=said["assured_on"],
        people={
            ref: assuring.Said(
                offence=one["offence"], substance=one["substance"], quantity_g=one["quantity_g"],
                factors=tuple(one["factors"]),
            )
            for ref, one in said_of(people).items()
        },
    )  # fmt: skip


def ask_paper(request: OfficerRequest) -> HttpResponse:
    """Ask whether a file, a print or an exhibit may leave for a partner or for someone abroad."""
    asked.need_paper_asker(request.reader)
    typed = request.POST if request.method == "POST" else None
    begun = {name: request.GET.get(name, "") for name in ("way", "subject", "case", "to")}
    form = PaperForm(
        typed,
        initial=begun,
        ways=ways_to_choose(),
        consents=asked.consents_to_choose(request.reader, timezone.now()),
    )
    made: list[int] = []

    def act() -> None:
        said = form.cleaned_data
        paper = assuring.Paper(**{name: said[name] for name in PAPER}, consents=tuple(said["consents"]))
        row = assuring.ask_for_paper(
            paper=paper, request=_request(form, []), by=request.reader, at=timezone.now()
        )
        made.append(row.pk)

    if typed is not None and form.is_valid() and act_or_say(request, form, act):
        return redirect("liaison:gate_question", made[0])
    return render(request, "liaison/gate/ask_paper.html", {"form": form}, status=422 if typed else 200)


def letter_panel(reader: object, subject: object) -> dict[str, object]:
    """Return what a letter's page shows of the gate: what it needs and has, what a partner assured us of."""
    if not isinstance(reader, Reader) or not isinstance(subject, Letter):
        return {}
    found: dict[str, object] = {"letter": subject, "given": asked.given_for(subject)}
    if subject.direction == Direction.OUT.value:
        found["asked"] = [
            {"row": row, "state": _state(row), "tone": _tone(row)} for row in asked.of_letter(reader, subject)
        ]
        if subject.state in UNFINISHED:
            found |= {"needed": asked.needed_for(subject, timezone.now()), "is_open": True}
    return found
