import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.foundation import canonical
from borderlink.foundation.canonical import Value
from borderlink.liaison.domain.receipts import (
    MOST_GAPS,
    Holding,
    ReceiptNote,
    Resync,
    SignedStatement,
    Statement,
    sign,
)
from borderlink.liaison.refusals.receiving import NotAStatement, StatementNotSigned
from tests.letter_world import NOON_S, founded, letter_id

GZ, MC, SYD = founded()
CHANCE = random.Random(5)  # noqa: S311 - the same letters in every run
NOTE = ReceiptNote(
    letter=letter_id(CHANCE), digest="ab" * 32, stage="RCP-REFUSED", code="post.expired", at=NOON_S,
    sender=MC.code, recipient=GZ.code,
)  # fmt: skip
HOLDING = Holding(
    sender=MC.code, recipient=GZ.code, epoch="cd" * 16, contiguous=7, running="ef" * 32,
    gaps=((9, 9), (12, 40)), at=NOON_S,
)  # fmt: skip
RESYNC = Resync(sender=MC.code, recipient=GZ.code, epoch="cd" * 16, after=0, running="", at=NOON_S)
EVERY: list[Statement] = [NOTE, HOLDING, RESYNC]


@pytest.mark.parametrize("statement", EVERY)
def test_a_statement_reads_back_and_is_proved_by_its_signer_alone(statement: Statement) -> None:
    data = sign(statement, GZ.signer).to_bytes()

    read = SignedStatement.from_bytes(data)

    assert read.verify(GZ.keys.sign_key) == statement
    assert read.to_bytes() == data
    for other in (MC.keys.sign_key, SYD.keys.sign_key):
        with pytest.raises(StatementNotSigned):
            read.verify(other)


def test_a_signature_does_not_move_to_a_statement_of_another_kind() -> None:
    holding, resync = sign(HOLDING, GZ.signer), sign(RESYNC, GZ.signer)

    for made in (replace(holding, signature=resync.signature), replace(holding, key="0" * 16)):
        with pytest.raises(StatementNotSigned):
            SignedStatement.from_bytes(made.to_bytes()).verify(GZ.keys.sign_key)


@pytest.mark.parametrize(
    ("statement", "change"),
    [
        (NOTE, {"letter": "x"}), (NOTE, {"digest": "AB" * 32}), (NOTE, {"stage": "stored"}),
        (NOTE, {"code": "A"}),
        (NOTE, {"at": -1}), (NOTE, {"sender": ""}), (HOLDING, {"epoch": ""}), (HOLDING, {"running": ""}),
        (HOLDING, {"contiguous": 0}), (HOLDING, {"gaps": ((9, 8),)}), (HOLDING, {"gaps": ((7, 8),)}),
        (HOLDING, {"gaps": ((9, 12), (12, 13))}), (RESYNC, {"after": 3}), (RESYNC, {"reason": "A b"}),
        (HOLDING, {"gaps": tuple((9 + 2 * one, 9 + 2 * one) for one in range(MOST_GAPS + 1))}),
    ],
)  # fmt: skip
def test_a_statement_out_of_form_is_not_made(statement: Statement, change: dict[str, object]) -> None:
    with pytest.raises(NotAStatement):
        replace(statement, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "field",
    [
        {"type": "borderlink-letter-1"}, {"type": None}, {"more": 1}, {"gaps": [[True, 2]]}, {"gaps": [[9]]},
        {"gaps": {}}, {"gaps": None}, {"at": True}, {"contiguous": "7"},
    ],
)  # fmt: skip
def test_a_document_with_other_fields_is_refused(field: dict[str, Value]) -> None:
    signed = sign(HOLDING, GZ.signer)
    document = canonical.to_bytes({**canonical.object_of(signed.document), **field})

    with pytest.raises(NotAStatement):
        SignedStatement.from_bytes(replace(signed, document=document).to_bytes())


@given(st.one_of(
    st.binary(max_size=80),
    st.sampled_from([b"{}", b"[]", b'{"key":"","signature":"","statement":""}', bytes(20_000)]),
))  # fmt: skip
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    with pytest.raises(NotAStatement):
        SignedStatement.from_bytes(data)


def test_a_statement_has_one_form() -> None:
    data = sign(HOLDING, GZ.signer).to_bytes()
    for old, new in (
        (b'"ed25519:', b'" ed25519:'),
        (b'=="', b'==\\n"'),
        (b'"key":', b'"key" :'),
        (b"}", b"} "),
    ):
        changed = data[::-1].replace(old[::-1], new[::-1], 1)[::-1]
        assert changed != data

        with pytest.raises(NotAStatement):
            SignedStatement.from_bytes(changed)


def test_no_changed_bit_of_a_statement_passes() -> None:
    data = sign(HOLDING, GZ.signer).to_bytes()
    for at in range(0, len(data) * 8, 7):
        changed = bytearray(data)
        changed[at // 8] ^= 1 << at % 8

        with pytest.raises((NotAStatement, StatementNotSigned)):
            SignedStatement.from_bytes(bytes(changed)).verify(GZ.keys.sign_key)
