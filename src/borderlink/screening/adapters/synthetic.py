"""Writes an invented manifest, the truth beside it, and says in plain words that both are invented."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from borderlink.screening.domain.synthetic.manifest import FIRST_DEPARTURE, make_plan, write_chunks

_README: Final = """\
SYNTHETIC DATA. Nobody and nothing in these files exists.

manifest.csv   {parcels} invented parcels as an express company would declare them (UTF-8)
truth.csv      who really sent and received each of them, and the planted story it belongs to
summary.json   how they were made

Names are drawn from common surnames and given syllables, houses and phones at random; towns are real, so
that a screening has something real to read. Every row says "synthetic" in its remark. The same command
makes the same files:

    borderlink screening generate --parcels {parcels} --seed {seed} --out DIR
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What was written, and how long it took. ``stories`` counts the parcels of each planted story."""

    folder: Path
    manifest: Path
    truth: Path
    parcels: int
    seed: int
    last_departure: date
    stories: dict[str, int]
    seconds: float

    def as_json(self) -> str:
        """Return one line for programs; paths are absolute."""
        return json.dumps({"synthetic": True, **asdict(self)}, default=str, ensure_ascii=False)


def generate_manifest(
    *,
    parcels: int,
    seed: int,
    out: Path,
    on: date = FIRST_DEPARTURE,
    progress: Callable[[int], None] | None = None,
) -> Generated:
    """Write manifest.csv, truth.csv, README.txt and summary.json into ``out``, which is made.

    ``progress`` is told how many parcels have just been written. Rows are written in chunks: bounded memory.
    """
    began = time.perf_counter()
    out = out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    stories = _write_rows(parcels=parcels, seed=seed, out=out, on=on, progress=progress)
    (out / "README.txt").write_text(_README.format(parcels=parcels, seed=seed), encoding="utf-8")
    made = Generated(
        folder=out, manifest=out / "manifest.csv", truth=out / "truth.csv", parcels=parcels, seed=seed,
        last_departure=on, stories=stories, seconds=round(time.perf_counter() - began, 3),
    )  # fmt: skip
    (out / "summary.json").write_text(made.as_json() + "\n", encoding="utf-8")
    return made


def _write_rows(
    *, parcels: int, seed: int, out: Path, on: date, progress: Callable[[int], None] | None
) -> dict[str, int]:
    """Write both tables chunk by chunk and return how many parcels each story has."""
    counts: list[pl.DataFrame] = []
    with (out / "manifest.csv").open("wb") as manifest, (out / "truth.csv").open("wb") as truth:
        for number, (rows, facts) in enumerate(write_chunks(make_plan(parcels=parcels, seed=seed, on=on))):
            rows.write_csv(manifest, include_header=number == 0)
            facts.write_csv(truth, include_header=number == 0)
            counts.append(facts.filter(pl.col("story") != "").group_by("story").len())
            if progress:
                progress(rows.height)
    told = pl.concat(counts).group_by("story").agg(pl.col("len").sum()).sort("story")
    return dict(told.iter_rows())
