"""What was found in a dossier: one number for the exit code, and every finding by its code and facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final

from borderlink.foundation.canonical import Value


class Outcome(IntEnum):
    """The verdicts; where several hold, the first of 2, 1, 3, 4, 0."""

    VALID = 0
    INVALID = 1
    UNREADABLE = 2
    UNANCHORED = 3
    REMARKS = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: `dossier.member-changed` and what it names."""

    code: str
    facts: Mapping[str, Value] = field(default_factory=dict)


class Fault(Exception):  # noqa: N818 - a fact about a dossier, carried to its verdict
    """The first thing that is wrong; reading ends here."""

    def __init__(self, code: str, *, outcome: Outcome = Outcome.INVALID, **facts: Value) -> None:
        super().__init__(code)
        self.finding = Finding(code, facts)
        self.outcome = outcome

    @classmethod
    def at(cls, code: str, facts: Mapping[str, Value]) -> "Fault":
        """Return the fault of an event, with the facts that name it."""
        fault = cls(code)
        fault.finding = Finding(code, facts)
        return fault


UNANCHORED: Final = "dossier.unanchored"
DISPUTED: Final = "dossier.disputed"
PACK_UNKNOWN: Final = "dossier.pack-unknown"
BREACH: Final = "dossier.breach"
DISCREPANCY: Final = "dossier.discrepancy"
EXPLANATION: Final = "dossier.explanation"
WITHHELD: Final = "dossier.withheld"
NOT_CHECKED: Final = "dossier.not-checked"
TIME_NOT_PROVEN: Final = "dossier.time-not-proven"
ALGORITHM_BROKEN: Final = "dossier.algorithm-broken"
REMARKS: Final = frozenset({DISPUTED, PACK_UNKNOWN, BREACH, DISCREPANCY, EXPLANATION})
_SAID: Final = frozenset({WITHHELD, NOT_CHECKED, TIME_NOT_PROVEN, ALGORITHM_BROKEN})  # never counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The verdict on one dossier. ``about`` is what its index says, empty where it could not be read.

    ``anchors`` are the fingerprints of the agency's root, version by version: what to compare with paper.
    """

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    about: Mapping[str, Value] = field(default_factory=dict)
    anchors: tuple[str, ...] = ()
    events: int = 0

    @property
    def code(self) -> int:
        """Return the exit code."""
        return int(self.outcome)

    @property
    def first_fault(self) -> Finding | None:
        """Return what makes the dossier invalid or unreadable."""
        return self.findings[0] if self.outcome in {Outcome.INVALID, Outcome.UNREADABLE} else None

    @property
    def signed_by(self) -> str:
        """Return the agency whose node signed, if the index could be read."""
        return str(self.about.get("agency", ""))

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> "Verdict":
        """Return the verdict that ``value`` told of, as it was kept."""
        about = {
            name.removeprefix("dossier_"): told for name, told in value.items() if name.startswith("dossier_")
        }
        return cls(
            outcome=Outcome(value["verdict"]),
            findings=tuple(Finding(one["code"], one["facts"]) for one in value["findings"]),
            about=about,
            anchors=tuple(value["root_fingerprints"]),
            events=value["events"],
        )

    def of(self, *codes: str) -> tuple[Finding, ...]:
        """Return the findings of some codes."""
        return tuple(finding for finding in self.findings if finding.code in codes)

    def value(self) -> dict[str, Value]:
        """Return the verdict as one JSON value."""
        findings: list[Value] = [
            {"code": finding.code, "facts": dict(finding.facts)} for finding in self.findings
        ]
        return {
            "verdict": self.code, **{f"dossier_{name}": value for name, value in self.about.items()},
            "root_fingerprints": list(self.anchors), "events": self.events, "findings": findings,
        }  # fmt: skip


def outcome_of(findings: tuple[Finding, ...]) -> Outcome:
    """Return the verdict of a dossier without a fault."""
    codes = {finding.code for finding in findings}
    if UNANCHORED in codes:
        return Outcome.UNANCHORED
    return Outcome.REMARKS if codes & REMARKS else Outcome.VALID


def shown(text: str) -> str:
    """Return a line fit to be printed: what a dossier says of itself begins no line and moves no cursor."""
    return "".join(one if one.isprintable() else f"\\u{{{ord(one):x}}}" for one in text)


def is_said_only(finding: Finding) -> bool:
    """Say whether a finding is told and never counted."""
    return finding.code in _SAID
