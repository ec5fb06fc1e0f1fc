"""A laboratory is asked about exhibits and answers, signed with its own key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from borderlink.custody.actions.papers import File, keep_report
from borderlink.custody.actions.recording import Desk, Facts, Hand, Proposal, locked_head, signing
from borderlink.custody.domain.books import Lot
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import Entry
from borderlink.custody.models.room import LaboratoryRequest
from borderlink.custody.queries import numbers, sight
from borderlink.custody.queries.asked import is_complete, state_of
from borderlink.custody.refusals.acts import ExhibitUnknown, NotInForm
from borderlink.custody.refusals.room import NotOpen, UnknownCode
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.slots import Cleared, clear_everywhere
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note as write_note

NEGATIVE: Final = "not-identified"
_PPM: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What a laboratory found in one exhibit. Shares in parts per million by mass, U with k = 2.

    ``result``: identified, not-identified, inconclusive. The last two are kept beside the ledger.
    """

    exhibit: str
    result: str
    substance: str = ""
    purity_ppm: int = 0
    purity_u_ppm: int = 0
    consumed_mg: int
    remaining_mg: int
    method: str
    instrument: str
    accreditation: str = ""
    scope: str = ""
    analyst_name: str = ""
    note: str = ""

    def facts(self, laboratory: str, of_mg: int) -> Facts:
        """Return what is signed; the pure mass is that of what was there before (``of_mg``)."""
        return {
            "result": self.result, "substance": self.substance, "purity_ppm": self.purity_ppm,
            "purity_u_ppm": self.purity_u_ppm, "of_mg": of_mg,
            "pure_mg": (of_mg * self.purity_ppm * 2 + _PPM) // (2 * _PPM),
            "consumed_mg": self.consumed_mg, "remaining_mg": self.remaining_mg, "method": self.method,
            "instrument": self.instrument, "laboratory": laboratory, "accreditation": self.accreditation,
            "scope": self.scope,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a laboratory found on one exhibit that has no mass: a wrapper, a document, a device, a trace.

    ``examination`` and ``finding`` are codes (`trace_examination`, `trace_finding`); ``compared_with`` is the
    number of the exhibit or the reference it was compared with; ``used_up``: nothing is left for another one.
    """

    exhibit: str
    examination: str
    finding: str
    substance: str = ""
    compared_with: str = ""
    method: str
    instrument: str = ""
    accreditation: str = ""
    scope: str = ""
    used_up: bool = False
    analyst_name: str = ""
    note: str = ""

    def facts(self, laboratory: str, report: str) -> Facts:
        """Return what is signed, with the hash of the report."""
        return {
            "examination": self.examination, "finding": self.finding, "substance": self.substance,
            "compared_with": self.compared_with, "method": self.method, "instrument": self.instrument,
            "laboratory": laboratory, "accreditation": self.accreditation, "scope": self.scope,
            "report": report, "used_up": int(self.used_up),
        }  # fmt: skip


@transaction.atomic
def request(
    *,
    case: str,
    exhibits: Sequence[str],
    organisation: str,
    questions: Sequence[str],
    note: str = "",
    by: Reader,
    at: datetime,
) -> LaboratoryRequest:
    """Ask a laboratory about exhibits of a case; ``questions`` are codes, ``note`` is what it reads besides.

    Refuses: ``NotFound``, ``ExhibitUnknown`` for one of another case, ``UnknownCode`` for a laboratory,
    ``NotInForm`` without an exhibit or a question, ``NotAllowed`` for a guest.
    """
    if not sight.is_of_agency(by):
        raise NotAllowed(act="custody.ask-laboratory")
    locked_head()
    rows = [sight.exhibit_of(by, exhibit) for exhibit in dict.fromkeys(exhibits)]
    for row in rows:
        if row.case != case:
            raise ExhibitUnknown(exhibit=row.number)
    if not rows or not questions:
        raise NotInForm(kind="request", what="questions" if rows else "exhibits")
    if not sight.is_laboratory(organisation):
        raise UnknownCode(thing="laboratory", code=organisation[:64])
    made = LaboratoryRequest.objects.create(
        number=numbers.next_request(case), case=case, unit=rows[0].unit, organisation=organisation,
        exhibits=[row.number for row in rows], questions=list(questions), note=note.strip(),
        asked_by=by.badge, asked_at=at,
    )  # fmt: skip
    facts: dict[str, str | int] = {"laboratory": organisation, "exhibits": len(rows)}
    write_note(
        act="custody.ask-laboratory", subject=f"request {made.number}", facts=facts, by=by.badge, at=at
    )
    return made


def answer(*, request: str, result: Analysis, hands: Sequence[Hand], by: Reader, at: datetime) -> Entry:
    """Record a laboratory's result on one exhibit that it holds: the laboratory's own key signs.

    When every exhibit asked about has a result, the request is closed. Refuses: ``NotFound``, ``NotOpen``,
    ``NotAllowed`` for who is not of the laboratory, ``NotTheHolder``, ``StillSealed``, ``MassesDiffer`` when
    consumed and remaining are not what it holds, and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        row = _request_to_answer(request, by)
        lot = desk.lot(result.exhibit)
        facts = result.facts(row.organisation, lot.book_mg or 0)
        entry = _report(desk, row, lot, Kind.ANALYSE, facts, result)
        if result.result == NEGATIVE:
            clear_everywhere(Cleared(case=lot.case, person="", ground=NEGATIVE, by=by.badge, at=at))
    return entry


def examine(
    *, request: str, finding: Finding, report: File, hands: Sequence[Hand], by: Reader, at: datetime
) -> Entry:
    """Record what a laboratory found on an exhibit without a mass; its people sign, two of them or a breach.

    The report is kept under its hash, which is signed. When every exhibit asked about has a result, the
    request is closed. Refuses: ``NotFound``, ``NotOpen``, ``NotAllowed`` for a hand that is not of the
    laboratory, ``NotAPaper``, ``NotTheHolder``, ``StillSealed``, ``KeptByMass``, and what ``record`` refuses.
    """
    with signing(hands=hands, by=by, at=at) as desk:
        row = _request_to_answer(request, by)
        if any(signer.unit != row.organisation for signer, _ in desk.opened):
            raise NotAllowed(act="custody.answer-request")
        lot = desk.lot(finding.exhibit)
        facts = finding.facts(row.organisation, keep_report(report))
        return _report(desk, row, lot, Kind.EXAMINE, facts, finding)


def _request_to_answer(number: str, by: Reader) -> LaboratoryRequest:
    row = _own_request(number, by)
    if by.agency != row.organisation:
        raise NotAllowed(act="custody.answer-request")
    return row


def _report(  # noqa: PLR0917 - one result of one exhibit
    desk: Desk, row: LaboratoryRequest, lot: Lot, kind: Kind, facts: Facts, result: Analysis | Finding
) -> Entry:
    """Record a result and mark its exhibit as answered; the last one closes the request."""
    _must_be_asked(row, lot)
    personal = {"analyst_name": result.analyst_name, "note": result.note}
    entry = desk.record(
        [Proposal(kind=kind, case=lot.case, exhibit=lot.exhibit, facts=facts, personal=personal)]
    )[0]
    row.answered = [*row.answered, lot.exhibit]
    row.closed_at = desk.at if is_complete(row) else None
    row.save(update_fields=["answered", "closed_at"])
    return entry


@transaction.atomic
def withdraw_request(*, request: str, why: str, by: Reader, at: datetime) -> None:
    """Take a request back of which nothing has reached its laboratory.

    Refuses: ``NotFound``, ``NotOpen`` also once something has, ``NotAllowed``.
    """
    if not sight.is_of_agency(by):
        raise NotAllowed(act="custody.ask-laboratory")
    row = _own_request(request, by)
    if state_of(row) != "asked":
        raise NotOpen(thing="request", number=row.number)
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    write_note(act="custody.withdraw-request", subject=f"request {row.number}", why=why, by=by.badge, at=at)


def _own_request(number: str, by: Reader) -> LaboratoryRequest:
    """Return an open request of the reader's laboratory, or of a case whose exhibits the reader sees."""
    row = LaboratoryRequest.objects.select_for_update().filter(number=number).first()
    if row is None or not _reaches(row, by):
        raise NotFound(thing="laboratory-request", name=number)
    if row.closed_at is not None:
        raise NotOpen(thing="request", number=number)
    return row


def _reaches(row: LaboratoryRequest, by: Reader) -> bool:
    if not sight.is_of_agency(by):
        return row.organisation == by.agency
    exhibits = Exhibit.objects.filter(number__in=row.exhibits)
    return any(sight.may_see_exhibit(by, exhibit) for exhibit in exhibits)


def _must_be_asked(row: LaboratoryRequest, lot: Lot) -> None:
    parent = Exhibit.objects.get(number=lot.exhibit).parent
    if not {lot.exhibit, parent} & set(row.exhibits):
        raise ExhibitUnknown(exhibit=lot.exhibit)
    if lot.exhibit in row.answered:
        raise NotOpen(thing="request", number=row.number)
