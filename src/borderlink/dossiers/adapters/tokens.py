"""Asks authorities for time-stamps (RFC 3161) over HTTP. A job calls this, never a transaction."""

from collections.abc import Sequence
from http.client import HTTPException
from typing import Final
from urllib.request import Request, urlopen

from rfc3161_client import HashAlgorithm, TimeStampRequest, TimestampRequestBuilder

from borderlink.dossiers.domain.times import LARGEST_TOKEN, proven_time, read_token
from borderlink.dossiers.refusals import TimeStampNotGiven

SECONDS: Final = 20
_QUERY: Final = "application/timestamp-query"
_REPLY: Final = "application/timestamp-reply"
_WEB: Final = ("http://", "https://")


def fetch(url: str, text: bytes, authorities: Sequence[bytes], *, seconds: float = SECONDS) -> bytes:
    """Return a token over a text from the authority at ``url``, verified against the root certificates kept.

    It answers this very request, by its nonce. Refuses: ``TimeStampNotGiven``.
    """
    query = TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256).build()
    token = _posted(url, query.as_bytes(), seconds)
    if not any(_answers(query, token, text, roots) for roots in authorities):
        raise TimeStampNotGiven(url=url, why="does-not-hold")
    return token


def _posted(url: str, query: bytes, seconds: float) -> bytes:
    if not url.startswith(_WEB):
        raise TimeStampNotGiven(url=url, why="not-an-address")
    headers = {"Content-Type": _QUERY, "Accept": _REPLY}
    asked = Request(url, data=query, headers=headers)  # noqa: S310 - the scheme was checked
    try:
        with urlopen(asked, timeout=seconds) as answer:  # noqa: S310 - the scheme was checked
            token: bytes = answer.read(LARGEST_TOKEN + 1)
    except (OSError, ValueError, HTTPException):
        raise TimeStampNotGiven(url=url, why="no-answer") from None
    return token


def _answers(query: TimeStampRequest, token: bytes, text: bytes, authority: bytes) -> bool:
    """Say whether a token answers this very request and holds by an authority's roots."""
    if proven_time(token, text, authority) is None:
        return False
    return read_token(token).tst_info.nonce == query.nonce
