"""Signed notices to carriers: what one says, how it is signed, when it is tried again, where it may go.

The signature is that of many webhooks: HMAC-SHA256 over the time and the body, so that a copy sent later, or
with another body, is told from the notice. docs/start/courier.md shows how a carrier verifies it.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

HEADER: Final = "Borderlink-Signature"
TOLERANCE_S: Final = 300  # how old a notice may be when it is verified
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_FIRST: Final = timedelta(seconds=10)
_LONGEST: Final = timedelta(hours=4)
ATTEMPTS_MOST: Final = 24  # more than three days


def secret_of(node_secret: str, number: str) -> str:
    """Return the secret of one webhook: derived, so that no table holds it."""
    made = hmac.new(node_secret.encode(), f"webhook {number}".encode(), hashlib.sha256).hexdigest()
    return f"whs_{made}"


def body_of(event: str, kind: str, facts: Mapping[str, object], at: datetime) -> str:
    """Return a notice as it is sent: one JSON object, the same bytes at every attempt."""
    said = {"event": event, "kind": kind, "at": at.isoformat(), **facts}
    return json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)


def signature(secret: str, body: str, at: datetime) -> str:
    """Return the header's value: `t=<seconds>,v1=<hex>`."""
    seconds = int(at.timestamp())
    made = hmac.new(secret.encode(), f"{seconds}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={seconds},v1={made}"


def next_attempt(attempts: int, at: datetime) -> datetime | None:
    """Return when a notice that was not taken is tried again; None after the last attempt."""
    if attempts >= ATTEMPTS_MOST:
        return None
    return at + min(_FIRST * (1 << min(attempts, 20)), _LONGEST)


def is_address(url: str) -> bool:
    """Say whether notices may go there: https, or http on this machine; no user name, no fragment."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= 300  # noqa: PLR2004
    return bool(safe and host and plain and not parts.username and not parts.fragment)
