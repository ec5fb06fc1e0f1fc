"""Letter keys that take the place of others: a partner's by its key_update, our own by two root keys."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from borderlink.foundation.letterkeys import SignedLetterKeys
from borderlink.journal.actions import note
from borderlink.liaison.domain.partnership import moment
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.partners import Partner, PartnerKeys
from borderlink.liaison.queries.partners import newest_keys, root_of
from borderlink.liaison.refusals.partners import KeysOutOfTurn


def keep_keys(partner: Partner, signed: SignedLetterKeys, at: datetime) -> PartnerKeys:
    """Write a version of a partner's keys that was checked already."""
    keys = signed.keys
    return PartnerKeys.objects.create(
        partner=partner, version=keys.version, document=signed.to_bytes(), from_at=moment(keys.from_at),
        until_at=moment(keys.until_at), at=at,
    )  # fmt: skip


@transaction.atomic
def take_newer_keys(partner: Partner, signed: SignedLetterKeys, at: datetime) -> PartnerKeys:
    """Take a partner's next keys, signed by its root and by the keys before; auditors are alerted.

    From the moment the newer ones begin, the older ones sign nothing new: there is no overlap for signing, as
    the keyring counts (`domain.receiving`). Their owner opens what was sealed to them for 30 days more.

    Refuses: ``KeysOutOfTurn``, and what is refused of keys that do not follow those that are trusted.
    """
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    known = newest_keys(partner)
    if known is None or signed.keys.version != known.version + 1:
        raise KeysOutOfTurn(
            partner=partner.code, found=signed.keys.version, known=known.version if known else 0
        )
    before = SignedLetterKeys.from_bytes(bytes(known.document)).keys
    signed.verify_after(before, root_of(partner))
    row = keep_keys(partner, signed, at)
    _follow(partner, before.addresses, signed.keys.addresses)
    facts: dict[str, str | int] = {
        "version": row.version, "from": row.from_at.isoformat(), "until": row.until_at.isoformat(),
    }  # fmt: skip
    note(
        act="liaison.take-keys", subject=f"partner {partner.code}", facts=facts, alert=True, by="node", at=at
    )
    return row


def _follow(partner: Partner, before: Sequence[str], now: Sequence[str]) -> None:
    """Send post to a partner's new address; one that an officer has written instead of theirs stays."""
    theirs = partner.address in before or not (partner.address or before)
    if theirs and now and partner.address not in now:
        partner.address = now[0]
        partner.save(update_fields=["address"])


def key_update(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Let a key_update have its effect: the partner's next keys are kept, the older ones end."""
    document = base64.b64decode(str(value["facts"]["document"]))
    take_newer_keys(letter.thread.partner, SignedLetterKeys.from_bytes(document), at)
