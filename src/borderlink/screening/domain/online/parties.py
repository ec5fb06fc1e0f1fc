"""Which parcels around one are its receiver's: linked as in bulk, over values that were read once a load."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from borderlink.screening.domain.linkage.addresses import Part, read_parts
from borderlink.screening.domain.linkage.blocks import Budget
from borderlink.screening.domain.linkage.clusters import told_apart
from borderlink.screening.domain.linkage.doors import Doors
from borderlink.screening.domain.linkage.forms import (
    Values,
    forms_of,
    hash_texts,
    hash_waybill,
    hash_waybills,
    read_postcodes,
    read_values,
)
from borderlink.screening.domain.linkage.hashing import I64, U64
from borderlink.screening.domain.linkage.link import weigh_forms
from borderlink.screening.domain.linkage.names import Names, bare_name, read_names
from borderlink.screening.domain.linkage.phones import national_numbers
from borderlink.screening.domain.online.plain import Plain, compiled

ROLE: Final = "receiver"
FIELDS: Final = ("name", "phone", "address", "postcode", "country")
_OF_PARCELS: Final = ("phone", "postcode", "country", "waybill")
_BUDGET: Final = Budget()

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Read:
    """Values of many parcels, in arrays that may be mapped: a row a name, an address, a parcel."""

    names: Array
    places: Array  # with where its words begin and end
    words: npt.NDArray[np.uint32]
    parcels: Array  # with its name's and address's place


def read_parcels(parcels: pl.DataFrame) -> tuple[Read, pl.Series]:
    """Read the receivers of parcels; beside them, each parcel's name without honorifics."""
    values = read_values(parcels, ROLE, hash_waybills(parcels["waybill"]))
    part = _joined(values.parts)
    order = np.argsort(part.owners, kind="stable")
    edges = np.searchsorted(part.owners[order], np.arange(len(part.han) + 1))
    doors = {name: getattr(part.doors, name) for name in Doors.__slots__}
    read = Read(
        names=_table({name: getattr(values.names, name) for name in Names.__slots__}),
        places=_table({**doors, "han": part.han, "begin": edges[:-1], "end": edges[1:]}),
        words=part.words[order],
        parcels=_table(
            {"name": values.name_of, "place": values.place_of}
            | {name: getattr(values, name) for name in _OF_PARCELS}
        ),
    )
    return read, values.written.gather(values.name_of)


def _joined(parts: Sequence[Part]) -> Part:
    sizes = np.cumsum([0, *(len(part.han) for part in parts)])
    doors = {name: np.concatenate([getattr(part.doors, name) for part in parts]) for name in Doors.__slots__}
    return Part(
        Doors(**doors),
        np.concatenate([part.han for part in parts]),
        np.concatenate([part.owners + at for part, at in zip(parts, sizes, strict=False)]),
        np.concatenate([part.words for part in parts]),
    )


def _table(columns: dict[str, Array]) -> Array:
    """Return columns as one array of rows."""
    kinds = [(name, column.dtype, column.shape[1:]) for name, column in columns.items()]
    table = np.empty(len(next(iter(columns.values()))), np.dtype(kinds))
    for name, column in columns.items():
        table[name] = column
    return table


def parties_of(
    parcel: Mapping[str, Any],
    read: Read,
    rows: Array,
    written: Sequence[str],
    addresses: Sequence[str | None],
) -> list[int]:
    """Return the party of a parcel and of those in ``rows``: equal numbers for one receiver.

    ``written`` and ``addresses`` are those rows' names without honorifics, and addresses.
    """
    ours = _alone(parcel, read, rows, written, addresses)
    values = _together(ours, read, rows, written, [parcel["receiver_address"], *addresses])
    forms = forms_of(values)
    weighed = weigh_forms(forms, ROLE, _BUDGET)
    labels, _ = told_apart(weighed.links, weighed.contradictions, len(forms))
    lone = -1 - np.arange(len(rows) + 1)
    parties: list[int] = np.where(weighed.alone[forms.of_parcel], lone, labels[forms.of_parcel]).tolist()
    return parties


def _alone(
    parcel: Mapping[str, Any],
    read: Read,
    rows: Array,
    written: Sequence[str],
    addresses: Sequence[str | None],
) -> Values:
    """Return the values of one parcel; a name or an address that is written around it was read before."""
    name, phone, address, postcode, country = (parcel[f"{ROLE}_{field}"] or "" for field in FIELDS)
    bare = _bare_name()({"name": name}) or ""
    one = np.zeros(1, np.int64)
    return Values(
        names=_name_of(bare, read, rows, written), written=pl.Series([bare], dtype=pl.String),
        parts=[_part_of(address, read, rows, addresses)], name_of=one, place_of=one,
        phone=national_numbers(pl.Series([phone], dtype=pl.String), pl.Series([country], dtype=pl.String)),
        postcode=_postcode(postcode), country=_country(country),
        waybill=np.array([hash_waybill(parcel["waybill"])], np.uint64),
    )  # fmt: skip


def _name_of(bare: str, read: Read, rows: Array, written: Sequence[str]) -> Names:
    if bare not in written:
        return read_names(pl.Series([bare], dtype=pl.String))
    row = rows[written.index(bare)]
    known = read.names[read.parcels["name"][row : row + 1]]
    return Names(**{name: known[name] for name in Names.__slots__})


def _part_of(address: str, read: Read, rows: Array, addresses: Sequence[str | None]) -> Part:
    if not address or address not in addresses:
        return read_parts(pl.Series([address], dtype=pl.String))[0]
    row = rows[addresses.index(address)]
    place = read.places[read.parcels["place"][row : row + 1]]
    words = read.words[place["begin"][0] : place["end"][0]]
    doors = Doors(**{name: place[name] for name in Doors.__slots__})
    return Part(doors, place["han"], np.zeros(len(words), np.int64), words)


@cache
def _bare_name() -> Plain:
    return compiled(bare_name(pl.col("name")))


@lru_cache(maxsize=8192)
def _postcode(text: str) -> U64:
    return read_postcodes(pl.Series([text], dtype=pl.String))


@lru_cache(maxsize=512)
def _country(text: str) -> U64:
    return hash_texts(pl.Series([text], dtype=pl.String))


def _together(
    ours: Values, read: Read, rows: Array, written: Sequence[str], addresses: Sequence[str | None]
) -> Values:
    """Return the values of one parcel and of those around it, each address once."""
    parcels = read.parcels[rows]
    names = read.names[parcels["name"]]
    place_of, first = _distinct(addresses)
    places = read.places[parcels["place"][first[1:] - 1]]
    return Values(
        names=Names(
            **{name: np.concatenate((getattr(ours.names, name), names[name])) for name in Names.__slots__}
        ),
        written=pl.concat([ours.written, pl.Series(written, dtype=pl.String)]),
        parts=[_part(ours.parts[0], places, read.words)],
        name_of=np.arange(len(rows) + 1),
        place_of=place_of,
        **{name: np.concatenate((getattr(ours, name), parcels[name])) for name in _OF_PARCELS},
    )


def _distinct(addresses: Sequence[str | None]) -> tuple[I64, I64]:
    """Return which distinct address each row has, and the row that first has each."""
    found: dict[str, int] = {}
    first: list[int] = []
    for row, address in enumerate(addresses):
        if (text := address or "") not in found:
            found[text] = len(first)
            first.append(row)
    return np.array([found[address or ""] for address in addresses]), np.array(first)


def _part(ours: Part, places: Array, words: npt.NDArray[np.uint32]) -> Part:
    doors = {name: np.concatenate((getattr(ours.doors, name), places[name])) for name in Doors.__slots__}
    theirs = [words[begin:end] for begin, end in zip(places["begin"], places["end"], strict=True)]
    owners = np.repeat(np.arange(1, len(places) + 1), places["end"] - places["begin"])
    return Part(
        Doors(**doors),
        np.concatenate((ours.han, places["han"])),
        np.concatenate((ours.owners, owners)),
        np.concatenate((ours.words, *theirs)),
    )


_WARM: Final = ("陈大文", "Chan Tai Man", "Trần Đại Văn", "Tai Man Chan")


@cache
def warm() -> None:
    """Build the tables of names and places: the first two names that meet would pay for it."""
    rows = [
        {"name": name, "phone": "+61 412 345 678", "address": "12 Smith Street, Burwood",
         "postcode": "2134", "country": "AU"}
        for name in _WARM
    ]  # fmt: skip
    columns = {name: [row[name] for row in rows] for name in FIELDS}
    frame = pl.DataFrame({"waybill": _WARM, **{f"{ROLE}_{name}": held for name, held in columns.items()}})
    read, written = read_parcels(frame)
    rest = np.arange(1, len(rows))
    parties_of(frame.row(0, named=True), read, rest, written.to_list()[1:], columns["address"][1:])
