"""Officers' keys: asked for by their owner, certified by another person, withdrawn, declared stolen.

Every event of a key stands in the ledger's case ``keys``, signed by the node's own key.
"""

import os
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from borderlink.custody.actions import pins
from borderlink.custody.actions.recording import Desk, Facts, Proposal, signing_for_node
from borderlink.custody.adapters.tokens import Lying, TokenKey
from borderlink.custody.domain.schema import KEYS_CASE, Kind
from borderlink.custody.models.ledger import Entry, SigningKey
from borderlink.custody.queries import sight
from borderlink.custody.refusals.room import OwnKey, PinOfToken
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.signing import SEED_BYTES, PrivateKey
from borderlink.foundation.who import Reader, Role
from borderlink.journal.actions import note

CERTIFIERS: Final = frozenset({Role.ADMINISTRATOR, Role.COMMANDER})
# The roles in which someone signs for exhibits: who runs or watches the node takes no part.
SIGNING: Final = (
    Role.INSPECTOR, Role.CASE_OFFICER, Role.EXHIBIT_CUSTODIAN, Role.LABORATORY, Role.COMMANDER,
    Role.LIAISON_OFFICER,
)  # fmt: skip
MOST_DAYS: Final = 1096


@transaction.atomic
def ask_for_key(*, pin: str, cost: int = pins.COST, by: Reader, at: datetime) -> SigningKey:
    """Make a key for oneself, sealed by a PIN; it counts once another person has certified it.

    Asking again replaces what was not certified yet; a key in use goes on until the new one is certified.
    Refuses: ``PinTooShort``, ``NotAllowed`` for who holds no role in which one signs.
    """
    if not by.roles & set(SIGNING):
        raise NotAllowed(act="custody.ask-for-key")
    key = PrivateKey(os.urandom(SEED_BYTES))
    SigningKey.objects.filter(badge=by.badge, retired_at=None, certified_entry=None).delete()
    row = SigningKey.objects.create(
        badge=by.badge, unit=sight.place_of(by.badge), public=key.public().text(),
        fingerprint=key.public().fingerprint(), sealed=pins.seal(key, by.badge, pin, cost=cost), asked_at=at,
    )  # fmt: skip
    note(act="custody.ask-for-key", subject=f"officer {by.badge}", by=by.badge, at=at)
    return row


@transaction.atomic
def ask_for_key_on_token(*, token: str, key: str, pin: str, by: Reader, at: datetime) -> SigningKey:
    """Name the key that one carries on a token, by the labels of both; it counts once it is certified.

    Refuses: ``NotAllowed`` for who holds no role in which one signs, ``TokenAbsent``, ``WrongPin``.
    """
    if not by.roles & set(SIGNING):
        raise NotAllowed(act="custody.ask-for-key")
    lying = Lying(token=token, key=key)
    module = settings.BORDERLINK.pkcs11_module
    public = TokenKey(module=module, lying=lying, badge=by.badge, pin=pin).public()
    SigningKey.objects.filter(badge=by.badge, retired_at=None, certified_entry=None).delete()
    row = SigningKey.objects.create(
        badge=by.badge, unit=sight.place_of(by.badge), public=public.text(), fingerprint=public.fingerprint(),
        sealed=lying.to_bytes(), asked_at=at,
    )  # fmt: skip
    facts: dict[str, str | int] = {"token": token}
    note(act="custody.ask-for-key", subject=f"officer {by.badge}", facts=facts, by=by.badge, at=at)
    return row


def certify(*, badge: str, role: Role, days: int, by: Reader, at: datetime) -> Entry:
    """Certify the key that an officer has asked for, for a role and so many days; the one before is retired.

    Refuses: ``NotAllowed``, ``OwnKey``, ``NotFound`` when no key was asked for or the role is not held,
    ``NodeKeyMissing``.
    """
    _must_certify(by, "custody.certify-key")
    if badge == by.badge:
        raise OwnKey(badge=badge)
    with signing_for_node(by=by, at=at) as desk:
        row = SigningKey.objects.select_for_update().filter(
            badge=badge, retired_at=None, certified_entry=None
        ).first()  # fmt: skip
        if row is None or role not in SIGNING or not sight.holds_role(badge, role):
            raise NotFound(thing="key", name=badge)
        _retire_before(desk, badge, at)
        start, days = int(at.timestamp()), min(max(days, 1), MOST_DAYS)
        row.unit, row.role, row.certified_by = sight.place_of(badge), role.value, by.badge
        row.from_at, row.until_at = start, start + int(timedelta(days=days).total_seconds())
        facts: Facts = {
            "key": row.public, "badge": badge, "unit": row.unit, "role": row.role,
            "from_at": row.from_at, "until_at": row.until_at,
        }  # fmt: skip
        (entry,) = desk.record([Proposal(kind=Kind.KEY_ADD, case=KEYS_CASE, facts=facts)])
        row.certified_entry = entry
        row.save()
    return entry


def _retire_before(desk: Desk, badge: str, at: datetime) -> None:
    """Retire the key that a new one replaces."""
    for old in SigningKey.objects.filter(badge=badge, retired_at=None, certified_entry__isnull=False):
        _withdraw(desk, old, "replaced", at)


def _withdraw(desk: Desk, row: SigningKey, reason: str, at: datetime) -> Entry:
    facts = {"key": row.public, "reason": reason}
    (entry,) = desk.record([Proposal(kind=Kind.KEY_RETIRE, case=KEYS_CASE, facts=facts)])
    row.retired_at, row.retired_why = at, reason
    row.save(update_fields=["retired_at", "retired_why"])
    return entry


def retire(*, badge: str, reason: str, by: Reader, at: datetime) -> Entry:
    """Withdraw an officer's key: it signs nothing more. Officers withdraw their own, certifiers anyone's.

    ``reason`` is a code: left, replaced, role-ended, lost. Refuses: ``NotAllowed``, ``NotFound``.
    """
    if badge != by.badge:
        _must_certify(by, "custody.retire-key")
    with signing_for_node(by=by, at=at) as desk:
        return _withdraw(desk, _certified(badge), reason, at)


def compromise(*, badge: str, since: datetime, by: Reader, at: datetime) -> Entry:
    """Declare an officer's key stolen from a time on: it signs nothing more, and auditors are alerted.

    What it signed after the last time that someone else proves is disputed
    (``queries.checking.disputed_entries``).
    Refuses: ``NotAllowed``, ``NotFound``.
    """
    if badge != by.badge:
        _must_certify(by, "custody.compromise-key")
    with signing_for_node(by=by, at=at) as desk:
        row = _certified(badge)
        facts: Facts = {"key": row.public, "since_at": max(int(since.timestamp()), 0)}
        (entry,) = desk.record([Proposal(kind=Kind.KEY_COMPROMISE, case=KEYS_CASE, facts=facts)])
        row.retired_at, row.retired_why = at, "compromised"
        row.save(update_fields=["retired_at", "retired_why"])
        desk.note(act="custody.alert-stolen-key", subject=f"officer {badge}", alert=True)
    return entry


def change_pin(*, old: str, new: str, cost: int = pins.COST, by: Reader, at: datetime) -> None:
    """Seal one's own key with another PIN.

    Refuses: ``WrongPin``, ``PinLocked``, ``NoSigningKey``, ``PinTooShort``, ``PinOfToken``, ``NotFound``.
    """
    _, key = pins.open_key(by.badge, old, at=at)
    if not isinstance(key, PrivateKey):
        raise PinOfToken(badge=by.badge)
    sealed = pins.seal(key, by.badge, new, cost=cost)
    with transaction.atomic():
        row = _certified(by.badge)
        if row.public != key.public().text():  # another was certified meanwhile
            raise NotFound(thing="key", name=by.badge)
        row.sealed = sealed
        row.save(update_fields=["sealed"])
        note(act="custody.change-pin", subject=f"officer {by.badge}", by=by.badge, at=at)


@transaction.atomic
def unlock(*, badge: str, by: Reader, at: datetime) -> None:
    """Let an officer try the PIN before the lock ends. Refuses: ``NotAllowed``, ``NotFound``, ``OwnKey``."""
    _must_certify(by, "custody.unlock-key")
    if badge == by.badge:
        raise OwnKey(badge=badge)
    row = _certified(badge)
    row.failed, row.locked_until = 0, None
    row.save(update_fields=["failed", "locked_until"])
    note(act="custody.unlock-key", subject=f"officer {badge}", by=by.badge, at=at)


def _certified(badge: str) -> SigningKey:
    rows = SigningKey.objects.select_for_update().filter(badge=badge, retired_at=None)
    row = rows.filter(certified_entry__isnull=False).first()
    if row is None:
        raise NotFound(thing="key", name=badge)
    return row


def _must_certify(by: Reader, act: str) -> None:
    if not by.roles & CERTIFIERS or not sight.is_of_agency(by):
        raise NotAllowed(act=act)
