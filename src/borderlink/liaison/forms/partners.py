"""Shapes of what is typed about partners: an introduction, the sixty digits, reasons, how one is kept."""

from collections.abc import Iterable
from typing import Final, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from borderlink.foundation.introductions import LARGEST_FILE
from borderlink.liaison.domain.partnership import GROUP, GROUPS
from borderlink.screening.forms import Choices, Styled, coded

LONGEST_WHY: Final = 400
MOST_LETTERS: Final = 6000


class IntroductionForm(Styled):
    """The file that a partner gave, and which unit of ours keeps it."""

    file = forms.FileField(label=_("The partner's introduction file"))
    unit = forms.ChoiceField(label=_("Our office that keeps this partner"))

    def __init__(self, *args: object, units: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "unit", units)

    def clean_file(self) -> bytes:
        """Return the file's bytes, one more than an introduction may have at most."""
        return bytes(self.cleaned_data["file"].read(LARGEST_FILE + 1))


class DigitsForm(Styled):
    """The twelve groups as they are heard, and the file that they are compared with."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, GROUPS + 1):
            self.fields[_group(number)] = forms.CharField(
                label=gettext("Group %(number)s") % {"number": number},
                max_length=GROUP + 1,
                widget=forms.TextInput(
                    attrs={"class": "form-control pn-group", "inputmode": "numeric", "autocomplete": "off"}
                ),
            )

    @property
    def groups(self) -> list[forms.BoundField]:
        """Return the twelve fields in their order."""
        return [self[_group(number)] for number in range(1, GROUPS + 1)]

    def typed(self) -> str:
        """Return what was typed, the groups with spaces between them."""
        return " ".join(self.cleaned_data[_group(number)] for number in range(1, GROUPS + 1))


def _group(number: int) -> str:
    return f"group_{number}"


class ReasonForm(Styled):
    """Why something is done."""

    why = forms.CharField(label=_("Why"), max_length=LONGEST_WHY)


class PauseForm(ReasonForm):
    """Why letters are paused: a code, and in one's own words."""

    reason = forms.ChoiceField(label=_("Reason"))
    field_order = ("reason", "why")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        by_officers = {"PSE-DECISION", "PSE-UPKEEP", "PSE-COMPROMISE"}
        found = [choice for choice in coded("pause_reason", empty=False) if choice[0] in by_officers]
        _choices(self, "reason", [(code.removeprefix("PSE-").lower(), words) for code, words in found])


class DetailsForm(Styled):
    """How a partner is kept and reached."""

    unit = forms.ChoiceField(label=_("Our office that keeps this partner"))
    address = forms.CharField(
        label=_("Address of its node"),
        max_length=300,
        required=False,
        help_text=_("https://host:port. Empty where letters are carried by hand."),
    )
    language = forms.ChoiceField(label=_("Its language"))
    time_zone = forms.ChoiceField(label=_("Its time zone"))
    letters_a_minute = forms.IntegerField(
        label=_("Letters a minute that it may send"), min_value=1, max_value=MOST_LETTERS
    )

    def __init__(
        self, *args: object, units: Choices, languages: Choices, zones: Iterable[str], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "unit", units)
        _choices(self, "language", languages)
        _choices(self, "time_zone", [(zone, zone) for zone in zones])


def _choices(form: forms.Form, name: str, choices: Choices) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = choices
