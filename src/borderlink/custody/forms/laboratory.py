"""Shapes of what is asked of a laboratory, and of what it reports."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from borderlink.custody.forms.fields import CodeField, GramsField, labelled
from borderlink.custody.forms.signing import OneSigns, pin_field
from borderlink.custody.forms.store import numbers_in
from borderlink.screening.forms import EMPTY, Styled, coded

PPM_PER_PERCENT: Final = 10_000


class AskLaboratoryForm(Styled):
    """Which exhibits of a case go where, with which questions."""

    exhibits = forms.MultipleChoiceField(label=_("Exhibits"), widget=forms.CheckboxSelectMultiple)
    organisation = forms.ChoiceField(label=_("Laboratory"))
    questions = forms.MultipleChoiceField(
        label=_("What you want to know"), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("More, in your own words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The laboratory reads this: write nothing about persons that it need not know."),
    )

    def __init__(
        self,
        *args: object,
        exhibits: Iterable[tuple[str, str]] = (),
        laboratories: Iterable[tuple[str, str]] = (),
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, list[tuple[str, str]]] = {
            "exhibits": list(exhibits),
            "organisation": [EMPTY, *laboratories],
            "questions": labelled("laboratory_question"),
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
            field.choices = choices


class ReceiveForm(Styled):
    """What the laboratory sees on a bag that it is brought."""

    seals = forms.CharField(
        label=_("Seals seen on the bag, innermost first"),
        required=False,
        max_length=400,
        help_text=_("Scan or type every number, a space between them. Leave empty when there is no seal."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    giver_pin = pin_field(_("PIN of the officer who hands it over"))
    pin = pin_field()

    def seals_seen(self) -> tuple[str, ...]:
        """Return the seal numbers in the order given."""
        return numbers_in(self.cleaned_data["seals"])


class OpenForm(OneSigns):
    """Which seal the laboratory opens."""

    seal = CodeField(label=_("Number of the seal that is opened"))


class SealAgainForm(OneSigns):
    """The new seal under which the laboratory gives back what is left."""

    seal = CodeField(label=_("New seal number"))


def _percent(label: object, **more: object) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,  # type: ignore[arg-type]
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=7,
        decimal_places=4,
        required=False,
        **more,  # type: ignore[arg-type]
    )


class AnswerForm(OneSigns):
    """What the laboratory found in one exhibit. Masses are typed in grams, shares in per cent."""

    result = forms.ChoiceField(
        label=_("Result"),
        choices=[
            EMPTY,
            ("identified", _("a controlled substance was identified")),
            ("not-identified", _("no controlled substance was identified")),
            ("inconclusive", _("no conclusion is possible")),
        ],
    )
    substance = forms.ChoiceField(label=_("Substance"), required=False)
    purity = _percent(_("Purity in per cent by mass"))
    purity_u = _percent(_("Its expanded uncertainty U (k = 2), in per cent"))
    consumed = GramsField(label=_("Used up, in grams"))
    remaining = GramsField(label=_("Left over, in grams"))
    method = CodeField(label=_("Method"), help_text=_("For example GC-MS."))
    instrument = CodeField(label=_("Instrument"))
    accreditation = CodeField(label=_("Accreditation"), required=False)
    scope = CodeField(label=_("Scope of accreditation"), required=False)
    analyst = forms.CharField(label=_("Analysts"), max_length=200)
    note = forms.CharField(
        label=_("Remarks, expected loss by drying included"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    field_order = ("result", "substance", "purity", "purity_u", "consumed", "remaining")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["substance"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = coded("substance")

    def clean(self) -> dict[str, object]:
        """Want a substance where one was identified, and a purity with its uncertainty or neither."""
        found: dict[str, object] = super().clean() or {}
        if found.get("result") == "identified" and not found.get("substance"):
            self.add_error("substance", gettext("Name the substance that was identified."))
        if found.get("purity") and found.get("purity_u") is None:
            self.add_error("purity_u", gettext("A purity is stated with its uncertainty."))
        return found

    def ppm(self, name: str) -> int:
        """Return a share in parts per million; an empty one is 0."""
        share = self.cleaned_data[name]
        return int(Decimal(str(share)) * PPM_PER_PERCENT) if share is not None else 0
