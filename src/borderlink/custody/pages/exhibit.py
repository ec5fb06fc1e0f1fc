"""The page of one exhibit: what it is, who holds it, its seals, masses, parts, and its whole history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from borderlink.custody.actions import looking
from borderlink.custody.actions.papers import ending_of
from borderlink.custody.domain.books import DRUG, HELD, OFFERED, SUBSTITUTE
from borderlink.custody.domain.schema import Kind
from borderlink.custody.domain.telling import grams, stated
from borderlink.custody.pages.catalogue import groups_for, next_for
from borderlink.custody.pages.history import lines_of
from borderlink.custody.pages.rows import what_of
from borderlink.custody.pages.signing import may_act
from borderlink.custody.queries import asked, overview
from borderlink.custody.queries import exhibits as asking
from borderlink.custody.queries.exhibits import Told
from borderlink.custody.queries.rows import Exhibit
from borderlink.foundation.mass import combined
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.language import codes
from borderlink.officers.schemas import OfficerRequest
from borderlink.screening.pages.words import officer_names, unit_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An exhibit as its pages show it; ``u_g`` is U (k = 2) of the last net weighing."""

    row: Exhibit
    what: str
    called: str  # what it is, and in which form
    state_code: str
    holder_name: str
    unit_name: str
    by_mass: bool
    book_g: Decimal | None
    measured_g: Decimal | None
    u_g: Decimal | None
    sealed_g: Decimal | None
    held_by: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One exhibit in the tree of what came out of one seized lot."""

    number: str
    what: str
    state: str
    state_code: str
    book_g: Decimal | None
    here: bool
    parts: tuple["Leaf", ...]


@require_GET
def exhibit(request: OfficerRequest, number: str) -> HttpResponse:
    """Show an exhibit, what can be done with it now, and what was done."""
    row, entries = looking.look_at_exhibit(exhibit=number, by=request.reader, at=timezone.now())
    family = asking.exhibits_of_case(request.reader, row.case)
    acting = may_act(request.reader)
    context = {
        "sheet": sheet_of(request, row, entries),
        "history": lines_of(entries, request.language)[::-1],
        "leaves": _tree(row, family, request.language),
        "linked": _linked(row, family, request.language),
        "groups": groups_for(row, entries) if acting else [],
        "next_act": next_for(row, entries) if acting else None,
        "may_act": acting,
        "not_mine": acting and row.holder != request.reader.badge,
        "recorded": is_recorded(row, entries),
        "traces": acting and asked.awaits_trace_decision(row),
        "case_url": case_url(request, row.case),
        "sees_chain": sees_chain(request.reader, row.case),
        **_beside(row, family),
    }
    return render(request, "custody/acts/exhibit.html", context)


@require_GET
def report(request: OfficerRequest, sha256: str, number: str) -> FileResponse:
    """Hand out a laboratory's report on an exhibit as it was kept; a browser runs nothing of it."""
    path = looking.look_at_report(exhibit=number, sha256=sha256, by=request.reader, at=timezone.now())
    with path.open("rb") as file:
        ending = ending_of(file.read(8))
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=f"{number}-{sha256[:12]}.{ending}")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _beside(row: Exhibit, family: Sequence[Exhibit]) -> dict[str, str]:
    """Return the exhibits before and after this one in its case: officers work through them one by one."""
    numbers = ["", *(one.number for one in family), ""]
    at = numbers.index(row.number)
    return {"before": numbers[at - 1], "after": numbers[at + 1]}


def sheet_of(request: OfficerRequest, row: Exhibit, entries: Sequence[Told]) -> Sheet:
    """Return what every page about an exhibit shows of it."""
    measured, u = _measured(row, entries)
    held = overview.held_numbers([row])
    return Sheet(
        row=row,
        what=what_of(row, request.language),
        called=_called(row, request.language),
        state_code=state_code(row.state),
        holder_name=officer_names({row.holder}).get(row.holder, row.holder),
        unit_name=unit_names(request.reader, request.language).get(row.holder_unit, row.holder_unit),
        by_mass=row.item in {DRUG, SUBSTITUTE},
        book_g=None if row.book_mg is None else grams(row.book_mg),
        measured_g=measured,
        u_g=u,
        sealed_g=None if row.sealed_gross_mg is None else grams(row.sealed_gross_mg),
        held_by=held.get(row.number, ""),
        here=row.state in {HELD, OFFERED},
    )


def _called(row: Exhibit, language: str) -> str:
    form = [codes.label(row.form, language, "exhibit_form")] if row.form else []
    return ("，" if language.startswith("zh") else ", ").join([what_of(row, language), *form])


def state_code(state: str) -> str:
    """Return the code under which a state's word stands in the code lists."""
    return f"XST-{state.upper()}"


def _measured(row: Exhibit, entries: Sequence[Told]) -> tuple[Decimal | None, Decimal | None]:
    """Return the last net mass that was weighed and its U (k = 2), in grams."""
    for told in reversed(entries):
        act = told.act
        net = act.kind is Kind.WEIGH and act.exhibit == row.number and act.text("measure") == "net"
        began = act.kind in {Kind.SAMPLE, Kind.SPLIT} and act.exhibit != row.number
        if net or began or (act.kind is Kind.SUBSTITUTE and act.exhibit == row.number):
            weighing = act.weighing()
            return grams(weighing.mass_mg), stated(combined([weighing]).expanded_ug())
    return None, None


def is_recorded(row: Exhibit, entries: Sequence[Told]) -> bool:
    """Say whether the discrepancy that is open was recorded, so that it can be explained."""
    return any(
        told.act.kind is Kind.DISCREPANCY and told.act.number("weighing") == row.discrepancy
        for told in entries
    )


def _tree(row: Exhibit, family: Iterable[Exhibit], language: str) -> list[Leaf]:
    """Return the seized lot and all that came out of it; nothing when nothing did."""
    kin = [one for one in family if one.root == row.root]
    if len(kin) < 2:  # noqa: PLR2004 - a lot alone is no tree
        return []

    def leaf(one: Exhibit) -> Leaf:
        return Leaf(
            number=one.number,
            what=codes.label(one.purpose, language, "sample_purpose") if one.purpose else "",
            state=one.state,
            state_code=state_code(one.state),
            book_g=None if one.book_mg is None else grams(one.book_mg),
            here=one.number == row.number,
            parts=tuple(leaf(part) for part in kin if part.parent == one.number),
        )

    numbers = {one.number for one in kin}
    return [leaf(one) for one in kin if one.parent not in numbers]


def _linked(row: Exhibit, family: Iterable[Exhibit], language: str) -> list[dict[str, str]]:
    """Return wrapper and content, source and substitute: what belongs together but is kept apart."""
    near = [
        one
        for one in family
        if one.number != row.number
        and (one.belongs_to == row.number or (row.belongs_to and one.number == row.belongs_to))
    ]
    return [{"number": one.number, "what": what_of(one, language)} for one in near]


def sees_chain(reader: Reader, case: str) -> bool:
    """Say whether anything was recorded in a case, and its whole chain is the reader's to know."""
    try:
        asking.head_seen(reader, case)
    except NotFound:
        return False
    return True


def case_url(request: OfficerRequest, case: str) -> str:
    """Return the address of the case's page for those who were let into it, else nothing."""
    try:
        return reverse("cases:case", args=[case]) if case in request.reader.cases else ""
    except NoReverseMatch:
        return ""
