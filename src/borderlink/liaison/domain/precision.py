"""How precise a clue is: six parts and their marks, what is held back, what is missing, whether one can act.

Source of the table: the design of the liaison room; the part marks that it leaves open (a name alone, a class
alone, a city, a mode, a number that nothing verifies) are set here. The grade of the information is no part
of it: a precise rumour stays a rumour. No part asks who someone is by origin, and none is answered by it.
Facts may be a draft's: what is not there yet counts as missing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from borderlink.liaison.domain.numbers import STRONG, TRACES, Worth, worth

Facts = Mapping[str, Any]

HOUR: Final = 3600
DAY: Final = 24 * HOUR
ACTIONABLE_FROM: Final = 60  # points
REASON_BELOW: Final = 40  # per cent of what could be shared
NEAR_M: Final = 1000
NOTHING_ASKED: Final = "ACT-INFO"


class Part(StrEnum):
    """The parts of a clue: codes of the list ``clue_part``."""

    WHO = "CPT-WHO"
    WHAT = "CPT-WHAT"
    WHERE = "CPT-WHERE"
    WHEN = "CPT-WHEN"
    HOW = "CPT-HOW"
    TRACE = "CPT-TRACE"


MOST: Final[Mapping[Part, int]] = {
    Part.WHO: 20, Part.WHAT: 15, Part.WHERE: 20, Part.WHEN: 20, Part.HOW: 10, Part.TRACE: 15,
}  # fmt: skip
NAME_ALONE: Final = 8
CLASS_ALONE: Final = 6
CITY: Final = 10
WEEK: Final = 14
MONTH: Final = 8
MODE_ALONE: Final = 5
UNVERIFIABLE: Final = 6
# Places that are one building, yard or spot once they are written out; a border post or a town is wider.
_SPOTS: Final = frozenset(
    {
        "PLC-CLEARANCE", "PLC-TRAIL", "PLC-BMARKER", "PLC-RIVER", "PLC-MARKET", "PLC-SEAPORT", "PLC-AIRPORT",
        "PLC-RAILSTN", "PLC-WAREHOUSE", "PLC-LODGING", "PLC-RESIDENCE", "PLC-LAB",
    }
)  # fmt: skip
_NATIVE: Final = "NSC-NATIVE"
_UNIDENTIFIED: Final = "SUB-UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What one part got, of how many; ``held`` is why it is held back, else empty."""

    points: int
    most: int
    held: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that would make the clue better: a code of ``clue_missing`` and the points it brings."""

    code: str
    gain: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How precise a clue is: ``of`` counts the parts not held back, ``missing`` is cheapest first."""

    points: int
    of: int
    parts: Mapping[Part, Marks]
    actionable: bool
    missing: tuple[Missing, ...]

    @property
    def share(self) -> int:
        """Return the points as whole per cent of what could be shared, rounded down."""
        return 100 * self.points // self.of if self.of else 0

    @property
    def needs_reason(self) -> bool:
        """Say whether a reason code is asked before the clue is sent."""
        return self.share < REASON_BELOW

    def as_facts(self) -> dict[str, int]:
        """Return what the letter carries of it."""
        return {"points": self.points, "of": self.of, "actionable": int(self.actionable)}


def score(facts: Facts, held_back: Sequence[Facts] | None = None) -> Precision:
    """Return how precise the facts of a clue are; ``held_back`` is their own unless rows are given.

    A part that is held back counts neither for nor against, whatever the facts say of it.
    """
    rows = facts.get("held_back", ()) if held_back is None else held_back
    held = {row["part"]: row["why"] for row in rows}
    parts = {
        part: Marks(points=0, most=most, held=held[part])
        if part in held
        else Marks(points=_POINTS[part](facts), most=most)
        for part, most in MOST.items()
    }
    points = sum(marks.points for marks in parts.values())
    return Precision(
        points=points,
        of=sum(marks.most for marks in parts.values() if not marks.held),
        parts=parts,
        actionable=points >= ACTIONABLE_FROM and _can_be_acted_on(facts),
        missing=tuple(sorted(_missing(facts, parts), key=lambda one: (_EFFORT[one.code], -one.gain))),
    )


def has_strong_identifier(facts: Facts) -> bool:
    """Say whether some person or firm carries an identifier that names it alone, and that can be right."""
    return any(_names_one(one) for one in _parties(facts))


def has_verified_trace(facts: Facts) -> bool:
    """Say whether some number to follow has a check digit that holds."""
    return any(worth(kind, value) is Worth.VERIFIED for kind, value in _traces(facts))


def shortest_window(facts: Facts) -> int | None:
    """Return the seconds of the shortest window of time that is given."""
    spans = (
        row["until"] - row["from"] for row in facts.get("windows", ()) if "from" in row and "until" in row
    )
    return min(spans, default=None)


def _can_be_acted_on(facts: Facts) -> bool:
    window = shortest_window(facts)
    asked = set(facts.get("actions", ())) - {NOTHING_ASKED}
    traced = has_verified_trace(facts) or has_strong_identifier(facts)
    return traced and bool(asked) and window is not None and window <= 7 * DAY


def _parties(facts: Facts) -> Sequence[Facts]:
    return [*facts.get("people", ()), *facts.get("bodies", ())]


def _names_one(party: Facts) -> bool:
    """Say whether a party has a document, a phone, an account, or a native name with the whole birth date."""
    numbers = party.get("identifiers", ())
    if any(row["kind"] in STRONG and worth(row["kind"], row["value"]) is not Worth.WRONG for row in numbers):
        return True
    native = any(name.get("scheme") == _NATIVE for name in party.get("names", ()))
    return native and len(party.get("born_on", "")) > len("1990")


def _traces(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield every number that something can be followed by, wherever it stands."""
    rows = [*facts.get("traces", ()), *(row for one in _parties(facts) for row in one.get("identifiers", ()))]
    yield from ((row["kind"], row["value"]) for row in rows if row["kind"] in TRACES)


def _who(facts: Facts) -> int:
    if has_strong_identifier(facts):
        return MOST[Part.WHO]
    return NAME_ALONE if any(party.get("names") for party in _parties(facts)) else 0


def _what(facts: Facts) -> int:
    named = [row for row in facts.get("drugs", ()) if row.get("substance", _UNIDENTIFIED) != _UNIDENTIFIED]
    if any("form" in row and "amount" in row for row in named):
        return MOST[Part.WHAT]
    return CLASS_ALONE if named else 0


def _where(facts: Facts) -> int:
    return max((_place_marks(row) for row in facts.get("places", ())), default=0)


def _place_marks(place: Facts) -> int:
    """Return full marks for coordinates within 1 km or a spot written out, some for a place that is named."""
    if "lat" in place and place.get("radius_m", NEAR_M) <= NEAR_M:
        return MOST[Part.WHERE]
    if place.get("kind") in _SPOTS and place.get("text"):
        return MOST[Part.WHERE]
    return CITY if place.get("text") or place.get("code") or "lat" in place else 0


def _when(facts: Facts) -> int:
    window = shortest_window(facts)
    if window is None:
        return 0
    marks = ((DAY, MOST[Part.WHEN]), (7 * DAY, WEEK), (30 * DAY, MONTH))
    return next((points for longest, points in marks if window <= longest), 0)


def _how(facts: Facts) -> int:
    how = facts.get("how", {})
    mode = how.get("mode") or how.get("conveyance")
    if mode and how.get("concealment"):
        return MOST[Part.HOW]
    return MODE_ALONE if mode else 0


def _trace(facts: Facts) -> int:
    if has_verified_trace(facts):
        return MOST[Part.TRACE]
    found = any(worth(kind, value) is Worth.PLAUSIBLE for kind, value in _traces(facts))
    return UNVERIFIABLE if found else 0


_POINTS: Final[Mapping[Part, Callable[[Facts], int]]] = {
    Part.WHO: _who, Part.WHAT: _what, Part.WHERE: _where, Part.WHEN: _when, Part.HOW: _how,
    Part.TRACE: _trace,
}  # fmt: skip
# The next step of each part by the points it has: what to add, and the points it then has.
_STEPS: Final[Mapping[Part, Mapping[int, tuple[str, int]]]] = {
    Part.WHO: {0: ("MIS-WHO-NAME", NAME_ALONE), NAME_ALONE: ("MIS-WHO-IDENTIFIER", 20)},
    Part.WHAT: {0: ("MIS-WHAT-CLASS", CLASS_ALONE), CLASS_ALONE: ("MIS-WHAT-DETAIL", 15)},
    Part.WHERE: {0: ("MIS-WHERE-CITY", CITY), CITY: ("MIS-WHERE-EXACT", 20)},
    Part.WHEN: {
        0: ("MIS-WHEN-MONTH", MONTH), MONTH: ("MIS-WHEN-WEEK", WEEK), WEEK: ("MIS-WHEN-DAY", 20),
    },
    Part.HOW: {0: ("MIS-HOW-MODE", MODE_ALONE), MODE_ALONE: ("MIS-HOW-CONCEALMENT", 10)},
    Part.TRACE: {0: ("MIS-TRACE-NUMBER", UNVERIFIABLE), UNVERIFIABLE: ("MIS-TRACE-CHECKED", 15)},
}  # fmt: skip
# What it costs an officer to find out: 1 they know already, 2 a look into the file, 3 more work.
_EFFORT: Final[Mapping[str, int]] = {
    "MIS-WHAT-CLASS": 1, "MIS-WHERE-CITY": 1, "MIS-WHEN-MONTH": 1, "MIS-HOW-MODE": 1, "MIS-ACTION": 1,
    "MIS-WHO-NAME": 2, "MIS-WHAT-DETAIL": 2, "MIS-HOW-CONCEALMENT": 2, "MIS-WHEN-WEEK": 2,
    "MIS-TRACE-NUMBER": 2, "MIS-WHERE-EXACT": 3, "MIS-WHEN-DAY": 3, "MIS-WHO-IDENTIFIER": 3,
    "MIS-TRACE-CHECKED": 3,
}  # fmt: skip


def _missing(facts: Facts, parts: Mapping[Part, Marks]) -> Iterator[Missing]:
    for part, marks in parts.items():
        step = None if marks.held else _STEPS[part].get(marks.points)
        if step is not None:
            yield Missing(code=step[0], gain=step[1] - marks.points)
    if not set(facts.get("actions", ())) - {NOTHING_ASKED}:
        yield Missing(code="MIS-ACTION", gain=0)
