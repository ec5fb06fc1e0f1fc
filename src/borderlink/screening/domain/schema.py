"""The columns of a parcel, as every reader writes them and every rule reads them."""

from typing import Final

import polars as pl

PARCEL: Final[dict[str, pl.DataType]] = {
    "file": pl.String(),  # base name of the manifest it stands in
    "line": pl.UInt32(),  # 1-based physical line (table row for XLSX and Parquet), the header being 1
    "waybill": pl.String(),  # trimmed, upper case, half width; unique in one screening
    "service": pl.String(),  # courier, ems, post, ecommerce, letter ... lower case; null when not given
    "direction": pl.String(),  # export, import, transit, domestic; null when not given
    "sender_name": pl.String(),
    "sender_phone": pl.String(),  # as written, half width; "1.38E+10" and masked phones stay as written
    "sender_address": pl.String(),
    "sender_postcode": pl.String(),
    "sender_country": pl.String(),  # ISO 3166-1 alpha-2, of the address, never of the person
    "receiver_name": pl.String(),
    "receiver_phone": pl.String(),
    "receiver_address": pl.String(),
    "receiver_postcode": pl.String(),
    "receiver_country": pl.String(),
    "contents": pl.String(),  # declared description of the goods
    "hs6": pl.String(),  # six digits as text
    "pieces": pl.Int64(),
    "weight_g": pl.Int64(),
    "value": pl.Float64(),  # as declared, in `currency`
    "currency": pl.String(),  # ISO 4217
    "value_cny": pl.Float64(),  # by the dated rates file named in the summary
    "goods_country": pl.String(),  # origin of the goods: read, but no rule uses it unless switched on
    "order_no": pl.String(),
    "posted_at": pl.Datetime("us", "UTC"),  # null when not given; local times are the manifest's zone
    "office": pl.String(),  # where it was accepted
    "bag": pl.String(),  # bag or container
    "flight": pl.String(),
    "cutoff_at": pl.Datetime("us", "UTC"),
    "remark": pl.String(),
}

GOODS_LINE: Final = pl.Struct(
    {
        "contents": pl.String(),
        "hs6": pl.String(),
        "pieces": pl.Int64(),
        "weight_g": pl.Int64(),  # net
        "value_cny": pl.Float64(),
        "goods_country": pl.String(),
    }
)

# What only some formats say (CN 23 as JSON, CEB messages). A frame has all of these columns or none: a
# courier's tables do not pay for them.
MORE: Final[dict[str, pl.DataType]] = {
    "category": pl.String(),  # gift, documents, sale, sample, returned, other
    "postage_cny": pl.Float64(),
    "references": pl.String(),  # numbers of invoice, licence, certificate ..., each behind its kind
    "lines": pl.List(GOODS_LINE),  # the goods lines, in their order
    "papers": pl.String(),  # which of order, payment, waybill, inventory spoke of this parcel
    "papers_apart_cny": pl.Float64(),  # the largest difference between amounts that must be one
    "papers_persons": pl.Int64(),  # how many persons buyer, payer and recipient are
    "papers_hours": pl.Float64(),  # between the first and the last of the papers
}

REQUIRED: Final = ("waybill", "receiver_name", "receiver_address")  # a file without these headers is refused

QUARANTINE: Final[dict[str, pl.DataType]] = {
    "file": pl.String(),
    "line": pl.UInt32(),
    "column": pl.String(),  # canonical column name; empty when the row as a whole cannot be read
    "reason": pl.String(),  # a code: `duplicate-waybill`, `weight-not-positive`, ...
    "detail": pl.String(),  # the value seen, at most 80 characters; or `first on line N of FILE`
}

# Words that name what screening must never read: matched against folded headers and feature names.
FORBIDDEN: Final[dict[str, tuple[str, ...]]] = {
    "nationality": ("nationality", "citizenship", "citizen of", "国籍", "國籍", "quoc tich"),
    "ethnicity": ("ethnicity", "ethnic", "ethnic group", "民族", "族别", "族別", "dan toc"),
    "race": ("race", "种族", "種族", "chung toc"),
    "religion": ("religion", "faith", "宗教", "宗教信仰", "ton giao"),
    "language": ("mother tongue", "native language", "script of name", "母语", "母語", "tieng me de"),
    "birthplace": (
        "birthplace",
        "place of birth",
        "native place",
        "籍贯",
        "籍貫",
        "出生地",
        "noi sinh",
        "que quan",
    ),
    "name origin": ("name origin", "origin of name", "姓名来源"),
    "photograph of a person": ("photo", "portrait", "照片", "头像", "anh chan dung"),
    "sex": ("sex", "gender", "性别", "性別", "gioi tinh"),
    "age": ("age", "date of birth", "birth date", "dob", "年龄", "年齡", "出生日期", "tuoi", "ngay sinh"),
    "identity number digits": ("id digits", "id prefix", "身份证前六位"),
}
