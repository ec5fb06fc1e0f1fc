"""By what a parcel finds those of the window that may share a party with it: the same keys for one and all.

A key costs nothing to be wrong: what it finds is compared and weighed as in bulk. Equal phones, equal places,
equal names at equal numbers, equal numbers at equal postcodes.
"""

from typing import Final

import polars as pl

from borderlink.screening.domain.rules.features import address_key, name_key, phone_key

ROLES: Final = ("receiver",)  # senders are free to fake: no rule counts what shares a sender alone
KEYED: Final = tuple(
    f"{role}_{field}" for role in ROLES for field in ("name", "phone", "address", "postcode")
)
_FEWEST_NUMBERS: Final = 2  # one number alone stands at every second door


def keyed(parcels: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each key of each parcel: ``row`` (of the parcel) and ``key`` (64 bits)."""
    columns = [expr.alias(f"{role} {name}") for role in ROLES for name, expr in _keys(role).items()]
    wide = parcels.select(KEYED).with_row_index("row").select("row", *columns)
    tall = wide.unpivot(index="row", variable_name="kind", value_name="value").drop_nulls("value")
    return tall.select("row", key=pl.struct("kind", "value").hash(seed=7)).unique(maintain_order=True)


def _keys(role: str) -> dict[str, pl.Expr]:
    phone, address = pl.col(f"{role}_phone"), pl.col(f"{role}_address")
    numbers = address.str.extract_all(r"[0-9]+").list.sort()
    figures = pl.when(numbers.list.len() >= _FEWEST_NUMBERS).then(numbers.list.join(" "))
    first = numbers.list.join(" ")
    name = name_key(pl.col(f"{role}_name"))
    named = pl.when(name.str.len_chars() > 1).then(name)
    postcode = pl.col(f"{role}_postcode").str.replace_all(r"\s", "")
    return {
        "phone": phone_key(phone),
        "place": address_key(address),
        "name at numbers": pl.concat_str(named, pl.lit("|"), first),
        "name at postcode": pl.concat_str(named, pl.lit("|"), postcode),
        "numbers at postcode": pl.concat_str(figures, pl.lit("|"), postcode.fill_null("")),
    }


def person_keys(parcels: pl.DataFrame) -> pl.DataFrame:
    """Return of each parcel the keys by which chance draws and near-identical questions are told.

    ``phone``, ``place``, ``sender_phone`` and ``receiver`` (name and phone or place); empty for none.
    """
    phone, place = phone_key(pl.col("receiver_phone")), address_key(pl.col("receiver_address"))
    return parcels.select(
        phone=phone.fill_null(""),
        place=place.fill_null(""),
        sender_phone=phone_key(pl.col("sender_phone")).fill_null(""),
        receiver=pl.concat_str(
            name_key(pl.col("receiver_name")).fill_null(""), pl.lit("|"), place.fill_null("")
        ),
    )
