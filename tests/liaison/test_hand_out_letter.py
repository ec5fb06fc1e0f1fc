"""A letter leaves as evidence by the one way out, and whoever has it proves it with public keys alone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from borderlink.foundation.envelope import peek
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.liaison.actions.proving import WAY, Evidence, hand_out_letter
from borderlink.liaison.commands.room import liaison
from borderlink.liaison.models.post import Incoming
from borderlink.liaison.refusals.post import CourierFileExists
from borderlink.liaison.refusals.receiving import NoEvidence
from borderlink.officers.actions.leaving import decide_release
from borderlink.officers.refusals import NotReleased
from tests.house.source import TOP
from tests.liaison.partners import two_officers
from tests.liaison.two_nodes import Pair, pair
from tests.world import NOON, World

pytestmark = pytest.mark.django_db
COURT = "Guangzhou Intermediate Court"


@pytest.fixture
def two(world: World) -> Pair:
    """Give our node and one partner's."""
    return pair(world)


def handed_out(world: World, letter: str) -> Evidence:
    """Hand a letter out to a court, as a commander has decided."""
    decide_release(way=WAY, subject=f"letter {letter}", recipient=COURT, why="trial", by=world.dalia, at=NOON)
    return hand_out_letter(letter=letter, to=COURT, why="trial", by=two_officers(world)[0], at=NOON)


def proved(found: Evidence, letter: str, folder: Path) -> dict[str, object]:
    """Let a third party verify the files, with nothing of ours."""
    for name, data in found.files.items():
        (folder / name).write_bytes(data)
    sender, recipient = found.sender, found.recipient
    done = subprocess.run(
        [
            sys.executable, "-I", str(TOP / "docs" / "verify_letter.py"), f"{letter}.letter",
            "--envelope", f"{letter}.envelope", "--sender", f"{sender}-1.keys.json",
            "--digits", found.digits[sender], "--receipt", "receipt-1.json",
            "--recipient", f"{recipient}-1.keys.json", "--recipient-digits", found.digits[recipient],
        ],
        cwd=folder, capture_output=True, check=False,
    )  # fmt: skip
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_a_letter_that_came_is_proved_with_our_receipt(world: World, two: Pair, tmp_path: Path) -> None:
    wire = two.other.clue(note="chè")
    two.get([wire])
    letter = peek(wire).letter

    told = proved(handed_out(world, letter), letter, tmp_path)

    assert told["holds"], told
    assert (told["sender"], told["recipient"]) == ("MC-POLICE", "GZ-CUSTOMS")
    receipt = told["receipt"]
    assert isinstance(receipt, dict)
    assert (receipt["stage"], receipt["names_this_text"]) == ("RCP-VALIDATED", True)


def test_a_letter_of_ours_is_proved_with_their_receipt(world: World, two: Pair, tmp_path: Path) -> None:
    (letter,) = two.write()
    two.put()

    told = proved(handed_out(world, str(letter.uuid)), str(letter.uuid), tmp_path)

    assert told["holds"], told
    assert told["sender"] == "GZ-CUSTOMS"


def test_a_letter_leaves_as_evidence_by_a_release_alone_and_for_its_office_alone(
    world: World, two: Pair
) -> None:
    wire = two.other.clue()
    two.get([wire])
    letter = peek(wire).letter
    given = {"letter": letter, "to": COURT, "why": "trial", "at": NOON}

    with pytest.raises(NotReleased):
        hand_out_letter(**given, by=two_officers(world)[0])  # type: ignore[arg-type]
    for outsider in (world.chidi, world.amina):
        with pytest.raises((NotFound, NotAllowed)):
            hand_out_letter(**given, by=world.reader(outsider))  # type: ignore[arg-type]
    handed_out(world, letter)
    with pytest.raises(NotReleased):
        hand_out_letter(**given, by=two_officers(world)[0])  # type: ignore[arg-type]


def test_what_was_erased_proves_nothing(world: World, two: Pair) -> None:
    wire = two.other.clue()
    two.get([wire])
    Incoming.objects.update(wire=b"", content=b"")

    with pytest.raises(NoEvidence):
        handed_out(world, peek(wire).letter)


def test_the_command_writes_the_files_and_prints_the_digits(world: World, two: Pair, tmp_path: Path) -> None:
    wire = two.other.clue()
    two.get([wire])
    letter, officer = peek(wire).letter, two_officers(world)[0].badge
    command = ["evidence", letter, str(tmp_path / "out"), "--badge", officer, "--to", COURT, "--why", "trial"]

    refused = CliRunner().invoke(liaison, command)
    decide_release(
        way=WAY, subject=f"letter {letter}", recipient=COURT, why="trial", days=3650, by=world.dalia, at=NOON
    )
    done = CliRunner().invoke(liaison, [*command, "--json"])
    again = CliRunner().invoke(liaison, command)

    assert isinstance(refused.exception, NotReleased)
    told = json.loads(done.output)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == told["files"]
    assert len(told["digits"]) == 2
    assert isinstance(again.exception, CourierFileExists)
