"""How many packages of which drugs are to be sampled, and how many were."""

from dataclasses import dataclass

from borderlink.custody.domain.acts import Act, act_in
from borderlink.custody.domain.books import DRUG
from borderlink.custody.domain.packs import PACKS
from borderlink.custody.domain.schema import Kind
from borderlink.custody.queries.exhibits import head_seen
from borderlink.custody.queries.ledger import lines_of_case
from borderlink.foundation.who import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One group of like drugs (an exhibit alone is a group): packages, samples wanted and taken."""

    group: str
    members: tuple[str, ...]
    packages: int
    wanted: int
    taken: int

    def missing(self) -> int:
        """Return of how many packages a sample is still to be taken."""
        return max(self.wanted - self.taken, 0)


def planned_samples(reader: Reader, case: str) -> list[Planned]:
    """Return the sampling plan of a case by its rule pack. Refuses: ``NotFound``."""
    head = head_seen(reader, case)
    pack = PACKS.get(head.pack, PACKS["un"])
    acts = [act_in(line.body) for line in lines_of_case(case)]
    packages = {
        act.exhibit: act.number("packages")
        for act in acts
        if act.kind is Kind.SEIZE and act.text("item") == DRUG
    }
    taken = _taken(acts)
    found = []
    for group, members in _groups(acts, packages).items():
        count = sum(packages[member] for member in members)
        done = sum(taken.get(member, 0) for member in members)
        wanted = pack.samples_wanted(count)
        found.append(Planned(group=group, members=members, packages=count, wanted=wanted, taken=done))
    return found


def _taken(acts: list[Act]) -> dict[str, int]:
    """Return of how many packages each exhibit was sampled for the laboratory."""
    taken: dict[str, int] = {}
    for act in acts:
        if act.kind is Kind.SAMPLE and act.text("purpose") == "laboratory":
            taken[act.exhibit] = taken.get(act.exhibit, 0) + act.number("packages")
    return taken


def _groups(acts: list[Act], packages: dict[str, int]) -> dict[str, tuple[str, ...]]:
    """Return the members of every group; a drug in none stands alone under its own number."""
    grouped = {
        act.text("group"): tuple(member for member in act.codes("members") if member in packages)
        for act in acts
        if act.kind is Kind.GROUP
    }
    inside = {member for members in grouped.values() for member in members}
    alone = {number: (number,) for number in packages if number not in inside}
    return {group: members for group, members in (grouped | alone).items() if members}
