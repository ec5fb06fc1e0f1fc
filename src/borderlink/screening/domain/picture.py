"""The picture of a linked parcel: it stands on the left, those that share something with it on the right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_DRAWN: Final = 12  # the table beside the picture has them all
WIDTH: Final = 380
ROW: Final = 46
BOX: Final = 34
TOP: Final = 8
LEFT_BOX: Final = 112
RIGHT_BOX: Final = 132
STRANDS: Final = ("name", "phone", "address", "postcode", "delivery-point", "contents", "spelling")


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """One thing that two parcels share: a line of its own kind, ending at two points."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One linked parcel: its box, its words' places, the strands that lead to it."""

    waybill: str
    x: int
    y: int
    words_y: int
    shares: tuple[str, ...]
    strands: tuple[Strand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Everything a template needs to draw; lengths in the picture's own units."""

    width: int
    height: int
    own_y: int
    nodes: tuple[Node, ...]
    left_out: int

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of strands that occur, in their order: what a legend explains."""
        drawn = {kind for node in self.nodes for kind in node.shares}
        return tuple(kind for kind in STRANDS if kind in drawn)


def draw_links(links: Sequence[tuple[str, Sequence[str]]]) -> Drawing:
    """Lay out a parcel and its links, each as waybill and shared kinds; what is unknown to us is left out."""
    shown = links[:MOST_DRAWN]
    height = max(2 * TOP + ROW * len(shown), 2 * TOP + BOX)
    own_y = height // 2
    nodes = tuple(
        _node(waybill, shares, TOP + ROW * row + ROW // 2, own_y)
        for row, (waybill, shares) in enumerate(shown)
    )
    return Drawing(
        width=WIDTH, height=height, own_y=own_y, nodes=nodes, left_out=max(0, len(links) - len(shown))
    )


def _node(waybill: str, shares: Sequence[str], middle: int, own_y: int) -> Node:
    known = tuple(kind for kind in STRANDS if kind in shares)
    spread = min(6, (BOX - 6) // max(1, len(known)))
    strands = tuple(
        Strand(kind=kind, path=_path(own_y, middle, (position - (len(known) - 1) / 2) * spread))
        for position, kind in enumerate(known)
    )
    x = WIDTH - RIGHT_BOX
    return Node(waybill=waybill, x=x, y=middle - BOX // 2, words_y=middle, shares=known, strands=strands)


def _path(from_y: int, to_y: int, offset: float) -> str:
    """Return a curve from the own parcel's box to another's, ``offset`` beside its neighbours."""
    start, end = LEFT_BOX, WIDTH - RIGHT_BOX
    half = (start + end) / 2
    one, other = from_y + offset, to_y + offset
    return f"M{start} {one:.1f} C{half:.0f} {one:.1f} {half:.0f} {other:.1f} {end} {other:.1f}"
