"""The pages beside the gate: consents, the table of penalties, the half-yearly register."""

import csv
from datetime import date, timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.custody.pages.answers import act_or_say
from borderlink.liaison.actions import consenting, registering
from borderlink.liaison.domain import penalties
from borderlink.liaison.forms.gate import ConsentForm, GroundsForm, TakeForm, kind_label
from borderlink.liaison.pages.gate import row_of
from borderlink.liaison.pages.words import partner_name
from borderlink.liaison.queries import gate as asked
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import officer_names

FIGURES: Final = (
    "asked", "approved", "refused", "withdrawn", "void", "open", "passed", "passed_by_approval", "received",
    "ungated",
)  # fmt: skip
HEAD: Final = (
    "request", "asked_at", "kind", "country", "state", "needed", "grade", "assurance", "persons", "statuses",
    "penalties", "decided_at", "void_why",
)  # fmt: skip


def consents(request: OfficerRequest) -> HttpResponse:
    """Show every consent; a commander enters one."""
    asked.need_gate(request.reader)
    typed = request.POST if request.method == "POST" else None
    form = ConsentForm(typed)

    def act() -> None:
        said = dict(form.cleaned_data)
        given = consenting.Given(**{**said, "kinds": tuple(said["kinds"])})
        consenting.enter_consent(given=given, by=request.reader, at=timezone.now())

    if typed is not None and form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("The consent is entered."))
        return redirect("liaison:consents")
    context = {
        "rows": [_consent_row(row, request.language) for row in asked.consents(request.reader)],
        "form": form, "withdraw_form": GroundsForm(auto_id="withdraw_%s"), "now": timezone.now(),
        "may_decide": asked.may_decide(request.reader), "sees_register": asked.sees_register(request.reader),
    }  # fmt: skip
    return render(request, "liaison/gate/consents.html", context, status=422 if typed else 200)


def _consent_row(row: asked.Consent, language: str) -> tuple[asked.Consent, list[str], str, date]:
    """Return a consent, the kinds it covers, to whom it goes by name, and the last day on which it counts."""
    partner = asked.partner_of(row)
    last_on = timezone.localdate(row.until_at - timedelta(seconds=1))
    kinds = [str(kind_label(kind)) for kind in row.kinds]
    return row, kinds, partner_name(partner, language) if partner else row.recipient, last_on


@require_POST
def withdraw_consent(request: OfficerRequest, digest: str) -> HttpResponse:
    """Withdraw a consent."""
    form = GroundsForm(request.POST, auto_id="withdraw_%s")

    def act() -> None:
        why = form.cleaned_data["grounds"]
        consenting.withdraw_consent(digest=digest, why=why, by=request.reader, at=timezone.now())

    if form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("The consent is withdrawn."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("liaison:consents")


@require_GET
def penalty_table(request: OfficerRequest) -> HttpResponse:
    """Show the dated table of the heaviest penalties, with each row's source and who checked it."""
    asked.need_gate(request.reader)
    today = timezone.localdate()
    rows = [(law, law.holds_on(today)) for law in penalties.table()]
    countries = dict.fromkeys(law.country for law in penalties.table())
    context = {
        "rows": rows, "version": penalties.version(), "sees_register": asked.sees_register(request.reader),
        "worst": [(country, penalties.heaviest(country, today).value) for country in countries],
    }  # fmt: skip
    return render(request, "liaison/gate/penalties.html", context)


@require_GET
def register(request: OfficerRequest) -> HttpResponse:
    """Show the register of half a year: figures and decisions."""
    return _register(request, TakeForm())


def _half(request: OfficerRequest) -> asked.Half:
    named = request.GET.get("half") or request.POST.get("half") or ""
    return asked.Half.named(named, today=timezone.localdate())


def _register(request: OfficerRequest, form: TakeForm) -> HttpResponse:
    half = _half(request)
    rows = asked.register(request.reader, half)
    context = {
        "half": half, "figures": asked.figures(request.reader, half), "form": form, "sees_register": True,
        "rows": [row_of(row, request.language) for row in rows],
        "halves": [half.before, half, asked.Half.of(timezone.localdate())],
        "officers": officer_names([badge for row in rows for badge in (row.asked_by, row.decided_by)]),
    }  # fmt: skip
    return render(request, "liaison/gate/register.html", context, status=422 if form.is_bound else 200)


@require_POST
def register_file(request: OfficerRequest) -> HttpResponse:
    """Hand out the register of half a year as CSV: codes beside words, no person's name."""
    form, found = TakeForm(request.POST), list[registering.Register]()
    if not _taken(request, form, found):
        return _register(request, form)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="register-{found[0].half.name}.csv"'
    csv.writer(answer).writerows(_csv_rows(found[0]))
    return answer


@require_POST
def register_print(request: OfficerRequest) -> HttpResponse:
    """Show the register of half a year for paper."""
    form, found = TakeForm(request.POST), list[registering.Register]()
    if not _taken(request, form, found):
        return _register(request, form)
    one = found[0]
    context = {
        "half": one.half,
        "figures": one.figures,
        "rows": [row_of(row, request.language) for row in one.rows],
    }
    return render(request, "liaison/gate/register_print.html", context)


def _taken(request: OfficerRequest, form: TakeForm, found: list[registering.Register]) -> bool:
    def act() -> None:
        found.append(
            registering.take_register(
                half=_half(request), why=form.cleaned_data["why"], by=request.reader, at=timezone.now()
            )
        )

    return form.is_valid() and act_or_say(request, form, act)


def _csv_rows(taken: registering.Register) -> list[list[object]]:
    """Return the file's rows: figures first, then every question; codes alone, which every language reads."""
    figures = taken.figures
    return [
        ["figure", "value"],
        *([name, getattr(figures, name)] for name in FIGURES),
        [],
        list(HEAD),
        *(_csv_row(row) for row in taken.rows),
    ]


def _csv_row(row: asked.Assurance) -> list[object]:
    people = list(row.people.all())
    return [
        row.pk, row.asked_at.isoformat(), row.kind, row.country, row.state, row.needed, row.grade,
        row.assurance, len(people), " ".join(sorted(one.status for one in people)),
        " ".join(sorted(one.penalty for one in people)),
        row.decided_at.isoformat() if row.decided_at else "", row.void_why,
    ]  # fmt: skip
