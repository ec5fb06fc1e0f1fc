"""The verdict on a dossier, as `borderlink verify` gives it."""

from collections.abc import Sequence
from pathlib import Path

from borderlink.custody.domain.signatures import SignatureCheck, holds
from borderlink.dossiers.domain.archive import LARGEST_FILE
from borderlink.dossiers.domain.examine import examine
from borderlink.dossiers.domain.verdict import Finding, Outcome, Verdict


def verify_dossier(
    dossier: Path | bytes,
    *,
    anchors: Sequence[str] = (),
    broken: frozenset[str] = frozenset(),
    signatures: SignatureCheck = holds,
) -> Verdict:
    """Return the verdict on a dossier: a file, or its bytes. No clock is read.

    ``anchors`` are fingerprints known from elsewhere: all must be met. ``broken`` names algorithms that the
    reader declares broken: the verdict stays and says so. ``signatures`` checks those of events.
    """
    if isinstance(dossier, Path):
        if dossier.stat().st_size > LARGEST_FILE:
            too_large = Finding("dossier.not-a-zip", {"what": "size"})
            return Verdict(outcome=Outcome.UNREADABLE, findings=(too_large,))
        dossier = dossier.read_bytes()
    return examine(dossier, anchors=anchors, broken=broken, signatures=signatures, tokens=_proven_time)


def _proven_time(token: bytes, text: bytes, authority: bytes) -> int | None:
    from borderlink.dossiers.domain.times import (
        proven_time,
    )  # certificates are read only where there are any

    return proven_time(token, text, authority)
