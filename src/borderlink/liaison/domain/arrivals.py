"""What is made of one envelope, judged by itself: applied, refused with a code, or not understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from borderlink.foundation.refusals import Refusal
from borderlink.liaison.domain import schemas
from borderlink.liaison.domain.receiving import Admitted, Keyring, Refused, unseal
from borderlink.liaison.domain.states import Arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One admitted envelope and what is to become of it; ``value`` is its body, once it was understood."""

    admitted: Admitted
    fate: Arrived
    code: str = ""
    content: bytes = b""
    kind: str = ""
    version: int = 0
    value: Mapping[str, Any] | None = None
    body: str = ""

    @property
    def letter(self) -> str:
        """Return the id of the letter, as its header has it."""
        return self.admitted.header.letter

    @property
    def after(self) -> str:
        """Return the letter of its thread that has its effect first; nothing where none is named.

        STOP and GO wait for nothing.
        """
        urgent = self.admitted.header.lane == 0
        return "" if urgent or self.value is None else str(self.value.get("after") or "")


@cache
def reading() -> str:
    """Return what this program reads letters with: it changes with every upgrade that may understand more."""
    forms = "".join(f"{kind} {schemas.VERSION} " for kind in schemas.KINDS)
    return sha256(f"{version('borderlink')} {forms}".encode()).hexdigest()[:16]


def judge(admitted: Admitted, keyring: Keyring, *, at: int) -> Piece:
    """Return what is to become of an admitted envelope; ``at`` is in seconds since 1970.

    What its sender could never mend is refused. What only a newer program may understand, or a form that is
    wrong in a letter that is rightly signed, is kept: the queue goes on, and it is read again after an
    upgrade.
    """
    found = unseal(admitted, keyring, at=at)
    if isinstance(found, Refused):
        return Piece(admitted=admitted, fate=Arrived.REFUSED, code=found.code)
    content, body = found.content.to_bytes(), found.content.body
    try:
        checked = schemas.check_value(found.body)
    except Refusal as refusal:
        return Piece(admitted=admitted, fate=Arrived.QUARANTINED, code=refusal.code, content=content)
    return Piece(
        admitted=admitted, fate=Arrived.APPLIED, content=content, kind=checked.kind, version=checked.version,
        value=checked.value, body=body.decode(),
    )  # fmt: skip
