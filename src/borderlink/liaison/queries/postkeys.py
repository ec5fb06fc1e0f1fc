"""Which keys count for letters now: ours, read once from the node's folder, and those of pinned partners."""

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeAlias

from django.conf import settings

from borderlink.foundation.envelope import PROTOCOLS
from borderlink.foundation.letterkeys import LetterKeys, LoadedKey, SignedLetterKeys
from borderlink.foundation.openkeys import key_id
from borderlink.foundation.signing import PublicKey
from borderlink.liaison.domain.receiving import Keyring, OpeningKey, SigningKey
from borderlink.liaison.domain.states import PartnerState
from borderlink.liaison.models.partners import Partner, PartnerKeys
from borderlink.liaison.queries import ownkeys
from borderlink.liaison.queries.asking import Asked
from borderlink.liaison.refusals.post import KeysExpired, NoCommonProtocol

Ring: TypeAlias = tuple[Keyring, dict[str, Partner]]
TRUSTED = (PartnerState.PINNED.value, PartnerState.PAUSED.value)  # whose letters are taken in

_KEYS: Final = Asked(
    lambda partner: (
        PartnerKeys.objects.filter(partner=partner).order_by("version").values_list("document", "retired_at")
    )
)
_TRUSTED_NOW: Final = Asked(
    lambda partner: (
        PartnerKeys.objects.filter(partner=partner, partner__state__in=TRUSTED)
        .order_by("version")
        .values_list("document", "retired_at")
    )
)
_TRUSTED_KEYS: Final = Asked(
    lambda codes: (
        PartnerKeys.objects.filter(partner__code__in=codes, partner__state__in=TRUSTED)
        .order_by("version")
        .select_related("partner__inbound")
    )
)


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """Our own keys: what signs, every version that was made, what opens letters by key id."""

    signer: LoadedKey
    versions: tuple[LetterKeys, ...]
    opening: dict[str, OpeningKey]
    signing: dict[str, PublicKey]  # what every version signs with, by key id
    sign_key_id: str  # of the key that signs, as it stands in a header

    def in_force(self, at: int) -> LetterKeys:
        """Return the version that signs at a time in seconds since 1970. Refuses: ``KeysExpired``."""
        found = [keys for keys in self.versions if keys.covers(at)]
        if not found or found[-1].sign_key != self.signer.public():
            raise KeysExpired(agency=self.versions[0].agency if self.versions else me())
        return found[-1]


def me() -> str:
    """Return our agency's code, as it stands in letters."""
    return str(settings.BORDERLINK.agency)


def own_keys() -> OwnKeys:
    """Return our keys as they lie in the node's folder now. Refuses: ``NoLetterKeys``."""
    folder = os.fspath(settings.BORDERLINK.folder)
    return _own_keys(folder, _seen(os.path.join(folder, ownkeys.FOLDER)))  # noqa: PTH118 - asked very often


def _seen(place: str) -> tuple[tuple[str, int], ...]:
    """Return the files that our keys are read from, each with when it was written."""
    try:
        paths = _paths(place, os.stat(place).st_mtime_ns)  # noqa: PTH116 - asked very often
        return tuple((path, os.stat(path).st_mtime_ns) for path in paths)  # noqa: PTH116
    except FileNotFoundError:
        return ()


@lru_cache(maxsize=8)
def _paths(place: str, _changed_ns: int) -> tuple[str, ...]:
    """Return the files that lie in a folder since it was changed: one that is replaced changes it."""
    with os.scandir(place) as found:
        return tuple(sorted(
            one.path for one in found if one.name.startswith("letters-") or one.name == "node.pem"
        ))  # fmt: skip


@lru_cache(maxsize=4)
def _own_keys(place: str, seen: tuple[tuple[str, int], ...]) -> OwnKeys:  # noqa: ARG001 - part of the key
    folder = Path(place)
    mine = ownkeys.mine(folder)
    versions = tuple(signed.keys for signed in ownkeys.versions(folder))
    signer = LoadedKey(ownkeys.signer(folder))
    return OwnKeys(
        signer, versions, dict(Keyring.of((), mine).mine),
        {keys.sign_key_id(): keys.sign_key for keys in versions}, key_id(signer.public().text()),
    )  # fmt: skip


def keyring_for(codes: Collection[str], at: datetime) -> Ring:
    """Return the keys of those of the named partners that are trusted, with ours, and their rows.

    By one question; who is trusted has keys, and a partner brings what came from it along (`inbound`).
    """
    found: dict[str, tuple[Partner, list[PartnerKeys]]] = {}
    for row in _TRUSTED_KEYS(tuple(codes)):
        found.setdefault(row.partner.code, (row.partner, []))[1].append(row)
    theirs: dict[str, Mapping[str, SigningKey]] = {}
    for _, rows in found.values():
        theirs |= _signing(_counting(((row.document, row.retired_at) for row in rows), at))
    return Keyring(theirs, own_keys().opening), {code: partner for code, (partner, _) in found.items()}


def ring_of(partner: Partner, at: datetime) -> Keyring:
    """Return the keys of one partner, if it is trusted now, with ours."""
    return Keyring(_signing(_counting(_TRUSTED_NOW(partner.pk), at)), own_keys().opening)


def keys_of(partner: Partner, at: datetime) -> list[LetterKeys]:
    """Return the versions of a partner's keys that count: those withdrawn by a ceremony or the end do not."""
    return [parsed(document) for document in _counting(_KEYS(partner.pk), at)]


def _counting(rows: Iterable[tuple[bytes | memoryview, datetime | None]], at: datetime) -> tuple[bytes, ...]:
    return tuple(bytes(document) for document, retired_at in rows if retired_at is None or retired_at > at)


@lru_cache(maxsize=256)
def _signing(documents: tuple[bytes, ...]) -> Mapping[str, Mapping[str, SigningKey]]:
    """Return the signing keys of one partner's versions, by agency and key id."""
    return Keyring.of([[parsed(document) for document in documents]]).partners


def seal_keys(partner: Partner, at: datetime) -> LetterKeys:
    """Return the keys that letters to a partner are sealed to now.

    Refuses: ``KeysExpired``, ``NoCommonProtocol``.
    """
    found = [keys for keys in keys_of(partner, at) if keys.covers(int(at.timestamp()))]
    if not found:
        raise KeysExpired(agency=partner.code)
    if not set(found[-1].protocol) & set(PROTOCOLS):
        raise NoCommonProtocol(partner=partner.code)
    return found[-1]


@lru_cache(maxsize=256)
def parsed(document: bytes) -> LetterKeys:
    """Return the letter keys of a kept document: it was verified when it was kept."""
    return SignedLetterKeys.from_bytes(document).keys
