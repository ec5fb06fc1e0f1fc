"""What is typed to write down a campaign, to compare its figures and to take them out."""

from datetime import date, timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from borderlink.cases.domain.campaigns import Plan
from borderlink.cases.domain.counting import MASSES, TARGETS, Against, Figure
from borderlink.cases.forms.fields import CaseForm, Choices, day, words_of
from borderlink.language import codes, languages

MG: Final = 1_000_000  # in a kilogram: targets of masses are typed in kilograms


class CampaignForm(CaseForm):
    """A campaign: its name, days, units and targets."""

    name = words_of(_("Name of the campaign"), most=200)
    start = day(_("First day"), required=True)
    end = day(_("Last day"), required=True)
    units = forms.MultipleChoiceField(
        label=_("Units"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: the whole agency."),
    )  # fmt: skip
    purpose = words_of(_("What it is against"), most=1000, rows=2, required=False)

    lists: ClassVar = {}

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("units", units, empty=False)
        language = languages.of_django(get_language() or "en")
        for figure in TARGETS:
            label = codes.label(figure.value, language, "figure")
            self.fields[f"target-{figure.value}"] = _target(label, is_mass=figure in MASSES)

    def targets(self) -> list[forms.BoundField]:
        """Return the fields of the targets."""
        return [self[f"target-{figure.value}"] for figure in TARGETS]

    def plain(self) -> list[forms.BoundField]:
        """Return the other fields."""
        return [self[name] for name in ("name", "start", "end", "units", "purpose")]

    def plan(self) -> Plan:
        """Return what was typed as a plain value; the last day typed is part of the campaign."""
        said = self.cleaned_data
        last: date = said["end"]
        return Plan(
            name=said["name"], start=said["start"], until=last + timedelta(days=1), purpose=said["purpose"],
            units=frozenset(said["units"]), targets={figure: self._target(figure) for figure in TARGETS},
        )  # fmt: skip

    def _target(self, figure: Figure) -> int:
        value = self.cleaned_data.get(f"target-{figure.value}") or 0
        return int(value * (MG if figure in MASSES else 1))


def _target(label: str, *, is_mass: bool) -> forms.DecimalField:
    """Return the field of a target: a whole number, or kilograms to the gram."""
    return forms.DecimalField(
        label=f"{label} (kg)" if is_mass else label, min_value=0, max_value=10**7, required=False,
        decimal_places=3 if is_mass else 0, widget=forms.NumberInput({"class": "form-control"}),
    )  # fmt: skip


class AgainstForm(CaseForm):
    """Which earlier days the figures are compared with."""

    against = forms.ChoiceField(
        label=_("Compared with"),
        choices=[
            (Against.BEFORE.value, _("as many days right before")),
            (Against.YEAR.value, _("the same days a year before")),
        ],
    )


class TakeForm(AgainstForm):
    """Why the figures are taken out of the node."""

    why = words_of(_("For what the figures are taken out"), most=300)
