"""From the world to the manifest: rows of text as a courier would hand them in, and the truth beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from borderlink.screening.domain.synthetic import forms, places, waybills
from borderlink.screening.domain.synthetic import parcels as freight
from borderlink.screening.domain.synthetic.stories import tell_stories
from borderlink.screening.domain.synthetic.tables import pick
from borderlink.screening.domain.synthetic.world import make_world

_TEA: Final = 4  # parcels that are told of even where little else fits
FIRST_DEPARTURE: Final = date(2026, 3, 6)  # the last day of the manifest, unless told otherwise
CHUNK: Final = 50_000
# what the manifest calls each column of the house, in the manifest's order
HEADERS: Final = {
    "waybill": "Waybill No", "service": "Service", "direction": "Direction", "sender_name": "Sender Name",
    "sender_phone": "Sender Phone", "sender_address": "Sender Address",
    "sender_postcode": "Sender Postcode", "sender_country": "Sender Country",
    "receiver_name": "Receiver Name", "receiver_phone": "Receiver Phone",
    "receiver_address": "Receiver Address", "receiver_postcode": "Receiver Postcode",
    "receiver_country": "Receiver Country", "contents": "Description of Goods", "hs6": "HS Code",
    "pieces": "Pieces", "weight": "Weight (kg)", "value": "Declared Value", "currency": "Currency",
    "order_no": "Order No", "posted_at": "Posting Time", "office": "Acceptance Office", "bag": "Bag No",
    "flight": "Flight", "cutoff_at": "Cut-off Time", "remark": "Remark",
}  # fmt: skip
# what a story says instead of the form
_TOLD: Final = {
    "receiver_name": "name", "receiver_address": "address", "receiver_phone": "telephone",
    "receiver_postcode": "post", "sender_name": "shipper", "sender_address": "origin",
    "sender_phone": "shipper_telephone", "sender_postcode": "origin_post", "sender_country": "origin_country",
    "contents": "text", "hs6": "hs",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that is decided before the first row is written; rows can then be written in chunks."""

    seed: int
    on: date
    parties: pl.DataFrame
    parcels: pl.DataFrame
    stories: pl.DataFrame
    first_serial: int


def make_plan(*, parcels: int, seed: int, on: date = FIRST_DEPARTURE) -> Plan:
    """Return the plan of ``parcels`` rows, the same for the same arguments. Fewer than four tell no story."""
    rng = np.random.default_rng(seed)
    world = make_world(rng, parcels)
    stories = tell_stories(rng, min(parcels, max(_TEA, parcels // 4)))
    return Plan(
        seed=seed, on=on, parties=world.parties, stories=stories,
        parcels=_plant(rng, freight.make_parcels(rng, world), stories),
        first_serial=int(rng.integers(waybills.S10_NUMBERS)),
    )  # fmt: skip


def _plant(rng: np.random.Generator, rows: pl.DataFrame, stories: pl.DataFrame) -> pl.DataFrame:
    """Put the stories' parcels in the place of ordinary ones that go to the same country."""
    there, free = rows["country"].to_numpy(), np.ones(rows.height, dtype=np.bool_)
    at = []
    for wanted in stories["country"].to_list():
        able = np.flatnonzero((there == wanted) & free)
        able = able if len(able) else np.flatnonzero(free)
        at.append(int(able[rng.integers(len(able))]))
        free[at[-1]] = False
    planted = {
        "story_row": stories["story_row"], "country": stories["country"], "grams": stories["grams"],
        "yuan": stories["yuan"], "pieces": stories["pieces"],
        "service": pl.Series(rng.integers(0, freight.LETTER - 1, len(at))),
        "evading": pl.repeat(value=False, n=len(at), eager=True),
    }  # fmt: skip
    return rows.with_columns(
        rows[name].scatter(at, values.cast(rows[name].dtype)) for name, values in planted.items()
    )


def write_chunks(plan: Plan) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Yield the manifest and its truth piece by piece, ``CHUNK`` rows each, in order."""
    for number, start in enumerate(range(0, plan.parcels.height, CHUNK)):
        yield _write(plan, number, start)


def make_manifest(
    *, parcels: int, seed: int, on: date = FIRST_DEPARTURE
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a whole manifest (the columns of ``HEADERS``) and its truth.

    The truth: waybill, sender_party, receiver_party, story (empty for an honest parcel).
    """
    pieces = list(write_chunks(make_plan(parcels=parcels, seed=seed, on=on)))
    return pl.concat([manifest for manifest, _ in pieces]), pl.concat([truth for _, truth in pieces])


def _write(plan: Plan, number: int, start: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return one chunk of the manifest and of its truth."""
    rng = np.random.default_rng([plan.seed, number])
    rows = plan.parcels.slice(start, CHUNK)
    told = plan.stories.select("story_row", "story", "party", *_TOLD.values())
    rows = rows.join(told, on="story_row", how="left", maintain_order="left")
    hiding = rows["evading"].to_numpy()
    frame = pl.DataFrame({
        **forms.write_party(rng, plan.parties[rows["sender_shown"]], np.zeros_like(hiding), side="sender"),
        **forms.write_party(rng, plan.parties[rows["receiver"]], hiding, side="receiver"),
        **forms.write_goods(rng, rows), **forms.write_journey(rng, rows, plan.on),
    }).with_columns(receiver_country=pick(places.COUNTRIES, rows["country"]))  # fmt: skip
    ordinary = rows["story_row"] < 0
    frame = frame.with_columns(
        frame[column].zip_with(ordinary, rows[source]) for column, source in _TOLD.items()
    )
    numbers = forms.write_waybills(rng, rows, frame["sender_country"], first=plan.first_serial + start)
    frame = frame.with_columns(waybill=numbers)
    return frame.select(pl.col(name).alias(header) for name, header in HEADERS.items()), _truth(rows, numbers)


def _truth(rows: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    """Return who really sent and received each parcel, and the story it belongs to."""
    told = pl.col("story").is_not_null()
    hidden = pl.when("evading").then(pl.lit("evasion")).otherwise(pl.lit(""))
    parties = [
        pl.when(told).then(letter + "-" + pl.col("party")).otherwise(letter + pl.col(column).cast(pl.String))
        .alias(f"{column}_party") for letter, column in ((pl.lit("S"), "sender"), (pl.lit("R"), "receiver"))
    ]  # fmt: skip
    return rows.select(numbers.alias("waybill"), *parties, story=pl.coalesce("story", hidden))
