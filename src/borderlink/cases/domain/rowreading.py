"""Rows of an agency's own register, cell by cell: each becomes a case with what belongs to it, or a fault."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, TypeVar

import polars as pl

from borderlink.cases.domain import cells
from borderlink.cases.domain.cells import Amount, CellFault, Mark, said
from borderlink.cases.domain.importing import (
    PROTECTED,
    ColumnMapping,
    Fault,
    Field,
    Heading,
    Order,
    Row,
    Someone,
    Words,
)
from borderlink.cases.domain.seizures import Facts, Substance
from borderlink.language.folding import fold
from borderlink.screening.domain import dates

T = TypeVar("T")
DETAIL: Final = 80  # characters of the value seen that quarantine keeps
LONGEST: Final = {
    Field.CASE: 80,
    Field.TITLE: 200,
    Field.PLACE: 400,
    Field.REGION: 120,
    Field.PERSON: 200,
    Field.ORGANISATION: 200,
}
_DAYS: Final = (Field.SEIZED, Field.OPENED, Field.BORN, Field.HELD)
_AMOUNTS: Final = (Field.NET, Field.GROSS, Field.COUNT)
_SEIZURE: Final = frozenset({
    Field.SEIZED, Field.SUBSTANCE, Field.NET, Field.GROSS, Field.COUNT, Field.CONCEALMENT, Field.PACKAGING,
    Field.DETECTION, Field.REGION, Field.PLACE, Field.LOCATION, Field.CONVEYANCE, Field.CHANNEL,
})  # fmt: skip
_SEALED: Final = PROTECTED | {Field.PERSON, Field.ORGANISATION, Field.TITLE}  # no fault repeats these
_MEASURED: Final = frozenset({Field.SUBSTANCE, *_AMOUNTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """One row as it stands in the file: the number of its line, and its cells."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What the rows said: those that can be taken, those that cannot, how often a protected cell was left."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    not_kept: tuple[str, ...] = ()  # headings of protected columns with a cell of someone who is not held


@dataclass(slots=True)
class _Cells:
    """The cells of one row by field, with their columns for faults."""

    text: dict[Field, str]
    header: dict[Field, str]
    unit: dict[Field, str]
    days: dict[Field, date | str | None]  # a text is the reason why a day cannot be read
    hour: time | None  # of the seizure, where its cell tells one
    zone: str  # of that hour
    marks: dict[Field, Mark]


class _Unreadable(Exception):  # noqa: N818 - the house calls these faults
    def __init__(self, at: Field, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.at, self.reason, self.detail = at, reason, detail


def read_rows(  # noqa: PLR0917 - a table, what is known of it, and when and where it is read
    raw: Sequence[Raw], heading: Heading, mapping: ColumnMapping, words: Words, today: date, zone: str = "UTC"
) -> Readings:
    """Read every row: each is taken, or stands among the faults with the first thing that is wrong.

    ``zone`` is where the file's clocks stand, of the IANA database: hours without a zone are of those.
    """
    named = {column.field: column for column in heading.columns}
    header = {one: column.header for one, column in named.items()}
    table = [_texts(row, heading, mapping) for row in raw]
    moments = {
        one: read_moments([texts.get(one, "") for texts in table], mapping.dates, zone) for one in _DAYS
    }
    marks = {one: _mark([texts.get(one, "") for texts in table], mapping) for one in _AMOUNTS}
    units: dict[Field, str] = {one: named[one].unit for one in _AMOUNTS if one in named}
    rows: list[Row] = []
    faults: list[Fault] = []
    not_kept: dict[str, None] = {}
    for place, (line, texts) in enumerate(zip(raw, table, strict=True)):
        of_row = {one: read[place] for one, read in moments.items()}
        one = _Cells(
            text=texts, header=header, unit=units,
            days={name: _day_of(read) for name, read in of_row.items()},
            hour=_hour_of(of_row[Field.SEIZED]), zone=zone, marks=marks,
        )  # fmt: skip
        try:
            rows.append(_row(line.line, one, words, today))
        except _Unreadable as fault:
            faults.append(_fault(line.line, one, fault))
            continue
        not_kept |= dict.fromkeys(_left_protected(one, rows[-1]))
    return Readings(rows=tuple(rows), faults=tuple(faults), not_kept=tuple(not_kept))


def _fault(line: int, row: _Cells, fault: _Unreadable) -> Fault:
    detail = "" if fault.at in _SEALED else fault.detail or row.text.get(fault.at, "")
    return Fault(line=line, reason=fault.reason, column=row.header.get(fault.at, ""), detail=detail[:DETAIL])


def _texts(row: Raw, heading: Heading, mapping: ColumnMapping) -> dict[Field, str]:
    """Return what each field holds; columns that are none of ``SINGLE`` are one cell; constants fill it."""
    found: dict[Field, str] = {}
    for column in heading.columns:
        text = said(row.cells[column.index]) if column.index < len(row.cells) else ""
        before = found.get(column.field, "")
        found[column.field] = "; ".join(filter(None, (before, text)))
    for name, value in mapping.constants.items():
        found[Field(name)] = found.get(Field(name)) or value
    return found


def _mark(texts: list[str], mapping: ColumnMapping) -> Mark:
    return cells.mark_of(texts) if mapping.decimals is Mark.OPEN else mapping.decimals


def _day_of(read: datetime | str | None) -> date | str | None:
    return read.date() if isinstance(read, datetime) else read


def _hour_of(read: datetime | str | None) -> time | None:
    """Return the hour that a cell tells, to the minute; a workbook writes midnight behind a bare day."""
    hour = read.time().replace(second=0, microsecond=0) if isinstance(read, datetime) else time(0)
    return None if hour == time(0) else hour


def read_days(texts: Sequence[str], order: Order) -> list[date | str | None]:
    """Read a column of dates: a day, nothing, or the reason why there is none."""
    return [_day_of(read) for read in read_moments(texts, order)]


def read_moments(texts: Sequence[str], order: Order, zone: str = "UTC") -> list[datetime | str | None]:
    """Read a column of dates with or without an hour, by the clocks of ``zone``, as ``read_days`` does."""
    column = pl.Series([text or None for text in texts], dtype=pl.String)
    frame = dates.read_dates(column)
    by = _order(frame, order)
    one, two, base = pl.col("one"), pl.col("two"), pl.col("base")
    open_ = dates.is_open(by, one, two).fill_null(value=False)
    settled = dates.settle(by, one, two, base)
    here = pl.col("utc").dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)
    read = frame.select(pl.coalesce("local", here, settled).alias("moment"), open_.alias("open"))
    return [
        _moment(text, moment, either=either)
        for text, (moment, either) in zip(texts, read.iter_rows(), strict=True)
    ]


def _order(frame: pl.DataFrame, order: Order) -> dates.Order:
    if order is Order.AUTO:
        return dates.order_of([frame["one"]], [frame["two"]])
    return dates.Order.DAY if order is Order.DAY else dates.Order.MONTH


def _moment(text: str, moment: datetime | None, *, either: bool) -> datetime | str | None:
    if not text:
        return None
    if either:
        return "date-either-way"
    return moment if moment and dates.EARLIEST - 90 <= moment.year <= dates.LATEST else "date-not-read"


def _row(line: int, row: _Cells, words: Words, today: date) -> Row:
    if not any(row.text.values()):
        raise _Unreadable(Field.CASE, "empty-row")
    case = row.text.get(Field.CASE, "")
    if not case:
        raise _Unreadable(Field.CASE, "case-missing")
    if sum(fold(row.text.get(one, "")) == fold(header) for one, header in row.header.items()) > 1:
        raise _Unreadable(Field.CASE, "repeated-header")
    for field, longest in LONGEST.items():
        text = row.text.get(field, "")
        if len(text) > longest or len(fold(text)) > 2 * longest:  # one character can fold to eighteen
            raise _Unreadable(field, "cell-longer-than-field")
    if re.fullmatch(r"\d(?:[.,]\d*)?E\+?\d+", case, re.IGNORECASE) or not re.search(r"\w", case):
        raise _Unreadable(Field.CASE, "case-malformed")
    facts = _facts(row, words, today)
    found = Row(
        line=line,
        case=case,
        title=row.text.get(Field.TITLE, ""),
        opened_on=_past(row, Field.OPENED, today),
        region=row.text.get(Field.REGION, ""),
        place=row.text.get(Field.PLACE, ""),
        facts=facts,
        substance=_substance(row, words),
        person=_person(row, words, today),
        organisation=row.text.get(Field.ORGANISATION, ""),
    )
    if not (facts or found.person or found.organisation or found.title):
        raise _Unreadable(Field.CASE, "nothing-to-import")
    return found


def _facts(row: _Cells, words: Words, today: date) -> Facts | None:
    """Return when, where and how, if the row tells of a seizure at all: then day and country are needed."""
    if not any(row.text.get(one) for one in _SEIZURE):
        return None
    on = _past(row, Field.SEIZED, today)
    if on is None:
        raise _Unreadable(Field.SEIZED, "seizure-date-missing")
    country = _country(row, Field.COUNTRY, words)
    if not country:
        raise _Unreadable(Field.COUNTRY, "country-missing")
    concealed = _codes(row, Field.CONCEALMENT, "concealment", words)
    detected = _codes(row, Field.DETECTION, "detection", words)
    transit = row.text.get(Field.TRANSIT, "")
    return Facts(
        seized_on=on, seized_time=row.hour, zone=row.zone if row.hour else "", country=country,
        place_kind=_code(row, Field.LOCATION, "place", words),
        channel=_code(row, Field.CHANNEL, "channel", words),
        conveyance=_code(row, Field.CONVEYANCE, "conveyance", words),
        origin_country=_country(row, Field.DEPARTURE, words),
        transit=tuple(
            _named_country(part, Field.TRANSIT, words)
            for part in re.split("[;；、,，/]", transit)
            if part.strip()
        ),
        destination_country=_country(row, Field.DESTINATION, words),
        concealment=concealed[0] if concealed else "", also_concealed=concealed[1:],
        packaging=_code(row, Field.PACKAGING, "packaging", words),
        detected_by=detected[0] if detected else "", also_detected_by=detected[1:],
    )  # fmt: skip


def _substance(row: _Cells, words: Words) -> Substance | None:
    if not any(row.text.get(one) for one in _MEASURED):
        return None
    code = _code(row, Field.SUBSTANCE, "substance", words)
    if not code:
        raise _Unreadable(Field.SUBSTANCE, "substance-missing")
    net, gross, count = (_amount(row, one) for one in _AMOUNTS)
    if count and count.mg is not None:
        raise _Unreadable(Field.COUNT, "gross-or-net")
    if net and gross and net.mg and gross.mg and net.mg > gross.mg:
        raise _Unreadable(Field.NET, "net-over-gross")
    counted = next((one for one in (count, net, gross) if one and one.count is not None), None)
    if counted and counted.count is not None and counted.count != counted.count.to_integral_value():
        raise _Unreadable(Field.COUNT, "amount-unreadable", str(counted.count))
    return Substance(
        presumptive=code, net_mg=net.mg if net else None, gross_mg=gross.mg if gross else None,
        quantity=int(counted.count) if counted and counted.count is not None else None,
        unit=counted.unit if counted else "",
    )  # fmt: skip


def _amount(row: _Cells, field: Field) -> Amount | None:
    text = row.text.get(field, "")
    if not text:
        return None
    unit = row.text.get(Field.UNIT, "") or row.unit.get(field, "")
    return _read(field, lambda: cells.amount(text, unit, row.marks[field]))


def _person(row: _Cells, words: Words, today: date) -> Someone | None:
    name = row.text.get(Field.PERSON, "")
    custody = row.text.get(Field.IN_CUSTODY, "")
    held = bool(_read(Field.IN_CUSTODY, lambda: cells.yes_or_no(custody, words.values["yes"])))
    role = _code(row, Field.ROLE, "role", words)
    if not name:
        if role or held:
            raise _Unreadable(Field.PERSON, "person-missing")
        return None
    if not held:
        return Someone(name=name, role=role)
    language = fold(row.text.get(Field.LANGUAGE, ""))
    if language and language not in words.languages:
        raise _Unreadable(Field.LANGUAGE, "code-unknown")
    return Someone(
        name=name, role=role, in_custody=True, nationality=_country(row, Field.NATIONALITY, words),
        language=words.languages.get(language, ""), born_on=_past(row, Field.BORN, today),
        held_on=_past(row, Field.HELD, today),
    )  # fmt: skip


def _left_protected(row: _Cells, read: Row) -> list[str]:
    """Return the headings of protected cells that hold something of someone who is not in custody."""
    if read.person and read.person.in_custody:
        return []
    return [
        row.header[one]
        for one in (Field.NATIONALITY, Field.LANGUAGE, Field.BORN)
        if row.text.get(one) and one in row.header
    ]


def _past(row: _Cells, field: Field, today: date) -> date | None:
    day = row.days[field]
    if isinstance(day, str):
        raise _Unreadable(field, day)
    if day and day > today:
        raise _Unreadable(field, "date-in-future")
    return day


def _country(row: _Cells, field: Field, words: Words) -> str:
    return _named_country(row.text.get(field, ""), field, words)


def _named_country(text: str, field: Field, words: Words) -> str:
    if not text.strip():
        return ""
    found = words.countries.get(text.strip().lower())
    if found is None:
        raise _Unreadable(field, "country-unknown", text)
    return found


def _code(row: _Cells, field: Field, list_name: str, words: Words) -> str:
    return _read(field, lambda: cells.code_of(row.text.get(field, ""), list_name, words.values))


def _codes(row: _Cells, field: Field, list_name: str, words: Words) -> tuple[str, ...]:
    return _read(field, lambda: cells.codes_of(row.text.get(field, ""), list_name, words.values))


def _read(field: Field, read: Callable[[], T]) -> T:
    try:
        return read()
    except CellFault as fault:
        raise _Unreadable(field, fault.reason, fault.detail) from None
