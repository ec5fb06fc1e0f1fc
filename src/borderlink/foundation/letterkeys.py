"""The keys of a node's letters: what signs them, what they are sealed to, where they go, and until when.

Two root keys of the agency sign each version, and from the second on the signing key of the version before. A
version signs from its start until it ends or the next one starts; letters sealed to it are still opened for
30 days more. Periods include their start and exclude their end; times are seconds since 1970.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from borderlink.foundation import canonical
from borderlink.foundation.canonical import LARGEST, NotCanonical, Value
from borderlink.foundation.openkeys import (
    SUITES,
    OpenKey,
    PrivateOpenKey,
    from_pem,
    key_id,
    private_keys,
    to_pem,
)
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.roots import THRESHOLD, Root
from borderlink.foundation.signing import (
    ED25519,
    NotAKey,
    PrivateKey,
    PublicKey,
    Signature,
    Signer,
    framed,
    is_weak,
)

TYPE: Final = "borderlink-letter-keys-1"
PURPOSE: Final = "letter-keys"
DAY_S: Final = 86_400
LONGEST_DAYS: Final = 400
OVERLAP_S: Final = 30 * DAY_S
_MOST_ENTRIES: Final = 16
_LARGEST_FILE: Final = 64 * 1024
_FORMS: Final = {
    "agency": re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,31}"),
    "node": re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}"),
    "country": re.compile(r"[A-Z]{2}"),
    "code_list": re.compile(r"[0-9a-f]{0,64}"),
    "previous": re.compile(r"(?:[0-9a-f]{64})?"),
}
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.\[\]:_-]{1,200}(?:/[A-Za-z0-9._~/-]{0,80})?")
_TLS: Final = re.compile(r"[0-9a-f]{64}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")


class NotLetterKeys(Refusal):
    """The document does not hold a node's letter keys."""

    code = "foundation.not-letter-keys"
    says = "These are not the letter keys of a node ({what})."
    advice = "Ask the agency for its introduction file again, as its own program wrote it."


class LetterKeysNotSigned(Refusal):
    """Fewer than two keys of the agency's root have signed the letter keys."""

    code = "foundation.letter-keys-not-signed"
    says = (
        "Only {valid} of the {needed} root signatures that version {version} of the letter keys of {agency} "
        "needs are valid."
    )
    advice = "Have two holders of different root keys sign them, and try again."


class LetterKeysDoNotFollow(Refusal):
    """A new version of letter keys does not come from the one that is trusted."""

    code = "foundation.letter-keys-do-not-follow"
    says = "Version {version} of the letter keys of {agency} does not follow from the trusted one ({what})."
    advice = (
        "Do not trust it. Speak to the agency by a way you know, and hold the ceremony again if it must be."
    )
    keep = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKeys:
    """One version of a node's letter keys.

    ``open_keys``: suite to the base64 of the key that letters are sealed to, at least one suite known here;
    ``addresses``: where the post is taken in, none for hand-carried files alone; ``tls``: SHA-256 in
    hexadecimal of the certificates shown there; ``protocol``: versions of envelopes that are read;
    ``code_list``: hash of the code lists in use; ``previous``: ``digest()`` of the version before, empty for
    the first.
    """

    agency: str
    node: str
    version: int
    sign_key: PublicKey
    open_keys: Mapping[int, str]
    country: str
    from_at: int
    until_at: int
    addresses: tuple[str, ...] = ()
    tls: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    protocol: tuple[int, ...] = (1,)
    code_list: str = ""
    previous: str = ""

    def __post_init__(self) -> None:
        for name, form in _FORMS.items():
            if not form.fullmatch(getattr(self, name)):
                raise NotLetterKeys(what=name)
        for name, holds in (
            ("version", 1 <= self.version <= LARGEST and (self.version == 1) == (self.previous == "")),
            ("period", 0 <= self.from_at < self.until_at <= self.from_at + LONGEST_DAYS * DAY_S <= LARGEST),
            ("addresses", _all_match(_ADDRESS, self.addresses)),
            ("tls", _all_match(_TLS, self.tls)),
            ("languages", _all_match(_LANGUAGE, self.languages) and len(self.languages) > 0),
            ("protocol", 0 < len(self.protocol) <= _MOST_ENTRIES and min(self.protocol) > 0),
            ("sign-key", not is_weak(self.sign_key.raw)),
            ("open-keys", len(self.open_keys) <= _MOST_ENTRIES and self.suite() > 0),
        ):
            if not holds:
                raise NotLetterKeys(what=name)
        for suite in set(self.open_keys).intersection(SUITES):
            self.open_key(suite)

    def document(self) -> bytes:
        """Return the canonical bytes that are signed."""
        return canonical.to_bytes({
            "type": TYPE, "agency": self.agency, "node": self.node, "version": self.version,
            "sign_key": self.sign_key.text(), "country": self.country,
            "open_keys": {str(suite): text for suite, text in self.open_keys.items()},
            "addresses": self.addresses, "tls": self.tls, "languages": self.languages,
            "protocol": self.protocol, "code_list": self.code_list,
            "from_at": self.from_at, "until_at": self.until_at, "previous": self.previous,
        })  # fmt: skip

    def digest(self) -> str:
        """Return SHA-256 of the document in hexadecimal: what the next version names as its previous."""
        return sha256(self.document()).hexdigest()

    def sign_key_id(self) -> str:
        """Return the 16 hexadecimal digits that name the signing key in a header."""
        return key_id(self.sign_key.text())

    def suite(self) -> int:
        """Return the strongest suite that these keys and this program both know, or 0."""
        return max(set(self.open_keys).intersection(SUITES), default=0)

    def open_key(self, suite: int) -> OpenKey:
        """Return the key to seal to in a suite. Refuses: ``NotLetterKeys``."""
        try:
            return OpenKey.from_text(f"hpke-{suite}:{self.open_keys[suite]}")
        except (KeyError, NotAKey):
            raise NotLetterKeys(what="open-key") from None

    def covers(self, at: int) -> bool:
        """Say whether the period covers a time."""
        return self.from_at <= at < self.until_at

    def sign(self, *holders: Signer) -> "SignedLetterKeys":
        """Return the keys signed by two root keys and, from version 2 on, by the signing key before."""
        made = {holder.public().text(): holder.sign(self.document(), purpose=PURPOSE) for holder in holders}
        return SignedLetterKeys(keys=self, signatures=tuple(sorted(made.items(), key=lambda item: item[0])))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedLetterKeys:
    """Letter keys with their signatures, each beside the text of the key that made it."""

    keys: LetterKeys
    signatures: tuple[tuple[str, Signature], ...]

    def to_bytes(self) -> bytes:
        """Return the file of these signed keys."""
        signatures = {key: signature.text() for key, signature in self.signatures}
        return canonical.to_bytes({"keys": self.keys.document().decode(), "signatures": signatures})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the signed keys of a file; nothing is verified yet. Refuses: ``NotLetterKeys``."""
        if len(data) > _LARGEST_FILE:
            raise NotLetterKeys(what="too-large")
        try:
            content = canonical.object_of(data)
            document, signatures = content.get("keys"), content.get("signatures")
            if len(content) != 2 or not isinstance(document, str) or not isinstance(signatures, Mapping):  # noqa: PLR2004
                raise NotLetterKeys(what="no-signatures")
            kept = tuple((key, Signature.from_text(str(text))) for key, text in signatures.items())
            found = cls(keys=read_letter_keys(document.encode()), signatures=kept)
        except (NotCanonical, NotAKey):
            raise NotLetterKeys(what="another-form") from None
        if found.to_bytes() != data:
            raise NotLetterKeys(what="another-form")
        return found

    def verify(self, root: Root) -> LetterKeys:
        """Return the keys when two different keys of ``root`` have signed them.

        Refuses: ``NotLetterKeys`` (of another agency), ``LetterKeysNotSigned``.
        """
        if self.keys.agency != root.agency:
            raise NotLetterKeys(what="another-agency")
        valid = sum(self._signed_by(key) for key in root.keys)
        if valid < THRESHOLD:
            raise LetterKeysNotSigned(
                valid=valid, needed=THRESHOLD, version=self.keys.version, agency=root.agency
            )
        return self.keys

    def verify_after(self, trusted: LetterKeys, root: Root) -> LetterKeys:
        """Return the keys when ``root`` and the signing key of the version before have signed them.

        Refuses: ``LetterKeysDoNotFollow``, ``NotLetterKeys``, ``LetterKeysNotSigned``.
        """
        keys = self.keys
        for holds, what in (
            (keys.agency == trusted.agency, "another-agency"),
            (keys.node == trusted.node, "another-node"),
            (keys.version == trusted.version + 1, "not-the-next-version"),
            (keys.previous == trusted.digest(), "another-predecessor"),
            (keys.from_at > trusted.from_at, "not-later"),
            (self._signed_by(trusted.sign_key), "not-signed-by-the-key-before"),
        ):
            if not holds:
                raise LetterKeysDoNotFollow(version=keys.version, agency=keys.agency, what=what)
        return self.verify(root)

    def _signed_by(self, key: PublicKey) -> bool:
        made = dict(self.signatures).get(key.text())
        return made is not None and key.verify(self.keys.document(), made, purpose=PURPOSE)


@dataclass(frozen=True, slots=True)
class PrivateLetterKeys:
    """What opens the letters sealed to one version, a key for each suite: ``keys/letters-<version>.pem``.

    The key that signs is the node's own, ``keys/node.pem``.
    """

    by_suite: Mapping[int, PrivateOpenKey]

    def __repr__(self) -> str:
        return "PrivateLetterKeys(...)"

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """Return the keys of 128 fresh random bytes."""
        return cls(private_keys(seed))

    @classmethod
    def from_pem(cls, data: bytes) -> Self:
        """Return the keys of a file. Refuses: ``NotAKey``."""
        return cls(from_pem(data))

    def pem(self) -> bytes:
        """Return the unprotected file of these keys: three PEM blocks that openssl reads."""
        return to_pem(dict(self.by_suite))

    def public(self) -> dict[int, str]:
        """Return ``LetterKeys.open_keys`` of these keys."""
        return {suite: key.public().text().partition(":")[2] for suite, key in self.by_suite.items()}

    def by_id(self) -> dict[str, PrivateOpenKey]:
        """Return the keys by the id that stands in a header."""
        return {key.public().id(): key for key in self.by_suite.values()}


class LoadedKey:
    """A private key kept ready: for a node that signs hundreds of times a second with the same one."""

    def __init__(self, key: PrivateKey) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(key.seed)
        self._public = key.public()

    def public(self) -> PublicKey:
        """Return the public half."""
        return self._public

    def sign(self, message: bytes, *, purpose: str) -> Signature:
        """Sign ``message`` for ``purpose``, a name such as ``letter``."""
        return Signature(ED25519, self.sign_bytes(framed(purpose, message)))

    def sign_bytes(self, message: bytes) -> bytes:
        """Return the raw signature of exactly ``message``: for forms that others have defined."""
        return self._key.sign(message)


def signing_periods(versions: Sequence[LetterKeys]) -> list[tuple[LetterKeys, int, int]]:
    """Return each version with the time from which and the time until which it signs, oldest version first.

    A version ends when it says so or when a later one starts: two never sign at once.
    """
    ordered, found, end = sorted(versions, key=lambda keys: keys.version), [], LARGEST
    for keys in reversed(ordered):
        until = min(keys.until_at, end)
        found.append((keys, keys.from_at, until))
        end = min(end, keys.from_at)
    return found[::-1]


def read_letter_keys(document: bytes) -> LetterKeys:
    """Return the letter keys that canonical bytes hold. Refuses: ``NotLetterKeys``."""
    try:
        content = canonical.object_of(document)
        found = LetterKeys(
            agency=str(content.get("agency")),
            node=str(content.get("node")),
            version=_number(content.get("version")),
            sign_key=PublicKey.from_text(str(content.get("sign_key"))),
            open_keys=_open_keys(content.get("open_keys")),
            country=str(content.get("country")),
            from_at=_number(content.get("from_at")),
            until_at=_number(content.get("until_at")),
            addresses=_texts(content.get("addresses")),
            tls=_texts(content.get("tls")),
            languages=_texts(content.get("languages")),
            protocol=tuple(_number(item) for item in _list(content.get("protocol"))),
            code_list=str(content.get("code_list")),
            previous=str(content.get("previous")),
        )
    except (NotCanonical, NotAKey):
        raise NotLetterKeys(what="another-form") from None
    if found.document() != document:
        raise NotLetterKeys(what="other-fields")
    return found


def _all_match(form: re.Pattern[str], texts: Sequence[str]) -> bool:
    return len(texts) <= _MOST_ENTRIES and all(form.fullmatch(text) for text in texts)


def _open_keys(value: Value) -> dict[int, str]:
    items = value.items() if isinstance(value, Mapping) else ()
    return {int(suite): str(text) for suite, text in items if re.fullmatch("[1-9][0-9]{0,3}", suite)}


def _list(value: Value) -> Sequence[Value]:
    return value if isinstance(value, list) else ()


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(str(item) for item in _list(value))


def _number(value: Value) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
