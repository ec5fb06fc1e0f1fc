"""Ed25519 signatures checked in plain Python, as RFC 8032 tells and nothing looser.

Refused: a signature whose S is not below the group's order; a key that is no point, not in its one form, or
of small order. The equation is checked without cofactor and R is compared as bytes, as OpenSSL does. Checking
needs no secret, so nothing here has to run in constant time.
"""

import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)
WINDOWS = 64  # of four bits each

Point = tuple[int, int, int, int]  # X, Y, Z, T: x = X/Z, y = Y/Z, xy = T/Z
Cached = tuple[int, int, int, int]  # Y-X, Y+X, 2Z, 2dT: what an addition needs of its second point


def cached(point: Point) -> Cached:
    x, y, z, t = point
    return (y - x) % P, (y + x) % P, 2 * z % P, 2 * D * t % P


def add(first: Point, second: Cached) -> Point:
    """Add two points; the formula holds for equal ones too."""
    x, y, z, t = first
    minus, plus, double_z, double_dt = second
    a, b = (y - x) * minus % P, (y + x) * plus % P
    c, d = t * double_dt % P, z * double_z % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_of(raw: bytes) -> Point:
    """Return the point that 32 bytes name, or raise ValueError."""
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if len(raw) != 32 or y >= P:  # noqa: PLR2004 - bytes of a key
        raise ValueError("not a point in its one form")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        raise ValueError("not a point")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def bytes_of(point: Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def multiples(point: Point) -> list[list[Cached]]:
    """Return 0 to 15 times the point, times 16 to the power of each window."""
    rows = []
    for _ in range(WINDOWS):
        step, row, one = NEUTRAL, [], cached(point)
        for _ in range(16):
            row.append(cached(step))
            step = add(step, one)
        rows.append(row)
        point = step
    return rows


def times(scalar: int, rows: list[list[Cached]], start: Point = NEUTRAL) -> Point:
    """Return a multiple of a point, by the table of its multiples, added to ``start``."""
    for row in rows:
        start = add(start, row[scalar & 15])
        scalar >>= 4
    return start


BASE = multiples(point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little")))


@lru_cache(maxsize=256)
def minus_multiples_of(raw: bytes) -> list[list[Cached]]:
    """Return the table of a key's point with its sign changed; raise ValueError for a key of small order."""
    x, y, z, t = point_of(raw)
    point = (P - x, y, z, P - t)
    eightfold = point
    for _ in range(3):
        eightfold = add(eightfold, cached(eightfold))
    if bytes_of(eightfold) == bytes_of(NEUTRAL):
        raise ValueError("a key of small order")
    return multiples(point)


def is_signed(raw: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a signature of 64 bytes is that of a key over a message."""
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or scalar >= L:  # noqa: PLR2004 - bytes of a signature
        return False
    digest = hashlib.sha512(signature[:32] + raw + message).digest()
    hashed = int.from_bytes(digest, "little") % L
    found = times(hashed, minus_multiples_of(raw), times(scalar, BASE))
    return bytes_of(found) == signature[:32]


class Ed25519PublicKey:
    """A public key with the two methods that the rules ask of it."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    @classmethod
    def from_public_bytes(cls, raw: bytes) -> "Ed25519PublicKey":
        minus_multiples_of(raw)
        return cls(raw)

    def verify(self, signature: bytes, message: bytes) -> None:
        if not is_signed(self.raw, message, signature):
            raise InvalidSignature


class Ed25519PrivateKey:
    """Nothing is signed here."""
