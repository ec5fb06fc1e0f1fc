"""Forms: the distinct ways in which one role's parties are written, in an order that rows do not change."""

from array import array
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from borderlink.screening.domain.linkage.addresses import Addresses, Part, read_parts, weigh_words
from borderlink.screening.domain.linkage.hashing import I64, U64, mix, mixed, salted, segment_sums
from borderlink.screening.domain.linkage.names import Names, bare_names, read_names
from borderlink.screening.domain.linkage.phones import national_numbers
from borderlink.screening.domain.linkage.text import END, Texts, fold, raw
from borderlink.screening.domain.linkage.tokens import Runs, letter_hashes

_CHUNK: Final = 1 << 16
_PLACES: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class Forms:
    """Every distinct normal form, sorted by its own hash, and the form of each parcel."""

    names: Names
    written: pl.Series  # each of them, without honorifics
    places: Addresses
    name: I64  # of each form: its row in names
    place: I64  # its row in places
    phone: U64  # national number, 0 for none
    postcode: U64
    country: U64
    of_parcel: I64  # of each parcel: its form
    first: I64  # of each form: the row of the parcel with the lowest waybill hash
    parcels: I64  # of each form: how many
    waybill: U64  # of each parcel: hash of its number

    def __len__(self) -> int:
        return len(self.name)


def encoded(values: pl.Series) -> tuple[pl.Series, I64]:
    """Return the distinct values and, for each row, which of them it holds."""
    whole = values.fill_null("") if values.null_count() else values
    texts = whole.to_arrow().cast(pa.large_utf8())
    coded = pc.dictionary_encode(texts)
    return pl.Series(coded.dictionary, dtype=pl.String), coded.indices.to_numpy().astype(np.int64)


def hash_texts(values: pl.Series) -> U64:
    """Return one hash of the letters and digits of each text, in their order; 0 for none."""
    parts = [_hash_runs(values.slice(at, _CHUNK)) for at in range(0, len(values), _CHUNK)]
    return np.concatenate([*parts, np.zeros(0, np.uint64)])


def _hash_runs(values: pl.Series) -> U64:
    """Return one hash of the runs of each text, in their order."""
    texts = fold(values)
    runs = Runs.of(texts)
    place = np.arange(len(runs.owners)) - np.searchsorted(runs.owners, runs.owners)
    leading = mix(runs.lengths.astype(np.uint64)) * (runs.kinds == 2)  # noqa: PLR2004 - digits: zeros in front count
    return runs.sums(mix(runs.hashes ^ leading ^ mix(place.astype(np.uint64))), len(texts))


@dataclass(frozen=True, slots=True)
class Values:
    """One role's values, each read by itself, and which of them each parcel holds."""

    names: Names
    written: pl.Series
    parts: list[Part]
    name_of: I64
    place_of: I64
    phone: U64  # of each parcel, as the next four
    postcode: U64
    country: U64
    waybill: U64


def read_values(parcels: pl.DataFrame, role: str, waybill: U64) -> Values:
    """Read one role's columns of parcels, once for each distinct value; ``waybill`` is each parcel's hash."""
    name_values, name_of = encoded(parcels[f"{role}_name"])
    place_values, place_of = encoded(parcels[f"{role}_address"])
    written = bare_names(name_values)
    countries, country_of = encoded(parcels[f"{role}_country"])
    return Values(
        names=read_names(written), written=written, parts=read_parts(place_values), name_of=name_of,
        place_of=place_of, phone=_phones(parcels[f"{role}_phone"], parcels[f"{role}_country"]),
        postcode=read_postcodes(parcels[f"{role}_postcode"]), country=hash_texts(countries)[country_of],
        waybill=waybill,
    )  # fmt: skip


def read_forms(parcels: pl.DataFrame, role: str, waybill: U64) -> Forms:
    """Return one role's forms of parcels; ``waybill`` is each parcel's hash."""
    return forms_of(read_values(parcels, role, waybill))


def forms_of(values: Values) -> Forms:
    """Return the distinct forms among parcels."""
    names, places, waybill = values.names, weigh_words(values.parts), values.waybill
    name_of, place_of, phone, country = values.name_of, values.place_of, values.phone, values.country
    postcode = np.where(values.postcode == 0, places.postcode[place_of], values.postcode)
    whole = mix(names.whole[name_of]) ^ mix(
        phone + mix(places.whole[place_of] + mix(postcode + mix(country)))
    )
    empty = (names.whole[name_of] | phone | places.whole[place_of]) == 0
    whole = np.where(empty, waybill, whole)
    of_parcel, first = _distinct(whole, waybill)
    return Forms(
        names=names, written=values.written, places=places, name=name_of[first], place=place_of[first],
        phone=phone[first], postcode=postcode[first], country=country[first],
        of_parcel=of_parcel, first=first,
        parcels=np.bincount(of_parcel, minlength=len(first)), waybill=waybill,
    )  # fmt: skip


def _distinct(whole: U64, waybill: U64) -> tuple[I64, I64]:
    """Return each parcel's form (in the order of their hashes), and each form's first parcel."""
    order = np.lexsort((waybill, whole))
    new = np.ones(len(order), np.bool_)
    new[1:] = whole[order[1:]] != whole[order[:-1]]
    of_parcel = np.empty(len(order), np.int64)
    of_parcel[order] = np.cumsum(new) - 1
    return of_parcel, order[new]


def hash_waybills(waybills: pl.Series) -> U64:
    """Return a hash of each waybill as it is written; equal numbers in different rows stay equal."""
    parts = [_hash_points(raw(waybills.slice(at, _CHUNK))) for at in range(0, len(waybills), _CHUNK)]
    return np.concatenate([*parts, np.zeros(0, np.uint64)])


def hash_waybill(text: str) -> int:
    """Return the hash of one waybill, or any text: what ``hash_waybills`` gives it."""
    letters = _letters()
    points = array("H", text.replace("\n", " ").encode("utf-16-le", "replace"))
    points.append(END)
    return mixed(sum(letters[point] * letters[place & _PLACES] for place, point in enumerate(points)))


@cache
def _letters() -> list[int]:
    found: list[int] = letter_hashes().tolist()
    return found


def _hash_points(texts: Texts) -> U64:
    """Return a hash of all points of each text, in their order."""
    place = np.arange(len(texts.points)) - np.repeat(texts.starts[:-1], np.diff(texts.starts))
    weights = letter_hashes()[texts.points] * letter_hashes()[place & _PLACES]
    return mix(segment_sums(weights, texts.starts))


def _phones(phones: pl.Series, countries: pl.Series) -> U64:
    """Return each parcel's national number, read once for each distinct phone and country."""
    marked = phones.fill_null("") + "\x1f" + countries.fill_null("")
    values, of_parcel = encoded(marked)
    halves = values.str.splitn("\x1f", 2).struct.unnest()
    numbers = national_numbers(halves.to_series(0), halves.to_series(1))
    return numbers[of_parcel]


def read_postcodes(postcodes: pl.Series) -> U64:
    """Return one code of each postcode: what stands in an address by itself gets the same."""
    values, of_parcel = encoded(postcodes)
    figures = values.str.replace_all(r"\s|\.0$", "").cast(pl.Int64, strict=False)
    known = figures.is_not_null().to_numpy()
    codes: npt.NDArray[np.uint64] = figures.fill_null(0).to_numpy().astype(np.uint64) + np.uint64(1)
    codes = np.where(known, codes, salted(hash_texts(values.str.replace_all(r"[\s-]", "")), 7))
    return codes[of_parcel]
