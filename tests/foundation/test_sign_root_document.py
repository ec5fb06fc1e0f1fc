from dataclasses import replace

import pytest

from borderlink.foundation import canonical
from borderlink.foundation.roots import (
    NotARoot,
    Root,
    RootDoesNotFollow,
    RootNotSigned,
    SignedRoot,
    read_root,
)
from borderlink.foundation.signing import PrivateKey, fingerprint

HOLDERS = [PrivateKey(bytes([number]) * 32) for number in range(1, 7)]
OUTSIDER = PrivateKey(bytes(32))


def root_of(*holders: PrivateKey) -> Root:
    return Root(agency="CN-GZ-CUSTOMS", keys=tuple(holder.public() for holder in holders))


FIRST = root_of(*HOLDERS[:3])
SECOND = replace(root_of(*HOLDERS[2:5]), version=2, previous=FIRST.fingerprint())


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (2, 1)])
def test_any_two_of_the_three_keys_are_enough(pair: tuple[int, int]) -> None:
    signed = FIRST.sign(*(HOLDERS[index] for index in pair))

    assert SignedRoot.from_bytes(signed.to_bytes()).verify() == FIRST


def test_one_key_is_not_enough_even_twice_or_with_an_outsider() -> None:
    for holders in ([HOLDERS[0]], [HOLDERS[0], HOLDERS[0]], [HOLDERS[0], OUTSIDER]):
        with pytest.raises(RootNotSigned):
            FIRST.sign(*holders).verify()


def test_one_signature_under_two_names_counts_once() -> None:
    signed = FIRST.sign(HOLDERS[0])
    doubled = replace(
        signed, signatures=(*signed.signatures, (HOLDERS[1].public().text(), signed.signatures[0][1]))
    )

    with pytest.raises(RootNotSigned):
        doubled.verify()


def test_the_fingerprint_is_that_of_the_canonical_bytes_whoever_signed() -> None:
    assert FIRST.fingerprint() == fingerprint(FIRST.document())
    assert FIRST.sign(*HOLDERS[:2]).root.fingerprint() == FIRST.sign(*HOLDERS[1:3]).root.fingerprint()
    assert len(FIRST.fingerprint().replace(" ", "")) == 60


def test_a_signed_document_whose_keys_were_swapped_is_refused() -> None:
    signed = FIRST.sign(*HOLDERS[:2])

    with pytest.raises(RootNotSigned):
        replace(signed, root=root_of(HOLDERS[0], HOLDERS[1], OUTSIDER)).verify()


def test_the_next_version_needs_two_old_keys_and_two_of_its_own() -> None:
    assert SECOND.sign(HOLDERS[1], HOLDERS[2], HOLDERS[3]).verify_after(FIRST) == SECOND
    with pytest.raises(RootNotSigned):
        SECOND.sign(HOLDERS[2], HOLDERS[3]).verify_after(FIRST)
    with pytest.raises(RootNotSigned):
        SECOND.sign(HOLDERS[0], HOLDERS[1]).verify_after(FIRST)


@pytest.mark.parametrize(
    "changed", [{"version": 3}, {"previous": SECOND.fingerprint()}, {"agency": "AU-SYD-POLICE"}]
)
def test_a_version_that_does_not_follow_is_refused(changed: dict[str, object]) -> None:
    stranger = replace(SECOND, **changed)  # type: ignore[arg-type]

    with pytest.raises(RootDoesNotFollow):
        stranger.sign(*HOLDERS[:5]).verify_after(FIRST)


def test_a_root_needs_three_different_keys() -> None:
    with pytest.raises(NotARoot):
        root_of(HOLDERS[0], HOLDERS[1], HOLDERS[1])
    with pytest.raises(NotARoot):
        root_of(HOLDERS[0], HOLDERS[1])


@pytest.mark.parametrize(
    "field", [{"threshold": 1}, {"extra": 1}, {"type": "x"}, {"version": True}, {"keys": "x"}]
)
def test_a_document_with_other_fields_is_refused(field: dict[str, canonical.Value]) -> None:
    document = canonical.to_bytes({**canonical.object_of(FIRST.document()), **field})

    with pytest.raises(NotARoot):
        read_root(document)
