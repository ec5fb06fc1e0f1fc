"""What our own letter keys say: the first version, made with the node, and each that follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from borderlink.foundation.letterkeys import DAY_S, LetterKeys, PrivateLetterKeys
from borderlink.foundation.signing import PublicKey

DAYS: Final = 365
NOTICE_DAYS: Final = 7  # from which keys are told until they begin: files are carried by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What letter keys say of a node beside its keys; ``tls`` as in ``LetterKeys``."""

    agency: str
    node: str
    country: str
    languages: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    tls: tuple[str, ...] = ()


def next_keys(
    place: Place,
    before: LetterKeys | None,
    *,
    private: PrivateLetterKeys,
    sign_key: PublicKey,
    days: int = DAYS,
    notice_days: int = NOTICE_DAYS,
    now: int,
) -> LetterKeys:
    """Return the version that follows, unsigned; ``now`` in seconds since 1970.

    It begins after ``notice_days``, but never after the version before ends; at once where that has ended,
    and the first one yesterday: clocks differ. It is valid for ``days``.
    """
    start = now - now % DAY_S - DAY_S if before is None else _start(before, notice_days, now)
    return LetterKeys(
        agency=place.agency, node=place.node, country=place.country, languages=place.languages,
        addresses=place.addresses, tls=place.tls, sign_key=sign_key, open_keys=private.public(),
        version=before.version + 1 if before else 1, previous=before.digest() if before else "",
        from_at=start, until_at=start + days * DAY_S,
    )  # fmt: skip


def _start(before: LetterKeys, notice_days: int, now: int) -> int:
    wanted = min(now + notice_days * DAY_S, max(before.until_at, now))
    return max(wanted, before.from_at + 1)


def languages(first: str, known: Sequence[str] = ("zh-Hans", "zh-Hant", "vi", "en")) -> tuple[str, ...]:
    """Return the languages in which a node reads letters: every one that the program knows, its own first."""
    return (first, *(one for one in known if one != first))
