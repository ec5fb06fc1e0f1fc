"""Mass as whole milligrams: balances, exact uncertainty, residual against book, expected loss, closure.

No decision here uses a fraction of binary kind: a variance is a whole number of sixths of square micrograms,
so that n·d²/6 + (n·u_cal)² is exact, and "beyond k·u" is a comparison of whole numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import isqrt
from typing import Final, Self

K_DECISION: Final = 3  # beyond k·u a discrepancy is compulsory
K_STATED: Final = 2  # the expanded uncertainty U that papers state
_UG_PER_MG: Final = 1000
_PPM: Final = 1_000_000

# Notice 511 (2016): a lot lighter than the first number (mg) is weighed to the second (mg) or finer.
NOTICE_511_DIVISIONS: Final = (
    (100_000, 10),
    (1_000_000, 100),
    (10_000_000, 1_000),
    (100_000_000, 10_000),
    (1_000_000_000, 100_000),
)
_NOTICE_511_COARSEST: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """One balance as its certificate tells: division in mg, standard uncertainty of calibration in µg."""

    number: str
    division_mg: int
    calibration_ug: int = 0
    certified_on: date = date.min
    certified_until: date = date.max

    def __post_init__(self) -> None:
        if self.division_mg < 1 or self.calibration_ug < 0:
            raise ValueError("a balance has a division of at least 1 mg and an uncertainty of at least 0")

    def is_valid_on(self, day: date) -> bool:
        """Say whether the certificate holds on ``day``; its period excludes its end."""
        return self.certified_on <= day < self.certified_until


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """A variance in sixths of square micrograms; independent ones add."""

    sixths_ug2: int = 0

    def __add__(self, other: "Uncertainty") -> "Uncertainty":
        return Uncertainty(self.sixths_ug2 + other.sixths_ug2)

    def is_exceeded_by(self, residual_mg: int, k: int = K_DECISION) -> bool:
        """Say whether a residual lies beyond k·u, exactly."""
        return 6 * (residual_mg * _UG_PER_MG) ** 2 > k * k * self.sixths_ug2

    def expanded_ug(self, k: int = K_STATED) -> int:
        """Return U = k·u in µg, rounded up: for papers, never for a decision."""
        square, rest = divmod(k * k * self.sixths_ug2, 6)
        square += rest > 0
        root = isqrt(square)
        return root + (root * root < square)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """A net mass read on a balance; ``times`` net weighings make it up (parcels weighed one by one)."""

    mass_mg: int
    balance: Balance
    times: int = 1

    def __post_init__(self) -> None:
        if self.mass_mg < 0 or self.times < 1:
            raise ValueError("a weighing shows at least 0 mg and was made at least once")


def of_weighings(balance: Balance, times: int) -> Uncertainty:
    """Return u² = n·d²/6 + (n·u_cal)² of ``times`` net weighings on one balance.

    A net weighing is two readings, each with variance d²/12; the calibration's error is the same in every
    one and so adds linearly, not as a square.
    """
    division_ug = balance.division_mg * _UG_PER_MG
    return Uncertainty(times * division_ug**2 + 6 * (times * balance.calibration_ug) ** 2)


def combined(weighings: Iterable[Weighing]) -> Uncertainty:
    """Return the uncertainty of a sum or difference of weighings, those of one balance taken together."""
    times: dict[Balance, int] = {}
    for weighing in weighings:
        times[weighing.balance] = times.get(weighing.balance, 0) + weighing.times
    return sum((of_weighings(balance, count) for balance, count in times.items()), Uncertainty())


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedLoss:
    """How much a substance in one form dries: a rate a day, a bound for ever (both ppm), and the source."""

    rate_ppm_a_day: int
    bound_ppm: int
    source: str

    def allowed_mg(self, mass_mg: int, days: int) -> int:
        """Return the loss that ``days`` explain of a lot of ``mass_mg``, rounded down."""
        return mass_mg * min(self.rate_ppm_a_day * max(days, 0), self.bound_ppm) // _PPM


class Agreement(StrEnum):
    """How a re-weighing stands to the book."""

    AGREES = "agrees"
    EXPECTED_LOSS = "expected-loss"
    DISCREPANCY = "discrepancy"


def judge(residual_mg: int, uncertainty: Uncertainty, *, allowed_loss_mg: int = 0) -> Agreement:
    """Judge book minus measured: within k·u, within k·u of the loss that drying explains, or beyond both."""
    if not uncertainty.is_exceeded_by(residual_mg):
        return Agreement.AGREES
    beyond = residual_mg - allowed_loss_mg
    dried = residual_mg > 0 and allowed_loss_mg > 0
    if dried and (beyond <= 0 or not uncertainty.is_exceeded_by(beyond)):
        return Agreement.EXPECTED_LOSS
    return Agreement.DISCREPANCY


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Where all of a seizure went, in mg; ``loss_mg`` is what was explained and booked (negative: a gain)."""

    seized_mg: int
    kept_mg: int = 0  # still in custody here, samples not among it
    samples_mg: int = 0
    consumed_mg: int = 0
    transferred_mg: int = 0
    destroyed_mg: int = 0
    loss_mg: int = 0
    uncertainty: Uncertainty = field(default_factory=Uncertainty)

    def residual_mg(self) -> int:
        """Return seized minus all that is accounted for: 0 in book, within k·u when measured."""
        gone = self.consumed_mg + self.transferred_mg + self.destroyed_mg + self.loss_mg
        return self.seized_mg - self.kept_mg - self.samples_mg - gone

    def is_within(self, k: int = K_DECISION) -> bool:
        """Say whether the residual lies within k·u."""
        return not self.uncertainty.is_exceeded_by(self.residual_mg(), k)

    @classmethod
    def of(cls, accounts: Mapping[str, int], uncertainty: Uncertainty) -> Self:
        """Return the closure of accounts named like the fields without ``_mg``."""
        return cls(uncertainty=uncertainty, **{f"{name}_mg": mass for name, mass in accounts.items()})


def coarsest_division_mg(mass_mg: int, table: tuple[tuple[int, int], ...] = NOTICE_511_DIVISIONS) -> int:
    """Return the coarsest division with which a lot of ``mass_mg`` may be weighed (default: notice 511)."""
    if not table:
        raise ValueError("a table of divisions has a row")
    fitting = (division for below, division in table if mass_mg < below)
    return next(fitting, _NOTICE_511_COARSEST)
