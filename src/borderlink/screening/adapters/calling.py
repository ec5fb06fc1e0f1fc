"""One notice over the network: sent once, never redirected, at most a few seconds, its answer not read.

The name is asked for once: what it leads to is judged, and just that is called. A name that leads elsewhere a
moment later (DNS rebinding) leads nobody else there.
"""

import socket
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

import urllib3
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from borderlink.screening.domain.notices import HEADER, Address, Network, is_address, may_go

TIMEOUT: Final = urllib3.Timeout(connect=3, read=5)
FORBIDDEN: Final = 1  # in place of a status: the name leads where no notice may go


def addresses_of(url: str) -> list[Address]:
    """Return what the name in an address of the web leads to; nothing where nobody knows it now."""
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, _port(url), type=socket.SOCK_STREAM)
        return [ip_address(str(one[4][0])) for one in found]
    except (OSError, ValueError):
        return []


def _port(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)


def call(url: str, body: str, signed: str, *, inside: Sequence[Network]) -> int:
    """Send a notice and return the status of its answer: 0 where none came, ``FORBIDDEN`` where none may go.

    ``inside`` are the internal networks that may be called.
    """
    addresses = addresses_of(url) if is_address(url) else []
    if not addresses:
        return 0
    if not may_go(url, addresses, inside):
        return FORBIDDEN
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Content-Type": "application/json", HEADER: signed, "User-Agent": "Borderlink",
        "Host": parts.netloc,
    }  # fmt: skip
    try:
        with _pool(url, str(addresses[0])) as pool:
            answer = pool.urlopen(
                "POST", target, body=body.encode(), headers=headers, redirect=False, preload_content=False
            )
            answer.close()
    except (HTTPError, OSError, ValueError):
        return 0
    return int(answer.status)


def _pool(url: str, address: str) -> HTTPConnectionPool:
    """Return connections to one checked address; its certificate must be that of the name."""
    host = urlsplit(url).hostname or ""
    if urlsplit(url).scheme == "http":
        return HTTPConnectionPool(address, _port(url), retries=False, timeout=TIMEOUT)
    return HTTPSConnectionPool(
        address, _port(url), retries=False, timeout=TIMEOUT, server_hostname=host, assert_hostname=host
    )
