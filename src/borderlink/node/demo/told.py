"""What the story has come to so far: who acts, when, and what was read of the node's stores."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone

from borderlink.custody.actions.recording import Hand
from borderlink.foundation.who import Reader
from borderlink.node.demo.cast import Cast
from borderlink.node.demo.people import PIN

if TYPE_CHECKING:
    from borderlink.node.demo.nodes import Neighbourhood


@dataclass(slots=True)
class Told:
    """What the story has come to so far; ``figures`` is what ``--json`` writes.

    ``later`` is how far the story is ahead of the machine's clock: months pass between finding and fire.
    """

    cast: Cast
    folder: Path
    parcels: int
    figures: dict[str, object] = field(default_factory=dict)
    tea: tuple[str, ...] = ()
    case: str = ""
    abroad: str = ""  # Sydney's case
    clue: str = ""  # the letters of the story, by their numbers
    answer: str = ""
    request: str = ""
    part: str = ""  # the exhibit that is handed over
    campaign: str = ""
    lots: list[str] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)
    wrapper: str = ""  # of the first lot
    later: timedelta = timedelta()
    language: str = "zh-Hans"
    neighbours: "Neighbourhood | None" = None
    consents: dict[str, str] = field(default_factory=dict)  # partner -> digest of the consent to write to it

    def at(self) -> datetime:
        """Return the moment of the next act."""
        return timezone.now() + self.later

    def near(self) -> "Neighbourhood":
        """Return the nodes beyond the border."""
        assert self.neighbours is not None  # noqa: S101 - the command starts them first
        return self.neighbours

    def reader(self, part: str) -> Reader:
        """Return how the officer who plays ``part`` reads."""
        return self.cast.reader(part)

    def badge(self, part: str) -> str:
        """Return the badge of the officer who plays ``part``."""
        return self.cast.officers[part].badge

    def hands(self, *parts: str) -> list[Hand]:
        """Return the hands of those who sign, in order."""
        return [Hand(badge=self.badge(part), pin=PIN) for part in parts]


Step = Callable[[Told], dict[str, object]]
