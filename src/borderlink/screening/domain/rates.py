"""Exchange rates of one day, to compare declared values with each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from borderlink.screening.domain.online.plain import rounded

_DIGITS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How many yuan one unit of each currency was on one day, by a named file."""

    version: str
    on: date
    cny_per_unit: Mapping[str, float]

    def value_cny(self, value: pl.Expr, currency: pl.Expr) -> pl.Expr:
        """Return ``value`` in yuan; null where the currency has no rate here."""
        names = list(self.cny_per_unit)
        rates = [self.cny_per_unit[name] for name in names]
        factor = currency.replace_strict(names, rates, default=None, return_dtype=pl.Float64)
        return (value * factor).round(_DIGITS)

    def value_of_one(self, parcel: Mapping[str, Any]) -> float | None:
        """Return the ``value`` of one parcel in yuan; None where its ``currency`` has no rate here."""
        value, factor = parcel["value"], self.cny_per_unit.get(parcel["currency"] or "")
        return None if value is None or factor is None else rounded(value * factor, _DIGITS)


# What manifests write instead of an ISO 4217 code. "$" and "¥" alone are read as these unless the
# currency column or the header says which dollar or which yen.
SYMBOLS: Final[dict[str, str]] = {
    "RMB": "CNY",
    "CNH": "CNY",
    "元": "CNY",
    "人民币": "CNY",
    "人民幣": "CNY",
    "¥": "CNY",
    "￥": "CNY",
    "圆": "CNY",
    "块": "CNY",
    "CN¥": "CNY",
    "142": "CNY",
    "502": "USD",
    "110": "HKD",
    "300": "EUR",
    "$": "USD",
    "US$": "USD",
    "USD$": "USD",
    "美元": "USD",
    "美金": "USD",
    "DOLLAR": "USD",
    "€": "EUR",
    "欧元": "EUR",
    "歐元": "EUR",
    "EURO": "EUR",
    "£": "GBP",
    "英镑": "GBP",
    "英鎊": "GBP",
    "A$": "AUD",
    "AU$": "AUD",
    "澳元": "AUD",
    "澳币": "AUD",
    "澳幣": "AUD",
    "HK$": "HKD",
    "港币": "HKD",
    "港幣": "HKD",
    "港元": "HKD",
    "NT$": "TWD",
    "新台币": "TWD",
    "新台幣": "TWD",
    "NTD": "TWD",
    "S$": "SGD",
    "新加坡元": "SGD",
    "新币": "SGD",
    "MOP$": "MOP",
    "澳门元": "MOP",
    "澳門元": "MOP",
    "₫": "VND",
    "Đ": "VND",
    "ĐỒNG": "VND",
    "VNĐ": "VND",
    "越南盾": "VND",
    "盾": "VND",
    "DONG": "VND",
    "日元": "JPY",
    "日圆": "JPY",
    "日圓": "JPY",
    "円": "JPY",
    "韩元": "KRW",
    "韓元": "KRW",
    "₩": "KRW",
    "泰铢": "THB",
    "泰銖": "THB",
    "฿": "THB",
    "C$": "CAD",
    "加元": "CAD",
    "NZ$": "NZD",
    "卢布": "RUB",
    "₽": "RUB",
}
