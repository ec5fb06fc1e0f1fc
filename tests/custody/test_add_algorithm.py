"""A second algorithm, end to end: an officer's key, an act, the ledger, the verifier, a checkpoint."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from borderlink.custody.domain.acts import Signer
from borderlink.custody.domain.schema import KEYS_CASE, Kind
from borderlink.custody.domain.signatures import holds
from borderlink.foundation.checkpoint import SignedCheckpoint, read_verifier_key, verifier_key
from borderlink.foundation.signing import NotAKey, PublicKey, remove_algorithm
from tests.custody_world import FOREVER_S, Desk, key_of
from tests.second_algorithm import NAME, OtherKey, second_algorithm

if TYPE_CHECKING:
    from borderlink.foundation.canonical import Value


@pytest.fixture
def other() -> Iterator[OtherKey]:
    with second_algorithm() as key:
        yield key


def _desk_with(other: OtherKey) -> Desk:
    """A ledger in which Amina's second key is registered, and has signed a seizure beside Bruno's first."""
    desk = Desk()
    text = other.public().text()
    facts: dict[str, Value] = {
        "key": text,
        "badge": "AMINA",
        "unit": "CASES-2",
        "from_at": 0,
        "until_at": FOREVER_S,
    }
    registrar = key_of("REGISTRAR")
    draft = desk.draft(Kind.KEY_ADD, by=("REGISTRAR",), case=KEYS_CASE, given=facts)
    act = desk.ledger.prepare(draft)
    desk.lines.append(desk.ledger.append(act, [act.signed_by(registrar)]))
    signers = (Signer(badge="AMINA", unit="CASES-2", role="officer", key=text), desk.signer("BRUNO"))
    seizure = desk.ledger.prepare(replace(desk.draft(Kind.SEIZE, "E-1"), signers=signers))
    signatures = [seizure.signed_by(other), seizure.signed_by(key_of("BRUNO"))]
    desk.lines.append(desk.ledger.append(seizure, signatures))
    return desk


def test_an_act_signed_with_a_second_algorithm_is_kept_and_verified(other: OtherKey) -> None:
    desk = _desk_with(other)

    verdict = desk.verdict(desk.bodies(), signatures=holds)

    assert verdict.fault is None
    assert b"ed448:" in desk.bodies()[-1]


def test_a_changed_signature_of_the_second_algorithm_is_found(other: OtherKey) -> None:
    desk = _desk_with(other)
    body = desk.bodies()[-1]
    place = body.rindex(b"ed448:") + 20
    changed = body[:place] + (b"A" if body[place : place + 1] != b"A" else b"B") + body[place + 1 :]

    verdict = desk.verdict([*desk.bodies()[:-1], changed], signatures=holds)

    assert verdict.fault is not None
    assert verdict.fault.code == "custody.signature-invalid"


def test_an_algorithm_that_is_not_known_is_never_taken_for_valid(other: OtherKey) -> None:
    desk = _desk_with(other)
    remove_algorithm(NAME)

    verdict = desk.verdict(desk.bodies(), signatures=holds)

    assert verdict.fault is not None
    assert verdict.fault.code == "custody.signature-invalid"
    with pytest.raises(NotAKey):
        PublicKey.from_text(other.public().text())


def test_a_checkpoint_can_be_signed_with_the_second_algorithm(other: OtherKey) -> None:
    desk = _desk_with(other)
    note = desk.ledger.checkpoint().sign("node", other).note()

    name, key = read_verifier_key(verifier_key("node", other.public()))

    assert SignedCheckpoint.from_note(note).verify(name, key) == desk.ledger.checkpoint()
