"""Post is carried by hand: the same sealed envelopes and receipts in a file, both ways, beside the line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from borderlink.foundation.refusals import NotFound
from borderlink.journal.actions import note
from borderlink.liaison.actions.exchanging import given_up
from borderlink.liaison.actions.exchanging_files import pieces_laid_out, take_carried
from borderlink.liaison.actions.receiving import receive
from borderlink.liaison.actions.settling import settle
from borderlink.liaison.adapters import courier
from borderlink.liaison.domain.bundles import MOST_WIRES
from borderlink.liaison.domain.carrying import RELAYED, Manifest, SignedManifest, Stretch
from borderlink.liaison.domain.states import Posted
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.models.post import CarriedFile, Incoming, Outgoing, Receipt
from borderlink.liaison.queries import statements
from borderlink.liaison.queries.postkeys import TRUSTED, keyring_for, me, own_keys
from borderlink.liaison.refusals.post import NotForUs
from borderlink.liaison.refusals.receiving import KeyNotValid, UnknownSender
from borderlink.officers.actions.leaving import leave_node
from borderlink.officers.queries import Officer

WAY: Final = "liaison.courier-file"
AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A file that was written: where, its SHA-256, how many envelopes and statements it holds."""

    path: Path
    sha256: str
    envelopes: int
    statements: int
    pieces: int = 0  # of photographs and video


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a file: whose it is, how many of its letters are new, came before, or were not taken."""

    partner: str
    sha256: str
    new: int
    again: int
    not_taken: dict[str, int]  # by code
    statements: int
    pieces: int = 0


@transaction.atomic
def export_file(*, code: str, path: Path, files: bool = True, by: Officer, at: datetime) -> Exported:
    """Write everything that waits for a partner into a file to be carried there; it goes by the line too.

    The envelopes are those that have passed the gate and were sealed: carried and posted, they have their
    effect once. Receipts of ours lie in it as well, and with ``files`` the pieces that the partner misses of
    photographs and video whose letters it has read. Refuses: ``NotFound``, ``CourierFileExists``, what the
    way out refuses.
    """
    partner = Partner.objects.filter(code=code, state__in=TRUSTED).first()
    if partner is None:
        raise NotFound(thing="partner", name=code[:32])
    rows = list(_waiting(partner).values_list("pk", "epoch", "seq", "digest"))
    why = f"{len(rows)} sealed letters, carried by hand"
    leave_node(
        way=WAY, subject=f"post {code}", to=code, why=why, persons=False, count=len(rows), by=by, at=at
    )
    said = [
        *statements.of_the_link(partner, at), *_untold(partner, at),
        *given_up(partner, at),
    ]  # fmt: skip
    numbers = [row[0] for row in rows]
    with pieces_laid_out(partner if files else None, path, at=at) as pieces:

        def parts() -> Iterator[bytes]:
            return chain(_parts(said, numbers), (one.read_bytes() for one in pieces))

        manifest = Manifest(
            sender=me(), recipient=code, envelopes=len(rows), statements=len(said), files=len(pieces),
            digest=courier.digest_of(parts()), stretches=_stretches(rows), at=int(at.timestamp()),
        )  # fmt: skip
        sha256 = courier.write(path, manifest.sign(own_keys().signer), parts())
    CarriedFile.objects.create(
        partner=partner, direction="out", sha256=sha256, envelopes=len(rows), statements=len(said),
        first=min(numbers, default=None), last=max(numbers, default=None), by=by.badge, at=at,
    )  # fmt: skip
    facts: dict[str, str | int] = {"sha256": sha256, "envelopes": len(rows), "statements": len(said)}
    note(act="liaison.export-courier-file", subject=f"partner {code}", facts=facts, by=by.badge, at=at)
    return Exported(
        path=path, sha256=sha256, envelopes=len(rows), statements=len(said), pieces=max(0, len(pieces) - 1)
    )


def _waiting(partner: Partner) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(partner=partner, state=Posted.WAITING.value).order_by("lane", "pk")


def _untold(partner: Partner, at: datetime) -> list[bytes]:
    """Return our receipts that were not told yet, and count them as told.

    Should the file be lost, the partner's letters come again, and their receipts are told again.
    """
    rows = Receipt.objects.filter(partner=partner, ours=True, told_at=None).order_by("pk")
    documents = [bytes(document) for document in rows.values_list("document", flat=True)]
    rows.update(told_at=at)
    return documents


def _parts(said: Iterable[bytes], numbers: Sequence[int]) -> Iterator[bytes]:
    """Yield statements, then envelopes, some at a time from the outbox."""
    yield from said
    for first in range(0, len(numbers), AT_ONCE):
        some = numbers[first : first + AT_ONCE]
        wires = dict(Outgoing.objects.filter(pk__in=some).values_list("pk", "sealed__wire"))
        yield from (bytes(wires[number]) for number in some)


def _stretches(rows: Sequence[tuple[int, str, int, str]]) -> tuple[Stretch, ...]:
    found: dict[str, list[tuple[int, str]]] = {}
    for _, epoch, seq, digest in rows:
        found.setdefault(epoch, []).append((seq, digest))
    return tuple(
        Stretch(epoch=epoch, count=len(held), first=min(held)[0], last=max(held)[0], tip=max(held)[1])
        for epoch, held in found.items()
    )


def import_file(*, path: Path, by: Officer, at: datetime) -> Imported:
    """Take in a file that was carried here: the same again, or letters that came by the line, change nothing.

    The file is read as a hostile one: nothing of it is taken in unless all of it is whole, signed by a pinned
    partner and meant for us. Refuses: ``NotACourierFile``, ``CourierFileCut``, ``NotForUs``,
    ``UnknownSender``, ``KeyNotValid``.
    """
    signed, sha256 = courier.read_manifest(path)
    partner = _sender(signed, at)
    manifest = signed.manifest
    before = Incoming.objects.filter(partner=partner).count()
    found = courier.parts(path)
    receipts = sum(
        settle(partner, some, at=at).valid for some in _batches(islice(found, manifest.statements), AT_ONCE)
    )
    answers = [
        answer
        for some in _batches(islice(found, manifest.envelopes), MOST_WIRES)
        for answer in receive(some, limited=False, answered=False, partner_hint=partner.code, at=at)
    ]
    new = Incoming.objects.filter(partner=partner).count() - before
    troubles = Counter(answer.trouble for answer in answers if answer.trouble)
    files = take_carried(partner, found, at=at)
    done = Imported(
        partner=partner.code, sha256=sha256, new=new, again=len(answers) - new - troubles.total(),
        not_taken=dict(troubles + files), statements=receipts,
        pieces=max(0, manifest.files - 1 - files.total()),
    )  # fmt: skip
    _keep_import(partner, manifest, done, by, at)
    return done


def _sender(signed: SignedManifest, at: datetime) -> Partner:
    """Return the pinned partner that signed a manifest for us."""
    manifest = signed.manifest
    if manifest.recipient != me():
        raise NotForUs(recipient=manifest.recipient[:32])
    ring, partners = keyring_for({manifest.sender}, at)
    if manifest.sender not in partners:
        raise UnknownSender(sender=manifest.sender[:32])
    if signed.key == RELAYED:  # from a relay, which has no key: each part of the file is checked for itself
        return partners[manifest.sender]
    key = ring.partners.get(manifest.sender, {}).get(signed.key)
    if key is None or not key.valid(manifest.at, int(at.timestamp())):
        raise KeyNotValid(sender=manifest.sender, key=signed.key[:16])
    signed.verify(key.key)
    return partners[manifest.sender]


@transaction.atomic
def _keep_import(partner: Partner, manifest: Manifest, done: Imported, by: Officer, at: datetime) -> None:
    note(
        act="liaison.import-courier-file", subject=f"partner {partner.code}", by=by.badge, at=at,
        facts={"sha256": done.sha256, "new": done.new, "again": done.again, "statements": done.statements},
    )  # fmt: skip
    seqs = [(one.first, one.last) for one in manifest.stretches]
    CarriedFile.objects.create(
        partner=partner, direction="in", sha256=done.sha256, envelopes=manifest.envelopes,
        statements=manifest.statements, first=min((first for first, _ in seqs), default=None),
        last=max((last for _, last in seqs), default=None), by=by.badge, at=at,
    )  # fmt: skip


def _batches(parts: Iterable[bytes], most: int) -> Iterator[list[bytes]]:
    found = iter(parts)
    while some := list(islice(found, most)):
        yield some
