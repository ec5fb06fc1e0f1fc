"""An agency's own register is read in: tried first, then written row by row; what cannot be is kept apart."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from borderlink.cases.actions.importing_rows import Book
from borderlink.cases.adapters.importing import Sheet, read_file
from borderlink.cases.adapters.wording import import_words
from borderlink.cases.domain.cells import Mark
from borderlink.cases.domain.importing import ColumnMapping, Fault, Order, Row, fields_of
from borderlink.cases.domain.rowreading import read_rows
from borderlink.cases.models.asked import ImportMapping, ImportMark, ImportRun, Quarantined
from borderlink.cases.models.counted import Case
from borderlink.cases.queries import importing as known
from borderlink.cases.queries.sight import OPENERS, needs
from borderlink.cases.refusals.file import UnitUnknown
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.officers.actions.leaving import leave_node
from borderlink.screening.adapters import kept
from borderlink.screening.queries.sight import account_of

QUARANTINE = "cases.import-quarantine"
SHELF = "registers"
KEPT_FOR = timedelta(days=7)  # an uploaded file that is not read in
BATCH = 500  # rows of one question
_Taken = list[tuple[str, Case]]  # marks of rows, each with the case that it was written into


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file to be read in: where it lies, what it is called, for which unit and under which rule pack."""

    path: Path
    name: str
    unit: str
    pack: str
    mapping: ColumnMapping = field(default_factory=ColumnMapping)
    mapping_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a file, or would: rows read = imported + repeats + quarantined, always."""

    number: str
    dry: bool
    rows_read: int
    imported: int
    repeats: int
    quarantined: int
    cases: int  # opened by it
    reasons: Mapping[str, int]  # code -> rows
    columns: Sequence[tuple[str, str]]  # heading, field
    not_read: Sequence[tuple[str, str]]  # heading, why


@dataclass(slots=True)
class _Sorted:
    """The rows of a file, told apart."""

    fresh: list[Row] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)  # of the fresh, in their order
    repeats: int = 0
    faults: list[Fault] = field(default_factory=list)
    not_read: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def import_cases(*, given: Given, dry: bool, by: Reader, at: datetime) -> Outcome:
    """Read a file in, or try it: what ``dry`` tells is what would happen, row by row, and writes no case.

    Rows of one number are one case; the same day, country, place and way within a case are one seizure; a
    row that says exactly what another said is a repeat. A row that the register refuses is quarantined.
    Refuses: ``NotAllowed``, ``UnitUnknown``, and what ``read_file`` refuses.
    """
    needs(by, OPENERS, "cases.import")
    if given.unit not in by.units:
        raise UnitUnknown(unit=given.unit[:32])
    sheets = read_file(given.path, given.name, given.mapping, import_words())
    found = _sorted(sheets, given.mapping, by, at)
    book, taken = _written(found, given, dry=dry, by=by, at=at)
    run = _run(sheets, found, taken, given, dry=dry, by=by, at=at)
    outcome = _outcome(run, sheets, found, book)
    told: dict[str, str | int] = {
        "rows": run.rows_read, "imported": run.imported, "repeats": run.repeats,
        "quarantined": run.quarantined, "cases": outcome.cases,
    }  # fmt: skip
    act = "cases.try-import" if dry else "cases.import"
    note(
        act=act, subject=f"import {run.number}", facts=told, personal={"file": given.name}, by=by.badge, at=at
    )
    return outcome


def _sorted(sheets: Sequence[Sheet], mapping: ColumnMapping, by: Reader, at: datetime) -> _Sorted:
    """Read the rows and tell apart what is new, what was taken before, and what cannot be taken."""
    found = _Sorted()
    seen: set[str] = set()
    for sheet in sheets:
        readings = read_rows(
            sheet.rows, sheet.heading, mapping, import_words(), timezone.localdate(at),
            str(settings.BORDERLINK.time_zone),
        )  # fmt: skip
        found.faults += [*sheet.faults, *readings.faults]
        found.not_read += [*sheet.heading.not_read, *((header, "not-held") for header in readings.not_kept)]
        marks = [_mark(row) for row in readings.rows]
        before = known.marks_before(by, marks)
        for row, mark in zip(readings.rows, marks, strict=True):
            if mark in before or mark in seen:
                found.repeats += 1
                continue
            seen.add(mark)
            found.fresh.append(row)
            found.marks.append(mark)
    return found


def _mark(row: Row) -> str:
    """Return the mark of a row under the node's secret: nobody finds a name by trying names."""
    return salted_hmac("borderlink.cases.import", row.mark(), algorithm="sha256").hexdigest()


def _written(found: _Sorted, given: Given, *, dry: bool, by: Reader, at: datetime) -> tuple[Book, _Taken]:
    """Write the new rows, each by itself; a trial writes them too, and takes everything back."""
    book = Book(unit=given.unit, pack=given.pack, by=by, at=at)
    taken: _Taken = []
    with transaction.atomic():
        for row, mark in zip(found.fresh, found.marks, strict=True):
            try:
                with transaction.atomic():
                    case = book.write(row)
            except Refusal as refusal:
                book.forget(row)
                found.faults.append(_refused(row, refusal))
                continue
            taken.append((mark, case))
        if dry:
            transaction.set_rollback(True)
    return book, taken


def _refused(row: Row, refusal: Refusal) -> Fault:
    elsewhere = refusal.code in {"foundation.not-found", "cases.closed"}
    reason = "case-of-another" if elsewhere else "row-refused"
    return Fault(line=row.line, reason=reason, detail="" if elsewhere else refusal.code)


def _run(
    sheets: Sequence[Sheet], found: _Sorted, taken: _Taken, given: Given, *, dry: bool, by: Reader,
    at: datetime,
) -> ImportRun:  # fmt: skip
    number = f"IMP-{timezone.localdate(at):%y%m%d}-{secrets.token_hex(3)}"
    run = ImportRun.objects.create(
        number=number, agency=by.agency, unit=given.unit, mapping=known.mapping_row(by, given.mapping_name),
        file=given.name[:255], sha256=hashlib.sha256(given.path.read_bytes()).hexdigest(), dry=dry,
        rows_read=sum(sheet.read for sheet in sheets), imported=len(taken), repeats=found.repeats,
        quarantined=len(found.faults), at=at, by=by.badge,
        not_read=[{"column": header, "why": why} for header, why in dict.fromkeys(found.not_read)],
    )  # fmt: skip
    Quarantined.objects.bulk_create(
        (
            Quarantined(
                run=run, line=one.line, column=one.column[:120], value=one.detail[:400], why=one.reason
            )
            for one in sorted(found.faults, key=lambda fault: fault.line)
        ),
        batch_size=BATCH,
    )
    if not dry:
        marks = (ImportMark(run=run, agency=by.agency, case=case, mark=mark) for mark, case in taken)
        ImportMark.objects.bulk_create(marks, batch_size=BATCH)
    return run


def _outcome(run: ImportRun, sheets: Sequence[Sheet], found: _Sorted, book: Book) -> Outcome:
    columns = dict.fromkeys(
        (column.header, column.field.value) for sheet in sheets for column in sheet.heading.columns
    )
    return Outcome(
        number=run.number, dry=run.dry, rows_read=run.rows_read, imported=run.imported, repeats=run.repeats,
        quarantined=run.quarantined, cases=book.opened, columns=list(columns),
        reasons=dict(Counter(fault.reason for fault in found.faults).most_common()),
        not_read=list(dict.fromkeys(found.not_read)),
    )  # fmt: skip


@transaction.atomic
def save_mapping(
    *, name: str, mapping: ColumnMapping, unit: str = "", by: Reader, at: datetime
) -> ImportMapping:
    """Keep a mapping under a name for the whole agency; the same name again replaces it.

    Refuses: ``NotAllowed``, ``MappingFieldUnknown``.
    """
    needs(by, OPENERS, "cases.save-mapping")
    fields_of(mapping)
    options = {
        "dates": mapping.dates.value, "decimals": mapping.decimals.value, "constants": dict(mapping.constants)
    }  # fmt: skip
    row, _ = ImportMapping.objects.update_or_create(
        agency=by.agency,
        name=name.strip()[:80],
        defaults={
            "columns": dict(mapping.columns),
            "options": options,
            "unit": unit,
            "at": at,
            "by": by.badge,
        },
    )
    facts: dict[str, str | int] = {"columns": len(mapping.columns)}
    note(act="cases.save-mapping", subject=f"mapping {row.pk}", facts=facts, by=by.badge, at=at)
    return row


def mapping_named(by: Reader, name: str) -> ColumnMapping:
    """Return a saved mapping of the agency. Refuses: ``MappingUnknown``."""
    row = known.mapping_of(by, name)
    options = row.options
    return ColumnMapping(
        columns=dict(row.columns), dates=Order(options.get("dates", Order.AUTO)),
        decimals=Mark(options.get("decimals", Mark.OPEN)), constants=dict(options.get("constants", {})),
    )  # fmt: skip


@transaction.atomic
def read_import_quarantine(*, number: str, by: Reader, at: datetime) -> list[Quarantined]:
    """Return what could not be taken of a file, for a list that leaves: places and reasons, no names.

    Refuses: ``NotFound``, and what ``leave_node`` refuses.
    """
    run = known.run_of(by, number)
    rows = list(run.rows.all())
    leave_node(
        way=QUARANTINE, subject=f"import {run.number}", to=by.badge, why="correction of the register",
        persons=False, count=len(rows), by=account_of(by), at=at,
    )  # fmt: skip
    return rows


def keep_register(*, chunks: Iterable[bytes], by: Reader) -> str:
    """Keep an uploaded file until it is read in, and return its hash. Refuses: ``NotAllowed``."""
    needs(by, OPENERS, "cases.import")
    return kept.keep(settings.BORDERLINK.folder, SHELF, chunks).sha256


def register_path(sha256: str) -> Path:
    """Return where an uploaded file is kept."""
    return kept.path_of(settings.BORDERLINK.folder, SHELF, sha256)


def drop_register(sha256: str) -> None:
    """Remove an uploaded file: it was read in, or nobody wants it read in any more."""
    kept.forget(settings.BORDERLINK.folder, SHELF, sha256)


def sweep_registers(*, at: datetime) -> None:
    """Remove uploaded files that nobody read in for a week: they are full of names."""
    folder, before = settings.BORDERLINK.folder, at - KEPT_FOR
    kept.sweep(folder, SHELF, before=before)
    for sha256 in kept.lying_since(folder, SHELF, before=before):
        drop_register(sha256)
