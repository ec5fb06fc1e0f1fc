"""Receipts of ours are signed and kept: a letter that comes again gets the same bytes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from borderlink.foundation.envelope import digest_of
from borderlink.foundation.signing import Signer
from borderlink.liaison.actions.inserting import insert_many, new_row
from borderlink.liaison.domain.receipts import ReceiptNote, sign
from borderlink.liaison.domain.states import Arrived
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import Incoming, Receipt
from borderlink.liaison.queries.postkeys import me, own_keys

STAGES = {
    Arrived.APPLIED: "RCP-VALIDATED",
    Arrived.WAITS: "RCP-STORED",
    Arrived.REFUSED: "RCP-REFUSED",
    Arrived.GIVEN_UP: "RCP-REFUSED",
    Arrived.QUARANTINED: "RCP-NOTUNDERSTOOD",
}


def keep_receipts(
    partner: Partner, rows: Sequence[Incoming], at: datetime, *, told_at: datetime | None = None
) -> dict[str, bytes]:
    """Sign and keep a receipt of what has become of each envelope; return them by digest."""
    if not rows:
        return {}
    signer = own_keys().signer
    made = {row.digest: _receipt(partner, row, signer, at, told_at) for row in rows}
    insert_many(list(made.values()))
    return {digest: bytes(receipt.document) for digest, receipt in made.items()}


def _receipt(
    partner: Partner, row: Incoming, signer: Signer, at: datetime, told_at: datetime | None
) -> Receipt:
    stage = STAGES[Arrived(row.state)]
    content = digest_of(bytes(row.content)) if row.content else ""
    note = _note(partner, str(row.letter), row.digest, stage, row.code, at, content)
    document = sign(note, signer).to_bytes()
    return new_row(
        Receipt, partner_id=partner.pk, letter=row.letter, stage=stage, code=row.code, ours=True,
        document=document, at=at, told_at=told_at,
    )  # fmt: skip


def signed_receipt(  # noqa: PLR0917 - what a receipt says
    partner: Partner, letter: str, digest: str, stage: str, code: str, at: datetime
) -> bytes:
    """Return the bytes of a receipt of ours for a partner's envelope; nothing is kept."""
    return sign(_note(partner, letter, digest, stage, code, at, ""), own_keys().signer).to_bytes()


def _note(  # noqa: PLR0917 - what a receipt says
    partner: Partner, letter: str, digest: str, stage: str, code: str, at: datetime, content: str
) -> ReceiptNote:
    return ReceiptNote(
        letter=letter, digest=digest, content=content, stage=stage, code=code, at=int(at.timestamp()),
        sender=partner.code, recipient=me(),
    )  # fmt: skip


def kept_receipts(partner: Partner, letters: Sequence[str]) -> dict[str, tuple[bytes, ...]]:
    """Return every receipt of ours for some letters of a partner, by letter, the oldest first."""
    found: dict[str, tuple[bytes, ...]] = {}
    for _, letter, document in _kept(partner, letters):
        found[str(letter)] = (*found.get(str(letter), ()), document)
    return found


def tell_again(partner: Partner, letters: Sequence[str]) -> None:
    """Let our receipts for some letters of a partner be told once more: they came again by hand."""
    Receipt.objects.filter(pk__in=[pk for pk, _, _ in _kept(partner, letters)]).update(told_at=None)


def _kept(partner: Partner, letters: Sequence[str]) -> list[tuple[int, UUID, bytes]]:
    """Return our receipts for some letters of a partner: asked by letter, for a partner has many."""
    rows = Receipt.objects.filter(letter__in=letters, ours=True).order_by("pk")
    asked = rows.values_list("pk", "letter", "document", "partner")
    return [(pk, letter, bytes(document)) for pk, letter, document, owner in asked if owner == partner.pk]
