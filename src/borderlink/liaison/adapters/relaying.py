"""A relay at work: what comes in an exchange is kept, what waits for whoever asks is given. No Django.

A relay speaks as a post office: it signs nothing and adds nothing. Whoever asks must show a holding that it
signed within the last hour, or is given nothing: a stranger learns not even how much waits. What a recipient
signs that it holds is dropped. With files carried by hand it does the same.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from borderlink.foundation.envelope import digest_of
from borderlink.foundation.refusals import Refusal
from borderlink.liaison.adapters import courier
from borderlink.liaison.adapters.spool import MOST_MIB, Held, Kept, Spool
from borderlink.liaison.domain.bundles import (
    MEDIA_TYPE,
    MOST_BYTES,
    MOST_STATEMENTS,
    MOST_WIRE_BYTES,
    MOST_WIRES,
    Bundle,
    Trouble,
)
from borderlink.liaison.domain.carrying import Manifest
from borderlink.liaison.domain.receipts import Holding, SignedStatement, signer_of
from borderlink.liaison.refusals.relay import RelayKeeps, RelayStranger

MOST_CARRIED: Final = 100_000  # envelopes in one file
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
    troubles += [_take(spool, wire, at) for wire in asked.wires]
    given = _waiting(spool, asked) if proved else ((), ())
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
    key = spool.sign_key(signer, signed.key, signed_at=signed.statement.at, at=at)
    both = {signed.statement.sender, signed.statement.recipient}
    if key is None or both != {asked.sender, asked.recipient}:
        raise RelayStranger(agency=signer)
    statement = signed.verify(key)
    if signer != asked.sender:  # what the other side signed, shown to it again
        spool.keep_statement(asked.recipient, asked.sender, "echo", document)
        return False
    spool.keep_statement(asked.recipient, asked.sender, statement.PURPOSE, document)
    if not isinstance(statement, Holding):
        return False
    most = statement.gaps[-1][1] if statement.gaps else statement.contiguous
    held = Held(statement.contiguous, most, statement.gaps)
    spool.drop_held(asked.sender, asked.recipient, statement.epoch, held)
    return abs(at - statement.at) <= FRESH_S


def _take(spool: Spool, wire: bytes, at: int) -> Trouble:
    """Keep one envelope and say so: it is not where it should be yet; or say why not."""
    try:
        spool.take(wire, at=at)
    except Refusal as refusal:
        return Trouble(digest_of(wire), refusal.code)
    return Trouble(digest_of(wire), RelayKeeps.code)


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


def take_file(spool: Spool, path: Path, *, at: int) -> dict[str, int]:
    """Take in a hand-carried file, whoever wrote it; return how often each code was met, "" for kept.

    Refuses: ``NotACourierFile``, ``CourierFileCut``, ``RelayStranger``.
    """
    manifest = courier.read_manifest(path)[0].manifest
    for agency in (manifest.sender, manifest.recipient):
        if agency not in spool.known:
            raise RelayStranger(agency=agency[:32])
    asked, met = Bundle(sender=manifest.sender, recipient=manifest.recipient), Counter[str]()
    for number, part in enumerate(courier.parts(path)):
        try:
            if number < manifest.statements:
                take_statement(spool, part, asked, at=at)
            else:
                spool.take(part, at=at)
            met[""] += 1
        except Refusal as refusal:
            met[refusal.code] += 1
    return dict(met)


def write_file(spool: Spool, path: Path, *, sender: str, recipient: str, at: int) -> int:
    """Write what waits for a recipient from a sender into a file to be carried; return how many envelopes.

    All of it stays in the spool until the recipient has signed that it holds it.
    Refuses: ``RelayStranger``, ``CourierFileExists``.
    """
    for agency in (sender, recipient):
        if agency not in spool.known:
            raise RelayStranger(agency=agency[:32])
    said = spool.hand_over(recipient, sender, MOST_CARRIED)
    waiting = list(islice(spool.waiting(recipient, sender), MOST_CARRIED))
    manifest = Manifest(
        sender=sender, recipient=recipient, envelopes=len(waiting), statements=len(said), stretches=(),
        digest=courier.digest_of(_parts(said, waiting)), at=at,
    )  # fmt: skip
    courier.write(path, manifest.relayed(), _parts(said, waiting))
    return len(waiting)


def _parts(said: Iterable[bytes], waiting: Iterable[Kept]) -> Iterator[bytes]:
    yield from said
    yield from (kept.path.read_bytes() for kept in waiting)


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
