"""A relay at work: what comes in an exchange is kept, what waits for whoever asks is given. No Django.

A relay speaks as a post office: it signs nothing and adds nothing. Whoever has once signed what it holds must
show with each exchange a holding that it signed within the last hour, or is given nothing: a stranger learns
not even how much waits. What a recipient signs that it holds is dropped.
"""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from borderlink.foundation.envelope import digest_of
from borderlink.foundation.refusals import Refusal
from borderlink.liaison.adapters.spool import MOST_MIB, Held, Spool
from borderlink.liaison.domain.bundles import (
    MEDIA_TYPE,
    MOST_BYTES,
    MOST_STATEMENTS,
    MOST_WIRE_BYTES,
    MOST_WIRES,
    Bundle,
    Trouble,
)
from borderlink.liaison.domain.receipts import Holding, SignedStatement, signer_of
from borderlink.liaison.refusals.relay import RelayStranger

FRESH_S: Final = 3600  # a holding that proves who asks is not older, nor from further ahead
SPOOL_VARIABLE: Final = "BORDERLINK_RELAY_SPOOL"
MOST_VARIABLE: Final = "BORDERLINK_RELAY_MIB"
PATH: Final = "/liaison/post"

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]


def exchange(spool: Spool, data: bytes, *, at: int) -> bytes:
    """Keep what a bundle holds and return the bundle of what waits for its sender from its recipient.

    Refuses: ``NotABundle``, ``RelayStranger``.
    """
    asked = Bundle.from_bytes(data)
    for agency in (asked.sender, asked.recipient):
        if agency not in spool.known:
            raise RelayStranger(agency=agency)
    troubles, proved = [], False
    for document in asked.statements:
        try:
            proved = take_statement(spool, document, asked, at=at) or proved
        except Refusal as refusal:
            troubles.append(Trouble("", refusal.code))
    troubles += [trouble for wire in asked.wires if (trouble := _take(spool, wire, at))]
    known = spool.has_shown(asked.sender, asked.recipient)
    given = _waiting(spool, asked) if proved or not known else ((), ())
    return Bundle(
        sender=asked.recipient, recipient=asked.sender, statements=given[0], wires=given[1],
        troubles=tuple(troubles[: MOST_WIRES + MOST_STATEMENTS]),
    ).to_bytes()  # fmt: skip


def take_statement(spool: Spool, document: bytes, asked: Bundle, *, at: int) -> bool:
    """Keep a signed statement between the two of a bundle; say whether it proves that its signer asks now.

    Refuses: ``NotAStatement``, ``StatementNotSigned``, ``RelayStranger``.
    """
    signed = SignedStatement.from_bytes(document)
    signer = signer_of(signed.statement)
    keys = spool.sign_keys(signer, at=at).get(signed.key)
    both = {signed.statement.sender, signed.statement.recipient}
    if keys is None or both != {asked.sender, asked.recipient}:
        raise RelayStranger(agency=signer)
    statement = signed.verify(keys.sign_key)
    if signer != asked.sender:  # what the other side signed, shown to it again
        spool.keep_statement(asked.recipient, asked.sender, "echo", document)
        return False
    spool.keep_statement(asked.recipient, asked.sender, statement.PURPOSE, document)
    if not isinstance(statement, Holding):
        return False
    most = statement.gaps[-1][1] if statement.gaps else statement.contiguous
    held = Held(statement.contiguous, most, statement.gaps)
    spool.drop_held(asked.sender, asked.recipient, statement.epoch, held)
    spool.show(asked.sender, asked.recipient)
    return abs(at - statement.at) <= FRESH_S


def _take(spool: Spool, wire: bytes, at: int) -> Trouble | None:
    """Keep one envelope, or say why not."""
    try:
        spool.take(wire, at=at)
    except Refusal as refusal:
        return Trouble(digest_of(wire), refusal.code)
    return None


def _waiting(spool: Spool, asked: Bundle) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Return the statements and the envelopes that wait for whoever asks, as many as a bundle holds."""
    wires: list[bytes] = []
    size = 0
    for kept in spool.waiting(asked.sender, asked.recipient):
        wire = kept.read()
        if len(wires) == MOST_WIRES or size + len(wire) > MOST_WIRE_BYTES:
            break
        if wire:
            wires.append(wire)
            size += len(wire)
    return tuple(spool.hand_over(asked.sender, asked.recipient, MOST_STATEMENTS)), tuple(wires)


class Relay:
    """The WSGI application of a relay: one address, one form in, the same form out."""

    def __init__(self, spool: Spool, clock: Callable[[], float] = time.time) -> None:
        self._spool, self._clock = spool, clock

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one exchange."""
        status, body = self.answer(environ)
        kind = MEDIA_TYPE if status.startswith("200") else "text/plain; charset=utf-8"
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    def answer(self, environ: Mapping[str, Any]) -> tuple[str, bytes]:
        """Return status and body: what is refused is told by its code alone."""
        if environ["REQUEST_METHOD"] != "POST" or environ.get("PATH_INFO") != PATH:
            return "404 Not Found", b"relay.not-here"
        length = str(environ.get("CONTENT_LENGTH") or "")
        if not length.isdecimal():
            return "411 Length Required", b"relay.length"
        if int(length) > MOST_BYTES:
            return "413 Content Too Large", b"relay.too-large"
        data = environ["wsgi.input"].read(int(length))
        if len(data) != int(length):
            return "400 Bad Request", b"relay.cut"
        try:
            return "200 OK", exchange(self._spool, data, at=int(self._clock()))
        except Refusal as refusal:
            return "400 Bad Request", refusal.code.encode()


def relay_of_environment() -> Relay:
    """Return the application that a web process serves: its spool is named by the environment."""
    most = int(os.environ.get(MOST_VARIABLE, str(MOST_MIB)))
    return Relay(Spool(Path(os.environ[SPOOL_VARIABLE]), most_mib=most))
