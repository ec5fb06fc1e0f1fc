"""Signed notices to carriers: what one says, how it is signed, when it is tried again, where it may go.

The signature is that of many webhooks: HMAC-SHA256 over the time and the body, so that a copy sent later, or
with another body, is told from the notice. docs/start/courier.md shows how a carrier verifies it.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
HEADER: Final = "Borderlink-Signature"
TOLERANCE_S: Final = 300  # how old a notice may be when it is verified
LOOPBACK: Final = ("127.0.0.0/8", "::1/128")
_NAT64: Final = IPv6Network("64:ff9b::/96")
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
    """Say whether a text is an address of a web server: no user name, no fragment."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= 300  # noqa: PLR2004
    known = parts.scheme in {"https", "http"}
    return bool(known and host and plain and not parts.username and not parts.fragment)


def networks_from(texts: Iterable[str], *, demo: bool) -> tuple[Network, ...]:
    """Return the internal networks that notices may go to; in a demonstration this machine is one."""
    return tuple(ip_network(text) for text in (*texts, *(LOOPBACK if demo else ())))


def may_go(url: str, addresses: Sequence[Address], inside: Sequence[Network]) -> bool:
    """Say whether a notice may go to an address of the web, whose name leads to these.

    Each must lie on the internet or in a network that is named; in clear only this machine is told.
    """
    plain = [_embedded(address) for address in addresses]
    if urlsplit(url).scheme == "http" and not (plain and all(one.is_loopback for one in plain)):
        return False
    return all(_is_public(one) or any(one in network for network in inside) for one in plain)


def _embedded(address: Address) -> Address:
    """Return the address of version 4 that one of version 6 only wraps."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_public(address: Address) -> bool:
    own = address.is_private or address.is_loopback or address.is_link_local or address.is_unspecified
    return address.is_global and not (own or address.is_multicast or address.is_reserved)
