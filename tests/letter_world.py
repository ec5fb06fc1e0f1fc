"""Three agencies that write to each other, their keys and letters: for tests of envelopes, without a node."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Self

from borderlink.foundation import canonical
from borderlink.foundation.envelope import Content, Header, Sealed, seal, size_class_of
from borderlink.foundation.ids import new_id
from borderlink.foundation.introductions import Introduction, introduce
from borderlink.foundation.letterkeys import DAY_S, LetterKeys, LoadedKey, PrivateLetterKeys, SignedLetterKeys
from borderlink.foundation.roots import Root
from borderlink.foundation.signing import PrivateKey, Signer
from borderlink.liaison.domain.receiving import Keyring

START_S = 1_790_000_000
NOON_S = START_S + 100 * DAY_S


@dataclass(frozen=True, kw_only=True)
class Agency:
    """One agency: three root keys, versions of letter keys, and the private halves by version."""

    code: str
    country: str
    holders: tuple[PrivateKey, ...]
    signers: Mapping[int, LoadedKey]
    secrets: Mapping[int, PrivateLetterKeys]
    versions: tuple[LetterKeys, ...]
    epoch: str = field(default="")

    @classmethod
    def found(cls, code: str, country: str, number: int) -> Self:
        """Make an agency with keys that follow from its number."""
        chance = random.Random(f"agency {number}")  # noqa: S311 - the same keys in every run
        holders = tuple(PrivateKey(chance.randbytes(32)) for _ in range(3))
        made = cls(
            code=code, country=country, holders=holders, signers={}, secrets={}, versions=(),
            epoch=chance.randbytes(16).hex(),
        )  # fmt: skip
        return made.renewed(at=START_S, seed=number)

    def renewed(self, *, at: int, seed: int, days: int = 400, **changes: object) -> Self:
        """Return the agency with one more version of its letter keys and a new key to sign with."""
        version = len(self.versions) + 1
        chance = random.Random(f"{seed} {version}")  # noqa: S311 - the same keys in every run
        signer, secret = PrivateKey(chance.randbytes(32)), PrivateLetterKeys.from_seed(chance.randbytes(128))
        keys = LetterKeys(
            agency=self.code, node=f"node-{self.code.lower()}", version=version, sign_key=signer.public(),
            open_keys=secret.public(), country=self.country, from_at=at, until_at=at + days * DAY_S,
            addresses=("https://127.0.0.1:8443",), tls=("ab" * 32,), languages=("vi", "en"),
            previous=self.versions[-1].digest() if self.versions else "",
        )  # fmt: skip
        return replace(
            self,
            signers={**self.signers, version: LoadedKey(signer)},
            secrets={**self.secrets, version: secret},
            versions=(*self.versions, replace(keys, **changes)),  # type: ignore[arg-type]
        )

    @property
    def keys(self) -> LetterKeys:
        """Return the newest version."""
        return self.versions[-1]

    @property
    def signer(self) -> LoadedKey:
        """Return the key that signs with the newest version."""
        return self.signers[len(self.versions)]

    def root(self) -> Root:
        """Return the agency's root document."""
        return Root(agency=self.code, keys=tuple(holder.public() for holder in self.holders))

    def signed_keys(self, version: int = 0) -> SignedLetterKeys:
        """Return a version as two root keys and the signing key before sign it."""
        wanted = self.versions[version - 1]
        before: tuple[Signer, ...] = (self.signers[wanted.version - 1],) if wanted.version > 1 else ()
        return wanted.sign(*self.holders[:2], *before)

    def introduction(self) -> Introduction:
        """Return the agency's introduction."""
        names = {"zh-Hans": "芒街警察", "vi": "Công an Móng Cái", "en": self.code}
        signed = self.root().sign(*self.holders[:2])
        return introduce(signed, self.signed_keys(), names, signer=self.signer)

    def ring(self, *partners: "Agency") -> Keyring:
        """Return the keyring with which this agency takes in letters of its partners."""
        mine = [(keys, self.secrets[keys.version]) for keys in self.versions]
        return Keyring.of([partner.versions for partner in partners], mine)


def founded() -> tuple[Agency, Agency, Agency]:
    """Return the cast: Guangzhou customs, Mong Cai police, and Sydney police."""
    return (
        Agency.found("GZ-CUSTOMS", "CN", 1),
        Agency.found("MC-POLICE", "VN", 2),
        Agency.found("SYD-POLICE", "AU", 3),
    )


def letter_id(chance: random.Random, at: int = NOON_S) -> str:
    """Return a UUIDv7 of that second."""
    return str(new_id(datetime.fromtimestamp(at, UTC), chance.randbytes(10)))


def body_of(letter: str, chance: random.Random, length: int = 0) -> bytes:
    """Return a body of about ``length`` bytes that bears the number of its letter."""
    note = "Đã xác minh người nhận 收件人已核实 " * (length // 60 + 1)
    content: dict[str, canonical.Value] = {
        "letter": letter, "type": "clue", "version": 1, "facts": {"mass_g": str(chance.randrange(10**6))},
        "notes": [{"language": "vi", "text": note[: length or 40]}],
    }  # fmt: skip
    return canonical.to_bytes(content)


def header_for(author: Agency, to: Agency, body: bytes, letter: str, **changes: object) -> Header:
    """Return the header of a body between two agencies, in their strongest suite unless told."""
    suite = changes.get("suite", to.keys.suite())
    assert isinstance(suite, int)
    given: dict[str, object] = {
        "suite": suite, "sender": author.code, "recipient": to.code, "epoch": author.epoch, "seq": 1,
        "letter": letter, "previous": "", "sign_key": author.keys.sign_key_id(),
        "open_key": to.keys.open_key(suite).id(), "lane": 2, "created": NOON_S,
        "expires": NOON_S + 30 * DAY_S,
        "size": size_class_of(len(body)),
    }  # fmt: skip
    return Header(**{**given, **changes})  # type: ignore[arg-type]


def write(author: Agency, to: Agency, chance: random.Random, *, length: int = 0, **changes: object) -> Sealed:
    """Return a letter as it should be."""
    letter = letter_id(chance)
    body = body_of(letter, chance, length)
    header = header_for(author, to, body, letter, **changes)
    return seal(header, body, signer=author.signer, to=to.keys.open_key(header.suite))


def parts(sealed: Sealed) -> tuple[Header, bytes, Content]:
    """Return header, ciphertext and content of an envelope."""
    content = Content.from_bytes(sealed.content)
    start = 8 + 4 + len(content.header) + 4
    length = int.from_bytes(sealed.wire[start - 4 : start], "big")
    return Header.from_bytes(content.header), sealed.wire[start : start + length], content
