"""At the belt: scan a parcel, look at one, choose, list and search them; each stands in the journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db import transaction

from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.slots import checked_case
from borderlink.foundation.who import Kind, Reader, Role
from borderlink.journal.actions import note
from borderlink.language.folding import fold, fold_expr
from borderlink.screening.adapters import retained, whereabouts
from borderlink.screening.domain import words
from borderlink.screening.domain.capacity import Line, draw_line
from borderlink.screening.domain.events import ONE_YEAR
from borderlink.screening.domain.outcome import Answer, Outcome, Selection, State, answer_at_belt, check_move
from borderlink.screening.domain.retention import Part
from borderlink.screening.domain.screen import is_letter
from borderlink.screening.models.referrals import Load, Referral, Step
from borderlink.screening.queries import loads, referrals, sight
from borderlink.screening.queries.referrals import Filters
from borderlink.screening.refusals.belt import (
    AlreadyReferred,
    LetterOutOfScope,
    NoCaseNumber,
    NoReasonGiven,
    SearchTooShort,
)

ROWS_A_PAGE = 50
MOST_FOUND = 200
IN_LINE = [State.SELECTED.value, State.PRESENTED.value]  # what still needs minutes
CHOSEN = "chosen-by-officer"  # the reason such a referral carries


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What the belt shows for one scan."""

    answer: Answer
    waybill: str
    referral: Referral | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A parcel that shares something with this one; ``waybill`` is empty where it is not the reader's."""

    waybill: str
    shares: list[str]
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One parcel as its page shows it. ``facts`` are empty once they were dropped."""

    waybill: str
    facts: Mapping[str, object]
    load: Load | None
    referral: Referral | None
    linked: list[Linked] = field(default_factory=list)
    events: list[Mapping[str, object]] = field(default_factory=list)  # of the post, the first in time first


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """One page of the worklist and the capacity line through it."""

    page: "Page[Referral]"
    line: Line
    total: int
    missed: int  # selected, but the cut-off passed before anybody had them in hand


def waybill_of(text: str) -> str:
    """Return a waybill as manifests keep it: by the same words as the reader of manifests."""
    typed = "".join(letter for letter in text if letter.isprintable())
    return str(words.waybill(pl.Series([typed], dtype=pl.String)).item())[:64]


def needs_inspector(by: Reader, act: str) -> None:
    """Refuse an act of the belt to who is no inspector. Refuses: ``NotAllowed``."""
    if Role.INSPECTOR not in by.roles:
        raise NotAllowed(act=act)


@transaction.atomic
def scan_parcel(*, waybill: str, by: Reader, at: datetime) -> Scan:
    """Answer one scan, and mark a referred parcel as presented to this officer.

    A parcel of another station is unknown here, like one in no manifest. Refuses: ``NotAllowed``.
    """
    needs_inspector(by, "screening.scan")
    wanted = waybill_of(waybill)
    referral = referrals.find_referral(by, wanted)
    known = referral is not None or _part_of(by, wanted) is not None
    answer = answer_at_belt(
        in_manifest=known,
        state=referral.state if referral else "",
        outcome=referral.outcome if referral else "",
        screening=not known and loads.is_screening(by),
    )
    if referral is not None:
        referral = _present(referral, by=by, at=at)
    note(
        act="screening.scan",
        subject=f"parcel {wanted}",
        facts={"answer": answer.value},
        by=by.badge,
        at=at,
    )
    return Scan(answer=answer, waybill=wanted, referral=referral)


def _part_of(by: Reader, waybill: str) -> Part | None:
    return retained.find_part(settings.BORDERLINK.folder, loads.parts_seen(by), waybill)


def _present(referral: Referral, *, by: Reader, at: datetime) -> Referral:
    referral = referrals.locked(referral)
    returned = referral.outcome == Outcome.NOT_PRESENTED
    if referral.state != State.SELECTED and not returned:
        return referral
    check_move(State(referral.state), State.PRESENTED, outcome=referral.outcome)
    referral.state, referral.outcome, referral.holder = State.PRESENTED.value, "", by.badge
    referral.save(update_fields=["state", "outcome", "holder"])
    Step.objects.create(referral=referral, what="presented", at=at, by=by.badge)
    return referral


@transaction.atomic
def look_at_parcel(*, waybill: str, why: str, by: Reader, at: datetime) -> Sheet:
    """Return everything about one parcel, and write into the journal who looked and why.

    Refuses: ``NoReasonGiven``, ``NotFound`` (for another station's parcel as for a missing one).
    """
    if not why.strip():
        raise NoReasonGiven
    wanted = waybill_of(waybill)
    referral = referrals.find_referral(by, wanted)
    parts = loads.parts_seen(by)
    folder = settings.BORDERLINK.folder
    part = retained.find_part(folder, parts, wanted)
    if referral is None and part is None:
        raise NotFound(thing="parcel", name=wanted)
    facts = (part and retained.read_parcel(folder, part, wanted)) or {}
    sheet = Sheet(
        waybill=wanted,
        facts=facts,
        load=referral.load if referral else _load_of(part),
        referral=referral,
        linked=_linked(referral, parts) if referral else [],
        events=_events(by, wanted, on=_filed(referral, part)),
    )
    note(act="screening.look", subject=f"parcel {wanted}", why=why.strip()[:400], by=by.badge, at=at)
    return sheet


def _filed(referral: Referral | None, part: Part | None) -> date | None:
    return referral.on if referral else part.on if part else None


def _events(by: Reader, waybill: str, *, on: date | None) -> list[Mapping[str, object]]:
    """Return the events of a parcel within a year of its day: its number may be another item's after that."""
    found = whereabouts.events_of(settings.BORDERLINK.folder, loads.event_parts_seen(by), [waybill])
    rows = found.iter_rows(named=True)
    return [row for row in rows if on and abs(row["at"].date() - on) < ONE_YEAR]


def _load_of(part: Part | None) -> Load | None:
    return Load.objects.filter(number=part.load).first() if part else None


def _linked(referral: Referral, parts: list[Part]) -> list[Linked]:
    folder = settings.BORDERLINK.folder
    found: list[Linked] = []
    for link in referral.linked[:40]:
        part = retained.find_part(folder, parts, link["waybill"])
        facts = retained.read_parcel(folder, part, link["waybill"]) if part else None
        waybill = link["waybill"] if facts else ""
        found.append(Linked(waybill=waybill, shares=list(link["shares"]), facts=facts or {}))
    return sorted(found, key=lambda link: (not link.waybill, link.waybill))


@transaction.atomic
def choose_parcel(*, waybill: str, why: str, by: Reader, at: datetime) -> Referral:
    """Refer a parcel on an officer's own judgement, with the reason; it is presented at once.

    Refuses: ``NotAllowed``, ``NoReasonGiven``, ``NotFound``, ``AlreadyReferred``,
    ``LetterOutOfScope``.
    """
    needs_inspector(by, "screening.choose")
    wanted = waybill_of(waybill)
    if not why.strip():
        raise NoReasonGiven
    part = _part_of(by, wanted)
    if part is None:
        raise NotFound(thing="parcel", name=wanted)
    load = Load.objects.select_for_update().get(number=part.load)
    if load.referrals.filter(waybill=wanted).exists():
        raise AlreadyReferred(waybill=wanted)
    _must_be_no_letter(part, wanted)
    referral = _chosen(load, part, wanted, why=why.strip(), by=by)
    Step.objects.bulk_create(
        Step(referral=referral, what=what, note=why.strip() if what == "selected" else "", at=at, by=by.badge)
        for what in ("selected", "presented")
    )
    note(act="screening.choose", subject=f"parcel {wanted}", why=why.strip()[:400], by=by.badge, at=at)
    return referral


def _must_be_no_letter(part: Part, waybill: str) -> None:
    facts = retained.read_parcel(settings.BORDERLINK.folder, part, waybill) or {}
    service = pl.DataFrame({"service": [str(facts.get("service") or "")]})
    if service.select(is_letter()).item():
        raise LetterOutOfScope(waybill=waybill)


def _chosen(load: Load, part: Part, waybill: str, *, why: str, by: Reader) -> Referral:
    facts = retained.read_parcel(settings.BORDERLINK.folder, part, waybill) or {}
    return Referral.objects.create(
        **placing(load, facts),
        waybill=waybill,
        selection=Selection.OFFICER.value,
        reasons=[{"rule": CHOSEN, "weight": 0.0, "facts": {"officer": by.badge, "why": why}}],
        top_rule=CHOSEN,
        state=State.PRESENTED.value,
        holder=by.badge,
    )


def placing(load: Load, facts: Mapping[str, object]) -> dict[str, object]:
    """Return where a referral belongs and where its parcel lies: what a worklist shows of it."""
    return {
        "load": load,
        "agency": load.agency,
        "unit": load.unit,
        "on": load.on,
        "direction": str(facts.get("direction") or "")[:16],
        "bag": str(facts.get("bag") or "")[:64],
        "flight": str(facts.get("flight") or "")[:32],
        "office": str(facts.get("office") or "")[:128],
        "cutoff_at": facts.get("cutoff_at"),
    }


@transaction.atomic
def list_worklist(*, filters: Filters, page: int = 1, by: Reader, at: datetime) -> Worklist:
    """Return one page of the worklist, its line in the journal with filter and count.

    Refuses: ``NotAllowed``.
    """
    sight.needs(by, Kind.REFERRAL, "screening.list")
    rows = referrals.worklist(by, filters, at=at)
    shown = Paginator(rows, ROWS_A_PAGE).get_page(page)
    waiting = referrals.worklist(by, Filters(unit=filters.unit), at=at).filter(state__in=IN_LINE)
    missed = waiting.filter(referrals.missed(at)).count()
    line = draw_line(waiting.count() - missed, referrals.capacity_of(by))
    total = shown.paginator.count
    note(
        act="screening.list",
        subject="worklist",
        facts={**filters.words(), "count": total, "page": shown.number},
        by=by.badge,
        at=at,
    )
    return Worklist(page=shown, line=line, total=total, missed=missed)


@transaction.atomic
def list_pulls(*, filters: Filters, by: Reader, at: datetime) -> list[Referral]:
    """Return what is still to be pulled, by flight and bag, for print. Refuses: ``NotAllowed``."""
    sight.needs(by, Kind.REFERRAL, "screening.print-pull-list")
    rows = list(referrals.pull_list(by, filters, at=at))
    facts: dict[str, str | int] = {**filters.words(), "count": len(rows)}
    note(act="screening.print-pull-list", subject="worklist", facts=facts, by=by.badge, at=at)
    return rows


@transaction.atomic
def search_parcels(*, name: str, case: str, by: Reader, at: datetime) -> pl.DataFrame:
    """Return the parcels whose sender or receiver bears this name, for one case; at most 200.

    The name goes into the journal as a commitment only. Refuses: ``NotAllowed``, ``NoCaseNumber``,
    ``NotFound`` for a case that is not there or not the reader's to see, ``SearchTooShort``.
    """
    sight.needs(by, Kind.REFERRAL, "screening.search")
    if not case.strip():
        raise NoCaseNumber
    case = checked_case(case.strip()[:64], by)
    wanted = fold(name.strip())
    if len(wanted) < 2:  # noqa: PLR2004 - two characters are a Chinese name's shortest
        raise SearchTooShort
    names = [fold_expr(pl.col(column)) for column in ("sender_name", "receiver_name")]
    found = retained.search_by_name(
        settings.BORDERLINK.folder,
        loads.parts_seen(by),
        pl.any_horizontal(*(expr.str.contains(wanted, literal=True) for expr in names)).fill_null(
            value=False
        ),
        most=MOST_FOUND,
    )
    note(
        act="screening.search",
        subject=f"case {case}",
        facts={"count": found.height},
        personal={"name": name.strip()},
        by=by.badge,
        at=at,
    )
    return found
