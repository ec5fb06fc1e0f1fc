"""When a person's life may be at stake in what leaves, and whose approval that needs.

The rules know codes alone. What is not known counts as the worst: a penalty as death, a status as convicted,
a cell that the policy lacks as never.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Grade(StrEnum):
    """Who must approve before something about a person leaves; the codes of the list `assurance_grade`."""

    NONE = "AGR-NONE"
    SENIOR = "AGR-SENIOR"  # a commander of this node
    HEAD = "AGR-HEAD"  # the head of the agency, on paper; a commander records it
    MINISTER = "AGR-MINISTER"  # the minister or central authority, on paper; a commander records it
    NEVER = "AGR-NEVER"

    @property
    def rank(self) -> int:
        """Return how high the grade stands."""
        return list(Grade).index(self)


class Status(StrEnum):
    """How a person of a letter stands before the law; the codes of the list `person_status`."""

    UNIDENTIFIED = "PST-UNIDENTIFIED"
    OFFICIAL = "PST-OFFICIAL"  # an officer, a student of a course: no person of a case
    WITNESS = "PST-WITNESS"
    NAMED = "PST-NAMED"  # known by name, suspected of nothing yet
    SUSPECT = "PST-SUSPECT"
    WANTED = "PST-WANTED"
    CLEARED = "PST-CLEARED"
    DETAINED = "PST-DETAINED"
    CHARGED = "PST-CHARGED"
    CONVICTED = "PST-CONVICTED"


class Penalty(StrEnum):
    """The heaviest penalty that the law of a jurisdiction allows; the codes of the list `max_penalty`."""

    NONE = "MXP-NONE"
    FINE = "MXP-FINE"
    FIXED = "MXP-FIXED"
    LIFE = "MXP-LIFE"
    CORPORAL = "MXP-CORPORAL"  # imprisonment with blows
    DEATH = "MXP-DEATH"
    UNKNOWN = "MXP-UNKNOWN"  # counts as death

    @property
    def rank(self) -> int:
        """Return how heavy the penalty is."""
        return list(Penalty).index(self)


class Kind(StrEnum):
    """What was done so that a death sentence is not passed or not carried out: the list `assurance_kind`."""

    NONE = "ASR-NONE"
    SOUGHT = "ASR-SOUGHT"  # asked for, no answer yet
    NOT_SOUGHT = "ASR-NOTSOUGHT"  # the prosecution will not ask for death
    NOT_IMPOSED = "ASR-NOTIMPOSED"
    NOT_EXECUTED = "ASR-NOTEXECUTED"


class Factor(StrEnum):
    """What whoever decides must know of the person: the list `assurance_factor`."""

    MINOR_AT_OFFENCE = "FCT-MINOR-OFFENCE"
    MINOR_AT_TRIAL = "FCT-MINOR-TRIAL"
    PREGNANT = "FCT-PREGNANT"
    SMALL_CHILD = "FCT-SMALL-CHILD"
    OLD = "FCT-OLD"  # 75 years or more
    ILL = "FCT-ILL"  # of mind or body
    ILL_TREATMENT = "FCT-ILL-TREATMENT"  # there is a ground to fear it
    EXCULPATORY = "FCT-EXCULPATORY"  # there is material in the person's favour


AT_STAKE: Final = frozenset({Penalty.CORPORAL, Penalty.DEATH, Penalty.UNKNOWN})
# A risk that no penal code writes down: never less than the head of the agency decides.
RAISES: Final = frozenset({Factor.ILL_TREATMENT})
ANY: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a partner's policy: who approves a kind of letter about persons of a status.

    ``status`` and ``kind`` may be ``*``, which holds for all that no row names.
    """

    status: str
    kind: str
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One person as the gate judges them: status, the penalty at stake where it goes, the factors.

    ``worst`` is the heaviest penalty there of any offence with any quantity: what holds when nothing is said.
    """

    status: str
    penalty: str = Penalty.UNKNOWN
    worst: str = Penalty.UNKNOWN
    factors: frozenset[str] = frozenset()


def status_of(code: str) -> Status:
    """Return a status by its code; one that is not known counts as convicted, the strictest."""
    return Status(code) if code in set(Status) else Status.CONVICTED


def penalty_of(code: str) -> Penalty:
    """Return a penalty by its code; one that is not known counts as unknown, which counts as death."""
    return Penalty(code) if code in set(Penalty) else Penalty.UNKNOWN


def grade_in(policy: Sequence[Row], status: Status, kind: str) -> Grade:
    """Return the grade that a policy asks: the narrowest row counts, of rows alike the strictest."""
    for wanted in ((status.value, kind), (ANY, kind), (status.value, ANY), (ANY, ANY)):
        found = [row.grade for row in policy if (row.status, row.kind) == wanted]
        if found:
            return highest(found)
    return Grade.NEVER


def highest(grades: Iterable[Grade]) -> Grade:
    """Return the highest of some grades; of none: nobody need approve."""
    return max(grades, key=lambda grade: grade.rank, default=Grade.NONE)


def required(policy: Sequence[Row], subjects: Iterable[Subject], kind: str) -> Grade:
    """Return who must approve that something of this kind tells of these persons.

    Where a life is at stake, what the policy says. Where only what we say of offence and quantity keeps the
    penalty below that, the saying is a judgement: a commander takes it, if the policy asks anyone at all.
    """
    return highest(_required(policy, subject, kind) for subject in subjects)


def _required(policy: Sequence[Row], subject: Subject, kind: str) -> Grade:
    asked = grade_in(policy, status_of(subject.status), kind)
    raised = Grade.HEAD if RAISES & set(subject.factors) else Grade.NONE
    if asked is Grade.NEVER or penalty_of(subject.penalty) in AT_STAKE:
        return highest([asked, raised])
    judged = penalty_of(subject.worst) in AT_STAKE and asked is not Grade.NONE
    return highest([Grade.SENIOR if judged else Grade.NONE, raised])


def stricter(one: str, other: str) -> Status:
    """Return the stricter of two statuses: what a letter says and what a register knows may differ."""
    order = list(Status)
    return max(status_of(one), status_of(other), key=order.index)
