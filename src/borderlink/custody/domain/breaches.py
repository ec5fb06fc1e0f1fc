"""Where a case departs from its rule pack. A breach never stops a record: correct it or explain it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.schema import WEIGHED, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One departure: its name (`division-too-coarse`), the entry of the case, the exhibit."""

    name: str
    entry: int
    exhibit: str = ""


def breaches(acts: Iterable[Act], pack: RulePack) -> list[Breach]:
    """Return every breach of a case's acts, in their order."""
    case = list(acts)
    witnesses = {act.number("entry"): act.text("capacity") for act in case if act.kind is Kind.WITNESS}
    found = [breach for act in case for breach in _of_act(act, pack, witnesses)]
    found += [*_of_samples(case, pack), *_of_laboratory(case, pack), *_of_openings(case, pack)]
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


def _of_samples(case: Sequence[Act], pack: RulePack) -> Iterator[Breach]:
    """Yield every seized drug that was sampled from fewer packages than its rule wants."""
    taken: dict[str, int] = {}
    for act in case:
        if act.kind is Kind.SAMPLE and act.text("purpose") == "laboratory":
            taken[act.exhibit] = taken.get(act.exhibit, 0) + act.number("packages")
    for act in case:
        if act.kind is Kind.SEIZE and act.exhibit in taken:
            wanted = pack.samples_wanted(act.number("packages"))
            if taken[act.exhibit] < wanted:
                yield Breach(name="too-few-packages-sampled", entry=act.case_seq, exhibit=act.exhibit)


def _of_laboratory(case: Sequence[Act], pack: RulePack) -> Iterator[Breach]:
    """Yield every hand-over to the laboratory that came too late after the seizure."""
    since: dict[str, tuple[int, bool]] = {}
    for act in case:
        if act.kind is Kind.SEIZE:
            since[act.exhibit] = (act.number("seized_at"), bool(act.number("complex")))
        elif act.kind is Kind.SAMPLE and act.exhibit in since:
            since[act.text("sample")] = since[act.exhibit]
        elif act.kind is Kind.HAND_OVER and act.text("purpose") == "laboratory" and act.exhibit in since:
            seized_at, is_complex = since[act.exhibit]
            by = pack.laboratory_by(seized_at, is_complex=is_complex)
            if by is not None and act.at > by:
                yield Breach(name="late-to-laboratory", entry=act.case_seq, exhibit=act.exhibit)


def _of_openings(case: Sequence[Act], pack: RulePack) -> Iterator[Breach]:
    """Yield every sealing in the old bag after it was opened too often."""
    openings: dict[str, int] = {}
    for act in case:
        if act.kind is Kind.UNSEAL:
            openings[act.exhibit] = openings.get(act.exhibit, 0) + 1
        elif act.kind is Kind.RESEAL:
            opened, limit = openings.get(act.exhibit, 0), pack.rebag_after_openings
            if limit and opened >= limit and not act.number("rebag"):
                yield Breach(name="not-rebagged", entry=act.case_seq, exhibit=act.exhibit)
            openings[act.exhibit] = 0 if act.number("rebag") else opened
