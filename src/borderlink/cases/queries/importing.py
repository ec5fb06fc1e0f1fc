"""Questions about files that were read in: mappings, runs, what was taken before."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from borderlink.cases.domain.numbers import is_ours
from borderlink.cases.models.asked import ImportedCase, ImportMapping, ImportMark, ImportRun
from borderlink.cases.models.counted import Case
from borderlink.cases.queries.sight import OPENERS, needs, seen
from borderlink.cases.refusals.register import MappingUnknown
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader, Role
from borderlink.language.folding import fold
from borderlink.officers.models import Unit

BATCH = 500


def mappings_of(reader: Reader) -> list[ImportMapping]:
    """Return the saved mappings of the agency, by name."""
    return list(ImportMapping.objects.filter(agency=reader.agency).order_by("name"))


def mapping_of(reader: Reader, name: str) -> ImportMapping:
    """Return a saved mapping. Refuses: ``MappingUnknown``."""
    row = mapping_row(reader, name)
    if row is None:
        raise MappingUnknown(name=name[:80])
    return row


def mapping_row(reader: Reader, name: str) -> ImportMapping | None:
    """Return a saved mapping; None when there is none of that name."""
    return ImportMapping.objects.filter(agency=reader.agency, name=name.strip()).first() if name else None


def marks_before(reader: Reader, marks: Sequence[str]) -> set[str]:
    """Return those of the marks that a file left in a case which the reader sees: of others nothing is told.

    Marks from before cases stood beside them count for who read that file in.
    """
    theirs = Q(case__in=Case.objects.filter(seen(reader))) | Q(case=None, run__by=reader.badge)
    found: set[str] = set()
    for start in range(0, len(marks), BATCH):
        rows = ImportMark.objects.filter(theirs, agency=reader.agency, mark__in=marks[start : start + BATCH])
        found |= set(rows.values_list("mark", flat=True))
    return found


def case_named(reader: Reader, written: str) -> Case | None:
    """Return the reader's case that an agency's own number, or one of ours, names; None for any other."""
    own = Case.objects.filter(seen(reader))
    rows = ImportedCase.objects.filter(agency=reader.agency, folded=fold(written), case__in=own)
    imported = rows.select_related("case").order_by("pk").first()
    return imported.case if imported else own.filter(number__iexact=written.strip()).first()


def opens_none(reader: Reader, written: str, unit: str) -> bool:
    """Say whether a number that names no case of the reader's opens none either.

    One of our own form never does, whether it is someone else's or nobody's: the answer tells neither. Nor
    does that of a case which the unit erased.
    """
    if is_ours(written, Unit.objects.values_list("code", flat=True)):
        return True
    gone = ImportedCase.objects.filter(agency=reader.agency, folded=number_mark(written), case__unit=unit)
    return gone.exists()


def number_mark(written: str) -> str:
    """Return what an erased case is still known by to a later file: its number under the node's secret."""
    return salted_hmac("borderlink.cases.number", fold(written), algorithm="sha256").hexdigest()


def runs_of(reader: Reader, *, most: int = 50) -> list[ImportRun]:
    """Return the newest files that the reader read in or tried, for a commander those of the units.

    Refuses: ``NotAllowed``.
    """
    needs(reader, OPENERS, "cases.list-imports")
    return list(_runs(reader).order_by("-at", "-pk")[:most])


def run_of(reader: Reader, number: str) -> ImportRun:
    """Return one file read in or tried. Refuses: ``NotAllowed``, ``NotFound``."""
    needs(reader, OPENERS, "cases.read-import")
    run = _runs(reader).filter(number=number).first()
    if run is None:
        raise NotFound(thing="import-run", name=number)
    return run


def _runs(reader: Reader) -> QuerySet[ImportRun]:
    """Return what a reader knows of files: who reads one in has its cases, a colleague has not."""
    rows = ImportRun.objects.filter(agency=reader.agency, unit__in=reader.units)
    return rows if Role.COMMANDER in reader.roles else rows.filter(by=reader.badge)
