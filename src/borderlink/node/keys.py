"""The administrator's page of the API's keys: issued and shown once, rotated with an overlap, revoked."""

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
from borderlink.officers.actions.keys import issue_company_key, revoke_key, rotate_key
from borderlink.officers.domain import COMPANY_SCOPES, KEY_DAYS, Guest, Scope
from borderlink.officers.queries import Organisation, Unit
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
_LOOKS: Final = {"organisation": "form-select", "unit": "form-select", "sandbox": "form-check-input"}


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
        choices["scopes"] = [
            (scope.value, str(GOOD_FOR[scope])) for scope in Scope if scope in COMPANY_SCOPES
        ]
        choices["unit"] = [("", "–"), *choices["unit"]]  # chosen, not the first by the alphabet
        for name, field in self.fields.items():
            if name in choices:
                field.choices = choices[name]  # type: ignore[attr-defined]
            if name != "scopes":
                field.widget.attrs["class"] = _LOOKS.get(name, "form-control")

    def organisation_chosen(self) -> Organisation:
        """Return the company chosen."""
        return self._organisations[self.cleaned_data["organisation"]]

    def unit_chosen(self) -> Unit:
        """Return the station chosen."""
        return self._units[self.cleaned_data["unit"]]


@require_http_methods(["GET", "POST"])
@never_cache
def keys(request: OfficerRequest) -> HttpResponse:
    """Show every key, and issue one to a company as an administrator: it is shown once."""
    form = KeyForm(
        request.POST or None,
        organisations=[
            company
            for company in queries.organisations(reader=request.reader)
            if company.kind == Guest.EXPRESS_COMPANY.value
        ],
        units=list(queries.units(reader=request.reader)),
        language=request.language,
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            _, secret = issue_company_key(
                organisation=form.organisation_chosen(), unit=form.unit_chosen(), scopes=said["scopes"],
                label=said["label"], pattern=said["pattern"], days=said["days"], sandbox=said["sandbox"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(None, sentences.say_refusal(refusal, request.language).sentence)
        else:
            return _page(request, secret=secret)
    return _page(request, form)


def _page(request: OfficerRequest, form: KeyForm | None = None, *, secret: str = "") -> HttpResponse:
    at = timezone.now()
    rows = [
        (key, key.state(at), [GOOD_FOR[Scope(scope)] for scope in key.scopes])
        for key in queries.keys(reader=request.reader)
    ]
    context = {
        "rows": rows, "form": form, "secret": secret,
        "administers": Role.ADMINISTRATOR in request.reader.roles,
    }  # fmt: skip
    return render(request, "frame/keys.html", context, status=422 if form and form.errors else 200)


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
