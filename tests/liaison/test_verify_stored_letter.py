import json
import random
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from borderlink.foundation.envelope import Content, digest_of
from borderlink.foundation.letterkeys import DAY_S
from borderlink.liaison.domain.receipts import ReceiptNote, sign
from tests.house.source import TOP
from tests.letter_mutations import As
from tests.letter_world import NOON_S, Agency, founded, parts, write

GZ, MC, SYD = founded()
PROGRAM = TOP / "docs" / "verify_letter.py"
CHANCE = random.Random(17)  # noqa: S311 - the same letters in every run


@dataclass(frozen=True)
class Stored:
    """What a third party is handed: files in a folder, and digits on paper."""

    folder: Path
    sender: Agency = MC
    recipient: Agency = GZ

    def write(self, *, content: bytes, wire: bytes, receipt: bytes) -> "Stored":
        for name, data in (
            ("a.letter", content), ("a.envelope", wire), ("a.receipt", receipt),
            ("sender.json", self.sender.introduction().to_bytes()),
            ("recipient.json", self.recipient.introduction().to_bytes()),
        ):  # fmt: skip
            (self.folder / name).write_bytes(data)
        return self

    def verified(self, *more: str, digits: str = "", receipt: bool = True) -> dict[str, object]:
        """Run the program with nothing of ours on its path, and return what it says."""
        wanted = [
            "a.letter", "--sender", "sender.json", "--digits", digits or self.sender.root().fingerprint(),
            "--envelope", "a.envelope", *more,
        ]  # fmt: skip
        if receipt:
            wanted += ["--receipt", "a.receipt", "--recipient", "recipient.json"]
            wanted += ["--recipient-digits", self.recipient.root().fingerprint()]
        done = subprocess.run(
            [sys.executable, "-I", str(PROGRAM), *wanted], cwd=self.folder, capture_output=True, check=False
        )
        told: dict[str, object] = json.loads(done.stdout)
        assert done.returncode == (0 if told["holds"] else 1)
        assert done.stderr == b""
        return told


SEALED = write(MC, GZ, CHANCE)
HEADER, _, CONTENT = parts(SEALED)
NOTE = ReceiptNote(
    letter=HEADER.letter, digest=SEALED.digest, content=digest_of(SEALED.content), stage="RCP-VALIDATED",
    at=NOON_S + 60, sender=MC.code, recipient=GZ.code,
)  # fmt: skip
OTHER = parts(write(MC, GZ, CHANCE))[0].letter
RECEIPT = sign(NOTE, GZ.signer).to_bytes()


def test_a_third_party_verifies_a_letter_and_its_receipt_with_public_keys_alone(tmp_path: Path) -> None:
    told = Stored(tmp_path).write(content=SEALED.content, wire=SEALED.wire, receipt=RECEIPT).verified()

    assert told["holds"]
    assert (told["letter"], told["sender"], told["recipient"]) == (HEADER.letter, "MC-POLICE", "GZ-CUSTOMS")
    assert told["receipt"] == {
        "stage": "RCP-VALIDATED", "code": "", "at": NOON_S + 60, "digest": SEALED.digest,
        "names_this_text": True,
    }  # fmt: skip
    assert told["text"] == json.loads(CONTENT.body)


def test_the_verifier_imports_nothing_of_ours() -> None:
    text = PROGRAM.read_text()

    assert "import borderlink" not in text
    assert "from borderlink" not in text
    assert len([line for line in text.splitlines() if line.strip()]) <= 160


@pytest.mark.parametrize(
    ("content", "wire", "receipt"),
    [
        (replace(CONTENT, body=CONTENT.body.replace(b"clue", b"cleu")).to_bytes(), SEALED.wire, RECEIPT),
        (SEALED.content[:-1], SEALED.wire, RECEIPT),
        (SEALED.content, write(MC, GZ, CHANCE).wire, RECEIPT),
        (write(MC, GZ, CHANCE).content, SEALED.wire, RECEIPT),
        (SEALED.content, SEALED.wire, sign(NOTE, SYD.signer).to_bytes()),
        (SEALED.content, SEALED.wire, sign(replace(NOTE, digest="ab" * 32), GZ.signer).to_bytes()),
        (SEALED.content, SEALED.wire, sign(replace(NOTE, content="ab" * 32), GZ.signer).to_bytes()),
        (SEALED.content, SEALED.wire, sign(replace(NOTE, letter=OTHER), GZ.signer).to_bytes()),
        (SEALED.content, SEALED.wire, sign(NOTE, As(GZ.signer, "holding")).to_bytes()),
        (SEALED.content, SEALED.wire, b"{}"),
        (replace(CONTENT, signature=SYD.signer.sign(CONTENT.signed(), purpose="letter")).to_bytes(),
         SEALED.wire, RECEIPT),
        (replace(CONTENT, signature=MC.signer.sign(CONTENT.signed(), purpose="envelope")).to_bytes(),
         SEALED.wire, RECEIPT),
    ],
)  # fmt: skip
def test_what_was_changed_or_is_anothers_does_not_hold(
    tmp_path: Path, content: bytes, wire: bytes, receipt: bytes
) -> None:
    assert not Stored(tmp_path).write(content=content, wire=wire, receipt=receipt).verified()["holds"]


def test_only_the_digits_on_paper_are_trusted(tmp_path: Path) -> None:
    false = replace(MC, holders=SYD.holders)
    stored = Stored(tmp_path, sender=false).write(content=SEALED.content, wire=SEALED.wire, receipt=RECEIPT)

    assert stored.verified()["holds"]
    assert not stored.verified(digits=MC.root().fingerprint())["holds"]


def test_a_letter_signed_with_a_key_that_was_not_valid_then_does_not_hold(tmp_path: Path) -> None:
    renewed = MC.renewed(at=NOON_S, seed=5)
    stored = Stored(tmp_path).write(content=SEALED.content, wire=SEALED.wire, receipt=RECEIPT)
    (tmp_path / "newer.json").write_bytes(renewed.introduction().to_bytes())

    assert not stored.verified("--sender", "newer.json")["holds"]  # it was sealed when the next key signed
    fresh = write(renewed, GZ, CHANCE, created=NOON_S + DAY_S)
    (tmp_path / "a.letter").write_bytes(fresh.content)
    (tmp_path / "a.envelope").write_bytes(fresh.wire)
    assert stored.verified("--sender", "newer.json", receipt=False)["holds"]
    assert Content.from_bytes(fresh.content).header
