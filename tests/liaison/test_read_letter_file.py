"""A stored letter is read at the command line, in any language, with no database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from borderlink.foundation import canonical
from borderlink.foundation.envelope import Content
from borderlink.foundation.signing import Signature
from borderlink.liaison.commands.room import liaison
from borderlink.liaison.refusals.letters import LetterShapeWrong, LetterTypeUnknown
from tests.liaison.letter_scenes import bodies


def stored(folder: Path, body: bytes) -> str:
    path = folder / "1.letter"
    path.write_bytes(Content(b"{}", body, Signature("ed25519", bytes(64))).to_bytes())
    return str(path)


def test_a_stored_letter_is_read_in_the_language_asked_for(tmp_path: Path) -> None:
    path = stored(tmp_path, canonical.to_bytes(bodies()["feedback"]))
    shown = CliRunner().invoke(liaison, ["read", path, "--language", "vi", "--zone", "Asia/Ho_Chi_Minh"])

    assert shown.exit_code == 0, shown.output
    assert shown.stdout.startswith("Phản hồi kết quả xác minh nguồn tin số DX-2026-0001\n")
    assert "  Nhờ nguồn tin của quý cơ quan, đã thu giữ 3.000 g Methamphetamine (ma túy đá)" in shown.stdout
    assert "chưa được dịch" in shown.stdout


def test_a_bare_body_is_read_as_one_json_line(tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    path.write_bytes(canonical.to_bytes(bodies()["clue"]))
    shown = CliRunner().invoke(liaison, ["read", str(path), "--language", "zh-Hans", "--json"])
    told = json.loads(shown.stdout)

    assert len(shown.stdout.splitlines()) == 1
    assert (told["type"], told["title"]) == ("clue", "线索通报　DX-2026-0001")
    assert told["notes"] == [{"language": "zh-Hans", "text": "货车司机常于夜间经小路过境。"}]


@pytest.mark.parametrize(
    ("body", "refusal"),
    [(b'{"type":"weather_report"}', LetterTypeUnknown), (b"{}", LetterTypeUnknown), (b"x", LetterShapeWrong)],
)
def test_what_is_no_letter_is_refused(tmp_path: Path, body: bytes, refusal: type[Exception]) -> None:
    path = tmp_path / "body.json"
    path.write_bytes(body)

    assert isinstance(CliRunner().invoke(liaison, ["read", str(path)]).exception, refusal)


def test_words_that_would_run_backwards_or_steer_a_terminal_are_no_letter() -> None:
    from borderlink.liaison.domain import schemas

    for trick in ("\u202e", "\x1b[2J", "\u2066", "\x9b"):
        body = json.loads(json.dumps(bodies()["clue"]))
        body["notes"][0]["text"] += trick
        with pytest.raises(LetterShapeWrong):
            schemas.check_value(body)
