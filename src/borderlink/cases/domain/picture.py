"""The picture of a case: parcels on the left, people and organisations in the middle, what they use right.

Laid out here, drawn by a template: the table beside it says the same in words.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

COLUMNS: Final[Mapping[str, int]] = {
    "parcel": 0, "person": 1, "organisation": 1, "identifier": 2, "address": 2
}  # fmt: skip
MOST_A_COLUMN: Final = 16  # the table has them all
BOX_WIDTH: Final = 224
BOX_HEIGHT: Final = 46
ROW: Final = 62
GAP: Final = 128  # between columns
SIDE: Final = 56  # room beside the outer columns for links within them
TOP: Final = 12
_SWEEPS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing of a case. ``ref`` names it in links, ``label`` is short (P01), ``text`` its name."""

    ref: str
    kind: str
    label: str
    text: str
    code: str = ""  # role, kind of identifier, kind of organisation
    struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """That two things belong together. ``pk`` is the drawn link's; 0: it follows from the file."""

    one: str
    other: str
    codes: tuple[str, ...]
    remark: str = ""
    pk: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A thing with its place; lengths in the picture's own units."""

    thing: Thing
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """A tie as a curve, with the place of its words."""

    tie: Tie
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Everything a template needs to draw."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    strands: tuple[Strand, ...]
    left_out: int


def draw(things: Sequence[Thing], ties: Sequence[Tie]) -> Drawing:
    """Lay out things in three columns so that few ties cross; the same input gives the same picture."""
    columns: list[list[Thing]] = [[], [], []]
    for thing in things:
        columns[COLUMNS[thing.kind]].append(thing)
    left_out = sum(max(0, len(column) - MOST_A_COLUMN) for column in columns)
    columns = _ordered([_busiest(column, ties) for column in columns], ties)
    height = 2 * TOP + ROW * max((len(column) for column in columns), default=1)
    boxes = {box.thing.ref: box for box in _boxes(columns, height)}
    strands = tuple(
        _strand(tie, boxes[tie.one], boxes[tie.other]) for tie in ties if {tie.one, tie.other} <= boxes.keys()
    )
    width = 2 * SIDE + 3 * BOX_WIDTH + 2 * GAP
    return Drawing(
        width=width, height=height, boxes=tuple(boxes.values()), strands=strands, left_out=left_out
    )


def _busiest(column: list[Thing], ties: Sequence[Tie]) -> list[Thing]:
    """Return the things of a column with most ties, as many as are drawn, in their own order."""
    counts: dict[str, int] = defaultdict(int)
    for tie in ties:
        counts[tie.one] += 1
        counts[tie.other] += 1
    ranked = sorted(column, key=lambda thing: -counts[thing.ref])[:MOST_A_COLUMN]
    kept = {thing.ref for thing in ranked}
    return [thing for thing in column if thing.ref in kept]


def _ordered(columns: list[list[Thing]], ties: Sequence[Tie]) -> list[list[Thing]]:
    """Order each column by where its neighbours in the next one stand, a few times over."""
    near: dict[str, list[str]] = defaultdict(list)
    for tie in ties:
        near[tie.one].append(tie.other)
        near[tie.other].append(tie.one)
    for sweep in range(_SWEEPS):
        pairs = list(pairwise(range(len(columns))))
        for fixed, moved in pairs if sweep % 2 else [(b, a) for a, b in reversed(pairs)]:
            place = {thing.ref: at for at, thing in enumerate(columns[fixed])}
            columns[moved] = _by_neighbours(columns[moved], near, place)
    return columns


def _by_neighbours(
    column: list[Thing], near: Mapping[str, Sequence[str]], place: Mapping[str, int]
) -> list[Thing]:
    def middle(pair: tuple[int, Thing]) -> float:
        stands = [place[ref] for ref in near.get(pair[1].ref, ()) if ref in place]
        return sum(stands) / len(stands) if stands else float(pair[0])

    return [thing for _, thing in sorted(enumerate(column), key=middle)]


def _boxes(columns: Sequence[Sequence[Thing]], height: int) -> list[Box]:
    """Return the boxes in their places; an empty column takes no room, a small screen would show it first."""
    found: list[Box] = []
    for at, column in enumerate(column for column in columns if column):
        x = SIDE + at * (BOX_WIDTH + GAP)
        start = (height - ROW * len(column)) // 2 + (ROW - BOX_HEIGHT) // 2
        found += [Box(thing=thing, x=x, y=start + ROW * row) for row, thing in enumerate(column)]
    return found


def _strand(tie: Tie, one: Box, other: Box) -> Strand:
    if one.x == other.x:
        return _arc(tie, one, other)
    left, right = sorted((one, other), key=lambda box: box.x)
    start, end = left.x + BOX_WIDTH, right.x
    y, to_y = left.y + BOX_HEIGHT // 2, right.y + BOX_HEIGHT // 2
    half = (start + end) // 2
    path = f"M{start} {y} C{half} {y} {half} {to_y} {end} {to_y}"
    return Strand(tie=tie, path=path, x=half, y=(y + to_y) // 2 - 5)


def _arc(tie: Tie, one: Box, other: Box) -> Strand:
    """Return a tie within a column: beside it, bulging the more the further its ends are apart."""
    outward = -1 if one.thing.kind == "parcel" else 1  # words beside people would not fit on the outer side
    side = one.x if outward < 0 else one.x + BOX_WIDTH
    y, to_y = one.y + BOX_HEIGHT // 2, other.y + BOX_HEIGHT // 2
    bulge = side + outward * min(SIDE - 6, 18 + abs(to_y - y) // 8)
    path = f"M{side} {y} C{bulge} {y} {bulge} {to_y} {side} {to_y}"
    return Strand(tie=tie, path=path, x=bulge, y=(y + to_y) // 2)
