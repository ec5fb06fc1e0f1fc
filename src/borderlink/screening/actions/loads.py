"""Manifests come in: received by an officer, read and screened by the worker."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Kind, Reader, Role
from borderlink.journal.actions import note
from borderlink.officers.queries import Holder
from borderlink.screening.adapters import kept
from borderlink.screening.models.referrals import Load, ManifestFile
from borderlink.screening.queries.loads import known_files
from borderlink.screening.queries.sight import may_see_unit
from borderlink.screening.refusals.counter import SandboxBringsNothing
from borderlink.screening.refusals.files import ManifestAlreadyLoaded, NothingUploaded, NotYourStation

SHELF = "manifests"
LOADERS = frozenset({Role.INSPECTOR, Role.ANALYST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One file of an upload: its name and its content, piece by piece."""

    name: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of an upload: its load, and which files had been loaded before, with those loads."""

    load: Load
    already: dict[str, str] = field(default_factory=dict)


def receive_manifest(*, files: Sequence[Incoming], unit: str = "", by: Reader, at: datetime) -> Received:
    """Keep the files by their content and make one load of those that its station never loaded.

    The worker takes the load up. ``unit`` is the station it belongs to, the officer's own when empty.
    Refuses: ``NotAllowed``, ``NotYourStation``, ``NothingUploaded``, ``ManifestAlreadyLoaded``.
    """
    return _received(files, _Bringer(unit=_station(unit, by), agency=by.agency, badge=by.badge), at=at)


def deliver_manifest(*, files: Sequence[Incoming], by: Holder, at: datetime) -> Received:
    """Keep what a company brings by its key, as a load of the key's station: its officers take it from there.

    Refuses: ``SandboxBringsNothing``, ``NotAllowed``, ``NothingUploaded``, ``ManifestAlreadyLoaded``.
    """
    if by.sandbox:
        raise SandboxBringsNothing
    if not by.company:
        raise NotAllowed(act="screening.receive")
    agency = str(settings.BORDERLINK.agency)
    bringer = _Bringer(unit=by.unit, agency=agency, badge=by.reader.badge, company=by.company)
    return _received(files, bringer, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bringer:
    """Who brings files, and for which station."""

    unit: str
    agency: str
    badge: str
    company: str = ""


def _received(files: Sequence[Incoming], by: _Bringer, *, at: datetime) -> Received:
    folder = settings.BORDERLINK.folder
    stored = [(kept.plain_name(file.name), kept.keep(folder, SHELF, file.chunks)) for file in files]
    stored = [(name, content) for name, content in stored if content.size or len(stored) == 1]
    if not stored:
        raise NothingUploaded
    known = known_files({content.sha256 for _, content in stored}, unit=by.unit)
    already = {name: known[c.sha256].load.number for name, c in stored if c.sha256 in known}
    fresh = {content.sha256: (name, content) for name, content in stored if content.sha256 not in known}
    if not fresh:
        first = known[stored[0][1].sha256].load
        raise ManifestAlreadyLoaded(file=stored[0][0], load=first.number, at=first.received_at)
    try:
        load = _make_load(list(fresh.values()), by=by, at=at)
    except IntegrityError as race:  # the same file from two desks in the same second
        raise ManifestAlreadyLoaded(file=stored[0][0], load="", at=at) from race
    return Received(load=load, already=already)


def _station(unit: str, by: Reader) -> str:
    if not by.roles & LOADERS:
        raise NotAllowed(act="screening.receive")
    station = unit or min(by.units, default="")
    if not station:
        raise NotYourStation
    if not may_see_unit(by, Kind.MANIFEST, station):
        raise NotAllowed(act="screening.receive")
    return station


def _told_apart(names: Sequence[str]) -> list[str]:
    """Return the names with a number before those that stand twice."""
    return [f"{position}-{name}" if name in names[:position] else name for position, name in enumerate(names)]


@transaction.atomic
def _make_load(files: Sequence[tuple[str, kept.Kept]], *, by: _Bringer, at: datetime) -> Load:
    on = timezone.localdate(at)
    load = Load.objects.create(
        number=f"{on:%y%m%d}-{secrets.token_hex(3)}",
        agency=by.agency,
        unit=by.unit,
        received_at=at,
        received_by=by.badge,
        company=by.company,
        on=on,
    )
    names = _told_apart([name for name, _ in files])
    ManifestFile.objects.bulk_create(
        ManifestFile(load=load, unit=by.unit, name=name, sha256=content.sha256, size=content.size)
        for name, (_, content) in zip(names, files, strict=True)
    )
    facts: dict[str, str | int] = {"files": len(files), "unit": by.unit}
    note(act="screening.receive", subject=f"load {load.number}", facts=facts, by=by.badge, at=at)
    return load


def show_progress(*, load: Load, stage: str, progress: float) -> None:
    """Write how far the worker has come with a load: seen by whoever waits for it, in no journal."""
    Load.objects.filter(pk=load.pk).update(stage=stage, progress=progress)


def take_up_load(*, load: Load, at: datetime) -> Load:
    """Begin a load, or begin it again after a crash: nothing of an earlier attempt was recorded."""
    with transaction.atomic():
        load = Load.objects.select_for_update().get(pk=load.pk)
        load.state, load.stage, load.progress = Load.State.SCREENING, "reading", 0.0
        load.attempts += 1
        load.save(update_fields=["state", "stage", "progress", "attempts"])
        note(
            act="screening.begin",
            subject=f"load {load.number}",
            facts={"attempt": load.attempts},
            by="screening",
            at=at,
        )
    return load
