"""The watch list as tables: one parcel is looked up in each, by the keys of ``watch``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import polars as pl

from borderlink.screening.domain.online.parcel import Seen
from borderlink.screening.domain.online.plain import Plain, compiled
from borderlink.screening.domain.rules.features import address_key, name_key, phone_key
from borderlink.screening.domain.watch import Entry, Watched, waybill_key


@dataclass(frozen=True, slots=True)
class Watching:
    """The case of each watched thing, by its key; where entries agree on a key the first one speaks."""

    phones: dict[Any, str] = field(default_factory=dict)
    places: dict[Any, str] = field(default_factory=dict)
    doors: dict[Any, str] = field(default_factory=dict)  # by name and place
    s10: dict[Any, str] = field(default_factory=dict)
    waybills: dict[Any, str] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> "Watching":
        """Return the tables of the entries in force."""
        found = cls()
        tables = {
            Watched.PHONE: found.phones, Watched.ADDRESS: found.places, Watched.NAME_ADDRESS: found.doors,
            Watched.S10: found.s10, Watched.WAYBILL: found.waybills,
        }  # fmt: skip
        for entry in entries:
            if (key := _key(entry)) is not None:
                tables[entry.kind].setdefault(key, entry.warrant.case)
        return found

    def told(self, row: Seen) -> dict[str, str | None]:
        """Return the case that each watched thing of a parcel belongs to."""
        sides = ("sender", "receiver")
        waybill = row["waybill"]
        doors = ((row[f"{side}_key"], row[f"{side}_place"]) for side in sides)
        return {
            "watch_phone": _first(self.phones, [row[f"{side}_tail"] for side in sides]),
            "watch_address": _first(self.places, [row[f"{side}_place"] for side in sides]),
            "watch_name_address": _first(self.doors, list(doors)),
            "watch_waybill": self.waybills.get(waybill) or self.s10.get(waybill),
        }


def _first(table: dict[Any, str], keys: Sequence[object]) -> str | None:
    """Return what the first of the keys finds; every key is looked up, whoever is found."""
    found = [table.get(key) for key in keys]
    return next((case for case in found if case is not None), None)


@cache
def _keys() -> tuple[Plain, Plain, Plain]:
    value = pl.col("value")
    phone, place, name = (compiled(make(value)) for make in (phone_key, address_key, name_key))
    return phone, place, name


def _key(entry: Entry) -> object:
    phone, place, name = _keys()
    if entry.kind is Watched.PHONE:
        return phone({"value": entry.value})
    if entry.kind is Watched.ADDRESS:
        return place({"value": entry.value})
    if entry.kind is Watched.NAME_ADDRESS:
        return name({"value": entry.name}) or "", place({"value": entry.value})
    return waybill_key(entry.value) or None
