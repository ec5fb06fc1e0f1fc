"""Each node shows the other its checkpoints and cosigns theirs: nobody rewrites what was handed over.

A checkpoint is cosigned when it is signed by the partner's node and goes on from the last one that we saw.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from borderlink.custody.actions import partners
from borderlink.custody.actions.checkpoints import keep_cosignature, sign_checkpoint
from borderlink.custody.queries import ledger
from borderlink.custody.queries.nodekey import node_key
from borderlink.custody.queries.partners import seen_last, seen_untold
from borderlink.dossiers.adapters import keyfolder
from borderlink.foundation import tree
from borderlink.foundation.certificates import SignedCertificate
from borderlink.foundation.checkpoint import CheckpointNotSigned, NotACheckpoint, SignedCheckpoint
from borderlink.foundation.refusals import NotFound, Refusal
from borderlink.foundation.roots import SignedRoot
from borderlink.foundation.signing import PublicKey
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.actions.writing_evidence import say
from borderlink.liaison.domain.evidence import CHECKPOINT, COSIGNED, SHOWN, ShownCheckpoint
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.handing_over import anchors_of
from borderlink.liaison.queries.letters import FAILED, body_of
from borderlink.liaison.queries.partners import root_of
from borderlink.liaison.refusals.handing import EntryNotTrusted, LedgersDisagree

LOOKED_AT = 10  # letters with checkpoints, the newest first


def exchange(thread: Thread, *, by: Reader, at: datetime) -> None:
    """Show the partner our ledger as it is now, and send back its last checkpoint that we cosigned.

    Call it in the transaction of a hand-over's letter. Refuses: what the gate and sealing refuse.
    """
    give_back(thread, by=by, at=at)
    show(thread, by=by, at=at)


def show(thread: Thread, *, by: Reader, at: datetime) -> list[Letter]:
    """Sign our ledger as it is now and show it, with the proof that it goes on from what they cosigned last.

    While their line under an earlier one that was shown has not come back, it is shown from that one too: two
    hand-overs at once are both cosigned, whichever letter comes first. The one that fits counts.

    Refuses: ``NodeKeyMissing``, ``NotFound`` for an empty ledger, what the gate and sealing refuse.
    """
    row, partner = sign_checkpoint(at=at), thread.partner
    cosigned = _cosigned_by(partner, row.size)
    sinces = [cosigned, *(size for size in _shown_to(partner) if cosigned < size < row.size)]
    return [say(thread, _from(row.note, row.size, since), None, by=by, at=at) for since in sinces]


def _from(note_text: str, size: int, since: int) -> ShownCheckpoint:
    proof = tree.consistency_proof(ledger.all_hashes(size), since) if since else []
    return ShownCheckpoint(step=SHOWN, note=note_text, since=since, proof=tuple(part.hex() for part in proof))


def _shown_to(partner: Partner) -> list[int]:
    """Return the size of the last checkpoint of ours that is on its way to a partner, or was shown to it."""
    sent = Letter.objects.filter(thread__partner=partner, kind=CHECKPOINT, direction=Direction.OUT.value)
    for letter in sent.exclude(state__in=FAILED).order_by("-pk")[:LOOKED_AT]:
        facts = body_of(letter).get("facts", {})
        if facts.get("step") == SHOWN:
            return [SignedCheckpoint.from_note(facts["note"]).checkpoint.size]
    return []


def _cosigned_by(partner: Partner, most: int) -> int:
    """Return the size of the last checkpoint of ours under which a partner's line stands; 0: none."""
    names = {f"borderlink-witness/{partner.node}"}
    for row in ledger.checkpoint_rows():
        signed = SignedCheckpoint.from_note(row.note)
        if row.size <= most and names & {name for name, _ in signed.signatures}:
            return int(row.size)
    return 0


def give_back(thread: Thread, *, by: Reader, at: datetime) -> Letter | None:
    """Send the partner its newest checkpoint that we cosigned and it has not back; None: there is none."""
    row = seen_untold(thread.partner.node)
    folder = Path(settings.BORDERLINK.folder)
    certificates, roots = keyfolder.certificates(folder), keyfolder.roots(folder)
    if row is None or not certificates or not roots:
        return None
    draft = ShownCheckpoint(
        step=COSIGNED, note=row.note, certificate=certificates[-1].decode().strip(),
        roots=tuple(one.decode().strip() for one in roots),
    )  # fmt: skip
    letter = say(thread, draft, None, by=by, at=at)
    partners.told_back(row, letter.uuid)
    return letter


def checkpoint_came(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Cosign what the partner shows, or keep its cosignature under ours: the effect of its letter.

    Refuses: ``EntryNotTrusted``, ``LedgersDisagree``.
    """
    facts, partner = value["facts"], letter.thread.partner
    try:
        signed = SignedCheckpoint.from_note(facts["note"])
    except NotACheckpoint:
        raise EntryNotTrusted(why=NotACheckpoint.code) from None
    if facts["step"] == SHOWN:
        _shown(letter, signed, facts, at)
    elif facts["step"] == COSIGNED:
        _cosigned(letter, signed, facts, partner, at)


def _shown(letter: Letter, signed: SignedCheckpoint, facts: Mapping[str, Any], at: datetime) -> None:
    """Cosign a checkpoint of theirs that goes on from the last one; an older one changes nothing."""
    partner = letter.thread.partner
    _must_be_theirs(signed, partner)
    last, shown = seen_last(partner.node), signed.checkpoint
    if last is not None and shown.size == last.size and shown.root.hex() != last.root:
        raise LedgersDisagree(node=partner.node, place=shown.size)
    if last is not None and (shown.size <= last.size or facts["since"] != last.size):
        return  # overtaken on the way: they show it again, from what we give back
    proof = [bytes.fromhex(part) for part in facts["proof"]]
    goes_on = last is None or tree.verify_consistency(
        old_size=last.size, old_root=bytes.fromhex(last.root), size=shown.size, root=shown.root, proof=proof
    )
    if not goes_on:
        raise LedgersDisagree(node=partner.node, place=shown.size)
    key = node_key(Path(settings.BORDERLINK.folder))
    partners.cosign(signed, node=partner.node, letter=letter.uuid, key=key, at=at)
    _note(letter, shown.size, at)


def _must_be_theirs(signed: SignedCheckpoint, partner: Partner) -> None:
    """Refuse a checkpoint that no key of the partner's node has signed: ``EntryNotTrusted``."""
    origin = f"borderlink-custody/{partner.node}"
    if signed.checkpoint.origin != origin:
        raise EntryNotTrusted(why=NotACheckpoint.code)
    for text in sorted(anchors_of(partner)):
        try:
            signed.verify(origin, PublicKey.from_text(text))
        except CheckpointNotSigned:
            continue
        return
    raise EntryNotTrusted(why=CheckpointNotSigned.code)


def _cosigned(
    letter: Letter, signed: SignedCheckpoint, facts: Mapping[str, Any], partner: Partner, at: datetime
) -> None:
    """Keep their line under our checkpoint, once their certificate proves its key by the pinned root."""
    try:
        certified = SignedCertificate.from_bytes(facts.get("certificate", "").encode())
        certificate = certified.verify(root_of(partner))
        roots = [SignedRoot.from_bytes(text.encode()).root for text in facts.get("roots", ())]
    except Refusal as fault:
        raise EntryNotTrusted(why=fault.code) from None
    witness = partners.witness_of(partner.node, certificate.key)
    known = root_of(partner).fingerprint() in {root.fingerprint() for root in roots}
    if certificate.node != partner.node or not known or not witness.holds(signed):
        raise EntryNotTrusted(why=CheckpointNotSigned.code)
    try:
        keep_cosignature(note_text=facts["note"], by="node", at=at)
    except (NotFound, NotACheckpoint) as fault:
        raise EntryNotTrusted(why=fault.code) from None
    partners.keep_cosigner(
        key=witness.text(), partner=partner.code, certificate=facts["certificate"], roots=facts["roots"],
        letter=letter.uuid, at=at,
    )  # fmt: skip


def _note(letter: Letter, size: int, at: datetime) -> None:
    facts: dict[str, str | int] = {"partner": letter.thread.partner.code, "size": size}
    note(act="liaison.cosign", subject=f"letter {letter.uuid}", facts=facts, by="node", at=at)
