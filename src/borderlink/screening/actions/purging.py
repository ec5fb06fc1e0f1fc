"""The innocent are forgotten: parcels, indexes, manifests and what referrals say, after their days."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from borderlink.foundation.slots import held_elsewhere
from borderlink.journal.actions import erase_openings_about, note
from borderlink.journal.queries import subjects_opened
from borderlink.screening.actions import opening
from borderlink.screening.actions.loads import SHELF
from borderlink.screening.actions.screening import quarantine_path
from borderlink.screening.adapters import kept, nearby, retained, whereabouts
from borderlink.screening.domain.outcome import SEIZED, State
from borderlink.screening.domain.retention import Part
from borderlink.screening.models.referrals import (
    HandOver,
    LaboratoryResult,
    Load,
    ManifestFile,
    Notice,
    Opening,
    Picture,
    Referral,
    Result,
    Step,
    Whereabouts,
)
from borderlink.screening.queries.loads import parts_of_agency

PARCEL: Final = "parcel "  # how the journal's subjects about one parcel begin
LEFT_BEHIND: Final = timedelta(days=1)  # what a crash left half-written is older than any upload or reading
_HELD = ~Q(state=State.CLOSED.value) | Q(outcome__in=[outcome.value for outcome in SEIZED])


def purge_load(*, load: Load, at: datetime) -> int:
    """Drop what is kept of a load's parcels but those that a live referral, a find or a case holds.

    Returns how many were dropped. Held with a referral are the parcels it is linked to. Closed referrals that
    nothing holds lose waybill, facts, links, notes and pictures; their counts remain. Repeating it changes
    nothing.
    """
    folder, part = settings.BORDERLINK.folder, Part(load=load.number, on=load.on)
    held = _held_waybills(load)
    in_cases = held_elsewhere(load.agency)
    pictures = _forget_referrals(load, but=in_cases, on=timezone.localdate(at))
    dropped = retained.drop_parcels(folder, part, keep=held | in_cases)
    nearby.drop_index(folder, load.agency)
    whereabouts.drop_events(folder, part, keep=held | in_cases)
    kept.drop_text(quarantine_path(folder, load.number))
    for sha256 in load.files.values_list("sha256", flat=True):
        others = ManifestFile.objects.filter(sha256=sha256, load__purged_on=None).exclude(load=load)
        if not others.exists():
            kept.forget(folder, SHELF, sha256)
    for sha256 in pictures:
        if not Picture.objects.filter(sha256=sha256).exists():
            kept.forget(folder, opening.SHELF, sha256)
    _mark_purged(load, dropped=dropped, on=timezone.localdate(at), at=at)
    _forget_elsewhere(load, at=at)
    for shelf in (SHELF, opening.SHELF, "incoming"):
        kept.sweep(folder, shelf, before=at - LEFT_BEHIND)
    return dropped


def _held_waybills(load: Load) -> set[str]:
    """Return the waybills of this load that any referral of the agency holds, by itself or by a link."""
    held: set[str] = set()
    rows = Referral.objects.filter(_HELD, agency=load.agency, forgotten_on=None)
    for waybill, linked in rows.values_list("waybill", "linked").iterator():
        held.add(waybill)
        held.update(link["waybill"] for link in linked)
    return held


@transaction.atomic
def _forget_referrals(load: Load, *, but: Collection[str], on: date) -> list[str]:
    """Take every personal fact out of closed referrals that nothing holds; return their pictures' hashes.

    ``but`` are the waybills that a case holds.
    """
    closed = load.referrals.select_for_update().filter(forgotten_on=None).exclude(_HELD)
    forgotten = [referral for referral in closed if referral.waybill not in but]
    for referral in forgotten:
        referral.waybill, referral.linked, referral.forgotten_on = "", [], on
        referral.reasons = [{**reason, "facts": {}} for reason in referral.reasons]
        referral.save(update_fields=["waybill", "linked", "forgotten_on", "reasons"])
    pictures = Picture.objects.filter(referral__in=forgotten)
    hashes = list(pictures.values_list("sha256", flat=True))
    pictures.delete()
    Whereabouts.objects.filter(referral__in=forgotten).delete()
    _forget_words(forgotten)
    return hashes


def _forget_words(forgotten: list[Referral]) -> None:
    """Take out of the records beside forgotten referrals what was written freely or numbers the parcel."""
    openings = Opening.objects.filter(referral__in=forgotten)
    openings.update(note="", why="")
    openings.filter(operator_present=True).update(operator="–")
    openings.filter(operator_present=False).update(absence="–")
    Result.objects.filter(referral__in=forgotten).update(note="", why="")
    LaboratoryResult.objects.filter(referral__in=forgotten).update(report="–", note="")
    Notice.objects.filter(referral__in=forgotten).update(seal="–")
    Step.objects.filter(referral__in=forgotten).update(note="")


@transaction.atomic
def _forget_elsewhere(load: Load, *, at: datetime) -> None:
    """Forget in hand-overs and the journal what is older than parcels are kept, and held by nothing."""
    before = at - timedelta(days=settings.BORDERLINK.retention_days)
    is_kept = _keeper(load.agency)
    for row in HandOver.objects.filter(agency=load.agency, unit=load.unit, at__lt=before):
        row.items = [item for item in row.items if is_kept(item["waybill"])]
        row.note = row.note if row.items else ""
        row.save(update_fields=["items", "note"])
    told = subjects_opened(prefix=PARCEL, before=before)
    gone = [subject for subject in told if not is_kept(subject.removeprefix(PARCEL))]
    erase_openings_about(
        subjects=gone, before=before, about=f"load {load.number}", why="retention", by="screening", at=at
    )


def _keeper(agency: str) -> Callable[[str], bool]:
    """Return what says whether anything of a parcel is still kept: a referral, or its facts."""
    folder, parts = settings.BORDERLINK.folder, parts_of_agency(agency)

    def is_kept(waybill: str) -> bool:
        referred = Referral.objects.filter(agency=agency, waybill=waybill).exists()
        return referred or retained.find_part(folder, parts, waybill) is not None

    return is_kept


@transaction.atomic
def _mark_purged(load: Load, *, dropped: int, on: date, at: datetime) -> None:
    holding = retained.parcels_path(settings.BORDERLINK.folder, Part(load=load.number, on=load.on)).is_file()
    first = load.purged_on is None
    load.purged_on, load.holding = on, holding
    load.save(update_fields=["purged_on", "holding"])
    if dropped or first:
        facts: dict[str, str | int] = {"dropped": dropped, "holding": int(holding)}
        note(act="screening.purge", subject=f"load {load.number}", facts=facts, by="screening", at=at)
