"""The example that other programs are tested with stays readable for ever, and is what the page says."""

import base64
import json
from typing import Any

import pytest

from borderlink.foundation.envelope import (
    Content,
    Header,
    check_inner,
    check_outer,
    digest_of,
    open_content,
    peek,
    seal,
)
from borderlink.foundation.introductions import Introduction
from borderlink.foundation.letterkeys import PrivateLetterKeys
from borderlink.foundation.signing import PrivateKey
from borderlink.liaison.domain.receipts import SignedStatement
from borderlink.liaison.domain.receiving import Examined, Keyring, examine
from tests.house.source import TOP

EXAMPLE: dict[str, Any] = json.loads((TOP / "docs" / "design" / "letter-example.json").read_text())
SENDER, RECIPIENT = EXAMPLE["sender"], EXAMPLE["recipient"]


@pytest.mark.parametrize("letter", EXAMPLE["letters"])
def test_the_example_is_read_as_any_letter(letter: dict[str, str]) -> None:
    _, theirs = Introduction.from_bytes(SENDER["introduction"].encode()).verify()
    _, ours = Introduction.from_bytes(RECIPIENT["introduction"].encode()).verify()
    private = PrivateLetterKeys.from_seed(bytes.fromhex(RECIPIENT["open_seed_hex"]))
    wire = base64.b64decode(letter["wire"])

    found = examine(wire, Keyring.of([[theirs]], [(ours, private)]), me=ours.agency, at=EXAMPLE["now"])

    assert isinstance(found, Examined)
    assert found.digest == letter["digest"]
    assert found.content.body.decode() == letter["body"]
    assert found.content.to_bytes() == base64.b64decode(letter["content"])
    receipt = SignedStatement.from_bytes(letter["receipt"].encode()).verify(ours.sign_key)
    assert receipt.fields()["content"] == digest_of(base64.b64decode(letter["content"]))


@pytest.mark.parametrize("letter", EXAMPLE["letters"])
def test_the_example_is_written_as_any_letter(letter: dict[str, str]) -> None:
    """All but the seal is the same in every writing: what is signed has one form."""
    _, theirs = Introduction.from_bytes(SENDER["introduction"].encode()).verify()
    _, ours = Introduction.from_bytes(RECIPIENT["introduction"].encode()).verify()
    header = Header.from_bytes(letter["header"].encode())
    signer = PrivateKey(bytes.fromhex(SENDER["sign_seed_hex"]))

    sealed = seal(header, letter["body"].encode(), signer=signer, to=ours.open_key(header.suite))

    assert sealed.content == base64.b64decode(letter["content"])
    assert sealed.wire != base64.b64decode(letter["wire"])
    check_outer(sealed.wire, peek(sealed.wire), theirs.sign_key)
    private = PrivateLetterKeys.from_seed(bytes.fromhex(RECIPIENT["open_seed_hex"])).by_suite[header.suite]
    check_inner(open_content(sealed.wire, header, private), theirs.sign_key)
    assert Content.from_bytes(sealed.content).header.decode() == letter["header"]


@pytest.mark.parametrize("agency", [SENDER, RECIPIENT])
def test_the_digits_of_the_example_are_those_of_its_root(agency: dict[str, str]) -> None:
    assert Introduction.from_bytes(agency["introduction"].encode()).fingerprint() == agency["fingerprint"]
