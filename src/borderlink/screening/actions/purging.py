"""The innocent are forgotten: parcels, indexes, manifests and what referrals say, after their days."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from borderlink.journal.actions import note
from borderlink.screening.actions import opening
from borderlink.screening.actions.loads import SHELF
from borderlink.screening.actions.screening import quarantine_path
from borderlink.screening.adapters import kept, retained
from borderlink.screening.domain.outcome import SEIZED, State
from borderlink.screening.domain.retention import Part
from borderlink.screening.models import Load, ManifestFile, Picture, Referral, Step

_HELD = ~Q(state=State.CLOSED.value) | Q(outcome__in=[outcome.value for outcome in SEIZED])


def purge_load(*, load: Load, at: datetime) -> int:
    """Drop what is kept of a load's parcels but those that a live referral or a find holds; return how many.

    Held with a referral are the parcels it is linked to. Closed referrals that hold nothing lose waybill,
    facts, links, notes and pictures; their counts remain. Repeating it changes nothing.
    """
    folder, part = settings.BORDERLINK.folder, Part(load=load.number, on=load.on)
    held = _held_waybills(load)
    pictures = _forget_referrals(load, on=timezone.localdate(at))
    dropped = retained.drop_parcels(folder, part, keep=held)
    quarantine_path(folder, load.number).unlink(missing_ok=True)
    for sha256 in load.files.values_list("sha256", flat=True):
        if not ManifestFile.objects.filter(sha256=sha256).exclude(load=load).exists():
            kept.forget(folder, SHELF, sha256)
    for sha256 in pictures:
        if not Picture.objects.filter(sha256=sha256).exists():
            kept.forget(folder, opening.SHELF, sha256)
    _mark_purged(load, dropped=dropped, on=timezone.localdate(at), at=at)
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
def _forget_referrals(load: Load, *, on: date) -> list[str]:
    """Take every personal fact out of closed referrals that hold nothing; return their pictures' hashes."""
    forgotten = list(load.referrals.select_for_update().filter(forgotten_on=None).exclude(_HELD))
    for referral in forgotten:
        referral.waybill, referral.linked, referral.forgotten_on = "", [], on
        referral.reasons = [{**reason, "facts": {}} for reason in referral.reasons]
        referral.save(update_fields=["waybill", "linked", "forgotten_on", "reasons"])
    pictures = Picture.objects.filter(referral__in=forgotten)
    hashes = list(pictures.values_list("sha256", flat=True))
    pictures.delete()
    for referral in forgotten:
        referral.openings.filter(operator_present=True).update(operator="–", note="")
        referral.results.update(note="", why="")
    Step.objects.filter(referral__in=forgotten).update(note="")
    return hashes


@transaction.atomic
def _mark_purged(load: Load, *, dropped: int, on: date, at: datetime) -> None:
    holding = retained.parcels_path(settings.BORDERLINK.folder, Part(load=load.number, on=load.on)).is_file()
    first = load.purged_on is None
    load.purged_on, load.holding = on, holding
    load.save(update_fields=["purged_on", "holding"])
    if dropped or first:
        facts: dict[str, str | int] = {"dropped": dropped, "holding": int(holding)}
        note(act="screening.purge", subject=f"load {load.number}", facts=facts, by="screening", at=at)
