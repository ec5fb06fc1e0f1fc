"""Partners: their list, each one's page, what an officer decides about one, and its terms."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.custody.pages.answers import act_or_say
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Kind, Role, sees_kind
from borderlink.liaison.actions import partners as acting
from borderlink.liaison.actions.renewing import send_key_update
from borderlink.liaison.domain import partnership
from borderlink.liaison.domain.assurance import ANY
from borderlink.liaison.domain.partnership import GRAVE
from borderlink.liaison.domain.states import PartnerState
from borderlink.liaison.forms.partners import DetailsForm, PauseForm, ReasonForm
from borderlink.liaison.forms.terms import LANGUAGE_NAMES, TermsForms, kind_words
from borderlink.liaison.pages.linkwords import failure_rows, said_troubles
from borderlink.liaison.pages.words import partner_name
from borderlink.liaison.queries import links
from borderlink.liaison.queries.partners import (
    Partner,
    ceremonies_of,
    deals,
    keys_of,
    need_dealer,
    open_ceremony,
    partner_of,
    partners_of,
    terms_of,
)
from borderlink.officers.queries import units
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import officer_names, unit_names

_DEALT: Final = {PartnerState.PINNED.value, PartnerState.PAUSED.value}


@require_GET
def partners(request: OfficerRequest) -> HttpResponse:
    """Show every partner: its state, how its link stands, what waits for somebody."""
    _needs_sight(request)
    at, language = timezone.now(), request.language
    rows = []
    for partner in partners_of(request.reader):
        found = links.troubles_of(request.reader, partner, at)
        rows.append({
            "partner": partner, "name": partner_name(partner, language),
            "trouble": next(iter(said_troubles(found, language)), None), "more": max(len(found) - 1, 0),
            "waits": open_ceremony(request.reader, partner.code) is not None,
        })  # fmt: skip
    context = {
        "rows": rows, "may_deal": deals(request.reader),
        "strangers": failure_rows(links.failures_of("", at), language),
    }  # fmt: skip
    return render(request, "liaison/partners/partners.html", context)


@require_GET
def partner(request: OfficerRequest, code: str) -> HttpResponse:
    """Show one partner: its link as both sides see it, its keys, its terms, what was decided about it."""
    return _shown(request, code)


def _shown(request: OfficerRequest, code: str, **forms: Form) -> HttpResponse:
    reader, at, language = request.reader, timezone.now(), request.language
    found = partner_of(reader, code)
    report = links.report_of(reader, code, at)
    held = ceremonies_of(reader, code)
    badges = [found.resume_asked_by, *(one.proposed_by for one in held), *(one.confirmed_by for one in held)]
    context = {
        "partner": found, "name": partner_name(found, language), "report": report, "terms": terms_of(found),
        "troubles": said_troubles(report.troubles, language), "keys": keys_of(reader, code, at),
        "failures": failure_rows(report.failures, language), **_terms_words(found, language),
        "alarms": failure_rows(report.alarms, language),
        "ceremonies": [one for one in held if one.confirmed_at], "open": open_ceremony(reader, code),
        "officers": officer_names(badges), "units": unit_names(reader, language),
        "may_deal": deals(reader), "may_set_terms": Role.COMMANDER in reader.roles,
        "needs_two": found.paused_why in GRAVE, "is_dealt": found.state in _DEALT,
        "pause_form": PauseForm(auto_id="pause_%s"), "ask_form": ReasonForm(auto_id="ask_%s"),
        "resume_form": ReasonForm(auto_id="resume_%s"), "end_form": ReasonForm(auto_id="end_%s"), **forms,
    }  # fmt: skip
    status = 422 if any(form.is_bound for form in forms.values()) else 200
    return render(request, "liaison/partners/partner.html", context, status=status)


def _terms_words(partner: Partner, language: str) -> dict[str, object]:
    """Return the kinds of letters and the rows of the policy as words."""
    found = terms_of(partner)
    rows = [
        {"status": row.status, "kind": "" if row.kind == ANY else kind_words(row.kind, language),
         "grade": row.grade.value}
        for row in found.policy
    ]  # fmt: skip
    return {"kinds": [kind_words(kind, language) for kind in found.kinds], "policy": rows}


@require_POST
def pause(request: OfficerRequest, code: str) -> HttpResponse:
    """Stop the letters to a partner."""
    form = PauseForm(request.POST, auto_id="pause_%s")

    def act() -> None:
        said = form.cleaned_data
        acting.pause_partner(
            code=code, reason=said["reason"], why=said["why"], by=request.reader, at=timezone.now()
        )

    return _decided(request, code, "pause_form", form, act, gettext("Letters are paused."))


@require_POST
def ask_to_resume(request: OfficerRequest, code: str) -> HttpResponse:
    """Ask another officer to resume the letters."""
    return _reasoned(request, code, "ask", acting.ask_to_resume, gettext("Asked. Another officer decides."))


@require_POST
def resume(request: OfficerRequest, code: str) -> HttpResponse:
    """Let letters pass again."""
    return _reasoned(request, code, "resume", acting.resume_partner, gettext("Letters pass again."))


@require_POST
def end(request: OfficerRequest, code: str) -> HttpResponse:
    """End a partnership."""
    return _reasoned(request, code, "end", acting.end_partner, gettext("The partnership has ended."))


def _reasoned(
    request: OfficerRequest, code: str, name: str, decide: Callable[..., Partner], done: str
) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id=f"{name}_%s")

    def act() -> None:
        decide(code=code, why=form.cleaned_data["why"], by=request.reader, at=timezone.now())

    return _decided(request, code, f"{name}_form", form, act, done)


@require_POST
def tell_keys(request: OfficerRequest, code: str) -> HttpResponse:
    """Tell a partner our newest letter keys."""
    form = Form(request.POST)

    def act() -> None:
        send_key_update(code=code, by=request.reader, at=timezone.now())

    return _decided(request, code, "tell_form", form, act, gettext("The key update is on its way."))


def _decided(  # noqa: PLR0917 - what every decision shares
    request: OfficerRequest, code: str, name: str, form: Form, act: Callable[[], object], done: str
) -> HttpResponse:
    partner_of(request.reader, code)
    if form.is_valid() and act_or_say(request, form, act):
        messages.success(request, done)
        return redirect("liaison:partner", code)
    return _shown(request, code, **{name: form})


def details(request: OfficerRequest, code: str) -> HttpResponse:
    """Change how a partner is kept and reached."""
    need_dealer(request.reader, "liaison.change-partner")
    found = partner_of(request.reader, code)
    names = ("unit", "address", "language", "time_zone", "letters_a_minute")
    form = DetailsForm(
        request.POST or None, initial={name: getattr(found, name) for name in names},
        units=[(unit.code, unit.name_in(request.language)) for unit in units(reader=request.reader)],
        languages=LANGUAGE_NAMES, zones=_zones(found),
    )  # fmt: skip

    def act() -> None:
        acting.change_partner(code=code, **form.cleaned_data, by=request.reader, at=timezone.now())

    if request.method == "POST" and form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("Saved."))
        return redirect("liaison:partner", code)
    context = {"form": form, "partner": found, "name": partner_name(found, request.language)}
    return render(request, "liaison/partners/details.html", context, status=422 if form.errors else 200)


def terms(request: OfficerRequest, code: str) -> HttpResponse:
    """Change what may be told to a partner: a commander's decision."""
    found = partner_of(request.reader, code)
    if Role.COMMANDER not in request.reader.roles:
        raise NotAllowed(act="liaison.change-terms")
    forms = TermsForms(terms_of(found), request.POST or None)

    def act() -> None:
        acting.change_terms(code=code, terms=forms.read(), by=request.reader, at=timezone.now())

    posted = request.method == "POST"
    if posted and forms.is_valid() and act_or_say(request, forms.values, act):
        messages.success(request, gettext("The terms are written. The auditors were told."))
        return redirect("liaison:partner", code)
    context = {"forms": forms, "partner": found, "name": partner_name(found, request.language)}
    return render(request, "liaison/partners/terms.html", context, status=422 if posted else 200)


def _zones(partner: Partner) -> list[str]:
    """Return the time zones of a partner's country, and the one that is set."""
    return sorted({*partnership.zones_of(partner.country), partner.time_zone})


def _needs_sight(request: OfficerRequest) -> None:
    if not sees_kind(request.reader, Kind.PARTNER):
        raise NotAllowed(act="liaison.see-partners")
