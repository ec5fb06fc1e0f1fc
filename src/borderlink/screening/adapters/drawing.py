"""Linked parcels as a picture: who sends what, what the parcels share, and the one receiver behind them."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from borderlink.language import numbers
from borderlink.language.sentences import say
from borderlink.language.widths import cut

_ROW: Final = 58
_TOP: Final = 14
_WIDTH: Final = 960
_SENDER, _PARCEL, _RECEIVER = 196, 268, 216  # widths of the three columns of boxes
_X_PARCEL: Final = 232
_X_RECEIVER: Final = _WIDTH - _RECEIVER
_STYLE: Final = {
    "box": 'fill="var(--paper)" stroke="var(--line)"',
    "one": 'fill="var(--accent-soft)" stroke="var(--accent)" stroke-width="1.5"',
}
_SHARE: Final = 'font-size="11" text-anchor="middle" fill="var(--accent)"'
_ORDER: Final = ("phone", "address", "name", "postcode", "spelling", "contents")


def draw_links(rows: Sequence[Mapping[str, Any]], language: str) -> str:
    """Return an SVG of one receiver's parcels. ``rows`` are referrals with the parcels' own facts."""
    height = 2 * _TOP + _ROW * len(rows)
    senders = len({row["sender_name"] for row in rows})
    label = say("screening.report.picture", language, {"parcels": len(rows), "senders": senders})
    parts = [_parcel(row, place, rows, language) for place, row in enumerate(rows)]
    parts.append(_receiver(rows, height, language))
    size = f'viewBox="0 0 {_WIDTH} {height}" font-size="13" fill="var(--ink)"'
    return f'<svg {size} role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'


def _words(x: float, y: float, text: str, style: str = "") -> str:
    """Return one line of text, which is escaped already."""
    return f'<text x="{x}" y="{y}" {style}>{text}</text>'


def _box(x: float, y: float, width: float, height: float, style: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="7" {_STYLE[style]}/>'


def _line(x: float, y: float, to_x: float, to_y: float, *, strong: bool) -> str:
    middle = (x + to_x) / 2
    stroke = (
        'stroke="var(--accent)" stroke-width="1.75"' if strong else 'stroke="var(--soft)" stroke-width="1.25"'
    )
    return f'<path d="M{x} {y} C{middle} {y} {middle} {to_y} {to_x} {to_y}" fill="none" {stroke}/>'


def _cut(text: object, most: int) -> str:
    """Return text short enough for its box, escaped."""
    return escape(cut(str(text or "–"), most))


def _parcel(row: Mapping[str, Any], place: int, rows: Sequence[Mapping[str, Any]], language: str) -> str:
    """Return one line of the picture: sender, parcel, and what joins it to the others."""
    y = _TOP + _ROW * place
    middle, left, right = y + 23, _X_PARCEL + 12, _X_PARCEL + _PARCEL
    weight = numbers.mass(row["weight_g"], language) if row["weight_g"] is not None else ""
    shares = _shared(row, {other["waybill"] for other in rows})
    told = " · ".join(say(f"screening.report.shares.{share}", language, {}) for share in shares[:2])
    return "".join((
        _box(0, y, _SENDER, 46, "box"), _line(_SENDER, middle, _X_PARCEL, middle, strong=False),
        _words(12, middle + 5, _cut(row["sender_name"], 26)), _box(_X_PARCEL, y, _PARCEL, 46, "box"),
        _words(left, y + 19, escape(row["waybill"]), 'font-family="var(--mono)" font-size="12"'),
        _words(left, y + 37, f"{_cut(row['contents'], 26)} · {escape(weight)}", 'fill="var(--soft)"'),
        _line(right, middle, _X_RECEIVER, middle, strong=bool(shares)),
        _words((right + _X_RECEIVER) / 2, middle - 6, _cut(told, 40) if told else "", _SHARE),
    ))  # fmt: skip


def _shared(row: Mapping[str, Any], shown: set[str]) -> list[str]:
    """Return what a parcel shares with the others of the picture, the most telling first."""
    found = {share for link in row["linked"] if link["waybill"] in shown for share in link["shares"]}
    told = [share for share in _ORDER if share in found]
    return [share for share in told if share != "contents"] or told


def _receiver(rows: Sequence[Mapping[str, Any]], height: int, language: str) -> str:
    """Return the one receiver with the spellings found, as tall as the parcels that come to it."""
    spelt = list(dict.fromkeys(str(row["receiver_name"] or "–") for row in rows))
    most, x = max(1, (height - 2 * _TOP - 46) // 20), _X_RECEIVER + 14
    title = escape(say("screening.report.one-receiver", language, {}))
    lines = [
        _words(x, _TOP + 44 + 20 * place, _cut(name, 27), 'fill="var(--soft)"')
        for place, name in enumerate(spelt[:most])
    ]
    box = _box(_X_RECEIVER, _TOP, _RECEIVER, height - 2 * _TOP - 12, "one")
    return box + _words(x, _TOP + 22, title, 'font-weight="650"') + "".join(lines)
