"""Rules over one parcel: each is compiled from the expression by which bulk is judged."""

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from borderlink.screening.domain.online.counting import OF_RECEIVER
from borderlink.screening.domain.online.plain import Plain, compiled, parted, rounded
from borderlink.screening.domain.rules.rule import Group, Rule
from borderlink.screening.domain.rules.rulebook import Rulebook
from borderlink.screening.domain.screen import DIGITS, SIGNAL

_FACT_DIGITS: Final = 2
_COUNTED: Final = "like_parcels"  # of it all values are tried that it can have


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule as a function of one row; ``needs`` is what must hold besides who the receiver is."""

    rule: Rule
    holds: Plain
    needs: Sequence[Plain] | None = None  # None where the rule does not ask who the receiver is

    @classmethod
    def of(cls, rule: Rule) -> "Compiled":
        """Compile a rule. Raises ``NotPlain``."""
        if not any(rule.looks_at(column) for column in OF_RECEIVER):
            return cls(rule, compiled(rule.holds()))
        unknown = set(OF_RECEIVER) - {_COUNTED}
        needs = [holds for columns, holds in parted(rule.when) if not columns & unknown]
        return cls(rule, compiled(rule.holds()), needs)

    def may_hold(self, rows: Sequence[Mapping[str, Any]]) -> bool:
        """Say whether the rule may fire, whoever the receiver is; ``rows`` are all that may be counted."""
        if self.needs is None:
            return bool(self.holds(rows[0]))
        return any(all(need(row) for need in self.needs) for row in rows)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force, in the order in which their weights are multiplied."""

    signals: Sequence[Compiled]
    typologies: Sequence[Compiled]

    @classmethod
    def of(cls, rulebook: Rulebook, on: date) -> "Rules":
        """Compile the rules in force on a day. Raises ``NotPlain`` for one that reads what no row says."""
        every = [Compiled.of(rule) for rule in rulebook.in_force(on)]
        return cls(
            [each for each in every if each.rule.group is not Group.TYPOLOGY],
            [each for each in every if each.rule.group is Group.TYPOLOGY],
        )

    def judged(self, row: Mapping[str, Any]) -> tuple[float, list[Rule]]:
        """Return the score of a parcel and the rules that fired."""
        return self._scored(lambda each: each.holds(row))

    def at_most(self, row: Mapping[str, Any], alike: int) -> float:
        """Return the highest score that a parcel can have, whoever of those around it is its receiver.

        ``alike`` is the most that ``like_parcels`` can be. It is the score where no rule that asks who the
        receiver is can fire.
        """
        rows = [{**row, _COUNTED: count} for count in (None, *range(1, alike + 1))]
        return self._scored(lambda each: each.may_hold(rows))[0]

    def _scored(self, holds: Callable[[Compiled], object]) -> tuple[float, list[Rule]]:
        fired, left = [], 1.0
        for each in self.signals:
            if holds(each):
                fired.append(each.rule)
                left *= 1 - each.rule.weight
        signal, kept = 1 - left, 1.0
        for each in self.typologies:
            if signal >= SIGNAL and holds(each):
                fired.append(each.rule)
                kept *= 1 - each.rule.weight
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
