"""Questions about officers' keys: one's own, and for those who certify everyone's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.conf import settings

from borderlink.custody.models.ledger import SigningKey
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Kind, Reader, Role, Subject, may_see, sees_kind
from borderlink.officers.models import Officer


class KeyState(StrEnum):
    """How a key stands."""

    WAITING = "waiting"
    VALID = "valid"
    LOCKED = "locked"
    EXPIRED = "expired"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyView:
    """A key as a page shows it: never its sealed half."""

    badge: str
    unit: str
    role: str
    fingerprint: str
    state: KeyState
    asked_at: datetime
    from_at: datetime | None
    until_at: datetime | None
    locked_until: datetime | None


def certifies(reader: Reader) -> bool:
    """Say whether the reader certifies other officers' keys."""
    return bool(reader.roles & {Role.ADMINISTRATOR, Role.COMMANDER})


def sees_root(reader: Reader) -> bool:
    """Say whether the agency's root is the reader's to see: who renews it, or tells its digits to others."""
    subject = Subject(kind=Kind.ROOT, agency=settings.BORDERLINK.agency)
    return may_see(reader, subject)


def own_keys(reader: Reader, at: datetime) -> list[KeyView]:
    """Return the reader's keys: the newest first, those that still serve before those that ended.

    Refuses: ``NotAllowed`` for who holds no role with a part in custody, and never had a key.
    """
    if not (sees_kind(reader, Kind.KEY) or SigningKey.objects.filter(badge=reader.badge).exists()):
        raise NotAllowed(act="custody.see-keys")
    rows = SigningKey.objects.filter(badge=reader.badge).order_by("-asked_at", "-pk")
    return sorted((view_of(row, at) for row in rows), key=lambda key: key.state in _ENDED)


def all_keys(reader: Reader, at: datetime) -> list[KeyView]:
    """Return every officer's keys, the newest first. Refuses: ``NotAllowed``."""
    if not certifies(reader):
        raise NotAllowed(act="custody.see-keys")
    return [view_of(row, at) for row in SigningKey.objects.order_by("-asked_at", "-pk")]


def roles_of(badge: str) -> Sequence[Role]:
    """Return the roles that an officer holds now."""
    officer = Officer.objects.filter(badge=badge, is_active=True).first()
    return sorted(officer.person().roles) if officer else []


_ENDED = frozenset({KeyState.RETIRED, KeyState.COMPROMISED, KeyState.EXPIRED})


def view_of(row: SigningKey, at: datetime) -> KeyView:
    """Return a key as pages show it at a moment."""
    return KeyView(
        badge=row.badge,
        unit=row.unit,
        role=row.role,
        fingerprint=row.fingerprint,
        state=_state(row, at),
        asked_at=row.asked_at,
        from_at=_moment(row.from_at),
        until_at=_moment(row.until_at),
        locked_until=row.locked_until,
    )


def _state(row: SigningKey, at: datetime) -> KeyState:
    if row.retired_at is not None:
        return KeyState.COMPROMISED if row.retired_why == "compromised" else KeyState.RETIRED
    if row.certified_entry_id is None:
        return KeyState.WAITING
    if row.until_at is not None and row.until_at <= at.timestamp():
        return KeyState.EXPIRED
    locked = row.locked_until is not None and at < row.locked_until
    return KeyState.LOCKED if locked else KeyState.VALID


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
