"""What is typed about spellings that one person used."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from borderlink.cases.forms.fields import CaseForm, Choices, words_of


class RememberForm(CaseForm):
    """Two spellings of one person, and on which ground: one of them is a name of theirs."""

    one = forms.ChoiceField(label=_("Name in this case"))
    other = words_of(
        _("The other spelling"),
        most=200,
        help_text=_("As another paper or letter has it, in its own script."),
    )
    ground = words_of(
        _("On which ground"), most=400,
        help_text=_("Which document, statement or person says that both were used by this person."),
    )  # fmt: skip

    def __init__(self, *args: Any, names: Choices = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        self._choose("one", list(names), empty=False)


class ForgetForm(CaseForm):
    """Why two spellings are withdrawn."""

    alias = forms.IntegerField(widget=forms.HiddenInput)
    why = words_of(_("Why it does not hold"), most=400)
