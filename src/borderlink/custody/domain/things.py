"""Exhibits as the verifier keeps them: thousands as they are, hundreds of thousands as a few bytes each.

A ledger has a million events and a court's computer little memory. An exhibit that no recent event spoke of
is kept as some 200 bytes instead of 1,200, and one that has ended as nothing but its case and its end.
"""

import marshal
from collections.abc import Iterator
from operator import attrgetter
from typing import Final

from borderlink.custody.domain.witnessed import Event

Scale = tuple[str, int, int]  # balance, division in mg, calibration in µg
_ENDED: Final = frozenset({"returned", "destroyed"})
_MOST_AWAKE: Final = 2_000  # exhibits kept as they are; when there are more, all are put to rest


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

    def at_rest(self) -> bytes:
        """Return the thing as few bytes; of one that has ended nothing but its case and its end is asked."""
        ended = self.state in _ENDED
        return marshal.dumps((self.case, self.state) if ended else _ALL_OF(self))

    @classmethod
    def awake(cls, rest: bytes) -> "Thing":
        """Return the thing that this program has put to rest itself."""
        thing = cls.__new__(cls)
        values = marshal.loads(rest)  # noqa: S302 - written a moment ago, by the method above
        names = cls.__slots__ if len(values) > len(_OF_ENDED) else _OF_ENDED
        for name, value in zip(names, values, strict=True):
            setattr(thing, name, value)
        return thing


_OF_ENDED: Final = ("case", "state")
_ALL_OF: Final = attrgetter(*Thing.__slots__)


class Things:
    """Exhibits by their numbers. What is given out may be changed until `rest` is called."""

    __slots__ = ("_asleep", "_awake", "_most_awake")

    def __init__(self, most_awake: int = _MOST_AWAKE) -> None:
        self._most_awake = most_awake
        self._asleep: dict[str, bytes] = {}
        self._awake: dict[str, Thing] = {}

    def __contains__(self, number: str) -> bool:
        return number in self._awake or number in self._asleep

    def __getitem__(self, number: str) -> Thing:
        thing = self._awake.get(number)
        if thing is None:
            thing = self._awake[number] = Thing.awake(self._asleep[number])
        return thing

    def __setitem__(self, number: str, thing: Thing) -> None:
        self._awake[number] = thing

    def get(self, number: str) -> Thing | None:
        """Return an exhibit, or None where there is none of this number."""
        return self[number] if number in self else None  # noqa: SIM401 - this is how it is got

    def rest(self) -> None:
        """Put all to rest when many are awake; nobody may hold one that was given out before."""
        if len(self._awake) > self._most_awake:
            self._fall_asleep()

    def books(self) -> Iterator[tuple[str, int]]:
        """Return the account of every lot that was weighed and is here, and its book."""
        self._fall_asleep()
        for rest in self._asleep.values():
            thing = Thing.awake(rest)
            if thing.state not in _ENDED and thing.book > 0:
                yield thing.root, thing.book

    def _fall_asleep(self) -> None:
        self._asleep.update((number, thing.at_rest()) for number, thing in self._awake.items())
        self._awake.clear()
