"""A parcel is opened: two officers, pictures, results, laboratory, notice. A correction is a new record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.screening.actions.belt import needs_inspector, waybill_of
from borderlink.screening.adapters import kept, pictures
from borderlink.screening.domain.outcome import (
    DRUGS,
    Finding,
    Outcome,
    State,
    check_move,
    check_opening,
)
from borderlink.screening.models.referrals import (
    LaboratoryResult,
    Notice,
    Opening,
    Picture,
    Referral,
    Result,
    Step,
)
from borderlink.screening.queries import referrals, sight
from borderlink.screening.refusals.belt import (
    NotAPicture,
    NoteMissing,
    NotTheOutcome,
    PictureTooLarge,
    SecondOfficerUnknown,
    TooManyPictures,
)

SHELF = "pictures"
MOST_PICTURES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Who stood by when a parcel was opened: a second officer, and the carrier's operator or why not."""

    second_officer: str
    operator_present: bool
    operator: str = ""
    absence: str = ""
    note: str = ""


def _referral(waybill: str, by: Reader) -> Referral:
    return referrals.locked(referrals.referral_of(by, waybill_of(waybill)))


@transaction.atomic
def open_parcel(*, waybill: str, witness: Witness, why: str = "", by: Reader, at: datetime) -> Opening:
    """Record that a presented parcel was opened before a second officer; ``why`` corrects an earlier record.

    Refuses: ``NotAllowed``, ``NotFound``, ``SecondOfficerIsFirst``, ``SecondOfficerUnknown``,
    ``OperatorNotAccounted``, ``MoveNotLegal``, ``NoteMissing``.
    """
    needs_inspector(by, "screening.open")
    referral = _referral(waybill, by)
    check_opening(
        first=by.badge,
        second=witness.second_officer.strip(),
        operator_present=witness.operator_present,
        operator=witness.operator,
        absence=witness.absence,
    )
    second = sight.colleague(witness.second_officer, unit=referral.unit)
    if not second:
        raise SecondOfficerUnknown(badge=witness.second_officer)
    corrects = referral.openings.exists()
    if corrects and not why.strip():
        raise NoteMissing(outcome=referral.outcome or "–")
    if not corrects:
        check_move(State(referral.state), State.OPENED)
        _advance(referral, State.OPENED, by=by, at=at)
    opening = _opening(referral, witness, second, why=why, by=by, at=at)
    act = "screening.correct-opening" if corrects else "screening.open"
    facts: dict[str, str | int] = {"second": second, "operator": int(witness.operator_present)}
    note(act=act, subject=f"parcel {referral.waybill}", why=why, facts=facts, by=by.badge, at=at)
    return opening


def _opening(
    referral: Referral, witness: Witness, second: str, *, why: str, by: Reader, at: datetime
) -> Opening:
    return Opening.objects.create(
        referral=referral,
        second_officer=second,
        operator_present=witness.operator_present,
        operator=witness.operator.strip() if witness.operator_present else "",
        absence="" if witness.operator_present else witness.absence.strip(),
        note=witness.note.strip(),
        why=why.strip(),
        at=at,
        by=by.badge,
    )


def _advance(referral: Referral, state: State, *, outcome: str = "", by: Reader, at: datetime) -> None:
    referral.state, referral.outcome = state.value, outcome
    referral.holder = "" if state is State.CLOSED else by.badge
    referral.save(update_fields=["state", "outcome", "holder"])
    Step.objects.create(referral=referral, what=outcome or state.value, at=at, by=by.badge)


@transaction.atomic
def record_result(*, waybill: str, finding: Finding, why: str = "", by: Reader, at: datetime) -> Result:
    """Record what was found, and close the referral; on a closed one a correction, with ``why``.

    Refuses: ``NotAllowed``, ``NotFound``, and what ``Finding.check`` refuses.
    """
    needs_inspector(by, "screening.record-result")
    referral = _referral(waybill, by)
    corrects = referral.state == State.CLOSED
    finding.check(state=State(referral.state), opened=referral.openings.exists(), why=why)
    _advance(referral, State.CLOSED, outcome=finding.outcome.value, by=by, at=at)
    result = _result(referral, finding, why=why, by=by, at=at)
    note(
        act="screening.correct-result" if corrects else "screening.record-result",
        subject=f"parcel {referral.waybill}",
        why=why.strip()[:400],
        facts={"outcome": finding.outcome.value, "substance": finding.substance},
        by=by.badge,
        at=at,
    )
    return result


def _result(referral: Referral, finding: Finding, *, why: str, by: Reader, at: datetime) -> Result:
    return Result.objects.create(
        referral=referral,
        outcome=finding.outcome.value,
        presumptive=finding.presumptive,
        substance=finding.substance,
        method=finding.method,
        concealment=finding.concealment,
        also_concealed=list(finding.also_concealed),
        detected_by=finding.detected_by,
        also_detected_by=list(finding.also_detected_by),
        note=finding.note.strip(),
        why=why.strip(),
        at=at,
        by=by.badge,
    )


@transaction.atomic
def record_laboratory_result(
    *,
    waybill: str,
    laboratory: str,
    report: str,
    substance: str,
    reported_on: date,
    remark: str = "",
    by: Reader,
    at: datetime,
) -> LaboratoryResult:
    """Record what a laboratory reported about drugs found; ``substance`` is empty when it found none.

    It stands beside the presumptive result and changes no outcome: an officer does that, by a correction.
    Refuses: ``NotAllowed``, ``NotFound``, ``NotTheOutcome``.
    """
    needs_inspector(by, "screening.record-laboratory-result")
    referral = _referral(waybill, by)
    if not referral.results.filter(outcome__in=[outcome.value for outcome in DRUGS]).exists():
        raise NotTheOutcome(waybill=referral.waybill, outcome=referral.outcome or "–")
    result = LaboratoryResult.objects.create(
        referral=referral,
        laboratory=laboratory.strip(),
        report=report.strip(),
        substance=substance,
        note=remark.strip(),
        reported_on=reported_on,
        at=at,
        by=by.badge,
    )
    note(
        act="screening.record-laboratory-result",
        subject=f"parcel {referral.waybill}",
        facts={"report": result.report, "substance": substance},
        by=by.badge,
        at=at,
    )
    return result


def add_picture(
    *, waybill: str, kind: Picture.Kind, name: str, chunks: Iterable[bytes], by: Reader, at: datetime
) -> Picture:
    """Keep a photograph or an X-ray image as it came, with a preview that carries no metadata.

    The same picture again changes nothing. Refuses: ``NotAllowed``, ``NotFound``, ``NotAPicture``,
    ``PictureTooLarge``, ``TooManyPictures``.
    """
    needs_inspector(by, "screening.add-picture")
    referrals.referral_of(by, waybill_of(waybill))
    folder = settings.BORDERLINK.folder
    content = kept.keep(folder, SHELF, _at_most(chunks, pictures.MOST_MIB * 1024 * 1024 + 1))
    path = kept.path_of(folder, SHELF, content.sha256)
    try:
        seen = pictures.judge_picture(path, name=name)
        pictures.write_preview(path, kept.preview_of(folder, SHELF, content.sha256), name=name)
    except (NotAPicture, PictureTooLarge):
        _discard(content)
        raise
    return _add_picture(waybill=waybill, kind=kind, name=name, content=content, seen=seen, by=by, at=at)


def _at_most(chunks: Iterable[bytes], limit: int) -> Iterable[bytes]:
    """Yield chunks until the limit is passed; what follows is never written, and the picture is refused."""
    total = 0
    for chunk in chunks:
        yield chunk
        total += len(chunk)
        if total >= limit:
            return


def _discard(content: kept.Kept) -> None:
    if not Picture.objects.filter(sha256=content.sha256).exists():
        kept.forget(settings.BORDERLINK.folder, SHELF, content.sha256)


@transaction.atomic
def _add_picture(
    *,
    waybill: str,
    kind: Picture.Kind,
    name: str,
    content: kept.Kept,
    seen: pictures.Seen,
    by: Reader,
    at: datetime,
) -> Picture:
    referral = _referral(waybill, by)
    again = referral.pictures.filter(sha256=content.sha256).first()
    if again is not None:
        return again
    if referral.pictures.count() >= MOST_PICTURES:
        raise TooManyPictures(waybill=referral.waybill, limit=MOST_PICTURES)
    picture = Picture.objects.create(
        referral=referral,
        kind=kind.value,
        name=kept.plain_name(name),
        sha256=content.sha256,
        media_type=seen.media_type,
        size=content.size,
        width=seen.width,
        height=seen.height,
        at=at,
        by=by.badge,
    )
    facts: dict[str, str | int] = {"kind": kind.value, "sha256": content.sha256}
    note(
        act="screening.add-picture",
        subject=f"parcel {referral.waybill}",
        facts=facts,
        by=by.badge,
        at=at,
    )
    return picture


@transaction.atomic
def reseal_parcel(*, waybill: str, seal: str, language: str, by: Reader, at: datetime) -> Notice:
    """Record that a parcel with nothing in it was sealed again, with a notice in the receiver's language.

    Refuses: ``NotAllowed``, ``NotFound``, ``NotTheOutcome``.
    """
    needs_inspector(by, "screening.reseal")
    referral = _referral(waybill, by)
    if referral.outcome != Outcome.NOTHING:
        raise NotTheOutcome(waybill=referral.waybill, outcome=referral.outcome or "–")
    notice = Notice.objects.create(
        referral=referral, seal=seal.strip(), language=language, at=at, by=by.badge
    )
    facts: dict[str, str | int] = {"seal": notice.seal, "language": language}
    note(act="screening.reseal", subject=f"parcel {referral.waybill}", facts=facts, by=by.badge, at=at)
    return notice


@transaction.atomic
def write_note(*, waybill: str, text: str, by: Reader, at: datetime) -> Step:
    """Add a note to a referral's history. Refuses: ``NotFound``, ``NoteMissing``."""
    referral = _referral(waybill, by)
    if not text.strip():
        raise NoteMissing(outcome=referral.outcome or "–")
    step = Step.objects.create(referral=referral, what="note", note=text.strip(), at=at, by=by.badge)
    note(act="screening.note", subject=f"parcel {referral.waybill}", by=by.badge, at=at)
    return step


@transaction.atomic
def read_preview(*, picture: int, by: Reader, at: datetime) -> Path:
    """Return where the preview of a picture lies, and write into the journal who looked.

    Refuses: ``NotFound``.
    """
    found = referrals.picture_of(by, picture)
    path = kept.preview_of(settings.BORDERLINK.folder, SHELF, found.sha256)
    if not path.is_file():
        raise NotFound(thing="picture", name=str(picture))
    subject = f"parcel {found.referral.waybill}"
    note(act="screening.look", subject=subject, facts={"picture": picture}, by=by.badge, at=at)
    return path
