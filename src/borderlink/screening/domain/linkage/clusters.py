"""Parties from links: what hangs together, split where it contradicts itself; the tree that explains it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from borderlink.screening.domain.linkage.hashing import I64, Bools

_FEW: Final = 64  # that are told apart one by one
F32 = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of forms with their weight, sorted by left and right."""

    left: I64
    right: I64
    weight: F32

    def chosen(self, which: Bools) -> "Links":
        """Return some of the links."""
        return Links(self.left[which], self.right[which], self.weight[which])


def components(links: Links, count: int) -> I64:
    """Return a label per form: those that hang together bear the same one."""
    return hanging(links.left, links.right, count)


def hanging(left: I64, right: I64, count: int) -> I64:
    """Return a label for each of ``count``: those that pairs hold together bear the same one."""
    if count > _FEW:
        graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(count, count))
        return connected_components(graph, directed=False)[1].astype(np.int64)
    label = list(range(count))
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        low, high = sorted((label[one], label[other]))
        if low != high:
            label = [low if each == high else each for each in label]
    return np.array(label, np.int64)


def cluster(links: Links, contradictions: Links, count: int) -> tuple[I64, Links]:
    """Return a label per form, and the maximum spanning tree of each cluster: see ``told_apart``."""
    labels, links = told_apart(links, contradictions, count)
    return labels, _tree(links, count)


def told_apart(links: Links, contradictions: Links, count: int) -> tuple[I64, Links]:
    """Return a label per form, and the links that stay.

    A cluster that holds a contradiction is built anew, strongest link first; a link that would bring a
    contradicting pair together is left out: so it falls apart at its weakest bridge.
    """
    labels = components(links, count)
    inside = labels[contradictions.left] == labels[contradictions.right]
    if inside.any():
        torn = np.zeros(int(labels.max()) + 1, np.bool_)
        torn[labels[contradictions.left[inside]]] = True
        suspect = torn[labels[links.left]]
        kept = _rebuilt(links.chosen(suspect), contradictions.chosen(inside))
        whole = np.ones(len(links.left), np.bool_)
        whole[suspect] = kept
        links = links.chosen(whole)
        labels = components(links, count)
    return labels, links


def _rebuilt(links: Links, contradictions: Links) -> Bools:
    """Return which links stay when the strongest are taken first and no contradiction is closed."""
    group: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    foes: dict[int, set[int]] = {}
    for one, other in zip(contradictions.left.tolist(), contradictions.right.tolist(), strict=True):
        foes.setdefault(one, set()).add(other)
        foes.setdefault(other, set()).add(one)
    kept = np.zeros(len(links.left), np.bool_)
    lefts, rights = links.left.tolist(), links.right.tolist()
    for at in np.argsort(-links.weight, kind="stable").tolist():
        one, other = group.get(lefts[at], lefts[at]), group.get(rights[at], rights[at])
        ours, theirs = members.get(one, [one]), members.get(other, [other])
        if one != other:
            small, large = sorted((ours, theirs), key=len)
            if any(not foes.get(form, set()).isdisjoint(large) for form in small):
                continue
            members[one] = ours + theirs
            group.update(dict.fromkeys(theirs, one))
            members.pop(other, None)
        kept[at] = True
    return kept


def _tree(links: Links, count: int) -> Links:
    """Return the links of the maximum spanning forest, sorted."""
    cost = np.float64(1000) - links.weight.astype(np.float64)  # positive, so that no edge is taken for absent
    graph = coo_array((cost, (links.left, links.right)), shape=(count, count))
    tree = minimum_spanning_tree(graph.tocsr()).tocoo()
    left, right = (
        np.minimum(tree.row, tree.col).astype(np.int64),
        np.maximum(tree.row, tree.col).astype(np.int64),
    )
    order = np.lexsort((right, left))
    return Links(left[order], right[order], (1000 - tree.data[order]).astype(np.float32))
