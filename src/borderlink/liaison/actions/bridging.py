"""Clues leave as STIX through the one way out; what comes as STIX waits for an officer and does nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from borderlink.cases.actions.deciding import write_told
from borderlink.foundation import canonical
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.actions.sending import check_clue, tells_of_person
from borderlink.liaison.adapters.stix import Object, bundle_of
from borderlink.liaison.adapters.stixreading import Found, clues_in, read_bundle
from borderlink.liaison.domain import precision
from borderlink.liaison.domain.states import Direction, LetterState
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.stix import ForeignClue, StixFile
from borderlink.liaison.queries.letters import UNFINISHED, body_of, letter_of
from borderlink.liaison.queries.sight import account_of, needs_office
from borderlink.liaison.queries.stix import foreign_clue_of, named_by, office_of
from borderlink.liaison.refusals.office import NoText
from borderlink.liaison.refusals.stix import (
    StixFileUnknown,
    StixNoClue,
    StixNotOurClue,
    StixNumberTaken,
    StixSettled,
    TaxiiNotSafe,
)
from borderlink.officers.actions.leaving import leave_node

WAY: Final = "liaison.stix"
MOST_KEPT: Final = 256 << 10  # bytes of what was refused, kept to be looked at
SAFE: Final = "https://"
LONGEST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A bundle that may leave: its bytes, their SHA-256, how many clues."""

    data: bytes
    sha256: str
    clues: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What came of a bundle: clues that wait now, that were here before, that were refused, by code."""

    new: int
    again: int
    refused: dict[str, int]


@transaction.atomic
def export_clues(
    *,
    letters: Sequence[str],
    to: str,
    why: str,
    country: str = "",
    collection: str = "",
    by: Reader,
    at: datetime,
) -> Exported:
    """Let clues of ours leave as one STIX bundle, each by its own passage through the one way out.

    ``collection`` is the TAXII collection for which the file is made out; it is pushed nowhere else. Whoever
    of the case is named is noted there as told. All leave, or none.
    Refuses: ``NotFound``, ``NotAllowed``, ``StixNotOurClue``, ``TaxiiNotSafe``, what keeps a draft from being
    sent, what the way out refuses.
    """
    if collection and not collection.startswith(SAFE):
        raise TaxiiNotSafe(url=collection[:LONGEST])
    rows = [_clue_of(letter, by) for letter in dict.fromkeys(letters)]
    for row in rows:
        leave_node(
            way=WAY, subject=f"letter {row.uuid}", to=to, why=why, persons=tells_of_person(body_of(row)),
            case=row.thread.case, country=country, by=account_of(by), at=at,
        )  # fmt: skip
        _write_told(row, to, by, at)
    data = bundle_of([body_of(row) for row in rows])
    sha256 = hashlib.sha256(data).hexdigest()
    StixFile.objects.create(
        direction=Direction.OUT.value, sha256=sha256, other=to.strip()[:LONGEST], collection=collection,
        unit=rows[0].thread.unit if rows else "", clues=len(rows), by=by.badge, at=at,
    )  # fmt: skip
    facts: dict[str, str | int] = {"to": to[:LONGEST], "clues": len(rows), "collection": collection}
    note(act="liaison.export-stix", subject=f"stix {sha256[:16]}", why=why, facts=facts, by=by.badge, at=at)
    return Exported(data=data, sha256=sha256, clues=len(rows))


def _clue_of(number: str, by: Reader) -> Letter:
    """Return a clue of ours that may leave: sent already, or a draft that could be sent now."""
    row = letter_of(by, number)
    needs_office(by, row.thread.unit, "liaison.export-stix")
    ours = row.direction == Direction.OUT.value and row.kind == "clue"
    if not ours or not row.body or row.state == LetterState.DROPPED.value:
        raise StixNotOurClue(letter=str(row.uuid))
    if row.state in UNFINISHED:
        check_clue(row, body_of(row))
    return row


def _write_told(row: Letter, to: str, by: Reader, at: datetime) -> None:
    """Note in the case who of it is named, so that a correction reaches this recipient too."""
    for person in named_by(row):
        write_told(person, to, f"STIX, {row.thread.reference}", timezone.localdate(at), by=by.badge, at=at)


@transaction.atomic
def begin_push(*, data: bytes, by: Reader, at: datetime) -> StixFile:
    """Return for which collection a file left the node, and note that it is on its way there.

    Refuses: ``NotAllowed``, ``StixFileUnknown`` for a file that is not, to the byte, as it left.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    rows = StixFile.objects.filter(direction=Direction.OUT.value, sha256=sha256).exclude(collection="")
    row = rows.order_by("-pk").first()
    if row is None:
        raise StixFileUnknown
    needs_office(by, row.unit, "liaison.push-stix")
    facts: dict[str, str | int] = {"collection": row.collection, "clues": row.clues}
    note(act="liaison.push-stix", subject=f"stix {sha256[:16]}", facts=facts, by=by.badge, at=at)
    return row


@transaction.atomic
def end_push(*, file: StixFile, by: Reader, at: datetime) -> None:
    """Note that the collection took every object of a file."""
    file.pushed_at = at
    file.save(update_fields=["pushed_at"])
    note(act="liaison.pushed-stix", subject=f"stix {file.sha256[:16]}", by=by.badge, at=at)


@transaction.atomic
def take_in_bundle(
    *, data: bytes, origin: str, collection: str = "", office: str = "", by: Reader, at: datetime
) -> TakenIn:
    """Take a bundle in: each clue waits for an officer of ``office``, what is refused is kept apart with why.

    Nobody signed it: nothing here is done by it, no letter, no case, no rule. The same bundle again changes
    nothing. Refuses: ``NotAllowed``, ``StixNoOffice``.
    """
    unit = office_of(by, office)
    needs_office(by, unit, "liaison.take-in-stix")
    code, found = _read(data)
    file = StixFile.objects.create(
        direction=Direction.IN.value, sha256=hashlib.sha256(data).hexdigest(), other=origin.strip()[:LONGEST],
        collection=collection[:400], unit=unit, clues=len(found), code=code,
        evidence=data[:MOST_KEPT] if code else b"", by=by.badge, at=at,
    )  # fmt: skip
    told = Counter(_take(file, one, at) for one in found)
    new, again = told.pop("new", 0), told.pop("again", 0)
    refused = dict(told) | ({code: 1} if code else {})
    facts: dict[str, str | int] = {"new": new, "again": again, "refused": sum(refused.values())}
    note(
        act="liaison.take-in-stix", subject=f"stix {file.sha256[:16]}", facts={**facts, "from": file.other},
        by=by.badge, at=at,
    )  # fmt: skip
    return TakenIn(new=new, again=again, refused=refused)


def _read(data: bytes) -> tuple[str, list[Found]]:
    """Return the clues of a bundle, or the code by which it is refused whole."""
    try:
        found = clues_in(read_bundle(data))
        if not found:
            raise StixNoClue
    except Refusal as refused:
        return refused.code, []
    return "", found


def _take(file: StixFile, found: Found, at: datetime) -> str:
    """Keep one clue, or what stands of it; say `new`, `again` or why it is refused."""
    if found.clue is None:
        code = found.fault.code if found.fault else ""
        return _refuse(file, found.objects, code, at)
    body = canonical.to_bytes(found.clue).decode()
    sha256, letter = hashlib.sha256(body.encode()).hexdigest(), UUID(found.clue["letter"])
    known = _known(letter, body, sha256)
    if known is not None:
        return "again" if known else _refuse(file, found.objects, StixNumberTaken.code, at)
    score = precision.score(found.clue["facts"])
    ForeignClue.objects.create(
        file=file, unit=file.unit, letter=letter, sha256=sha256, body=body, score=score.points,
        score_of=score.of, at=at,
    )  # fmt: skip
    return "new"


def _known(letter: UUID, body: str, sha256: str) -> bool | None:
    """Say whether a clue of this number is here: None no, True the same (or erased), False another."""
    row = Letter.objects.filter(uuid=letter).first()
    if row is not None:
        return row.body in {"", body}
    earlier = ForeignClue.objects.filter(letter=letter).exclude(state="refused").first()
    return None if earlier is None else earlier.sha256 == sha256


def _refuse(file: StixFile, objects: Sequence[Object], code: str, at: datetime) -> str:
    """Keep what was refused apart, once, as far as it is small enough to be looked at."""
    text = json.dumps(objects, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    sha256 = hashlib.sha256(f"{code} {text}".encode()).hexdigest()
    kept = text if len(text) <= MOST_KEPT else ""
    ForeignClue.objects.get_or_create(
        sha256=sha256,
        defaults={
            "file": file,
            "unit": file.unit,
            "body": kept,
            "state": "refused",
            "code": code,
            "at": at,
        },
    )
    return code


def _need_decidable(row: ForeignClue, *, keep: bool, why: str) -> None:
    """Refuse to decide twice, to keep what was refused, and to decide without a word."""
    if row.state not in {"waiting", "refused"} or (keep and row.state == "refused"):
        raise StixSettled
    if not why.strip():
        raise NoText


@transaction.atomic
def decide_foreign_clue(*, pk: int, keep: bool, why: str, by: Reader, at: datetime) -> ForeignClue:
    """Keep a clue from elsewhere, or throw it away: its words are emptied then.

    Refuses: ``NotFound``, ``NotAllowed``, ``StixSettled``, ``NoText``.
    """
    row = foreign_clue_of(by, pk, lock=True)
    needs_office(by, row.unit, "liaison.decide-foreign-clue")
    _need_decidable(row, keep=keep, why=why)
    row.state, row.decided_by, row.decided_at = "kept" if keep else "thrown", by.badge, at
    row.why, row.body = why.strip()[:400], row.body if keep else ""
    row.save(update_fields=["state", "decided_by", "decided_at", "why", "body"])
    facts: dict[str, str | int] = {"kept": int(keep)}
    note(
        act="liaison.decide-foreign-clue", subject=f"foreign clue {pk}", why=row.why, facts=facts,
        by=by.badge, at=at,
    )  # fmt: skip
    return row
