"""One short list of hashes that proves many leaves of a Merkle tree at once (RFC 9162's tree)."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from borderlink.foundation import tree


def nodes_beside(hashes: Sequence[bytes], positions: Sequence[int]) -> list[bytes]:
    """Return the hashes of the largest subtrees that hold none of ``positions``, from left to right."""
    wanted = sorted(positions)
    found: list[bytes] = []
    _collect(hashes, wanted, 0, len(hashes), found)
    return found


def _collect(hashes: Sequence[bytes], wanted: list[int], start: int, end: int, found: list[bytes]) -> None:
    if not _holds_any(wanted, start, end):
        found.append(tree.root(hashes[start:end]))
    elif end - start > 1:
        middle = start + _split(end - start)
        _collect(hashes, wanted, start, middle, found)
        _collect(hashes, wanted, middle, end, found)


def root_from(known: Mapping[int, bytes], size: int, nodes: Sequence[bytes]) -> bytes | None:
    """Return the root of a tree of ``size`` from leaves by position and the nodes beside them.

    None when a position lies outside, a node lacks, or one is left over.
    """
    wanted, rest = sorted(known), iter(nodes)
    if size < 1 or any(not 0 <= position < size for position in wanted):
        return None
    try:
        root = _walk(known, wanted, 0, size, rest)
    except StopIteration:
        return None
    return root if next(rest, None) is None else None


def _walk(
    known: Mapping[int, bytes], wanted: list[int], start: int, end: int, rest: Iterator[bytes]
) -> bytes:
    if not _holds_any(wanted, start, end):
        return next(rest)
    if end - start == 1:
        return known[start]
    middle = start + _split(end - start)
    left = _walk(known, wanted, start, middle, rest)
    return tree.node_hash(left, _walk(known, wanted, middle, end, rest))


def _holds_any(wanted: list[int], start: int, end: int) -> bool:
    place = bisect_left(wanted, start)
    return place < len(wanted) and wanted[place] < end


def _split(size: int) -> int:
    """Return the largest power of two smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1
