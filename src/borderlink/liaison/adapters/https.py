"""The line to a partner's node: HTTPS with the certificate that its letter keys name, HTTP to ourselves."""

from typing import Any, Final
from urllib.parse import urlsplit

from urllib3 import PoolManager
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.util import Timeout

from borderlink.foundation.refusals import Refusal
from borderlink.liaison.domain.bundles import MEDIA_TYPE, MOST_BYTES
from borderlink.liaison.refusals.post import (
    AnswerTooLarge,
    NoAddress,
    NoRoute,
    NotAnswered,
    NotSafe,
    TimedOut,
    WrongCertificate,
)

PATH: Final = "/liaison/post"
FILES_PATH: Final = "/liaison/post/files"
CONNECT_S: Final = 10.0
READ_S: Final = 60.0
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
OK: Final = 200


class Line:
    """Connections to one partner's node, kept open between exchanges; used by one thread."""

    def __init__(self, *, connect_s: float = CONNECT_S, read_s: float = READ_S) -> None:
        self._timeout = Timeout(connect=connect_s, read=read_s)
        self._pools: dict[str, PoolManager] = {}

    def post(
        self, partner: str, address: str, tls: tuple[str, ...], data: bytes, *, path: str = PATH
    ) -> bytes:
        """Return the answer to a bundle, or under another path to an exchange of files.

        The certificate must be one of ``tls`` (SHA-256 in hexadecimal); no authority is asked. Refuses:
        ``NoAddress``, ``NotSafe``, ``NoRoute``, ``TimedOut``, ``WrongCertificate``, ``NotAnswered``,
        ``AnswerTooLarge``.
        """
        if not address:
            raise NoAddress(partner=partner)
        told = urlsplit(address)
        if told.scheme != "https":
            if told.hostname not in LOOPBACK:
                raise NotSafe(partner=partner)
            return self._post("", partner, address, data, path)
        fault: Refusal = WrongCertificate(partner=partner)
        for digest in tls:
            try:
                return self._post(digest, partner, address, data, path)
            except WrongCertificate as wrong:
                fault = wrong
        raise fault

    def _post(self, digest: str, partner: str, address: str, data: bytes, path: str) -> bytes:
        try:
            answer = self._pool(digest).request(
                "POST", address.rstrip("/") + path, body=data, headers={"Content-Type": MEDIA_TYPE},
                retries=False, redirect=False, preload_content=False, timeout=self._timeout,
            )  # fmt: skip
            content = answer.read(MOST_BYTES + 1, decode_content=False)
            answer.release_conn()
        except (SSLError, MaxRetryError) as fault:
            raise _of_tls(fault, partner) from None
        except NewConnectionError:  # a kind of timeout to the library, and none to us
            raise NoRoute(partner=partner) from None
        except (ConnectTimeoutError, ReadTimeoutError):
            raise TimedOut(partner=partner) from None
        except (HTTPError, OSError):
            raise NoRoute(partner=partner) from None
        if answer.status != OK:
            raise NotAnswered(partner=partner, status=answer.status)
        if len(content) > MOST_BYTES:
            raise AnswerTooLarge(partner=partner)
        return bytes(content)

    def _pool(self, digest: str) -> PoolManager:
        """Return the connections whose certificate is the one with this digest; empty: in clear."""
        if digest not in self._pools:
            pinned: dict[str, Any] = (
                {"cert_reqs": "CERT_NONE", "assert_fingerprint": digest} if digest else {}
            )
            self._pools[digest] = PoolManager(num_pools=2, maxsize=1, **pinned)
        return self._pools[digest]

    def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            pool.clear()


def _of_tls(fault: Exception, partner: str) -> Refusal:
    """Return what a failed connection tells: another certificate, or no connection at all."""
    words = str(fault)
    return WrongCertificate(partner=partner) if "ingerprint" in words else NoRoute(partner=partner)
