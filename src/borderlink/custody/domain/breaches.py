"""Where a case departs from its rule pack. A breach never stops a record: correct it or explain it.

Each act is judged under the pack that it names: one mild pack at a case's beginning excuses nothing later.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.schema import WEIGHED, Kind
from borderlink.foundation.refusals import Refusal


class NotApplicable(Exception):  # noqa: N818 - a fact about a pack, named by its version
    """A pack asks for what no number of packages can show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One departure: its name (`division-too-coarse`), the entry of the case, the exhibit."""

    name: str
    entry: int
    exhibit: str = ""


def breaches(acts: Iterable[Act], packs: Mapping[str, RulePack]) -> list[Breach]:
    """Return every breach of a case's acts, in their order; ``packs`` by version.

    Raises ``NotApplicable``.
    """
    case = list(acts)
    witnesses = {act.number("entry"): act.text("capacity") for act in case if act.kind is Kind.WITNESS}
    found = [breach for act in case for breach in _of_act(act, packs[act.pack], witnesses)]
    found += [*_of_samples(case, packs), *_of_laboratory(case, packs), *_of_openings(case, packs)]
    return sorted(found, key=lambda breach: (breach.entry, breach.name))


def _of_act(act: Act, pack: RulePack, witnesses: dict[int, str]) -> Iterator[Breach]:
    for name, is_so in (
        ("too-few-signers", len(act.signers) < pack.signers.get(act.kind.value, 0)),
        ("no-witness", act.kind.value in pack.witnessed and act.case_seq not in witnesses),
        ("witness-of-police", witnesses.get(act.case_seq) == "police"),
        ("division-too-coarse", _is_too_coarse(act, pack)),
        ("certificate-out-of-date", act.kind in WEIGHED and act.at >= act.number("certified_until")),
        ("no-video-of-absent-suspect", _is_unfilmed(act)),
        ("no-purity", act.kind is Kind.ANALYSE and _lacks_purity(act)),
        ("one-examiner", act.kind is Kind.EXAMINE and len(act.signers) == 1),
    ):
        if is_so:
            yield Breach(name=name, entry=act.case_seq, exhibit=act.exhibit)


def _is_too_coarse(act: Act, pack: RulePack) -> bool:
    if act.kind not in WEIGHED - {Kind.OFFER, Kind.ACCEPT} or act.facts.get("measure", "net") != "net":
        return False
    coarsest = pack.coarsest_division_mg(act.number("mass_mg"))
    return coarsest is not None and act.number("division_mg") > coarsest


def _is_unfilmed(act: Act) -> bool:
    """Whether a seizure without the suspect has no recording: an absence with one is in order."""
    return act.kind is Kind.SEIZE and act.text("suspect") != "present" and not act.text("video")


def _lacks_purity(act: Act) -> bool:
    return act.text("result") == "identified" and act.number("purity_ppm") == 0


def _of_samples(case: Sequence[Act], packs: Mapping[str, RulePack]) -> Iterator[Breach]:
    """Yield every group of like drugs that was sampled from fewer packages than its rule wants.

    Counts apply inside one group; a drug in none stands alone, and is told of at its seizure.
    """
    taken: dict[str, int] = {}
    for act in case:
        if act.kind is Kind.SAMPLE and act.text("purpose") == "laboratory":
            taken[act.exhibit] = taken.get(act.exhibit, 0) + act.number("packages")
    packages = {act.exhibit: act.number("packages") for act in case if act.kind is Kind.SEIZE}
    for act, members in _groups(case):
        sampled = [taken[member] for member in members if member in taken]
        count = sum(packages.get(member, 0) for member in members)
        if sampled and sum(sampled) < _wanted(act, packs[act.pack], count):
            yield Breach(name="too-few-packages-sampled", entry=act.case_seq, exhibit=act.exhibit)


def _groups(case: Sequence[Act]) -> Iterator[tuple[Act, Sequence[str]]]:
    """Yield every act that puts drugs together, or takes one in that no group has, with its members."""
    grouped = {member for act in case if act.kind is Kind.GROUP for member in act.codes("members")}
    for act in case:
        if act.kind is Kind.GROUP:
            yield act, act.codes("members")
        elif act.kind is Kind.SEIZE and act.exhibit not in grouped:
            yield act, (act.exhibit,)


def _wanted(act: Act, pack: RulePack, packages: int) -> int:
    try:
        return pack.samples_wanted(packages)
    except (Refusal, ValueError):
        raise NotApplicable(act.pack) from None


def _of_laboratory(case: Sequence[Act], packs: Mapping[str, RulePack]) -> Iterator[Breach]:
    """Yield every hand-over to the laboratory that came too late after the seizure."""
    since: dict[str, tuple[int, bool]] = {}
    for act in case:
        if act.kind is Kind.SEIZE:
            since[act.exhibit] = (act.number("seized_at"), bool(act.number("complex")))
        elif act.kind is Kind.SAMPLE and act.exhibit in since:
            since[act.text("sample")] = since[act.exhibit]
        elif act.kind is Kind.HAND_OVER and act.text("purpose") == "laboratory" and act.exhibit in since:
            seized_at, is_complex = since[act.exhibit]
            by = packs[act.pack].laboratory_by(seized_at, is_complex=is_complex)
            if by is not None and act.at > by:
                yield Breach(name="late-to-laboratory", entry=act.case_seq, exhibit=act.exhibit)


def _of_openings(case: Sequence[Act], packs: Mapping[str, RulePack]) -> Iterator[Breach]:
    """Yield every sealing in the old bag after it was opened too often."""
    openings: dict[str, int] = {}
    for act in case:
        if act.kind is Kind.UNSEAL:
            openings[act.exhibit] = openings.get(act.exhibit, 0) + 1
        elif act.kind is Kind.RESEAL:
            opened, limit = openings.get(act.exhibit, 0), packs[act.pack].rebag_after_openings
            if limit and opened >= limit and not act.number("rebag"):
                yield Breach(name="not-rebagged", entry=act.case_seq, exhibit=act.exhibit)
            openings[act.exhibit] = 0 if act.number("rebag") else opened
