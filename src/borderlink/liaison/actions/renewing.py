"""Our own letter keys: made anew by two holders of root keys, and told to each partner by a key_update."""

import base64
import os
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from borderlink.foundation.letterkeys import LetterKeys, PrivateLetterKeys, SignedLetterKeys
from borderlink.foundation.openkeys import SEED_BYTES
from borderlink.foundation.signing import PrivateKey
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.actions.composing import draft_automatic, new_thread
from borderlink.liaison.actions.sending import send_letter
from borderlink.liaison.domain import keymaking
from borderlink.liaison.domain.keymaking import Place
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries import ownkeys
from borderlink.liaison.queries.links import untold_versions
from borderlink.liaison.queries.partners import need_dealer, partner_of
from borderlink.liaison.refusals.partners import NothingToTell

_PRIVATE: Final = 0o600


@transaction.atomic
def renew_keys(
    *,
    root_keys: Sequence[PrivateKey],
    days: int = keymaking.DAYS,
    notice_days: int = keymaking.NOTICE_DAYS,
    at: datetime,
) -> SignedLetterKeys:
    """Make the next version of our letter keys; auditors are alerted.

    Two different keys of the root must sign, and the node's own does. What was sealed to the version before
    is opened for 30 days after it ended; it signs nothing from the moment the new one begins.

    Refuses: ``LetterKeysNotSigned``, ``NoLetterKeys`` where root or node's key is missing, ``NotLetterKeys``.
    """
    folder: Path = settings.BORDERLINK.folder
    root, signer = ownkeys.root(folder).root, ownkeys.signer(folder)
    before = _newest(folder)
    private = PrivateLetterKeys.from_seed(os.urandom(SEED_BYTES))
    keys = keymaking.next_keys(
        _place(before), before, private=private, sign_key=signer.public(), days=days,
        notice_days=notice_days, now=int(at.timestamp()),
    )  # fmt: skip
    signed = keys.sign(*root_keys, signer)
    signed.verify_after(before, root) if before else signed.verify(root)
    facts: dict[str, str | int] = {"version": keys.version, "from": keys.from_at, "until": keys.until_at}
    note(act="liaison.renew-keys", subject=f"node {keys.node}", facts=facts, alert=True, by="node", at=at)
    keep(folder, signed, private)
    return signed


def keep(folder: Path, signed: SignedLetterKeys, private: PrivateLetterKeys) -> None:
    """Write a version and what opens it, the latter first: each is whole on the disk or not there."""
    public = ownkeys.public_file(folder, signed.keys.version)
    if public.exists():
        raise FileExistsError(public)
    _write(ownkeys.private_file(folder, signed.keys.version), private.pem())
    _write(public, signed.to_bytes())


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(".new")
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _newest(folder: Path) -> LetterKeys | None:
    known = ownkeys.versions(folder)
    return known[-1].keys if known else None


def _place(before: LetterKeys | None) -> Place:
    """Return what the node's settings say of it."""
    found = settings.BORDERLINK
    return Place(
        agency=found.agency, node=found.node, country=found.country,
        languages=keymaking.languages(found.language),
        addresses=(found.post_address,) if found.post_address else before.addresses if before else (),
        tls=_certificates(found.tls_certificate, before.tls if before else ()),
    )  # fmt: skip


def _certificates(file: str, before: tuple[str, ...]) -> tuple[str, ...]:
    """Return the digests of the certificates that partners may meet: the one before, and the new one."""
    if not file:
        return before
    text = Path(file).read_text(encoding="ascii")
    start = text.index("-----BEGIN CERTIFICATE-----")
    end = text.index("-----END CERTIFICATE-----", start) + len("-----END CERTIFICATE-----")
    fresh = sha256(ssl.PEM_cert_to_DER_cert(text[start:end])).hexdigest()
    return tuple(dict.fromkeys((*before[-1:], fresh)))


@transaction.atomic
def send_key_update(*, code: str, by: Reader, at: datetime) -> list[Letter]:
    """Tell a partner each version of our letter keys that it does not know, in their order, in one thread.

    Refuses: ``NotAllowed``, ``NotFound``, ``NothingToTell``, and what sending refuses.
    """
    need_dealer(by, "liaison.send-key-update")
    partner = partner_of(by, code)
    untold = untold_versions(partner)
    if not untold:
        raise NothingToTell(partner=code)
    thread, sent = new_thread(partner, "", at), []
    for signed in ownkeys.versions(settings.BORDERLINK.folder):
        if signed.keys.version in untold:
            letter = draft_automatic(kind="key_update", thread=thread, facts=_facts(signed), at=at)
            sent.append(send_letter(letter=letter, by=by, at=at))
    return sent


def _facts(signed: SignedLetterKeys) -> Mapping[str, Any]:
    keys = signed.keys
    return {
        "version": keys.version, "document": base64.b64encode(signed.to_bytes()).decode(),
        "fingerprint": keys.sign_key.fingerprint(), "from": keys.from_at, "until": keys.until_at,
    }  # fmt: skip
