"""Whose word a dossier rests on: the agency's roots, its node's certificates, checkpoints and cosigners."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from borderlink.dossiers.domain.index import NODE_BADGE, Index, NotAnIndex, signatures_from_bytes
from borderlink.dossiers.domain.verdict import Fault
from borderlink.foundation import canonical
from borderlink.foundation.canonical import LARGEST, NotCanonical
from borderlink.foundation.certificates import (
    Certificate,
    CertificateNotSigned,
    NotACertificate,
    SignedCertificate,
)
from borderlink.foundation.checkpoint import CheckpointNotSigned, NotACheckpoint, SignedCheckpoint
from borderlink.foundation.cosignatures import Cosigner
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.roots import NotARoot, Root, RootDoesNotFollow, RootNotSigned, SignedRoot
from borderlink.foundation.signing import NotAKey

ORIGIN: Final = "borderlink-custody/"
_ROOT_FAULTS: Final = (NotCanonical, NotARoot, NotAKey, RootNotSigned, RootDoesNotFollow)
_CERTIFICATE_FAULTS: Final = (NotACertificate, CertificateNotSigned)


@dataclass(frozen=True, slots=True)
class Party:
    """A cosigner as the dossier brings it: with roots and certificate of its agency, or none."""

    cosigner: Cosigner
    roots: tuple[Root, ...]
    certificate: Certificate | None = None

    def fingerprints(self) -> set[str]:
        """Return what a reader may have on paper of this party, without spaces."""
        found = [root.fingerprint() for root in self.roots] + [self.cosigner.key.fingerprint()]
        return {text.replace(" ", "") for text in found}

    def stands_under(self, signed: SignedCheckpoint) -> bool:
        """Say whether its line stands under a checkpoint, at a time (if it tells one) of its certificate."""
        at = self.cosigner.time_of(signed)
        in_time = at is None or self.certificate is None or self.certificate.covers(at)
        return in_time and self.cosigner.holds(signed)

    def time_of(self, signed: SignedCheckpoint) -> int | None:
        """Return the time at which it saw a checkpoint, if its word counts at that time."""
        return self.cosigner.time_of(signed) if self.stands_under(signed) else None


@dataclass(frozen=True, slots=True)
class Standing:
    """All of it, verified.

    ``spoken_for`` is the newest version of the root that has certified both the key that signed the index and
    the one that signed the last checkpoint.
    """

    roots: tuple[Root, ...]
    certificates: tuple[Certificate, ...]
    checkpoints: tuple[SignedCheckpoint, ...]
    parties: tuple[Party, ...]
    spoken_for: int

    def node_keys(self) -> frozenset[str]:
        """Return the node's certified keys."""
        return frozenset(certificate.key.text() for certificate in self.certificates)

    def number_of(self, key: str) -> int:
        """Return the number of the first certificate of a key."""
        keys = [certificate.key.text() for certificate in self.certificates]
        return keys.index(key) + 1

    def is_certified(self, key: str, at: int) -> bool:
        """Say whether a certificate of ``key`` covers a time."""
        return any(one.key.text() == key and one.covers(at) for one in self.certificates)


def numbered(members: Mapping[str, bytes], before: str, after: str) -> list[bytes]:
    """Return the members `<before>1<after>`, `<before>2<after>` … in their order."""
    found: list[bytes] = []
    while (name := f"{before}{len(found) + 1}{after}") in members:
        found.append(members[name])
    return found


def read_standing(members: Mapping[str, bytes], index: Index) -> Standing:
    """Check roots, certificates, index, checkpoints, cosigners; raise ``Fault`` at the first wrong one."""
    roots = _roots(numbered(members, "root-", ".json"), index.agency)
    certified = _certified(numbered(members, "node-certificate-", ".json"), roots, index)
    certificates = tuple(certificate for certificate, _ in certified)
    _check_index(members, index, certificates)
    checkpoints = _checkpoints(numbered(members, "checkpoint-", ".txt"), index.node, certificates)
    parties = _parties(members["cosigners.json"], checkpoints)
    _must_be_others(parties, roots, certificates)
    signers = (
        signatures_from_bytes(members["index.sig"])[0].key.text(),
        signer_of(checkpoints[-1], certificates),
    )
    spoken_for = min(
        max(version for certificate, version in certified if certificate.key.text() == key) for key in signers
    )
    standing = Standing(roots, certificates, checkpoints, parties, spoken_for)
    _check_times(standing)
    return standing


def _roots(files: Sequence[bytes], agency: str) -> tuple[Root, ...]:
    found: list[Root] = []
    for version, data in enumerate(files, 1):
        try:
            found.append(_root(data, agency, found, version))
        except _ROOT_FAULTS:
            raise Fault("dossier.root-invalid", version=version) from None
    return tuple(found)


def _root(data: bytes, agency: str, before: Sequence[Root], version: int) -> Root:
    signed = SignedRoot.from_bytes(data)
    root = signed.verify_after(before[-1]) if before else signed.verify()
    if signed.to_bytes() != data or (root.agency, root.version) != (agency, version):
        raise NotARoot(what="another-agency")
    return root


def _certified(
    files: Sequence[bytes], roots: Sequence[Root], index: Index
) -> tuple[tuple[Certificate, int], ...]:
    found: list[tuple[Certificate, int]] = []
    for number, data in enumerate(files, 1):
        certificate, version = _certificate(data, roots)
        if certificate is None or (certificate.agency, certificate.node) != (index.agency, index.node):
            raise Fault("dossier.certificate-invalid", number=number)
        found.append((certificate, version))
    return tuple(found)


def _certificate(data: bytes, roots: Sequence[Root]) -> tuple[Certificate | None, int]:
    """Return the certificate of a file and the newest version of the root of which two keys signed it."""
    for root in reversed(roots):
        try:
            signed = SignedCertificate.from_bytes(data)
            if signed.to_bytes() == data:
                return signed.verify(root), root.version
        except _CERTIFICATE_FAULTS:
            continue
    return None, 0


def _check_index(members: Mapping[str, bytes], index: Index, certificates: Sequence[Certificate]) -> None:
    """Check both signatures of the index, the node's by a key certified when it was drawn up."""
    node, officer = signatures_from_bytes(members["index.sig"])
    certified = [one.key for one in certificates if one.covers(index.drawn_up_at)]
    signed = members["index.json"]
    if node.badge != NODE_BADGE or node.key not in certified or not node.holds(signed):
        raise Fault("dossier.index-not-signed", badge=NODE_BADGE)
    if officer.badge != index.drawn_up_by or not officer.holds(signed):
        raise Fault("dossier.index-not-signed", badge=index.drawn_up_by)


def check_form_of_signatures(data: bytes) -> None:
    """Raise ``Fault`` when `index.sig` is not in form."""
    try:
        signatures_from_bytes(data)
    except NotAnIndex:
        raise Fault("dossier.not-in-form", member="index.sig") from None


def _checkpoints(
    files: Sequence[bytes], node: str, certificates: Sequence[Certificate]
) -> tuple[SignedCheckpoint, ...]:
    found: list[SignedCheckpoint] = []
    for number, data in enumerate(files, 1):
        try:
            signed = SignedCheckpoint.from_note(data.decode())
            last = found[-1].checkpoint.size if found else 0
            in_place = signed.checkpoint.origin == ORIGIN + node and last < signed.checkpoint.size <= LARGEST
        except (UnicodeDecodeError, NotACheckpoint):
            in_place = False
        if not in_place or signer_of(signed, certificates) is None:
            raise Fault("dossier.checkpoint-invalid", number=number)
        found.append(signed)
    return tuple(found)


def signer_of(signed: SignedCheckpoint, certificates: Sequence[Certificate]) -> str | None:
    """Return the certified key that signed a checkpoint under its origin's name."""
    for certificate in certificates:
        try:
            signed.verify(signed.checkpoint.origin, certificate.key)
        except CheckpointNotSigned:
            continue
        return certificate.key.text()
    return None


def _parties(data: bytes, checkpoints: Sequence[SignedCheckpoint]) -> tuple[Party, ...]:
    try:
        listed = canonical.from_bytes(data)
    except NotCanonical:
        listed = None
    if not isinstance(listed, list):
        raise Fault("dossier.not-in-form", member="cosigners.json")
    found = [_party(value) for value in listed]
    keys = [party.cosigner.text() for party in found]
    if keys != sorted(set(keys)):
        raise Fault("dossier.not-in-form", member="cosigners.json")
    for party in found:
        for signed in checkpoints:
            if party.cosigner.line_in(signed) is not None and not party.cosigner.holds(signed):
                raise Fault("dossier.cosigner-invalid", name=party.cosigner.name)
    return tuple(found)


def _party(value: object) -> Party:
    fields = value if isinstance(value, dict) else {}
    key, certificate, roots = (fields.get(name) for name in ("key", "certificate", "roots"))
    in_form = isinstance(key, str) and isinstance(certificate, str) and isinstance(roots, list)
    if set(fields) != {"certificate", "key", "roots"} or not in_form:
        raise Fault("dossier.not-in-form", member="cosigners.json")
    name = str(key).partition("+")[0]
    try:
        party = Party(Cosigner.from_text(str(key)), _roots_of(list(roots or [])))
    except Refusal:
        raise Fault("dossier.cosigner-invalid", name=name) from None
    if bool(certificate) != bool(party.roots):
        raise Fault("dossier.cosigner-invalid", name=name)
    if certificate:
        found, version = _certificate(str(certificate).encode(), party.roots)
        if found is None or found.key != party.cosigner.key:
            raise Fault("dossier.cosigner-invalid", name=name)
        return Party(party.cosigner, party.roots[:version], found)
    return party


def _must_be_others(
    parties: Sequence[Party], roots: Sequence[Root], certificates: Sequence[Certificate]
) -> None:
    """Raise ``Fault`` for a cosigner that is the agency itself: its word would prove its own time."""
    own = {root.fingerprint() for root in roots}
    keys = {certificate.key for certificate in certificates}
    for party in parties:
        if party.cosigner.key in keys or own & {root.fingerprint() for root in party.roots}:
            raise Fault("dossier.cosigner-invalid", name=party.cosigner.name)


def _roots_of(texts: Sequence[object]) -> tuple[Root, ...]:
    found: list[Root] = []
    for version, text in enumerate(texts, 1):
        signed = SignedRoot.from_bytes(str(text).encode())
        agency = found[0].agency if found else signed.root.agency
        found.append(_root(str(text).encode(), agency, found, version))
    return tuple(found)


def _check_times(standing: Standing) -> None:
    """Raise ``Fault`` when anyone saw a checkpoint at a time for which its key was not certified."""
    for signed in standing.checkpoints:
        key = signer_of(signed, standing.certificates) or ""
        for party in standing.parties:
            at = party.cosigner.time_of(signed)
            if at is not None and not standing.is_certified(key, at):
                raise Fault("dossier.certificate-expired", number=standing.number_of(key))


def anchored(
    standing: Standing, given: Sequence[str], authorities: Collection[str]
) -> tuple[bool, list[Party]]:
    """Check the anchors given; return whether the agency's root is among them, and the parties that are.

    ``authorities`` are the fingerprints of authorities whose tokens are there. A root speaks for what it or a
    later one has certified: keys of one that was replaced say nothing under the fingerprint of the new.
    Raises ``Fault`` for an anchor not met.
    """
    roots = {root.fingerprint().replace(" ", ""): root.version for root in standing.roots}
    seen = standing.checkpoints
    present = [party for party in standing.parties if any(party.stands_under(one) for one in seen)]
    met: list[Party] = []
    for anchor in given:
        plain = "".join(anchor.split())
        parties = [party for party in present if plain in party.fingerprints()]
        if not parties and plain not in roots and plain not in authorities:
            raise Fault("dossier.anchor-not-met", anchor=anchor)
        met += [party for party in parties if party not in met]
    told = [roots[plain] for anchor in given if (plain := "".join(anchor.split())) in roots]
    return any(version <= standing.spoken_for for version in told), met


def proven_by(parties: Sequence[Party], signed: SignedCheckpoint) -> int | None:
    """Return the earliest time that anchored cosigners tell of a checkpoint."""
    times = [at for party in parties if (at := party.time_of(signed)) is not None]
    return min(times, default=None)
