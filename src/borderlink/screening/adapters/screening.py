"""One screening from files to files: read, link, score, write. No database, no server."""

import hashlib
import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Final

import polars as pl

from borderlink.language.sentences import say_refusal
from borderlink.screening.adapters.outputs import Results, check_folder, write_results
from borderlink.screening.adapters.reading import Reading, read_manifests
from borderlink.screening.adapters.report import Told, render_report
from borderlink.screening.adapters.rulebook import read_rulebook
from borderlink.screening.adapters.watching import read_watch
from borderlink.screening.domain.linkage.link import Linkage, link_parties
from borderlink.screening.domain.rules.rulebook import Rulebook
from borderlink.screening.domain.screen import Screened, screen_parcels
from borderlink.screening.domain.watch import WatchList

FORMAT: Final = "borderlink-screening/1"
Progress = Callable[[str, float], None]
_PARTS: Final = {
    "reading": (0.0, 0.35),
    "linking": (0.35, 0.4),
    "scoring": (0.75, 0.2),
    "writing": (0.95, 0.05),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be screened, and how."""

    files: tuple[Path, ...]
    out: Path
    on: date
    share: Decimal = Decimal("0.01")
    watch: Path | None = None
    rules: Path | None = None
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it: the summary as written, where every result lies, whether all files were read."""

    summary: Mapping[str, object]
    paths: Mapping[str, Path]
    all_read: bool


def screen_files(wanted: Wanted, progress: Progress = lambda _stage, _share: None) -> Outcome:
    """Screen manifests and write the results. ``progress`` is told the stage and the share done, 0 to 1.

    A file that cannot be read is refused and the others go on. Rules and watch list are read first: what is
    wrong with them is refused before any parcel is read, and nothing is written.
    """
    began = time.perf_counter()
    check_folder(wanted.out)
    rules, watch = read_rulebook(wanted.rules), read_watch(wanted.watch)
    reading = read_manifests(
        wanted.files,
        currency=wanted.currency,
        zone=wanted.zone,
        progress=lambda _file, share: _tell(progress, "reading", share),
    )
    _tell(progress, "linking", 0)
    linkage = _parties_only(link_parties(reading.parcels))
    _tell(progress, "scoring", 0)
    screened = screen_parcels(
        reading.parcels, linkage=linkage, rules=rules, watch=watch, share=wanted.share, on=wanted.on
    )
    _tell(progress, "writing", 0)
    done = _Done(reading=reading, linkage=linkage, screened=screened, rules=rules, watch=watch)
    summary = _summary(wanted, done)
    told = Told(summary=summary, screened=screened, parcels=reading.parcels, quarantine=reading.quarantine)
    report = render_report(told, wanted.language)
    summary |= {"seconds": round(time.perf_counter() - began, 3), "peak_mib": peak_mib()}
    paths = write_results(wanted.out, _results(done, report, summary))
    progress("writing", 1.0)
    return Outcome(summary=summary, paths=paths, all_read=not reading.refused)


def _parties_only(linkage: Linkage) -> Linkage:
    """Return the linkage without its edges, which no result shows: they are as large as the parties."""
    return replace(linkage, edges=linkage.edges.clear())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """The parts of one screening."""

    reading: Reading
    linkage: Linkage
    screened: Screened
    rules: Rulebook
    watch: WatchList


def _results(done: _Done, report: str, summary: Mapping[str, object]) -> Results:
    return Results(
        referrals=done.screened.referrals,
        parties=done.linkage.parties.select(pl.col("waybill", "role", "party").cast(pl.String)),
        quarantine=done.reading.quarantine,
        report=report,
        summary=json.dumps(summary, ensure_ascii=False, indent=2),
    )


def _tell(progress: Progress, stage: str, share: float) -> None:
    first, length = _PARTS[stage]
    progress(stage, first + length * share)


def peak_mib() -> int:
    """Return the most memory that this process has held, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024))


def _summary(wanted: Wanted, done: _Done) -> dict[str, object]:
    """Return what happened, in plain values. Always rows_read = parcels + quarantined."""
    reading, linkage, screened = done.reading, done.linkage, done.screened
    parties = dict(linkage.parties.group_by("role").agg(pl.col("party").n_unique()).sort("role").iter_rows())
    return {
        "format": FORMAT,
        "version": version("borderlink"),
        "on": wanted.on.isoformat(),
        "files": [{"file": path.name, "sha256": _sha256(path)} for path in wanted.files],
        "rows_read": reading.rows_read,
        "parcels": reading.parcels.height,
        "quarantined": reading.quarantine.height,
        "messages_read": reading.messages_read,
        "events_read": reading.events.height,
        "files_refused": _refused(reading, wanted.language),
        "columns_not_read": [asdict(column) for column in reading.columns_not_read],
        "parties": sum(parties.values()),
        "senders": parties.get("sender", 0),
        "receivers": parties.get("receiver", 0),
        "letters": screened.letters,
        "share": str(wanted.share),
        "limit": screened.limit,
        "referrals": screened.referrals.height,
        "below_cut": screened.below_cut,
        "by_rule": screened.by_rule,
        "rules": _rules_used(wanted, done.rules, screened),
        "watch": _watch_used(wanted, done.watch, screened),
        "goods_sha256": done.rules.goods.version,
        "rates": reading.rates_version,
        "currency": wanted.currency,
        "zone": wanted.zone,
        "hubs": linkage.hubs.height,
        "block_plan": [asdict(plan) for plan in linkage.plan],
    }


def _rules_used(wanted: Wanted, rules: Rulebook, screened: Screened) -> dict[str, object]:
    names = [rule.name for rule in rules.in_force(wanted.on)]
    expired = list(screened.rules_expired)
    return {"sha256": rules.version, "file": _name(wanted.rules), "in_force": names, "expired": expired}


def _watch_used(wanted: Wanted, watch: WatchList, screened: Screened) -> dict[str, object]:
    count, expired = len(watch.in_force(wanted.on)), list(screened.watch_expired)
    return {"sha256": watch.version, "file": _name(wanted.watch), "in_force": count, "expired": expired}


def _refused(reading: Reading, language: str) -> list[dict[str, object]]:
    told: list[dict[str, object]] = []
    for refused in reading.refused:
        said = say_refusal(refused.refusal, language)
        facts = {
            name: value if isinstance(value, int | float) else str(value)
            for name, value in said.facts.items()
        }
        told.append(
            {
                "file": refused.file,
                "code": said.code,
                "sentence": said.sentence,
                "advice": said.advice,
                "facts": facts,
            }
        )
    return told


def _name(path: Path | None) -> str | None:
    return path.name if path else None


def _sha256(path: Path) -> str | None:
    """Return the hash of a file's bytes, or None when it cannot be read: reading has said so already."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
