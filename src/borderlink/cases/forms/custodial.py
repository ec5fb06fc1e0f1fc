"""What is typed about a person in custody, for the four purposes alone."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from borderlink.cases.forms.fields import CaseForm, Choices, day, words_of
from borderlink.language import languages
from borderlink.language.places import language_name

_LANGUAGES = ("zh", "yue", "vi", "en", "ms", "id", "th", "lo", "km", "my", "ko", "ja", "ru", "ar", "fr", "es")


def spoken() -> Choices:
    """Return languages by their code, named in the language of the page, the most usual ones."""
    language = languages.of_django(get_language() or "en")
    return sorted(((code, language_name(code, language)) for code in _LANGUAGES), key=lambda pair: pair[1])


class PurposeForm(CaseForm):
    """For which of the four purposes the record is read."""

    purpose = forms.ChoiceField(label=_("For which purpose do you look?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by_alias("purpose", "custody_purpose")


class CustodyForm(CaseForm):
    """The record of someone who is held."""

    held_at = forms.DateTimeField(
        label=_("Held since"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    place = words_of(_("Where"), most=200, required=False)
    nationality = forms.ChoiceField(
        label=_("Nationality"),
        required=False,
        help_text=_("Only to tell the right consul, and for statutory returns."),
    )
    stateless = forms.BooleanField(label=_("Stateless"), required=False)
    language = forms.ChoiceField(label=_("Language for the interpreter"), required=False)
    sex = forms.ChoiceField(label=_("Sex, for statutory returns"), required=False)
    born_on = day(_("Born on"))
    age_said = forms.IntegerField(
        label=_("Age, where no date is known"), min_value=0, max_value=120, required=False
    )

    lists: ClassVar = {"sex": "sex"}
    optional: ClassVar = frozenset({"sex"})
    places: ClassVar = ("nationality",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("language", spoken(), empty=True)


class CorrectForm(CustodyForm):
    """The record as it should be, and why it is changed."""

    why = words_of(_("Why it is changed"), most=300)


class RightsForm(CaseForm):
    """What the person wishes after being told of the consul."""

    country = forms.CharField(widget=forms.HiddenInput, max_length=8)
    wishes = forms.ChoiceField(
        label=_("The person was told of the right to the consul, and"),
        choices=[("yes", _("wishes the consul to be told")), ("no", _("does not wish it"))],
        widget=forms.RadioSelect,
    )


class NoticeForm(CaseForm):
    """The consul was told."""

    country = forms.CharField(widget=forms.HiddenInput, max_length=8)
    reference = words_of(_("Number of the note, or who was spoken to"), most=120)


class InterpreterForm(CaseForm):
    """Who interprets."""

    interpreter = words_of(_("Interpreter"), most=200)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("language", spoken(), empty=True)


class SafeguardForm(CaseForm):
    """What was done to protect someone."""

    kind = forms.ChoiceField(label=_("What was done"))
    words = words_of(_("By whom, how"), most=400, required=False)

    lists: ClassVar = {"kind": "safeguard"}


class ReturnForm(CaseForm):
    """The days of a statutory return."""

    start = day(_("From"), required=True)
    end = day(_("Up to and with"), required=True)


class NothingForm(CaseForm):
    """An act that needs no field."""
