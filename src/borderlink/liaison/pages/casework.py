"""The pages of what letters do to cases: requests, corrections, typologies; panels on letters and cases."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.cases.pages.words import choices_of_units
from borderlink.cases.queries.cases import case_of, cases_seen
from borderlink.cases.queries.people import people_of
from borderlink.cases.queries.rows import Case
from borderlink.cases.queries.seizures import seizures_of
from borderlink.custody.pages.answers import act_or_say
from borderlink.custody.queries.exhibits import numbers_seen
from borderlink.foundation.who import Reader
from borderlink.language import codes, languages
from borderlink.liaison.actions import casing, correcting, looking, owing, typologies
from borderlink.liaison.actions.correcting import list_corrections
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.forms import office as forms
from borderlink.liaison.pages.office import own_partners
from borderlink.liaison.pages.words import partner_name
from borderlink.liaison.queries import casework
from borderlink.liaison.queries.disclosing import letters_in_schedule
from borderlink.liaison.queries.handing_over import duties_of, partner_called
from borderlink.liaison.queries.letters import Letter, body_of, letter_of
from borderlink.liaison.queries.office import partners_kept
from borderlink.liaison.queries.sight import WRITERS, needs_letters, works_in
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.forms import Choices
from borderlink.screening.pages.words import officer_names


def _packs() -> Choices:
    language = languages.of_django(_language())
    return [(row.aliases[0], row.labels[language]) for row in codes.codes("rule_pack")]


def _language() -> str:
    return get_language() or "en"


# ---- what partners ask ----


@require_GET
def requests(request: OfficerRequest) -> HttpResponse:
    """Show what partners asked of the office beside an answer, what waits first."""
    needs_letters(request.reader, "liaison.see-requests")
    rows = casework.owed_to(request.reader, open_only=request.GET.get("all") != "1")
    every = "all" if request.GET.get("all") == "1" else ""
    looking.look_at_list(
        what="requests", count=len(rows), filtered=every, by=request.reader, at=timezone.now()
    )
    duties = duties_of(request.reader, timezone.now())
    context = {
        "visible": numbers_seen(request.reader, [one.exhibit for one in duties]),
        "rows": [(row, partner_name(row.letter.thread.partner, request.language)) for row in rows],
        "every": request.GET.get("all") == "1", "officers": officer_names(row.done_by for row in rows),
        "duties": [(one, _partner_of(one.row.partner, request.language)) for one in duties],
    }  # fmt: skip
    return render(request, "liaison/office/requests.html", context)


def _partner_of(code: str, language: str) -> str:
    partner = partner_called(code)
    return partner_name(partner, language) if partner else code


@require_POST
def settle(request: OfficerRequest, pk: int) -> HttpResponse:
    """Settle a request: done, refused, holds lifted, or erased as asked."""
    form, by, at = forms.WhyForm(request.POST), request.reader, timezone.now()
    why = form.cleaned_data["why"] if form.is_valid() else ""
    act = request.POST.get("act", "done")
    if act == "let-go":
        owing.let_go(owed=pk, why=why, by=by, at=at)
    elif act == "erase":
        owing.erase_told(owed=pk, why=why, by=by, at=at)
        messages.info(request, gettext("The confirmation lies among the drafts: send it when it is right."))
    else:
        owing.settle_owed(owed=pk, done=act == "done", why=why, by=by, at=at)
    messages.success(request, gettext("The request is settled."))
    return redirect("liaison:requests")


# ---- corrections ----


@require_GET
def corrections(request: OfficerRequest) -> HttpResponse:
    """Show who must be told that something stands no more, and who has not acknowledged it."""
    rows = list_corrections(by=request.reader, at=timezone.now())
    context = {
        "rows": [(one, _recipient(one, request.language)) for one in rows],
        "open": sum(not one.acknowledged for one in rows),
    }  # fmt: skip
    return render(request, "liaison/office/corrections.html", context)


def _recipient(one: casework.Recipient, language: str) -> str:
    return partner_name(one.row.partner, language) if one.row.partner else one.row.recipient


@require_POST
def correct(request: OfficerRequest, case: str) -> HttpResponse:
    """Say that something told of a case stands no more, or let what was suspended be applied again."""
    found, by, at = case_of(request.reader, case), request.reader, timezone.now()
    if request.POST.get("act") == "again":
        correcting.apply_again(case=found.number, why=request.POST.get("why", ""), by=by, at=at)
        messages.success(request, gettext("What rests on this case is applied again."))
        return redirect("cases:case", number=found.number)
    form = forms.CorrectForm(request.POST, people=_people(found))
    if form.is_valid():
        count = correcting.raise_correction(case=found.number, **form.cleaned_data, by=by, at=at)
        messages.warning(
            request, gettext("%(n)s corrections are drafted; what rests on the case waits.") % {"n": count}
        )
    else:
        messages.error(request, gettext("Choose a ground and say why."))
    return redirect("cases:case", number=found.number)


def _people(case: Case) -> Choices:
    return [(row.label, f"{row.label} {row.names.first() or ''}") for row in people_of(case)]


# ---- typologies ----


@require_GET
def typology_list(request: OfficerRequest) -> HttpResponse:
    """Show the rules that rest on partners' seizures, what waits for approval first."""
    needs_letters(request.reader, "liaison.see-typologies")
    rows = casework.typologies_of(request.reader)
    looking.look_at_list(what="typologies", count=len(rows), by=request.reader, at=timezone.now())
    context = {
        "rows": [(row, partner_name(row.partner, request.language)) for row in rows],
        "officers": officer_names([*(row.author for row in rows), *(row.decided_by for row in rows)]),
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "liaison/office/typologies.html", context)


def propose(request: OfficerRequest, uuid: str) -> HttpResponse:
    """Propose a rule from a letter that tells of a partner's seizure."""
    letter = letter_of(request.reader, uuid)
    said = body_of(letter).get("facts", {})
    form = forms.TypologyForm(request.POST or None, initial={"seizure": said.get("case", "")})

    def act() -> None:
        typologies.propose_typology(
            letter=letter, name=form.cleaned_data["name"], seizure=form.cleaned_data["seizure"],
            rule=form.rule(), expires_on=form.expires_on(timezone.localdate()), by=request.reader,
            at=timezone.now(),
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("The typology is proposed; another officer decides."))
        return redirect("liaison:typologies")
    partner = partner_name(letter.thread.partner, request.language)
    context = {"letter": letter, "form": form, "partner": partner}
    return render(request, "liaison/office/propose.html", context, status=422 if form.errors else 200)


@require_POST
def decide(request: OfficerRequest, name: str) -> HttpResponse:
    """Approve, refuse or suspend a typology."""
    act, by, at = request.POST.get("act", ""), request.reader, timezone.now()
    why = request.POST.get("why", "").strip()
    if act == "suspend":
        typologies.suspend_typology(name=name, why=why, by=by, at=at)
    else:
        typologies.decide_typology(name=name, approved=act == "approve", why=why, by=by, at=at)
    messages.success(request, gettext("The typology is decided."))
    return redirect("liaison:typologies")


# ---- a letter becomes a case, a case speaks ----


@require_POST
def open_case(request: OfficerRequest, uuid: str) -> HttpResponse:
    """Open a case from a letter."""
    letter = letter_of(request.reader, uuid)
    form = forms.OpenCaseForm(request.POST, choices=_case_choices(request))

    def act() -> str:
        said = form.cleaned_data
        return casing.open_case_from(letter=letter, **said, by=request.reader, at=timezone.now())

    return _tied(request, letter, form, act)


@require_POST
def join_case(request: OfficerRequest, uuid: str) -> HttpResponse:
    """Let a letter join a case."""
    letter = letter_of(request.reader, uuid)
    form = forms.JoinCaseForm(request.POST, choices={"case": _own_cases(request.reader)})

    def act() -> str:
        said = form.cleaned_data
        return casing.join_case(letter=letter, **said, by=request.reader, at=timezone.now())

    return _tied(request, letter, form, act)


def _tied(
    request: OfficerRequest, letter: Letter, form: forms.OfficeForm, act: Callable[[], str]
) -> HttpResponse:
    if not form.is_valid():
        messages.error(request, gettext("Fill in the form: something is missing."))
        return redirect("liaison:letter", uuid=letter.uuid)
    number = act()
    messages.success(request, gettext("The letter belongs to case %(case)s.") % {"case": number})
    return redirect("cases:case", number=number)


def _case_choices(request: OfficerRequest) -> dict[str, Choices]:
    return {"unit": choices_of_units(request, every=False), "pack": _packs()}


def _own_cases(reader: Reader) -> Choices:
    rows = cases_seen(reader).exclude(state="closed").select_related("words").order_by("-opened_at")[:100]
    return [(row.number, f"{row.number} {row.title}") for row in rows]


@require_POST
def feedback(request: OfficerRequest, uuid: str) -> HttpResponse:
    """Draft the feedback to a clue from its case."""
    letter = letter_of(request.reader, uuid)
    final = request.POST.get("final") == "1"
    draft = casing.feedback_from_case(letter=letter, final=final, by=request.reader, at=timezone.now())
    return redirect("liaison:write", uuid=draft.uuid)


@require_POST
def alert(request: OfficerRequest, case: str) -> HttpResponse:
    """Draft an alert to a partner from a seizure of the case."""
    found = case_of(request.reader, case)
    form = forms.AlertForm(
        request.POST, choices={"seizure": _seizures(found), "partner": own_partners(request)}
    )
    if not form.is_valid():
        messages.error(request, gettext("Choose a seizure and a partner."))
        return redirect("cases:case", number=case)
    draft = casing.alert_from_seizure(**form.cleaned_data, by=request.reader, at=timezone.now())
    return redirect("liaison:write", uuid=draft.uuid)


def _seizures(case: Case) -> Choices:
    return [
        (view.row.number, f"{view.row.number} · {view.row.seized_on.isoformat()}")
        for view in seizures_of(case)
        if view.row.struck_on is None
    ]


# ---- panels ----


def letter_panel(reader: object, subject: object) -> dict[str, object]:
    """Return what a letter's page offers: the case it belongs to, or could; a rule; a translation."""
    if not (isinstance(reader, Reader) and isinstance(subject, Letter)):
        return {}
    came = subject.direction == Direction.IN.value
    tie = casework.case_of_letter(subject)
    works = works_in(reader, subject.thread.unit)
    offers = came and works and tie is None and subject.kind in casing.BECOMES
    return {
        "letter": subject, "tie": tie, "works": works, "came": came, "offers": offers,
        "join_form": forms.JoinCaseForm(choices={"case": _own_cases(reader)}) if offers else None,
        "open_form": _open_form(reader) if offers else None,
        "seizure": came and works and typologies.tells_of_seizure(body_of(subject)),
        "feedback": came and works and tie is not None and subject.kind == "clue",
    }  # fmt: skip


def _open_form(reader: Reader) -> forms.OpenCaseForm:
    units = [(unit, unit) for unit in sorted(reader.units)]
    return forms.OpenCaseForm(choices={"unit": units, "pack": _packs()}, auto_id="open_%s")


def case_panel(reader: object, subject: object) -> dict[str, object]:
    """Return what a case's page shows of letters: who was told, what must be corrected, whom to alert."""
    if not (isinstance(reader, Reader) and isinstance(subject, Case)):
        return {}
    language = languages.of_django(_language())
    partners = [(row.code, partner_name(row, language)) for row in partners_kept(reader)]
    seizures = _seizures(subject)
    writes = bool(reader.roles & WRITERS) and bool(partners) and bool(seizures)
    return {
        "case": subject, "letters": casework.letters_of_case(reader, subject.number),
        "corrections": casework.corrections_of(reader, case=subject.number),
        "suspended": casework.is_suspended(subject.number),
        "correct_form": forms.CorrectForm(people=_people(subject), auto_id="correct_%s"),
        "alert_form": forms.AlertForm(choices={"seizure": seizures, "partner": partners}) if writes else None,
        "reader": reader,
    }  # fmt: skip


def disclosure_panel(reader: object, subject: object) -> dict[str, object]:
    """Return which letters stand behind the lines of a case's schedule, as far as they are the reader's."""
    if not isinstance(reader, Reader):
        return {}
    return {"in_schedule": letters_in_schedule(reader, str(subject), timezone.now())}
