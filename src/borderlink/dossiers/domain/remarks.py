"""What leaves a dossier valid and must be said: breaches, unknown rules, discrepancies, disputes."""

from collections.abc import Mapping, Sequence

from borderlink.custody.domain.acts import Act, act_of
from borderlink.custody.domain.breaches import NotApplicable, breaches
from borderlink.custody.domain.packs import RulePack
from borderlink.custody.domain.witnessed import Event
from borderlink.dossiers.domain.chain import EVENTS, Kept
from borderlink.dossiers.domain.verdict import (
    BREACH,
    DISCREPANCY,
    DISPUTED,
    EXPLANATION,
    PACK_UNKNOWN,
    Fault,
    Finding,
)
from borderlink.foundation import canonical


def acts_of(lines: Sequence[Kept]) -> list[Act]:
    """Return the acts of the case, in their order."""
    return [act_of(canonical.object_of(line.body)) for line in lines if line.member == EVENTS]


def unknown_packs(packs: Mapping[str, RulePack]) -> list[Finding]:
    """Return a finding for each pack of which only the dossier itself says that it is its country's."""
    return [Finding(PACK_UNKNOWN, {"version": version}) for version in sorted(packs)
            if not packs[version].is_known()]  # fmt: skip


def breaches_of(lines: Sequence[Kept], packs: Mapping[str, RulePack]) -> list[Finding]:
    """Return the breaches of the case, each event under the pack that it names.

    Raises ``Fault`` for a pack that cannot be applied.
    """
    acts = acts_of(lines)
    try:
        found = breaches(acts, packs)
    except NotApplicable as fault:
        raise Fault("dossier.pack-invalid", version=str(fault)) from None
    return [
        Finding(BREACH, {"entry": breach.entry, "name": breach.name, "exhibit": breach.exhibit})
        for breach in found
    ]


def told_of(events: Sequence[Event], kind: str, code: str) -> list[Finding]:
    """Return a finding for each event of a kind."""
    return [
        Finding(code, {"entry": event.case_seq, "exhibit": event.exhibit})
        for event in events
        if event.kind == kind
    ]


def discrepancies(events: Sequence[Event]) -> list[Finding]:
    """Return the discrepancies and then the explanations of the case."""
    return [
        *told_of(events, "discrepancy", DISCREPANCY),
        *told_of(events, "explain", EXPLANATION),
    ]


def disputed(events: Sequence[Event], case: str, proven: Sequence[tuple[int, int]]) -> list[Finding]:
    """Return the case's events that a withdrawn key signed and that no proven time covers.

    ``proven`` are size and proven time of checkpoints. A retired key counts up to the time of its retirement,
    a compromised one up to the time since which it is compromised; a key that a disputed key event registered
    counts for nothing.
    """
    until = _withdrawn(events)
    covered = {
        key: max((size for size, at in proven if at <= time), default=0) for key, time in until.items()
    }
    found: list[Finding] = []
    for event in events:
        signers = [one for one in event.signers if one[1] in covered and event.sequence > covered[one[1]]]
        if event.case == case:
            found += [Finding(DISPUTED, {"entry": event.case_seq, "badge": one[0]}) for one in signers]
        elif signers and event.kind == "key-add":
            covered[event.text("key")] = 0
    return found


def _withdrawn(events: Sequence[Event]) -> dict[str, int]:
    """Return until when each withdrawn key counts."""
    until: dict[str, int] = {}
    for event in events:
        if event.kind == "key-retire":
            until[event.text("key")] = event.at
        elif event.kind == "key-compromise":
            until[event.text("key")] = event.number("since_at")
    return until


def live_keys(events: Sequence[Event]) -> dict[str, tuple[str, int, int]]:
    """Return badge and period of every key that is registered at the end."""
    live: dict[str, tuple[str, int, int]] = {}
    for event in events:
        if event.kind == "key-add":
            period = (event.number("from_at"), event.number("until_at"))
            live[event.text("key")] = (event.text("badge"), *period)
        elif event.kind in {"key-retire", "key-compromise"}:
            live.pop(event.text("key"), None)
    return live
