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
_SEVERAL: Final = 2  # counts that a part reads: how they go together is not known


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule as a function of one row.

    ``needs`` are parts that must hold whoever the receiver is, each with the count of ``OF_RECEIVER`` that it
    reads, if any; None where the rule does not ask who the receiver is.
    """

    rule: Rule
    holds: Plain
    needs: Sequence[tuple[str | None, Plain]] | None = None

    @classmethod
    def of(cls, rule: Rule) -> "Compiled":
        """Compile a rule. Raises ``NotPlain``."""
        if not any(rule.looks_at(column) for column in OF_RECEIVER):
            return cls(rule, compiled(rule.holds()))
        parts = [(columns & set(OF_RECEIVER), holds) for columns, holds in parted(rule.when)]
        needs = [(next(iter(read), None), holds) for read, holds in parts if len(read) < _SEVERAL]
        return cls(rule, compiled(rule.holds()), needs)

    def may_hold(self, row: dict[str, Any], most: Mapping[str, int]) -> bool:
        """Say whether the rule may fire, whoever the receiver is; counts are ``most`` at most."""
        if self.needs is None:
            return bool(self.holds(row))
        return all(_may_hold(holds, row, read, most) for read, holds in self.needs)


def _may_hold(holds: Plain, row: dict[str, Any], read: str | None, most: Mapping[str, int]) -> bool:
    """Say whether a part holds for any value that the count it reads may have; one without a bound may."""
    if read is None:
        return bool(holds(row))
    if read not in most:
        return True
    return any(holds({**row, read: value}) for value in (None, *range(most[read] + 1)))


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

    def at_most(self, row: dict[str, Any], most: Mapping[str, int]) -> float:
        """Return the highest score that a parcel can have, whoever of those around it is its receiver.

        ``most`` are bounds of counts. It is the score where no rule that asks who the receiver is can fire.
        """
        return self._scored(lambda each: each.may_hold(row, most))[0]

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
