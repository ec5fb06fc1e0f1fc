"""Shapes of what officers type into this room's pages; lists come from the code lists."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar, Final

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from borderlink.language import codes, languages
from borderlink.screening.domain.capacity import Means
from borderlink.screening.domain.figures import Period
from borderlink.screening.domain.outcome import Outcome

Choices = list[tuple[str, str]]
EMPTY: Final = ("", "–")
MOST_MINUTES: Final = 100_000

# Why an officer looks at a parcel: what stands in the journal, and its words on the page.
LOOKS: Final = {
    "worklist": _("It stands on the worklist"),
    "scan": _("It lies before me at the belt"),
    "linked": _("It is linked to a parcel I am looking at"),
    "hand-over": _("It was handed over to me"),
    "case": _("It was found by a search for a case"),
    "check": _("I check a colleague's record"),
}


def coded(list_name: str, *, empty: bool = True) -> Choices:
    """Return the choices of a code list in the language of the page."""
    language = languages.of_django(get_language() or "en")
    found = [(code.code, code.labels[language]) for code in codes.codes(list_name)]
    return [EMPTY, *found] if empty else found


class Styled(forms.Form):
    """A form whose fields look like the house's and tell screen readers what is wrong with them."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
                continue
            if isinstance(widget, forms.CheckboxInput):
                widget.attrs.setdefault("class", "form-check-input")
            elif isinstance(widget, forms.Select):
                widget.attrs.setdefault("class", "form-select")
            else:
                widget.attrs.setdefault("class", "form-control")


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; each is judged where it is kept."""

    def clean(self, data: object, initial: object = None) -> list[object]:
        """Return the files, of which none is missing or empty."""
        files = data if isinstance(data, list) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files or [None]]


class LookForm(Styled):
    """Why an officer looks at a parcel."""

    why = forms.ChoiceField(label=_("Why do you look?"), choices=list(LOOKS.items()))
    words = forms.CharField(label=_("In your own words"), max_length=300, required=False)

    def reason(self) -> str:
        """Return the reason as the journal keeps it."""
        code, words = self.cleaned_data["why"], self.cleaned_data["words"].strip()
        return f"{code}: {words}" if words else str(code)


class FilterForm(Styled):
    """What a worklist is narrowed to."""

    state = forms.ChoiceField(label=_("State"), required=False)
    direction = forms.ChoiceField(label=_("Direction"), required=False)
    unit = forms.ChoiceField(label=_("Station"), required=False)
    reason = forms.ChoiceField(label=_("First reason"), required=False)

    def __init__(self, *args: object, choices: Mapping[str, Choices], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
            field.choices = options


class CapacityForm(Styled):
    """The minutes of a shift and the means it uses on every parcel."""

    minutes = forms.IntegerField(label=_("Minutes of this shift"), min_value=0, max_value=MOST_MINUTES)
    means = forms.MultipleChoiceField(
        label=_("Used on every parcel"),
        choices=[
            (Means.XRAY.value, _("X-ray, half a minute")),
            (Means.DOG.value, _("dog, one minute")),
            (Means.OPEN.value, _("opening, ten minutes")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class OpeningForm(Styled):
    """Who stood by when a parcel was opened."""

    second_officer = forms.ChoiceField(label=_("Second officer"))
    operator_present = forms.ChoiceField(
        label=_("Carrier's operator"),
        choices=[("yes", _("was present")), ("no", _("was not present"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    operator = forms.CharField(label=_("Operator's name or number"), max_length=120, required=False)
    absence = forms.CharField(label=_("If absent: why it was opened without"), max_length=250, required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea({"rows": 2})
    )
    why = forms.CharField(label=_("Why it is corrected"), max_length=300, required=False)

    def __init__(
        self,
        *args: object,
        colleagues: Iterable[tuple[str, str]] = (),
        corrects: bool = False,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        second = self.fields["second_officer"]
        assert isinstance(second, forms.ChoiceField)  # noqa: S101 - tells the type checker
        second.choices = [EMPTY, *((badge, f"{name} ({badge})") for badge, name in colleagues)]
        if not corrects:
            del self.fields["why"]


class ResultForm(Styled):
    """What was found, as codes."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    presumptive = forms.ChoiceField(label=_("Test on the spot"), required=False)
    method = forms.ChoiceField(label=_("Which test"), required=False)
    substance = forms.ChoiceField(label=_("Substance shown"), required=False)
    concealment = forms.ChoiceField(label=_("How it was hidden, first of all"), required=False)
    also_concealed = forms.MultipleChoiceField(
        label=_("Hidden also by"), required=False, widget=forms.CheckboxSelectMultiple
    )
    detected_by = forms.ChoiceField(label=_("What led to it, first of all"), required=False)
    also_detected_by = forms.MultipleChoiceField(
        label=_("Contributing"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea({"rows": 2})
    )
    why = forms.CharField(label=_("Why it is corrected"), max_length=300, required=False)

    LISTS: ClassVar[Mapping[str, str]] = {
        "presumptive": "presumptive_result",
        "method": "presumptive_test",
        "substance": "substance",
        "concealment": "concealment",
        "also_concealed": "concealment",
        "detected_by": "detection",
        "also_detected_by": "detection",
    }
    FOUND: ClassVar[Sequence[str]] = tuple(LISTS)  # what a parcel that stayed closed does not ask for

    def __init__(
        self, *args: object, outcomes: Iterable[Outcome], corrects: bool = False, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        language = languages.of_django(get_language() or "en")
        wanted = [outcome.value for outcome in outcomes]
        for name, list_name in self.LISTS.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
            field.choices = coded(list_name, empty=not name.startswith("also"))
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)  # noqa: S101 - tells the type checker
        outcome.choices = [
            (code, f"{code} · {codes.label(code, language, 'opening_result')}") for code in wanted
        ]
        if not set(wanted) & {"N", "S", "T", "O"}:
            for name in self.FOUND:
                del self.fields[name]
        if not corrects:
            del self.fields["why"]


class LaboratoryForm(Styled):
    """What a laboratory reported."""

    laboratory = forms.CharField(label=_("Laboratory"), max_length=120)
    report = forms.CharField(label=_("Number of the report"), max_length=60)
    reported_on = forms.DateField(label=_("Date of the report"), widget=forms.DateInput({"type": "date"}))
    substance = forms.ChoiceField(
        label=_("Substance"), required=False, help_text=_("Empty: no controlled substance.")
    )
    remark = forms.CharField(label=_("Note"), max_length=2000, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["substance"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = coded("substance")


class PictureForm(Styled):
    """Photographs and X-ray images."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("photograph", _("Photograph")), ("x-ray", _("X-ray image"))]
    )
    pictures = FilesField(
        label=_("Pictures"),
        help_text=_("JPEG, PNG, TIFF or WebP, at most 40 MiB each."),
        widget=FilesInput({"accept": "image/jpeg,image/png,image/tiff,image/webp", "multiple": True}),
    )


class ResealForm(Styled):
    """The new seal, and the language of the notice."""

    seal = forms.CharField(label=_("Number of the new seal"), max_length=60)
    language = forms.ChoiceField(label=_("Language of the notice"), choices=list(languages.OWN_NAMES.items()))


class NoteForm(Styled):
    """A note for the history."""

    text = forms.CharField(label=_("Note"), max_length=2000, widget=forms.Textarea({"rows": 2}))


class ChooseForm(Styled):
    """Why an officer wants to see a parcel that was not referred."""

    why = forms.CharField(label=_("Why should this parcel be inspected?"), max_length=300)


class SearchForm(Styled):
    """A name, and the case it is searched for."""

    case = forms.CharField(label=_("Case number"), max_length=64)
    name = forms.CharField(label=_("Name of a sender or receiver"), max_length=120)


class HandOverForm(Styled):
    """Who takes over, and what they must know."""

    to = forms.ChoiceField(label=_("Taken over by"))
    remark = forms.CharField(
        label=_("What the next shift must know"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: object, colleagues: Iterable[tuple[str, str]] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [EMPTY, *((badge, f"{name} ({badge})") for badge, name in colleagues)]


class FiguresForm(Styled):
    """Which days, how finely, for which station."""

    start = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}))
    end = forms.DateField(label=_("Up to and with"), widget=forms.DateInput({"type": "date"}))
    period = forms.ChoiceField(
        label=_("By"),
        choices=[
            (Period.DAY.value, _("day")),
            (Period.WEEK.value, _("week")),
            (Period.MONTH.value, _("month")),
        ],
    )
    unit = forms.ChoiceField(label=_("Station"), required=False)

    def __init__(self, *args: object, units: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [("", gettext("all stations")), *units]

    def clean(self) -> dict[str, object]:
        """Accept a span of at most ten years that does not end before it starts."""
        found: dict[str, object] = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if isinstance(start, date) and isinstance(end, date):
            if end < start:
                self.add_error("end", gettext("The last day lies before the first."))
            elif end - start > timedelta(days=3660):
                self.add_error("end", gettext("At most ten years at once."))
        return found


class HoldForm(Styled):
    """Which parcel a carrier keeps back, for how long, and why: the reason stays here."""

    waybill = forms.CharField(label=_("Waybill"), max_length=64)
    company = forms.ChoiceField(label=_("Carrier"))
    hours = forms.IntegerField(label=_("Hours"), min_value=1, max_value=72, initial=4)
    why = forms.CharField(label=_("Reason, for colleagues alone"), max_length=400)

    def __init__(self, *args: object, companies: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].choices = companies  # type: ignore[attr-defined]


class PolicyForm(Styled):
    """What the belt does when no answer comes in time."""

    when_down = forms.ChoiceField(
        label=_("Without an answer in time"),
        choices=[("proceed", _("ship, and check it later")), ("hold", _("keep it back until it is checked"))],
    )
    why = forms.CharField(label=_("Reason"), max_length=400)


class WebhookForm(Styled):
    """Where a carrier is told of holds and releases."""

    company = forms.ChoiceField(label=_("Carrier"))
    url = forms.CharField(label=_("Address"), max_length=300)

    def __init__(self, *args: object, companies: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].choices = companies  # type: ignore[attr-defined]
