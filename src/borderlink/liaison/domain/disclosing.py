"""Which letters about a case a schedule may name that a court is served, and which stand there unnamed.

The court must learn that something exists; whose it is and of what kind belongs to who wrote it
(docs/decisions/0015-letters-in-the-schedule.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

GRANTED: Final = frozenset({"CND-GRANTED", "CND-PARTLY"})
FOR_COURT: Final = "CNS-EVIDENCE"
_COURT: Final = "yes"  # the letter itself says: may be used in court
# Not among them, whatever else a letter says: for named readers or one agency alone (TLP:RED, +STRICT), under
# conditions that no program can read (H3), and codes that are not known here.
_NOT_CLOSED: Final = frozenset({
    "HDL-CLEAR", "HDL-GREEN", "HDL-AMBER", "HDL-H0", "HDL-H1", "HDL-H2",
})  # fmt: skip
_MARK: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """A letter as this rule sees it: who wrote it, in which thread, under which handling."""

    letter: str
    thread: str
    is_ours: bool
    code: str
    evidence_use: str

    @property
    def is_for_court(self) -> bool:
        """Say whether its own handling lets it be named in court; what was erased does not."""
        return self.evidence_use == _COURT and self.code in _NOT_CLOSED


def named_in_court(letters: Iterable[Exchanged], consented: frozenset[str]) -> frozenset[str]:
    """Return which letters may be named; ``consented`` are those that their writer agreed to see named.

    One of ours would give the partner away: it is named only when no letter of theirs in its thread
    forbids, and either its own handling is for court or theirs are.
    """
    known = list(letters)
    theirs: dict[str, list[bool]] = {}
    for one in known:
        if not one.is_ours:
            theirs.setdefault(one.thread, []).append(one.is_for_court or one.letter in consented)
    return frozenset(one.letter for one in known if _may_be_named(one, consented, theirs))


def _may_be_named(one: Exchanged, consented: frozenset[str], theirs: Mapping[str, list[bool]]) -> bool:
    own = one.is_for_court or one.letter in consented
    if not one.is_ours:
        return own
    beside = theirs.get(one.thread, [])
    return all(beside) and (own or bool(beside))


def consented_to(decisions: Iterable[Mapping[str, Any]], on: date) -> frozenset[str]:
    """Return the letters that decisions of a partner let be used in court on a day, the last one counting.

    ``decisions`` are the facts of its letters of the kind `consent`, the oldest first.
    """
    until: dict[str, date] = {}
    numbers: dict[str, set[str]] = {}
    for facts in decisions:
        if facts["decision"] not in GRANTED:
            ended = {*facts["letters"], *numbers.get(facts["number"], ())}
            until = {letter: day for letter, day in until.items() if letter not in ended}
        elif FOR_COURT in facts["scope"]:
            last = facts.get("until")
            until |= dict.fromkeys(facts["letters"], date.fromisoformat(last) if last else date.max)
            numbers.setdefault(facts["number"], set()).update(facts["letters"])
    return frozenset(letter for letter, day in until.items() if day >= on)


def mark_of(letter: str) -> str:
    """Return by what a schedule numbers a letter: it tells nothing, stays the same once it may be named.

    Twelve hexadecimal digits of the SHA-256 of its uuid, which both offices and nobody else have.
    """
    return sha256(b"borderlink-disclosure-1\0" + letter.encode()).hexdigest()[:_MARK]
