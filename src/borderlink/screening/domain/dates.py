"""Dates as manifests write them: year first, day first or month first, serial numbers, epochs.

Which of day and month stands first in ``5/6/2026`` is decided for a whole file: see ``order_of``.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import polars as pl

from borderlink.screening.domain.quantities import half_width

EARLIEST: Final = 1990
LATEST: Final = 2100
CLEAR: Final = 0.95  # share of the telling dates that settles the order of the others
_EVENT: Final = pl.Datetime("us")
_CLOCK: Final = (
    r"(?:[ t,]+(上午|下午|am|pm)?\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:[.,]\d+)?)?秒?分?"
    r"\s*(am|pm|sa|ch)?"
    r"\s*(z|utc|gmt|[+-]\d{1,2}:?(?:\d{2})?)?)?$"
)
_YEAR_FIRST: Final = r"^(\d{4})[-/.年] ?(\d{1,2})[-/.月] ?(\d{1,2})日?" + _CLOCK
_YEAR_LAST: Final = r"^(\d{1,2})[-/.] ?(\d{1,2})[-/.] ?(\d{4}|\d{2})" + _CLOCK
_COMPACT: Final = r"^((?:19|20)\d{2})(\d{2})(\d{2})(?:[t ]?(\d{2})(\d{2})(\d{2})?)?$"
_NAMED: Final = r"^(\d{1,2})[- ]([a-z]{3,9})[-, ]+(\d{4})" + _CLOCK
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FAST: Final = {
    r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$": "%Y-%m-%d %H:%M:%S",
    r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$": "%Y-%m-%d %H:%M",
    r"^\d{4}-\d{2}-\d{2}$": "%Y-%m-%d",
    r"^\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2}$": "%Y/%m/%d %H:%M:%S",
    r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$": "%Y-%m-%dT%H:%M:%S",
}
_SERIALS: Final = (20_000, 80_000)  # Excel's days since 30 December 1899: 1954 to 2119


class Order(StrEnum):
    """What stands first where the year stands last."""

    DAY = "day-first"
    MONTH = "month-first"
    MIXED = "mixed"


def read_dates(cells: pl.Series) -> pl.DataFrame:
    """Read cells into ``utc`` (a zone was written), ``local`` (certain), or ``one``, ``two``, ``base``.

    ``one`` and ``two`` are the day and the month in an order still unknown, ``base`` the first of
    January of their year at their time of day. A cell with none of these is no date.
    """
    text = half_width(cells).str.to_lowercase()
    certain = _fast(cells)
    if (certain.is_not_null() | cells.is_null()).all():
        return _frame(certain)
    slow = pl.DataFrame({"t": text, "local": certain}).with_row_index("row")
    left = slow.filter(pl.col("local").is_null() & pl.col("t").is_not_null())
    read = pl.concat([left.select("row"), _slowly(left["t"])], how="horizontal")
    joined = slow.select("row", "local").join(
        read, on="row", how="left", suffix="_read", maintain_order="left"
    )
    return joined.select("utc", pl.coalesce("local", "local_read").alias("local"), "one", "two", "base")


def _frame(certain: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"local": certain}).select(
        pl.lit(None, _EVENT).alias("utc"),
        "local",
        *(pl.lit(None, pl.Int8).alias(name) for name in ("one", "two")),
        pl.lit(None, _EVENT).alias("base"),
    )


def _fast(cells: pl.Series) -> pl.Series:
    """Read the way of writing that the first cell has; null where a cell has another."""
    first = cells.drop_nulls().head(1).to_list()
    for shape, pattern in _FAST.items():
        if first and pl.Series(first).str.contains(shape).all():
            read = cells.str.to_datetime(pattern, strict=False, time_unit="us")
            return read.set(~cells.str.contains(shape).fill_null(value=False), None)
    return pl.Series([None], dtype=_EVENT).new_from_index(0, len(cells))


def _slowly(text: pl.Series) -> pl.DataFrame:
    """Try every way of writing; the time may stand before the date, as in Viet Nam, or close behind 日."""
    turned = pl.col("t").str.strip_chars().str.replace(r"^(\d{1,2}:\d{2}(?::\d{2})?)[ ,]+(\d.*)$", "$2 $1")
    turned = turned.str.replace(r"日([\d上下])", "日 $1")
    turned = turned.str.replace(r"^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})", "$2 $1 $3")
    frame = text.alias("t").to_frame().with_columns(turned)
    year_first, year_last = _parts(_YEAR_FIRST), _parts(_YEAR_LAST)
    compact, named = pl.col("t").str.extract_groups(_COMPACT).struct, _parts(_NAMED)
    month = (
        named["2"]
        .str.slice(0, 3)
        .replace_strict(list(_MONTHS), list(range(1, 13)), default=None, return_dtype=pl.Int32)
    )
    frame = frame.select(
        pl.coalesce(
            _moment(_number(year_first["1"]), _number(year_first["2"]), _number(year_first["3"]), year_first),
            _moment(_number(named["3"]), month, _number(named["1"]), named),
            _compact(compact),
            _serial(),
        ).alias("sure"),
        pl.coalesce(year_first["9"], named["9"]).alias("zone"),
        _epoch().alias("epoch"),
        _moment(_century(_number(year_last["3"])), pl.lit(1), pl.lit(1), year_last).alias("base"),
        _number(year_last["1"]).alias("one"),
        _number(year_last["2"]).alias("two"),
        year_last["9"].alias("last_zone"),
    )
    minutes = _offset(pl.col("zone"))
    shifted = pl.col("sure") - pl.duration(minutes=minutes)
    possible = pl.col("base").is_not_null() & pl.col("last_zone").is_null()
    return frame.select(
        pl.coalesce(pl.when(pl.col("zone").is_not_null()).then(shifted), "epoch").alias("utc"),
        pl.when(pl.col("zone").is_null()).then(pl.col("sure")).alias("local"),
        *(
            pl.when(possible).then(pl.col(name)).cast(pl.Int8, strict=False).alias(name)
            for name in ("one", "two")
        ),
        pl.when(possible).then(pl.col("base")).alias("base"),
    )


def _parts(pattern: str) -> dict[str, pl.Expr]:
    """Return the nine groups of a pattern: three of the date, then half, hour, minute, second, half, zone."""
    groups = pl.col("t").str.extract_groups(pattern).struct
    return {str(place): groups.field(str(place)) for place in range(1, 10)}


def _number(text: pl.Expr) -> pl.Expr:
    return text.cast(pl.Int32, strict=False)


def _century(year: pl.Expr) -> pl.Expr:
    return pl.when(year < 100).then(year + 2000).otherwise(year)  # noqa: PLR2004


def _moment(year: pl.Expr, month: pl.Expr, day: pl.Expr, parts: dict[str, pl.Expr]) -> pl.Expr:
    """Return date and time of day as one moment; null for days and hours that there are not."""
    hour = _number(parts["5"]).fill_null(0)
    half = pl.coalesce(parts["4"], parts["8"])
    afternoon, morning = half.is_in(["下午", "pm", "ch"]), half.is_in(["上午", "am", "sa"])
    noon = 12
    hour = pl.when(afternoon & (hour < noon)).then(hour + noon).otherwise(hour)
    hour = pl.when(morning & (hour == noon)).then(0).otherwise(hour)
    minute, second = (_number(parts[name]).fill_null(0) for name in ("6", "7"))
    return _checked((year, month, day), (hour, minute, second))


def _checked(day: tuple[pl.Expr, pl.Expr, pl.Expr], clock: tuple[pl.Expr, pl.Expr, pl.Expr]) -> pl.Expr:
    """Return the moment, or null when one of its parts cannot be: 31 February, 25 o'clock."""
    date = pl.format("{}-{}-{}", *day).str.to_date("%Y-%m-%d", strict=False)
    hour, minute, second = clock
    fits = (hour < 24) & (minute < 60) & (second < 60)  # noqa: PLR2004
    since_midnight = pl.duration(hours=hour, minutes=minute, seconds=second)
    return pl.when(fits & date.is_not_null()).then(date.cast(_EVENT) + since_midnight)


def _compact(groups: "pl.expr.struct.ExprStructNameSpace") -> pl.Expr:
    year, month, day, *clock = (_number(groups.field(str(place))) for place in range(1, 7))
    hour, minute, second = (part.fill_null(0) for part in clock)
    return _checked((year, month, day), (hour, minute, second))


def _serial() -> pl.Expr:
    """Read a spreadsheet's serial day, rounded to the second."""
    days = (
        pl.when(pl.col("t").str.contains(r"^\d{5}(\.\d+)?$")).then(pl.col("t")).cast(pl.Float64, strict=False)
    )
    seconds = (days * 86_400).round(0).cast(pl.Int64)
    known = days.is_between(*_SERIALS)
    return pl.when(known).then(pl.datetime(1899, 12, 30, time_unit="us") + pl.duration(seconds=seconds))


def _epoch() -> pl.Expr:
    """Read seconds or milliseconds since 1970, which are of no zone."""
    number = (
        pl.when(pl.col("t").str.contains(r"^1\d{9}(\d{3})?$")).then(pl.col("t")).cast(pl.Int64, strict=False)
    )
    thousandths = pl.when(number < 10**12).then(number * 1000).otherwise(number)
    return (thousandths * 1000).cast(_EVENT)


def _offset(zone: pl.Expr) -> pl.Expr:
    digits = zone.str.replace_all(r"[^\d]", "")
    hours = digits.str.slice(0, 2).cast(pl.Int64, strict=False).fill_null(0)
    minutes = digits.str.slice(2, 2).cast(pl.Int64, strict=False).fill_null(0)
    total = hours * 60 + minutes
    return pl.when(zone.str.starts_with("-")).then(-total).otherwise(total)


def order_of(ones: Sequence[pl.Series], twos: Sequence[pl.Series]) -> Order:
    """Decide what stands first in a file's dates whose year stands last, by those that leave no choice.

    No date tells, or those that tell say day first: day first, as in China, Viet Nam and Australia.
    They disagree: the order of at least 95 in 100 of them, else ``MIXED``, which settles no other date.
    """
    days = sum(_beyond_months(one, two) for one, two in zip(ones, twos, strict=True))
    months = sum(_beyond_months(two, one) for one, two in zip(ones, twos, strict=True))
    if months > CLEAR * (days + months):
        return Order.MONTH
    return Order.DAY if days >= CLEAR * (days + months) else Order.MIXED


def _beyond_months(day: pl.Series, month: pl.Series) -> int:
    return int(((day > 12) & (day <= 31) & (month <= 12)).sum())  # noqa: PLR2004


def settle(order: Order, one: pl.Expr, two: pl.Expr, base: pl.Expr) -> pl.Expr:
    """Return the local moment of a date in the file's order; null where it cannot be or is not settled."""
    must_be_month = two > 12  # noqa: PLR2004
    month_first = must_be_month if order is not Order.MONTH else must_be_month | (one <= 12)  # noqa: PLR2004
    day, month = pl.when(month_first).then(two).otherwise(one), pl.when(month_first).then(one).otherwise(two)
    date = pl.format("{}-{}-{}", base.dt.year(), month, day).str.to_date("%Y-%m-%d", strict=False)
    moment = date.cast(_EVENT) + (base - base.dt.truncate("1d"))
    return pl.when(is_open(order, one, two)).then(None).otherwise(moment)


def is_open(order: Order, one: pl.Expr, two: pl.Expr) -> pl.Expr:
    """Say whether a date could be either in a file that mixes both orders."""
    either = (one <= 12) & (two <= 12) & (one != two)  # noqa: PLR2004
    return either if order is Order.MIXED else pl.lit(value=False) & either


def to_utc(local: pl.Expr, zone: str) -> pl.Expr:
    """Return local moments in UTC: of an hour that comes twice the first, of one that is skipped the next."""
    there = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    later = (local + pl.duration(hours=1)).dt.replace_time_zone(
        zone, ambiguous="earliest", non_existent="null"
    )
    return there.fill_null(later).dt.convert_time_zone("UTC")
