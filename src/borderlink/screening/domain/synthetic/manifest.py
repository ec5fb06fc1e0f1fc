"""From the world to the manifest: rows of text as a courier would hand them in, and the truth beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import numpy as np
import polars as pl

from borderlink.screening.domain.synthetic import addresses, goods, hands, names, places, waybills
from borderlink.screening.domain.synthetic import parcels as freight
from borderlink.screening.domain.synthetic.stories import tell_stories
from borderlink.screening.domain.synthetic.tables import Ints, pick
from borderlink.screening.domain.synthetic.world import hand_of_names, hand_of_places, make_world

FIRST_DEPARTURE: Final = date(2026, 3, 6)  # the last day of the manifest, unless told otherwise
MARK: Final = "synthetic"  # stands in every row's remark, so that no row is ever taken for a real parcel
CHUNK: Final = 50_000
YUAN_A_DOLLAR: Final = 7.1
_HABIT: Final = 0.72  # how often a party is written as it usually is
_OFFICES: Final = (
    "天河营业部",
    "白云营业部",
    "南海集散点",
    "龙岗网点",
    "青秀网点",
    "东兴口岸网点",
    "凭祥口岸网点",
    "义乌仓",
)
_COURIERS: Final = ("YH", "NX", "KD", "PX")
_REMARKS: Final = ("", "", "", "", "", "; fragile", "; 易碎", "; call before delivery", "; 退件请联系")
# what the manifest calls each column of the house, in the manifest's order
HEADERS: Final = {
    "waybill": "Waybill No", "service": "Service", "direction": "Direction", "sender_name": "Sender Name",
    "sender_phone": "Sender Phone", "sender_address": "Sender Address", "sender_postcode": "Sender Postcode",
    "sender_country": "Sender Country", "receiver_name": "Receiver Name", "receiver_phone": "Receiver Phone",
    "receiver_address": "Receiver Address", "receiver_postcode": "Receiver Postcode",
    "receiver_country": "Receiver Country", "contents": "Description of Goods", "hs6": "HS Code", "pieces": "Pieces",
    "weight": "Weight (kg)", "value": "Declared Value", "currency": "Currency", "order_no": "Order No",
    "posted_at": "Posting Time", "office": "Acceptance Office", "bag": "Bag No", "flight": "Flight",
    "cutoff_at": "Cut-off Time", "remark": "Remark",
}  # fmt: skip
TRUTH: Final = ("waybill", "sender_party", "receiver_party", "story")


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
    """Return the plan of ``parcels`` rows (four or more, so that the tea fits), the same for the same arguments."""
    rng = np.random.default_rng(seed)
    world = make_world(rng, parcels)
    rows = freight.make_parcels(rng, world)
    stories = tell_stories(rng, max(4, parcels // 4))
    rows = _plant(rng, rows, stories)
    return Plan(seed=seed, on=on, parties=world.parties, parcels=rows, stories=stories,
                first_serial=int(rng.integers(waybills.S10_NUMBERS)))  # fmt: skip


def _plant(rng: np.random.Generator, rows: pl.DataFrame, stories: pl.DataFrame) -> pl.DataFrame:
    """Put the stories' parcels in the place of ordinary ones, each story on flights of its own country."""
    story_row, service = rows["story_row"].to_numpy().copy(), rows["service"].to_numpy().copy()
    country, there = rows["country"].to_numpy().copy(), rows["country"].to_numpy()
    taken = np.zeros(rows.height, dtype=np.bool_)
    for number, wanted in enumerate(stories["country"].to_list()):
        able = np.flatnonzero((there == wanted) & ~taken)
        able = able if len(able) else np.flatnonzero(~taken)
        at = int(able[rng.integers(len(able))])
        taken[at], story_row[at], country[at], service[at] = True, number, wanted, int(rng.integers(3))
    return rows.with_columns(
        story_row=pl.Series(story_row), country=pl.Series(country), service=pl.Series(service)
    )


def write_chunks(plan: Plan) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Yield the manifest and its truth piece by piece, ``CHUNK`` rows each, in order."""
    for number, start in enumerate(range(0, plan.parcels.height, CHUNK)):
        yield _write(plan, number, start)


def make_manifest(
    *, parcels: int, seed: int, on: date = FIRST_DEPARTURE
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a whole manifest (text, the columns of ``HEADERS``) and its truth (the columns of ``TRUTH``)."""
    pieces = list(write_chunks(make_plan(parcels=parcels, seed=seed, on=on)))
    return pl.concat([manifest for manifest, _ in pieces]), pl.concat([truth for _, truth in pieces])


def _write(plan: Plan, number: int, start: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return one chunk of the manifest and of its truth."""
    rng = np.random.default_rng([plan.seed, number])
    rows = plan.parcels.slice(start, CHUNK).join(
        plan.stories, on="story_row", how="left", suffix="_told", maintain_order="left"
    )
    columns = {
        **_side(rng, plan, rows, "sender_shown", "sender"), **_side(rng, plan, rows, "receiver", "receiver"),
        **_goods(rng, rows), **_journey(rng, plan, rows, start),
    }  # fmt: skip
    frame = pl.DataFrame(columns)
    columns_told = {"receiver_name": "name", "receiver_address": "address", "receiver_phone": "telephone",
                    "receiver_postcode": "post", "sender_name": "shipper", "sender_address": "origin",
                    "sender_phone": "shipper_telephone", "sender_postcode": "origin_post", "contents": "text", "hs6": "hs"}  # fmt: skip
    told = rows["story_row"] >= 0
    frame = frame.with_columns(
        frame[column].zip_with(~told, rows[source].fill_null("")) for column, source in columns_told.items()
    ).with_columns(
        sender_country=frame["sender_country"].zip_with(~told, pl.repeat("CN", frame.height, eager=True))
    )
    return frame.select(pl.col(column).alias(header) for column, header in HEADERS.items()), _truth(
        rows, frame
    )


def _truth(rows: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Return who really sent and received each parcel, and the story it belongs to."""
    invented = pl.when(pl.col("evading")).then(pl.lit("evasion")).otherwise(pl.lit(""))
    told = pl.col("story").is_not_null()
    return rows.select(
        frame["waybill"],
        sender_party=pl.when(told)
        .then("S-" + pl.col("party"))
        .otherwise("S" + pl.col("sender").cast(pl.String)),
        receiver_party=pl.when(told)
        .then("R-" + pl.col("party"))
        .otherwise("R" + pl.col("receiver").cast(pl.String)),
        story=pl.when(told).then(pl.col("story")).otherwise(invented),
    )


def _habit(rng: np.random.Generator, usual: Ints, other: Ints, hidden: Ints) -> pl.Series:
    """Return the usual style mostly; one who hides is written anew each time."""
    keep = (rng.random(len(usual)) < _HABIT) & (hidden == 0)
    return pl.Series(np.where(keep, usual, other))


def _side(
    rng: np.random.Generator, plan: Plan, rows: pl.DataFrame, who: str, side: str
) -> dict[str, pl.Series]:
    """Return the name, phone, address, postcode and country of one side of the parcels, as written."""
    party = plan.parties[rows[who]]
    count, country = party.height, party["country"].to_numpy()
    hidden = (rows["evading"].to_numpy() & (side == "receiver")).astype(np.int64)
    name_style = _habit(rng, party["name_style"].to_numpy(), hand_of_names(rng, country), hidden)
    home_style = _habit(
        rng, party["address_style"].to_numpy(), hand_of_places(rng, party["way"].to_numpy()), hidden
    )
    homes = party.with_columns(home_style.alias("style"), pl.Series("leave_out", rng.random(count)))
    name = names.write_names(
        party.with_columns(name_style.alias("style")),
        pick(places.TOWNS, party["place"]),
        pick(places.TOWNS_OTHER, party["place"]),
    )
    address = addresses.write_addresses(homes)
    post = pick(places.POSTCODES, party["place"]).zip_with(
        pl.Series(rng.random(count) < 0.75), pl.repeat("", count, eager=True)
    )
    return {
        f"{side}_name": hands.slip_keys(name, _slips(rng, hidden, 0.012, 0.3)),
        f"{side}_phone": _phones(rng, party, hidden),
        f"{side}_address": hands.slip_keys(address, _slips(rng, hidden, 0.025, 0.3)),
        f"{side}_postcode": post, f"{side}_country": pick(places.COUNTRIES, party["country"]),
    }  # fmt: skip


def _slips(rng: np.random.Generator, hidden: Ints, honest: float, meant: float) -> pl.DataFrame:
    """Return where a key slips: seldom by accident, often on purpose."""
    count = len(hidden)
    hit = rng.random(count) < np.where(hidden == 1, meant, honest)
    return pl.DataFrame({"hit": hit, "at": rng.random(count), "kind": rng.integers(0, 3, count)})


def _phones(rng: np.random.Generator, party: pl.DataFrame, hidden: Ints) -> pl.Series:
    """Return phones as written: another one at times, more often where somebody hides."""
    count = party.height
    second = rng.random(count) < np.where(hidden == 1, 0.4, 0.04)
    digits = np.where(second, party["second_phone"].to_numpy(), party["phone"].to_numpy())
    style = _habit(rng, party["phone_style"].to_numpy(), rng.integers(0, hands.PHONE_STYLES, count), hidden)
    return hands.write_phones(
        pl.DataFrame(
            {"country": party["country"], "digits": digits, "style": style, "slip": rng.random(count)}
        )
    )


def _goods(rng: np.random.Generator, rows: pl.DataFrame) -> dict[str, pl.Series]:
    """Return description, subheading, pieces, kilograms and value as declared."""
    count, kind = rows.height, rows["kind"].to_numpy()
    letter = rows["service"].to_numpy() == freight.LETTER
    told = rows["story_row"].to_numpy() >= 0
    text_at = kind * goods.MOST_TEXTS + rng.integers(0, goods.MOST_TEXTS, count)
    chinese, english, draw = (
        pick(goods.CHINESE_FLAT, text_at),
        pick(goods.ENGLISH_FLAT, text_at),
        rng.random(count),
    )
    texts = pl.DataFrame(
        {
            "c": chinese,
            "e": english,
            "u": draw,
            "l": letter,
            "t": rng.integers(0, 5, count),
            "v": rng.integers(0, 8, count),
        }
    )
    texts = texts.with_columns(v=pick(goods.VAGUE, texts["v"]), t=pick(goods.LETTER_TEXTS, texts["t"]))
    contents = texts.select(
        pl.when("l").then("t").when(pl.col("u") < 0.008).then("v").when(pl.col("u") < 0.5).then("c")
        .when(pl.col("u") < 0.88).then("e").otherwise(pl.col("c") + " " + pl.col("e"))
    ).to_series()  # fmt: skip
    coded = (rng.random(count) < 0.85) & ~letter
    wrong = np.where(rng.random(count) < 0.008, rng.integers(0, len(goods.HS6), count), kind)
    grams = np.where(told, rows["grams_told"].fill_null(0).to_numpy(), rows["grams"].to_numpy())
    grams = np.where(letter, rng.integers(18, 260, count), grams)
    pieces = np.where(told, rows["pieces_told"].fill_null(0).to_numpy(), rows["pieces"].to_numpy())
    yuan = np.where(told, rows["yuan_told"].fill_null(0).to_numpy(), rows["yuan"].to_numpy())
    yuan = np.where(letter, 0.0, yuan)
    dollars = rng.random(count) < 0.3
    value = pl.Series(np.where(dollars, yuan / YUAN_A_DOLLAR, yuan)).round(2)
    return {
        "contents": contents, "hs6": pick(goods.HS6, np.where(coded, wrong, -1)), "pieces": pl.Series(np.where(letter, 1, pieces)),
        "weight": pl.Series(grams / 1000).round(3), "value": value, "currency": pick(("CNY", "USD"), dollars.astype(np.int64)),
    }  # fmt: skip


def _journey(rng: np.random.Generator, plan: Plan, rows: pl.DataFrame, start: int) -> dict[str, pl.Series]:
    """Return the waybill and how the parcel travels."""
    count = rows.height
    serial = plan.first_serial + start
    inland = rows["country"] == places.CHINA
    sender_at = pick(places.COUNTRIES, plan.parties["country"].gather(rows["sender_shown"]))
    flights = [
        pick(list_of_country, rows["rank"].clip(0, len(list_of_country) - 1))
        for list_of_country in places.FLIGHTS
    ]
    flight = flights[0]
    for country, written in enumerate(flights):
        flight = written.zip_with(rows["country"] == country, flight)
    ordered = rows["service"] == freight.SERVICES.index("ECOMMERCE")
    order = ("E" + pl.Series(rng.integers(10**9, 10**10, count)).cast(pl.String)).zip_with(
        ordered, pl.repeat("", count, eager=True)
    )
    first = datetime.combine(plan.on - timedelta(days=3), time(6))
    times = rows.select(
        posted=pl.lit(first) + pl.duration(minutes=pl.col("minute")),
        cutoff=pl.lit(datetime.combine(plan.on - timedelta(days=2), time(20, 30)))
        + pl.duration(days=pl.col("day"), minutes=pl.col("rank") * 25),
    )  # fmt: skip
    return {
        "waybill": _waybills(rng, rows, serial, sender_at), "service": pick(freight.SERVICES, rows["service"]),
        "direction": pick(("EXPORT", "IMPORT"), inland.cast(pl.Int64)), "order_no": order,
        "posted_at": times["posted"].dt.strftime("%Y-%m-%d %H:%M"), "office": pick(_OFFICES, rows["sender"] % len(_OFFICES)),
        "bag": "B" + rows["leg"].cast(pl.String).str.zfill(3) + "-" + rows["bag"].cast(pl.String).str.zfill(5), "flight": flight,
        "cutoff_at": times["cutoff"].dt.strftime("%Y-%m-%d %H:%M"),
        "remark": MARK + pick(_REMARKS, rng.integers(0, len(_REMARKS), count)),
    }  # fmt: skip


def _waybills(rng: np.random.Generator, rows: pl.DataFrame, serial: int, origin: pl.Series) -> pl.Series:
    """Return the number on each label."""
    count, service = rows.height, rows["service"]
    numbers = waybills.serials(serial, count, waybills.S10_NUMBERS)
    second = pick(tuple("ABCDEFGHJKLMNPRSTUVW"), rng.integers(0, 20, count))
    told = rows["story_row"] >= 0
    postal = pick(("E", "C", "", "", "R"), service) + second
    s10 = waybills.postal_numbers(postal, numbers, origin.zip_with(~told, pl.repeat("CN", count, eager=True)))
    prefix = pick(_COURIERS, (rows["sender"] % len(_COURIERS)))
    own = waybills.courier_numbers(
        prefix, waybills.serials(serial + start_of_couriers(), count, 10**10) + 5 * 10**11
    )
    return s10.zip_with(pl.Series(np.array(freight.POSTAL)[service.to_numpy()]), own)


def start_of_couriers() -> int:
    """Return where the couriers' own numbers begin."""
    return 314_159
