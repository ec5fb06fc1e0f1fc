"""What is typed to print a case's report."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from borderlink.cases.forms.fields import CaseForm, words_of


class ReportForm(CaseForm):
    """For whom a report is made, why, and whether people are named in it."""

    to = words_of(_("For whom"), most=120, help_text=_("As it stands in the commander's decision."))
    country = forms.ChoiceField(
        label=_("Country of a recipient abroad"),
        required=False,
        help_text=_("To someone abroad it leaves by the assurance gate; no commander's release is enough."),
    )
    why = words_of(_("Why"), most=300)
    nominal = forms.BooleanField(
        label=_("With names and words"),
        required=False,
        initial=True,
        help_text=_("Without them only codes, dates and masses are printed, and no decision is needed."),
    )
    places: ClassVar = ("country",)
