"""What each kind of letter asks of its writer: a table of parts, each a form or rows of forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from borderlink.cases.domain.scripts import script_of
from borderlink.language.languages import OWN_NAMES
from borderlink.liaison.forms.letters import rows
from borderlink.liaison.forms.letters.shapes import (
    DecimalText,
    LinesField,
    PartForm,
    RefsField,
    day,
    line,
    one_of,
    some_of,
    whole,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PARTS: Final = ("CPT-WHO", "CPT-WHAT", "CPT-WHERE", "CPT-WHEN", "CPT-HOW", "CPT-TRACE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a letter's facts: its place there (empty: the facts themselves), its title and its form.

    ``many``: rows, to which others can be added; ``ref``: the letter by which rows are numbered, like P;
    ``score``: the part of a clue's precision that it counts for; ``aside``: folded away until it is used.
    """

    name: str
    title: "_StrPromise"
    form: type[PartForm]
    many: bool = False
    ref: str = ""
    score: str = ""
    aside: bool = False
    hint: "_StrPromise | str" = ""


class HowForm(PartForm):
    """How it travels and how it is hidden."""

    mode = one_of(_("Mode of transport"))
    conveyance__0 = one_of(_("Conveyance"))
    concealment__0 = one_of(_("How it is hidden, first of all"))
    concealment__1 = one_of(_("Hidden also by"))
    detection__0 = one_of(_("How it became known"))
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
            {"part": part, "why": said[name]}
            for name, part in zip(self.lists, PARTS, strict=True)
            if said.get(name)
        ]
        return {"held_back": found} if found else None

    @classmethod
    def first(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the fields show."""
        held = {row["part"]: row["why"] for row in value.get("held_back", [])}
        return {name: held.get(part, "") for name, part in zip(cls.lists, PARTS, strict=True)}


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


PEOPLE: Final = Part(
    name="people", title=_("People"), form=rows.PersonForm, many=True, ref="P", score="CPT-WHO"
)
BODIES: Final = Part(
    name="bodies", title=_("Firms and groups"), form=rows.BodyForm, many=True, ref="B", aside=True
)
DRUGS: Final = Part(name="drugs", title=_("Drugs"), form=rows.DrugForm, many=True, score="CPT-WHAT")
PLACES: Final = Part(
    name="places", title=_("Places named"), form=rows.PlaceForm, many=True, score="CPT-WHERE"
)
WINDOWS: Final = Part(name="windows", title=_("Time"), form=rows.WindowForm, many=True, score="CPT-WHEN")
TRACES: Final = Part(
    name="traces", title=_("Numbers to follow"), form=rows.TraceForm, many=True, score="CPT-TRACE"
)
THINGS: Final = (PEOPLE, BODIES, DRUGS, PLACES, WINDOWS, TRACES)
TARGETS: Final = (PEOPLE, BODIES, TRACES)
CORRECTS: Final = Part(name="corrects", title=_("What is put right"), form=CorrectsForm, many=True)

KINDS: Final[Mapping[str, tuple[Part, ...]]] = {
    "clue": (
        PEOPLE, BODIES, DRUGS, PLACES, WINDOWS,
        Part(name="how", title=_("How it travels"), form=HowForm, score="CPT-HOW"),
        TRACES,
        Part(name="", title=_("Requested action"), form=ActionsForm),
        Part(
            name="", title=_("Held back"), form=HeldForm, aside=True,
            hint=_("For what you know and must not tell. No reason is asked, and it costs no points."),
        ),
    ),
    "rfi": (
        Part(name="questions", title=_("Questions"), form=QuestionForm, many=True, ref="Q"),
        Part(name="", title=_("Purpose"), form=PurposeForm), *THINGS,
    ),
    "answer": (
        Part(name="answers", title=_("Answers"), form=AnswerForm, many=True),
        Part(name="", title=_("First answer"), form=InterimForm), *THINGS,
    ),
    "feedback": (
        Part(name="", title=_("What came of the clue"), form=OutcomeForm),
        Part(name="seized", title=_("Seized thanks to it"), form=SeizedForm, many=True),
    ),
    "deconfliction": (Part(name="", title=_("The target"), form=TargetForm), *TARGETS),
    "preservation_request": (
        Part(name="items", title=_("What is to be preserved"), form=KeepForm, many=True, ref="I"),
        Part(name="", title=_("Until when"), form=UntilForm), *TARGETS,
    ),
    "preservation_done": (Part(name="items", title=_("What was preserved"), form=KeptForm, many=True),),
    "hold_request": (Part(name="", title=_("Exhibits to be kept"), form=HoldForm),),
    "hold_release": (Part(name="", title=_("Exhibits that need not be kept"), form=ReleaseForm),),
    "consent_request": (Part(name="", title=_("Consent that is asked"), form=AskConsentForm),),
    "consent": (Part(name="", title=_("Decision on consent"), form=ConsentForm),),
    "correction": (Part(name="", title=_("Ground of the correction"), form=GroundForm), CORRECTS, *THINGS),
    "withdrawal": (Part(name="", title=_("Withdrawal"), form=WithdrawForm),),
    "erasure_request": (Part(name="", title=_("Erasure"), form=EraseForm),),
    "erasure_done": (
        Part(name="", title=_("Erasure"), form=ErasedForm),
        Part(name="still_kept", title=_("What had to be kept"), form=StillKeptForm, many=True, aside=True),
    ),
    "training_nomination": (
        Part(name="", title=_("Course"), form=CourseForm),
        Part(name="nominees", title=_("Officers"), form=NomineeForm, many=True),
    ),
}  # fmt: skip
