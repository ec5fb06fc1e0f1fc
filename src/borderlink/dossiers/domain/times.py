"""What time a token proves (RFC 3161), judged by the authority's root at the token's own time, never today's.

The library `rfc3161-client` checks signature, chain and the certificate's purpose. Before it, sets are
brought into the order that DER demands: some authorities sign a set in order and send it in another.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from rfc3161_client import TimeStampResponse, VerificationError, VerifierBuilder, decode_timestamp_response

LARGEST_TOKEN: Final = 1 << 16
_PANIC: Final = "PanicException"  # of Rust: no module of Python's has it, and it is no Exception
_SHA256: Final = "2.16.840.1.101.3.4.2.1"
_SEQUENCE: Final = 0x30
_SET: Final = 0x31
_FIRST: Final = 0xA0  # [0], of what holds it
_LONG: Final = 0x80
_INFO_PARTS: Final = 2  # status, token


def proven_time(token: bytes, text: bytes, authority: bytes) -> int | None:
    """Return the time in seconds since 1970 that a token proves of a text; None when it does not hold.

    ``token`` is an authority's whole answer, ``authority`` one or more root certificates in PEM. The chain is
    judged at the token's own time, so the answer is the same in thirty years.
    """
    try:
        roots = x509.load_pem_x509_certificates(authority)
        answer = read_token(token)
        holds = VerifierBuilder(roots=roots).build().verify(answer, hashlib.sha256(text).digest())
    except (ValueError, VerificationError, x509.InvalidVersion):
        return None
    except BaseException as fault:  # at a certificate that only one of the library's parsers reads
        if type(fault).__name__ != _PANIC:
            raise
        return None
    is_of_text = answer.tst_info.message_imprint.hash_algorithm.dotted_string == _SHA256
    return int(answer.tst_info.gen_time.timestamp()) if holds and is_of_text else None


def read_token(token: bytes) -> TimeStampResponse:
    """Return an authority's answer; nothing is verified yet. Raises ``ValueError`` for anything else."""
    if len(token) > LARGEST_TOKEN:
        raise ValueError("a token is smaller")
    return decode_timestamp_response(in_der_order(token))


@dataclass(frozen=True, slots=True)
class _Element:
    """One DER element: its tag, where it starts, where its content starts, where it ends."""

    tag: int
    start: int
    content: int
    end: int


def in_der_order(answer: bytes) -> bytes:
    """Return an authority's answer with its sets in DER's order; one in order comes back as it was.

    Only the sets of the signed data itself are touched, never those inside a certificate. Raises
    ``ValueError`` when the bytes are not an answer with a token.
    """
    data = bytearray(answer)
    parts = _children(data, _only(data, _element(data, 0, len(data)), _SEQUENCE))
    if len(parts) < _INFO_PARTS:
        raise ValueError("no token in it")
    signed = _inside(data, _inside(data, parts[1], 1), 0)
    for part in _children(data, signed):
        if part.tag in {_SET, _FIRST}:
            _sort(data, part)
    signers = _children(data, _children(data, signed)[-1])
    for signer in signers:
        for part in _children(data, signer):
            if part.tag == _FIRST:
                _sort(data, part)
    return bytes(data)


def _only(data: bytearray, element: _Element, tag: int) -> _Element:
    if element.tag != tag or (element.start == 0 and element.end != len(data)):
        raise ValueError("another structure")
    return element


def _inside(data: bytearray, element: _Element, place: int) -> _Element:
    """Return one child of a sequence or of an explicit tag."""
    found = _children(data, element)
    if len(found) <= place:
        raise ValueError("another structure")
    return found[place]


def _element(data: bytearray, start: int, limit: int) -> _Element:
    """Return the element that begins at ``start``, its length written as DER has it."""
    if start + 2 > limit:
        raise ValueError("cut")
    size, content = data[start + 1], start + 2
    if size >= _LONG:
        count = size - _LONG
        if not 1 <= count <= 3 or content + count > limit:  # noqa: PLR2004 - up to 16 MiB
            raise ValueError("length")
        size, content = int.from_bytes(data[content : content + count], "big"), content + count
    if content + size > limit:
        raise ValueError("cut")
    return _Element(data[start], start, content, content + size)


def _children(data: bytearray, parent: _Element) -> list[_Element]:
    found: list[_Element] = []
    place = parent.content
    while place < parent.end:
        found.append(_element(data, place, parent.end))
        place = found[-1].end
    return found


def _sort(data: bytearray, parent: _Element) -> None:
    encoded = [bytes(data[one.start : one.end]) for one in _children(data, parent)]
    data[parent.content : parent.end] = b"".join(sorted(encoded))
