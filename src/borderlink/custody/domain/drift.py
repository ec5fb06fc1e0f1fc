"""Many small losses: the sum of what re-weighings missed, by lot, officer or balance, against its exact u.

One theft of 0.4 g hides inside one weighing's k·u; twenty do not hide in their sum.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.schema import Kind
from borderlink.foundation.mass import K_DECISION, Uncertainty, Weighing, combined


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a lot lost between two net weighings, parts that were taken out set aside.

    ``before_no`` and ``after_no`` number the weighings, so that one which ends a step and begins the next is
    known to be the same; ``holder`` had the lot in between.
    """

    lot: str
    holder: str
    expected_mg: int
    before: Weighing
    after: Weighing
    before_no: int
    after_no: int
    taken: tuple[Weighing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A sum of losses under one key, and whether it lies beyond 3·u."""

    key: str
    steps: int
    lost_mg: int
    uncertainty: Uncertainty

    def is_alarm(self) -> bool:
        """Say whether so much is missing (or gained) that weighing does not explain it."""
        return self.uncertainty.is_exceeded_by(self.lost_mg, K_DECISION)


def by_lot(step: Step) -> str:
    """Group steps by lot."""
    return step.lot


def by_holder(step: Step) -> str:
    """Group steps by the officer who held the lot."""
    return step.holder


def by_balance(step: Step) -> str:
    """Group steps by the balance of the later weighing."""
    return step.after.balance.number


def drifts(steps: Iterable[Step], group: Callable[[Step], str]) -> list[Drift]:
    """Return the drift of every group, the largest loss first.

    A weighing that ends one step of a group and begins the next cancels out of the sum, and so out of its
    uncertainty. Judged after every weighing, false alarms come more often than the 0.27 % of one look.
    """
    groups: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        groups[group(step)].append(step)
    found = [_drift(key, inside) for key, inside in groups.items()]
    return sorted(found, key=lambda drift: (-drift.lost_mg, drift.key))


def _drift(key: str, steps: list[Step]) -> Drift:
    counted: dict[int, list[Weighing]] = defaultdict(list)
    for step in steps:
        counted[step.before_no].append(step.before)
        counted[step.after_no].append(step.after)
    once = [weighings[0] for weighings in counted.values() if len(weighings) == 1]
    taken = [weighing for step in steps for weighing in step.taken]
    lost = sum(step.expected_mg - step.after.mass_mg for step in steps)
    return Drift(key=key, steps=len(steps), lost_mg=lost, uncertainty=combined([*once, *taken]))


@dataclass(slots=True)
class _Open:
    """A lot since its last net weighing."""

    holder: str
    last: Weighing | None = None
    number: int = 0
    expected_mg: int = 0
    taken: tuple[Weighing, ...] = ()

    def weighed(self, weighing: Weighing, number: int) -> None:
        self.last, self.number, self.expected_mg, self.taken = weighing, number, weighing.mass_mg, ()


def steps_of(acts: Iterable[Act], numbers: Iterable[int] = ()) -> list[Step]:
    """Return the steps between net weighings that acts, in the ledger's order, tell of.

    ``numbers`` are the acts' own in the ledger, where they are not all from the first on: what is summed up
    over cases must not give two weighings one number.
    """
    lots: dict[str, _Open] = {}
    found: list[Step] = []
    for number, act in zip(numbers or count(1), acts, strict=False):
        if act.kind in {Kind.SEIZE, Kind.SUBSTITUTE}:
            lots[act.exhibit] = _Open(act.text("holder"))
        if act.exhibit not in lots:
            continue
        lot = lots[act.exhibit]
        if act.kind is Kind.HAND_OVER:
            lot.holder = act.text("taker")
        elif act.kind in {Kind.SAMPLE, Kind.SPLIT}:
            lot.expected_mg -= act.number("mass_mg")
            lot.taken = (*lot.taken, act.weighing())
            part = lots.setdefault(
                act.text("sample" if act.kind is Kind.SAMPLE else "part"), _Open(lot.holder)
            )
            part.weighed(act.weighing(), -number)
        elif act.kind is Kind.ANALYSE:
            lot.expected_mg -= act.number("consumed_mg")
        elif act.kind is Kind.RETURN and act.text("direction") == "back":
            lot.holder = act.text("taker")
            lot.weighed(act.weighing(), number)
        elif act.kind is Kind.DESTROY or (act.kind is Kind.WEIGH and act.text("measure") == "net"):
            found += _step(act, lot, number)
            lot.weighed(act.weighing(), number)
    return found


def _step(act: Act, lot: _Open, number: int) -> list[Step]:
    if lot.last is None:
        return []
    step = Step(
        lot=act.exhibit,
        holder=lot.holder,
        expected_mg=lot.expected_mg,
        before=lot.last,
        after=act.weighing(),
        before_no=lot.number,
        after_no=number,
        taken=lot.taken,
    )
    return [step]
