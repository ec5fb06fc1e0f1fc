"""Shapes of what is asked of a laboratory, and of what it reports."""

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from borderlink.custody.actions.recording import Hand
from borderlink.custody.forms.fields import CodeField, GramsField, labelled
from borderlink.custody.forms.signing import OneSigns, body_of, pin_field
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


class ExamineForm(OneSigns):
    """What the laboratory found on one exhibit that has no mass, with its report; two of its people sign."""

    examination = forms.ChoiceField(label=_("What was looked for"))
    finding = forms.ChoiceField(label=_("Finding"))
    substance = forms.ChoiceField(label=_("Substance of which residue was found"), required=False)
    compared_with = CodeField(
        label=_("Number of what it was compared with"),
        required=False,
        help_text=_("Another exhibit, or a reference of the laboratory. No name of a person."),
    )
    method = CodeField(label=_("Method"))
    instrument = CodeField(label=_("Instrument"), required=False)
    accreditation = CodeField(label=_("Accreditation"), required=False)
    scope = CodeField(label=_("Scope of accreditation"), required=False)
    report = forms.FileField(
        label=_("The signed report (PDF, JPEG or PNG)"),
        help_text=_("It is kept as it is; its SHA-256 is what you sign."),
    )
    used_up = forms.BooleanField(
        label=_("Nothing is left of the trace for another examination"), required=False
    )
    analyst = forms.CharField(label=_("Analysts"), max_length=200)
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    second = CodeField(label=_("Badge of the second examiner or the reviewer"), required=False)
    second_pin = pin_field(_("PIN of the second"))
    alone = forms.BooleanField(
        label=_("I sign alone; it will be listed as a breach to explain"), required=False
    )
    SIGNING: ClassVar = ("pin", "second", "second_pin", "alone")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second_pin"].required = False
        offered = {
            "examination": labelled("trace_examination", empty=True),
            "finding": labelled("trace_finding", empty=True),
            "substance": coded("substance"),
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
            field.choices = choices

    def body(self) -> list[forms.BoundField]:
        """Return the fields that are not signatures: those are drawn apart."""
        return body_of(self, self.SIGNING)

    def clean(self) -> dict[str, object]:
        """Want what was compared, a substance with residue alone, and a second hand or the word for none."""
        found: dict[str, object] = super().clean() or {}
        if found.get("finding") in {"matches", "excluded"} and not found.get("compared_with"):
            self.add_error("compared_with", gettext("Say what it was compared with."))
        if found.get("substance") and found.get("examination") != "residue":
            self.add_error("substance", gettext("A substance is told of a residue only."))
        if found.get("second") and not found.get("second_pin"):
            self.add_error("second_pin", gettext("The second officer types their own PIN."))
        if not found.get("second") and not found.get("alone"):
            self.add_error(
                "second", gettext("Two people sign a finding: let the second sign, or tick below.")
            )
        return found

    def hands(self, badge: str) -> list[Hand]:
        """Return who signs, the officer signed in first."""
        said, second = self.cleaned_data, str(self.cleaned_data["second"]).upper()
        return super().hands(badge) + ([Hand(badge=second, pin=said["second_pin"])] if second else [])


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


class WithdrawForm(Styled):
    """Why a request is taken back."""

    why = forms.CharField(label=_("Why"), max_length=300)
