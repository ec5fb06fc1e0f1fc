"""An officer's key on a PKCS #11 token or security module: it signs there and never leaves it.

Needs the library of the extra `pkcs11` and the maker's module, named by the setting ``pkcs11_module``. What
the table of keys holds for such a key is only where it lies: token and key by their labels.
"""

import importlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Self

from borderlink.custody.refusals.room import TokenAbsent, WrongPin
from borderlink.foundation.signing import ED25519, PublicKey, Signature, framed

TYPE: Final = "borderlink-token-key-1"
_POINT_HEAD: Final = b"\x04\x20"  # an octet string of 32 bytes, as modules wrap a public point
_ONE_AT_A_TIME: Final = threading.Lock()  # a process is signed in to a token once, whatever its threads do


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """Where a key lies: the labels of its token and of the key on it."""

    token: str
    key: str

    def to_bytes(self) -> bytes:
        """Return what the table of keys holds in place of a sealed key."""
        return json.dumps({"type": TYPE, "token": self.token, "key": self.key}).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self | None:
        """Return where the key lies, or None when the bytes are a sealed key."""
        if TYPE.encode() not in data:
            return None
        content = json.loads(data)
        return cls(token=content["token"], key=content["key"])


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKey:
    """A key on a token: each signature opens a session with the PIN and closes it again."""

    module: str
    lying: Lying
    badge: str
    pin: str = field(repr=False)

    def public(self) -> PublicKey:
        """Return the public half as the token holds it. Refuses: ``TokenAbsent``, ``WrongPin``."""
        from pkcs11 import Attribute, ObjectClass

        with self._session() as session:
            key = self._find(session, ObjectClass.PUBLIC_KEY)
            return PublicKey(ED25519, bytes(key[Attribute.EC_POINT]).removeprefix(_POINT_HEAD))

    def sign(self, message: bytes, *, purpose: str) -> Signature:
        """Sign ``message`` for ``purpose`` on the token. Refuses: ``TokenAbsent``, ``WrongPin``."""
        return Signature(ED25519, self.sign_bytes(framed(purpose, message)))

    def sign_bytes(self, message: bytes) -> bytes:
        """Return the raw signature of exactly ``message``. Refuses: ``TokenAbsent``, ``WrongPin``."""
        from pkcs11 import Mechanism, ObjectClass

        with self._session() as session:
            key = self._find(session, ObjectClass.PRIVATE_KEY)
            return bytes(key.sign(message, mechanism=Mechanism.EDDSA))

    def _find(self, session: Any, kind: Any) -> Any:
        from pkcs11.exceptions import MultipleObjectsReturned, NoSuchKey

        try:
            return session.get_key(object_class=kind, label=self.lying.key)
        except (NoSuchKey, MultipleObjectsReturned):
            raise TokenAbsent(token=self.lying.token, what="key") from None

    @contextmanager
    def _session(self) -> Iterator[Any]:
        with _ONE_AT_A_TIME:
            token = self._token()
            from pkcs11.exceptions import PinIncorrect, PinInvalid, PinLenRange, PinLocked, PKCS11Error

            try:
                session = token.open(user_pin=self.pin)
            except (PinIncorrect, PinInvalid, PinLenRange, PinLocked):
                raise WrongPin(badge=self.badge, left=0) from None
            except PKCS11Error:
                raise TokenAbsent(token=self.lying.token, what="token") from None
            with session:
                yield session

    def _token(self) -> Any:
        try:
            pkcs11 = importlib.import_module("pkcs11")
        except ImportError:
            raise TokenAbsent(token=self.lying.token, what="library") from None
        try:
            return pkcs11.lib(self.module).get_token(token_label=self.lying.token)
        except (pkcs11.exceptions.PKCS11Error, RuntimeError):
            raise TokenAbsent(token=self.lying.token, what="token") from None
