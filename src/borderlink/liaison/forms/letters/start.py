"""How a letter is begun, and how a second officer decides about one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from borderlink.language import codes, languages
from borderlink.liaison.forms.letters.shapes import line
from borderlink.screening.forms import Choices, Styled


class BeginForm(Styled):
    """To whom, what kind of letter, and of which case of ours."""

    partner = forms.ChoiceField(label=_("To"))
    kind = forms.ChoiceField(label=_("Kind of letter"), widget=forms.RadioSelect)
    case = line(_("Our case number"), 48, help_text=_("Its officers then see the letters of this thread."))

    def __init__(self, *args: Any, partners: Choices | None, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = languages.of_django(get_language() or "en")
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - tells the type checker
        kind.choices = [(one, codes.label(one, language, "letter_type")) for one in kinds]
        if partners is None:
            del self.fields["partner"], self.fields["case"]
            return
        to = self.fields["partner"]
        assert isinstance(to, forms.ChoiceField)  # noqa: S101 - tells the type checker
        to.choices = partners


class SecondForm(Styled):
    """What a second officer says to the author."""

    why = line(_("Words to the author"), 400)


class FilterForm(Styled):
    """What a box of letters is narrowed to."""

    partner = forms.ChoiceField(label=_("Partner"), required=False)
    kind = forms.ChoiceField(label=_("Kind of letter"), required=False)
    mine = forms.BooleanField(label=_("Only what I work on"), required=False)

    def __init__(self, *args: Any, partners: Choices, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = languages.of_django(get_language() or "en")
        labelled = [(one, codes.label(one, language, "letter_type")) for one in kinds]
        for name, choices in (("partner", partners), ("kind", labelled)):
            found = self.fields[name]
            assert isinstance(found, forms.ChoiceField)  # noqa: S101 - tells the type checker
            found.choices = [("", "–"), *choices]


class CloseForm(Styled):
    """Why nothing is left to do about a letter."""

    why = line(_("Why nothing is left to do"), 400)
