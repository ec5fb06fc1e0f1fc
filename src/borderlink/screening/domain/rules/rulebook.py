"""All that one screening is judged by: the rules in force, the goods table, and how each reason is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from borderlink.language.sentences import say
from borderlink.screening.domain.rules.catalogue import OWN, SHIPPED
from borderlink.screening.domain.rules.goods import Goods
from borderlink.screening.domain.rules.rule import Group, Rule

_SAYS: Final = {rule.name: rule.says for rule in SHIPPED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Rules, goods table and the switchable groups. ``version`` names what was used, by hash."""

    goods: Goods
    version: str
    rules: tuple[Rule, ...] = SHIPPED
    groups: frozenset[Group] = field(default_factory=lambda: frozenset({Group.SIGNAL, Group.TYPOLOGY}))

    def in_force(self, on: date) -> tuple[Rule, ...]:
        """Return the rules that weigh on a day, by name."""
        found = [rule for rule in self.rules if rule.group in self.groups and rule.applies(on)]
        return tuple(sorted(found, key=lambda rule: rule.name))

    def expired(self, on: date) -> tuple[str, ...]:
        """Return the names of rules not applied on a day: their time is over or has not come."""
        return tuple(sorted(rule.name for rule in self.rules if not rule.applies(on)))


def say_reason(rule: str, facts: Mapping[str, object], language: str) -> str:
    """Return a stored reason, its rule's name and facts, as a sentence in a language.

    A rule of an agency's own carries its reason, as its author wrote it, and its case among the facts.
    """
    if rule in _SAYS:
        return say(f"rule.{rule}", language, facts, english=_SAYS[rule])
    reason = say(f"own.{rule}", language, facts, english=str(facts["reason"]))
    return say("rule.own", language, {**facts, "reason": reason}, english=OWN)
