"""What is done to the journal: lines are added, alerts acknowledged, checkpoints signed. The only writer."""

import re
import secrets
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final

from django.db import connection, transaction

from borderlink.foundation import chain, keyfiles, tree
from borderlink.foundation.chain import Line
from borderlink.foundation.checkpoint import Checkpoint as CheckpointValue
from borderlink.foundation.checkpoint import SignedCheckpoint
from borderlink.foundation.commitments import SALT_BYTES
from borderlink.foundation.signing import PrivateKey, PublicKey
from borderlink.foundation.who import Reader
from borderlink.journal import queries
from borderlink.journal.domain.examine import REGISTER, RETIRE, SIGN, Findings, continues
from borderlink.journal.domain.lines import Columns, Draft, draft
from borderlink.journal.domain.views import CheckpointView, Filter, LineView, Page
from borderlink.journal.models import Checkpoint, Head, JournalLine, Opening
from borderlink.journal.refusals import (
    AlertNotOpen,
    KeyAlreadyRegistered,
    KeyNotRegistered,
    OwnAlert,
    Rewritten,
)

NOTHING: Final[Mapping[str, str]] = {}
# Asked for with every act of the node, so without the ORM, which would take longer than the database.
_HEAD: Final = 'SELECT sequence, hash FROM "journal_head" WHERE id = 1'
_ADD: Final = (
    'INSERT INTO "journal_line" (sequence, body, hash, act, subject, "by", at, alert)'
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_MOVE_HEAD: Final = 'UPDATE "journal_head" SET sequence = %s, hash = %s WHERE id = 1'
_ADDED: Final[ContextVar[int]] = ContextVar("lines added", default=0)
BATCH: Final = 500  # subjects in one question: SQLite takes no thousand of them everywhere


@transaction.atomic(savepoint=False)
def note(
    *,
    act: str,
    subject: str,
    why: str = "",
    facts: Mapping[str, str | int] = NOTHING,
    personal: Mapping[str, str] = NOTHING,
    alert: bool = False,
    by: str,
    at: datetime,
) -> None:
    """Add one line: call it inside the action's own transaction, so that both stand or neither.

    ``act`` is ``room.verb``, ``subject`` a code such as ``parcel LK...``. ``facts`` are codes and numbers;
    ``why``, facts that are words, and ``personal`` fields enter the chain as salted commitments only, their
    openings are kept beside it and can be erased. An ``alert`` stays open until an auditor acknowledges it.
    Whoever writes holds the journal's end until the transaction is over: lock your own rows first, note last.
    """
    columns = Columns(act=act, subject=subject, by=by, at=at, alert=alert)
    _append(draft(columns=columns, why=why, facts=facts, personal=personal, new_salt=_salt))


def lines_added() -> int:
    """Return how many lines were added so far by this thread: it has added one where that has grown."""
    return _ADDED.get()


def _append(new: Draft) -> int:
    """Chain the line to the end of the journal and return its number."""
    sequence, hash_before = _locked_head()
    added = Line.next(new.content, after=sequence, previous=hash_before)
    columns = new.columns
    moment = connection.ops.adapt_datetimefield_value(columns.at)
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [
            added.sequence, added.body, added.hash, columns.act, columns.subject, columns.by, moment,
            columns.alert,
        ])  # fmt: skip
        cursor.execute(_MOVE_HEAD, [added.sequence, added.hash])
    if new.openings:
        Opening.objects.bulk_create(
            Opening(line_id=added.sequence, name=opening.name, salt=opening.salt, value=opening.value)
            for opening in new.openings
        )
    _ADDED.set(_ADDED.get() + 1)
    return added.sequence


def _locked_head() -> tuple[int, str]:
    """Return number and hash of the journal's end, locked: the second of two writers waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD + (" FOR UPDATE" if connection.features.has_select_for_update else ""))
        found: tuple[int, str] | None = cursor.fetchone()
    if found is not None:
        return found
    head = _made_head()
    return head.sequence, head.hash


def _made_head() -> Head:
    """Return the row of the journal's end, which the first writer of all makes."""
    last = JournalLine.objects.order_by("-sequence").first()
    end = {"sequence": last.sequence, "hash": last.hash} if last else {"sequence": 0, "hash": chain.START}
    return Head.objects.select_for_update().get_or_create(pk=1, defaults=end)[0]


@transaction.atomic
def look_at_journal(
    *, reader: Reader, wanted: Filter, before: int | None = None, most: int = 50, at: datetime
) -> Page:
    """Return a page of the journal, and note that this auditor looked. Refuses: ``NotAllowed``."""
    page = queries.lines(reader=reader, wanted=wanted, before=before, most=most)
    facts = wanted.facts() | {"shown": len(page.lines)} | ({"before": before} if before else {})
    note(act="journal.look", subject="journal", facts=facts, by=reader.badge, at=at)
    return page


@transaction.atomic
def look_at_line(*, reader: Reader, sequence: int, at: datetime) -> LineView:
    """Return one line, and note that this auditor looked. Refuses: ``NotAllowed``, ``NotFound``."""
    found = queries.line(reader=reader, sequence=sequence)
    note(act="journal.look", subject=f"line {sequence}", by=reader.badge, at=at)
    return found


@transaction.atomic
def acknowledge_alert(*, sequence: int, why: str = "", by: Reader, at: datetime) -> None:
    """Say that an auditor has looked into an alert.

    Refuses: ``NotAllowed``, ``AlertNotOpen``, ``OwnAlert`` for an alert about the auditor: their own
    act, or one upon them.
    """
    queries.need_auditor(by, act="journal.acknowledge-alert")
    _locked_head()
    row = queries.open_alert_rows().filter(sequence=sequence).first()
    if row is None:
        raise AlertNotOpen(line=sequence)
    if row.by == by.badge or row.subject in {f"officer {by.badge}", f"auditor {by.badge}"}:
        raise OwnAlert(line=sequence)
    note(act=queries.ACKNOWLEDGE, subject=f"line {sequence}", why=why, by=by.badge, at=at)


@transaction.atomic
def register_key(*, public: PublicKey, by: Reader, at: datetime) -> None:
    """Register the public half of an auditor's own key: its home is this line of the chain, and an alert.

    Refuses: ``NotAllowed``, ``KeyAlreadyRegistered``.
    """
    queries.need_auditor(by, act=REGISTER)
    _locked_head()
    before = _first_registration(public)
    if before is not None:
        raise KeyAlreadyRegistered(badge=before)
    facts = {"key": public.text()}
    note(act=REGISTER, subject=f"auditor {by.badge}", facts=facts, alert=True, by=by.badge, at=at)


@transaction.atomic
def retire_keys(*, badge: str, why: str, by: str, at: datetime) -> int:
    """Withdraw every key of an auditor (who leaves, or lost one) and return how many. Each is an alert.

    Checkpoints signed before stay valid.
    """
    _locked_head()
    keys = [text for text, owner in queries.registered_keys().items() if owner == badge]
    for text in keys:
        note(act=RETIRE, subject=f"auditor {badge}", why=why, facts={"key": text}, alert=True, by=by, at=at)
    return len(keys)


def sign_checkpoint(*, key_file: bytes, passphrase: str, by: str, at: datetime) -> CheckpointView:
    """Examine the whole journal, sign what it is now with an auditor's key, return the checkpoint.

    The key is used here and forgotten. ``by`` must have registered it, which only an auditor can.
    Refuses: ``NotAKeyFile``, ``WrongPassphrase``, ``KeyNotRegistered``, ``Rewritten`` and whatever the
    examination finds.
    """
    private = keyfiles.unprotect(key_file, passphrase)
    if queries.registered_keys().get(private.public().text()) != by:
        raise KeyNotRegistered
    findings = queries.examine()  # slow, as is opening the key: so before anything is locked
    if findings.fault is not None:
        raise findings.fault
    return _sign_head(private, findings, by, at)


@transaction.atomic
def _sign_head(private: PrivateKey, findings: Findings, by: str, at: datetime) -> CheckpointView:
    """Sign the journal's present end, which must continue what was examined, and note it."""
    _locked_head()
    hashes = JournalLine.objects.order_by("sequence").values_list("hash", flat=True)
    leaves = [bytes.fromhex(text) for text in hashes]
    if tree.root(leaves[: findings.lines]) != findings.root:
        raise Rewritten(size=findings.lines, signer=by)
    row = _checkpoint(leaves, private, by, at)
    facts: dict[str, str | int] = {"size": row.size, "root": tree.root(leaves).hex(), "checkpoint": row.pk}
    note(act=SIGN, subject=f"checkpoint {row.pk}", facts=facts, by=by, at=at)
    return queries.checkpoint_view(row)


def _checkpoint(leaves: list[bytes], private: PrivateKey, by: str, at: datetime) -> Checkpoint:
    """Sign the tree over ``leaves`` and keep it with the proof that it continues the checkpoint before."""
    value = CheckpointValue(
        origin=queries.origin(),
        size=len(leaves),
        root=tree.root(leaves),
        extensions=(f"time {at.astimezone(UTC).isoformat(timespec='seconds')}",),
    )
    before = Checkpoint.objects.order_by("-size", "-pk").first()
    proof: list[bytes] = []
    if before is not None:
        found = continues(leaves, SignedCheckpoint.from_note(before.note))
        if found is None:
            raise Rewritten(size=before.size, signer=before.by)
        proof = found
    return Checkpoint.objects.create(
        size=value.size, note=value.sign(signer_name(by), private).note(), key=private.public().text(), by=by,
        at=at, after=before.size if before else 0, proof=" ".join(step.hex() for step in proof),
    )  # fmt: skip


def signer_name(badge: str) -> str:
    """Return the name under which an auditor signs: signed notes allow no space and no plus sign."""
    return "auditor/" + re.sub(r"[\s+]", "-", badge)


@transaction.atomic
def erase_openings(*, subject: str, why: str, by: str, at: datetime) -> int:
    """Destroy the personal and free-text fields of every line about ``subject``, and return how many.

    The lines stay, with commitments that nothing opens: the chain is whole as before.
    """
    found = Opening.objects.filter(line__subject=subject)
    count, _ = found.delete()
    note(act="journal.erase-openings", subject=subject, why=why, facts={"erased": count}, by=by, at=at)
    return count


@transaction.atomic
def erase_openings_about(
    *, subjects: Sequence[str], before: datetime, about: str, why: str, by: str, at: datetime
) -> int:
    """Destroy the personal and free-text fields of lines about ``subjects`` older than ``before``.

    One line says how many, under the subject ``about``; when there is nothing to destroy, none is added.
    """
    count = 0
    for first in range(0, len(subjects), BATCH):
        wanted = subjects[first : first + BATCH]
        count += Opening.objects.filter(line__subject__in=wanted, line__at__lt=before).delete()[0]
    if count:
        note(act="journal.erase-openings", subject=about, why=why, facts={"erased": count}, by=by, at=at)
    return count


def _first_registration(public: PublicKey) -> str | None:
    """Return who registered this key first, even if it was withdrawn since."""
    for row in JournalLine.objects.filter(act=REGISTER).order_by("sequence"):
        if public.text().encode() in bytes(row.body):
            return row.by
    return None


def _salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)
