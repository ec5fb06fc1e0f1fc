"""One notice over the network: sent once, never redirected, at most a few seconds, its answer not read."""

from typing import Final

import urllib3
from urllib3.exceptions import HTTPError

from borderlink.screening.domain.notices import HEADER

TIMEOUT: Final = urllib3.Timeout(connect=3, read=5)
_POOL: Final = urllib3.PoolManager(num_pools=4, retries=False, timeout=TIMEOUT)


def call(url: str, body: str, signed: str) -> int:
    """Send a notice and return the status of its answer, 0 where none came."""
    headers = {"Content-Type": "application/json", HEADER: signed, "User-Agent": "Borderlink"}
    try:
        answer = _POOL.request(
            "POST", url, body=body.encode(), headers=headers, redirect=False, preload_content=False
        )
        answer.release_conn()
        answer.close()
    except (HTTPError, OSError, ValueError):
        return 0
    return int(answer.status)
