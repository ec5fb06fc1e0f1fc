"""The counter's page: what carriers were told to have inspected, what they report, what they keep back."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from borderlink.foundation.refusals import NotAllowed, NotFound, Refusal
from borderlink.foundation.who import Reader, Role
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.actions import duty, notices
from borderlink.screening.domain.counter import WhenDown
from borderlink.screening.domain.telling import tell_reason
from borderlink.screening.forms import HoldForm, PolicyForm, WebhookForm
from borderlink.screening.pages.sheet import PARTY, facts_of
from borderlink.screening.pages.words import officer_names, put_beside
from borderlink.screening.queries import counter
from borderlink.screening.queries.rows import CounterCheck

GOODS = ("contents", "hs6", "pieces", "weight_g", "value", "service", "direction", "order_no", "office")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One parcel to inspect: why, in the reader's words, and what the carrier said of it."""

    check: CounterCheck
    reasons: list[str]
    goods: list[object]
    sender: list[object]
    receiver: list[object]


@require_GET
def counter_page(request: OfficerRequest) -> HttpResponse:
    """Show what stands at the counter of the reader's stations."""
    return _page(request)


def _page(
    request: OfficerRequest, forms: dict[str, Form] | None = None, *, status: int = 200, secret: str = ""
) -> HttpResponse:
    at, by = timezone.now(), request.reader
    seen = duty.look_at_counter(by=by, at=at)
    companies = _companies(by)
    context = {
        "rows": [_row(check, request.language) for check in seen.to_inspect],
        "suspicions": seen.suspicions,
        "holds": seen.holds,
        "webhooks": counter.webhooks(by),
        "officers": officer_names(hold.by for hold in seen.holds),
        "policy": counter.policy_of(min(by.units, default="")),
        "may_act": Role.INSPECTOR in by.roles,
        "may_decide": Role.ANALYST in by.roles,
        "carriers": companies,
        "hold_form": HoldForm(companies=companies, prefix="hold"),
        "policy_form": PolicyForm(prefix="policy"),
        "webhook_form": WebhookForm(companies=companies, prefix="webhook"),
        "secret": secret,
        "now": at,
        **(forms or {}),
    }
    return render(request, "screening/counter.html", context, status=status)


def _row(check: CounterCheck, language: str) -> Row:
    facts = check.facts
    return Row(
        check=check,
        reasons=[tell_reason(reason, language) for reason in check.reasons],
        goods=list(facts_of(facts, GOODS)),
        sender=list(facts_of(facts, [f"sender_{name}" for name in PARTY])),
        receiver=list(facts_of(facts, [f"receiver_{name}" for name in PARTY])),
    )


def _answer(
    request: OfficerRequest, *, name: str, form: Form, act: Callable[[], object], done: str
) -> HttpResponse:
    """Do the act when the form holds, else show the page again with what is wrong beside the form."""
    if form.is_valid():
        try:
            act()
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            messages.success(request, done)
            return redirect("screening:counter")
    return _page(request, {name: form}, status=422)


def _companies(reader: Reader) -> list[tuple[str, str]]:
    return [(code, code) for code in counter.companies_at(reader, trial=True)]


def _told() -> str:
    return gettext("The carrier hears it by a notice, or when it next asks.")


@require_POST
def hold(request: OfficerRequest) -> HttpResponse:
    """Ask a carrier to keep a parcel back."""
    form = HoldForm(request.POST, companies=_companies(request.reader), prefix="hold")

    def act() -> None:
        duty.hold_parcel(**form.cleaned_data, by=request.reader, at=timezone.now())

    return _answer(request, name="hold_form", form=form, act=act, done=_told())


@require_POST
def release(request: OfficerRequest, number: str) -> HttpResponse:
    """Let the carrier ship a parcel."""
    why = request.POST.get("why", "")
    duty.release_hold(number=number, why=why, by=request.reader, at=timezone.now())
    messages.success(request, _told())
    return redirect("screening:counter")


@require_POST
def policy(request: OfficerRequest) -> HttpResponse:
    """Decide what the belt does without an answer."""
    form = PolicyForm(request.POST, prefix="policy")

    def act() -> None:
        chosen = WhenDown(form.cleaned_data["when_down"])
        duty.set_policy(when_down=chosen, why=form.cleaned_data["why"], by=request.reader, at=timezone.now())

    return _answer(request, name="policy_form", form=form, act=act, done=gettext("It is decided."))


@require_POST
@never_cache
def webhook(request: OfficerRequest) -> HttpResponse:
    """Enter where a carrier is told, and show the secret once."""
    form = WebhookForm(request.POST, companies=_companies(request.reader), prefix="webhook")
    if form.is_valid():
        try:
            _, secret = notices.add_webhook(**form.cleaned_data, by=request.reader, at=timezone.now())
        except NotAllowed:
            raise
        except Refusal as refusal:
            put_beside(form, refusal, request)
        else:
            return _page(request, secret=secret)
    return _page(request, {"webhook_form": form}, status=422)


@require_POST
def end_webhook(request: OfficerRequest, number: str) -> HttpResponse:
    """Stop telling a carrier there."""
    notices.end_webhook(number=number, by=request.reader, at=timezone.now())
    return redirect("screening:counter")
