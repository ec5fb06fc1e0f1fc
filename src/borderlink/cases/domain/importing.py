"""What the columns of an agency's own register mean, and what one of its rows says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from borderlink.cases.domain.cells import Mark
from borderlink.cases.domain.seizures import Facts, Substance
from borderlink.cases.refusals.register import MappingColumnUnknown, MappingFieldUnknown, MappingTwice
from borderlink.language import codes
from borderlink.screening.domain.headers import fold_header, forbidden_kind

ENOUGH: Final = 2  # known columns that make a row a header
LEFT_OUT: Final = "-"  # the field of a column that an officer left out on purpose


class Field(StrEnum):
    """What a column can fill."""

    CASE = "case"
    TITLE = "title"
    OPENED = "opened_on"
    SEIZED = "seized_on"
    PLACE = "place"
    COUNTRY = "country"
    LOCATION = "location"
    CHANNEL = "channel"
    CONVEYANCE = "conveyance"
    DEPARTURE = "departure"
    TRANSIT = "transit"
    DESTINATION = "destination"
    SUBSTANCE = "substance"
    NET = "net"
    GROSS = "gross"
    COUNT = "count"
    UNIT = "unit_of_amount"
    CONCEALMENT = "concealment"
    PACKAGING = "packaging"
    DETECTION = "detection"
    PERSON = "person"
    ROLE = "role"
    ORGANISATION = "organisation"
    IN_CUSTODY = "in_custody"
    NATIONALITY = "nationality"
    LANGUAGE = "language"
    BORN = "born_on"
    HELD = "held_on"
    REGION = "region"


# Read only when an officer names the column for it, and kept only of a person in custody.
PROTECTED: Final = frozenset({Field.NATIONALITY, Field.LANGUAGE, Field.BORN})
SINGLE: Final = frozenset(Field) - {Field.TRANSIT, Field.REGION}  # several columns of those are one cell
LABELS: Final[Mapping[Field, str]] = dict(
    zip(Field, (row.code for row in codes.codes("import_field")), strict=True)
)


class Order(StrEnum):
    """How dates whose year stands last are read."""

    AUTO = "auto"  # as the file's own dates tell; day first where none does
    DAY = "day-first"
    MONTH = "month-first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What people write above columns (folded) and in cells, per field and list."""

    headers: Mapping[str, Field]
    values: Mapping[str, Mapping[str, tuple[str, ...]]]
    countries: Mapping[str, str]  # lower-case name or code -> ISO 3166-1 alpha-2
    languages: Mapping[str, str]  # folded name or code -> code


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """An officer's own word on which column is which, and on how dates and decimals are written."""

    columns: Mapping[str, str] = field(default_factory=dict)  # heading -> field, or `-` to leave it out
    dates: Order = Order.AUTO
    decimals: Mark = Mark.OPEN
    constants: Mapping[str, str] = field(default_factory=dict)  # field -> value of every row


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column that is read: where it stands, its heading, its field, the unit its heading tells."""

    index: int
    header: str
    field: Field
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A header row, understood; ``not_read`` names each other column with the reason why."""

    columns: tuple[Column, ...]
    not_read: tuple[tuple[str, str], ...]  # (heading, origin | unknown | left-out)

    def has(self, wanted: Field) -> bool:
        """Say whether a column fills a field."""
        return any(column.field is wanted for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a row cannot be taken: its line in the file, the heading of the column, a code, the cell."""

    line: int
    reason: str
    column: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A person of a row. Nationality, language and birth are there only of one in custody."""

    name: str
    role: str = ""
    in_custody: bool = False
    nationality: str = ""
    language: str = ""
    born_on: date | None = None
    held_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one row says, ready to be written: a case, and what belongs to it."""

    line: int
    case: str
    title: str = ""
    opened_on: date | None = None
    region: str = ""
    place: str = ""
    facts: Facts | None = None
    substance: Substance | None = None
    person: Someone | None = None
    organisation: str = ""

    def mark(self) -> str:
        """Return all that the row says as one text: two rows that say the same are repeats."""
        said = (self.case, self.title, self.opened_on, self.place, self.facts, self.substance, self.person)
        return repr((*said, self.organisation, *filter(None, (self.region,))))


def fields_of(mapping: ColumnMapping) -> dict[str, Field | None]:
    """Return the mapping by folded heading; None is a column left out.

    No nationality, language or birth is one value for every row. Refuses: ``MappingFieldUnknown``.
    """
    found: dict[str, Field | None] = {}
    for header, name in mapping.columns.items():
        if name != LEFT_OUT and name not in set(Field):
            raise MappingFieldUnknown(field=name[:40])
        found[fold_header(header)] = None if name == LEFT_OUT else Field(name)
    for name in mapping.constants:
        if name not in set(Field) - PROTECTED:
            raise MappingFieldUnknown(field=name[:40])
    return found


def read_heading(cells: Sequence[str], mapping: ColumnMapping, words: Words) -> Heading:
    """Understand a header row: the officer's own word first, then what the words of headings tell.

    A column that speaks of a nationality, a faith or an origin is not read and named, unless it was mapped to
    a field of persons in custody. Refuses: ``MappingFieldUnknown``.
    """
    own = fields_of(mapping)
    columns: list[Column] = []
    not_read: list[tuple[str, str]] = []
    for index, cell in enumerate(cells):
        header = " ".join(cell.split())
        if not header:
            continue
        found, unit = _field(header, own, words)
        if isinstance(found, Field):
            columns.append(Column(index=index, header=header, field=found, unit=unit))
        else:
            not_read.append((header, found))
    return Heading(columns=tuple(columns), not_read=tuple(not_read))


def _field(header: str, own: Mapping[str, Field | None], words: Words) -> tuple[Field | str, str]:
    """Return the field of a heading, or the reason why it has none; and the unit it tells."""
    bare, unit = _unit(header)
    if fold_header(header) in own:
        chosen = own[fold_header(header)]
        if chosen is None:
            return "origin" if forbidden_kind(header) else "left-out", ""
        return ("origin", "") if _may_not(header, chosen) else (chosen, unit)
    if forbidden_kind(header):
        return "origin", ""
    found = words.headers.get(fold_header(header)) or words.headers.get(fold_header(bare))
    return (found, unit) if found and found not in PROTECTED else ("unknown", "")


_OPEN_KINDS: Final = {
    "nationality": Field.NATIONALITY,
    "language": Field.LANGUAGE,
    "age": Field.BORN,
}


def _may_not(header: str, chosen: Field) -> bool:
    """Say whether a heading speaks of what its chosen field may not hold: a faith as a title."""
    kind = forbidden_kind(header)
    return kind is not None and _OPEN_KINDS.get(kind) is not chosen


def _unit(header: str) -> tuple[str, str]:
    """Split ``净重（克）`` and ``Net weight (g)`` into the words and the unit in brackets."""
    for opened, closed in (("（", "）"), ("(", ")"), ("[", "]"), ("/", "")):
        start = header.find(opened)
        if start > 0:
            inside = header[start + 1 :].removesuffix(closed) if closed else header[start + 1 :]
            return header[:start].strip(), inside.strip()
    return header, ""


def require(heading: Heading, file: str) -> None:
    """Refuse two columns for one field. Refuses: ``MappingTwice``."""
    for wanted in SINGLE:
        named = [column.header for column in heading.columns if column.field is wanted]
        if len(named) > 1:
            raise MappingTwice(field=LABELS[wanted], columns=named, file=file)


def require_columns(mapping: ColumnMapping, cells: Sequence[str], file: str) -> None:
    """Refuse a mapping of a column that the file does not have. Refuses: ``MappingColumnUnknown``."""
    there = {fold_header(cell) for cell in cells}
    for header in mapping.columns:
        if fold_header(header) not in there:
            raise MappingColumnUnknown(file=file, column=header[:80])
