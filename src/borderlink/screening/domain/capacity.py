"""What a shift can look at: minutes against the parcels above the line."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final


class Means(StrEnum):
    """One way of looking into a parcel."""

    XRAY = "x-ray"
    DOG = "dog"
    OPEN = "open"


# Minutes a parcel. Source: design/screening.md section 4.
MINUTES: Final[dict[Means, Fraction]] = {
    Means.XRAY: Fraction(1, 2),
    Means.DOG: Fraction(1),
    Means.OPEN: Fraction(10),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """The minutes of one shift and the means used on every referred parcel."""

    minutes: int
    means: frozenset[Means]

    @property
    def minutes_each(self) -> Fraction:
        """Minutes that one parcel costs."""
        return sum((MINUTES[means] for means in self.means), Fraction(0))

    def fits(self) -> int | None:
        """Return how many parcels the shift can look at; None when no means was chosen: no line is drawn."""
        return int(self.minutes / self.minutes_each) if self.means else None

    def needed(self, parcels: int) -> Fraction:
        """Return the minutes that this many parcels cost."""
        return parcels * self.minutes_each


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where the capacity ends in the worklist."""

    above: int
    below: int
    minutes_available: int
    minutes_needed: float  # for everything that waits, above and below

    @property
    def filled(self) -> float:
        """The share of the shift's minutes that the waiting parcels need, at most 1."""
        if self.minutes_available == 0:
            return 1.0 if self.minutes_needed else 0.0
        return min(1.0, self.minutes_needed / self.minutes_available)


def draw_line(waiting: int, capacity: Capacity) -> Line:
    """Return how many of the waiting parcels stand above the line and how many below it."""
    fits = capacity.fits()
    above = waiting if fits is None else min(waiting, fits)
    return Line(
        above=above,
        below=waiting - above,
        minutes_available=capacity.minutes,
        minutes_needed=float(capacity.needed(waiting)),
    )


def means_of(codes: Iterable[str]) -> frozenset[Means]:
    """Return the means named by their codes; unknown codes are left out."""
    known = {means.value: means for means in Means}
    return frozenset(known[code] for code in codes if code in known)
