"""The watch list: what to look for, in which drug case, approved by whom, until when.

Never a village, never a name alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import polars as pl

from borderlink.language.folding import fold
from borderlink.screening.domain.rules.features import address_key, hashed, name_key, phone_key
from borderlink.screening.domain.rules.forbidden import forbidden_word
from borderlink.screening.domain.rules.rule import Warrant
from borderlink.screening.refusals.rules import (
    ApproverIsAuthor,
    ExpiryTooFar,
    ForbiddenInput,
    NoDrugCase,
    PlaceTooWide,
    RuleNotUnderstood,
)

LONGEST: Final = timedelta(days=90)
_REFERENCE: Final = re.compile(
    r"^(?=(?:.*\d){2})[^\n\r]{4,60}$"
)  # a docket or seizure number: at least two digits


# A number that tells areas apart, in folded text: neither side of it is a door.
_NUMBERED_AREA: Final = re.compile(
    r"\b(thon|xom|ap|to dan pho|to|khu pho|khu|xa|phuong|quan|huyen|buon|ban|lang|doi|so dan"
    r"|village|hamlet|ward|district|township|county|zone|sector)\s*(no\.?|number|so)?\s*\d+\b"
    r"|\b\d+(st|nd|rd|th)?\s+(village|hamlet|ward|district|township|county|zone|sector)\b"
    r"|第?\s*\d+\s*(村|组|組|队|隊|社|区|區|街道|县|縣|乡|鄉|镇|鎮|屯)"
)


class Watched(StrEnum):
    """What can be watched. A name alone cannot: it is shared by thousands."""

    PHONE = "phone"
    ADDRESS = "address"
    NAME_ADDRESS = "name+address"
    WAYBILL = "waybill"
    S10 = "s10"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One watched thing under its warrant; ``name`` only beside an address.

    ``where`` is its line in the file.
    """

    kind: Watched
    value: str
    warrant: Warrant
    name: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchList:
    """Entries and the hash of the file they came from."""

    entries: tuple[Entry, ...] = ()
    version: str = ""

    def in_force(self, on: date) -> tuple[Entry, ...]:
        """Return the entries that are approved and not over on a day."""
        return tuple(entry for entry in self.entries if _applies(entry.warrant, on))

    def expired(self, on: date) -> tuple[Entry, ...]:
        """Return the entries that are not applied on a day."""
        return tuple(entry for entry in self.entries if not _applies(entry.warrant, on))


def _applies(warrant: Warrant, on: date) -> bool:
    return warrant.approved_on <= on < warrant.expires_on


def check_warrant(warrant: Warrant, *, file: str, where: str) -> Warrant:
    """Return a warrant that holds: a drug case or seizure, two officers, at most 90 days.

    Refuses: ``NoDrugCase``, ``ApproverIsAuthor``, ``ExpiryTooFar``.
    """
    if not _REFERENCE.match(warrant.case):
        raise NoDrugCase(file=file, where=where, seen=warrant.case or "—")
    author, approver = (_words_of(name) for name in (warrant.author, warrant.approver))
    if not author or not approver or author == approver or "".join(author) == "".join(approver):
        raise ApproverIsAuthor(file=file, where=where)
    if not warrant.approved_on < warrant.expires_on <= warrant.approved_on + LONGEST:
        raise ExpiryTooFar(file=file, where=where, days=LONGEST.days)
    return warrant


def _words_of(name: str) -> list[str]:
    """Return the words of an officer's name or badge as they are compared: whatever their order and marks."""
    return sorted("".join(c for c in word if c.isalnum()) for word in re.split(r"[^\w]+", fold(name)) if word)


def check_entry(entry: Entry, *, file: str) -> Entry:
    """Return an entry that screening may use.

    Refuses: what ``check_warrant`` refuses, ``PlaceTooWide`` for an address that is no exact delivery point,
    ``ForbiddenInput``, ``RuleNotUnderstood`` for a value without a key.
    """
    check_warrant(entry.warrant, file=file, where=entry.where)
    found = forbidden_word(entry.kind.value)
    if found:
        raise ForbiddenInput(rule=f"{file}, {entry.where}", word=found[1], group=found[0])
    if entry.kind in {Watched.ADDRESS, Watched.NAME_ADDRESS} and not is_delivery_point(entry.value):
        raise PlaceTooWide(file=file, where=entry.where, place=entry.value[:80] or "—")
    if not _key_of(entry) or (entry.kind is Watched.NAME_ADDRESS and not name_keyed(entry.name)):
        raise RuleNotUnderstood(
            file=file, where=entry.where, problem="no-value", kind=entry.kind.value, detail=entry.value[:40]
        )
    return entry


def is_delivery_point(address: str) -> bool:
    """Say whether an address is one door: letters and a house, box or room number.

    A postcode is none, nor is the number of a hamlet, ward or district ("Thôn 5", "第3村").
    """
    bare = re.sub(r"\b\d{5,7}\b|(?<!\d)\d{6}(?!\d)", " ", fold(address))
    bare = _NUMBERED_AREA.sub(" ", bare)
    return bool(re.search(r"\d", bare)) and len(re.findall(r"[^\W\d_]", bare)) >= 4  # noqa: PLR2004


def name_keyed(name: str) -> str:
    """Return the key of one name."""
    return str(pl.select(name_key(pl.lit(name))).item() or "")


def waybill_key(value: str) -> str:
    """Return a watched waybill as parcels' are written."""
    return re.sub(r"\s+", "", value).upper()


def _key_of(entry: Entry) -> str | int | None:
    """Return what an entry is compared by, made by the same expressions as the parcels' own keys."""
    value = pl.lit(entry.value)
    key: str | int | None = waybill_key(entry.value)
    if entry.kind is Watched.PHONE:
        key = pl.select(phone_key(value)).item()
    elif entry.kind in {Watched.ADDRESS, Watched.NAME_ADDRESS}:
        key = pl.select(hashed(address_key(value))).item()
    return key or None


def watched(parcels: pl.DataFrame, entries: tuple[Entry, ...]) -> pl.DataFrame:
    """Return the parcels with the case of each watched thing: ``watch_phone``, ``watch_address`` ...

    Both parties of a parcel are compared. Where entries agree on a key the first one speaks.
    """
    tables = {kind: _table(entries, kind) for kind in Watched}
    waybills = tables[Watched.S10] | tables[Watched.WAYBILL]
    return parcels.with_columns(
        _either(("sender_tail", "receiver_tail"), tables[Watched.PHONE]).alias("watch_phone"),
        _either(("sender_place", "receiver_place"), tables[Watched.ADDRESS]).alias("watch_address"),
        _either(("waybill",), waybills).alias("watch_waybill"),
        _named(entries).alias("watch_name_address"),
    )


def _table(entries: tuple[Entry, ...], kind: Watched) -> dict[str | int, str]:
    found: dict[str | int, str] = {}
    for entry in entries:
        key = _key_of(entry) if entry.kind is kind else None
        if key is not None:
            found.setdefault(key, entry.warrant.case)
    return found


def _looked_up(key: pl.Expr, table: Mapping[str | int, str]) -> pl.Expr:
    if not table:
        return pl.lit(None, pl.String)
    number = isinstance(next(iter(table)), int)
    keys = pl.Series([*table], dtype=pl.UInt64() if number else pl.String())
    return key.replace_strict(keys, pl.Series([*table.values()]), default=None, return_dtype=pl.String)


def _either(columns: tuple[str, ...], table: Mapping[str | int, str]) -> pl.Expr:
    return pl.coalesce(*(_looked_up(pl.col(column), table) for column in columns))


def _named(entries: tuple[Entry, ...]) -> pl.Expr:
    """Compare names only where the place is watched, so that no name is folded without need."""
    named = [entry for entry in entries if entry.kind is Watched.NAME_ADDRESS]
    table: dict[str | int, str] = {}
    for entry in named:
        table.setdefault(f"{name_keyed(entry.name)} {_key_of(entry)}", entry.warrant.case)
    places = pl.Series([_key_of(entry) for entry in named], dtype=pl.UInt64)
    sides = []
    for side in ("sender", "receiver"):
        key = pl.concat_str(
            name_key(pl.col(f"{side}_name")), pl.lit(" "), pl.col(f"{side}_place").cast(pl.String)
        )
        sides.append(pl.when(pl.col(f"{side}_place").is_in(places.implode())).then(_looked_up(key, table)))
    return pl.coalesce(*sides)
