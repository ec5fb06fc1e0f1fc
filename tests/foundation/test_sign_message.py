import base64
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.foundation import keyfiles, signing
from borderlink.foundation.keyfiles import NotAKeyFile, PassphraseTooShort, WrongPassphrase
from borderlink.foundation.signing import NotAKey, PrivateKey, PublicKey, Signature

AMINA = PrivateKey(bytes(range(32)))
BRUNO = PrivateKey(bytes(32))
PHRASE = "seven grey herons at noon"
FAST = 10  # scrypt's cost in tests


def key_file(passphrase: str = PHRASE) -> bytes:
    return keyfiles.protect(AMINA, passphrase, salt=bytes(16), cost=FAST)


def test_the_first_vector_of_rfc_8032_is_reproduced() -> None:
    key = PrivateKey(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))

    assert key.public().raw.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert (
        key.sign_bytes(b"")
        .hex()
        .startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555f")
    )


@given(st.binary(max_size=64), st.text(max_size=8))
def test_a_signature_holds_for_its_message_its_purpose_and_its_key_alone(
    message: bytes, purpose: str
) -> None:
    signature = AMINA.sign(message, purpose=purpose)

    assert AMINA.public().verify(message, signature, purpose=purpose)
    assert not AMINA.public().verify(message + b"x", signature, purpose=purpose)
    assert not AMINA.public().verify(message, signature, purpose=purpose + "x")
    assert not BRUNO.public().verify(message, signature, purpose=purpose)


def test_a_letter_moved_from_the_purpose_to_the_message_is_noticed() -> None:
    signature = AMINA.sign(b"bc", purpose="a")

    assert not AMINA.public().verify(b"c", signature, purpose="ab")


def test_keys_and_signatures_are_read_back_from_their_text() -> None:
    signature = AMINA.sign(b"m", purpose="p")

    assert PublicKey.from_text(AMINA.public().text()) == AMINA.public()
    assert Signature.from_text(signature.text()) == signature
    assert AMINA.public().text().startswith("ed25519:")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ed25519:",
        "ed25519:AAAA",
        "rsa:" + "A" * 43 + "=",
        "ed25519:" + "A" * 42 + "B=",
        "ed25519:" + "é" * 44,
    ],
)
def test_a_damaged_key_is_refused(text: str) -> None:
    with pytest.raises(NotAKey):
        PublicKey.from_text(text)


def test_a_signature_of_an_unknown_algorithm_is_no_signature() -> None:
    signature = Signature("ml-dsa-65", AMINA.sign(b"m", purpose="p").raw)

    assert not AMINA.public().verify(b"m", signature, purpose="p")


def test_a_private_key_does_not_show_itself() -> None:
    assert AMINA.seed.hex() not in repr(AMINA)
    assert repr(AMINA) == "PrivateKey(...)"


def test_a_fingerprint_is_sixty_digits_in_groups_of_five_and_spaces_do_not_count() -> None:
    made = signing.fingerprint(b"abc")

    # SHA-512("abc") begins ddaf35a193 617abacc41; 0xddaf35a193 % 100000 = 29459
    assert [len(group) for group in made.split(" ")] == [5] * 12
    assert made.startswith(f"{0xDDAF35A193 % 100_000:05d} {0x617ABACC41 % 100_000:05d} ")
    assert signing.same_fingerprint(made, made.replace(" ", "\n"))
    assert not signing.same_fingerprint(made, signing.fingerprint(b"abd"))


def test_a_key_file_opens_with_its_passphrase_and_shows_only_the_public_half() -> None:
    data = key_file()

    assert keyfiles.unprotect(data, PHRASE) == AMINA
    assert keyfiles.public_of(data) == AMINA.public()
    assert base64.b64encode(AMINA.seed) not in data


def test_a_passphrase_typed_on_another_keyboard_is_the_same() -> None:
    data = key_file("con sáo trắng ngoài sân")

    assert keyfiles.unprotect(data, "con sa\u0301o tra\u0306\u0301ng ngoa\u0300i sa\u0302n") == AMINA


def test_a_wrong_passphrase_and_a_swapped_public_key_do_not_open_it() -> None:
    data = key_file()

    with pytest.raises(WrongPassphrase):
        keyfiles.unprotect(data, PHRASE + "!")
    with pytest.raises(WrongPassphrase):
        keyfiles.unprotect(
            data.replace(AMINA.public().text().encode(), BRUNO.public().text().encode()), PHRASE
        )


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(PassphraseTooShort):
        key_file("short")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"scrypt":10', b'"scrypt":31'),
        (b'"scrypt":10', b'"scrypt":"10"'),
        (b"borderlink", b"borderlimk"),
        (b"{", b""),
    ],
)
def test_another_file_is_not_taken_for_a_key(old: bytes, new: bytes) -> None:
    with pytest.raises(NotAKeyFile):
        keyfiles.unprotect(key_file().replace(old, new, 1), PHRASE)


@pytest.mark.outside
def test_openssl_agrees_with_our_signatures(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(AMINA.pem())
    (tmp_path / "message").write_bytes(b"four parcels of tea")
    signed = subprocess.run(
        ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", "key.pem", "-in", "message"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip

    assert signed.stdout == AMINA.sign_bytes(b"four parcels of tea")
