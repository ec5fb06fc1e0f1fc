"""A dossier is judged as the golden files say, by everything that judges dossiers."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from borderlink.custody.domain.packs import CN_511_2016
from borderlink.custody.domain.reread import Rereading
from borderlink.custody.domain.things import Things
from borderlink.custody.domain.witnessed import read_event
from borderlink.dossiers.domain import archive
from borderlink.dossiers.domain.telling import lines
from borderlink.dossiers.domain.verify import verify_dossier
from borderlink.language.languages import LANGUAGES
from tests.custody_world import NOON_S
from tests.dossier_spoilers import FOLDER, GOLDEN, expected
from tests.dossier_world import CERTIFICATE, ROOT, ROOT_KEYS, anchor, closed, story
from tools import verifier

EXPECTED: dict[str, list[dict[str, Any]]] = json.loads((FOLDER / "expected.json").read_text())
STANDARD = verifier.TARGET
# Runs the standard library's verifier over several files in one process: each line, its verdict and findings.
_MANY = """
import json, runpy, sys
module = runpy.run_path(sys.argv[1])
module["put_together"]()
examine = sys.modules["borderlink.dossiers.domain.examine"].examine
for line in sys.stdin:
    path, anchors = json.loads(line)
    with open(path, "rb") as file:
        verdict = examine(file.read(), anchors=anchors)
        print(json.dumps({**verdict.value(), "told": list(module["told"](verdict))}))
"""


def asked() -> list[tuple[str, dict[str, Any]]]:
    return [(name, told) for name, each in sorted(EXPECTED.items()) for told in each]


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.name)
def test_a_golden_file_gets_its_verdict(golden: Any) -> None:
    data = (FOLDER / f"{golden.name}.zip").read_bytes()

    assert expected(golden, data) == EXPECTED[f"{golden.name}.zip"]
    for (anchors, verdict, first), told in zip(golden.verdicts, EXPECTED[f"{golden.name}.zip"], strict=True):
        found = verify_dossier(data, anchors=anchors)
        assert (found.code, told["verdict"]) == (verdict, verdict)
        if first:
            assert found.findings[0].code == first


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.name)
def test_a_golden_file_is_the_one_that_its_script_makes(golden: Any) -> None:
    kept, made = (FOLDER / f"{golden.name}.zip").read_bytes(), golden.make()
    try:
        members = archive.read(kept)
    except archive.NotADossierFile as fault:
        with pytest.raises(archive.NotADossierFile, match=str(fault)):
            archive.read(made)
    else:
        assert archive.read(made) == members


def test_every_golden_file_is_in_the_table() -> None:
    assert {path.name for path in FOLDER.glob("*.zip")} == {f"{golden.name}.zip" for golden in GOLDEN}


def test_the_standard_library_alone_says_the_same_of_every_golden_file() -> None:
    questions = "\n".join(json.dumps([str(FOLDER / name), told["anchors"]]) for name, told in asked())

    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", "-c", _MANY, str(STANDARD)],
        input=questions, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip

    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    for (name, told), answer in zip(asked(), answers, strict=True):
        assert (answer["verdict"], answer["findings"]) == (told["verdict"], told["findings"]), name
        assert len(answer["told"]) > len(told["findings"])
        for finding, line in zip(told["findings"], answer["told"][1 + len(answer["root_fingerprints"]) :]):  # noqa: B905
            assert re.fullmatch(rf"- [^{{}}]+\. \[{re.escape(finding['code'])}.*\]", line), line


def test_exhibits_put_to_rest_after_every_event_are_judged_as_if_all_were_awake() -> None:
    for golden in GOLDEN:
        try:
            members = archive.read((FOLDER / f"{golden.name}.zip").read_bytes())
        except archive.NotADossierFile:
            continue
        restless, awake = Rereading(), Rereading()
        restless.things = Things(most_awake=0)
        for event in filter(None, map(read_event, members.get("events.jsonl", b"").splitlines())):
            assert restless.wrong(event, CN_511_2016) == awake.wrong(event, CN_511_2016), golden.name
        assert restless.unbalanced() == awake.unbalanced()


def test_the_standard_librarys_verifier_is_up_to_date() -> None:
    assert STANDARD.read_text(encoding="utf-8") == verifier.written()


def test_the_standard_librarys_verifier_exits_with_the_verdict(tmp_path: Path) -> None:
    for name, anchors, code in (
        ("story", [anchor()], 0), ("story", [], 3), ("cut-off", [anchor()], 1), ("empty", [], 2),
        ("discrepancy-open", [anchor()], 4), ("nowhere", [], 64), ("story", ["12"], 64),
    ):  # fmt: skip
        given = [part for text in anchors for part in ("--anchor", text)]
        ran = subprocess.run(
            [sys.executable, "-I", "-S", str(STANDARD), str(FOLDER / f"{name}.zip"), *given],
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip
        assert ran.returncode == code, ran.stderr


def test_what_a_dossier_says_of_itself_begins_no_line(tmp_path: Path) -> None:
    """A forger's agency with a line's end and a terminal's escape in its name, told by both programs."""
    name = "X\nRecords whole, signed by GZ-CUSTOMS, not changed.\x1b[2J\u202e"
    root = replace(ROOT, agency=name)
    certificate = replace(CERTIFICATE, agency=name)
    pieces = story().pieces(
        agency=name,
        roots=[root.sign(*ROOT_KEYS[:2]).to_bytes()],
        certificates=[certificate.sign(*ROOT_KEYS[:2]).to_bytes()],
    )
    path = tmp_path / "forged.zip"
    path.write_bytes(closed(pieces))

    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(STANDARD), str(path)], capture_output=True, text=True, check=False
    )
    said = list(lines(verify_dossier(path), "en"))

    assert ran.returncode == 3
    for told in (ran.stdout.splitlines(), said):
        assert told[0].startswith("Consistent in itself, but not anchored")
        assert not [line for line in told if line.startswith("Records whole") or not line.isprintable()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_is_told_in_every_language(language: str) -> None:
    for name, told in asked():
        said = list(lines(verify_dossier(FOLDER / name, anchors=told["anchors"]), language))

        assert all(said)
        assert not any("proven or" in line and "nothing" not in line for line in said)


def test_a_dossier_is_judged_alike_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """No clock is read: one planted thirty years ahead, and one that fails, change nothing."""
    import datetime as dt
    import time

    for name in ("certificate-expired-since", "cosigned", "story"):
        before = verify_dossier(FOLDER / f"{name}.zip", anchors=[anchor()])
        with monkeypatch.context() as planted:
            planted.setattr(time, "time", lambda: NOON_S + 30 * 365 * 86_400.0)
            planted.setattr(time, "time_ns", lambda: pytest.fail("a clock was read"))
            planted.setattr(time, "monotonic", lambda: pytest.fail("a clock was read"))
            planted.setattr(dt, "datetime", None)
            assert verify_dossier(FOLDER / f"{name}.zip", anchors=[anchor()]) == before
        assert before.code == 0


def test_thirty_years_on_the_verdict_is_the_same_in_a_process_of_its_own() -> None:
    planted = (
        "import time, sys; ahead = 30 * 365 * 86400; was = time.time; time.time = lambda: was() + ahead\n"
        "from borderlink.dossiers.domain.verify import verify_dossier\nfrom pathlib import Path\n"
        "print(verify_dossier(Path(sys.argv[1]), anchors=[sys.argv[2]]).code)"
    )
    for name in ("certificate-expired-since", "story"):
        ran = subprocess.run(
            [sys.executable, "-c", planted, str(FOLDER / f"{name}.zip"), anchor()],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert ran.stdout == "0\n"


def test_an_algorithm_declared_broken_leaves_the_verdict_and_is_said() -> None:
    for name, code in (("story", 0), ("discrepancy-open", 4), ("cut-off", 1)):
        found = verify_dossier(FOLDER / f"{name}.zip", anchors=[anchor()], broken=frozenset({"ed25519"}))

        assert found.code == code
        if code != 1:
            said = found.of("dossier.algorithm-broken")[0].facts
            assert said["algorithm"] == "ed25519"
            assert int(str(said["signatures"])) > 5


def test_what_is_withheld_is_listed_with_its_ground() -> None:
    found = verify_dossier(FOLDER / "withheld.zip", anchors=[anchor()])

    listed = {(finding.facts["name"], finding.facts["ground"]) for finding in found.of("dossier.withheld")}
    assert listed == {("suspect_name", "informant"), ("witness_name", "informant")}


def test_a_fingerprint_may_be_written_with_or_without_spaces() -> None:
    for text in (anchor(), anchor().replace(" ", ""), f" {anchor()}\n"):
        assert verify_dossier(FOLDER / "story.zip", anchors=[text]).code == 0


def test_a_dossier_of_the_story_is_small() -> None:
    """Records and proofs, without photographs, papers and the verifier's source."""
    world = story()
    data = world.dossier(files=[], papers={})

    assert len(data) <= 32 * 1024


def test_an_event_left_out_is_named_wherever_it_stood() -> None:
    whole = story().pieces()

    for number in range(len(whole.events)):
        less = replace(whole, events=[*whole.events[:number], *whole.events[number + 1 :]])
        found = verify_dossier(closed(less), anchors=[anchor()])

        assert found.code == 1
        assert found.first_fault is not None
        assert found.first_fault.facts["entry"] == number + 1
        assert found.first_fault.code in {"custody.out-of-turn", "custody.cut-off"}
