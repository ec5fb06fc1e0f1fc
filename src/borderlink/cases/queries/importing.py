"""Questions about files that were read in: mappings, runs, what was taken before."""

from collections.abc import Sequence

from django.utils.crypto import salted_hmac

from borderlink.cases.models.asked import ImportedCase, ImportMapping, ImportMark, ImportRun
from borderlink.cases.models.counted import Case
from borderlink.cases.queries.sight import OPENERS, needs
from borderlink.cases.refusals.register import MappingUnknown
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.language.folding import fold

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


def marks_before(agency: str, marks: Sequence[str]) -> set[str]:
    """Return those of the marks that an earlier file left."""
    found: set[str] = set()
    for start in range(0, len(marks), BATCH):
        rows = ImportMark.objects.filter(agency=agency, mark__in=marks[start : start + BATCH])
        found |= set(rows.values_list("mark", flat=True))
    return found


def number_taken(agency: str, written: str) -> str:
    """Return the number of the case that an agency's own number, or one of ours, names; else nothing."""
    rows = ImportedCase.objects.filter(agency=agency, folded__in=[fold(written), number_mark(written)])
    imported = rows.select_related("case").first()
    own = imported.case if imported else Case.objects.filter(agency=agency, number__iexact=written).first()
    return own.number if own else ""


def number_mark(written: str) -> str:
    """Return what an erased case is still known by to a later file: its number under the node's secret."""
    return salted_hmac("borderlink.cases.number", fold(written), algorithm="sha256").hexdigest()


def runs_of(reader: Reader, *, most: int = 50) -> list[ImportRun]:
    """Return the newest files read in or tried for the reader's units. Refuses: ``NotAllowed``."""
    needs(reader, OPENERS, "cases.list-imports")
    rows = ImportRun.objects.filter(agency=reader.agency, unit__in=reader.units)
    return list(rows.order_by("-at", "-pk")[:most])


def run_of(reader: Reader, number: str) -> ImportRun:
    """Return one file read in or tried. Refuses: ``NotAllowed``, ``NotFound``."""
    needs(reader, OPENERS, "cases.read-import")
    run = ImportRun.objects.filter(agency=reader.agency, unit__in=reader.units, number=number).first()
    if run is None:
        raise NotFound(thing="import-run", name=number)
    return run
