"""A dossier is signed by the node's key and by the officer who drew it up; it counts once it verifies."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from borderlink.custody.actions import pins
from borderlink.custody.actions.recording import Hand
from borderlink.custody.queries.nodekey import node_key
from borderlink.dossiers.actions.stamping import must_be_stamped
from borderlink.dossiers.domain import archive, assemble
from borderlink.dossiers.domain.index import NODE_BADGE, sign
from borderlink.dossiers.domain.verdict import Outcome, Verdict
from borderlink.dossiers.domain.verify import verify_dossier
from borderlink.dossiers.models import DRAWN_UP, SIGNED, Dossier
from borderlink.dossiers.queries import drawn
from borderlink.dossiers.refusals import AlreadySigned, NotTheDrawer, WouldNotVerify
from borderlink.foundation.signing import Signer
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.screening.adapters.kept import keep

_PASSING = frozenset({Outcome.VALID, Outcome.REMARKS})


def sign_dossier(*, number: str, hand: Hand, by: Reader, at: datetime) -> Dossier:
    """Sign a dossier that waits, with the PIN of the officer who drew it up; keep it once it verifies.

    Refuses: ``NotFound``, ``AlreadySigned``, ``NotTheDrawer``, ``WrongPin``, ``PinLocked``,
    ``NoSigningKey``, ``NodeKeyMissing``, ``NotStampedInTime``, ``WouldNotVerify``.
    """
    row = drawn.dossier_of(by, number)
    must_be_stamped(at)
    badge = hand.badge.strip().upper()
    if row.state != DRAWN_UP:
        raise AlreadySigned(number=row.number)
    if row.drawn_up_by != badge or by.badge != badge:
        raise NotTheDrawer(number=row.number, badge=row.drawn_up_by)
    _, key = pins.open_key(badge, hand.pin, at=at)
    data = _signed(row, key)
    verdict = verify_dossier(data, anchors=[row.root_fingerprint])
    if verdict.outcome not in _PASSING:
        raise WouldNotVerify(finding=verdict.findings[0].code)
    return _keep(number, data, verdict, by, at)


def _signed(row: Dossier, key: Signer) -> bytes:
    members = archive.read(drawn.bytes_of(row.draft_sha256))
    index = members.pop("index.json")
    node = sign(index, NODE_BADGE, node_key(settings.BORDERLINK.folder))
    return assemble.close(members, index, [node, sign(index, row.drawn_up_by, key)])


def _keep(number: str, data: bytes, verdict: Verdict, by: Reader, at: datetime) -> Dossier:
    shelved = keep(Path(settings.MEDIA_ROOT), drawn.SHELF, [data])
    with transaction.atomic():
        row = drawn.waiting_dossier(by, number)
        if row.state != DRAWN_UP:
            raise AlreadySigned(number=row.number)
        row.state, row.sha256, row.size, row.signed_at = SIGNED, shelved.sha256, shelved.size, at
        row.verdict = verdict.value()
        row.save(update_fields=["state", "sha256", "size", "signed_at", "verdict"])
        facts: dict[str, str | int] = {"sha256": shelved.sha256, "verdict": verdict.code}
        note(act="dossiers.sign", subject=f"dossier {number}", facts=facts, by=by.badge, at=at)
    return row
