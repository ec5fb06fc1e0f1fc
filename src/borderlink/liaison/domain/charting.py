"""A chart of a plan's legs without any network: points where they lie, straight lines, a scale, nothing else.

Degrees are drawn as they are (equirectangular, true at the middle). Roads, terrain and the line of the border
are not known here and are not drawn.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from borderlink.language.places import Place, all_places, find_places

WIDTH: Final = 560
HEIGHT: Final = 360
MARGIN: Final = 52
KM_A_DEGREE: Final = 111.2
LEAST_DEGREES: Final = 0.04  # so much is shown around a single point
NEAR: Final = 10.0  # pixels within which two points are one
MOST_TOWNS: Final = 10
NAMED: Final = 40.0  # pixels from which on a leg has room for its name
_LETTER: Final = (8.8, 16.5)  # width of a Latin and of a Han letter, in pixels
_LINE: Final = 19.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One point with its name: ``given`` by the plan, ``listed`` with its town, or a ``town`` beside."""

    x: float
    y: float
    text: str
    kind: str
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One leg as a straight line, and where its name stands."""

    leg: str
    x1: float
    y1: float
    x2: float
    y2: float
    label_x: float
    label_y: float
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn, and which points of the plan are not. ``scale``: pixels, kilometres."""

    spots: tuple[Spot, ...]
    stretches: tuple[Stretch, ...]
    scale: tuple[float, float]
    missing: tuple[str, ...]
    short: tuple[str, ...]  # legs too short for this scale
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class _Point:
    text: str
    kind: str
    latitude: float
    longitude: float


@dataclass(kw_only=True)
class _Sheet:
    """The frame: degrees in, pixels out; and the boxes where something is written already."""

    south: float
    west: float
    per_degree: float
    squeeze: float
    left: float
    bottom: float
    boxes: list[Box] = field(default_factory=list)

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        x = self.left + (longitude - self.west) * self.squeeze * self.per_degree
        return round(x, 1), round(self.bottom - (latitude - self.south) * self.per_degree, 1)

    def label(self, x: float, y: float, text: str, *, must: bool) -> tuple[float, float, str] | None:
        """Return where a name stands beside a point without covering another; None where it cannot."""
        width = sum(_LETTER[ord(letter) > 0x2E80] for letter in text)  # noqa: PLR2004 - Han and kana begin there
        tried: list[tuple[tuple[float, float, str], Box]] = []
        for dx, dy, anchor in _PLACES:
            left = x + dx - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
            box = (left, y + dy - _LINE + 3, left + width, y + dy + 3)
            tried.append(((x + dx, y + dy, anchor), box))
            if self._is_free(box):
                self.boxes.append(box)
                return tried[-1][0]
        if not must:
            return None
        self.boxes.append(tried[0][1])
        return tried[0][0]

    def _is_free(self, box: Box) -> bool:
        inside = box[0] >= 4 and box[1] >= 0 and box[2] <= WIDTH - 4 and box[3] <= HEIGHT  # noqa: PLR2004
        return inside and not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for other in self.boxes
        )


_PLACES: Final = (
    (12, 5, "start"), (-12, 5, "end"), (0, -13, "middle"), (0, 24, "middle"), (10, -10, "start"),
    (-10, -10, "end"), (10, 22, "start"), (-10, 22, "end"),
)  # fmt: skip


def draw(legs: Sequence[Mapping[str, Any]], language: str) -> Chart | None:
    """Return the chart of a plan's legs, names in a language; None where no point of it is known."""
    ends = [(_point(leg, "start", language), _point(leg, "end", language)) for leg in legs]
    known = list(dict.fromkeys(point for pair in ends for point in pair if point))
    if not known:
        return None
    sheet = _sheet(known)
    for point in known:
        x, y = sheet.at(point.latitude, point.longitude)
        sheet.boxes.append((x - 8, y - 8, x + 8, y + 8))
    stretches = tuple(
        _stretch(sheet, leg["leg"], *pair) for leg, pair in zip(legs, ends, strict=True) if all(pair)
    )
    long = [one for one in stretches if math.dist((one.x1, one.y1), (one.x2, one.y2)) >= NEAR]
    spots = [_spot(sheet, point) for point in _apart(sheet, known)]
    spots += _towns(sheet, known, language)
    names = [leg[name] for leg, pair in zip(legs, ends, strict=True)
             for name, point in zip(("start", "end"), pair, strict=True) if point is None]  # fmt: skip
    return Chart(
        spots=tuple(spots), stretches=tuple(long), scale=_scale(sheet),
        missing=tuple(dict.fromkeys(names)), short=tuple(one.leg for one in stretches if not one.named),
    )  # fmt: skip


def _point(leg: Mapping[str, Any], name: str, language: str) -> _Point | None:
    """Return where a leg begins or ends: by the plan, else the town that the list has under its name."""
    given: Mapping[str, str] = leg.get(f"{name}_at", {})
    text = str(leg[name])
    listed = [one for one in find_places(text, given.get("country", "")) if one.latitude is not None]
    names = {one.name_in(language) for one in listed}
    shown = next(iter(names)) if len(names) == 1 else text
    shown = shown if shown == text else f"{text} ({shown})"
    if given.get("lat"):
        return _Point(shown, "given", float(given["lat"]), float(given["lon"]))
    where = {_where(one) for one in listed}
    if len(where) != 1:
        return None
    return _Point(shown, "listed", *next(iter(where)))


def _where(place: Place) -> tuple[float, float]:
    return place.latitude or 0.0, place.longitude or 0.0


def _sheet(points: Sequence[_Point]) -> _Sheet:
    latitudes, longitudes = [one.latitude for one in points], [one.longitude for one in points]
    middle = (min(latitudes) + max(latitudes)) / 2
    squeeze = max(math.cos(math.radians(middle)), 0.05)
    high = max(max(latitudes) - min(latitudes), LEAST_DEGREES)
    wide = max((max(longitudes) - min(longitudes)) * squeeze, LEAST_DEGREES)
    per_degree = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    centre = (min(longitudes) + max(longitudes)) / 2
    return _Sheet(
        south=middle, west=centre, per_degree=per_degree, squeeze=squeeze, left=WIDTH / 2, bottom=HEIGHT / 2,
    )  # fmt: skip


def _apart(sheet: _Sheet, points: Sequence[_Point]) -> list[_Point]:
    """Return points once each: those that fall together bear all their names."""
    found: list[_Point] = []
    for point in points:
        here = sheet.at(point.latitude, point.longitude)
        same = [one for one in found if math.dist(sheet.at(one.latitude, one.longitude), here) < NEAR]
        if not same:
            found.append(point)
        elif point.text not in same[0].text.split(" · "):
            both = _Point(f"{same[0].text} · {point.text}", same[0].kind, same[0].latitude, same[0].longitude)
            found[found.index(same[0])] = both
    return found


def _spot(sheet: _Sheet, point: _Point) -> Spot:
    x, y = sheet.at(point.latitude, point.longitude)
    placed = sheet.label(x, y, point.text, must=True) or (x, y, "start")
    return Spot(
        x=x, y=y, text=point.text, kind=point.kind, label_x=placed[0], label_y=placed[1], anchor=placed[2]
    )


def _stretch(sheet: _Sheet, leg: str, start: _Point | None, end: _Point | None) -> Stretch:
    assert start  # noqa: S101 - the caller draws whole legs alone
    assert end  # noqa: S101
    x1, y1 = sheet.at(start.latitude, start.longitude)
    x2, y2 = sheet.at(end.latitude, end.longitude)
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    named = math.dist((x1, y1), (x2, y2)) >= NAMED
    if named:
        sheet.boxes.append((x - 18, y - 13, x + 18, y + 13))
    return Stretch(
        leg=leg, x1=x1, y1=y1, x2=x2, y2=y2, label_x=round(x, 1), label_y=round(y + 6, 1), named=named
    )


def _towns(sheet: _Sheet, points: Sequence[_Point], language: str) -> list[Spot]:
    """Return towns of the list that lie on the sheet beside the plan's points, where their names fit."""
    taken = [sheet.at(one.latitude, one.longitude) for one in points]
    found: list[Spot] = []
    for place in all_places():
        if place.latitude is None or len(found) >= MOST_TOWNS:
            continue
        x, y = sheet.at(*_where(place))
        inside = 0 <= x <= WIDTH and 0 <= y <= HEIGHT - MARGIN / 2
        if not inside or any(math.dist((x, y), one) < 2 * NEAR for one in taken):
            continue
        placed = sheet.label(x, y, place.name_in(language), must=False)
        if placed:
            taken.append((x, y))
            found.append(
                Spot(
                    x=x, y=y, text=place.name_in(language), kind="town", label_x=placed[0],
                    label_y=placed[1], anchor=placed[2],
                )
            )  # fmt: skip
    return found


def _scale(sheet: _Sheet) -> tuple[float, float]:
    """Return a round length of about a quarter of the sheet: pixels and kilometres."""
    most = WIDTH / 4 / sheet.per_degree * KM_A_DEGREE
    power = 10 ** math.floor(math.log10(most))
    length = max(step * power for step in (1, 2, 5) if step * power <= most)
    return round(length / KM_A_DEGREE * sheet.per_degree, 1), length
