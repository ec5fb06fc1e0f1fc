import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from borderlink.foundation import keyfiles
from borderlink.foundation.keyfiles import protect
from borderlink.foundation.signing import PrivateKey
from borderlink.foundation.who import Reader, Role
from borderlink.journal.actions import note, register_key
from borderlink.journal.models import JournalLine
from borderlink.node.commands import main
from tests.guards import lift_guards
from tests.world import NOON

AUDITOR = Reader(badge="GZ-0005", agency="GZ-CUSTOMS", roles=frozenset({Role.AUDITOR}))
KEY = PrivateKey(bytes([7]) * 32)
PHRASE = "seven grey herons at noon"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["journal", *words], env={"BORDERLINK_LANGUAGE": "en"})


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "emeka.key").write_bytes(protect(KEY, PHRASE, salt=bytes(16), cost=10))
    (tmp_path / "phrase").write_text(PHRASE + "\n")
    return tmp_path


@pytest.fixture
def _journal(db: None) -> None:
    register_key(public=KEY.public(), by=AUDITOR, at=NOON)
    for number in range(5):
        note(act="screening.refer", subject=f"parcel {number}", by="GZ-0001", at=NOON)


@pytest.mark.usefixtures("_journal")
def test_a_whole_journal_exits_with_0() -> None:
    result = run("verify", "--json")

    facts = json.loads(result.stdout.splitlines()[-1])
    assert result.exit_code == 0
    assert (facts["whole"], facts["lines"], facts["first_broken_line"]) == (True, 6, None)


@pytest.mark.usefixtures("_journal")
def test_a_broken_journal_exits_with_1_and_names_the_first_broken_line() -> None:
    lift_guards()
    JournalLine.objects.filter(sequence=4).update(body=b"{}")
    JournalLine.objects.filter(sequence=5).update(body=b"{}")

    result, words = run("verify", "--json"), run("verify")

    facts = json.loads(result.stdout.splitlines()[-1])
    assert (result.exit_code, words.exit_code) == (1, 1)
    assert (facts["whole"], facts["first_broken_line"], facts["fault"]) == (
        False,
        4,
        "foundation.line-changed",
    )
    assert "Line 4 has been changed" in words.stderr


@pytest.mark.usefixtures("_journal")
def test_a_checkpoint_signed_here_is_checked_from_its_file(files: Path) -> None:
    signed = run("checkpoint", "--key", str(files / "emeka.key"), "--passphrase-file", str(files / "phrase"),
                 "--out", str(files / "note"), "--json")  # fmt: skip
    facts = json.loads(signed.stdout.splitlines()[-1])

    checked = run("verify", "--checkpoint", str(files / "note"), "--json")

    assert (signed.exit_code, facts["auditor"], facts["size"]) == (0, "GZ-0005", 6)
    assert json.loads(checked.stdout.splitlines()[-1])["checkpoints"] == 2
    (files / "note").write_text((files / "note").read_text().replace("\n6\n", "\n5\n"))
    assert run("verify", "--checkpoint", str(files / "note")).exit_code == 1
    (files / "note").write_bytes(b"\xff\xfe")
    assert "foundation.not-a-checkpoint" in run("verify", "--checkpoint", str(files / "note")).stderr


@pytest.mark.django_db
def test_a_key_that_nobody_registered_signs_nothing(files: Path) -> None:
    result = run("checkpoint", "--key", str(files / "emeka.key"), "--passphrase-file", str(files / "phrase"))

    assert result.exit_code == 1
    assert "journal.key-not-registered" in result.stderr


def test_a_key_is_made_for_its_owners_eyes_alone_and_never_over_a_file(files: Path) -> None:
    made = run("key", "--out", str(files / "new.key"), "--passphrase-file", str(files / "phrase"), "--json")

    facts = json.loads(made.stdout.splitlines()[-1])
    data = (files / "new.key").read_bytes()
    assert keyfiles.unprotect(data, PHRASE).public().text() == facts["public"]
    assert len(facts["fingerprint"]) == 71
    assert (files / "new.key").stat().st_mode & 0o777 == 0o600
    assert (
        run("key", "--out", str(files / "new.key"), "--passphrase-file", str(files / "phrase")).exit_code == 1
    )
    assert (files / "new.key").read_bytes() == data


def test_a_short_passphrase_makes_no_key(files: Path) -> None:
    (files / "phrase").write_text("short\n")

    result = run("key", "--out", str(files / "new.key"), "--passphrase-file", str(files / "phrase"))

    assert result.exit_code == 1
    assert not (files / "new.key").exists()
