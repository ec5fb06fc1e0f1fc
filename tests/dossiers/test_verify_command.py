"""`borderlink verify`: no database, no network, no Django; its exit code is the verdict."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dossier_spoilers import FOLDER
from tests.dossier_world import ROOT, ROOT_KEYS, anchor

# Closes the network and every way to Django before the command runs; says what was imported after it.
_CLOSED = """
import socket, sys
def closed(*_args, **_kwargs):
    raise SystemExit("the network was used")
socket.socket = socket.create_connection = socket.getaddrinfo = closed
from borderlink.node.commands import main
try:
    main(sys.argv[1:], standalone_mode=True)
finally:
    assert not [name for name in sys.modules if name == "django" or name.startswith("django.")]
    assert not [name for name in sys.modules if name.startswith(("psycopg", "sqlite3"))]
"""


def run(*arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("BORDERLINK_", "DJANGO"))
    }
    return subprocess.run(
        [sys.executable, "-c", _CLOSED, *arguments],
        env=environment | {"BORDERLINK_LANGUAGE": language},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def path(name: str) -> str:
    return str(FOLDER / f"{name}.zip")


@pytest.mark.parametrize(
    ("name", "anchors", "code"),
    [
        ("story", [anchor()], 0), ("story", [anchor().replace(" ", "")], 0), ("story", [], 3),
        ("cut-off", [anchor()], 1), ("cut-in-half", [anchor()], 2), ("discrepancy-open", [anchor()], 4),
    ],
)  # fmt: skip
def test_the_exit_code_is_the_verdict(name: str, anchors: list[str], code: int) -> None:
    given = [part for text in anchors for part in ("--anchor", text)]

    ran = run("verify", path(name), *given)

    assert ran.returncode == code, ran.stderr


@pytest.mark.parametrize(
    "arguments",
    [["nowhere.zip"], [], ["--anchor", "12345"], ["--anchor", "x" * 60], ["--language", "fr"], ["--what"]],
)
def test_misuse_exits_with_64(arguments: list[str]) -> None:
    given = arguments if arguments in ([], ["nowhere.zip"]) else [path("story"), *arguments]

    assert run("verify", *given).returncode == 64


def test_json_is_one_line_that_names_the_first_fault() -> None:
    ran = run("verify", path("seal-used-twice"), "--json", "--anchor", anchor())

    told = json.loads(ran.stdout)
    assert ran.stdout.count("\n") == 1
    assert told["verdict"] == ran.returncode == 1
    assert told["findings"][0]["code"] == "custody.seal-used"
    assert told["findings"][0]["facts"]["entry"] == 5
    assert told["root_fingerprints"] == [anchor()]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Records whole, signed by GZ-CUSTOMS, not changed."),
        ("zh-Hans", "记录完整，由GZ-CUSTOMS签署，未被改动。"),
        ("vi", "Hồ sơ đầy đủ, do GZ-CUSTOMS ký, không bị thay đổi."),
    ],
)
def test_the_verdict_is_told_in_the_readers_language(language: str, words: str) -> None:
    chosen = run("verify", path("story"), "--anchor", anchor(), "--language", language)
    own = run("verify", path("story"), "--anchor", anchor(), language=language)

    assert chosen.stdout.startswith(words)
    assert own.stdout == chosen.stdout


def test_the_verifiers_are_handed_out_apart_from_any_dossier(tmp_path: Path) -> None:
    ran = run("dossiers", "verifiers", str(tmp_path))

    assert ran.returncode == 0, ran.stderr
    assert {file.name for file in tmp_path.iterdir()} == {"verify.py", "verify.html"}


def test_a_root_documents_fingerprint_is_printed(tmp_path: Path) -> None:
    document = tmp_path / "root.json"
    document.write_bytes(ROOT.sign(*ROOT_KEYS[:2]).to_bytes())
    assert run("dossiers", "fingerprint", str(document)).stdout.strip() == anchor()

    document.write_bytes(ROOT.sign(ROOT_KEYS[0]).to_bytes())
    assert run("dossiers", "fingerprint", str(document)).returncode == 1
