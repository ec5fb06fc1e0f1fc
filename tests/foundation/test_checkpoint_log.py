import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderlink.foundation import checkpoint, tree
from borderlink.foundation.checkpoint import Checkpoint, CheckpointNotSigned, NotACheckpoint, SignedCheckpoint
from borderlink.foundation.signing import PrivateKey

# The example of the Go project's package note, which C2SP's signed-note describes.
VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SIGNER = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZ"
    "InNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
AMINA = PrivateKey(bytes(range(32)))
BRUNO = PrivateKey(bytes(32))
HEAD = Checkpoint(
    origin="borderlink/journal/GZ", size=12, root=tree.leaf_hash(b"x"), extensions=("time 2026-11-22",)
)


def test_the_published_note_verifies_and_is_signed_alike() -> None:
    name, key = checkpoint.read_verifier_key(VERIFIER)
    text, signatures = checkpoint.read_note(NOTE)
    private = PrivateKey(base64.b64decode(SIGNER)[1:])

    assert checkpoint.signed_by(text, signatures, name, key)
    assert not checkpoint.signed_by(text.replace("problem", "Problem", 1), signatures, name, key)
    assert private.sign_bytes(text.encode()) == signatures[0][1][4:]
    assert checkpoint.verifier_key(name, private.public()) == VERIFIER


@pytest.mark.parametrize("at", range(len(VERIFIER)))
def test_no_altered_verifier_key_is_read(at: int) -> None:
    with pytest.raises(NotACheckpoint):
        checkpoint.read_verifier_key(VERIFIER[:at] + chr(ord(VERIFIER[at]) + 1) + VERIFIER[at + 1 :])


def test_a_checkpoint_is_read_back_from_its_note() -> None:
    note = HEAD.sign("auditor", AMINA).note()

    assert SignedCheckpoint.from_note(note).verify("auditor", AMINA.public()) == HEAD
    assert note.startswith("borderlink/journal/GZ\n12\n")
    assert HEAD.extension("time") == "2026-11-22"


def test_another_key_or_name_has_not_signed_it() -> None:
    signed = HEAD.sign("auditor", AMINA)

    for name, key in (("auditor", BRUNO), ("auditors", AMINA)):
        with pytest.raises(CheckpointNotSigned):
            signed.verify(name, key.public())


def test_a_second_signature_stands_beside_the_first() -> None:
    note = HEAD.sign("auditor", AMINA).cosigned("witness", BRUNO).note()
    signed = SignedCheckpoint.from_note(note)

    assert signed.verify("auditor", AMINA.public()) == signed.verify("witness", BRUNO.public())


@given(st.data())
def test_no_character_of_a_signed_checkpoint_can_be_changed(data: st.DataObject) -> None:
    note = HEAD.sign("auditor", AMINA).note()
    at = data.draw(st.integers(0, len(note) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda found: found != note[at]))

    with pytest.raises((NotACheckpoint, CheckpointNotSigned)):
        SignedCheckpoint.from_note(note[:at] + other + note[at + 1 :]).verify("auditor", AMINA.public())


@pytest.mark.parametrize(
    "text",
    ["", "a\n", "a\n1\n", "a\n01\n" + "A" * 43 + "=\n", "a\n-1\n" + "A" * 43 + "=\n", "a\n1\nAAAA\n",
     "a\n1\n" + "A" * 43 + "=\n\n", "a\n" + "9" * 50 + "\n" + "A" * 43 + "=\n", "a\n²\n" + "A" * 43 + "=\n"],
)  # fmt: skip
def test_a_text_in_another_form_is_no_checkpoint(text: str) -> None:
    with pytest.raises(NotACheckpoint):
        Checkpoint.from_text(text)


@pytest.mark.parametrize("name", ["", "two words", "plus+sign"])
def test_a_signer_is_named_without_space_or_plus(name: str) -> None:
    with pytest.raises(NotACheckpoint):
        HEAD.sign(name, AMINA)


def test_a_checkpoint_with_a_line_break_in_a_line_is_never_written() -> None:
    with pytest.raises(ValueError, match="not printable"):
        Checkpoint(origin="a\nb", size=1, root=bytes(32)).text()
