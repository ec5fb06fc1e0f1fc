"""Whether what had to be forgotten is gone, asked by whoever keeps the node: names no parcel, no person."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from borderlink.screening.domain.retention import lapsed_before
from borderlink.screening.models.counter import Acceptance, CounterCheck, Hold, Suspicion
from borderlink.screening.models.referrals import Load, ManifestFile, Picture, Referral

DAY = "dt="


def left_behind(folder: Path, *, today: date, retention_days: int) -> Iterator[str]:
    """Yield what still lies of parcels, indexes, manifests and referrals that should be gone.

    Paths and numbers. What a live referral, a find or a case holds is no remainder. A load lapses at midnight
    and is purged by the worker soon after: it counts from the next day on.
    """
    before = lapsed_before(today, retention_days=retention_days) - timedelta(days=1)
    holding = set(Load.objects.filter(holding=True).values_list("number", flat=True))
    for day in sorted((folder / "parcels").glob(f"{DAY}*")):
        if date.fromisoformat(day.name.removeprefix(DAY)) >= before:
            continue
        for path in sorted(day.iterdir()):
            if path.name.split(".")[0] not in holding:
                yield str(path.relative_to(folder))
    yield from _indexed(folder, before, holding)
    for load in Load.objects.filter(on__lt=before, purged_on=None):
        yield f"load {load.number}"
    yield from _files(folder)
    for pk in Referral.objects.exclude(forgotten_on=None).exclude(waybill="").values_list("pk", flat=True):
        yield f"referral {pk}"
    for kind in (CounterCheck, Acceptance, Suspicion, Hold):
        count = kind.objects.filter(at__date__lt=before - timedelta(days=1), forgotten_on=None).count()
        if count:
            yield f"counter {count} {kind._meta.model_name}"  # noqa: SLF001 - Django's own name for it


def _indexed(folder: Path, before: date, holding: set[str]) -> Iterator[str]:
    """Yield what the counter's index was made of that should be gone from it."""
    for path in sorted((folder / "counter").glob("*.json")):
        for part in json.loads(path.read_text(encoding="utf-8"))["made_of"][1:]:
            day, _, load = part.partition(" ")
            if date.fromisoformat(day) < before and load not in holding:
                yield f"counter/{path.name} {load}"


def _files(folder: Path) -> Iterator[str]:
    """Yield manifests and pictures on the shelves that belong only to what was forgotten."""
    purged = ManifestFile.objects.exclude(load__purged_on=None).values_list("sha256", flat=True)
    live = set(ManifestFile.objects.filter(load__purged_on=None).values_list("sha256", flat=True))
    for sha256 in sorted(set(purged) - live):
        if (folder / "manifests" / sha256[:2] / sha256).exists():
            yield f"manifests/{sha256}"
    for sha256 in Picture.objects.exclude(referral__forgotten_on=None).values_list("sha256", flat=True):
        yield f"picture {sha256}"
