"""Checkpoints: the node's key signs what the ledger is now; witnesses and time-stamps are added to them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from borderlink.custody.actions.recording import locked_head
from borderlink.custody.domain.ledger import CASES_LINE, case_heads
from borderlink.custody.models.ledger import CheckpointKept
from borderlink.custody.queries import ledger
from borderlink.custody.queries.nodekey import node_key
from borderlink.custody.refusals.room import NotOpen
from borderlink.foundation import tree
from borderlink.foundation.checkpoint import Checkpoint, NotACheckpoint, SignedCheckpoint
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.tree import Frontier
from borderlink.journal.actions import note


@transaction.atomic
def sign_checkpoint(*, at: datetime) -> CheckpointKept:
    """Sign what the ledger is now and keep the note; without anything new the last one is returned.

    Refuses: ``NotFound`` for an empty ledger, ``NodeKeyMissing``.
    """
    head = locked_head()
    last = CheckpointKept.objects.filter(size=head.size).first()
    if last is not None:
        return last
    if not head.size:
        raise NotFound(thing="checkpoint", name="0")
    root = Frontier.of(head.size, [bytes.fromhex(part) for part in head.frontier]).root()
    heads = case_heads(ledger.case_heads_now())
    value = Checkpoint(
        origin=ledger.origin(),
        size=head.size,
        root=root,
        extensions=(f"{CASES_LINE} {len(heads)} {tree.root(heads).hex()}",),
    )
    signed = value.sign(ledger.origin(), node_key(settings.BORDERLINK.folder))
    row = CheckpointKept.objects.create(size=value.size, text=value.text(), note=signed.note(), signed_at=at)
    facts: dict[str, str | int] = {"size": value.size, "root": root.hex()}
    note(act="custody.sign-checkpoint", subject="ledger", facts=facts, by="node", at=at)
    return row


def sign_when_due(*, at: datetime) -> bool:
    """Sign a checkpoint when something new was recorded and the last one is old enough."""
    last = CheckpointKept.objects.order_by("-size").first()
    every = timedelta(minutes=settings.BORDERLINK.checkpoint_minutes)
    if ledger.size() == (last.size if last else 0) or (last is not None and at < last.signed_at + every):
        return False
    sign_checkpoint(at=at)
    return True


@transaction.atomic
def keep_cosignature(*, note_text: str, by: str, at: datetime) -> CheckpointKept:
    """Add a witness's signatures to the checkpoint that they stand under; who they are is checked by readers.

    Refuses: ``NotACheckpoint`` for another text, ``NotFound``.
    """
    given = SignedCheckpoint.from_note(note_text)
    row = CheckpointKept.objects.select_for_update().filter(size=given.checkpoint.size).first()
    if row is None:
        raise NotFound(thing="checkpoint", name=str(given.checkpoint.size))
    if given.checkpoint.text() != row.text:
        raise NotACheckpoint(what="another-checkpoint")
    mine = SignedCheckpoint.from_note(row.note)
    added = tuple(line for line in given.signatures if line not in mine.signatures)
    row.note = SignedCheckpoint(checkpoint=mine.checkpoint, signatures=mine.signatures + added).note()
    row.save(update_fields=["note"])
    facts: dict[str, str | int] = {"size": row.size, "added": len(added)}
    note(act="custody.keep-cosignature", subject="ledger", facts=facts, by=by, at=at)
    return row


@transaction.atomic
def keep_token(*, size: int, token: str, by: str, at: datetime) -> CheckpointKept:
    """Keep a time-stamp (base64 of an RFC 3161 token over SHA-256 of the checkpoint's text) beside it.

    Refuses: ``NotFound``, ``NotOpen`` when the same token is kept already.
    """
    row = CheckpointKept.objects.select_for_update().filter(size=size).first()
    if row is None:
        raise NotFound(thing="checkpoint", name=str(size))
    if token in row.tokens:
        raise NotOpen(thing="token", number=str(size))
    row.tokens = [*row.tokens, token]
    row.save(update_fields=["tokens"])
    note(act="custody.keep-time-stamp", subject="ledger", facts={"size": size}, by=by, at=at)
    return row
