"""Questions about loads of manifests."""

from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Kind, Reader
from borderlink.officers.queries import Holder
from borderlink.screening.domain.retention import Part, window_start
from borderlink.screening.models.referrals import Load, ManifestFile
from borderlink.screening.queries.sight import needs, seen

UNFINISHED = [Load.State.RECEIVED.value, Load.State.SCREENING.value]


def loads_of(reader: Reader, *, most: int = 50) -> list[Load]:
    """Return the newest loads of the reader's stations, with ``referred``, their count of referrals.

    Refuses: ``NotAllowed``.
    """
    needs(reader, Kind.MANIFEST, "screening.list-loads")
    rows = Load.objects.filter(seen(reader, Kind.MANIFEST)).annotate(referred=Count("referrals"))
    return list(rows.prefetch_related("files").order_by("-received_at", "-pk")[:most])


def load_of(reader: Reader, number: str) -> Load:
    """Return one load with ``referred``. Refuses: ``NotFound``."""
    rows = Load.objects.filter(seen(reader, Kind.MANIFEST), number=number)
    load = rows.annotate(referred=Count("referrals")).prefetch_related("files").first()
    if load is None:
        raise NotFound(thing="load", name=number)
    return load


def _brought(by: Holder) -> QuerySet[Load]:
    """Return what a company's live keys brought; a sandbox key brought nothing."""
    return Load.objects.none() if by.sandbox else Load.objects.filter(company=by.company).exclude(company="")


def loads_brought(by: Holder, *, most: int = 50) -> list[Load]:
    """Return the newest loads that a company's keys brought; what of them it may know, the door says."""
    return list(_brought(by).prefetch_related("files").order_by("-received_at", "-pk")[:most])


def load_brought(by: Holder, number: str) -> Load:
    """Return one load that a company's key brought. Refuses: ``NotFound``."""
    load = _brought(by).filter(number=number).first()
    if load is None:
        raise NotFound(thing="load", name=number)
    return load


def parts_seen(reader: Reader) -> list[Part]:
    """Return where the parcels lie that the reader may see one by one, newest first."""
    return _parts(Load.objects.filter(seen(reader, Kind.REFERRAL)))


def parts_of_window(agency: str, on: date, *, unit: str = "") -> list[Part]:
    """Return where the agency's parcels lie that are screened together with those of ``on``, newest first.

    With ``unit``, those of this station alone.
    """
    rows = Load.objects.filter(agency=agency, on__gte=window_start(on), on__lte=on)
    return _parts(rows.filter(unit=unit) if unit else rows)


def _parts(loads: QuerySet[Load]) -> list[Part]:
    kept = loads.filter(state=Load.State.DONE, holding=True).order_by("-received_at", "-pk")
    return [Part(load=number, on=on) for number, on in kept.values_list("number", "on")]


def parts_with_events(agency: str, unit: str) -> list[Part]:
    """Return where a station's events of items lie, newest first: asked by the worker alone."""
    rows = Load.objects.filter(agency=agency, unit=unit, events_read__gt=0).order_by("-received_at", "-pk")
    return [Part(load=number, on=on) for number, on in rows.values_list("number", "on")]


def event_parts_seen(reader: Reader) -> list[Part]:
    """Return where events of items lie that the reader may see, newest first."""
    rows = Load.objects.filter(seen(reader, Kind.REFERRAL), events_read__gt=0)
    return [Part(load=number, on=on) for number, on in rows.order_by("-on").values_list("number", "on")]


def parts_of_agency(agency: str) -> list[Part]:
    """Return where all of an agency's parcels lie: asked by the purge alone, shown to nobody."""
    return _parts(Load.objects.filter(agency=agency))


def is_screening(reader: Reader) -> bool:
    """Say whether a manifest of the reader's stations still waits for its result."""
    return Load.objects.filter(seen(reader, Kind.REFERRAL), state__in=UNFINISHED).exists()


def next_unfinished() -> Load | None:
    """Return the load that the worker takes up next: the oldest that has no result."""
    return Load.objects.filter(state__in=UNFINISHED).order_by("received_at", "pk").first()


def waiting_since() -> datetime | None:
    """Return when the oldest load without a result came; None where none waits."""
    load = next_unfinished()
    return load.received_at if load else None


def known_files(hashes: set[str], *, unit: str) -> dict[str, ManifestFile]:
    """Return the files of these contents that a station loaded before and that were not refused, by hash."""
    files = ManifestFile.objects.filter(unit=unit, sha256__in=hashes, refusal={}).select_related("load")
    return {file.sha256: file for file in files}


def lapsed(before: date, *, today: date) -> Load | None:
    """Return a load whose parcels are due to be dropped: filed before ``before``, not looked at today."""
    due = Load.objects.filter(on__lt=before, state__in=[Load.State.DONE, Load.State.REFUSED], holding=True)
    return due.filter(Q(purged_on=None) | Q(purged_on__lt=today)).order_by("on", "pk").first()
