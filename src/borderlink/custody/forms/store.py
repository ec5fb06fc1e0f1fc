"""Shapes of what custodians type: places, balances, taking in, stock-takes, holds, papers that came back."""

import re
from collections.abc import Iterable
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from borderlink.custody.forms.fields import CodeField, GramsField, plain
from borderlink.custody.forms.signing import TwoSign, pin_field
from borderlink.screening.forms import Styled

_BETWEEN: Final = re.compile(r"[\s,;，；、]+")


def numbers_in(text: str) -> tuple[str, ...]:
    """Return the numbers that were scanned or typed into one field, in their order."""
    return tuple(part for part in _BETWEEN.split(plain(text)) if part)


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class SearchForm(Styled):
    """A number or a seal to look for in the room."""

    q = forms.CharField(label=_("Exhibit, case or seal number"), max_length=200, required=False)


class TakeInForm(Styled):
    """An exhibit that another officer hands to the custodian: what its bag shows, and both PINs."""

    exhibit = forms.CharField(widget=forms.HiddenInput, max_length=200)
    seals = forms.CharField(
        label=_("Seals seen on the bag, innermost first"),
        required=False,
        max_length=400,
        help_text=_("Scan or type every number, a space between them. Leave empty when there is no seal."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "data-st-focus": "1"}),
    )
    giver_pin = pin_field(_("PIN of the officer who hands it over"))
    pin = pin_field()

    def seals_seen(self) -> tuple[str, ...]:
        """Return the seal numbers in the order given."""
        return numbers_in(self.cleaned_data["seals"])


class PlaceForm(Styled):
    """A shelf, safe or room where exhibits lie."""

    code = CodeField(label=_("Code"), help_text=_("What stands on the shelf: R1-S2."))
    name = forms.CharField(label=_("Description"), max_length=120, required=False)


class BalanceForm(Styled):
    """A balance with its certificate; the same number again records a new certificate."""

    number = CodeField(label=_("Number of the balance"))
    division = GramsField(label=_("Division in grams"), help_text=_("For example 0.01."))
    calibration_ug = forms.IntegerField(
        label=_("Standard uncertainty of calibration in micrograms"),
        min_value=0,
        max_value=10**9,
        help_text=_("From the certificate: half of the stated U (k = 2)."),
    )
    certificate = CodeField(label=_("Number of the certificate"))
    certified_until = forms.DateField(
        label=_("Expires on"), widget=_day(), help_text=_("The first day on which it no longer holds.")
    )


class StartStockTakeForm(Styled):
    """What is counted: one place or the whole store."""

    place = forms.ChoiceField(label=_("Place"), required=False)

    def __init__(self, *args: object, places: Iterable[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [("", _("the whole store")), *places]


class CloseStockTakeForm(TwoSign):
    """Two officers close a stock-take and sign what was found."""


class HoldForm(Styled):
    """A court's or a partner's hold on a case or an exhibit."""

    case = CodeField(label=_("Case number"))
    exhibit = CodeField(label=_("Exhibit"), required=False, help_text=_("Empty: every exhibit of the case."))
    party = CodeField(label=_("Who asks"), help_text=_("Code of the court or partner: AU-POLICE."))
    request = CodeField(label=_("Their reference"))
    why = forms.CharField(label=_("Why"), max_length=300)


class LiftForm(Styled):
    """Why a hold ends."""

    why = forms.CharField(label=_("Why it ends, with the reference"), max_length=300)


class LabelsForm(Styled):
    """Which exhibits and places get labels."""

    numbers = forms.CharField(
        label=_("Exhibits"),
        required=False,
        max_length=8000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One number a line. Scan them, or take all that came in and are not yet placed."),
    )


class PaperForm(Styled):
    """The scan of a signed paper that came back."""

    form = forms.CharField(
        label=_("Code of the form"),
        max_length=200,
        help_text=_("Scan the code on the paper; it begins with BLF1. Or type the form's number."),
    )
    file = forms.FileField(
        label=_("Scan of the signed paper"),
        help_text=_("PDF, JPEG or PNG, at most 40 MiB."),
        widget=forms.ClearableFileInput({"accept": "application/pdf,image/jpeg,image/png"}),
    )
