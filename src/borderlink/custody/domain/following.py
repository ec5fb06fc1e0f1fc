"""What the verifier remembers of each exhibit while it reads, and what several of its rules ask."""

from collections.abc import Mapping
from typing import Final

from borderlink.custody.domain.witnessed import Event

Scale = tuple[str, int, int]  # balance, division in mg, calibration in µg
BY_MASS: Final = frozenset({"drug", "substitute"})


class Thing:
    """An exhibit as the verifier has followed it; ``seals`` innermost first, joined by a blank."""

    __slots__ = ("basis", "book", "case", "dispute", "form", "gross", "grouped", "holder", "item", "offer",
                 "opened", "plans", "root", "sample", "sealed", "seals", "sent", "since", "state",
                 "substance", "weighed_at")  # fmt: skip

    def __init__(self, event: Event, item: str, holder: str, since: int) -> None:
        self.case, self.item, self.holder, self.since = event.case, item, holder, since
        self.substance = self.form = self.offer = self.seals = self.plans = ""
        self.root = event.exhibit
        self.book = -1  # not weighed
        self.gross = -1
        self.sent = self.opened = self.weighed_at = 0
        self.sample = self.grouped = False
        self.state = "held"
        self.basis: dict[Scale, int] | None = None
        self.sealed: tuple[int, Scale, int] | None = None
        self.dispute: tuple[int, int, bool] | None = None  # entry, residual, recorded


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
    """Every exhibit, parcel, seal and account as read so far."""

    def __init__(self) -> None:
        self.things: dict[str, Thing] = {}
        self.parcels: dict[str, str] = {}
        self.seals: set[str] = set()
        self.seized: dict[str, int] = {}
        self.gone: dict[str, int] = {}

    def unbalanced(self) -> str:
        """Return the first seized lot whose book does not close: seized = here + gone."""
        here: dict[str, int] = {}
        for thing in self.things.values():
            here[thing.root] = here.get(thing.root, 0) + max(thing.book, 0)
        off = (root for root, seized in self.seized.items() if seized != here[root] + self.gone.get(root, 0))
        return next(off, "")

    def present(self, event: Event, number: str) -> tuple[Thing | None, str]:
        """Return an exhibit of the event's case, and why it cannot be acted on."""
        thing = self.things.get(number)
        if thing is None or thing.case != event.case:
            return None, "custody.exhibit-unknown"
        if thing.state not in {"held", "offered"}:
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
        self.seized[thing.root] = self.seized.get(thing.root, 0) + mass

    def leaves(self, thing: Thing, mass: int) -> None:
        """Count a mass as gone from the account of its seizure."""
        self.gone[thing.root] = self.gone.get(thing.root, 0) + mass
