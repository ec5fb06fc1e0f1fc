"""What binds: exhibits kept, consents, corrections, withdrawals, erasure, nominations."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from borderlink.cases.domain.scripts import script_of
from borderlink.language.languages import OWN_NAMES
from borderlink.liaison.forms.letters import rows
from borderlink.liaison.forms.letters.shapes import (
    LinesField,
    PartForm,
    RefsField,
    day,
    line,
    one_of,
    some_of,
    whole,
)


class HoldForm(PartForm):
    """Exhibits that should not be destroyed yet."""

    exhibits = LinesField(label=_("Exhibits, one a line"), required=False)
    why = one_of(_("Why they are still needed"), required=True)
    until = day(_("Until"), required=True)
    case = line(_("Our case number"))

    lists: ClassVar = {"why": "hold_reason"}


class AboutRequest(PartForm):
    """A part that names the letter it answers."""

    def value(self) -> dict[str, Any]:
        """Return what was said, and the request."""
        return {"request": self.offered.request, **(super().value() or {})}


class ReleaseForm(AboutRequest):
    """Exhibits that need no longer be kept."""

    exhibits = LinesField(label=_("Exhibits, one a line"), required=False)
    why = one_of(_("Why they are no longer needed"), required=True)

    lists: ClassVar = {"why": "hold_end"}


class AskConsentForm(PartForm):
    """What their consent is asked for."""

    letters = some_of(_("Letters of theirs"))
    scope = some_of(_("Consent to"))
    pass_to = some_of(_("Passing on to"))
    purposes = some_of(_("For the purpose of"))
    keep_until = day(_("Keeping it until"))
    case = line(_("Our case number"))

    lists: ClassVar = {"scope": "consent_scope", "purposes": "purpose"}
    offers: ClassVar = {"letters": "theirs", "pass_to": "agencies"}


class ConsentForm(AboutRequest):
    """A decision on consent, by the authority that may give it."""

    decision = one_of(_("Decision on consent"), required=True)
    scope = some_of(_("Consent to"))
    letters = some_of(_("Letters of ours"))
    pass_to = some_of(_("Passing on to"))
    purposes = some_of(_("For the purpose of"))
    authority = line(_("Authority that decided"), 120, required=True)
    number = line(_("Number of the decision"), required=True)
    on = day(_("Decided on"), required=True)
    until = day(_("Valid until"))
    refusal = one_of(_("If it is declined: why"))

    lists: ClassVar = {
        "decision": "consent_decision", "scope": "consent_scope", "purposes": "purpose",
        "refusal": "refusal_reason",
    }  # fmt: skip
    offers: ClassVar = {"letters": "ours", "pass_to": "agencies"}


class GroundForm(PartForm):
    """Why earlier letters are put right."""

    ground = one_of(_("Ground of the correction"), required=True)
    letters = some_of(_("Letters that are put right"))
    decision = line(_("Number of the decision"))
    decided_on = day(_("Decided on"))
    outcome = one_of(_("What the court decided"))

    lists: ClassVar = {"ground": "correction_ground", "outcome": "court_outcome"}
    offers: ClassVar = {"letters": "ours"}


class CorrectsForm(PartForm):
    """One thing that is put right in one letter."""

    letter = one_of(_("Letter"))
    part = one_of(_("Part of the letter"))
    ref = line(
        _("Person or body in it"),
        4,
        help_text=_("As it is numbered there: P1."),
        pattern="[A-Za-z][0-9]{1,3}",
    )
    effect = one_of(_("What follows"))

    lists: ClassVar = {"part": "clue_part", "effect": "correction_effect"}
    offers: ClassVar = {"letter": "ours"}
    needs: ClassVar = ("letter", "part", "effect")

    def clean_ref(self) -> str:
        """Return the name as letters number it."""
        return str(self.cleaned_data["ref"]).upper()


class WithdrawForm(PartForm):
    """Letters of ours that no longer stand."""

    letters = some_of(_("Letters that are withdrawn"))
    why = one_of(_("Why"), required=True)

    lists: ClassVar = {"why": "withdrawal_reason"}
    offers: ClassVar = {"letters": "ours"}


class EraseForm(PartForm):
    """What they should erase of ours."""

    letters = some_of(_("Letters to erase"))
    why = one_of(_("Why"), required=True)
    about = RefsField(label=_("Only these people in them"), required=False)
    by_on = day(_("To be done by"), required=True)

    lists: ClassVar = {"why": "erasure_reason"}
    offers: ClassVar = {"letters": "ours"}


class ErasedForm(AboutRequest):
    """What we erased of theirs."""

    letters = some_of(_("Letters that were erased"))
    done_on = day(_("Erased on"), required=True)
    copies = whole(_("Copies destroyed"), 100_000)

    offers: ClassVar = {"letters": "theirs"}

    def value(self) -> dict[str, Any]:
        """Return what was erased; it may be nothing."""
        return {"letters": [], **super().value()}


class StillKeptForm(PartForm):
    """A letter that had to be kept."""

    letter = one_of(_("Letter"))
    why = one_of(_("Why it is kept"))

    lists: ClassVar = {"why": "erasure_kept"}
    offers: ClassVar = {"letter": "theirs"}
    needs: ClassVar = ("letter", "why")


class CourseForm(PartForm):
    """A course and when it is."""

    course = one_of(_("Course"), required=True)
    reference = line(_("Their reference"))
    begin = day(_("From"))
    until = day(_("Until"))
    place = line(_("Place of the course"), 120)

    lists: ClassVar = {"course": "training_course"}

    def value(self) -> dict[str, Any] | None:
        """Return the course; its first day is called `from` in letters."""
        found = super().value()
        return found and {("from" if name == "begin" else name): part for name, part in found.items()}

    @classmethod
    def first(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the fields show."""
        return super().first({**value, "begin": value.get("from")})


class NomineeForm(PartForm):
    """An officer who is nominated."""

    names__0__text = line(_("Name, in its own script"), 120)
    badge = line(_("Badge"), 32)
    office = line(_("Serves at"))
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        choices=list(OWN_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    needs: ClassVar = ("names__0__text", "office")

    def value(self) -> dict[str, Any] | None:
        """Return the officer, the script of the name as it is written."""
        found = super().value()
        for name in found["names"] if found else ():
            name |= {"script": script_of(name["text"]), "scheme": rows.NATIVE}
        return found
