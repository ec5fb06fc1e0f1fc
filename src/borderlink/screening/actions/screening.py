"""The worker screens a load: reads it, scores it beside the parcels of the last days, writes the referrals.

Files are written under names of the load, records in one transaction at the end: an attempt that breaks off
leaves nothing that the next one does not replace.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import transaction

from borderlink.foundation.refusals import Refusal
from borderlink.foundation.slots import checked_case
from borderlink.journal.actions import note
from borderlink.screening.actions.approved import own_file, own_rulebook
from borderlink.screening.actions.belt import placing
from borderlink.screening.actions.following import follow_parcels
from borderlink.screening.actions.loads import SHELF
from borderlink.screening.adapters import kept, retained, whereabouts
from borderlink.screening.adapters.outputs import guarded
from borderlink.screening.adapters.reading import Reading, read_manifests
from borderlink.screening.adapters.rulebook import with_approved
from borderlink.screening.adapters.watching import read_watch
from borderlink.screening.domain.arm import RULE
from borderlink.screening.domain.linkage.link import link_parties
from borderlink.screening.domain.outcome import Selection
from borderlink.screening.domain.retention import WINDOW_MOST, Part
from borderlink.screening.domain.rules.rule import Warrant
from borderlink.screening.domain.rules.rulebook import Rulebook
from borderlink.screening.domain.schema import PARCEL
from borderlink.screening.domain.screen import Screened, screen_parcels
from borderlink.screening.domain.selecting import Selected, select_parcels, set_apart, without_persons
from borderlink.screening.domain.watch import WatchList
from borderlink.screening.models.referrals import Load, ManifestFile, Referral, Step
from borderlink.screening.queries import loads
from borderlink.screening.queries.approved import approved_rules, suspended_warrants

Told = Callable[[str, float], None]
BATCH = 2000
KNOWN = ("waybill", "file", "line")


def screen_load(*, load: Load, told: Told, at: datetime) -> Load:
    """Screen one load that was taken up, and record its result. ``told`` hears the stage and the share done.

    Repeating it gives the same result. A load none of whose files can be read is refused, not failed.
    """
    files = list(load.files.order_by("pk"))
    try:
        return _read_and_screen(load, files, told=told, at=at)
    except Refusal as refusal:  # of the rules, the watch list or the linkage's budget
        retained.drop_parcels(settings.BORDERLINK.folder, Part(load=load.number, on=load.on))
        return refuse_load(load=load, refusal=refusal, at=at)


def _read_and_screen(load: Load, files: Sequence[ManifestFile], *, told: Told, at: datetime) -> Load:
    told("reading", 0.0)
    rules, watch, suspended = standing_rules(load.on)
    _check_cases([rule.warrant for rule in rules.rules], watch, on=load.on)
    with kept.laid_out(settings.BORDERLINK.folder, SHELF, [(f.name, f.sha256) for f in files]) as paths:
        reading = read_manifests(
            paths,
            currency=settings.BORDERLINK.currency,
            zone=settings.BORDERLINK.time_zone,
            progress=lambda _file, share: told("reading", 0.3 * share),
        )
    _mark_refused(files, reading)
    if len(reading.refused) == len(files):
        return refuse_load(load=load, refusal=reading.refused[0].refusal, at=at)
    judged = Judged(load=load, files=files, reading=reading, rules=rules, watch=watch, suspended=suspended)
    return _screen(judged, told=told, at=at)


def _check_cases(warrants: Iterable[Warrant | None], watch: WatchList, *, on: date) -> None:
    """Refuse rules and watch entries in force that name a case which no room keeps.

    The number of a partner's seizure (column ``seizure``) is not ours to check. Refuses: ``NotFound``.
    """
    standing = [warrant for warrant in warrants if warrant and warrant.approved_on <= on < warrant.expires_on]
    standing += [entry.warrant for entry in watch.in_force(on)]
    for number in sorted({warrant.case for warrant in standing if not warrant.of_partner}):
        checked_case(number)


def standing_rules(on: date) -> tuple[Rulebook, WatchList, frozenset[str]]:
    """Return the node's rules and watch entries without those that rest on what is suspended, and that."""
    rules = with_approved(own_rulebook(), approved_rules(on))
    watch, still = read_watch(own_file("watch.csv")), suspended_warrants()
    kept = tuple(rule for rule in rules.rules if rule.warrant is None or rule.warrant.case not in still)
    entries = tuple(entry for entry in watch.entries if entry.warrant.case not in still)
    return replace(rules, rules=kept), replace(watch, entries=entries), still


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A load with everything that it is judged by."""

    load: Load
    files: Sequence[ManifestFile]
    reading: Reading
    rules: Rulebook
    watch: WatchList
    suspended: frozenset[str]  # cases and seizures whose rules and watch entries waited


def _screen(judged: Judged, *, told: Told, at: datetime) -> Load:
    load, reading = judged.load, judged.reading
    folder, seed = settings.BORDERLINK.folder, _seed(judged.files)
    told("linking", 0.3)
    own = loads.parts_of_window(load.agency, load.on, unit=load.unit)
    known = retained.read_window(folder, own, most=WINDOW_MOST, columns=KNOWN)
    fresh, quarantine = set_apart(reading.parcels, reading.quarantine, known)
    window = fresh if fresh.is_empty() else _window(load, fresh)  # events alone link nobody
    retained.write_parcels(folder, Part(load=load.number, on=load.on), fresh)
    whereabouts.write_events(folder, Part(load=load.number, on=load.on), reading.events)
    kept.write_text(quarantine_path(folder, load.number), guarded(without_persons(quarantine)).write_csv())
    screened = _score(judged, fresh, window, told=told)
    selected = select_parcels(screened, fresh, share=settings.BORDERLINK.refer_share, seed=seed)
    told("recording", 0.9)
    load.rows_read, load.parcels, load.quarantined = reading.rows_read, fresh.height, quarantine.height
    load.messages_read, load.events_read = reading.messages_read, reading.events.height
    load.below_cut, load.provenance = selected.below_cut, _provenance(judged, seed)
    load.columns_not_read = [
        {"file": column.file, "column": column.column, "why": column.why}
        for column in reading.columns_not_read
    ]
    return _record(load, _rows(load, fresh, selected), reading.events, at=at)


def _window(load: Load, fresh: pl.DataFrame) -> pl.DataFrame:
    """Return the agency's parcels of the days before, each once, without those that are screened now.

    Two stations may hold the same manifest: a parcel is no history of itself.
    """
    parts = loads.parts_of_window(load.agency, load.on)
    window = retained.read_window(settings.BORDERLINK.folder, parts, most=WINDOW_MOST)
    once = window.unique(subset="waybill", keep="first", maintain_order=True)
    return once.join(fresh.select("waybill"), on="waybill", how="anti", maintain_order="left")


def _provenance(judged: Judged, seed: str) -> dict[str, object]:
    """Return by what a load was judged: enough to replay it."""
    return {
        "rates": judged.reading.rates_version,
        "rules": judged.rules.version,
        "watch": judged.watch.version,
        "seed": seed,
        "share": settings.BORDERLINK.refer_share,
        "suspended": sorted(judged.suspended),
    }


def _score(judged: Judged, fresh: pl.DataFrame, window: pl.DataFrame, *, told: Told) -> Screened:
    """Score the new parcels; those of the days before are linked with them, but not referred again."""
    linkage = link_parties(pl.concat([fresh.select(list(PARCEL)), window.select(list(PARCEL))]))
    told("scoring", 0.7)
    return screen_parcels(
        fresh,
        linkage=linkage,
        rules=judged.rules,
        watch=judged.watch,
        share=settings.BORDERLINK.refer_share,
        on=judged.load.on,
        history=window,
    )


def quarantine_path(folder: Path, load: str) -> Path:
    """Return where the quarantine of a load lies: CSV with file, line, column, reason and detail."""
    return folder / "quarantine" / f"{load}.csv"


def _seed(files: Sequence[ManifestFile]) -> str:
    """Return what chance is seeded with: the manifests' content, so that a screening can be replayed."""
    return hashlib.sha256("".join(sorted(file.sha256 for file in files)).encode()).hexdigest()


def _rows(load: Load, fresh: pl.DataFrame, selected: Selected) -> list[Referral]:
    """Return the referrals to be recorded; the loop is over the few referred, never over the parcels."""
    scores = {row["waybill"]: row for row in selected.by_score.iter_rows(named=True)}
    wanted = [*scores, *(waybill for waybill in selected.drawn if waybill not in scores)]
    facts = {
        row["waybill"]: row for row in fresh.filter(pl.col("waybill").is_in(wanted)).iter_rows(named=True)
    }
    drawn = set(selected.drawn)
    return [
        _row(load, facts[waybill], scores.get(waybill), selected.probability if waybill in drawn else None)
        for waybill in wanted
    ]


def _row(
    load: Load, facts: Mapping[str, object], score: Mapping[str, Any] | None, probability: float | None
) -> Referral:
    reasons = [
        {"rule": reason["rule"], "weight": reason["weight"], "facts": json.loads(reason["facts"])}
        for reason in (score["reasons"] if score else ())
    ] or [{"rule": RULE, "weight": 0.0, "facts": {}}]
    return Referral(
        **placing(load, facts),
        waybill=str(facts["waybill"]),
        selection=(Selection.SCORE if score else Selection.RANDOM).value,
        probability=probability,
        score=score["score"] if score else 0.0,
        reasons=reasons,
        linked=[dict(link) for link in score["linked"]] if score else [],
        top_rule=max(reasons, key=lambda reason: reason["weight"])["rule"],
    )


@transaction.atomic
def _record(load: Load, rows: Sequence[Referral], events: pl.DataFrame, *, at: datetime) -> Load:
    Referral.objects.bulk_create(rows, batch_size=BATCH)
    Step.objects.bulk_create(
        (Step(referral=referral, what="selected", at=at) for referral in rows), batch_size=BATCH
    )
    follow_parcels(load=load, referrals=rows, events=events)
    load.state, load.stage, load.progress, load.finished_at = Load.State.DONE, "", 1.0, at
    load.save()
    facts: dict[str, str | int] = {
        "rows": load.rows_read,
        "parcels": load.parcels,
        "quarantined": load.quarantined,
        "referrals": len(rows),
        "events": load.events_read,
        "seed": str(load.provenance["seed"]),
    }
    note(act="screening.refer", subject=f"load {load.number}", facts=facts, by="screening", at=at)
    return load


def _mark_refused(files: Sequence[ManifestFile], reading: Reading) -> None:
    refused = {one.file: one.refusal for one in reading.refused}
    for file in files:
        refusal = refused.get(file.name)
        if refusal is not None:
            file.refusal = written(refusal)
            file.save(update_fields=["refusal"])


def written(refusal: Refusal) -> dict[str, object]:
    """Return a refusal as it is stored: code and facts, never the sentence."""
    return {"code": refusal.code, "facts": {name: _plain(value) for name, value in refusal.facts.items()}}


def _plain(value: object) -> object:
    """Return a fact as JSON keeps it."""
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    return value if isinstance(value, int | float) else str(value)


@transaction.atomic
def refuse_load(*, load: Load, refusal: Refusal, at: datetime) -> Load:
    """Record that a load cannot be screened, and why; its files may come again."""
    load.files.filter(refusal={}).update(refusal=written(refusal))
    load.state, load.stage, load.progress, load.finished_at = Load.State.REFUSED, "", 1.0, at
    load.refusal = written(refusal)
    load.save()
    facts: dict[str, str | int] = {"code": refusal.code}
    note(act="screening.refuse-load", subject=f"load {load.number}", facts=facts, by="screening", at=at)
    return load
