"""Identifiers that sort by the time they were made and say nothing else: UUID version 7 (RFC 9562)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

RANDOM_BYTES = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_id(at: datetime, randomness: bytes) -> UUID:
    """Return the UUIDv7 of the aware moment ``at`` (to the millisecond) and 10 random bytes."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    if len(randomness) != RANDOM_BYTES:
        raise ValueError(f"an id takes {RANDOM_BYTES} random bytes, not {len(randomness)}")
    milliseconds = (at - _EPOCH) // timedelta(milliseconds=1)
    chance = int.from_bytes(randomness, "big")
    first = (chance >> 62) & 0xFFF
    last = chance & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | (7 << 76) | (first << 64) | (2 << 62) | last)


def made_at_ms(identifier: UUID) -> int:
    """Return the moment an identifier was made for, in milliseconds since 1970."""
    return identifier.int >> 80
