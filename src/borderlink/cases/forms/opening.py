"""What is typed to open a case, to look at one, and to narrow the list."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from borderlink.cases.forms.fields import CaseForm, Choices, words_of


class OpenForm(CaseForm):
    """A new case."""

    title = words_of(
        _("Title"), most=200, help_text=_("In a few words, without the name of a person: lists show it.")
    )
    unit = forms.ChoiceField(label=_("Unit that investigates"))
    pack = forms.ChoiceField(label=_("Rules for its exhibits"))
    source = forms.ChoiceField(label=_("Opened from"))
    reference = words_of(_("Number of the tip or the clue"), most=64, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    summary = words_of(_("What it is about"), most=4000, rows=3, required=False)

    places: ClassVar = ("country",)

    def __init__(self, *args: Any, units: Choices, sources: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("unit", units, empty=False)
        self._choose("source", sources, empty=False)
        self._by_alias("pack", "rule_pack")
        self.fields["country"].initial = str(settings.BORDERLINK.country)


class LookForm(CaseForm):
    """Why an officer looks at a case; asked once a session."""

    why = forms.ChoiceField(label=_("Why do you look?"))
    words = words_of(_("In your own words"), most=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by_alias("why", "look_reason")

    def reason(self) -> str:
        """Return the reason as the journal keeps it."""
        code, words = self.cleaned_data["why"], self.cleaned_data["words"].strip()
        return f"{code}: {words}" if words else str(code)


class FilterForm(CaseForm):
    """What the list of cases is narrowed to."""

    state = forms.ChoiceField(label=_("State"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    mine = forms.BooleanField(label=_("Only those I was let into"), required=False)

    def __init__(self, *args: Any, states: Choices, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("state", states, empty=False)
        self._choose("unit", units, empty=False)


class MemberForm(CaseForm):
    """An officer to be let in."""

    officer = forms.ChoiceField(label=_("Officer"))
    why = words_of(_("Why they need to know"), most=400)

    offers: ClassVar = {"officer": "officers"}


class LetOutForm(CaseForm):
    """An officer to be let out."""

    officer = forms.ChoiceField(label=_("Officer"))
    why = words_of(_("Why"), most=400)

    offers: ClassVar = {"officer": "members"}


class ParcelsForm(CaseForm):
    """Further parcels of the case."""

    waybills = words_of(
        _("Waybills"), most=2000, rows=2, help_text=_("Scan them one after the other, or one a line.")
    )


class WhyForm(CaseForm):
    """An act that needs nothing but its reason: close, open again, erase."""

    why = words_of(_("Why"), most=400)
