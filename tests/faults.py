"""A bad line between two nodes: an HTTP proxy on loopback that does to an exchange what networks do.

It waits, cuts, cuts short, turns bits, sends twice, sends again what was sent long ago, lets an exchange
overtake another, loses an answer or gives an old one. What it does is asked for by name, one fault a request;
``injected`` counts what was really done.
"""

import random
import socket
import threading
import time
from collections import Counter, deque
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_S: Final = 60.0
LONGEST_DELAY_S: Final = 0.3
REMEMBERED: Final = 50  # requests that can be sent again
_END: Final = b"\r\n\r\n"

Address = tuple[str, int]


class Cut(Exception):  # noqa: N818 - named for the fact
    """The line was cut: by the other side, or by a fault that was asked for."""


class BadLine:
    """Passes HTTP requests on to one address, badly when it was asked to.

    ``ask`` puts faults into a queue; each request takes one from it. ``cut`` and ``heal`` do to all of it.
    """

    def __init__(self, to: str, *, seed: int) -> None:
        told = urlsplit(to)
        self.to: Address = (told.hostname or "127.0.0.1", told.port or 80)
        self.injected: Counter[str] = Counter()
        self.passed = 0  # requests that were answered
        self._chance = random.Random(seed)  # noqa: S311 - a schedule that can be run again
        self._asked: deque[str] = deque()
        self._lock = threading.Lock()
        self._before: deque[bytes] = deque(maxlen=REMEMBERED)
        self._last_answer = b""
        self._overtaken: bytes | None = None
        self._whole, self._ending = True, False
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._faults: dict[str, Callable[[bytes], bytes]] = {
            "delay": self._delay, "cut-before": self._cut_before, "cut-request": self._cut_request,
            "drop-answer": self._drop_answer, "truncate-answer": self._truncate_answer,
            "flip-request": self._flip_request, "flip-answer": self._flip_answer, "twice": self._twice,
            "replay": self._replay, "reorder": self._reorder, "old-answer": self._old_answer,
        }  # fmt: skip

    @property
    def address(self) -> str:
        """Return where the line begins."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    @property
    def kinds(self) -> list[str]:
        """Return every fault by name."""
        return sorted(self._faults)

    def ask(self, kind: str) -> None:
        """Let the next request that has none yet suffer this fault."""
        if kind not in self._faults:
            raise ValueError(f"no fault is called {kind}")
        self._asked.append(kind)

    def waiting(self) -> int:
        """Return how many faults were asked for and not done yet."""
        return len(self._asked)

    def lead_to(self, to: str) -> None:
        """Lead the line to another address: a node that was started anew."""
        told = urlsplit(to)
        self.to = (told.hostname or "127.0.0.1", told.port or 80)

    def cut(self) -> None:
        """Cut the line, with what is on it."""
        self._whole = False
        with self._lock:
            self._close_all()

    def heal(self) -> None:
        """Let requests pass again."""
        self._whole = True

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending = True
        self._listening.close()
        with self._lock:
            self._close_all()

    def _close_all(self) -> None:
        for line in self._open:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        self._open.clear()

    def _listen(self) -> None:
        while not self._ending:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            if not self._whole:
                line.close()
                continue
            with self._lock:
                self._open.add(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        """Answer one caller's requests until either side cuts the line."""
        line.settimeout(PATIENCE_S)
        try:
            while self._whole:
                line.sendall(self._answer(read_message(line)))
        except (Cut, OSError):
            pass
        finally:
            with self._lock:
                self._open.discard(line)
            line.close()

    def _answer(self, request: bytes) -> bytes:
        """Return the answer to a request, after what its fault does."""
        with self._lock:
            kind = self._asked.popleft() if self._asked else ""
        self._let_overtaken_go()
        answer = self._faults[kind](request) if kind else self.pass_on(request)
        self.passed += 1
        self._before.append(request)
        return answer

    def pass_on(self, request: bytes) -> bytes:
        """Return the far side's answer to a request."""
        with socket.create_connection(self.to, timeout=PATIENCE_S) as far:
            far.sendall(without_keeping(request))
            answer = read_message(far)
        self._last_answer = answer
        return answer

    def _done(self, kind: str) -> None:
        with self._lock:
            self.injected[kind] += 1

    def _delay(self, request: bytes) -> bytes:
        time.sleep(self._chance.uniform(0.01, LONGEST_DELAY_S))
        self._done("delay")
        return self.pass_on(request)

    def _cut_before(self, _request: bytes) -> bytes:
        self._done("cut-before")
        raise Cut

    def _cut_request(self, request: bytes) -> bytes:
        """Let a part of the request through, and no more."""
        with socket.create_connection(self.to, timeout=PATIENCE_S) as far:
            far.sendall(request[: self._chance.randrange(1, len(request))])
        self._done("cut-request")
        raise Cut

    def _drop_answer(self, request: bytes) -> bytes:
        self.pass_on(request)
        self._done("drop-answer")
        raise Cut

    def _truncate_answer(self, request: bytes) -> bytes:
        """Give a part of the answer under the promise of all of it; the caller waits for no more."""
        answer = self.pass_on(request)
        head, _, body = answer.partition(_END)
        self._done("truncate-answer")
        if not body:
            raise Cut
        short = body[: self._chance.randrange(len(body))]
        length = f"content-length: {len(short)}".encode()
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length:")]
        return b"\r\n".join([*lines, length]) + _END + short

    def _flip_request(self, request: bytes) -> bytes:
        self._done("flip-request")
        return self.pass_on(self._flipped(request))

    def _flip_answer(self, request: bytes) -> bytes:
        answer = self.pass_on(request)
        self._done("flip-answer")
        return self._flipped(answer)

    def _flipped(self, message: bytes) -> bytes:
        """Turn up to three bits of a body."""
        start = message.index(_END) + len(_END)
        turned = bytearray(message)
        for _ in range(self._chance.randint(1, 3) if start < len(message) else 0):
            turned[self._chance.randrange(start, len(message))] ^= 1 << self._chance.randrange(8)
        return bytes(turned)

    def _twice(self, request: bytes) -> bytes:
        self.pass_on(request)
        self._done("twice")
        return self.pass_on(request)

    def _replay(self, request: bytes) -> bytes:
        """Send again what was sent before, then what is sent now."""
        old = self._chance.choice(list(self._before) or [request])
        with suppress(Cut, OSError):
            self.pass_on(old)
        self._done("replay")
        return self.pass_on(request)

    def _reorder(self, request: bytes) -> bytes:
        """Keep a request back until the one after it has gone; its caller hears nothing."""
        self._overtaken = request
        self._done("reorder")
        raise Cut

    def _let_overtaken_go(self) -> None:
        """Send what was kept back, a moment after the request at hand."""
        held, self._overtaken = self._overtaken, None
        if held is not None:
            threading.Timer(0.05, self._send_late, args=(held,)).start()

    def _send_late(self, request: bytes) -> None:
        with suppress(Cut, OSError):
            self.pass_on(request)

    def _old_answer(self, request: bytes) -> bytes:
        """Give the answer of the request before, and pass nothing on."""
        if not self._last_answer:
            return self.pass_on(request)
        self._done("old-answer")
        return self._last_answer


def read_message(line: socket.socket) -> bytes:
    """Return one whole HTTP request or answer of a connection; its length must be told."""
    held = b""
    while _END not in held:
        held += _more(line)
    head, _, body = held.partition(_END)
    length = 0
    for told in head.split(b"\r\n")[1:]:
        name, _, value = told.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    parts, missing = [held], length - len(body)
    while missing > 0:
        parts.append(_more(line))
        missing -= len(parts[-1])
    return b"".join(parts)


def _more(line: socket.socket) -> bytes:
    got = line.recv(1 << 16)
    if not got:
        raise Cut
    return got


def without_keeping(request: bytes) -> bytes:
    """Return a request whose connection is closed after the answer."""
    head, _, body = request.partition(_END)
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"connection: close"]) + _END + body
