"""The pages of the indexes of suspects and organisations, and of what units ask one another."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.cases.actions import asking
from borderlink.cases.forms.register import AnswerForm, AskForm, NameFilterForm, SuspectFilterForm
from borderlink.cases.pages.words import officer_names, unit_names
from borderlink.cases.queries.registers import needs_sight
from borderlink.foundation.who import Role
from borderlink.officers.schemas import OfficerRequest


@require_GET
def suspects(request: OfficerRequest) -> HttpResponse:
    """Show who plays a part in the officer's own cases."""
    needs_sight(request.reader, "cases.list-suspects")
    form = SuspectFilterForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {"words": "", "role": ""}
    shown = asking.list_suspects(
        words=said["words"], role=said["role"], page=_page(request), by=request.reader, at=timezone.now()
    )
    context = {
        "form": form,
        "page": shown,
        "query": urlencode({name: value for name, value in said.items() if value}),
        "filtered": any(said.values()),
        "commands": _units_commanded(request),
        "ask_form": AskForm(),
    }
    return render(request, "cases/registers/suspects.html", context)


@require_GET
def organisations(request: OfficerRequest) -> HttpResponse:
    """Show the organisations of the officer's own cases."""
    needs_sight(request.reader, "cases.list-organisations")
    form = NameFilterForm(request.GET)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    shown = asking.list_organisations(words=words, page=_page(request), by=request.reader, at=timezone.now())
    context = {
        "form": form,
        "page": shown,
        "query": urlencode({"words": words} if words else {}),
        "filtered": bool(words),
        "commands": _units_commanded(request),
        "ask_form": AskForm(),
    }
    return render(request, "cases/registers/organisations.html", context)


def _page(request: OfficerRequest) -> int:
    page = request.GET.get("page", "")
    return int(page) if page.isdecimal() else 1


def _units_commanded(request: OfficerRequest) -> frozenset[str]:
    """Return the units for which the officer may ask others."""
    return request.reader.units if Role.COMMANDER in request.reader.roles else frozenset()


@require_GET
def questions(request: OfficerRequest) -> HttpResponse:
    """Show what the officer's units asked others, and what others ask about the officer's cases."""
    ours, theirs = asking.list_questions(by=request.reader, at=timezone.now())
    badges = [question.row.by for question in ours] + [hit.question.by for hit in theirs]
    badges += [told.answered_by for question in ours for told in question.told]
    context = {
        "ours": ours,
        "theirs": theirs,
        "answer_form": AnswerForm(),
        "units": unit_names(request.reader, request.language),
        "officers": officer_names([*badges, *(hit.answered_by for hit in theirs)]),
    }
    return render(request, "cases/registers/questions.html", context)


@require_POST
def ask(request: OfficerRequest) -> HttpResponse:
    """Ask whether another unit knows someone of a case."""
    needs_sight(request.reader, "cases.ask-elsewhere")
    form = AskForm(request.POST)
    person, organisation = (_number(request.POST.get(name, "")) for name in ("person", "organisation"))
    why = form.cleaned_data["why"] if form.is_valid() else ""
    question = asking.ask_elsewhere(
        person=person, organisation=organisation, why=why, by=request.reader, at=timezone.now()
    )
    if question.hits.exists():
        messages.warning(request, gettext("Known elsewhere: the answer names the units to speak to."))
    else:
        messages.info(request, gettext("No other unit of this agency knows this name or number."))
    return redirect("cases:questions")


@require_POST
def answer(request: OfficerRequest, pk: int) -> HttpResponse:
    """Answer another unit's question."""
    needs_sight(request.reader, "cases.answer-elsewhere")
    form = AnswerForm(request.POST)
    words = form.cleaned_data["answer"] if form.is_valid() else ""
    asking.answer_elsewhere(hit=pk, answer=words, by=request.reader, at=timezone.now())
    messages.success(request, gettext("The answer is recorded."))
    return redirect("cases:questions")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0  # noqa: PLR2004 - what a key can be
