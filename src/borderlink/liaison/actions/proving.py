"""A letter leaves as evidence: its signed bytes, its receipts, and the public keys that prove them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from borderlink.foundation.introductions import keys_file
from borderlink.foundation.letterkeys import SignedLetterKeys
from borderlink.foundation.roots import SignedRoot
from borderlink.foundation.who import Reader
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.post import Incoming, OutgoingBytes, Receipt
from borderlink.liaison.queries import ownkeys
from borderlink.liaison.queries.letters import letter_of
from borderlink.liaison.queries.sight import account_of, needs_office
from borderlink.liaison.refusals.receiving import NoEvidence
from borderlink.officers.actions.leaving import leave_node

WAY: Final = "liaison.letter-evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Files by name, who wrote the letter, who took it in, and the 60 digits of each."""

    files: dict[str, bytes]
    sender: str
    recipient: str
    digits: dict[str, str]


@transaction.atomic
def hand_out_letter(
    *, letter: str, to: str, why: str, country: str = "", by: Reader, at: datetime
) -> Evidence:
    """Return a letter, its envelope, its receipts and the keys of both sides, for a court or an authority.

    Whoever has them and the digits on paper verifies them with ``docs/verify_letter.py``. It tells of people:
    it leaves as such, ``country`` being that of a recipient abroad. Refuses: ``NotFound``, ``NotAllowed``,
    ``NoEvidence``, what the way out refuses.
    """
    row = letter_of(by, letter)
    needs_office(by, row.thread.unit, "liaison.hand-out-letter")
    sealed = _sealed(row)
    if sealed is None or not sealed.content or not sealed.wire:
        raise NoEvidence(letter=str(row.uuid))
    leave_node(
        way=WAY, subject=f"letter {row.uuid}", to=to, why=why, persons=True, case=row.thread.case,
        country=country, by=account_of(by), at=at,
    )  # fmt: skip
    partner, me = row.thread.partner, str(settings.BORDERLINK.agency)
    receipts = Receipt.objects.filter(
        partner=partner, letter=row.uuid, ours=row.direction == Direction.IN.value
    ).order_by("pk")
    theirs, ours = SignedRoot.from_bytes(bytes(partner.root)), ownkeys.root(settings.BORDERLINK.folder)
    files = {f"{row.uuid}.letter": bytes(sealed.content), f"{row.uuid}.envelope": bytes(sealed.wire)}
    files |= {f"receipt-{number}.json": bytes(one.document) for number, one in enumerate(receipts, start=1)}
    files |= dict(_keys(partner.code, theirs, _pinned(row)))
    files |= dict(_keys(me, ours, iter(ownkeys.versions(settings.BORDERLINK.folder))))
    pair = (partner.code, me) if row.direction == Direction.IN.value else (me, partner.code)
    digits = {partner.code: theirs.root.fingerprint(), me: ours.root.fingerprint()}
    return Evidence(files=files, sender=pair[0], recipient=pair[1], digits=digits)


def _sealed(row: Letter) -> Incoming | OutgoingBytes | None:
    partner = row.thread.partner
    if row.direction == Direction.IN.value:
        return Incoming.objects.filter(partner=partner, letter=row.uuid).first()
    return OutgoingBytes.objects.filter(outgoing__partner=partner, outgoing__letter=row.uuid).first()


def _pinned(row: Letter) -> Iterator[SignedLetterKeys]:
    for kept in row.thread.partner.keys.order_by("version"):
        yield SignedLetterKeys.from_bytes(bytes(kept.document))


def _keys(agency: str, root: SignedRoot, versions: Iterator[SignedLetterKeys]) -> Iterator[tuple[str, bytes]]:
    for signed in versions:
        yield f"{agency}-{signed.keys.version}.keys.json", keys_file(root, signed)
