"""A dossier is drawn up: everything gathered, what is withheld left out, put on the shelf to be signed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from borderlink.cases.actions.documents import SHELF as DOCUMENTS
from borderlink.cases.models.counted import Case
from borderlink.custody.actions.checkpoints import sign_checkpoint
from borderlink.custody.actions.papers import SHELF as PAPERS
from borderlink.custody.actions.papers import ending_of
from borderlink.custody.domain.packs import BY_VERSION
from borderlink.custody.queries.partners import cosigners
from borderlink.dossiers.adapters import keyfolder
from borderlink.dossiers.adapters.paper import dossier_pdf, statements_pdf
from borderlink.dossiers.domain import archive, assemble
from borderlink.dossiers.domain.assemble import Pieces, Witness
from borderlink.dossiers.domain.openings import FIELD, KEPT_BACK, Facts, Item
from borderlink.dossiers.domain.stamps import by_authority
from borderlink.dossiers.domain.summarise import summary_of
from borderlink.dossiers.models import DRAWN_UP, DROPPED, DisclosureItem, Dossier, Withheld
from borderlink.dossiers.queries import drawn, material
from borderlink.dossiers.queries import pieces as kept
from borderlink.dossiers.queries.material import Attached
from borderlink.dossiers.queries.pieces import Record
from borderlink.dossiers.refusals import FieldUnknown, GroundMissing, NodeNotCertified, NothingRecorded
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.roots import SignedRoot
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.screening.adapters.kept import keep, path_of

PAPER_LANGUAGES: Final = ("zh-Hans", "vi", "en")
_UNSIGNED: Final = "index.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """One thing that is withheld, and its ground (a code of the list `withheld_ground`).

    ``kind`` is `field` with a reference `<sequence>/<name>`, or a kind of material with the schedule's own.
    """

    kind: str = FIELD
    reference: str
    ground: str


def draw_up_dossier(
    *,
    case: str,
    languages: Sequence[str] = PAPER_LANGUAGES,
    court: str = "",
    withhold: Sequence[Withholding] = (),
    by: Reader,
    at: datetime,
) -> Dossier:
    """Draw up a dossier of a case as it stands now, under a fresh checkpoint; it waits for ``by`` to sign it.

    It can be read in ``languages``; the statements to be signed by hand are in that of the receiving
    ``court`` alone (empty: the last of the languages). One that still waits is replaced.
    Refuses: ``NotFound``, ``NotAllowed``, ``NothingRecorded``, ``NodeNotCertified``, ``FieldUnknown``,
    ``GroundMissing``.
    """
    found = drawn.case_to_draw_up(by, case)
    if not drawn.draws_up(by):
        raise NotAllowed(act="dossiers.draw-up")
    if not kept.has_events(found.number):
        raise NothingRecorded(case=found.number)
    if not keyfolder.is_certified(settings.BORDERLINK.folder, int(at.timestamp())):
        raise NodeNotCertified
    checkpoint = sign_checkpoint(at=at)
    record = kept.record_of(found.number, checkpoint.size)
    pieces = _pieces(found, record, withhold, by=by, at=at)
    whole = _with_papers(replace(pieces, languages=tuple(languages)), court or ["en", *languages][-1])
    return _keep(found, whole, withhold, by=by, at=at)


def _pieces(
    case: Case, record: Record, withhold: Sequence[Withholding], *, by: Reader, at: datetime
) -> Pieces:
    folder = settings.BORDERLINK.folder
    closed = _closed(case, record, withhold)
    items = _schedule(case, record, withhold, at)
    return Pieces(
        number=f"{case.number}-D{drawn.next_place(case.number)}",
        agency=case.agency,
        unit=case.unit,
        node=settings.BORDERLINK.node,
        case=case.number,
        drawn_up_at=int(at.timestamp()),
        drawn_up_by=by.badge,
        languages=(),
        roots=keyfolder.roots(folder),
        certificates=keyfolder.certificates(folder),
        keys=record.keys,
        events=record.events,
        hashes=record.hashes,
        heads=record.heads,
        checkpoints=record.checkpoints,
        packs=BY_VERSION,
        openings={
            sequence: [one for one in each if f"{sequence}/{one.name}" not in closed]
            for sequence, each in record.openings.items()
        },
        disclosure=items,
        witnesses=_witnesses(folder),
        authorities=keyfolder.authorities(folder),
        tokens=by_authority(record.checkpoints, record.tokens, keyfolder.authorities(folder)),
        files=[_file(attached) for attached in _served(case, record, items)],
    )


def _witnesses(folder: Path) -> list[Witness]:
    """Return who may cosign: those agreed upon in the node's folder, and partners who have by letter."""
    agreed = keyfolder.witnesses(folder)
    known = {witness.key for witness in agreed}
    return agreed + [
        Witness(key=row.key, certificate=row.certificate, roots=tuple(row.roots))
        for row in cosigners()
        if row.key not in known
    ]


def _with_papers(pieces: Pieces, court: str) -> Pieces:
    """Return the pieces with the PDFs of each language, the statements and the verifier's source."""
    summary, zone = summary_of(pieces), str(settings.BORDERLINK.time_zone)
    papers = {"verify.py": (files("borderlink.dossiers") / "data" / "verify.py").read_bytes()}
    for language in pieces.languages:
        papers[f"dossier.{language}.pdf"] = dossier_pdf(summary, language, zone=zone)
    papers[f"statements.{court}.pdf"] = statements_pdf(summary, court, zone=zone)
    return replace(pieces, papers=papers)


def _closed(case: Case, record: Record, withhold: Sequence[Withholding]) -> dict[str, str]:
    """Return the grounds of fields that are not opened. Refuses: ``FieldUnknown``, ``GroundMissing``."""
    there = {f"{sequence}/{one.name}" for sequence, each in record.openings.items() for one in each}
    closed: dict[str, str] = {}
    for one in withhold:
        if not one.ground.strip():
            raise GroundMissing(reference=one.reference)
        if one.kind == FIELD:
            if one.reference not in there:
                raise FieldUnknown(case=case.number, reference=one.reference)
            closed[one.reference] = one.ground.strip()
    return closed


def _schedule(case: Case, record: Record, withhold: Sequence[Withholding], at: datetime) -> list[Item]:
    """Return the disclosure schedule. Refuses: ``FieldUnknown`` for what is not in it."""
    items = material.material_of(case, record.acts, at)
    there = {(item.kind, item.reference) for item in items}
    fields = [one for one in withhold if one.kind == FIELD]
    others = {(one.kind, one.reference): one.ground for one in withhold if one.kind != FIELD}
    places: dict[str, Facts] = {
        f"{sequence}/{one.name}": {"entry": entry, "field": one.name}
        for entry, sequence, one in kept.fields_of(case.number)
    }
    for _, reference in sorted(others.keys() - there):
        raise FieldUnknown(case=case.number, reference=reference)
    return [
        *(
            Item(
                kind=FIELD,
                reference=one.reference,
                status=KEPT_BACK,
                ground=one.ground,
                facts=places[one.reference],
            )
            for one in fields
        ),
        *material.with_grounds(items, others),
    ]


def _served(case: Case, record: Record, items: Sequence[Item]) -> list[Attached]:
    """Return the files that go with the dossier, once each: those of which no line is withheld."""
    closed = {item.sha256 for item in items if item.status == KEPT_BACK}
    found = {one.sha256: one for one in material.attached_to(case, record.acts) if one.sha256 not in closed}
    return list(found.values())


def _file(attached: Attached) -> tuple[str, bytes]:
    shelves: dict[str, tuple[Path, str]] = {
        "case": (settings.BORDERLINK.folder, DOCUMENTS),
        "papers": (Path(settings.MEDIA_ROOT), PAPERS),
    }
    content = path_of(*shelves[attached.folder], attached.sha256).read_bytes()
    return attached.ending or ending_of(content), content


def _keep(
    case: Case, pieces: Pieces, withhold: Sequence[Withholding], *, by: Reader, at: datetime
) -> Dossier:
    """Put the unsigned dossier on the shelf and into the tables."""
    members = assemble.members_of(pieces)
    index = assemble.index_of(pieces, members)
    data = archive.write({**members, _UNSIGNED: index.to_bytes()})
    shelved = keep(Path(settings.MEDIA_ROOT), drawn.SHELF, [data])
    summary = summary_of(pieces)
    with transaction.atomic():
        Dossier.objects.filter(case=case.number, state=DRAWN_UP).update(state=DROPPED)
        row = Dossier.objects.create(
            number=pieces.number, case=case.number, place=drawn.next_place(case.number),
            agency=case.agency, unit=case.unit, languages=list(pieces.languages),
            events=len(pieces.events), checkpoint_size=summary.checkpoint_size,
            checkpoint_root=summary.checkpoint_root,
            root_fingerprint=SignedRoot.from_bytes(pieces.roots[-1]).root.fingerprint(),
            draft_sha256=shelved.sha256, drawn_up_by=by.badge, drawn_up_at=at,
        )  # fmt: skip
        _keep_choices(row, pieces, withhold)
        facts: dict[str, str | int] = {"case": case.number, "events": row.events, "withheld": len(withhold)}
        note(act="dossiers.draw-up", subject=f"dossier {row.number}", facts=facts, by=by.badge, at=at)
    return row


def _keep_choices(row: Dossier, pieces: Pieces, withhold: Sequence[Withholding]) -> None:
    entries = {event.sequence: event.case_seq for event in pieces.events_of()}
    for one in withhold:
        if one.kind == FIELD:
            sequence, _, name = one.reference.partition("/")
            Withheld.objects.create(
                dossier=row, sequence=int(sequence), entry=entries[int(sequence)], name=name,
                ground=one.ground,
            )  # fmt: skip
    DisclosureItem.objects.bulk_create(
        DisclosureItem(
            dossier=row, place=place, kind=item.kind, reference=item.reference[:200], text=item.text,
            facts=dict(item.facts), status=item.status, ground=item.ground, sha256=item.sha256,
        )
        for place, item in enumerate(pieces.disclosure, 1)
    )  # fmt: skip
