"""Events of postal items (UPU EMSEVT): what happened to an item where, and whether it is out of reach.

Source of the codes: UPU EMSEVT V3, as public summaries list them; their words are the code list
``item_event``. An item's number may be used again after twelve months (UPU S10): an event belongs to a parcel
of its own year.
"""

from datetime import timedelta
from typing import Final

import polars as pl

from borderlink.screening.domain import dates, faults, words
from borderlink.screening.domain.quantities import clean_text
from borderlink.screening.domain.s10 import s10_holds
from borderlink.screening.domain.schema import QUARANTINE

EVENT: Final[dict[str, pl.DataType]] = {
    "file": pl.String(),
    "line": pl.UInt32(),
    "waybill": pl.String(),
    "event": pl.String(),
    "at": pl.Datetime("us", "UTC"),
    "office": pl.String(),  # where: the office's name or its IMPC code
    "detail": pl.String(),  # reason or action code as it was sent
}
# In the order in which an item meets them, at the origin, under way and at the destination.
ORIGIN: Final = ("EMA", "EMB", "EXA", "EXB", "EXC", "EXD", "EXX")
UNDER_WAY: Final = ("EMC", "EMJ", "EMK")
INWARD: Final = ("EMD", "EDA", "EDB", "EME", "EDC")
DELIVERY: Final = ("EMF", "EDD", "EDE", "EMG", "EDF", "EDG", "EDH", "EMH", "EMI")
CODES: Final = (*ORIGIN, *UNDER_WAY, *INWARD, *DELIVERY)
ONE_YEAR: Final = timedelta(days=365)

# Words of the header; they are compared as those of manifests are.
HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "waybill": (
        "item id", "item identifier", "S10", "tracking number", "waybill", "waybill no", "mail id", "邮件号",
        "邮件号码", "运单号", "条码号", "số bưu gửi", "mã vận đơn",
    ),
    "event": (
        "event", "event code", "EMSEVT", "EMSEVT code", "event type", "事件", "事件代码",
        "状态代码", "mã sự kiện", "sự kiện",
    ),
    "at": (
        "event time", "event date", "event date time", "event at", "date time", "local date time", "at",
        "time", "事件时间", "发生时间", "时间", "thời gian", "thời điểm",
    ),
    "office": (
        "office", "event office", "office code", "IMPC", "location", "event location", "互换局", "机构",
        "处理机构", "地点", "bưu cục", "nơi xảy ra",
    ),
    "detail": ("reason", "reason code", "action", "retention reason", "原因", "原因代码", "lý do"),
}  # fmt: skip
REQUIRED: Final = ("waybill", "event", "at")


def is_out_of_reach(event: str, direction: str) -> bool:
    """Say whether an item is gone from the customs office that screens it.

    Leaving the country, once it left the outward office of exchange; coming in, once it left the inward one.
    """
    if direction == "import":
        return event in DELIVERY
    return event in {*UNDER_WAY, *INWARD, *DELIVERY}


def read_events(raw: pl.DataFrame, file: str, zone: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return events, and the quarantine of rows that are none.

    ``raw`` has ``line`` and text columns of ``HEADERS``. Local times are of ``zone``.
    """
    cells = raw.with_columns(clean_text(pl.col(name), lines=True) for name in HEADERS)
    times = dates.read_dates(cells["at"])
    order = dates.order_of([times["one"]], [times["two"]])
    local = pl.coalesce("local", dates.settle(order, pl.col("one"), pl.col("two"), pl.col("base")))
    moment = times.select(
        at_utc=pl.coalesce(pl.col("utc").dt.replace_time_zone("UTC"), dates.to_utc(local, zone)),
        open=dates.is_open(order, pl.col("one"), pl.col("two")),
    )
    read = cells.with_columns(
        words.waybill(cells["waybill"]), pl.col("event").str.to_uppercase().str.strip_chars(),
    ).hstack(moment)  # fmt: skip
    sound, bad = faults.split(read, _faults(), file)
    told = sound.select(
        pl.lit(file).alias("file"), "line", "waybill", "event", pl.col("at_utc").alias("at"),
        pl.col("office").str.slice(0, 128), pl.col("detail").str.slice(0, 80),
    )  # fmt: skip
    return told.select(pl.col(name).cast(kind) for name, kind in EVENT.items()), bad


def _faults() -> list[faults.Fault]:
    year = pl.col("at_utc").dt.year()
    missing = [(name, pl.col(name).is_null(), "cell-missing") for name in REQUIRED]
    return [
        ("", pl.all_horizontal(pl.col(name).is_null() for name in HEADERS), "empty-row"),
        *missing,
        *faults.waybill_faults(),
        ("waybill", s10_holds(pl.col("waybill")).not_(), "check-digit-wrong"),
        ("event", ~pl.col("event").is_in(CODES), "event-unknown"),
        ("at", pl.col("open"), "date-ambiguous"),
        ("at", pl.col("at_utc").is_null(), "date-unreadable"),
        ("at", (year < dates.EARLIEST) | (year >= dates.LATEST), "date-absurd"),
    ]


def once(events: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return each event once, and the quarantine of those that stand again."""
    first = events.select(pl.struct("waybill", "event", "at").is_first_distinct()).to_series()
    told = {
        "file": pl.col("file"), "line": pl.col("line"), "column": pl.lit("event"),
        "reason": pl.lit("duplicate-event"), "detail": pl.format("{} {}", "waybill", "event"),
    }  # fmt: skip
    again = events.filter(~first).select(
        told[name].cast(kind).alias(name) for name, kind in QUARANTINE.items()
    )
    return events.filter(first), again


def latest(events: pl.DataFrame) -> pl.DataFrame:
    """Return the last event of each item; of two at one moment the one further on its way."""
    place = pl.col("event").replace_strict(list(CODES), list(range(len(CODES))), return_dtype=pl.Int32)
    return events.sort("at", place).unique("waybill", keep="last", maintain_order=True)
