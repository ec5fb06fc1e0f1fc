"""Shapes of what is typed at the gate: a question, what is known of each person, a decision, a consent."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from borderlink.cases.forms.fields import countries
from borderlink.language import codes, languages
from borderlink.liaison.domain.assurance import Factor, Grade, Kind
from borderlink.liaison.domain.terms import FILE, KINDS
from borderlink.screening.forms import EMPTY, Choices, Styled, coded

LETTER: Final = "liaison.letter"


def _choices(form: forms.Form, name: str, found: Choices) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = found


class DayInput(forms.DateInput):
    """A day, as every browser asks for one."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AskForm(Styled):
    """Why something should leave, and which assurance there is."""

    why = forms.CharField(
        label=_("Why it should leave now"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    assurance = forms.ChoiceField(label=_("Assurance of the other side"))
    giver = forms.CharField(label=_("Given by"), max_length=200, required=False)
    reference = forms.CharField(label=_("Number of its paper"), max_length=120, required=False)
    assured_on = forms.DateField(label=_("Day of its paper"), widget=DayInput(), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "assurance", coded("assurance_kind", empty=False))
        self.initial.setdefault("assurance", Kind.NONE.value)


class PersonForm(Styled):
    """What is known of one person; what is left empty counts as the worst."""

    offence = forms.ChoiceField(label=_("Offence"), required=False)
    substance = forms.ChoiceField(label=_("Substance"), required=False)
    quantity_g = forms.DecimalField(
        label=_("Quantity in grams"), required=False, min_value=Decimal(0), max_digits=16, decimal_places=3
    )
    factors = forms.MultipleChoiceField(
        label=_("What must be weighed"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "offence", coded("offence"))
        _choices(self, "substance", coded("substance"))
        known = {factor.value for factor in Factor}
        found = [choice for choice in coded("assurance_factor", empty=False) if choice[0] in known]
        _choices(self, "factors", found)


def person_forms(refs: Sequence[str], typed: Any | None) -> list[tuple[str, PersonForm]]:
    """Return one form for each person, by reference."""
    return [
        (ref, PersonForm(typed, prefix=f"p{place}", auto_id=f"p{place}_%s")) for place, ref in enumerate(refs)
    ]


class PaperForm(AskForm):
    """A file, a print or an exhibit that should leave for a partner or for someone abroad."""

    way = forms.ChoiceField(label=_("By which way"))
    subject = forms.CharField(
        label=_("What leaves"),
        max_length=120,
        help_text=_("As its page names it: case GZ-1, exhibit GZ-1-E01."),
    )
    to = forms.CharField(label=_("Who receives it"), max_length=200)
    country = forms.ChoiceField(
        label=_("Country of the recipient"),
        required=False,
        help_text=_("Of someone abroad who is no partner; without it the worst is taken."),
    )
    case = forms.CharField(label=_("Case"), max_length=48, required=False)
    channel = forms.ChoiceField(label=_("Channel of letters"))
    basis = forms.CharField(label=_("Legal basis"), max_length=200)
    article = forms.CharField(label=_("Article"), max_length=200, required=False)
    consents = forms.MultipleChoiceField(
        label=_("Consents"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = (
        "way",
        "subject",
        "to",
        "country",
        "case",
        "channel",
        "basis",
        "article",
        "consents",
        "why",
    )

    def __init__(self, *args: object, ways: Choices, consents: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "way", [EMPTY, *(way for way in ways if way[0] != LETTER)])
        _choices(self, "country", countries())
        _choices(self, "channel", coded("letter_channel"))
        _choices(self, "consents", consents)
        if not consents:
            self.fields["consents"].widget = forms.MultipleHiddenInput()


class ApproveForm(Styled):
    """A decision that it leaves: by whom, why, how long; above a commander the paper it rests on."""

    grade = forms.ChoiceField(label=_("Decided by"))
    grounds = forms.CharField(label=_("Grounds"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    days = forms.IntegerField(label=_("Valid for days"), min_value=1, max_value=90, initial=30)
    body = forms.CharField(label=_("Which office decided"), max_length=200, required=False)
    reference = forms.CharField(label=_("Number of its decision"), max_length=120, required=False)
    decided_on = forms.DateField(label=_("Day of its decision"), widget=DayInput(), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        given = {Grade.SENIOR.value, Grade.HEAD.value, Grade.MINISTER.value}
        found = [choice for choice in coded("assurance_grade", empty=False) if choice[0] in given]
        _choices(self, "grade", [EMPTY, *found])


class GroundsForm(Styled):
    """Why it does not leave, or why something is taken back."""

    grounds = forms.CharField(label=_("Grounds"), max_length=1000)


class ConsentForm(Styled):
    """A consent of the competent authority, as its document has it."""

    recipient = forms.CharField(label=_("To whom may be told"), max_length=200)
    authority = forms.CharField(label=_("Authority that consents"), max_length=200)
    number = forms.CharField(label=_("Number"), max_length=120)
    given_on = forms.DateField(label=_("Day of the document"), widget=DayInput())
    until_on = forms.DateField(label=_("Last day"), widget=DayInput())
    scope = forms.CharField(label=_("What it covers"), max_length=400)
    for_evidence = forms.BooleanField(label=_("Use as evidence in court"), required=False)
    for_persons = forms.BooleanField(label=_("Data about persons"), required=False)
    kinds = forms.MultipleChoiceField(
        label=_("Only for these letters"), required=False, widget=forms.CheckboxSelectMultiple
    )
    case = forms.CharField(label=_("Only for this case"), max_length=48, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "kinds", kinds_told())


class TakeForm(Styled):
    """Why the register is taken out."""

    why = forms.CharField(label=_("For whom, and why"), max_length=300)


def kinds_told() -> Choices:
    """Return every kind of letter and of paper, in the language of the page."""
    return [(kind, kind_label(kind)) for kind in (*KINDS, FILE, "exhibit")]


def kind_label(kind: str) -> str:
    """Return the word for a kind of letter or of paper, in the language of the page."""
    language = languages.of_django(get_language() or "en")
    if kind in {FILE, "exhibit"}:
        return codes.label(f"LVK-{kind.upper()}", language, "leaving_kind")
    return codes.label(kind, language, "letter_type")


def said_of(forms_by_ref: Iterable[tuple[str, PersonForm]]) -> dict[str, Mapping[str, Any]]:
    """Return what was typed of each person, by reference; call it when every form is valid."""
    return {ref: form.cleaned_data for ref, form in forms_by_ref}
