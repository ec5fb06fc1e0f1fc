"""How long parcels are kept, and which of them are screened together."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WINDOW_DAYS: Final = 7  # parcels of these days, the day of the manifest included, are screened together
WINDOW_MOST: Final = 2_000_000  # retained parcels beside one manifest, newest first: what one machine holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One load's parcels of one day."""

    load: str
    on: date


def window_start(on: date) -> date:
    """Return the first day whose parcels are screened together with those of ``on``."""
    return on - timedelta(days=WINDOW_DAYS - 1)


def lapsed_before(today: date, *, retention_days: int) -> date:
    """Return the day before which parcels are dropped: kept are ``retention_days`` days, today included."""
    return today - timedelta(days=retention_days - 1)
