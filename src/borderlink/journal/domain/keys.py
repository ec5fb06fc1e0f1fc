"""An auditor's own key: made once, kept by the auditor, never by the node."""

import secrets

from borderlink.foundation import keyfiles, signing
from borderlink.foundation.signing import PrivateKey


def new_key_file(passphrase: str) -> bytes:
    """Return a fresh key in a file behind ``passphrase``. Refuses: ``PassphraseTooShort``."""
    private = PrivateKey(secrets.token_bytes(signing.SEED_BYTES))
    return keyfiles.protect(private, passphrase, salt=secrets.token_bytes(keyfiles.SALT_BYTES))
