"""Whatever comes from outside is read or refused, quickly: no reader ends in a fault on any bytes."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.foundation import canonical
from borderlink.foundation.envelope import Content, Header, peek
from borderlink.foundation.introductions import Introduction
from borderlink.foundation.letterkeys import PrivateLetterKeys, SignedLetterKeys
from borderlink.foundation.openkeys import OpenKey
from borderlink.foundation.refusals import Refusal
from borderlink.liaison.adapters import courier
from borderlink.liaison.domain import schemas
from borderlink.liaison.domain.bodies import read_body
from borderlink.liaison.domain.bundles import Bundle, Trouble
from borderlink.liaison.domain.carrying import Manifest, SignedManifest, Stretch
from borderlink.liaison.domain.receipts import Holding, SignedStatement, sign
from tests.letter_world import NOON_S, founded, write
from tests.simulators import clue
from tests.world import NOON

GZ, MC, SYD = founded()
LETTER = "019a0000-0000-7000-8000-00000000abcd"
CHANCE = random.Random(31)  # noqa: S311 - the same bytes in every run
SEALED = write(MC, GZ, CHANCE)
HOLDING = sign(
    Holding(
        sender=MC.code, recipient=GZ.code, epoch="ab" * 16, contiguous=3, running="cd" * 32, gaps=((5, 9),),
        at=NOON_S,
    ),
    GZ.signer,
).to_bytes()  # fmt: skip
BODY = canonical.to_bytes(clue(letter=LETTER, thread=LETTER, at=NOON, note="chè"))
BUNDLE = Bundle(
    sender=MC.code,
    recipient=GZ.code,
    statements=(HOLDING,),
    wires=(SEALED.wire,),
    troubles=(Trouble("", "x"),),
).to_bytes()
MANIFEST = Manifest(
    sender=MC.code, recipient=GZ.code, envelopes=1, statements=0, digest=courier.digest_of([SEALED.wire]),
    stretches=(Stretch(epoch="ab" * 16, count=1, first=1, last=1, tip="ab" * 32),), at=NOON_S,
).sign(MC.signer)  # fmt: skip

READERS: list[tuple[str, Callable[[bytes], object], bytes]] = [
    ("envelope", peek, SEALED.wire),
    ("content", Content.from_bytes, SEALED.content),
    ("header", Header.from_bytes, peek(SEALED.wire).to_bytes()),
    ("introduction", Introduction.from_bytes, MC.introduction().to_bytes()),
    ("letter keys", SignedLetterKeys.from_bytes, MC.signed_keys().to_bytes()),
    ("private keys", PrivateLetterKeys.from_pem, MC.secrets[1].pem()),
    ("open key", lambda data: OpenKey.from_text(data.decode("latin-1")), MC.keys.open_key(2).text().encode()),
    ("statement", SignedStatement.from_bytes, HOLDING),
    ("bundle", Bundle.from_bytes, BUNDLE),
    ("manifest", SignedManifest.from_bytes, MANIFEST),
    ("body", lambda data: read_body(data, letter="x"), BODY),
    ("letter", schemas.check, BODY),
]


def spoil(data: bytes, chance: random.Random) -> bytes:
    """Change bytes anywhere, some of them in the ways in which parsers fail."""
    one, two = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    two = min(two, one + 64)
    piece = chance.choice([
        b"", b"\0", b"\xff\xff\xff\xff", b"[" * 5000, b'{"a":' * 5000, b"9" * 5000, b"-1", b"1e999", b"null",
        b"true", b'""', b"[]", b"{}", b"\\ud800", b"\xed\xa0\x80", b"NaN", b'"\\u0000"', b"9007199254740993",
        data[one:two] * 2, chance.randbytes(3),
    ])  # fmt: skip
    return data[:one] + piece + data[two:]


def read_or_refuse(read: Callable[[bytes], object], data: bytes) -> None:
    try:
        read(data)
    except Refusal:
        return


@pytest.mark.parametrize(("name", "read", "good"), READERS, ids=[name for name, _, _ in READERS])
def test_spoiled_bytes_are_read_or_refused(name: str, read: Callable[[bytes], object], good: bytes) -> None:
    started = time.process_time()
    for _ in range(400):
        data = spoil(good, CHANCE)
        read_or_refuse(read, spoil(data, CHANCE) if CHANCE.random() < 0.3 else data)

    assert time.process_time() - started < 20, name


@pytest.mark.parametrize(("name", "read", "good"), READERS, ids=[name for name, _, _ in READERS])
@given(data=st.binary(max_size=200) | st.text(max_size=60).map(lambda text: text.encode(errors="replace")))
def test_any_bytes_are_read_or_refused(
    name: str, read: Callable[[bytes], object], good: bytes, data: bytes
) -> None:
    read_or_refuse(read, data)
    read_or_refuse(read, good[:12] + data)


MEMBERS = sorted(clue(letter=LETTER, thread=LETTER, at=NOON))


@given(st.sampled_from(MEMBERS), st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
))  # fmt: skip
def test_a_letter_with_any_member_is_understood_or_refused(member: str, value: canonical.Value) -> None:
    body = clue(letter=LETTER, thread=LETTER, at=NOON) | {member: value}

    read_or_refuse(schemas.check, canonical.to_bytes(body))
    body["facts"] = {**dict(clue(letter=LETTER, thread=LETTER, at=NOON)["facts"]), member: value}
    read_or_refuse(schemas.check, canonical.to_bytes(body))


def test_spoiled_carried_files_are_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "post"
    courier.write(path, MANIFEST, [SEALED.wire])
    whole = path.read_bytes()
    for number in range(150):
        spoiled = tmp_path / str(number)
        spoiled.write_bytes(spoil(whole, CHANCE))
        read_or_refuse(lambda _, path=spoiled: list(courier.parts(path)), b"")  # type: ignore[misc]
        read_or_refuse(lambda _, path=spoiled: courier.read_manifest(path), b"")  # type: ignore[misc]


def test_the_whole_examples_are_read_so_that_what_is_spoiled_was_whole_before() -> None:
    assert [name for name, read, good in READERS if not is_read(read, good)] == []
    assert [name for name, read, good in READERS if is_read(read, good[:-1])] == []


def is_read(read: Callable[[bytes], object], data: bytes) -> bool:
    try:
        return read(data) is not None
    except Refusal:
        return False
