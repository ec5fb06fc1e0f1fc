"""Which authority a kept time-stamp is from: what decides the name of its member."""

import base64
import binascii
from collections.abc import Mapping, Sequence

from borderlink.dossiers.domain.times import proven_time
from borderlink.foundation.checkpoint import SignedCheckpoint


def by_authority(
    notes: Sequence[str], tokens: Sequence[Sequence[str]], authorities: Sequence[bytes]
) -> Mapping[tuple[int, int], bytes]:
    """Return tokens (base64) by checkpoint and authority, both from 1; those of nobody known are left out."""
    found: dict[tuple[int, int], bytes] = {}
    for number, (note, each) in enumerate(zip(notes, tokens, strict=True), 1):
        text = SignedCheckpoint.from_note(note).checkpoint.text().encode()
        for token in each:
            try:
                data = base64.b64decode(token, validate=True)
            except (binascii.Error, ValueError):
                continue
            for place, authority in enumerate(authorities, 1):
                if proven_time(data, text, authority) is not None:
                    found.setdefault((number, place), data)
    return found
