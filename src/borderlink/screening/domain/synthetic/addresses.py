"""Addresses as forms carry them: every country's order, its abbreviations, parts left out, either script."""

from typing import Final

import polars as pl

from borderlink.screening.domain.synthetic import habits, places
from borderlink.screening.domain.synthetic.names import BRANDS
from borderlink.screening.domain.synthetic.tables import pick, write_each

NO_HUB, FORWARDER, LOCKER = range(3)
STYLES: Final = 10


def _either(*forms: pl.Expr) -> pl.Expr:
    """Return the form whose number stands in ``style``."""
    chosen = forms[-1]
    for number, form in list(enumerate(forms))[-2::-1]:
        chosen = pl.when(pl.col("style") == number).then(form).otherwise(chosen)
    return chosen


def _if(condition: pl.Expr, then: pl.Expr | str) -> pl.Expr:
    """Return ``then`` where the condition holds, else an empty text."""
    return pl.when(condition).then(pl.lit(then) if isinstance(then, str) else then).otherwise(pl.lit(""))


def _latin(homes: pl.DataFrame) -> pl.Series:
    """Return addresses as written in Sydney, London or Kuala Lumpur."""
    kind = homes["street_type"] % len(places.STREET_TYPES[0])
    parts = homes.select(
        "style", "number", "unit", "leave_out",
        region=pick(places.REGIONS, homes["place"]), town=pick(places.TOWNS, homes["place"]),
        suburb=pick(places.DISTRICTS, homes["place"]), post=pick(places.POSTCODES, homes["place"]),
        street=pick(places.STREETS_LATIN, homes["street"] % len(places.STREETS_LATIN)),
        kind=pick(places.STREET_TYPES[0], kind), short=pick(places.STREET_TYPES[1], kind),
        land=pick(places.COUNTRY_NAMES, homes["country"]),
    )  # fmt: skip
    has = (pl.col("unit") > 0) & (pl.col("leave_out") > habits.UNIT_LEFT_OUT)
    unit, number = pl.col("unit").cast(pl.String), pl.col("number").cast(pl.String)
    slash = _if(has, unit + "/") + number
    full = number + " " + pl.col("street") + " " + pl.col("kind")
    brief = pl.col("street") + " " + pl.col("short")
    region = _if(pl.col("region") != "", " " + pl.col("region"))
    suburb, town, post = pl.col("suburb") + region, ", " + pl.col("town"), " " + pl.col("post")
    written = _either(
        _if(has, "Unit " + unit + ", ") + full + ", " + suburb + post,
        slash + " " + brief + ", " + suburb,
        _if(has, "Unit ") + slash + " " + brief + " " + suburb + post,
        full + _if(has, " Unit " + unit) + ", " + pl.col("suburb") + town,
        _if(has, "U" + unit + " ") + number + " " + brief + ", " + suburb + post,
        _if(has, "Apt " + unit + ", ") + full + ", " + pl.col("suburb") + town + region,
        (slash + " " + brief + " " + suburb + post).str.to_uppercase(),
        _if(has, "Room " + unit + ", ") + "No. " + full + ", " + pl.col("suburb") + town,
        number + " " + brief + _if(has, " #" + unit) + ", " + pl.col("suburb") + town + region + post,
        suburb + ", " + slash + " " + pl.col("street") + " " + pl.col("kind"),
    )
    return parts.select(
        at=written + _if(pl.col("leave_out") > 1 - habits.COUNTRY_ADDED, ", " + pl.col("land"))
    ).to_series()


def _chinese(homes: pl.DataFrame) -> pl.Series:
    """Return addresses in Chinese order, or romanised the other way round."""
    street = homes["street"] % len(places.STREETS_CHINESE[0])
    parts = homes.select(
        "style", "number", "unit", "building", "leave_out", inland=pl.col("country") == places.CHINA,
        region=pick(places.REGIONS, homes["place"]), town=pick(places.TOWNS, homes["place"]),
        area=pick(places.DISTRICTS, homes["place"]), road=pick(places.STREETS_CHINESE[0], street),
        stem=pick(places.STREETS_CHINESE[1], street), latin=pick(places.STREETS_CHINESE[2], street),
        region_latin=pick(places.REGIONS_OTHER, homes["place"]),
        town_latin=pick(places.TOWNS_OTHER, homes["place"]),
        area_latin=pick(places.DISTRICTS_OTHER, homes["place"]),
    )  # fmt: skip
    inland = pl.col("inland")
    has, house = (pl.col("unit") > 0) & (pl.col("leave_out") > habits.UNIT_LEFT_OUT), pl.col("building") > 0
    unit, number, building = (pl.col(name).cast(pl.String) for name in ("unit", "number", "building"))
    road = pl.when(inland).then(pl.col("road")).otherwise(pl.col("stem") + "道")
    tail = road + number + pl.when(inland).then(pl.lit("号")).otherwise(pl.lit("號"))
    tail += _if(house & inland, building + "栋") + _if(has, unit + "室")
    whole = pl.col("region") + pl.col("town") + pl.col("area")
    dashed = road + number + _if(house & inland, "-" + building) + _if(has, "-" + unit)
    door = _if(has, "Room " + unit + ", ") + _if(house & inland, "Building " + building + ", ")
    latin = door + "No." + number + " " + pl.col("latin") + " Road, "
    end = pl.col("area_latin") + _if(pl.col("town_latin") != "", ", " + pl.col("town_latin"))
    return parts.select(at=_either(
        whole + tail, whole + tail, whole + tail, whole + dashed, pl.col("town") + pl.col("area") + tail,
        pl.col("area") + tail, latin + end + ", " + pl.col("region_latin"),
        pl.col("town") + pl.col("area") + dashed,
        pl.col("region") + " " + pl.col("town") + " " + pl.col("area") + " " + tail, latin + end,
    )).to_series()  # fmt: skip


def _vietnamese(homes: pl.DataFrame) -> pl.Series:
    """Return Vietnamese addresses, lanes included, with or without marks, old districts or new wards."""
    street = homes["street"] % len(places.STREETS_VI)
    parts = homes.select(
        "style", "number", "unit", "leave_out",
        region=pick(places.REGIONS, homes["place"]), town=pick(places.TOWNS, homes["place"]),
        ward=pick(places.DISTRICTS, homes["place"]), road=pick(places.STREETS_VI, street),
        region_flat=pick(places.REGIONS_OTHER, homes["place"]),
        town_flat=pick(places.TOWNS_OTHER, homes["place"]),
        ward_flat=pick(places.DISTRICTS_OTHER, homes["place"]),
        road_flat=pick(places.STREETS_VI_BARE, street),
    )  # fmt: skip
    has = (pl.col("unit") > 0) & (pl.col("leave_out") > habits.UNIT_LEFT_OUT)
    unit, number, road, flat = (
        pl.col("unit").cast(pl.String),
        pl.col("number").cast(pl.String),
        "road",
        "road_flat",
    )
    slash = _if(has, unit + "/") + number + " "
    lane = pl.when(has).then("Số " + unit + " ngõ " + number).otherwise("Số " + number) + " " + pl.col(road)
    lane_flat = (
        pl.when(has).then("So " + unit + " ngo " + number).otherwise("So " + number) + " " + pl.col(flat)
    )
    end = _if(pl.col("town") != "", ", " + pl.col("town")) + ", " + pl.col("region")
    end_flat = ", " + pl.col("region_flat")
    brief = slash + pl.col(flat) + ", " + pl.col("ward_flat") + end_flat
    return parts.select(at=_either(
        lane + ", phường " + pl.col("ward") + end, slash + pl.col(road) + ", P. " + pl.col("ward") + end,
        lane_flat + ", phuong " + pl.col("ward_flat") + end_flat, brief,
        lane + end, brief.str.to_uppercase(),
        "phường " + pl.col("ward") + ", " + slash + pl.col(road) + end,
        slash + pl.col(flat) + ", Q. " + pl.col("ward_flat") + ", " + pl.col("town_flat"),
        lane + ", quận " + pl.col("ward") + end, slash + pl.col(road) + ", " + pl.col("ward") + end,
    )).to_series()  # fmt: skip


def _hub(homes: pl.DataFrame) -> pl.Series:
    """Return what stands before a shared address: forwarder and customer's code, or the locker's number."""
    brand = pick(BRANDS[2], homes["brand"] % len(BRANDS[2]))
    parts = homes.select(
        "hub_kind", "leave_out", "member", "way", brand=brand, locker=homes["brand"] * 7919 % 90_000 + 10_000
    )
    coded = pl.col("leave_out") < habits.MEMBER_CODE_GIVEN
    code = _if(coded, " " + pl.col("brand").str.slice(0, 1) + pl.col("member").cast(pl.String))
    chinese = pl.col("brand") + "集運倉" + code + " "
    latin = "c/o " + pl.col("brand") + " Freight" + code + ", "
    locker = "Parcel Locker " + pl.col("locker").cast(pl.String) + ", "
    forwarder = pl.when(pl.col("way") == places.CHINESE_WAY).then(chinese).otherwise(latin)
    return parts.select(
        at=pl.when(pl.col("hub_kind") == FORWARDER).then(forwarder)
        .when(pl.col("hub_kind") == LOCKER).then(locker).otherwise(pl.lit(""))
    ).to_series()  # fmt: skip


def write_addresses(homes: pl.DataFrame) -> pl.Series:
    """Return one written address a row.

    ``homes``: country, place, street, street_type, number, unit, building, way, hub_kind, brand, member,
    style (0 to 9) and ``leave_out`` (0 to 1: what this hand leaves out or adds).
    """
    ways = {places.LATIN_WAY: _latin, places.CHINESE_WAY: _chinese, places.VIETNAMESE_WAY: _vietnamese}
    hubs = {FORWARDER: _hub, LOCKER: _hub}
    return write_each(homes, homes["hub_kind"], hubs) + write_each(homes, homes["way"], ways)
