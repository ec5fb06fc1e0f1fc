"""Questions of many threads answered together: what costs the same for one and for twenty is paid once."""

import threading
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")
MOST: Final = 48  # of one pass


class _Ticket(Generic[Item, Answer]):
    """One question on its way."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.answer: Answer | None = None
        self.fault: Exception | None = None
        self.done = False


class Gathered(Generic[Item, Answer]):
    """Answers what waits in one pass; whoever holds the turn works for all who came meanwhile."""

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Answer]]) -> None:
        self._work = work
        self._waiting: list[_Ticket[Item, Answer]] = []
        self._list, self._turn = threading.Lock(), threading.Lock()

    def ask(self, item: Item) -> Answer:
        """Return the answer to one question, in the order of coming; a fault of its pass is raised here."""
        ticket: _Ticket[Item, Answer] = _Ticket(item)
        with self._list:
            self._waiting.append(ticket)
        while not ticket.done:
            with self._turn:
                if not ticket.done:
                    self._pass()
        if ticket.fault is not None:
            raise ticket.fault
        return ticket.answer  # type: ignore[return-value]

    def _pass(self) -> None:
        with self._list:
            taken, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        try:
            answers = self._work([ticket.item for ticket in taken])
            for ticket, answer in zip(taken, answers, strict=True):
                ticket.answer = answer
        except Exception as fault:  # noqa: BLE001 - told to every thread that waits, none hangs
            for ticket in taken:
                ticket.fault = fault
        finally:
            for ticket in taken:
                ticket.done = True
