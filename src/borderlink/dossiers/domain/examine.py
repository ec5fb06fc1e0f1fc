"""A dossier examined from its bytes alone: no clock, no network, no database; every check in one order.

The order, the codes and the facts of findings are those of docs/design/dossier-format.md.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from borderlink.custody.domain.signatures import SignatureCheck, holds
from borderlink.custody.domain.witnessed import Event
from borderlink.dossiers.domain import archive, chain, openings, remarks, trust
from borderlink.dossiers.domain.chain import EVENTS, KEYS, Asked, Kept
from borderlink.dossiers.domain.index import Index, NotAnIndex, signatures_from_bytes
from borderlink.dossiers.domain.packs import read_packs
from borderlink.dossiers.domain.trust import Standing
from borderlink.dossiers.domain.verdict import (
    ALGORITHM_BROKEN,
    NOT_CHECKED,
    TIME_NOT_PROVEN,
    UNANCHORED,
    Fault,
    Finding,
    Outcome,
    Verdict,
    outcome_of,
)
from borderlink.foundation import signing

if TYPE_CHECKING:
    from borderlink.foundation.canonical import Value

_NEEDED: Final = (
    "root-1.json", "node-certificate-1.json", "keys.jsonl", "events.jsonl", "proofs.json",
    "checkpoint-1.txt", "cosigners.json", "openings.json", "packs.json", "disclosure.json",
)  # fmt: skip
_NUMBERED: Final = (
    ("root-", ".json"), ("node-certificate-", ".json"), ("checkpoint-", ".txt"), ("authorities/", ".pem"),
)  # fmt: skip

# Takes token, text and the authority's certificate; returns the time proven, in seconds since 1970, or None.
TokenCheck = Callable[[bytes, bytes, bytes], int | None]


def examine(
    data: bytes,
    *,
    anchors: Sequence[str] = (),
    broken: frozenset[str] = frozenset(),
    signatures: SignatureCheck = holds,
    tokens: TokenCheck | None = None,
) -> Verdict:
    """Return the verdict on a dossier's bytes.

    ``anchors`` are fingerprints known from elsewhere, all of which must be met; ``broken`` names algorithms
    that the reader no longer trusts; ``tokens`` checks time-stamps, None lists them as not checked.
    """
    reading = _Reading(tuple(anchors), broken, signatures, tokens)
    try:
        findings = reading.findings(data)
    except Fault as fault:
        return Verdict(
            outcome=fault.outcome, findings=(fault.finding,), about=reading.about, anchors=reading.roots
        )
    return Verdict(
        outcome=outcome_of(findings), findings=findings, about=reading.about, anchors=reading.roots,
        events=reading.events,
    )  # fmt: skip


class _Reading:
    """One reading: what is known grows from check to check."""

    def __init__(
        self,
        anchors: tuple[str, ...],
        broken: frozenset[str],
        signatures: SignatureCheck,
        tokens: TokenCheck | None,
    ) -> None:
        self._anchors = anchors
        self._broken = broken
        self._signatures = signatures
        self._tokens = tokens
        self.about: Mapping[str, Value] = {}
        self.roots: tuple[str, ...] = ()
        self.events = 0

    def findings(self, data: bytes) -> tuple[Finding, ...]:
        """Return everything found in a dossier without a fault; raise ``Fault`` at the first."""
        members, index = self._open(data)
        _must_be_whole(members, index)
        trust.check_form_of_signatures(members["index.sig"])
        _must_have_all(members)
        standing = trust.read_standing(members, index)
        self.roots = tuple(root.fingerprint() for root in standing.roots)
        lines, events = self._judged(members, index, standing)
        self.events = sum(line.member == EVENTS for line in lines)
        opened = openings.read_openings(members["openings.json"])
        openings.must_open(events, opened)
        schedule = openings.read_disclosure(members["disclosure.json"])
        authorities = trust.numbered(members, "authorities/", ".pem")
        stamped = self._stamps(members, standing, authorities)
        fingerprints = [signing.fingerprint(one).replace(" ", "") for one in authorities]
        speaking = {fingerprints[authority - 1] for _, _, authority in _tokens(members)}
        is_anchored, parties = trust.anchored(standing, self._anchors, speaking)
        proven = self._proven(standing, parties, stamped, fingerprints)
        case = [event for event in events if event.case == index.case]
        packs = read_packs(members["packs.json"])
        return (
            *([] if is_anchored else [Finding(UNANCHORED)]),
            *remarks.disputed(events, index.case, proven),
            *remarks.unknown_packs(packs),
            *remarks.breaches_of(lines, packs),
            *remarks.discrepancies(case),
            *openings.withheld(case, opened, schedule),
            *self._said(members, standing, proven, lines),
        )

    def _open(self, data: bytes) -> tuple[dict[str, bytes], Index]:
        try:
            members = archive.read(data)
        except archive.NotADossierFile as fault:
            raise Fault("dossier.not-a-zip", outcome=Outcome.UNREADABLE, what=str(fault)) from None
        try:
            index = Index.from_bytes(members.get("index.json", b""))
        except NotAnIndex:
            raise Fault("dossier.not-in-form", outcome=Outcome.UNREADABLE, member="index.json") from None
        if "index.sig" not in members:
            raise Fault("dossier.not-in-form", outcome=Outcome.UNREADABLE, member="index.sig")
        self.about = index.about()
        return members, index

    def _judged(
        self, members: Mapping[str, bytes], index: Index, standing: Standing
    ) -> tuple[list[Kept], list[Event]]:
        """Return lines and events in the ledger's order, every one of them judged and proven."""
        checkpoints = [signed.checkpoint for signed in standing.checkpoints]
        packs = read_packs(members["packs.json"])
        proofs = chain.read_proofs(members["proofs.json"], checkpoints, index.case)
        lines = chain.in_order(
            chain.read_lines(members[KEYS], KEYS), chain.read_lines(members[EVENTS], EVENTS)
        )
        asked = Asked(index.node, index.case, standing.node_keys(), packs, self._signatures)
        events = chain.judge(lines, proofs, asked)
        for version in sorted(packs.keys() - {event.pack for event in events}):
            raise Fault("dossier.pack-invalid", version=version)
        chain.must_lie_in(lines, proofs, checkpoints)
        _check_periods(events, standing)
        _check_officer(members["index.sig"], index, events)
        return lines, events

    def _stamps(
        self, members: Mapping[str, bytes], standing: Standing, authorities: Sequence[bytes]
    ) -> list[tuple[int, int, int]]:
        """Return checkpoint, authority (from 1) and time of every token; raise ``Fault`` for a false one."""
        if self._tokens is None:
            return []
        found: list[tuple[int, int, int]] = []
        for name, number, authority in _tokens(members):
            text = standing.checkpoints[number - 1].checkpoint.text().encode()
            at = self._tokens(members[name], text, authorities[authority - 1])
            if at is None:
                raise Fault("dossier.token-invalid", member=name)
            found.append((number, authority, at))
        return found

    def _proven(
        self,
        standing: Standing,
        parties: Sequence[trust.Party],
        stamped: Sequence[tuple[int, int, int]],
        fingerprints: Sequence[str],
    ) -> list[tuple[int, int]]:
        """Return size and earliest proven time of each checkpoint whose time an anchored party proves."""
        given = {"".join(anchor.split()) for anchor in self._anchors}
        found: list[tuple[int, int]] = []
        for number, signed in enumerate(standing.checkpoints, 1):
            times = [at for checkpoint, authority, at in stamped
                     if checkpoint == number and fingerprints[authority - 1] in given]  # fmt: skip
            cosigned = trust.proven_by(parties, signed)
            times += [] if cosigned is None else [cosigned]
            if times:
                found.append((signed.checkpoint.size, min(times)))
        return found

    def _said(
        self,
        members: Mapping[str, bytes],
        standing: Standing,
        proven: Sequence[tuple[int, int]],
        lines: Sequence[Kept],
    ) -> list[Finding]:
        """Return what is told and never counted."""
        unchecked = [] if self._tokens else [name for name, _, _ in _tokens(members)]
        found = [Finding(NOT_CHECKED, {"member": name}) for name in unchecked]
        last = standing.checkpoints[-1].checkpoint.size
        if all(size != last for size, _ in proven):
            found.append(Finding(TIME_NOT_PROVEN))
        keys = [signer[1] for line in lines if line.event for signer in line.event.signers]
        for algorithm in sorted(self._broken):
            count = sum(key.startswith(f"{algorithm}:") for key in keys)
            found.append(Finding(ALGORITHM_BROKEN, {"algorithm": algorithm, "signatures": count}))
        return found


def _must_be_whole(members: Mapping[str, bytes], index: Index) -> None:
    """Raise ``Fault`` for a member that the index does not name, or names otherwise."""
    for name in members:
        if name not in index.members and name not in {"index.json", "index.sig"}:
            raise Fault("dossier.member-unknown", member=name)
    for name in sorted(index.members):
        if name not in members:
            raise Fault("dossier.member-missing", member=name)
        told = (hashlib.sha256(members[name]).hexdigest(), len(members[name]))
        if told != index.members[name] or (name.startswith("files/") and name[6:70] != told[0]):
            raise Fault("dossier.member-changed", member=name)


def _must_have_all(members: Mapping[str, bytes]) -> None:
    """Raise ``Fault`` for a member that every dossier has, or one before another of its number."""
    for name in _NEEDED:
        if name not in members:
            raise Fault("dossier.member-missing", member=name)
    for before, after in _NUMBERED:
        there = sum(name.startswith(before) and name.endswith(after) for name in members)
        if (count := len(trust.numbered(members, before, after))) != there:
            raise Fault("dossier.member-missing", member=f"{before}{count + 1}{after}")
    for _, number, authority in _tokens(members):
        for name in (f"checkpoint-{number}.txt", f"authorities/{authority}.pem"):
            if name not in members:
                raise Fault("dossier.member-missing", member=name)


def _tokens(members: Mapping[str, bytes]) -> list[tuple[str, int, int]]:
    """Return the tokens' names, each with the numbers of its checkpoint and of its authority."""
    names = sorted(name for name in members if name.startswith("tokens/"))
    split = [(name, name.removeprefix("tokens/").removesuffix(".tsr").split("-")) for name in names]
    return [(name, int(number), int(authority)) for name, (number, authority) in split]


def _check_periods(events: Sequence[Event], standing: Standing) -> None:
    """Raise ``Fault`` when the node's key signed a key event at a time for which it was not certified."""
    node_keys = standing.node_keys()
    for event in events:
        for signer in event.signers:
            if signer[1] in node_keys and not standing.is_certified(signer[1], event.at):
                raise Fault("dossier.certificate-expired", number=standing.number_of(signer[1]))


def _check_officer(signed: bytes, index: Index, events: Sequence[Event]) -> None:
    """Raise ``Fault`` unless the index was signed by a key registered to who drew the dossier up."""
    officer = signatures_from_bytes(signed)[1]
    badge, from_at, until_at = remarks.live_keys(events).get(officer.key.text(), ("", 0, 0))
    if badge != index.drawn_up_by or not from_at <= index.drawn_up_at < until_at:
        raise Fault("dossier.index-not-signed", badge=index.drawn_up_by)
