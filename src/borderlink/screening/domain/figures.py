"""Figures of screening: proportions with their interval, periods, and the rule by which each was counted."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

Z95: Final = 1.959963984540054  # 97.5th percentile of the standard normal distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A proportion and the bounds within which it lies with 95 % confidence; each in 0..1."""

    share: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """How far the bounds lie apart."""
        return self.high - self.low


def wilson(hits: int, tried: int, *, z: float = Z95) -> Interval | None:
    """Return the Wilson score interval of ``hits`` in ``tried``; None when nothing was tried.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927)
    209-212: (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n).
    """
    if tried == 0:
        return None
    share = hits / tried
    spread = z * math.sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried))
    middle, scale = share + z * z / (2 * tried), 1 + z * z / tried
    low = 0.0 if hits == 0 else (middle - spread) / scale
    high = 1.0 if hits == tried else (middle + spread) / scale
    return Interval(share=share, low=low, high=high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was counted in one period at one station, by the day on which the manifest was screened."""

    parcels: int = 0
    referrals: int = 0
    presented: int = 0
    opened: int = 0
    nothing: int = 0
    confirmed: int = 0
    presumptive: int = 0
    other_offence: int = 0
    not_presented: int = 0
    not_opened: int = 0
    random_opened: int = 0
    random_hits: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Add two counts field by field."""
        return Counts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)})

    @property
    def hits(self) -> int:
        """Opened parcels with drugs in them, confirmed or presumptive."""
        return self.confirmed + self.presumptive

    @property
    def hit_rate(self) -> Interval | None:
        """Hits among the opened, with its interval."""
        return wilson(self.hits, self.opened)

    @property
    def random_hit_rate(self) -> Interval | None:
        """Hits among the opened of the random arm: what an unscreened parcel would give."""
        return wilson(self.random_hits, self.random_opened)


class Period(StrEnum):
    """How long one line of a table is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def start_of(on: date, period: Period) -> date:
    """Return the first day of the period in which ``on`` lies; weeks start on Monday (ISO 8601)."""
    if period is Period.WEEK:
        return on - timedelta(days=on.weekday())
    return on.replace(day=1) if period is Period.MONTH else on


def estimate_missed(hits: Iterable[float]) -> float:
    """Return how many parcels held drugs in all, from the probabilities of the random arm's hits.

    Each hit of probability p stands for 1/p parcels. Source: D. G. Horvitz, D. J. Thompson, A generalization
    of sampling without replacement from a finite universe, JASA 47 (1952) 663-685.
    """
    return sum(1 / probability for probability in hits)
