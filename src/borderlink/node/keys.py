"""The administrator's page of the API's keys: issued and shown once, rotated with an overlap, revoked."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from borderlink.foundation.refusals import NotAllowed, Refusal
from borderlink.foundation.who import Role
from borderlink.language import sentences
from borderlink.officers import queries
from borderlink.officers.actions.keys import issue_company_key, issue_officer_key, revoke_key, rotate_key
from borderlink.officers.domain import COMPANY_SCOPES, KEY_DAYS, OFFICER_SCOPES, Guest, Scope
from borderlink.officers.queries import Officer, Organisation, Unit
from borderlink.officers.schemas import OfficerRequest

GOOD_FOR: Final = {
    Scope.CHECK: _("Asking before a parcel is shipped"),
    Scope.DUTY: _("Own checks, holds, suspicious parcels"),
    Scope.MANIFESTS: _("Bringing manifests and postal events"),
    Scope.REFERRALS: _("Worklist, openings and results"),
    Scope.CASES: _("Cases"),
    Scope.EXHIBITS: _("Exhibits"),
    Scope.LETTERS: _("Letters"),
}
_LOOKS: Final = {
    "organisation": "form-select", "unit": "form-select", "badge": "form-select",
    "sandbox": "form-check-input",
}  # fmt: skip


def _named(scopes: Collection[Scope]) -> list[tuple[str, str]]:
    return [(scope.value, str(GOOD_FOR[scope])) for scope in Scope if scope in scopes]


def _offer(form: forms.Form, choices: Mapping[str, list[tuple[str, str]]]) -> None:
    """Give the fields of a form what they choose from, and their looks."""
    for name, field in form.fields.items():
        if name in choices:
            field.choices = choices[name]  # type: ignore[attr-defined]
        if name != "scopes":
            field.widget.attrs["class"] = _LOOKS.get(name, "form-control")


class KeyForm(forms.Form):
    """A key for a company: at which station, good for what, until when."""

    organisation = forms.ChoiceField(label=_("Company"))
    unit = forms.ChoiceField(label=_("Station"))
    scopes = forms.MultipleChoiceField(label=_("Good for"), widget=forms.CheckboxSelectMultiple)
    label = forms.CharField(label=_("Where it is used"), max_length=120)
    pattern = forms.CharField(
        label=_("Pattern of the company's own waybills"),
        help_text=_("# a digit, @ a letter, at least six digits; empty where all are of the post (S10)"),
        max_length=40, required=False,
    )  # fmt: skip
    days = forms.IntegerField(label=_("Valid for days"), min_value=1, max_value=KEY_DAYS, initial=KEY_DAYS)
    sandbox = forms.BooleanField(label=_("For trials: test waybills only"), required=False)

    def __init__(
        self,
        *args: object,
        organisations: list[Organisation],
        units: list[Unit],
        language: str,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._organisations = {found.code: found for found in organisations}
        self._units = {found.code: found for found in units}
        choices = {
            name: [(code, f"{place.name_in(language)} ({code})") for code, place in known.items()]
            for name, known in (("organisation", self._organisations), ("unit", self._units))
        }
        choices["scopes"] = _named(COMPANY_SCOPES)
        choices["unit"] = [("", "–"), *choices["unit"]]  # chosen, not the first by the alphabet
        _offer(self, choices)

    def issue(self, *, by: Officer, at: datetime) -> str:
        """Make the key and return it. Refuses: what ``issue_company_key`` refuses."""
        said = dict(self.cleaned_data)
        company, station = self._organisations[said.pop("organisation")], self._units[said.pop("unit")]
        return issue_company_key(organisation=company, unit=station, **said, by=by, at=at)[1]


class OfficerKeyForm(forms.Form):
    """A key for a system that reads and acts as one officer, with that officer's need to know."""

    badge = forms.ChoiceField(label=_("Officer"))
    scopes = forms.MultipleChoiceField(label=_("Good for"), widget=forms.CheckboxSelectMultiple)
    label = forms.CharField(label=_("Where it is used"), max_length=120)
    days = forms.IntegerField(label=_("Valid for days"), min_value=1, max_value=KEY_DAYS, initial=KEY_DAYS)

    def __init__(self, *args: object, officers: list[Officer], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._officers = {found.badge: found for found in officers if found.is_active}
        named = [(badge, f"{badge} {found.name}") for badge, found in self._officers.items()]
        _offer(self, {"badge": [("", "–"), *named], "scopes": _named(OFFICER_SCOPES)})

    def issue(self, *, by: Officer, at: datetime) -> str:
        """Make the key and return it. Refuses: what ``issue_officer_key`` refuses."""
        said = dict(self.cleaned_data)
        return issue_officer_key(officer=self._officers[said.pop("badge")], **said, by=by, at=at)[1]


@require_http_methods(["GET", "POST"])
@never_cache
def keys(request: OfficerRequest) -> HttpResponse:
    """Show every key, and issue one as an administrator: to a company, or for an officer's system."""
    for_officer = "badge" in request.POST
    forms_shown = (
        _company_form(request, given=request.method == "POST" and not for_officer),
        _officer_form(request, given=for_officer),
    )
    form = forms_shown[for_officer]
    if request.method == "POST" and form.is_valid():
        try:
            return _page(request, secret=form.issue(by=request.user, at=timezone.now()))
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(None, sentences.say_refusal(refusal, request.language).sentence)
    return _page(request, forms_shown)


def _company_form(request: OfficerRequest, *, given: bool) -> KeyForm:
    return KeyForm(
        request.POST if given else None,
        organisations=[
            company
            for company in queries.organisations(reader=request.reader)
            if company.kind == Guest.EXPRESS_COMPANY.value
        ],
        units=list(queries.stations(reader=request.reader)),
        language=request.language,
    )


def _officer_form(request: OfficerRequest, *, given: bool) -> OfficerKeyForm:
    known = queries.officers(reader=request.reader)
    return OfficerKeyForm(request.POST if given else None, officers=list(known), auto_id="officer_%s")


def _page(
    request: OfficerRequest, forms_shown: tuple[KeyForm, OfficerKeyForm] | None = None, *, secret: str = ""
) -> HttpResponse:
    at = timezone.now()
    rows = [
        (key, key.state(at), [GOOD_FOR[Scope(scope)] for scope in key.scopes])
        for key in queries.keys(reader=request.reader)
    ]
    form, officer_form = forms_shown or (None, None)
    context = {
        "rows": rows, "form": form, "officer_form": officer_form, "secret": secret,
        "administers": Role.ADMINISTRATOR in request.reader.roles,
    }  # fmt: skip
    wrong = any(one.errors for one in forms_shown or ())
    return render(request, "frame/keys.html", context, status=422 if wrong else 200)


@require_POST
@never_cache
def rotate(request: OfficerRequest, number: str) -> HttpResponse:
    """Make a key's successor and show it once."""
    key = queries.key(number, reader=request.reader)
    _, secret = rotate_key(key=key, by=request.user, at=timezone.now())
    return _page(request, secret=secret)


@require_POST
def revoke(request: OfficerRequest, number: str) -> HttpResponse:
    """End a key at once."""
    key = queries.key(number, reader=request.reader)
    revoke_key(key=key, why=request.POST.get("why", ""), by=request.user, at=timezone.now())
    return redirect("api_keys")
