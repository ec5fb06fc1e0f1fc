"""Shapes of what is typed about dossiers: what is withheld, the PIN, where one goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from borderlink.cases.forms.fields import countries
from borderlink.custody.forms.signing import pin_field
from borderlink.dossiers.actions.drawing_up import PAPER_LANGUAGES, Withholding
from borderlink.language import codes
from borderlink.language.languages import OWN_NAMES, of_django
from borderlink.screening.forms import Styled

GROUNDS: Final = "withheld_ground"
_OWN_GROUNDS: Final = (
    "informant", "protects-witness", "minor", "privacy", "ongoing", "method", "privilege", "partner",
    "internal",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing that can be withheld, as the page shows it: where it stands, what it is, what it says.

    A name or text that stands in many entries is one choice: withheld in one entry and shown in the next it
    would be told all the same. ``key`` stays the same whatever is recorded while the page is open.
    """

    key: str
    kind: str
    references: tuple[str, ...]
    place: str
    name: str
    value: str


class DrawUpForm(Styled):
    """In which languages the papers are, and for each thing that can be withheld the ground, or none."""

    languages = forms.MultipleChoiceField(
        label=_("Languages of the papers"),
        choices=[(language, OWN_NAMES[language]) for language in PAPER_LANGUAGES],
        initial=list(PAPER_LANGUAGES),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, choices: Sequence[Choice], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        language = of_django(get_language() or "en")
        grounds = [(code, codes.label(code, language, GROUNDS)) for code in _OWN_GROUNDS]
        self._choices = list(choices)
        for choice in self._choices:
            self.fields[f"ground_{choice.key}"] = forms.ChoiceField(
                label=f"{choice.place}, {choice.name}",
                required=False,
                choices=[("", gettext("shown")), *grounds],
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def rows(self) -> list[tuple[Choice, forms.BoundField]]:
        """Return each thing that can be withheld with its field."""
        return [(choice, self[f"ground_{choice.key}"]) for choice in self._choices]

    def withheld(self) -> list[Withholding]:
        """Return what is withheld."""
        return [
            Withholding(kind=choice.kind, reference=reference, ground=ground)
            for choice in self._choices
            if (ground := self.cleaned_data[f"ground_{choice.key}"])
            for reference in choice.references
        ]


class SignForm(Styled):
    """The PIN that signs a dossier. It is never shown again."""

    pin = pin_field()


class ExportForm(Styled):
    """Where a dossier goes, and why."""

    to = forms.CharField(label=_("Recipient"), max_length=200)
    country = forms.ChoiceField(
        label=_("Country of a recipient abroad"),
        required=False,
        help_text=_("To someone abroad it leaves by the assurance gate; no commander's release is enough."),
    )
    why = forms.CharField(label=_("Reason"), max_length=400)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["country"])
        field.choices = countries()
