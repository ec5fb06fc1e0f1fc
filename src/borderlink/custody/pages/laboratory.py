"""What laboratories are asked and report: the case's side, and the laboratory's own pages."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.custody.actions import handing, sealing
from borderlink.custody.actions import laboratory as acting
from borderlink.custody.actions.handing import Purpose
from borderlink.custody.actions.recording import Hand
from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.schema import Kind
from borderlink.custody.domain.telling import grams
from borderlink.custody.forms.laboratory import (
    AnswerForm,
    AskLaboratoryForm,
    ExamineForm,
    OpenForm,
    ReceiveForm,
    SealAgainForm,
    WithdrawForm,
)
from borderlink.custody.pages.answers import act_or_say
from borderlink.custody.pages.rows import Row, rows_of
from borderlink.custody.queries import asked
from borderlink.custody.queries.asked import Asked
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Reader, Role
from borderlink.language import codes, numbers
from borderlink.officers.schemas import OfficerRequest

PPM: Final = 1_000_000
MAY_ASK: Final = frozenset({Role.CASE_OFFICER, Role.COMMANDER, Role.EXHIBIT_CUSTODIAN})


@require_GET
def laboratory(request: OfficerRequest) -> HttpResponse:
    """List the requests: a laboratory's own, or those of the reader's cases and rooms."""
    context = {
        "rows": asked.requests(request.reader, timezone.now()),
        "is_laboratory": _is_guest(request.reader),
        "may_ask": _may_ask(request.reader),
        "laboratories": _names(request.language),
    }
    return render(request, "custody/laboratory/requests.html", context)


def _is_guest(reader: Reader) -> bool:
    return reader.agency != str(settings.BORDERLINK.agency)


def _may_ask(reader: Reader) -> bool:
    return bool(reader.roles & MAY_ASK) and not _is_guest(reader)


def _names(language: str) -> dict[str, str]:
    return {each.code: each.name_in(language) for each in asked.laboratories()}


def ask(request: OfficerRequest) -> HttpResponse:
    """Choose a case of one's own, then ask a laboratory about its exhibits."""
    reader, case = request.reader, request.GET.get("case", "")[:64]
    if not _may_ask(reader):
        raise NotAllowed(act="custody.ask-laboratory")
    found = asked.to_send(reader, case) if case else []
    choices = [(row.number, f"{row.number} · {row.what}") for row in rows_of(found, request.language)]
    names = list(_names(request.language).items())
    form = AskLaboratoryForm(request.POST or None, exhibits=choices, laboratories=names)
    if case and request.method == "POST" and form.is_valid():
        made: list[str] = []

        def act() -> None:
            typed = form.cleaned_data
            made.append(acting.request(case=case, **typed, by=reader, at=timezone.now()).number)

        if act_or_say(request, form, act):
            messages.success(request, gettext("The request is sent. Hand the exhibits over now."))
            return redirect("custody:laboratory_request", made[0])
    due = asked.due_of(case, [row for row in found if row.is_sample]) if case else None
    context = {"case": case, "cases": asked.cases_to_ask(reader), "form": form, "deliver_by": due}
    return render(request, "custody/laboratory/ask.html", context, status=422 if form.errors else 200)


@require_GET
def laboratory_request(request: OfficerRequest, number: str) -> HttpResponse:
    """Show one request with its exhibits, and to its laboratory what it may do with each now."""
    return _page(request, number)


def _page(request: OfficerRequest, number: str, exhibit: str = "", form: Form | None = None) -> HttpResponse:
    row = asked.request_of(request.reader, number, timezone.now())
    results = asked.results_of(row)
    rows = rows_of(asked.exhibits_asked(row), request.language)
    open_ = row.state != "withdrawn"
    items = [_item(request, each, results.get(each.number), is_open=open_) for each in rows]
    for item in items:
        if form is not None and item["number"] == exhibit:
            item |= {name: form for name, kind in FORMS if isinstance(form, kind) and name in item}
    may_withdraw = row.state == "asked" and not _is_guest(request.reader)
    context = {
        "row": row, "items": items, "laboratories": _names(request.language), "may_withdraw": may_withdraw
    }  # fmt: skip
    return render(request, "custody/laboratory/request.html", context, status=422 if form else 200)


@require_POST
def withdraw(request: OfficerRequest, number: str) -> HttpResponse:
    """Take a request back before anything has reached the laboratory, with the reason."""
    form = WithdrawForm(request.POST)
    if form.is_valid():
        why = form.cleaned_data["why"]
        acting.withdraw_request(request=number, why=why, by=request.reader, at=timezone.now())
        messages.success(request, gettext("The request is taken back."))
    else:
        messages.error(request, gettext("Say why the request is taken back."))
    return redirect("custody:laboratory_request", number)


FORMS: Final = (
    ("receive_form", ReceiveForm),
    ("open_form", OpenForm),
    ("answer_form", AnswerForm),
    ("examine_form", ExamineForm),
    ("seal_form", SealAgainForm),
)


def _item(request: OfficerRequest, row: Row, result: Act | None, *, is_open: bool) -> dict[str, object]:
    """Return an exhibit of a request with the one form that is due while the request is open."""
    shown: dict[str, object] = {
        name: getattr(row, name) for name in ("number", "what", "mass_g", "seals", "holder_name")
    }
    if result is not None:
        shown["result"] = facts_of(result, request.language)
    return shown | (_form_due(request.reader, row, is_answered=result is not None) if is_open else {})


def _form_due(reader: Reader, row: Row, *, is_answered: bool) -> dict[str, object]:
    """Return the one form with which the laboratory goes on: receive, open, report, seal again."""
    if not _is_guest(reader) or Role.LABORATORY not in reader.roles:
        return {}
    mine = row.holder == reader.badge
    if is_answered:
        again = mine and not row.seals
        return {"seal_form": SealAgainForm(auto_id=f"s-{row.number}_%s")} if again else {}
    if not mine:
        return {"receive_form": ReceiveForm(auto_id=f"r-{row.number}_%s")}
    if row.seals:
        return {"open_form": OpenForm(auto_id=f"o-{row.number}_%s")}
    if not row.by_mass:
        return {"examine_form": ExamineForm(auto_id=f"e-{row.number}_%s")}
    return {"answer_form": AnswerForm(auto_id=f"a-{row.number}_%s")}


def facts_of(act: Act, language: str) -> list[dict[str, str]]:
    """Return a laboratory's result as named facts in the reader's language."""
    found = _found(act, language) if act.kind is Kind.EXAMINE else _measured(act, language)
    for name, word in (("method", gettext("Method")), ("instrument", gettext("Instrument"))):
        found += [(word, act.text(name))] if act.text(name) else []
    if act.text("accreditation"):
        found.append((gettext("Accreditation"), " ".join((act.text("accreditation"), act.text("scope")))))
    return [{"name": name, "value": value} for name, value in found]


def _found(act: Act, language: str) -> list[tuple[str, str]]:
    found = [
        (gettext("What was looked for"), codes.label(act.text("examination"), language, "trace_examination")),
        (gettext("Finding"), codes.label(act.text("finding"), language, "trace_finding")),
    ]
    if act.text("substance"):
        found.append((gettext("Substance"), codes.label(act.text("substance"), language)))
    if act.text("compared_with"):
        found.append((gettext("Number of what it was compared with"), act.text("compared_with")))
    return [*found, (gettext("SHA-256 of the report"), act.text("report"))]


def _measured(act: Act, language: str) -> list[tuple[str, str]]:
    found = [(gettext("Result"), codes.label(act.text("result"), language, "analysis_result"))]
    if act.text("substance"):
        found.append((gettext("Substance"), codes.label(act.text("substance"), language)))
    if act.number("purity_ppm"):
        share, spread = (Decimal(act.number(name)) / PPM for name in ("purity_ppm", "purity_u_ppm"))
        purity = " ± ".join(numbers.percent(part, language, decimals=2) for part in (share, spread))
        found.append((gettext("Purity, with U (k = 2)"), purity))
        found.append((gettext("Pure mass"), numbers.mass(grams(act.number("pure_mg")), language)))
    for name, word in (("consumed_mg", gettext("Used up")), ("remaining_mg", gettext("Left over"))):
        found.append((word, numbers.mass(grams(act.number(name)), language)))
    return found


@require_POST
def receive(request: OfficerRequest, number: str, exhibit: str) -> HttpResponse:
    """Receive an exhibit at the laboratory: the one who brings it and the one who takes it sign."""
    row = _asked_of(request, number, exhibit)
    holder = next(one.holder for one in asked.exhibits_asked(row) if one.number == exhibit)
    form = ReceiveForm(request.POST, auto_id=f"r-{exhibit}_%s")

    def act() -> None:
        typed = form.cleaned_data
        handing.hand_over(
            exhibit=exhibit,
            taker=request.reader.badge,
            seals_seen=form.seals_seen(),
            purpose=Purpose.LABORATORY,
            hands=[
                Hand(badge=holder, pin=typed["giver_pin"]),
                Hand(badge=request.reader.badge, pin=typed["pin"]),
            ],
            by=request.reader,
            at=timezone.now(),
        )

    return _done(request, number, exhibit, form, act, gettext("Received: the laboratory holds it now."))


@require_POST
def unseal(request: OfficerRequest, number: str, exhibit: str) -> HttpResponse:
    """Open the outermost seal for the examination."""
    row = _asked_of(request, number, exhibit)
    layers = next(len(one.seals) for one in asked.exhibits_asked(row) if one.number == exhibit)
    form = OpenForm(request.POST, auto_id=f"o-{exhibit}_%s")

    def act() -> None:
        sealing.unseal(
            exhibit=exhibit,
            layer=layers,
            number=form.cleaned_data["seal"],
            reason="examination",
            hands=form.hands(request.reader.badge),
            by=request.reader,
            at=timezone.now(),
        )

    return _done(request, number, exhibit, form, act, gettext("The opening of the seal is recorded."))


@require_POST
def reseal(request: OfficerRequest, number: str, exhibit: str) -> HttpResponse:
    """Close what is left with a new seal, before it goes back."""
    _asked_of(request, number, exhibit)
    form = SealAgainForm(request.POST, auto_id=f"s-{exhibit}_%s")

    def act() -> None:
        sealing.reseal(
            exhibit=exhibit,
            layer=1,
            number=form.cleaned_data["seal"],
            hands=form.hands(request.reader.badge),
            by=request.reader,
            at=timezone.now(),
        )

    return _done(request, number, exhibit, form, act, gettext("It is sealed again. Hand it back."))


@require_POST
def answer(request: OfficerRequest, number: str, exhibit: str) -> HttpResponse:
    """Sign the laboratory's report on one exhibit."""
    row = _asked_of(request, number, exhibit)
    form = AnswerForm(request.POST, auto_id=f"a-{exhibit}_%s")

    def act() -> None:
        acting.answer(
            request=row.number,
            result=_analysis(form, exhibit),
            hands=form.hands(request.reader.badge),
            by=request.reader,
            at=timezone.now(),
        )

    return _done(request, number, exhibit, form, act, gettext("The report is signed."))


@require_POST
def examine(request: OfficerRequest, number: str, exhibit: str) -> HttpResponse:
    """Sign what the laboratory found on a wrapper, a document, a device or a trace."""
    row = _asked_of(request, number, exhibit)
    form = ExamineForm(request.POST, request.FILES, auto_id=f"e-{exhibit}_%s")

    def act() -> None:
        acting.examine(
            request=row.number,
            finding=_finding(form, exhibit),
            report=form.cleaned_data["report"],
            hands=form.hands(request.reader.badge),
            by=request.reader,
            at=timezone.now(),
        )

    return _done(request, number, exhibit, form, act, gettext("The report is signed."))


def _finding(form: ExamineForm, exhibit: str) -> acting.Finding:
    typed = form.cleaned_data
    same = ("examination", "finding", "substance", "compared_with", "method", "instrument", "accreditation",
            "scope", "note")  # fmt: skip
    return acting.Finding(
        exhibit=exhibit,
        used_up=typed["used_up"],
        analyst_name=typed["analyst"],
        **{name: typed[name] for name in same},
    )


def _analysis(form: AnswerForm, exhibit: str) -> acting.Analysis:
    typed = form.cleaned_data
    return acting.Analysis(
        exhibit=exhibit,
        result=typed["result"],
        substance=typed["substance"],
        purity_ppm=form.ppm("purity"),
        purity_u_ppm=form.ppm("purity_u"),
        consumed_mg=typed["consumed"],
        remaining_mg=typed["remaining"],
        method=typed["method"],
        instrument=typed["instrument"],
        accreditation=typed["accreditation"],
        scope=typed["scope"],
        analyst_name=typed["analyst"],
        note=typed["note"],
    )


def _asked_of(request: OfficerRequest, number: str, exhibit: str) -> Asked:
    """Return a request of the reader's own laboratory that names an exhibit. Refuses: ``NotFound``."""
    row = asked.request_of(request.reader, number, timezone.now())
    if exhibit not in row.exhibits or not _is_guest(request.reader):
        raise NotFound(thing="laboratory-request", name=number)
    return row


def _done(  # noqa: PLR0917 - one act of the laboratory, its form and its words
    request: OfficerRequest, number: str, exhibit: str, form: Form, act: Callable[[], object], done: str
) -> HttpResponse:
    if form.is_valid() and act_or_say(request, form, act):
        messages.success(request, done)
        return redirect("custody:laboratory_request", number)
    return _page(request, number, exhibit, form)
