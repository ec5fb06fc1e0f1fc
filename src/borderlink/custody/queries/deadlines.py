"""Which seized drugs should have reached a laboratory by now, by the rule pack of their case."""

from dataclasses import dataclass

from borderlink.custody.domain.books import HELD, OFFERED
from borderlink.custody.domain.packs import PACKS
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import CaseHead, Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A seized drug of which nothing has reached a laboratory although it should have ``until`` (seconds)."""

    exhibit: str
    case: str
    unit: str
    until: int


def overdue(at: int) -> list[Late]:
    """Return the seized drugs that are late for the laboratory at a moment. Asks for no reader."""
    packs = dict(CaseHead.objects.values_list("case", "pack"))
    found = []
    rows = Exhibit.objects.filter(item="drug", parent="", state__in=[HELD, OFFERED]).order_by("number")
    for row in rows:
        pack = PACKS.get(packs.get(row.case, ""), PACKS["un"])
        until = pack.laboratory_by(row.seized_at, is_complex=row.is_complex)
        if until is not None and at > until and not _delivered(row):
            found.append(Late(exhibit=row.number, case=row.case, unit=row.unit, until=until))
    return found


def _delivered(row: Exhibit) -> bool:
    """Say whether anything of a lot, or of a lot in its group, went to the laboratory."""
    lots = {row.number}
    if row.group:
        lots |= set(Exhibit.objects.filter(case=row.case, group=row.group).values_list("number", flat=True))
    parts = Exhibit.objects.filter(case=row.case, root__in=lots).values_list("number", flat=True)
    wanted = Entry.objects.filter(
        case=row.case, exhibit__in=list(parts), kind__in=[Kind.HAND_OVER.value, Kind.ANALYSE.value]
    )
    return any(
        act.kind is Kind.ANALYSE or act.text("purpose") == "laboratory"
        for act in (one.act() for one in wanted)
    )
