"""Dossiers that were drawn up: those of a case, one of them, who may know of it, where its bytes lie."""

from pathlib import Path
from typing import Final

from django.conf import settings

from borderlink.cases.models.counted import Case
from borderlink.cases.queries.cases import case_of
from borderlink.dossiers.models import DRAWN_UP, SIGNED, Dossier
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Kind, Reader, Role, Subject, may_see
from borderlink.screening.adapters.kept import path_of

SHELF: Final = "dossiers"
DRAWERS: Final = frozenset({Role.CASE_OFFICER, Role.COMMANDER})


def dossiers_of(reader: Reader, case: str) -> list[Dossier]:
    """Return the dossiers of a case, the newest first. Refuses: ``NotFound``."""
    found = case_of(reader, case)
    if not _may_see(reader, found.agency, found.unit, found.number):
        raise NotFound(thing="case", name=case)
    return list(Dossier.objects.filter(case=found.number))


def dossier_of(reader: Reader, number: str) -> Dossier:
    """Return one dossier. Refuses: ``NotFound``, in the same words when it is not the reader's to see."""
    row = Dossier.objects.filter(number=number).first()
    if row is None or not _may_see(reader, row.agency, row.unit, row.case):
        raise NotFound(thing="dossier", name=number)
    return row


def waiting_dossier(reader: Reader, number: str) -> Dossier:
    """Return one dossier, its row locked until the transaction ends. Refuses: ``NotFound``."""
    found = dossier_of(reader, number)
    return Dossier.objects.select_for_update().get(pk=found.pk)


def case_to_draw_up(reader: Reader, number: str) -> Case:
    """Return the case of which the reader may draw up a dossier. Refuses: ``NotFound``."""
    found = case_of(reader, number)
    if not _may_see(reader, found.agency, found.unit, found.number):
        raise NotFound(thing="case", name=number)
    return found


def draws_up(reader: Reader) -> bool:
    """Say whether the reader's roles carry the drawing up of dossiers."""
    return bool(reader.roles & DRAWERS)


def next_place(case: str) -> int:
    """Return the place of the next dossier of a case."""
    last = Dossier.objects.filter(case=case).order_by("-place").values_list("place", flat=True).first()
    return (last or 0) + 1


def waiting_of(case: str) -> list[Dossier]:
    """Return the dossiers of a case that wait for a signature."""
    return list(Dossier.objects.filter(case=case, state=DRAWN_UP))


def bytes_of(sha256: str) -> bytes:
    """Return what lies on the shelf of dossiers under a hash."""
    return path_of(settings.MEDIA_ROOT, SHELF, sha256).read_bytes()


def file_of(row: Dossier) -> Path | None:
    """Return where a signed dossier's file lies."""
    return path_of(settings.MEDIA_ROOT, SHELF, row.sha256) if row.state == SIGNED else None


def _may_see(reader: Reader, agency: str, unit: str, case: str) -> bool:
    return may_see(reader, Subject(kind=Kind.DOSSIER, agency=agency, unit=unit, case=case))
