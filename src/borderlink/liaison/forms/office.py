"""What is typed into the office's records (duty, translations, minutes, calls) and of letters and cases."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from borderlink.language import codes, languages
from borderlink.language.languages import LANGUAGES
from borderlink.language.places import language_name
from borderlink.liaison.actions.minuting import Meeting, Point, Present
from borderlink.screening.forms import EMPTY, Choices, Styled, coded

SPOKEN: Final = (
    "zh-Hans",
    "vi",
    "en",
    "th",
    "lo",
    "my",
    "km",
    "ms",
    "id",
    "ru",
    "ko",
    "ja",
    "fr",
    "es",
    "ar",
)
PEOPLE: Final = 6  # lines a side has for those present
POINTS: Final = 12
DAYS: Final = (30, 90, 180, 365)
MOST_DAYS: Final = 90  # of a typology, as screening has it


def spoken(*, empty: bool = False) -> Choices:
    """Return languages by their code, named in the language of the page."""
    own = languages.of_django(get_language() or "en")
    found = [(code, language_name(code, own)) for code in SPOKEN]
    return [EMPTY, *found] if empty else found


def _line(label: object, most: int, *, required: bool = False, help_text: object = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)  # type: ignore[arg-type]


def _words(label: object, most: int, *, rows: int = 3, required: bool = True) -> forms.CharField:
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget)  # type: ignore[arg-type]


def _moment(label: object) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)  # type: ignore[arg-type]


class OfficeForm(Styled):
    """A form whose choices are given when it is made: ``name=choices``."""

    def __init__(self, *args: Any, choices: dict[str, Choices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in (choices or {}).items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
            field.choices = found


class PeriodForm(OfficeForm):
    """For which days and which partner the figures are counted."""

    days = forms.ChoiceField(label=_("Days"), choices=[(str(days), str(days)) for days in DAYS])
    partner = forms.ChoiceField(label=_("Partner"), required=False)


class DutyForm(OfficeForm):
    """Someone on duty, from when until when."""

    unit = forms.ChoiceField(label=_("Office"))
    part = forms.ChoiceField(label=_("Part on duty"))
    language = forms.ChoiceField(label=_("Language (of an interpreter)"), required=False)
    badge = _line(_("Badge"), 32, help_text=_("Of an officer; leave it empty for someone from outside."))
    name = _line(_("Name (from outside)"), 120)
    from_at = _moment(_("From"))
    until_at = _moment(_("Until"))
    reached_by = _line(_("Reached by"), 120, help_text=_("A telephone number or a room."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        own = {"part": coded("duty_part", empty=False), "language": spoken(empty=True)}
        super().__init__(*args, choices=own | kwargs.pop("choices", {}), **kwargs)


class AskTranslationForm(OfficeForm):
    """A text to be translated: from which language, into which, certified or working."""

    unit = forms.ChoiceField(label=_("Office"))
    source = _words(_("Text"), 20_000, rows=6)
    from_language = forms.ChoiceField(label=_("Translate from"))
    to_language = forms.ChoiceField(label=_("Into"))
    certified = forms.BooleanField(label=_("A certified translation is needed"), required=False)
    why = _line(_("For what"), 400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        own = {"from_language": spoken(), "to_language": spoken()}
        super().__init__(*args, choices=own | kwargs.pop("choices", {}), **kwargs)


class DeliverForm(OfficeForm):
    """The translated text, and who translated it."""

    text = _words(_("Translation"), 40_000, rows=10)
    translator_name = _line(_("Translator from outside"), 120, help_text=_("Empty: you translated it."))
    licence = _line(_("Licence or seal of who certifies"), 120)


class ReviewForm(OfficeForm):
    """What a reviewer says."""

    words = _line(_("Remarks"), 400)


class WhyForm(OfficeForm):
    """Why something is done."""

    why = _line(_("Why"), 400, required=True)


class CallForm(OfficeForm):
    """A call on the hotline."""

    partner = forms.ChoiceField(label=_("Partner"))
    called_at = _moment(_("When"))
    way = forms.ChoiceField(
        label=_("Who called"), choices=[("in", _("They called us")), ("out", _("We called them"))]
    )
    theirs = _line(_("Who spoke for them"), 120, required=True)
    matter = forms.ChoiceField(label=_("Matter"))
    language = forms.ChoiceField(label=_("Spoken in"))
    words = _words(_("What was said"), 1000)
    corrects = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        own = {"matter": coded("hotline_matter", empty=False), "language": spoken()}
        super().__init__(*args, choices=own | kwargs.pop("choices", {}), **kwargs)


class MinutesForm(OfficeForm):
    """The minutes of a meeting: in both languages, side by side."""

    partner = forms.ChoiceField(label=_("Partner"))
    subject_ours = _line(_("Subject, in our language"), 200, required=True)
    subject_theirs = _line(_("Subject, in theirs"), 200, required=True)
    held_from = _moment(_("From"))
    held_until = _moment(_("Until"))
    place = _line(_("Place of the meeting"), 200, required=True)
    our_language = forms.ChoiceField(label=_("Our language"), choices=[(one, one) for one in LANGUAGES])
    their_language = forms.ChoiceField(label=_("Their language"), choices=[(one, one) for one in LANGUAGES])
    interpreter = _line(_("Interpreter"), 120)
    case = _line(_("Our case number"), 48, help_text=_("Name it when anyone of a case was spoken of."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        own = languages.of_django(get_language() or "en")
        two = [(one, language_name(one, own)) for one in LANGUAGES]
        super().__init__(
            *args, choices={"our_language": two, "their_language": two} | kwargs.pop("choices", {}), **kwargs
        )
        for side in ("ours", "theirs"):
            for place in range(PEOPLE):
                self.fields[f"{side}-name-{place}"] = self._styled(_line(_("Name"), 120))
                self.fields[f"{side}-office-{place}"] = self._styled(_line(_("Office"), 120))
        for place in range(POINTS):
            for side, label in (("ours", _("Ours")), ("theirs", _("Theirs"))):
                self.fields[f"point-{place}-{side}"] = self._styled(
                    _words(label, 2000, rows=2, required=False)
                )

    @staticmethod
    def _styled(field: forms.CharField) -> forms.CharField:
        field.widget.attrs["class"] = "form-control"
        return field

    def head(self) -> list[forms.BoundField]:
        """Return the fields above those present and the points."""
        return [self[name] for name in self.fields if "-" not in name]

    def people(self, side: str) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the lines for those present of a side: name and office."""
        return [(self[f"{side}-name-{place}"], self[f"{side}-office-{place}"]) for place in range(PEOPLE)]

    def ours(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return our side's lines."""
        return self.people("ours")

    def theirs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return their side's lines."""
        return self.people("theirs")

    def points(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the points of the talk, each in both languages."""
        return [(self[f"point-{place}-ours"], self[f"point-{place}-theirs"]) for place in range(POINTS)]

    def meeting(self) -> Meeting:
        """Return what was typed as a plain value."""
        said = self.cleaned_data
        names = ("subject_ours", "subject_theirs", "held_from", "held_until", "place", "our_language",
                 "their_language", "interpreter", "case")  # fmt: skip
        present = [
            Present(side=side, name=said[f"{side}-name-{n}"], office=said[f"{side}-office-{n}"])
            for side in ("ours", "theirs")
            for n in range(PEOPLE)
        ]
        points = [
            Point(ours=said[f"point-{n}-ours"], theirs=said[f"point-{n}-theirs"]) for n in range(POINTS)
        ]
        return Meeting(present=present, points=points, **{name: said[name] for name in names})


class OpenCaseForm(OfficeForm):
    """A case opened from a letter."""

    title = _line(_("Title of the case"), 200, required=True)
    unit = forms.ChoiceField(label=_("Unit"))
    pack = forms.ChoiceField(label=_("Rules for exhibits"))
    people = forms.BooleanField(
        label=_("Take the people of the letter into it, as associates"), required=False, initial=True
    )


class JoinCaseForm(OfficeForm):
    """A case that a letter joins."""

    case = forms.ChoiceField(label=_("Case"))
    people = forms.BooleanField(
        label=_("Take the people of the letter into it, as associates"), required=False, initial=True
    )


class TypologyForm(OfficeForm):
    """A rule for screening, made from what a partner seized. It looks at goods alone."""

    name = forms.RegexField(
        label=_("Name of the rule"), regex=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64,
        help_text=_("Small letters a to z, digits and hyphens."),
    )  # fmt: skip
    seizure = _line(_("The partner's number of the seizure"), 60, required=True)
    words = _line(
        _("Words in the description of the goods"), 400, required=True,
        help_text=_("Separated by commas, in any language: oolong tea, 乌龙茶, trà ô long."),
    )  # fmt: skip
    least_g = forms.IntegerField(label=_("Lightest, g"), min_value=0, required=False)
    most_g = forms.IntegerField(label=_("Heaviest, g"), min_value=1, required=False)
    hs6 = forms.RegexField(label=_("HS code begins with"), regex=r"^[0-9]{2,6}$", required=False)
    weight = forms.DecimalField(
        label=_("Weight of the rule"), min_value=0, max_value=1, decimal_places=2, initial="0.40",
        help_text=_("Between 0 and 1, as docs/reference/rules.md explains."),
    )  # fmt: skip
    alone = forms.BooleanField(label=_("Weighs by itself, not only beside another signal"), required=False)
    reason = _line(_("What the inspector reads"), 300, required=True)
    days = forms.IntegerField(
        label=_("Ends after how many days"), min_value=1, max_value=MOST_DAYS, initial=60
    )

    def rule(self) -> dict[str, object]:
        """Return the rule as docs/reference/rules.md writes it, without its warrant."""
        said = self.cleaned_data
        words = [word.strip() for word in said["words"].replace("，", ",").split(",") if word.strip()]
        when: list[dict[str, object]] = [{"column": "contents", "contains": words}]
        if said["least_g"] is not None:
            when.append({"column": "weight_g", "at_least": said["least_g"]})
        if said["most_g"] is not None:
            when.append({"column": "weight_g", "at_most": said["most_g"]})
        if said["hs6"]:
            when.append({"column": "hs6", "starts_with": said["hs6"]})
        reason = said["reason"].replace("{", "(").replace("}", ")")
        return {
            "weight": float(said["weight"]), "group": "signal" if said["alone"] else "typology",
            "reason": reason, "facts": ["contents"], "when": when,
        }  # fmt: skip

    def expires_on(self, today: date) -> date:
        """Return the day on which the rule ends."""
        return today + timedelta(days=self.cleaned_data["days"])


class CorrectForm(OfficeForm):
    """Why something told of a case stands no more."""

    person = forms.ChoiceField(label=_("Of whom"), required=False)
    ground = forms.ChoiceField(label=_("Ground of the correction"))
    why = _line(_("Why, for the journal"), 400, required=True)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        chosen = {"person": [EMPTY, *people], "ground": coded("correction_ground", empty=False)}
        super().__init__(*args, choices=chosen, **kwargs)


class AlertForm(OfficeForm):
    """To which partner a seizure becomes an alert."""

    seizure = forms.ChoiceField(label=_("Seizure"))
    partner = forms.ChoiceField(label=_("Partner"))


def first_hour(now: datetime) -> str:
    """Return the hour that has begun, as a browser's field takes it."""
    return now.strftime("%Y-%m-%dT%H:00")


def label_of(code: str, list_name: str) -> str:
    """Return a code's label in the language of the page."""
    return codes.label(code, languages.of_django(get_language() or "en"), list_name)
