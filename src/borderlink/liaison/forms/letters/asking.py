"""What is asked, answered and told: clues, questions, feedback, targets, what is to be preserved."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from borderlink.liaison.domain.precision import Part
from borderlink.liaison.forms.letters import rows
from borderlink.liaison.forms.letters.shapes import (
    DecimalText,
    PartForm,
    RefsField,
    day,
    line,
    one_of,
    some_of,
    whole,
)


class HowForm(PartForm):
    """How it travels and how it is hidden."""

    mode = one_of(_("Mode of transport"))
    conveyance__0 = one_of(_("Conveyance"))
    concealment__0 = one_of(_("How it is hidden, first of all"))
    concealment__1 = one_of(_("Hidden also by"))
    detection__0 = one_of(_("How it was or could be found"))
    hs6 = line(_("Declared as (HS code, six digits)"), 6, inputmode="numeric", pattern="[0-9]{6}")

    lists: ClassVar = {
        "mode": "channel", "conveyance__0": "conveyance", "concealment__0": "concealment",
        "concealment__1": "concealment", "detection__0": "detection",
    }  # fmt: skip

    def clean_hs6(self) -> str:
        """Take six digits or nothing."""
        typed = str(self.cleaned_data["hs6"])
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) == 6):  # noqa: PLR2004
            raise forms.ValidationError(_("An HS code has six digits here."))
        return typed


class ActionsForm(PartForm):
    """What is asked of the partner."""

    actions = some_of(_("Requested action"))

    lists: ClassVar = {"actions": "action"}


class HeldForm(PartForm):
    """What is known and not told, and why; no reason beyond the code is asked."""

    lists: ClassVar = dict.fromkeys(("who", "what", "where", "when", "how", "trace"), "held_back")

    who = one_of(_("Who it is"))
    what = one_of(_("What the drug is"))
    where = one_of(_("Where it is"))
    when = one_of(_("When it is"))
    how = one_of(_("How it is done"))
    trace = one_of(_("Number to follow"))

    def value(self) -> dict[str, Any] | None:
        """Return the parts that are held back."""
        said = getattr(self, "cleaned_data", {})
        found = [
            {"part": part.value, "why": said[name]}
            for name, part in zip(self.lists, Part, strict=True)
            if said.get(name)
        ]
        return {"held_back": found} if found else None

    @classmethod
    def first(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the fields show."""
        held = {row["part"]: row["why"] for row in value.get("held_back", [])}
        return {name: held.get(part, "") for name, part in zip(cls.lists, Part, strict=True)}


class QuestionForm(PartForm):
    """One question: what is asked, and about whom."""

    ask = one_of(_("What is asked of them"))
    about = RefsField(
        label=_("About whom"), required=False, help_text=_("Numbers of this letter: P1, P2, B1.")
    )

    lists: ClassVar = {"ask": "action"}
    needs: ClassVar = ("ask",)


class PurposeForm(PartForm):
    """What the answer is for."""

    purpose = one_of(_("What the answer is for"), required=True)

    lists: ClassVar = {"purpose": "purpose"}


class AnswerForm(PartForm):
    """The answer to one question."""

    question = one_of(_("Question"))
    outcome = one_of(_("Answer to it"))
    refusal = one_of(_("If it is declined: why"))
    about = RefsField(
        label=_("About whom"), required=False, help_text=_("Numbers of this letter: P1, P2, B1.")
    )

    lists: ClassVar = {"outcome": "clue_outcome", "refusal": "refusal_reason"}
    offers: ClassVar = {"question": "asked"}
    needs: ClassVar = ("question", "outcome")


class FlagForm(PartForm):
    """A yes or no that the letter always carries."""

    def value(self) -> dict[str, Any]:
        """Return every field, those not ticked as 0."""
        said = getattr(self, "cleaned_data", {})
        return {name: int(bool(said.get(name))) for name in self.fields}


class InterimForm(FlagForm):
    """Whether more follows."""

    interim = forms.BooleanField(label=_("This is a first answer; more will follow"), required=False)


class OutcomeForm(PartForm):
    """What became of a clue."""

    outcomes = some_of(_("What became of the clue"))
    arrested = whole(_("People arrested"), 10_000)
    case = line(_("Our case number"))
    refusal = one_of(_("If it is declined: why"))
    late_hours = whole(_("If it came too late: by how many hours"), 100_000)
    right = some_of(_("What proved right"))
    wrong = some_of(_("What proved wrong"))
    final = forms.BooleanField(label=_("This is our last word on it"), required=False, initial=True)

    lists: ClassVar = {
        "outcomes": "clue_outcome", "refusal": "refusal_reason", "right": "clue_part", "wrong": "clue_part",
    }  # fmt: skip

    def value(self) -> dict[str, Any]:
        """Return what was said; whether it is final is always said."""
        found = super().value() or {}
        return found | {"final": int(bool(getattr(self, "cleaned_data", {}).get("final")))}


class SeizedForm(PartForm):
    """What was seized thanks to a clue."""

    substance = one_of(_("Substance"))
    amount__from = DecimalText(label=_("Quantity"), required=False)
    amount__unit = one_of(_("Unit"), initial="UNIT-KG", required=True)
    on = day(_("Seized on"))

    lists: ClassVar = {"substance": "substance", "amount__unit": "unit"}
    needs: ClassVar = ("substance", "amount__from")

    def value(self) -> dict[str, Any] | None:
        """Return the seizure, its amount as a range without width."""
        return rows.ranged(super().value())


class TargetForm(PartForm):
    """Whether another unit works the same target: the question, or the answer and whom to call."""

    answer = one_of(_("Does a unit of ours work this target?"))
    contact__office = line(_("Office to call"))
    contact__badge = line(_("Officer to call (badge)"), 32)
    contact__phone = line(_("Telephone"), 40)

    lists: ClassVar = {"answer": "deconfliction_answer"}
    anchors: ClassVar = {**PartForm.anchors, "contact": "office"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.offered.answers:
            for name in list(self.fields):
                del self.fields[name]

    def value(self) -> dict[str, Any]:
        """Return the step, and of an answer what it says."""
        found = super().value() or {}
        if "contact" in found:
            found["contact"] = {"office": "", "badge": "–", "phone": "", **found["contact"]}
        return {"step": "DCS-ANSWER" if self.offered.answers else "DCS-ASK", **found}


class KeepForm(PartForm):
    """One thing to preserve: which data, about whom, who holds it."""

    data_ = one_of(_("Which data"))
    about = RefsField(
        label=_("About whom"), required=False, help_text=_("Numbers of this letter: P1, P2, B1.")
    )
    holder = line(_("Who holds it"), 120)

    lists: ClassVar = {"data_": "preserved_data"}
    needs: ClassVar = ("data_",)


class WantedForm(PartForm):
    """One thing that is asked for as evidence: what it is, its number over there, which drug."""

    item = one_of(_("What kind of exhibit"))
    exhibit = line(_("Its number over there"), 64)
    drug__substance = one_of(_("Substance"))

    lists: ClassVar = {"item": "exhibit_item", "drug__substance": "substance"}
    needs: ClassVar = ("item",)


class EvidenceForm(PartForm):
    """For what evidence is asked, and what becomes of it afterwards."""

    purpose = one_of(_("Purpose"), required=True)
    case = line(_("Our case number"))
    court = line(_("Court"), 120)
    needed_by = day(_("Needed by"))
    duty = one_of(_("Afterwards"), initial="EVD-NONE", required=True)
    back_by = day(_("To be returned or destroyed by"))

    lists: ClassVar = {"purpose": "evidence_purpose", "duty": "evidence_duty"}


class UntilForm(PartForm):
    """Until when."""

    until = day(_("Until"), required=True)


class KeptForm(PartForm):
    """What was done with one thing that was to be preserved."""

    item = one_of(_("Item of the request"))
    result = one_of(_("Result"))
    refusal = one_of(_("If it is declined: why"))
    until = day(_("Preserved until"))

    lists: ClassVar = {"result": "preservation_result", "refusal": "refusal_reason"}
    offers: ClassVar = {"item": "asked"}
    needs: ClassVar = ("item", "result")
