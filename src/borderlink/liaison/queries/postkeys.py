"""Which keys count for letters now: ours, read once from the node's folder, and those of pinned partners."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeAlias

from django.conf import settings

from borderlink.foundation.envelope import PROTOCOLS
from borderlink.foundation.letterkeys import LetterKeys, LoadedKey, SignedLetterKeys
from borderlink.foundation.openkeys import key_id
from borderlink.liaison.domain.receiving import Keyring, OpeningKey
from borderlink.liaison.domain.states import PartnerState
from borderlink.liaison.models.partners import Partner, PartnerKeys
from borderlink.liaison.queries import ownkeys
from borderlink.liaison.queries.asking import Asked
from borderlink.liaison.refusals.post import KeysExpired, NoCommonProtocol

Ring: TypeAlias = tuple[Keyring, dict[str, Partner]]
TRUSTED = (PartnerState.PINNED.value, PartnerState.PAUSED.value)  # whose letters are taken in

_KEYS: Final = Asked(lambda partners: PartnerKeys.objects.filter(partner__in=partners).order_by("version"))
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

    @property
    def sign_key_id(self) -> str:
        """Return the id of the key that signs, as it stands in a header."""
        return key_id(self.signer.public().text())

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
    folder = Path(settings.BORDERLINK.folder)
    files = sorted((folder / ownkeys.FOLDER).glob("letters-*"))
    seen = tuple((path.name, path.stat().st_mtime_ns) for path in files)
    node = folder / ownkeys.FOLDER / "node.pem"
    return _own_keys(folder, seen, node.stat().st_mtime_ns if node.is_file() else 0)


@lru_cache(maxsize=4)
def _own_keys(folder: Path, seen: tuple[tuple[str, int], ...], node: int) -> OwnKeys:  # noqa: ARG001 - part of the key
    mine = ownkeys.mine(folder)
    versions = tuple(signed.keys for signed in ownkeys.versions(folder))
    return OwnKeys(LoadedKey(ownkeys.signer(folder)), versions, dict(Keyring.of((), mine).mine))


def keyring_for(codes: Collection[str], at: datetime) -> Ring:
    """Return the keys of those of the named partners that are trusted, with ours, and their rows.

    By one question; who is trusted has keys, and a partner brings what came from it along (`inbound`).
    """
    found: dict[str, tuple[Partner, list[PartnerKeys]]] = {}
    for row in _TRUSTED_KEYS(tuple(codes)):
        found.setdefault(row.partner.code, (row.partner, []))[1].append(row)
    versions = [versions_of(partner, at) for partner in found.values()]
    partners = {code: partner for code, (partner, _) in found.items()}
    return Keyring(Keyring.of(versions).partners, own_keys().opening), partners


def with_keys(partners: Iterable[Partner]) -> list[tuple[Partner, list[PartnerKeys]]]:
    """Return partners with their keys, by one question."""
    kept: dict[int, tuple[Partner, list[PartnerKeys]]] = {one.pk: (one, []) for one in partners}
    for row in _KEYS(tuple(kept)):
        kept[row.partner_id][1].append(row)
    return list(kept.values())


def versions_of(partner: tuple[Partner, list[PartnerKeys]], at: datetime) -> list[LetterKeys]:
    """Return the versions of a partner's keys that count: those withdrawn by a ceremony or the end do not."""
    return [
        parsed(bytes(row.document)) for row in partner[1] if row.retired_at is None or row.retired_at > at
    ]


def seal_keys(partner: Partner, at: datetime) -> LetterKeys:
    """Return the keys that letters to a partner are sealed to now.

    Refuses: ``KeysExpired``, ``NoCommonProtocol``.
    """
    versions = versions_of(with_keys([partner])[0], at)
    found = [keys for keys in versions if keys.covers(int(at.timestamp()))]
    if not found:
        raise KeysExpired(agency=partner.code)
    if not set(found[-1].protocol) & set(PROTOCOLS):
        raise NoCommonProtocol(partner=partner.code)
    return found[-1]


@lru_cache(maxsize=256)
def parsed(document: bytes) -> LetterKeys:
    """Return the letter keys of a kept document: it was verified when it was kept."""
    return SignedLetterKeys.from_bytes(document).keys
