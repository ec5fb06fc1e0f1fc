"""Signing keys: one's own, and for administrators and commanders everyone's."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from borderlink.custody.actions import keys as acting
from borderlink.custody.forms.keys import AskForm, CertifyForm, ChangePinForm, ReportForm, RetireForm
from borderlink.custody.pages.answers import act_or_say
from borderlink.custody.queries import asked, keyring
from borderlink.custody.queries.keyring import KeyState, KeyView
from borderlink.foundation.who import Role
from borderlink.language import codes
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.forms import Choices
from borderlink.screening.pages.words import officer_names, unit_names

BADGE_MOST = 64
_CERTIFIED = frozenset(KeyState) - {KeyState.WAITING}


def my_key(request: OfficerRequest) -> HttpResponse:
    """Show one's own key; make one with a PIN of one's choice."""
    form = AskForm(request.POST or None)

    def act() -> None:
        acting.ask_for_key(pin=form.cleaned_data["pin"], by=request.reader, at=timezone.now())

    if request.method == "POST" and form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("The key is made. It signs once another person has certified it."))
        return redirect("custody:my_key")
    return _mine(request, {"form": form})


def _mine(request: OfficerRequest, forms: Mapping[str, Form]) -> HttpResponse:
    found = keyring.own_keys(request.reader, timezone.now())
    context: dict[str, object] = {
        "key": found[0] if found else None,
        "form": AskForm(),
        "pin_form": ChangePinForm(auto_id="change_%s"),
        "retire_form": RetireForm(),
        "report_form": ReportForm(),
        "may_certify": keyring.certifies(request.reader),
        "sees_root": keyring.sees_root(request.reader),
        "may_not_sign": not request.reader.roles & set(acting.SIGNING),
        **forms,
    }
    status = 422 if any(form.is_bound and form.errors for form in forms.values()) else 200
    return render(request, "custody/keys/mine.html", context, status=status)


@require_POST
def change_pin(request: OfficerRequest) -> HttpResponse:
    """Seal one's own key with another PIN."""
    form = ChangePinForm(request.POST, auto_id="change_%s")

    def act() -> None:
        typed = form.cleaned_data
        acting.change_pin(old=typed["old"], new=typed["pin"], by=request.reader, at=timezone.now())

    if form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("The PIN is changed."))
        return redirect("custody:my_key")
    return _mine(request, {"pin_form": form})


@require_GET
def keys(request: OfficerRequest) -> HttpResponse:
    """Show what waits to be certified, and every key that was."""
    return _all(request)


def _all(request: OfficerRequest, wrong: CertifyForm | None = None, badge: str = "") -> HttpResponse:
    found = keyring.all_keys(request.reader, timezone.now())
    waiting = [_waiting(key, request.language) for key in found if key.state is KeyState.WAITING]
    for row in waiting:
        if wrong is not None and row["badge"] == badge:
            row["form"] = wrong
    context = {
        "waiting": waiting,
        "certified": [_certified(key, number) for number, key in enumerate(found) if key.state in _CERTIFIED],
        "officers": officer_names(key.badge for key in found),
        "units": unit_names(request.reader, request.language) | _laboratories(request.language),
    }
    return render(request, "custody/keys/keys.html", context, status=422 if wrong else 200)


def _laboratories(language: str) -> dict[str, str]:
    return {each.code: each.name_in(language) for each in asked.laboratories()}


def _waiting(key: KeyView, language: str) -> dict[str, object]:
    form = CertifyForm(roles=_roles(key.badge, language), auto_id=f"{key.badge}_%s")
    return {"badge": key.badge, "fingerprint": key.fingerprint, "form": form}


def _roles(badge: str, language: str) -> Choices:
    held = [role for role in keyring.roles_of(badge) if role in acting.SIGNING]
    return [(role.value, codes.label(role.value, language, "officer_role")) for role in held]


def _certified(key: KeyView, number: int) -> dict[str, object]:
    shown = {name: getattr(key, name) for name in ("badge", "unit", "role", "from_at", "until_at", "state")}
    return shown | {
        "retire_form": RetireForm(auto_id=f"retire_{number}_%s"),
        "report_form": ReportForm(auto_id=f"report_{number}_%s"),
    }


@require_POST
def certify(request: OfficerRequest) -> HttpResponse:
    """Certify another officer's key for a role and a period."""
    badge = _badge(request)
    form = CertifyForm(request.POST, roles=_roles(badge, request.language), auto_id=f"{badge}_%s")

    def act() -> None:
        typed = form.cleaned_data
        role, days = Role(typed["role"]), typed["days"]
        acting.certify(badge=badge, role=role, days=days, by=request.reader, at=timezone.now())

    if form.is_valid() and act_or_say(request, form, act):
        messages.success(request, gettext("The key is certified: the officer can sign from now on."))
        return redirect("custody:keys")
    return _all(request, form, badge)


@require_POST
def retire(request: OfficerRequest) -> HttpResponse:
    """Retire one's own key, or as one who certifies another's."""
    form = RetireForm(request.POST)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        acting.retire(badge=_badge(request), reason=reason, by=request.reader, at=timezone.now())

    return _end(request, form, act, gettext("The key is retired: it signs nothing more."))


@require_POST
def report(request: OfficerRequest) -> HttpResponse:
    """Report a key that somebody else may have used."""
    form = ReportForm(request.POST)

    def act() -> None:
        since = form.cleaned_data["since"]
        acting.compromise(badge=_badge(request), since=since, by=request.reader, at=timezone.now())

    return _end(request, form, act, gettext("The key is reported and signs nothing more. Auditors are told."))


@require_POST
def unlock(request: OfficerRequest) -> HttpResponse:
    """Let an officer try the PIN again before the lock ends."""
    acting.unlock(badge=_badge(request), by=request.reader, at=timezone.now())
    messages.success(request, gettext("The key is unlocked."))
    return redirect("custody:keys")


def _end(request: OfficerRequest, form: Form, act: Callable[[], object], done: str) -> HttpResponse:
    own = _badge(request) == request.reader.badge
    if form.is_valid() and act_or_say(request, form, act):
        messages.success(request, done)
        return redirect("custody:my_key" if own else "custody:keys")
    if own:
        name = "retire_form" if isinstance(form, RetireForm) else "report_form"
        return _mine(request, {name: form})
    messages.error(request, gettext("Not done: say why, or since when."))
    return redirect("custody:keys")


def _badge(request: OfficerRequest) -> str:
    return request.POST.get("badge", "")[:BADGE_MOST]
