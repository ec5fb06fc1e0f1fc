"""Shapes of what custodians type: places, balances, taking in, stock-takes, holds, papers that came back."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from borderlink.custody.forms.signing import OneSigns, TwoSign, pin_field
from borderlink.screening.forms import EMPTY, Choices, Styled, coded

CODE: Final = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,63}$",
    _("Letters A to Z, digits and . _ : / @ - only, beginning with a letter or digit."),
)
MOST_MG: Final = 10**12


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
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    giver_pin = pin_field(_("PIN of the officer who hands it over"))
    pin = pin_field()

    def seals_seen(self) -> Sequence[str]:
        """Return the seal numbers in the order given."""
        return tuple(part for part in re.split(r"[\s,;，；]+", self.cleaned_data["seals"]) if part)


class PlaceForm(Styled):
    """A shelf, safe or room where exhibits lie."""

    code = forms.CharField(
        label=_("Code"), max_length=64, validators=[CODE], help_text=_("What stands on the shelf: R1-S2.")
    )
    name = forms.CharField(label=_("Description"), max_length=120)


class BalanceForm(Styled):
    """A balance with its certificate; the same number again records a new certificate."""

    number = forms.CharField(label=_("Number of the balance"), max_length=64, validators=[CODE])
    division_mg = forms.IntegerField(label=_("Division in milligrams"), min_value=1, max_value=10**8)
    calibration_ug = forms.IntegerField(
        label=_("Standard uncertainty of calibration in micrograms"),
        min_value=0,
        max_value=MOST_MG,
        help_text=_("From the certificate: half of the stated U (k = 2)."),
    )
    certificate = forms.CharField(label=_("Number of the certificate"), max_length=64, validators=[CODE])
    certified_until = forms.DateField(label=_("Valid until"), widget=_day())


class StartStockTakeForm(Styled):
    """What is counted: one place or the whole store."""

    place = forms.ChoiceField(label=_("Place"), required=False)

    def __init__(self, *args: object, places: Iterable[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [("", _("the whole store")), *places]


class CloseStockTakeForm(TwoSign):
    """Two officers close a stock-take, and say what they make of it."""

    remark = forms.CharField(
        label=_("What was found out about what is missing or unexpected"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )
    field_order = ("remark", "pin", "second", "second_pin")


class HoldForm(OneSigns):
    """A court's or a partner's hold on a case or an exhibit."""

    case = forms.CharField(label=_("Case number"), max_length=64)
    exhibit = forms.CharField(
        label=_("Exhibit"), max_length=64, required=False, help_text=_("Empty: every exhibit of the case.")
    )
    who = forms.ChoiceField(
        label=_("Who asks"), choices=[("court", _("a court or prosecutor")), ("partner", _("a partner"))]
    )
    reference = forms.CharField(label=_("Their reference"), max_length=64, validators=[CODE])
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
        label=_("QR text of the form"),
        max_length=200,
        help_text=_("Scan the code on the paper; it begins with BLF1. Or type the form's number."),
    )
    file = forms.FileField(
        label=_("Scan of the signed paper"),
        help_text=_("PDF, JPEG or PNG, at most 40 MiB."),
        widget=forms.ClearableFileInput({"accept": "application/pdf,image/jpeg,image/png"}),
    )


def substances() -> Choices:
    """Return the substances of the code list, an empty one first."""
    return [EMPTY, *coded("substance", empty=False)]
