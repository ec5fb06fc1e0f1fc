"""Numbers, masses, money, dates and times in each language's form.

For pages, prints and sentences. Never for exports, letters or anything a program reads: 0.987 is written
0,987 in Vietnamese. Exports carry plain numbers, grams and ISO 8601.
"""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal, get_currency_name, get_currency_precision

from borderlink.language.languages import locale_of

Number = int | float | Decimal | str

_DATES: Final = {
    "zh-Hans": "{y}年{m}月{d}日",
    "zh-Hant": "{y}年{m}月{d}日",
    "vi": "{d:02}/{m:02}/{y}",
    "en": "{d} {name} {y}",
}
_MOMENTS: Final = {
    "zh-Hans": "{date} {time}",
    "zh-Hant": "{date} {time}",
    "vi": "{time} {date}",
    "en": "{date}, {time}",
}
_KG_FROM: Final = 10_000  # grams; below it officers write grams: 7,981 g
_T_FROM: Final = 1_000_000
_MASSES: Final[dict[str, tuple[str, str, str, str]]] = {  # mg, g, kg, t
    "zh-Hans": ("{}毫克", "{}克", "{}千克", "{}吨"),
    "zh-Hant": ("{}毫克", "{}克", "{}公斤", "{}公噸"),
    "vi": ("{} mg", "{} g", "{} kg", "{} tấn"),
    "en": ("{} mg", "{} g", "{} kg", "{} t"),
}
_SPANS: Final[dict[str, tuple[str, str, str, str]]] = {  # days, hours, minutes, seconds
    "zh-Hans": ("{}天", "{}小时", "{}分钟", "{}秒"),
    "zh-Hant": ("{}天", "{}小時", "{}分鐘", "{}秒"),
    "vi": ("{} ngày", "{} giờ", "{} phút", "{} giây"),
    "en": ("{} d", "{} h", "{} min", "{} s"),
}
_MONEY: Final[dict[str, str]] = {
    "zh-Hans": "{amount}{name}",
    "zh-Hant": "{amount}{name}",
    "vi": "{amount} {name}",
    "en": "{currency} {amount}",
}
_OWN_MONEY: Final[dict[tuple[str, str], str]] = {
    ("zh-Hans", "CNY"): "{amount}元",
    ("zh-Hant", "CNY"): "人民幣{amount}元",
    ("vi", "CNY"): "{amount} nhân dân tệ",
    ("vi", "VND"): "{amount} đồng",
    ("vi", "USD"): "{amount} đô la Mỹ",
    ("vi", "AUD"): "{amount} đô la Úc",
}


def exact(value: Number) -> Decimal:
    """Return a number, or the plain text of one (``7981.5``), as a decimal. Anything else is a fault."""
    if isinstance(value, bool):
        raise TypeError("A truth value is not a number.")
    try:
        decimal = Decimal(str(value))
    except InvalidOperation:
        raise TypeError(f"Not a number: {value!r}") from None
    if not decimal.is_finite():
        raise TypeError(f"Not a number: {value!r}")
    return decimal


def number(value: Number, language: str, *, decimals: int = 3) -> str:
    """Return a number, grouped, with at most ``decimals`` digits after its mark, rounded half to even."""
    pattern = "#,##0." + "#" * decimals if decimals else "#,##0"
    return format_decimal(exact(value), format=pattern, locale=locale_of(language))


def percent(share: Number, language: str, *, decimals: int = 1) -> str:
    """Return a share (0.305) as a percentage (30.5%)."""
    return number(exact(share) * 100, language, decimals=decimals) + "%"


def mass(g: Number, language: str) -> str:
    """Return a mass given in grams in mg, g, kg or t, exactly: a mass of evidence is never rounded.

    Grams up to 9,999 g stay grams, as officers write them: 7,981 g.
    """
    grams = exact(g)
    size = abs(grams)
    if size >= _T_FROM:
        step, scaled = 3, grams.scaleb(-6)
    elif size >= _KG_FROM:
        step, scaled = 2, grams.scaleb(-3)
    elif size >= 1 or size == 0:
        step, scaled = 1, grams
    else:
        step, scaled = 0, grams.scaleb(3)
    return _MASSES[language][step].format(_in_full(scaled, language))


def money(amount: Number, currency: str, language: str) -> str:
    """Return an amount with its currency (ISO 4217), never with a bare sign: ¥ is two countries' money."""
    value = exact(amount)
    places = 0 if value == value.to_integral_value() else get_currency_precision(currency)
    pattern = "#,##0." + "0" * places if places else "#,##0"
    written = format_decimal(value, format=pattern, locale=locale_of(language))
    form = _OWN_MONEY.get((language, currency), _MONEY[language])
    name = get_currency_name(currency, locale=locale_of(language))
    return form.format(amount=written, currency=currency, name=name)


def date(on: dt.date, language: str) -> str:
    """Return a date: 22 Nov 2026, 2026年11月22日, 22/11/2026."""
    name = locale_of(language).months["format"]["abbreviated"][on.month]
    return _DATES[language].format(y=on.year, m=on.month, d=on.day, name=name)


def time(at: dt.datetime, language: str, zone: str | None = None) -> str:
    """Return the time of day to the minute, on 24 hours; ``language`` is there for the day it matters."""
    locale_of(language)
    return f"{_local(at, zone):%H:%M}"


def datetime(at: dt.datetime, language: str, zone: str | None = None) -> str:
    """Return a moment to the minute in ``zone`` (``Asia/Shanghai``), or in its own, which is then named."""
    local = _local(at, zone)
    written = _MOMENTS[language].format(date=date(local.date(), language), time=time(local, language))
    return written if zone else f"{written} {_offset(local)}"


def duration(span: dt.timedelta | float, language: str) -> str:
    """Return a span of time, or of seconds, in its two largest units: 2 h 15 min; below a second, 0 s."""
    seconds = int(span.total_seconds() if isinstance(span, dt.timedelta) else span)
    left, words = abs(seconds), []
    for form, size in zip(_SPANS[language], (86_400, 3_600, 60, 1), strict=True):
        count, left = divmod(left, size)
        words.append(form.format(number(count, language)) if count else "")
    first = next((at for at, word in enumerate(words) if word), 3)
    shown = [word for word in words[first : first + 2] if word] or [_SPANS[language][3].format(0)]
    return ("-" if seconds < 0 else "") + ("" if language.startswith("zh") else " ").join(shown)


def _local(at: dt.datetime, zone: str | None) -> dt.datetime:
    if at.tzinfo is None:
        raise ValueError("A moment without a zone cannot be shown.")
    return at.astimezone(ZoneInfo(zone)) if zone else at


def _offset(at: dt.datetime) -> str:
    """Return ``UTC``, ``UTC+8`` or ``UTC+5:30``."""
    minutes = int((at.utcoffset() or dt.timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    shown = f"{hours}:{rest:02}" if rest else f"{hours}"
    return f"UTC{'-' if minutes < 0 else '+'}{shown}" if minutes else "UTC"


def _in_full(value: Decimal, language: str) -> str:
    """Return every digit of a decimal, grouped, without idle zeros."""
    digits = -int(value.normalize().as_tuple().exponent)
    return number(value, language, decimals=max(0, digits))
