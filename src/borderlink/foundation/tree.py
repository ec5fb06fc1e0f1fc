"""The Merkle tree of RFC 9162, section 2: one hash for a whole log, short proofs about parts of it.

Every function takes and returns raw 32-byte SHA-256 hashes; ``leaves`` are leaf hashes, in order.
A log of n entries has the root of its n leaves; an inclusion proof shows that one entry is in it, a
consistency proof that a longer log begins with a shorter one.
"""

import hashlib
from collections.abc import Iterable, Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that only grows: holds one hash for each full subtree, so memory stays logarithmic."""

    def __init__(self) -> None:
        self.size = 0
        self._full: list[bytes] = []  # the largest subtree first

    @classmethod
    def of(cls, size: int, full: Sequence[bytes]) -> "Frontier":
        """Return the tree that was kept as its size and the hashes of its full subtrees."""
        if size.bit_count() != len(full):
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} full subtrees, not {len(full)}")
        found = cls()
        found.size, found._full = size, list(full)
        return found

    def full(self) -> tuple[bytes, ...]:
        """Return the hashes of the full subtrees, the largest first: all that has to be kept."""
        return tuple(self._full)

    def append(self, leaf: bytes) -> None:
        """Add one leaf on the right."""
        carried, size = leaf, self.size
        while size & 1:
            carried = node_hash(self._full.pop(), carried)
            size >>= 1
        self._full.append(carried)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of what was added so far."""
        if not self._full:
            return EMPTY
        found = self._full[-1]
        for left in reversed(self._full[:-1]):
            found = node_hash(left, found)
        return found


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root of ``leaves``; an empty log has the hash of nothing."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes that lead from the leaf at ``index`` to the root (2.1.3.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} in a tree of {len(leaves)}")
    proof: list[bytes] = []
    start, end = 0, len(leaves)
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(root(leaves[middle:end]))
            end = middle
        else:
            proof.append(root(leaves[start:middle]))
            start = middle
    return proof[::-1]


def verify_inclusion(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether ``proof`` leads from ``leaf`` at ``index`` to the root of a tree of ``size`` (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            found = node_hash(step, found)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, step)
        position, last = position >> 1, last >> 1
    return last == 0 and found == root


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Return the hashes that show the first ``old_size`` leaves to be the beginning of all (2.1.4.1)."""
    if not 0 < old_size <= len(leaves):
        raise IndexError(f"no tree of {old_size} in a tree of {len(leaves)}")
    proof: list[bytes] = []
    start, end, whole = 0, len(leaves), True
    while old_size != end:
        middle = start + _split(end - start)
        if old_size <= middle:
            proof.append(root(leaves[middle:end]))
            end = middle
        else:
            proof.append(root(leaves[start:middle]))
            start, whole = middle, False
    if not whole:
        proof.append(root(leaves[start:end]))
    return proof[::-1]


def verify_consistency(
    *, old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether ``proof`` shows that the tree of ``size`` begins with the one of ``old_size`` (2.1.4.2)."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    steps = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not steps:
        return False
    position, last = old_size - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            older, newer = node_hash(step, older), node_hash(step, newer)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            newer = node_hash(newer, step)
        position, last = position >> 1, last >> 1
    return last == 0 and older == old_root and newer == root


def _split(size: int) -> int:
    """Return the largest power of two smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1
