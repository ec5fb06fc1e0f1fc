"""What is counted, and by which rule: each figure prints its rule, and none is ever typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from borderlink.language import codes

MAIL: Final = frozenset({"CHN-MAIL", "CHN-EXPRESS"})


class Figure(StrEnum):
    """One figure; its name and its counting rule stand in the code lists."""

    FILED = "cases-filed"
    SOLVED = "cases-solved"
    MAIL = "mail-cases"
    MAIL_SHARE = "mail-share"
    GANGS = "gangs"
    SUSPECTS = "suspects"
    HELD = "people-held"
    ARRESTED = "people-arrested"
    SEIZURES = "seizures"
    GROSS = "mass-gross"
    NET = "mass-net"
    PURE = "mass-pure"

    @property
    def rule(self) -> str:
        """Return the code of its counting rule."""
        return f"rule-{self.value}"


MASSES: Final = (Figure.GROSS, Figure.NET, Figure.PURE)
COUNTS: Final = tuple(figure for figure in Figure if figure not in {Figure.MAIL_SHARE, *MASSES})
# What a campaign may set itself as a target: counts, and masses in mg.
TARGETS: Final = (Figure.FILED, Figure.SOLVED, Figure.GANGS, Figure.SUSPECTS, Figure.HELD, Figure.ARRESTED,
                  Figure.SEIZURES, Figure.NET)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mass:
    """The masses of a substance in mg; None: nobody knows. ``weighed`` of ``lines`` come from the ledger."""

    substance: str
    gross_mg: int | None = None
    net_mg: int | None = None
    pure_mg: int | None = None
    lines: int = 0
    weighed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of some units and days. ``of_mail`` are the cases whose channel is known."""

    counts: Mapping[Figure, int] = field(default_factory=dict)
    of_mail: int = 0
    masses: tuple[Mass, ...] = ()

    @property
    def mail_share(self) -> float | None:
        """Return the share of mail cases; None where no channel is known."""
        return self.counts[Figure.MAIL] / self.of_mail if self.of_mail else None

    def total(self, figure: Figure) -> int | None:
        """Return a mass over all substances, in mg; None where none is known."""
        names = {Figure.GROSS: "gross_mg", Figure.NET: "net_mg", Figure.PURE: "pure_mg"}
        known = [value for mass in self.masses if (value := getattr(mass, names[figure])) is not None]
        return sum(known) if known else None

    def value(self, figure: Figure) -> int | float | None:
        """Return any figure: a count, a share, a mass in mg; None where it is not known."""
        if figure is Figure.MAIL_SHARE:
            return self.mail_share
        return self.total(figure) if figure in MASSES else self.counts[figure]


class Against(StrEnum):
    """Which earlier days a period is compared with."""

    BEFORE = "before"  # as many days right before
    YEAR = "year"  # the same days a year before


def earlier(start: date, until: date, against: Against) -> tuple[date, date]:
    """Return the days to compare with; 29 February becomes the 28th."""
    if against is Against.BEFORE:
        return start - (until - start), start
    return _year_before(start), _year_before(until)


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def last_day(until: date) -> date:
    """Return the last day of a period whose end is excluded."""
    return until - timedelta(days=1)


def says(figure: Figure, language: str) -> tuple[str, str]:
    """Return a figure's name and its counting rule in a language."""
    return codes.label(figure.value, language, "figure"), codes.label(figure.rule, language, "counting_rule")
