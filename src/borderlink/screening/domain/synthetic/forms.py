"""The form of each parcel as it was filled in: two parties, the goods, the journey."""

from datetime import date, datetime, time, timedelta
from typing import Final

import numpy as np
import polars as pl

from borderlink.screening.domain.synthetic import addresses, goods, habits, hands, names, places, waybills
from borderlink.screening.domain.synthetic import parcels as freight
from borderlink.screening.domain.synthetic.tables import Bools, Ints, pick
from borderlink.screening.domain.synthetic.world import hand_of_names, hand_of_places

MARK: Final = "synthetic"  # stands in every row's remark, so that no row is ever taken for a real parcel
_YUAN_A_DOLLAR: Final = 7.1
_OFFICES: Final = (
    "天河营业部", "白云营业部", "南海集散点", "龙岗网点", "青秀网点",
    "东兴口岸网点", "凭祥口岸网点", "义乌仓",
)  # fmt: skip
_COURIERS: Final = ("YH", "NX", "KD", "PX")
_FIRST_OF_COURIERS, _COURIERS_LEAD = 314_159, 5 * 10**11
_REMARKS: Final = ("", "", "", "", "", "; fragile", "; 易碎", "; call before delivery", "; 退件请联系")
_SERVICE_LETTERS: Final = ("E", "C", "", "", "R")  # S10's first letter by service
_SECOND_LETTERS: Final = tuple("ABCDEFGHJKLMNPRSTUVW")


def _blank(count: int) -> pl.Series:
    """Return ``count`` empty texts."""
    return pl.repeat("", count, eager=True)


def _usually(rng: np.random.Generator, usual: Ints, other: Ints, hiding: Bools) -> pl.Series:
    """Return the usual hand mostly; one who hides is written anew each time."""
    return pl.Series(np.where((rng.random(len(usual)) < habits.USUAL_HAND) & ~hiding, usual, other))


def _slips(rng: np.random.Generator, hiding: Bools, honest: float) -> pl.DataFrame:
    """Return where a key slips: seldom by accident, often on purpose."""
    count = len(hiding)
    hit = rng.random(count) < np.where(hiding, habits.HIDING_SLIP, honest)
    return pl.DataFrame({"hit": hit, "at": rng.random(count), "kind": rng.integers(0, 3, count)})


def _phones(rng: np.random.Generator, party: pl.DataFrame, hiding: Bools) -> pl.Series:
    """Return phones as written: another one at times, more often where somebody hides."""
    count = party.height
    second = rng.random(count) < np.where(hiding, habits.HIDING_PHONE, habits.SECOND_PHONE)
    digits = np.where(second, party["second_phone"].to_numpy(), party["phone"].to_numpy())
    style = _usually(rng, party["phone_style"].to_numpy(), rng.integers(0, hands.PHONE_STYLES, count), hiding)
    phones = {"country": party["country"], "digits": digits, "style": style, "slip": rng.random(count)}
    return hands.write_phones(pl.DataFrame(phones))


def write_party(
    rng: np.random.Generator, party: pl.DataFrame, hiding: Bools, *, side: str
) -> dict[str, pl.Series]:
    """Return name, phone, address, postcode and country of one side of the parcels, as written."""
    count, country, way = party.height, party["country"].to_numpy(), party["way"].to_numpy()
    name_hand = _usually(rng, party["name_style"].to_numpy(), hand_of_names(rng, country), hiding)
    home_hand = _usually(rng, party["address_style"].to_numpy(), hand_of_places(rng, way), hiding)
    named = party.with_columns(name_hand.alias("style"))
    towns = pick(places.TOWNS, party["place"]), pick(places.TOWNS_OTHER, party["place"])
    homes = party.with_columns(home_hand.alias("style"), pl.Series("leave_out", rng.random(count)))
    given = pl.Series(rng.random(count) < habits.POSTCODE_GIVEN)
    return {
        f"{side}_name": hands.slip_keys(
            names.write_names(named, *towns), _slips(rng, hiding, habits.NAME_SLIP)
        ),
        f"{side}_phone": _phones(rng, party, hiding),
        f"{side}_address": hands.slip_keys(
            addresses.write_addresses(homes), _slips(rng, hiding, habits.ADDRESS_SLIP)
        ),
        f"{side}_postcode": pick(places.POSTCODES, party["place"]).zip_with(given, _blank(count)),
        f"{side}_country": pick(places.COUNTRIES, party["country"]),
    }


def _contents(rng: np.random.Generator, kind: Ints, letter: Bools) -> pl.Series:
    """Return the declared description: Chinese, English, both, or a word that says nothing."""
    count = len(kind)
    text = kind * goods.MOST_TEXTS + rng.integers(0, goods.MOST_TEXTS, count)
    draw = pl.col("u")
    both = pl.col("zh") + " " + pl.col("en")
    return pl.DataFrame({
        "zh": pick(goods.CHINESE_FLAT, text), "en": pick(goods.ENGLISH_FLAT, text), "letter": letter,
        "post": pick(goods.LETTER_TEXTS, rng.integers(0, len(goods.LETTER_TEXTS), count)),
        "vague": pick(goods.VAGUE, rng.integers(0, len(goods.VAGUE), count)), "u": rng.random(count),
    }).select(
        pl.when("letter").then("post").when(draw < habits.VAGUE).then("vague")
        .when(draw < habits.VAGUE + habits.IN_CHINESE).then("zh")
        .when(draw < habits.VAGUE + habits.IN_CHINESE + habits.IN_ENGLISH).then("en").otherwise(both)
    ).to_series()  # fmt: skip


def write_goods(rng: np.random.Generator, rows: pl.DataFrame) -> dict[str, pl.Series]:
    """Return description, subheading, pieces, kilograms and value as declared."""
    count, kind = rows.height, rows["kind"].to_numpy()
    letter = rows["service"].to_numpy() == freight.LETTER
    wrong = rng.random(count) < habits.WRONG_CODE
    declared = np.where(wrong, rng.integers(0, len(goods.HS6), count), kind)
    coded = (rng.random(count) < habits.CODED) & ~letter
    dollars = rng.random(count) < habits.IN_DOLLARS
    yuan = np.where(letter, 0.0, rows["yuan"].to_numpy())
    grams = np.where(letter, rng.integers(18, 260, count), rows["grams"].to_numpy())
    return {
        "contents": _contents(rng, kind, letter), "hs6": pick(goods.HS6, np.where(coded, declared, -1)),
        "pieces": pl.Series(np.where(letter, 1, rows["pieces"].to_numpy())),
        "weight": pl.Series(grams / 1000).round(3),
        "value": pl.Series(np.where(dollars, yuan / _YUAN_A_DOLLAR, yuan)).round(2),
        "currency": pick(("CNY", "USD"), dollars.astype(np.int64)),
    }  # fmt: skip


def _flights(rows: pl.DataFrame) -> pl.Series:
    """Return the flight, lorry or coach of each parcel."""
    most = max(len(flights) for flights in places.FLIGHTS)
    table = tuple(flights[at % len(flights)] for flights in places.FLIGHTS for at in range(most))
    return pick(table, rows["country"] * most + rows["rank"])


def _times(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return when each parcel was accepted and until when it can be stopped, in local time."""
    opened = datetime.combine(on - timedelta(days=freight.DAYS), time(6))
    first_cutoff = datetime.combine(on - timedelta(days=freight.DAYS - 1), time(20, 30))
    return rows.select(
        posted_at=pl.lit(opened) + pl.duration(minutes="minute"),
        cutoff_at=pl.lit(first_cutoff) + pl.duration(days="day", minutes=pl.col("rank") * 25),
    ).select(pl.all().dt.strftime("%Y-%m-%d %H:%M"))


def write_journey(rng: np.random.Generator, rows: pl.DataFrame, on: date) -> dict[str, pl.Series]:
    """Return service, direction, order, office, bag, flight, times and remark."""
    count, times = rows.height, _times(rows, on)
    ordered = rows["service"] == freight.SERVICES.index("ECOMMERCE")
    order = "E" + pl.Series(rng.integers(10**9, 10**10, count)).cast(pl.String)
    leg, bag = rows["leg"].cast(pl.String).str.zfill(3), rows["bag"].cast(pl.String).str.zfill(5)
    return {
        "service": pick(freight.SERVICES, rows["service"]),
        "direction": pick(("EXPORT", "IMPORT"), (rows["country"] == places.CHINA).cast(pl.Int64)),
        "order_no": order.zip_with(ordered, _blank(count)),
        "posted_at": times["posted_at"], "cutoff_at": times["cutoff_at"],
        "office": pick(_OFFICES, rows["sender"]), "bag": "B" + leg + "-" + bag, "flight": _flights(rows),
        "remark": MARK + pick(_REMARKS, rng.integers(0, len(_REMARKS), count)),
    }  # fmt: skip


def write_waybills(
    rng: np.random.Generator, rows: pl.DataFrame, origin: pl.Series, *, first: int
) -> pl.Series:
    """Return the number on each label: S10 of the country it is posted in, or the courier's own."""
    count, service = rows.height, rows["service"]
    letters = pick(_SERVICE_LETTERS, service)
    letters += pick(_SECOND_LETTERS, rng.integers(0, len(_SECOND_LETTERS), count))
    numbers = waybills.serials(first, count, waybills.S10_NUMBERS)
    own = waybills.serials(first + _FIRST_OF_COURIERS, count, waybills.COURIER_NUMBERS) + _COURIERS_LEAD
    courier = waybills.courier_numbers(pick(_COURIERS, rows["sender"]), own)
    postal = pl.Series(np.array(freight.POSTAL)[service.to_numpy()])
    return waybills.postal_numbers(letters, numbers, origin).zip_with(postal, courier)
