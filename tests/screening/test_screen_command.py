"""`borderlink screen` reads files and writes results: no node, no database, no Django."""

import csv
import json
import os
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from borderlink.language.languages import LANGUAGES
from borderlink.node.commands import main
from borderlink.screening.adapters.outputs import RESULTS, Results, write_results
from borderlink.screening.domain.reasons import REFERRAL
from borderlink.screening.domain.schema import QUARANTINE
from tests.screening.parcels import TEA, honest, tea

HEADERS = {
    "waybill": "运单号",
    "service": "service",
    "sender_name": "寄件人",
    "sender_phone": "寄件电话",
    "sender_address": "寄件地址",
    "receiver_name": "收件人",
    "receiver_phone": "收件电话",
    "receiver_address": "收件地址",
    "contents": "内件品名",
    "hs6": "HS code",
    "pieces": "件数",
    "weight_g": "weight (g)",
    "value": "声明价值",
    "posted_at": "寄件时间",
}
ON = ("--on", "2026-11-22")


def manifest(
    folder: Path, name: str = "manifest.csv", extra: dict[str, str] | None = None, count: int = 396
) -> Path:
    """Write honest parcels and the four of tea as a courier's file."""
    path = folder / name
    extra = extra or {}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*HEADERS.values(), *extra])
        for row in [*honest(count), *tea()]:
            said = [row[column] for column in HEADERS]
            said[-1] = row["posted_at"].strftime("%Y-%m-%d %H:%M")
            writer.writerow([*said, *extra.values()])
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["screen", *map(str, arguments), *ON])


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def summary(out: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((out / "summary.json").read_text())
    return found


def test_a_manifest_becomes_referrals_with_reasons(tmp_path: Path) -> None:
    out = tmp_path / "out"

    done = run(manifest(tmp_path), "--out", out)

    assert done.exit_code == 0, done.output
    referrals = pl.read_parquet(out / "referrals.parquet")
    assert set(referrals["waybill"]) == set(TEA)
    assert {path.name for path in out.iterdir()} == set(RESULTS)


def test_the_summary_adds_up_and_names_what_was_used(tmp_path: Path) -> None:
    out = tmp_path / "out"
    path = manifest(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.write(path.read_text(encoding="utf-8").splitlines()[1] + "\n")

    run(path, "--out", out)

    said = summary(out)
    assert (said["rows_read"], said["parcels"], said["quarantined"]) == (401, 400, 1)
    assert said["referrals"] == 4
    wanted = {
        "rows_read",
        "parcels",
        "quarantined",
        "files_refused",
        "columns_not_read",
        "parties",
        "referrals",
        "below_cut",
        "watch",
        "rules",
        "seconds",
        "peak_mib",
        "rates",
        "block_plan",
        "files",
        "version",
    }
    assert wanted <= said.keys()
    (row,) = csv.DictReader(lines(out / "quarantine.csv"))
    assert (row["file"], row["line"], row["reason"]) == ("manifest.csv", "402", "duplicate-waybill")


def test_each_parcel_has_exactly_one_sender_and_one_receiver(tmp_path: Path) -> None:
    out = tmp_path / "out"

    run(manifest(tmp_path), "--out", out)

    parties = pl.read_parquet(out / "parties.parquet")
    assert parties.schema == {"waybill": pl.String, "role": pl.String, "party": pl.String}
    assert parties.height == 800
    assert parties.n_unique(["waybill", "role"]) == 800
    assert parties["party"].null_count() == 0
    assert "" not in set(parties["party"])
    assert (
        parties.filter(pl.col("waybill").is_in(TEA) & (pl.col("role") == "receiver"))["party"].n_unique() == 1
    )


def test_json_is_one_line_the_last_on_standard_output_with_absolute_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    manifest(tmp_path)

    done = run("manifest.csv", "--out", "out", "--json")

    said = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert said["referrals"] == 4
    assert said["out"] == str(tmp_path / "out")
    assert all(Path(path).is_absolute() and Path(path).is_file() for path in said["paths"].values())


def test_the_csv_says_the_same_as_the_parquet(tmp_path: Path) -> None:
    out = tmp_path / "out"

    run(manifest(tmp_path), "--out", out)

    frame = pl.read_parquet(out / "referrals.parquet").to_dicts()
    rows = list(csv.DictReader(lines(out / "referrals.csv")))
    for row, told in zip(frame, rows, strict=True):
        assert (told["waybill"], float(told["score"])) == (row["waybill"], row["score"])
        assert json.loads(told["reasons"]) == [
            {**reason, "facts": json.loads(reason["facts"])} for reason in row["reasons"]
        ]
        assert json.loads(told["linked"]) == row["linked"]


def test_a_refused_file_is_listed_and_the_others_go_on(tmp_path: Path) -> None:
    out = tmp_path / "out"
    empty = tmp_path / "empty.csv"
    empty.touch()

    done = run(empty, manifest(tmp_path), "--out", out, "--json")

    said = json.loads(done.stdout)
    assert done.exit_code == 1
    assert [file["file"] for file in said["files_refused"]] == ["empty.csv"]
    assert said["files_refused"][0]["code"].startswith("screening.")
    assert said["referrals"] == 4


def test_a_forbidden_column_is_not_read_and_changes_no_score(tmp_path: Path) -> None:
    plain, planted = tmp_path / "plain", tmp_path / "planted"

    run(manifest(tmp_path, "a.csv"), "--out", plain)
    done = run(
        manifest(tmp_path, "b.csv", {"收件人国籍": "X", "民族": "Y", "birthplace": "Z"}), "--out", planted
    )

    assert done.exit_code == 0
    not_read = summary(planted)["columns_not_read"]
    assert [(column["column"], column["why"]) for column in not_read] == [  # type: ignore[attr-defined]
        ("收件人国籍", "forbidden"),
        ("民族", "forbidden"),
        ("birthplace", "forbidden"),
    ]
    assert (plain / "referrals.csv").read_text() == (planted / "referrals.csv").read_text()


def test_renaming_a_column_changes_no_score(tmp_path: Path) -> None:
    path = manifest(tmp_path)
    renamed = tmp_path / "renamed.csv"
    text = path.read_text(encoding="utf-8")
    renamed.write_text(
        text.replace("内件品名", "description")
        .replace("收件人,", "consignee,")
        .replace("运单号", "Waybill No."),
        encoding="utf-8",
    )

    run(path, "--out", tmp_path / "one")
    run(renamed, "--out", tmp_path / "other")

    assert (tmp_path / "one" / "referrals.csv").read_text() == (
        tmp_path / "other" / "referrals.csv"
    ).read_text()


def test_a_rule_file_that_names_what_is_forbidden_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('format = "borderlink-rules/1"\n[weights]\nnationality = 0.3\n')

    done = run(manifest(tmp_path), "--out", tmp_path / "out", "--rules", rules, "--json")

    assert done.exit_code == 1
    assert "screening.forbidden-input" in done.stderr
    assert json.loads(done.stdout)["refused"] == "screening.forbidden-input"
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")

    done = run(manifest(tmp_path), "--out", out)

    assert done.exit_code == 1
    assert "screening.folder-holds-other-files" in done.stderr
    assert [path.name for path in out.iterdir()] == ["notes.txt"]


def test_earlier_results_are_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(manifest(tmp_path), "--out", out)

    run(manifest(tmp_path, count=96), "--out", out)

    assert summary(out)["parcels"] == 100
    assert {path.name for path in out.iterdir()} == set(RESULTS)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_writing_that_breaks_off_leaves_the_earlier_results(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(manifest(tmp_path), "--out", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    none, rows = pl.DataFrame(schema=REFERRAL), pl.DataFrame(schema=QUARANTINE)
    broken = Results(referrals=none, parties=rows, quarantine=rows, report="\ud800", summary="{}")

    with pytest.raises(UnicodeEncodeError):
        write_results(out, broken)

    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")

    done = run(manifest(tmp_path), "--out", tmp_path / "file" / "out")

    assert done.exit_code == 1
    assert "screening.folder-not-writable" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--share", "1.5"),
        ("--share", "many"),
        ("--language", "fr"),
        ("--currency", "yuan"),
        ("--zone", "Moon/Base"),
        ("--watch", "/nowhere"),
    ],
)
def test_misuse_exits_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    out = ("--out", tmp_path / "out") if arguments else ()

    assert run(manifest(tmp_path), *out, *arguments).exit_code == 2


def test_no_share_refers_nothing(tmp_path: Path) -> None:
    run(manifest(tmp_path), "--out", tmp_path / "out", "--share", "0")

    assert (summary(tmp_path / "out")["referrals"], summary(tmp_path / "out")["below_cut"]) == (0, 4)


def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path) -> None:
    path = manifest(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.write('=1+1,ems,a,1,b,c,2,d,"礼品",,1,5,3,2026-11-20 10:00\n')
        file.write("GOOD1,ems,a,1,b,c,2,d,@SUM(A1),,1,-5,3,2026-11-20 10:00\n")

    run(path, "--out", tmp_path / "out", "--share", "1")

    for name in ("referrals.csv", "quarantine.csv"):
        for row in csv.reader(lines(tmp_path / "out" / name)):
            assert not [cell for cell in row if cell[:1] in {"=", "+", "-", "@"}]


class Opened(HTMLParser):
    """Reads a report as a browser would: what it fetches, what it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.quiet = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.quiet = tag == "style"
        self.fetched += [str(value) for name, value in attrs if name in {"src", "href", "action", "data"}]

    def handle_data(self, data: str) -> None:
        self.words += [] if self.quiet else [data]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_opens_alone_and_speaks_its_readers_language(tmp_path: Path, language: str) -> None:
    run(manifest(tmp_path), "--out", tmp_path / "out", "--language", language)

    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    page = Opened()
    page.feed(text)
    assert page.fetched == []
    assert not page.tags & {"script", "iframe", "link", "img"}
    assert f'<html lang="{language}">' in text
    assert "url(" not in text
    shown = " ".join(page.words)
    assert all(waybill in shown for waybill in TEA)
    assert not re.search(r"[{}$]", shown)
    assert ("One receiver" in shown) is (language == "en")


def test_the_report_shows_what_a_manifest_says_and_runs_none_of_it(tmp_path: Path) -> None:
    path = manifest(tmp_path)
    text = (
        path.read_text(encoding="utf-8")
        .replace("Zhou Hai", "<script>alert(1)</script>")
        .replace("绿茶", "茶<b>&")
    )
    path.write_text(text, encoding="utf-8")

    run(path, "--out", tmp_path / "out")

    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in report
    assert "&lt;script&gt;" in report
    assert "茶<b>" not in report


def test_it_runs_without_django_and_its_help_is_instant(tmp_path: Path) -> None:
    watch = (
        "import sys; from borderlink.node.commands import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\nprint({})"
    )
    modules = (
        "sorted(name for name in sys.modules if name in {'django', 'polars', 'pyarrow', 'numpy', 'rich'})"
    )

    began = time.perf_counter()
    helped = subprocess.run(
        [sys.executable, "-c", watch.format(modules), "screen", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - began
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            watch.format(modules),
            "screen",
            str(manifest(tmp_path)),
            "--out",
            str(tmp_path / "out"),
        ],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": ""},
    )

    assert helped.stdout.endswith("[]\n")
    assert seconds < 2
    assert "django" not in ran.stdout
    assert (tmp_path / "out" / "summary.json").is_file()


def test_words_go_to_standard_error_and_nothing_else_to_standard_output(tmp_path: Path) -> None:
    done = run(manifest(tmp_path), "--out", tmp_path / "out", "--language", "vi")

    assert done.stdout == ""
    assert "kiện" in done.stderr
