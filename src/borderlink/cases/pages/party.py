"""The page of one person or organisation: spellings remembered, and possible same names, with why."""

from collections.abc import Callable, Mapping
from typing import Final

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.cases.actions import remembering
from borderlink.cases.actions.comparing import look_at_party
from borderlink.cases.domain.standing import CaseState
from borderlink.cases.forms.alike import ForgetForm, RememberForm
from borderlink.cases.forms.fields import CaseForm
from borderlink.cases.pages.looking import ask, reason_given
from borderlink.cases.pages.words import officer_names, put_beside
from borderlink.cases.queries.alike import MOST, Namesake
from borderlink.cases.queries.cases import case_of
from borderlink.cases.queries.remembered import Alias, aliases_of
from borderlink.cases.queries.rows import Case, Person
from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.language.telling import number_sentences
from borderlink.officers.schemas import OfficerRequest

_ACTS: Final[Mapping[str, tuple[type[CaseForm], Callable[..., object]]]] = {
    "remember": (RememberForm, remembering.remember_alias),
    "forget": (ForgetForm, remembering.forget_alias),
}


@require_GET
def party(request: OfficerRequest, number: str, label: str) -> HttpResponse:
    """Show a person or an organisation of a case to an officer who said why they look at the case."""
    found = case_of(request.reader, number)
    if not reason_given(request, found.number):
        return ask(request, found.number)
    return _page(request, found, label)


@require_POST
def act(request: OfficerRequest, number: str, label: str, act: str) -> HttpResponse:
    """Remember two spellings of the person, or withdraw them."""
    found = case_of(request.reader, number)
    if act not in _ACTS:
        raise NotFound(thing="page", name=act[:40])
    kind, run = _ACTS[act]
    if not reason_given(request, found.number):
        return ask(request, found.number, status=422)
    form = _form(kind, request, found, label)
    if form.is_valid():
        said = form.cleaned_data | ({"person": label} if act == "remember" else {})
        try:
            run(case=found.number, **said, by=request.reader, at=timezone.now())
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            messages.success(request, gettext("It is recorded."))
            return redirect("cases:party", number=found.number, label=label)
    return _page(request, found, label, wrong={act: form}, status=422)


def _form(kind: type[CaseForm], request: OfficerRequest, case: Case, label: str) -> CaseForm:
    if kind is not RememberForm:
        return kind(request.POST, prefix="forget")
    names = next((_names(row) for row in case.people.all() if row.label == label), [])
    return RememberForm(request.POST, names=names, prefix="remember")


def _names(row: Person) -> list[tuple[str, str]]:
    return [(name.text, name.text) for name in row.names.all()]


def _page(
    request: OfficerRequest,
    case: Case,
    label: str,
    *,
    wrong: Mapping[str, Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    why = reason_given(request, case.number)
    row, found = look_at_party(case=case.number, label=label, why=why, by=request.reader, at=timezone.now())
    aliases = aliases_of(row) if isinstance(row, Person) else []
    writes = case.state != CaseState.CLOSED and case.erased_on is None
    context: dict[str, object] = {
        "case": case, "party": row, "found": found, "most": MOST, "aliases": aliases,
        "officers": officer_names([*_badges(aliases), *kept_by(found)]), "wrong": set(wrong or {}),
        "forget_form": ForgetForm(prefix="forget"), "is_person": isinstance(row, Person),
        "numbers": [
            (one, number_sentences(one.kind, one.value, request.language)) for one in row.identifiers.all()
        ],
    }  # fmt: skip
    if isinstance(row, Person):
        other = request.GET.get("other", "")[:200]
        form = RememberForm(names=_names(row), prefix="remember", initial={"other": other})
        context |= {"remember_form": form, "other": other}
        writes = writes and row.involvement.struck_on is None
    context |= {f"{act}_form": form for act, form in (wrong or {}).items()}
    return render(request, "cases/party.html", {**context, "open": writes}, status=status)


def kept_by(found: list[Namesake]) -> list[str]:
    """Return the badges of those who remember what raised a possible same name."""
    return [one.alike.kept.by for one in found if one.alike.kept]


def _badges(aliases: list[Alias]) -> list[str]:
    rows = [*aliases, *(row.withdrawal for row in aliases if hasattr(row, "withdrawal"))]
    return [row.by for row in rows]
