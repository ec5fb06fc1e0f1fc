"""An officer's key is opened by a PIN: stretched, mixed with the node's secret, counted when it is wrong."""

import hashlib
import hmac
import os
import unicodedata
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from borderlink.custody.adapters.tokens import Lying, TokenKey
from borderlink.custody.domain.acts import Signer
from borderlink.custody.models.ledger import SigningKey
from borderlink.custody.refusals.room import NoSigningKey, PinLocked, PinTooShort, TokenAbsent, WrongPin
from borderlink.foundation import keyfiles, signing
from borderlink.foundation.keyfiles import WrongPassphrase
from borderlink.foundation.signing import PrivateKey
from borderlink.journal.actions import note

COST: Final = 14  # log2 of scrypt's n, with r = 8: 16 MiB and about 50 ms
LEAST: Final = 6
MOST_WRONG: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)


def seal(key: PrivateKey, badge: str, pin: str, *, cost: int = COST) -> bytes:
    """Return a key sealed by a PIN and the node's secret. Refuses: ``PinTooShort``."""
    if len(pin) < LEAST or len(set(pin)) == 1:
        raise PinTooShort(least=LEAST)
    return keyfiles.protect(key, _stretchable(badge, pin), salt=os.urandom(keyfiles.SALT_BYTES), cost=cost)


def open_key(badge: str, pin: str, *, by: str = "", at: datetime) -> tuple[Signer, signing.Signer]:
    """Return who signs and the key that the PIN opens, on its token or here. Every try is counted first.

    ``by`` is who is signed in on this screen, unless it is the key's owner. Called inside a transaction it
    fails: a wrong PIN would not be counted when that one is rolled back.
    Refuses: ``NoSigningKey``, ``PinLocked``, ``WrongPin``, ``TokenAbsent``.
    """
    row = _count_try(badge, at)
    try:
        key = _opened(row, pin)
    except (WrongPassphrase, WrongPin):
        _note_wrong(row, by or row.badge, at)
        raise WrongPin(badge=row.badge, left=max(MOST_WRONG - row.failed, 0)) from None
    SigningKey.objects.filter(pk=row.pk).update(failed=0, locked_until=None)
    return Signer(badge=row.badge, unit=row.unit, role=row.role, key=row.public), key


def _opened(row: SigningKey, pin: str) -> signing.Signer:
    """Return the key of a row. Refuses: ``WrongPassphrase``, ``WrongPin``, ``TokenAbsent``."""
    lying = Lying.from_bytes(bytes(row.sealed))
    if lying is None:
        return keyfiles.unprotect(bytes(row.sealed), _stretchable(row.badge, pin))
    key = TokenKey(module=settings.BORDERLINK.pkcs11_module, lying=lying, badge=row.badge, pin=pin)
    if key.public().text() != row.public:
        raise TokenAbsent(token=lying.token, what="key")
    return key


@transaction.atomic(durable=True)
def _count_try(badge: str, at: datetime) -> SigningKey:
    """Return the officer's key with this try counted: of many at once, none escapes the count."""
    certified = SigningKey.objects.filter(retired_at=None, certified_entry__isnull=False)
    row = certified.select_for_update().filter(badge=badge.strip().upper()).first()
    if row is None:
        raise NoSigningKey(badge=badge.strip()[:64])
    if row.failed >= MOST_WRONG and row.locked_until is not None and at < row.locked_until:
        raise PinLocked(badge=row.badge, until=row.locked_until)
    row.failed = 1 if row.failed >= MOST_WRONG else row.failed + 1
    row.locked_until = at + LOCKED_FOR if row.failed >= MOST_WRONG else None
    row.save(update_fields=["failed", "locked_until"])
    return row


@transaction.atomic
def _note_wrong(row: SigningKey, by: str, at: datetime) -> None:
    locked = row.failed >= MOST_WRONG
    act = "custody.lock-key" if locked else "custody.wrong-pin"
    note(act=act, subject=f"officer {row.badge}", alert=locked, by=by, at=at)


def _stretchable(badge: str, pin: str) -> str:
    """Return what is stretched: without the node's secret the table alone cannot be searched for PINs."""
    typed = f"{badge}\0{unicodedata.normalize('NFKC', pin)}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), typed, hashlib.sha256).hexdigest()
