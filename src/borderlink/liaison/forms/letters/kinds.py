"""What each kind of letter asks of its writer: a table of parts, each a form or rows of forms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.forms import Field
from django.utils.translation import gettext_lazy as _

from borderlink.liaison.forms.letters import asking, formal, rows
from borderlink.liaison.forms.letters.shapes import PartForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


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
CORRECTS: Final = Part(name="corrects", title=_("What is put right"), form=formal.CorrectsForm, many=True)

KINDS: Final[Mapping[str, tuple[Part, ...]]] = {
    "clue": (
        PEOPLE, BODIES, DRUGS, PLACES, WINDOWS,
        Part(name="how", title=_("How it travels"), form=asking.HowForm, score="CPT-HOW"),
        TRACES,
        Part(name="", title=_("Requested action"), form=asking.ActionsForm),
        Part(
            name="", title=_("Held back"), form=asking.HeldForm, aside=True,
            hint=_("For what you know and must not tell. No reason is asked, and it costs no points."),
        ),
    ),
    "rfi": (
        Part(name="questions", title=_("Questions"), form=asking.QuestionForm, many=True, ref="Q"),
        Part(name="", title=_("Purpose"), form=asking.PurposeForm), *THINGS,
    ),
    "answer": (
        Part(name="answers", title=_("Answers"), form=asking.AnswerForm, many=True),
        Part(name="", title=_("First answer"), form=asking.InterimForm), *THINGS,
    ),
    "feedback": (
        Part(name="", title=_("What came of the clue"), form=asking.OutcomeForm),
        Part(name="seized", title=_("Seized thanks to it"), form=asking.SeizedForm, many=True),
    ),
    "deconfliction": (Part(name="", title=_("The target"), form=asking.TargetForm), *TARGETS),
    "preservation_request": (
        Part(name="items", title=_("What is to be preserved"), form=asking.KeepForm, many=True, ref="I"),
        Part(name="", title=_("Until when"), form=asking.UntilForm), *TARGETS,
    ),
    "preservation_done": (
        Part(name="items", title=_("What was preserved"), form=asking.KeptForm, many=True),
    ),
    "evidence_request": (
        Part(name="items", title=_("Evidence that is asked for"), form=asking.WantedForm, many=True, ref="I"),
        Part(name="", title=_("For what, and afterwards"), form=asking.EvidenceForm), PEOPLE, BODIES,
    ),
    "hold_request": (Part(name="", title=_("Exhibits to be kept"), form=formal.HoldForm),),
    "hold_release": (Part(name="", title=_("Exhibits that need not be kept"), form=formal.ReleaseForm),),
    "consent_request": (Part(name="", title=_("Consent that is asked"), form=formal.AskConsentForm),),
    "consent": (Part(name="", title=_("Decision on consent"), form=formal.ConsentForm),),
    "correction": (
        Part(name="", title=_("Ground of the correction"), form=formal.GroundForm), CORRECTS, *THINGS,
    ),
    "withdrawal": (Part(name="", title=_("Withdrawal"), form=formal.WithdrawForm),),
    "erasure_request": (Part(name="", title=_("Erasure"), form=formal.EraseForm),),
    "erasure_done": (
        Part(name="", title=_("Erasure"), form=formal.ErasedForm),
        Part(
            name="still_kept", title=_("What had to be kept"), form=formal.StillKeptForm, many=True,
            aside=True,
        ),
    ),
    "training_nomination": (
        Part(name="", title=_("Course"), form=formal.CourseForm),
        Part(name="nominees", title=_("Officers"), form=formal.NomineeForm, many=True),
    ),
}  # fmt: skip


def named(kind: str, path: str) -> str:
    """Return what the form of a kind calls a place in a letter, `/facts/drugs/0/amount`; empty: nothing."""
    way = path.split("/")[2:] if path.startswith("/facts/") else []
    parts = [part for part in KINDS[kind] if way and part.name == way[0]]
    if parts:
        number = f" {int(way[1]) + 1}" if parts[0].many and len(way) > 1 else ""
        return f"{parts[0].title}{number}"
    fields = {name: found for part in KINDS[kind] if not part.name for name, found in _fields(part)}
    return str(fields[way[0]].label) if way and way[0] in fields else ""


def _fields(part: Part) -> Iterable[tuple[str, Field]]:
    """Return the fields of a part by the first step of their place."""
    return ((name.rstrip("_").split("__")[0], found) for name, found in part.form.base_fields.items())
