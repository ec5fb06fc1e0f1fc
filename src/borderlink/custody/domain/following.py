"""What the verifier remembers while it reads, and what several of its rules ask."""

from collections.abc import Mapping
from typing import Final

from borderlink.custody.domain.things import Scale, Thing, Things
from borderlink.custody.domain.witnessed import Event

BY_MASS: Final = frozenset({"drug", "substitute"})
_HERE: Final = frozenset({"held", "offered"})


def scale_of(event: Event) -> Scale:
    """Return balance, division and calibration of a weighing."""
    return event.text("balance"), event.number("division_mg"), event.number("calibration_ug")


def is_beyond(residual: int, times: Mapping[Scale, int]) -> bool:
    """Say whether a residual lies beyond three times u, u² = n·d²/6 + (n·u_cal)² for each balance."""
    six_u2 = sum(n * d * d * 1_000_000 + 6 * n * n * c * c for (_, d, c), n in times.items())
    return residual * residual * 6_000_000 > 9 * six_u2


def with_weighing(basis: Mapping[Scale, int] | None, event: Event) -> dict[Scale, int]:
    """Return how often each balance was used, with this event's weighing."""
    times = dict(basis or {})
    scale = scale_of(event)
    times[scale] = times.get(scale, 0) + event.number("times")
    return times


class Following:
    """Every exhibit, parcel, seal and account as read so far; ``accounts`` are seized less gone, in mg."""

    def __init__(self) -> None:
        self.things = Things()
        self.parcels: dict[str, str] = {}
        self.seals: set[str] = set()
        self.accounts: dict[str, int] = {}

    def unbalanced(self) -> str:
        """Return the first seized lot whose book does not close: seized = here + gone."""
        left = dict(self.accounts)
        for root, book in self.things.books():
            left[root] = left.get(root, 0) - book
        return next((root for root, mass in left.items() if mass), "")

    def present(self, event: Event, number: str) -> tuple[Thing | None, str]:
        """Return an exhibit of the event's case, and why it cannot be acted on."""
        thing = self.things.get(number)
        if thing is None or thing.case != event.case:
            return None, "custody.exhibit-unknown"
        if thing.state not in _HERE:
            return thing, "custody.no-longer-here"
        return thing, "custody.before-seizure" if event.at < thing.since else ""

    def held(self, event: Event) -> str:
        """Return why the event's exhibit is not its signers' to work on."""
        thing, code = self.present(event, event.exhibit)
        if code or thing is None:
            return code
        if thing.state == "offered":
            return "custody.offer-pending"
        return "" if any(signer[0] == thing.holder for signer in event.signers) else "custody.not-the-holder"

    def new(self, number: str) -> str:
        """Return why a number cannot be given to an exhibit."""
        return "custody.exhibit-known" if number in self.things or number in self.parcels else ""

    def first_mass(self, event: Event, thing: Thing, mass: int) -> None:
        """Begin a lot's book with what was weighed."""
        thing.book, thing.basis, thing.weighed_at = mass, with_weighing(None, event), event.at
        self.accounts[thing.root] = self.accounts.get(thing.root, 0) + mass

    def leaves(self, thing: Thing, mass: int) -> None:
        """Count a mass as gone from the account of its seizure."""
        self.accounts[thing.root] = self.accounts.get(thing.root, 0) - mass
