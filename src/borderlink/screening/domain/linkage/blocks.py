"""Which forms are compared: blocks counted first, large ones refined, thinned or refused by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from borderlink.screening.domain.linkage.across import across_keys
from borderlink.screening.domain.linkage.forms import Forms
from borderlink.screening.domain.linkage.hashing import I64, U64, Bools, combine, order_of, salted

FEW: Final = 2  # forms alike that stand for all in a block
NEIGHBOURS: Final = 6  # of each form that are compared in a thinned block
LEFT: Final = np.uint64(32)
RIGHT: Final = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much one role's linkage may compare.

    A block of up to ``whole`` forms is compared in full. A larger one is refined by a second value; what is
    still larger is compared with near neighbours only; what is larger than ``block`` is refused by name. When
    all that is over ``pairs``, the largest blocks are refused until the rest fits.
    """

    pairs: int = 12_000_000
    whole: int = 40
    block: int = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedBlock:
    """A block that was not compared: what its forms share, by hash, and how many they are."""

    value: str
    forms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPlan:
    """What one block key was found to cost before anything was compared, and what was done about it."""

    role: str
    key: str
    blocks: int
    forms: int  # in blocks of two or more
    largest: int
    refined: int  # blocks
    thinned: int
    pairs: int  # planned; pairs that several keys name are compared once
    refused: tuple[RefusedBlock, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """One way to find candidates: forms with an equal value are compared."""

    name: str
    values: U64  # of each form; several in a row when a form has several, form by form in each
    refine: U64  # of each form: the second value for blocks that are too large
    alike: U64 | None = None  # of each form: of those alike in a block only a few are compared with others
    owners: I64 | None = None  # of each value: its form, where they do not stand form by form


@dataclass(frozen=True, slots=True)
class _Cut:
    """Blocks of one key: members in order, where each block starts, its size and how far it is compared."""

    key: str
    values: U64  # of each block
    members: I64
    starts: I64
    sizes: I64
    reach: I64  # neighbours of each member that are compared; 0 when refused

    def pairs(self) -> I64:
        """Return how many pairs each block has to compare."""
        reach = np.minimum(self.reach, self.sizes - 1)
        count: I64 = reach * self.sizes - reach * (reach + 1) // 2
        return count


def keys_of(forms: Forms) -> Iterator[Key]:
    """Yield the keys by which candidates are found, the surest first.

    Forms of one name and phone (or, without a phone, of one name and place) are compared with one another by
    the first two keys; in the blocks of the others a few of them stand for all.
    """
    names, places = forms.names, forms.places
    letters, viet = names.letters[forms.name], names.viet[forms.name]
    house, numbers = places.house[forms.place], places.number_set[forms.place]
    rare = places.rare[forms.place].astype(np.uint64)
    called, lives = combine(letters, forms.phone), combine(letters, numbers, rare[:, 0])
    yield Key("name and phone", called, numbers)
    yield Key("name and place", lives, forms.phone)
    alike = np.where(called == 0, lives, called)
    yield Key("phone", salted(forms.phone, 1), letters, alike)
    yield Key("name and house", combine(letters, house), numbers, alike)
    yield Key("name and postcode", combine(letters, forms.postcode), rare[:, 0], alike)
    yield Key("name and word", combine(letters, rare[:, 0]), numbers, alike)
    yield Key("name and second word", combine(letters, rare[:, 1]), numbers, alike)
    given = [combine(names.given[forms.name, end], numbers) for end in range(names.given.shape[1])]
    yield Key("given name and numbers", np.concatenate(given), rare[:, 0], alike)
    yield Key("reading and house", combine(_read_across(forms, viet), house), numbers, alike)
    owners, read = across_keys(forms, combine(numbers, rare[:, 0]))
    yield Key("reading in another system and numbers", combine(read, numbers[owners]), house, alike, owners)
    words = names.words[forms.name].astype(np.uint64)
    for name, street in (("word", rare[:, 0]), ("second word", rare[:, 1]), ("postcode", forms.postcode)):
        door = combine(house, street)
        values = [combine(door, words[:, at]) for at in range(words.shape[1])]
        yield Key(f"word of name, house and {name}", np.concatenate(values), numbers, alike)


def _read_across(forms: Forms, viet: U64) -> U64:
    """Return Han-Viet readings where a Han name and a Latin name may meet; 0 elsewhere."""
    latin = forms.names.latin[forms.name]
    across = np.isin(viet, np.intersect1d(viet[latin], viet[~latin]))
    return np.where(across, viet, np.uint64(0))


def _few_of_each(values: U64, alike: U64 | None, owners: I64 | None) -> I64:
    """Return the places of values that are compared: the first few of those alike under one value."""
    present = np.flatnonzero(values)
    if alike is None:
        return present
    who = alike[present % len(alike) if owners is None else owners[present]]
    both = combine(values[present], np.where(who == 0, present.astype(np.uint64) + np.uint64(1), who))
    order = order_of(both)
    new = np.ones(len(order), np.bool_)
    new[1:] = both[order[1:]] != both[order[:-1]]
    starts = np.flatnonzero(new)
    place = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    kept = np.sort(order[place < FEW])
    few: I64 = present[kept]
    return few


def _cut(key: str, values: U64, count: int, alike: U64 | None = None, owners: I64 | None = None) -> _Cut:
    """Sort forms into blocks of equal value; blocks of one and missing values are left out."""
    present = _few_of_each(values, alike, owners)
    order = present[order_of(values[present])]
    ordered = values[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(new)
    sizes = np.diff(np.append(starts, len(order)))
    kept = sizes > 1
    members = order % max(count, 1) if owners is None else owners[order]
    return _Cut(key, ordered[starts[kept]], members, starts[kept], sizes[kept], sizes[kept] - 1)


def _chosen(cut: _Cut, which: Bools) -> _Cut:
    """Return some of the blocks."""
    return _Cut(
        cut.key, cut.values[which], cut.members, cut.starts[which], cut.sizes[which], cut.reach[which]
    )


def plan_pairs(forms: Forms, role: str, budget: Budget) -> tuple[list[BlockPlan], U64]:
    """Return the plan of one role, and the distinct pairs (left << 32 | right) that it names, in order."""
    cuts: list[list[_Cut]] = []
    plans: list[tuple[str, _Cut, int]] = []
    for key in keys_of(forms):
        whole = _cut(key.name, key.values, len(forms), key.alike, key.owners)
        large = whole.sizes > budget.whole
        cuts.append([whole])
        if large.any():
            refined = _refined(key, _chosen(whole, large))
            cuts[-1] = [_chosen(whole, ~large), _limited(refined, budget)]
        plans.append((key.name, whole, int(large.sum())))
    cuts = _within(cuts, budget.pairs)
    plan = [_plan(role, *told, cut) for told, cut in zip(plans, cuts, strict=True)]
    pairs = [_pairs_of(part) for cut in cuts for part in cut]
    return plan, distinct(np.concatenate(pairs))


def _refined(key: Key, large: _Cut) -> _Cut:
    """Return large blocks cut again by the second value."""
    bounds = np.concatenate(([0], np.cumsum(large.sizes)))
    at = np.arange(bounds[-1]) - np.repeat(bounds[:-1] - large.starts, large.sizes)
    members = large.members[at]
    finer = _cut(key.name, combine(np.repeat(large.values, large.sizes), key.refine[members]), len(at))
    return _Cut(key.name, finer.values, members[finer.members], finer.starts, finer.sizes, finer.reach)


def _limited(cut: _Cut, budget: Budget) -> _Cut:
    """Return blocks with the reach that their size allows."""
    thin = np.where(cut.sizes > budget.whole, NEIGHBOURS, cut.sizes - 1)
    return _Cut(
        cut.key, cut.values, cut.members, cut.starts, cut.sizes, np.where(cut.sizes > budget.block, 0, thin)
    )


def _within(cuts: list[list[_Cut]], most: int) -> list[list[_Cut]]:
    """Refuse the largest blocks until what is left is within the budget."""
    costs = np.concatenate([part.pairs() for cut in cuts for part in cut])
    if int(costs.sum()) <= most:
        return cuts
    rising = np.sort(costs)
    fits = int(np.searchsorted(np.cumsum(rising), most, side="right"))
    limit = int(rising[fits - 1]) if fits else 0
    limit = limit - 1 if int(costs[costs <= limit].sum()) > most else limit
    return [
        [
            _Cut(
                part.key,
                part.values,
                part.members,
                part.starts,
                part.sizes,
                np.where(part.pairs() > limit, 0, part.reach),
            )
            for part in cut
        ]
        for cut in cuts
    ]


def _plan(role: str, key: str, whole: _Cut, refined: int, cut: list[_Cut]) -> BlockPlan:
    """Return what is told of one key."""
    refused = [
        RefusedBlock(value=f"{value:016x}", forms=int(size))
        for part in cut
        for value, size in zip(
            part.values[part.reach == 0].tolist(), part.sizes[part.reach == 0].tolist(), strict=True
        )
    ]
    return BlockPlan(
        role=role, key=key, blocks=len(whole.sizes), forms=int(whole.sizes.sum()),
        largest=int(whole.sizes.max(initial=0)), refined=refined,
        thinned=sum(int(((part.reach > 0) & (part.reach < part.sizes - 1)).sum()) for part in cut),
        pairs=sum(int(part.pairs().sum()) for part in cut),
        refused=tuple(sorted(refused, key=lambda block: (-block.forms, block.value))),
    )  # fmt: skip


def _pairs_of(cut: _Cut) -> U64:
    """Return the pairs of all blocks of a key, each as left << 32 | right with left < right."""
    bounds = np.concatenate(([0], np.cumsum(cut.sizes)))
    place = np.arange(bounds[-1]) - np.repeat(bounds[:-1], cut.sizes)
    at = place + np.repeat(cut.starts, cut.sizes)
    ahead = np.minimum(np.repeat(cut.sizes, cut.sizes) - 1 - place, np.repeat(cut.reach, cut.sizes))
    ends = np.concatenate(([0], np.cumsum(ahead)))
    step = np.arange(ends[-1]) - np.repeat(ends[:-1], ahead) + 1
    one = cut.members[np.repeat(at, ahead)]
    other = cut.members[np.repeat(at, ahead) + step]
    pairs: U64 = np.minimum(one, other).astype(np.uint64) << LEFT | np.maximum(one, other).astype(np.uint64)
    kept: U64 = pairs[one != other]
    return kept


def distinct(values: U64) -> U64:
    """Return the distinct values in rising order, by sorting."""
    ordered = np.sort(values)
    if not len(ordered):
        return ordered
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]


def split(pairs: U64) -> tuple[I64, I64]:
    """Return the left and the right form of each pair."""
    return (pairs >> LEFT).astype(np.int64), (pairs & RIGHT).astype(np.int64)
