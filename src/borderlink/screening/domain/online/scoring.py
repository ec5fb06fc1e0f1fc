"""Rules over one parcel: each is compiled from the expression by which bulk is judged."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from borderlink.screening.domain.online.plain import Plain, compiled, rounded
from borderlink.screening.domain.rules.rule import Group, Rule
from borderlink.screening.domain.rules.rulebook import Rulebook
from borderlink.screening.domain.screen import DIGITS, SIGNAL

_FACT_DIGITS: Final = 2


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force, in the order in which their weights are multiplied."""

    signals: Sequence[tuple[Rule, Plain]]
    typologies: Sequence[tuple[Rule, Plain]]

    @classmethod
    def of(cls, rulebook: Rulebook, on: date) -> "Rules":
        """Compile the rules in force on a day. Raises ``NotPlain`` for one that reads what no row says."""
        both = [(rule, compiled(rule.holds())) for rule in rulebook.in_force(on)]
        return cls(
            [each for each in both if each[0].group is not Group.TYPOLOGY],
            [each for each in both if each[0].group is Group.TYPOLOGY],
        )

    def judged(self, row: Mapping[str, Any]) -> tuple[float, list[Rule]]:
        """Return the score of a parcel and the rules that fired."""
        fired, left = [], 1.0
        for rule, holds in self.signals:
            if holds(row):
                fired.append(rule)
                left *= 1 - rule.weight
        signal, kept = 1 - left, 1.0
        for rule, holds in self.typologies:
            if signal >= SIGNAL and holds(row):
                fired.append(rule)
                kept *= 1 - rule.weight
        return rounded(1 - (1 - signal) * kept, DIGITS), fired


def reasons(fired: Sequence[Rule], row: Mapping[str, Any]) -> list[dict[str, object]]:
    """Return the reasons, the heaviest first, facts as canonical JSON."""
    ordered = sorted(fired, key=lambda rule: (-rule.weight, rule.name))
    return [{"rule": rule.name, "weight": rule.weight, "facts": _facts(rule, row)} for rule in ordered]


def _facts(rule: Rule, row: Mapping[str, Any]) -> str:
    shown = {fact: _canonical(row[fact]) for fact in rule.facts}
    shown |= {key: unicodedata.normalize("NFC", text) for key, text in rule.own}
    return json.dumps(shown, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _canonical(value: object) -> object:
    """Return a fact as canonical form has it: text in NFC, a fraction as its decimal text."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, float):
        return repr(rounded(value, _FACT_DIGITS)).removesuffix(".0").replace("e+", "e")
    return value
