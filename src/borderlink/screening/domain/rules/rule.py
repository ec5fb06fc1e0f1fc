"""A rule is data with its reason: when it holds, how much it weighs, what it saw, and where it comes from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from borderlink.screening.domain.rules.forbidden import check_columns, check_expression, check_words


class Group(StrEnum):
    """How rules of a kind come to weigh."""

    SIGNAL = "signal"  # weighs by itself
    TYPOLOGY = "typology"  # weighs only beside a signal: honest tea is not referred
    GOODS_COUNTRY = "goods-country"  # the origin of goods: off unless switched on, its cost published


@dataclass(frozen=True, slots=True, kw_only=True)
class Warrant:
    """Why an agency may watch for something: a drug case or a partner's seizure, two officers, and an end."""

    case: str
    author: str
    approver: str
    approved_on: date
    expires_on: date
    of_partner: bool = False  # ``case`` is the number of a partner's seizure, no case of our own


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One reason to open a parcel.

    ``weight`` is between 0 and 1; ``says`` is the English pattern over ``facts``.
    Stored under ``name``; where a rule is an agency's own, ``own`` holds what its sentence needs beside the
    facts.

    Refuses: ``ForbiddenInput`` when it names what screening may not know, however it is nested.
    """

    name: str
    weight: float
    when: pl.Expr
    facts: tuple[str, ...]
    says: str
    source: str
    group: Group = Group.SIGNAL
    warrant: Warrant | None = None
    own: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.weight < 1:
            msg = f"{self.name}: a weight lies between 0 and 1, not {self.weight}"
            raise ValueError(msg)
        check_words(self.name, (self.name, self.says, *(text for key, text in self.own if key != "case")))
        check_columns(self.name, self.facts)
        check_expression(self.name, self.when)

    def holds(self) -> pl.Expr:
        """Return when the rule fires: its condition holds and every fact that its sentence shows is there."""
        seen = [pl.col(fact).is_not_null() for fact in self.facts]
        return pl.all_horizontal(self.when.fill_null(value=False), *seen)

    def looks_at(self, column: str) -> bool:
        """Say whether the rule hangs on a column, in its condition or its sentence."""
        return column in self.facts or column in self.when.meta.root_names()

    def applies(self, on: date) -> bool:
        """Say whether the rule is in force on a day; it is no longer on the day it expires."""
        return self.warrant is None or self.warrant.approved_on <= on < self.warrant.expires_on
