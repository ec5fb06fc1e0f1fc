"""Two nodes, one exhibit, a bad line: random histories of an offer by the rules of `custody.domain.handover`.

Each node keeps its state and its outbox in one transaction; a crash takes back what was not committed. The
line loses, repeats and reorders; an outbox sends until the other side has signed that a letter came.
"""

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from borderlink.custody.domain.handover import Event, Side, State, after, custodians

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = 40
SENDER, RECEIVER = "sender", "receiver"
# What a letter is on the side where it arrives.
ARRIVES = {
    "offer": (RECEIVER, Event.OFFER), "cancel": (RECEIVER, Event.RELEASE), "accept": (SENDER, Event.ACCEPT),
    "refuse": (SENDER, Event.REFUSE), "word": (SENDER, Event.RELEASE),
}  # fmt: skip


@dataclass(slots=True)
class Delivery:
    """One seeded history; ``wrong`` holds every moment with two custodians or none, every contradiction."""

    seed: int
    wrong: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("lost", "repeated", "crashed", "delivered", "late"), 0)
    )
    ours: State = State.OFFERED
    theirs: State | None = None
    outbox: list[str] = field(default_factory=lambda: ["offer"])  # of both: until the letter has come
    wire: list[str] = field(default_factory=list)

    def run(self) -> "Delivery":
        """Let anything happen for a while, then let the line be whole until nothing is left to do."""
        dice = Random(self.seed)  # noqa: S311 - a history that can be run again
        acts: tuple[Callable[[Random], None], ...] = (
            self._send, self._send, self._arrive, self._arrive, self._lose, self._repeat, self._crash,
            self._sender_acts, self._receiver_acts,
        )  # fmt: skip
        for _ in range(STEPS):
            dice.choice(acts)(dice)
            self._check()
        for _ in range(2 * STEPS):
            if not self._settle(dice):
                break
            self._check()
        if self.ours not in {State.HANDED_OVER, State.BACK}:
            self.wrong.append(f"never ended: {self.ours}, {self.theirs}")
        return self

    def _check(self) -> None:
        held = custodians(self.ours, self.theirs)
        if len(held) != 1:
            self.wrong.append(f"held by {len(held)}: {self.ours}, {self.theirs}")

    def _send(self, dice: Random) -> None:
        if self.outbox:
            self.wire.append(dice.choice(self.outbox))

    def _arrive(self, dice: Random) -> None:
        if self.wire:
            self._deliver(self.wire.pop(dice.randrange(len(self.wire))))

    def _deliver(self, letter: str) -> None:
        """Let a letter have its effect and its receipt: it leaves the outbox, and may still come again."""
        side, event = ARRIVES[letter]
        before = self.ours if side == SENDER else self.theirs
        state = after(Side.OURS if side == SENDER else Side.THEIRS, before, event)
        self.counts["delivered"] += 1
        self.counts["late"] += state is before
        if state is None:
            self.wrong.append(f"{letter} contradicts {before}")
        elif side == SENDER:
            self.ours = state
        else:
            self.theirs = state
        if letter in self.outbox:
            self.outbox.remove(letter)

    def _lose(self, dice: Random) -> None:
        if self.wire:
            self.wire.pop(dice.randrange(len(self.wire)))
            self.counts["lost"] += 1

    def _repeat(self, dice: Random) -> None:
        if self.wire:
            self.wire.append(dice.choice(self.wire))
            self.counts["repeated"] += 1

    def _crash(self, dice: Random) -> None:
        """Let an act die before its commit: neither the state nor the letter is there, never half of it."""
        kept = (self.ours, self.theirs, [*self.outbox])
        dice.choice((self._sender_acts, self._receiver_acts))(dice)
        self.ours, self.theirs, self.outbox = kept
        self.counts["crashed"] += 1

    def _sender_acts(self, dice: Random) -> None:
        """Ask for the end, or sign what has been answered."""
        event = dice.choice((Event.ASK, Event.SIGN, Event.SIGN))
        state = after(Side.OURS, self.ours, event)
        if state is None:
            return
        self.ours = state
        if event is Event.ASK:
            self.outbox.append("cancel")

    def _receiver_acts(self, dice: Random) -> None:
        """Accept, refuse, or give the word; say again what was said, as officers do who hear nothing."""
        if self.theirs is State.OFFERED:
            event = dice.choice((Event.ACCEPT, Event.ACCEPT, Event.REFUSE))
            self.theirs = after(Side.THEIRS, self.theirs, event)
            self.outbox.append(event.value)
        elif self.theirs is State.RELEASED:
            self.outbox.append("word")
        elif self.theirs is State.ACCEPTED:
            self.outbox.append("accept")

    def _settle(self, dice: Random) -> bool:
        """Let the line be whole and officers do what is left; say whether there was anything."""
        if self.wire or self.outbox:
            letter = self.wire.pop() if self.wire else self.outbox[0]
            self._deliver(letter)
        elif self.ours in {State.HANDED_OVER, State.BACK}:
            return False
        elif after(Side.OURS, self.ours, Event.SIGN):
            self.ours = after(Side.OURS, self.ours, Event.SIGN) or self.ours
        else:
            self._receiver_acts(dice)
        return True
