"""Order, payment, waybill and inventory of one parcel, joined; where they must agree and do not, measured.

Sources: the checks are those of docs/design/screening.md section 5 (amounts equal within a yuan, buyer =
payer = recipient, all within 24 hours); units 035 (kilogram) and 036 (gram) are of China customs' code list.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from borderlink.screening.domain.faults import DETAIL, LONGEST_CELL
from borderlink.screening.domain.parsing import Terms
from borderlink.screening.domain.rules.features import name_key
from borderlink.screening.domain.schema import MORE, QUARANTINE
from borderlink.screening.domain.words import country, waybill

# The fields of each document that are read.
PAPERS: Final[dict[str, tuple[str, ...]]] = {
    "order": (
        "appType", "appTime", "orderNo", "ebcName", "goodsValue", "freight", "acturalPaid", "currency",
        "buyerName", "buyerTelephone", "buyerIdNumber", "consignee", "consigneeTelephone", "consigneeAddress",
    ),
    "payment": (
        "appType", "appTime", "orderNo", "payerName", "payerIdNumber", "amountPaid", "currency", "payTime",
    ),
    "waybill": (
        "appType", "appTime", "logisticsNo", "orderNo", "billNo", "currency", "weight", "packNo", "goodsInfo",
        "consignee", "consigneeAddress", "consigneeTelephone", "note",
    ),
    "inventory": (
        "appType", "appTime", "orderNo", "logisticsNo", "ebcName", "ieFlag", "buyerName", "buyerTelephone",
        "buyerIdNumber", "consigneeAddress", "billNo", "voyageNo", "country", "freight", "currency", "packNo",
        "grossWeight", "customsCode", "note",
    ),
}  # fmt: skip
LINE: Final[dict[str, tuple[str, ...]]] = {
    "order": ("itemName", "qty", "totalPrice", "currency", "country"),
    "inventory": ("gname", "gcode", "qty", "totalPrice", "currency", "country", "qty1", "unit1"),
}
GOODS: Final = ("contents", "hs6", "pieces", "weight_g", "value_cny", "goods_country")  # of a line
_DROPPED: Final = "3"  # appType: 1 new, 2 changed, 3 withdrawn
_NUMBER: Final = {
    "order": "orderNo",
    "payment": "orderNo",
    "waybill": "logisticsNo",
    "inventory": "logisticsNo",
}
Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Parcels out of papers: ``rows`` as text cells under ``file`` and ``line``, ``more`` beside them.

    ``alone`` is the quarantine of papers that no parcel claims; ``messages`` counts the papers read, by kind.
    """

    rows: pl.DataFrame
    more: pl.DataFrame
    alone: pl.DataFrame
    messages: dict[str, int]


def join_papers(frames: Frames, terms: Terms) -> Joined:
    """Join papers by waybill and order number; of several with one number the newest speaks."""
    messages = {kind: frames[kind].height for kind in PAPERS}
    papers = {kind: _newest(frames[kind], _NUMBER[kind]) for kind in PAPERS}
    both = _tied(papers)
    lines = _goods(frames, both, terms)
    rows = both.join(lines, on=("file", "line"), how="left", maintain_order="left")
    measured = rows.with_columns(*_measures(terms), _present())
    return Joined(
        rows=_cells(measured),
        more=_more(measured),
        alone=pl.concat([_claimed_twice(frames, papers), _alone(papers, both)]),
        messages={kind: count for kind, count in messages.items() if count},
    )


def _newest(papers: pl.DataFrame, number: str) -> pl.DataFrame:
    """Return one paper a number, the one sent last, unless it was withdrawn; those without a number stay."""
    keyed = papers.with_columns(
        waybill(papers[name]).alias(name) for name in ("logisticsNo", "orderNo") if name in papers.columns
    )
    ordered = keyed.with_row_index("at").sort("appTime", "at", nulls_last=False)
    numbered = ordered.filter(pl.col(number).is_not_null()).unique(number, keep="last", maintain_order=True)
    whole = pl.concat([numbered, ordered.filter(pl.col(number).is_null())]).sort("at").drop("at")
    return whole.filter(pl.col("appType").ne_missing(_DROPPED))


def _tied(papers: Frames) -> pl.DataFrame:
    """Return one row a waybill number, with what every paper says of it under the paper's name."""
    waybills = _prefixed(papers["waybill"].filter(pl.col("logisticsNo").is_not_null()), "waybill")
    inventories = _prefixed(papers["inventory"].filter(pl.col("logisticsNo").is_not_null()), "inventory")
    both = waybills.join(
        inventories, left_on="waybill.logisticsNo", right_on="inventory.logisticsNo", how="full",
        coalesce=False, maintain_order="left_right",
    )  # fmt: skip
    order = pl.coalesce("inventory.orderNo", "waybill.orderNo")
    anchored = both.with_columns(
        waybill=pl.coalesce("waybill.logisticsNo", "inventory.logisticsNo"), orderNo=order,
        file=pl.coalesce("waybill.file", "inventory.file"),
        line=pl.coalesce("waybill.place", "inventory.place"),
    )  # fmt: skip
    for kind in ("order", "payment"):
        told = _prefixed(papers[kind].filter(pl.col("orderNo").is_not_null()), kind)
        anchored = anchored.join(
            told,
            left_on="orderNo",
            right_on=f"{kind}.orderNo",
            how="left",
            coalesce=False,
            maintain_order="left",
        )
    return anchored


def _prefixed(papers: pl.DataFrame, kind: str) -> pl.DataFrame:
    return papers.rename({name: f"{kind}.{name}" for name in papers.columns})


def _goods(frames: Frames, both: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Return the goods lines of each parcel, the inventory's before the order's, and their sums."""
    found = []
    for kind in ("inventory", "order"):
        where = {f"{kind}.file": "file_of", f"{kind}.place": "place_of"}
        claimed = both.select("file", "line", *where).rename(where).drop_nulls()
        own = frames[f"{kind}_lines"].rename({"file": "file_of", "place": "place_of"})
        lines = own.join(claimed, on=["file_of", "place_of"], how="inner", maintain_order="left")
        read = lines.select("file", "line", *_line(lines, kind, terms))
        goods = pl.struct(GOODS).alias(f"{kind}_goods")
        sums = read.group_by("file", "line", maintain_order=True).agg(
            goods, pl.col("value_cny").sum().alias(f"{kind}_sum")
        )
        found.append(sums)
    whole = found[0].join(found[1], on=("file", "line"), how="full", coalesce=True)
    return whole.with_columns(lines=pl.coalesce("inventory_goods", "order_goods"))


def _line(lines: pl.DataFrame, kind: str, terms: Terms) -> list[pl.Expr | pl.Series]:
    number = {name: pl.col(name).cast(pl.Float64, strict=False) for name in ("qty", "totalPrice")}
    weight, hs = pl.lit(None, pl.Float64), pl.lit(None, pl.String)
    if kind == "inventory":
        grams = pl.col("unit1").replace_strict(["035", "036"], [1000.0, 1.0], default=None)
        weight = pl.col("qty1").cast(pl.Float64, strict=False) * grams
        digits = pl.col("gcode").str.replace_all(r"[^0-9]", "")
        hs = pl.when(digits.str.len_bytes() >= 6).then(digits.str.slice(0, 6))  # noqa: PLR2004
    currency = _currency(pl.col("currency"), terms)
    return [
        pl.col("gname" if kind == "inventory" else "itemName").str.strip_chars().alias("contents"),
        hs.alias("hs6"),
        number["qty"].round(0).cast(pl.Int64, strict=False).alias("pieces"),
        pl.when(weight > 0).then(weight).round(0).cast(pl.Int64).alias("weight_g"),
        terms.rates.value_cny(number["totalPrice"], currency).alias("value_cny"),
        country(lines["country"], terms.countries).alias("goods_country"),
    ]


def _currency(code: pl.Expr, terms: Terms) -> pl.Expr:
    names, codes = list(terms.currencies), list(terms.currencies.values())
    return code.replace_strict(names, codes, default=None, return_dtype=pl.String).fill_null("CNY")


def _measures(terms: Terms) -> list[pl.Expr]:
    """Return how far the papers lie apart: in yuan, in persons, in hours."""

    def yuan(paper: str, name: str) -> pl.Expr:
        amount = pl.col(f"{paper}.{name}").cast(pl.Float64, strict=False)
        return terms.rates.value_cny(amount, _currency(pl.col(f"{paper}.currency"), terms))

    value = yuan("order", "goodsValue")
    pairs = [
        (yuan("order", "acturalPaid"), yuan("payment", "amountPaid")), (value, pl.col("order_sum")),
        (value, pl.col("inventory_sum")), (yuan("order", "freight"), yuan("inventory", "freight")),
    ]  # fmt: skip
    apart = pl.max_horizontal((one - other).abs() for one, other in pairs).round(2)
    return [apart.alias("papers_apart_cny"), _persons(), _hours()]


def _persons() -> pl.Expr:
    """Return how many persons there are: names that differ, or numbers; masked ones tell nothing."""
    names = [f"{paper}.{name}" for paper, name in (
        ("order", "buyerName"), ("payment", "payerName"), ("inventory", "buyerName"), ("order", "consignee"),
        ("waybill", "consignee"),
    )]  # fmt: skip
    plain = [pl.when(~pl.col(name).str.contains("[*＊]")).then(name_key(pl.col(name))) for name in names]
    numbers = [pl.col(f"{paper}IdNumber") for paper in ("order.buyer", "payment.payer", "inventory.buyer")]
    counts = [
        pl.concat_list(each).list.drop_nulls().list.n_unique().cast(pl.Int64) for each in (plain, numbers)
    ]
    return pl.max_horizontal(*counts).alias("papers_persons")


def _hours() -> pl.Expr:
    """Return the hours between the first and the last of order, payment and waybill."""
    said = [
        pl.col("order.appTime"),
        pl.coalesce("payment.payTime", "payment.appTime"),
        pl.col("waybill.appTime"),
    ]
    times = [each.str.slice(0, 14).str.to_datetime("%Y%m%d%H%M%S", strict=False) for each in said]
    minutes = (pl.max_horizontal(*times) - pl.min_horizontal(*times)).dt.total_minutes()
    several = pl.sum_horizontal(time.is_not_null().cast(pl.Int32) for time in times) > 1
    return pl.when(several).then((minutes / 60).round(1)).alias("papers_hours")


def _present() -> pl.Expr:
    there = [pl.when(pl.col(f"{kind}.file").is_not_null()).then(pl.lit(kind)) for kind in PAPERS]
    return pl.concat_str(there, separator=" ", ignore_nulls=True).alias("papers")


def _cells(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the cells of each parcel as a table would give them; the waybill's word goes first."""
    contents = (
        pl.col("lines").list.eval(pl.element().struct.field("contents")).list.unique(maintain_order=True)
    )
    alone = pl.when(pl.col("lines").list.len() == 1).then(pl.col("lines").list.first().struct.field("hs6"))
    value = pl.coalesce("order.goodsValue", pl.coalesce("inventory_sum", "order_sum").cast(pl.String))
    hours = pl.coalesce("order.appTime", "waybill.appTime", "inventory.appTime").str.slice(0, 14)
    cells = {
        "waybill": pl.col("waybill"), "service": pl.lit("ecommerce"), "direction": pl.col("inventory.ieFlag"),
        "sender_name": pl.coalesce("inventory.ebcName", "order.ebcName"),
        "sender_country": pl.col("inventory.country"),
        "receiver_name": pl.coalesce("waybill.consignee", "order.consignee", "inventory.buyerName"),
        "receiver_phone": pl.coalesce(
            "waybill.consigneeTelephone", "order.consigneeTelephone", "inventory.buyerTelephone"
        ),
        "receiver_address": pl.coalesce(
            "waybill.consigneeAddress", "inventory.consigneeAddress", "order.consigneeAddress"
        ),
        "contents": pl.coalesce(contents.list.join("; ").str.slice(0, LONGEST_CELL), "waybill.goodsInfo"),
        "hs6": alone, "pieces": pl.coalesce("waybill.packNo", "inventory.packNo"),
        "weight_g": pl.coalesce("waybill.weight", "inventory.grossWeight"), "value": value,
        "currency": pl.when(pl.col("order.goodsValue").is_not_null())
        .then(pl.col("order.currency")).otherwise(pl.lit("CNY")),
        "order_no": pl.col("orderNo"), "posted_at": hours, "office": pl.col("inventory.customsCode"),
        "bag": pl.coalesce("waybill.billNo", "inventory.billNo"), "flight": pl.col("inventory.voyageNo"),
        "remark": pl.coalesce("waybill.note", "inventory.note"),
    }  # fmt: skip
    return rows.select("file", "line", *(cell.alias(name) for name, cell in cells.items()))


def _more(rows: pl.DataFrame) -> pl.DataFrame:
    empty = (name for name in MORE if name not in rows.columns)
    return rows.with_columns(pl.lit(None).alias(name) for name in empty).select("file", "line", *MORE)


def _claimed_twice(frames: Frames, papers: Frames) -> pl.DataFrame:
    """Return the quarantine of inventories that put another order behind a waybill than the newest does."""
    named = frames["inventory"].with_columns(
        waybill(frames["inventory"][name]).alias(name) for name in ("logisticsNo", "orderNo")
    )
    speaking = papers["inventory"].select("logisticsNo", speaks="orderNo")
    other = named.filter(pl.col("appType").ne_missing(_DROPPED)).join(speaking, on="logisticsNo", how="inner")
    wrong = other.filter(pl.col("orderNo").ne_missing(pl.col("speaks")))
    return _set_aside(wrong, "orderNo", "papers-disagree", pl.format("{} / {}", "orderNo", "speaks"))


def _alone(papers: Frames, both: pl.DataFrame) -> pl.DataFrame:
    """Return the quarantine of papers that belong to no waybill number."""
    found = []
    for kind, number in _NUMBER.items():
        claimed = both["orderNo" if number == "orderNo" else "waybill"].drop_nulls().implode()
        left = papers[kind].filter(~pl.col(number).is_in(claimed).fill_null(value=False))
        found.append(_set_aside(left, number, "parcel-missing", pl.col(number)))
    return pl.concat(found)


def _set_aside(papers: pl.DataFrame, column: str, reason: str, detail: pl.Expr) -> pl.DataFrame:
    told = {"file": pl.col("file"), "line": pl.col("place"), "column": pl.lit(column),
            "reason": pl.lit(reason), "detail": detail.fill_null("").str.slice(0, DETAIL)}  # fmt: skip
    return papers.select(told[name].cast(kind).alias(name) for name, kind in QUARANTINE.items())
