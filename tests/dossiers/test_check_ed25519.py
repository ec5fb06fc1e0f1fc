"""The plain Python Ed25519 of `verify.py` says what RFC 8032 and the library say, and nothing looser."""

import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from hypothesis import given, settings
from hypothesis import strategies as st

from borderlink.foundation.signing import PrivateKey, PublicKey, is_weak
from tools import ed25519

# RFC 8032, section 7.1: seed, public key, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


def holds(raw: bytes, message: bytes, signature: bytes) -> bool:
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@pytest.mark.parametrize(("seed", "public", "message", "signature"), VECTORS)
def test_the_rfcs_own_signatures_hold(seed: str, public: str, message: str, signature: str) -> None:
    raw, text, made = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)

    assert PrivateKey(bytes.fromhex(seed)).public().raw == raw
    assert holds(raw, text, made)
    assert not holds(raw, text + b"x", made)


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 64 * 8 - 1))
def test_it_agrees_with_the_library_on_true_and_on_changed_signatures(
    seed: bytes, message: bytes, bit: int
) -> None:
    key = PrivateKey(seed)
    raw, signature = key.public().raw, key.sign_bytes(message)
    changed = bytearray(signature)
    changed[bit // 8] ^= 1 << bit % 8

    assert holds(raw, message, signature)
    assert not holds(raw, message, bytes(changed))
    assert not PublicKey("ed25519", raw).verify_bytes(message, bytes(changed))


def test_a_second_form_of_the_same_signature_is_refused() -> None:
    """S + L is the same number to the equation: only one of the two is a signature."""
    key = PrivateKey(bytes(32))
    signature = key.sign_bytes(b"x")
    larger = int.from_bytes(signature[32:], "little") + ed25519.L
    second = signature[:32] + larger.to_bytes(32, "little")

    assert holds(key.public().raw, b"x", signature)
    assert not holds(key.public().raw, b"x", second)
    assert not PublicKey("ed25519", key.public().raw).verify_bytes(b"x", second)


def test_keys_of_small_order_and_in_a_second_form_are_refused_by_both() -> None:
    forms = [0, 1, ed25519.P - 1, ed25519.P, ed25519.P + 1, 2**255 - 1]
    forms += [int.from_bytes(bytes.fromhex(text), "little") for text in (
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    )]  # fmt: skip
    for y in forms:
        for sign in (0, 1 << 255):
            raw = (y | sign).to_bytes(32, "little")
            forged = raw + bytes(32)  # R = A, S = 0 fits a key of small order now and then
            assert is_weak(raw)
            for number in range(8):
                message = hashlib.sha256(bytes([number])).digest()
                assert not holds(raw, message, forged)
                assert not PublicKey("ed25519", raw).verify_bytes(message, forged)
