"""The results of one screening, written whole or not at all."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from borderlink.screening.refusals.files import FolderHoldsOtherFiles, FolderNotWritable

# Every file that screening writes; summary.json is written last and says that the rest is whole.
RESULTS: Final = (
    "referrals.parquet", "referrals.csv", "parties.parquet", "quarantine.csv", "report.html", "summary.json",
)  # fmt: skip
_DRAFT: Final = ".borderlink-draft-"
_FORMULA: Final = r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]"  # spreadsheets take the wide ones too


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What is written: frames as screening made them, and the two texts."""

    referrals: pl.DataFrame
    parties: pl.DataFrame
    quarantine: pl.DataFrame
    report: str
    summary: str


def check_folder(folder: Path) -> Path:
    """Return the folder, absolute, if results may be written there: absent, empty, or earlier results.

    Refuses: ``FolderHoldsOtherFiles``, ``FolderNotWritable``.
    """
    where = Path(os.path.realpath(folder))
    if not where.exists():
        return where
    if not where.is_dir():
        raise FolderNotWritable(folder=str(folder), problem="a-file")
    foreign = sorted(
        entry.name
        for entry in where.iterdir()
        if entry.name not in RESULTS and not entry.name.startswith(_DRAFT)
    )
    if foreign:
        raise FolderHoldsOtherFiles(folder=str(folder), name=foreign[0])
    return where


def write_results(folder: Path, results: Results) -> dict[str, Path]:
    """Write the results into ``folder``, which is made, and return each file's path.

    They are written beside it and take its place in one step, so that a crash leaves the old results or the
    new. Where that cannot be (a mounted folder), the summary goes first and comes back last.
    Refuses: ``FolderHoldsOtherFiles``, ``FolderNotWritable``.
    """
    where = check_folder(folder)
    with _told(folder), _beside(where) as draft:
        results.referrals.write_parquet(draft / "referrals.parquet", compression="zstd")
        guarded(as_text(results.referrals)).write_csv(draft / "referrals.csv")
        results.parties.write_parquet(draft / "parties.parquet", compression="zstd")
        guarded(results.quarantine).write_csv(draft / "quarantine.csv")
        (draft / "report.html").write_text(results.report, encoding="utf-8")
        (draft / "summary.json").write_text(results.summary + "\n", encoding="utf-8")
        for path in draft.iterdir():
            _settle(path)
        _take_place(draft, where)
    return {name: where / name for name in RESULTS}


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise FolderNotWritable(
            folder=str(folder), problem="other", detail=fault.strerror or str(fault)
        ) from fault


@contextlib.contextmanager
def _beside(where: Path) -> Iterator[Path]:
    """Make a folder beside ``where`` for the draft, or inside it, and leave nothing of it behind."""
    where.parent.mkdir(parents=True, exist_ok=True)
    try:
        around = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=where.parent))
    except PermissionError:
        around = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=where))
    draft = around / "draft"
    try:
        draft.mkdir()
        yield draft
    finally:
        shutil.rmtree(around, ignore_errors=True)


def _settle(path: Path) -> None:
    """Bring a file to the disk before anything points to it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _take_place(draft: Path, where: Path) -> None:
    """Put the draft where the results belong; earlier results step aside and go with the draft."""
    earlier = draft.parent / "earlier"
    if draft.parent.parent == where:
        _replace_each(draft, where)
        return
    try:
        if where.exists():
            where.rename(earlier)
        draft.rename(where)
    except OSError:
        if earlier.exists():
            earlier.rename(where)
        _replace_each(draft, where)


def _replace_each(draft: Path, where: Path) -> None:
    """Replace the results one by one, without a summary in the meantime: then they are not whole."""
    (where / "summary.json").unlink(missing_ok=True)
    for name in RESULTS:
        (draft / name).replace(where / name)


def as_text(referrals: pl.DataFrame) -> pl.DataFrame:
    """Return the referrals with reasons and links as JSON text, for files that hold no lists."""
    return referrals.with_columns(
        reasons=_json_list(pl.col("reasons"), _reason()),
        linked=_json_list(pl.col("linked"), pl.element().struct.json_encode()),
    )


def _reason() -> pl.Expr:
    field = pl.element().struct.field
    return pl.concat_str(
        pl.lit('{"rule":"'), field("rule"), pl.lit('","weight":'), field("weight").cast(pl.String),
        pl.lit(',"facts":'),
        field("facts"), pl.lit("}"),
    )  # fmt: skip


def _json_list(column: pl.Expr, item: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit("["), column.list.eval(item).list.join(","), pl.lit("]"))


def guarded(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table whose texts no spreadsheet takes for a formula: an apostrophe stands before = + - @."""
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    return table.with_columns(
        pl.when(pl.col(name).str.contains(_FORMULA))
        .then(pl.concat_str(pl.lit("'"), name))
        .otherwise(name)
        .alias(name)
        for name in texts
    )
