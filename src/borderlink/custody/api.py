"""Exhibits by programs: read only, since every act on one is signed by its officers with their keys."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.utils import timezone
from ninja import Query, Router

from borderlink.custody.actions import looking
from borderlink.custody.domain.telling import said
from borderlink.custody.queries import exhibits as asking
from borderlink.custody.schemas import (
    ChainTold,
    EntryTold,
    ExhibitsAsked,
    ExhibitsTold,
    ExhibitTold,
    MassesTold,
)
from borderlink.officers.api import officers
from borderlink.officers.domain import Scope
from borderlink.officers.schemas import ApiRequest
from borderlink.screening.queries.sight import names_of

router = Router()
AUTH = officers(Scope.EXHIBITS)
OFFICERS = ("giver", "taker", "holder", "badge")


@router.get("/exhibits", auth=AUTH, response=ExhibitsTold, summary="The reader's exhibits")
def list_exhibits(request: ApiRequest, asked: Query[ExhibitsAsked]) -> ExhibitsTold:
    """Return a page of fifty exhibits by number: of the reader's cases, or held in the reader's unit.

    The list stands in the journal with filter and count.
    """
    shown = looking.list_exhibits(
        case=asked.case, state=asked.state, page=asked.page, by=request.reader, at=timezone.now()
    )
    return ExhibitsTold(
        count=shown.paginator.count, page=shown.number, pages=shown.paginator.num_pages,
        exhibits=[ExhibitTold.of(row) for row in shown],
    )  # fmt: skip


@router.get("/exhibits/{number}", auth=AUTH, response=ChainTold, summary="One exhibit and its chain")
def look_at_exhibit(request: ApiRequest, number: str) -> ChainTold:
    """Return an exhibit and its chain of custody, the first entry first, in the language asked.

    The look stands in the journal. Refuses: ``NotFound``.
    """
    row, entries = looking.look_at_exhibit(exhibit=number, by=request.reader, at=timezone.now())
    names = names_of(_badges(entries))
    return ChainTold(
        exhibit=ExhibitTold.of(row),
        entries=[_entry(told, request.language, names) for told in entries],
    )


def _badges(entries: list[asking.Told]) -> set[str]:
    named = {str(told.act.facts[name]) for told in entries for name in OFFICERS if name in told.act.facts}
    return named | {signer.badge for told in entries for signer in told.act.signers}


def _entry(told: asking.Told, language: str, names: Mapping[str, str]) -> EntryTold:
    act = told.act
    return EntryTold(
        number=act.case_seq, hash=told.hash, kind=act.kind.value, at=datetime.fromtimestamp(act.at, UTC),
        sentence=said(act, language, names=names, zone=timezone.get_current_timezone_name()),
        signers=[signer.badge for signer in act.signers],
    )  # fmt: skip


@router.get("/cases/{number}/masses", auth=AUTH, response=MassesTold, summary="What a case's drugs add up to")
def look_at_masses(request: ApiRequest, number: str) -> MassesTold:
    """Return seized = samples + consumed + transferred + destroyed + loss + kept, and what is left.

    The look stands in the journal. Refuses: ``NotFound``.
    """
    return MassesTold.of(looking.look_at_masses(case=number, by=request.reader, at=timezone.now()))
