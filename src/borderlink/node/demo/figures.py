"""What a node's own store says of the tea case, and what the stores of two nodes say together."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from borderlink.cases.queries.cases import case_of
from borderlink.custody.queries.exhibits import masses_of_case
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.domain.views import MOST_LINES, Filter, LineView
from borderlink.journal.queries import examine, lines
from borderlink.liaison.queries import gate
from borderlink.liaison.queries.delivery import operations_of, standing_of
from borderlink.liaison.queries.handing_over import agreement
from borderlink.node.demo.desk import Deed, Desk, Given
from borderlink.node.demo.operation import letters_in
from borderlink.node.demo.police import ARREST

GATE: Final = "gate.approval-missing"
MASSES: Final = (
    "seized", "samples", "consumed", "transferred", "destroyed", "kept", "residual_mg", "pure_mass_mg",
)  # fmt: skip
Store = Mapping[str, Any]


def tell_store(desk: Desk, given: Given) -> Given:
    """Return what this node's store says of a case: arrests, gate, deliveries, masses, decisions, journal."""
    return {"store": json.dumps(store(desk, given["case"], given.get("part", "liaison")))}


def store(desk: Desk, case: str, part: str) -> dict[str, Any]:
    """Return what this node's store says of a case, as one of its officers and its auditor read it."""
    by, auditor = desk.reader(part), desk.reader("auditor")
    found = case_of(by, case)
    whole = examine()
    return {
        "agency": str(settings.BORDERLINK.agency), "time_zone": str(settings.BORDERLINK.time_zone),
        "arrests": sorted(
            timezone.localdate(row.happened_at).isoformat() for row in found.events.filter(kind=ARREST)
        ),
        "gate": _gate(auditor), "deliveries": _deliveries(desk), "masses": _masses(by, case),
        "handovers": agreement(by, case), "final_on": found.final_on.isoformat() if found.final_on else "",
        "journal": {"lines": whole.lines, "whole": whole.fault is None},
    }  # fmt: skip


def _gate(auditor: Reader) -> list[dict[str, Any]]:
    """Return each letter that left by an approval: kind, grade, statuses, and whether it was refused before.

    The journal has the refusals: of the first, second, ... question the first, second, ... must be older.
    """
    refused = sorted(one.sequence for one in _all(auditor, "node.refuse") if one.facts.get("code") == GATE)
    questions = _all(auditor, "liaison.ask-assurance")
    asked = {one.subject: one.sequence for one in questions}
    halves = {gate.Half.of(timezone.localdate(one.at)) for one in questions}
    rows = [row for half in halves for row in gate.register(auditor, half) if row.letter and row.used_at]
    rows.sort(key=lambda row: asked[row.subject])
    return [
        {
            "to": row.recipient, "kind": row.kind, "grade": row.grade, "needed": row.needed,
            "persons": {one.ref: one.status for one in row.people.all()},
            "refused_before": len(refused) > place and refused[place] < asked[row.subject],
        }
        for place, row in enumerate(rows)
    ]  # fmt: skip


def _all(auditor: Reader, act: str) -> list[LineView]:
    """Return every line of one act, the newest first."""
    found: list[LineView] = []
    before: int | None = None
    while True:
        page = lines(reader=auditor, wanted=Filter(act=act), before=before, most=MOST_LINES)
        found += page.lines
        if page.older is None:
            return found
        before = page.older


def _deliveries(desk: Desk) -> list[dict[str, Any]]:
    rows = operations_of(desk.reader())
    standings = [standing_of(row, desk.at()) for row in rows]
    return [
        {"operation": str(one.row.uuid), "stage": one.view.stage.value, "events": letters_in(one)}
        for one in standings
    ]  # fmt: skip


def _masses(by: Reader, case: str) -> dict[str, int]:
    try:
        masses = masses_of_case(by, case)
    except NotFound:
        return {}
    names = (
        "seized",
        "samples",
        "consumed",
        "transferred",
        "destroyed",
        "kept",
        "residual_mg",
        "pure_mass_mg",
    )
    return {name: int(getattr(masses, name)) for name in names}


# ---- two stores together ----


def together(stores: Sequence[Store]) -> dict[str, Any]:
    """Return the figures that no node's store alone can say."""
    asked = {one["agency"]: one["gate"] for one in stores if one["gate"]}
    days = [frozenset(one["arrests"]) for one in stores]
    return {
        "gate_asked_by": sorted(asked),
        "gate_approvals": asked,
        "gate_refused_without_approval": bool(asked)
        and all(row["refused_before"] for rows in asked.values() for row in rows),
        "arrest_days": {one["agency"]: one["arrests"] for one in stores},
        "arrest_days_equal": len(set(days)) == 1 and len(days[0]) == 1,
        "deliveries_done": bool(stores) and all(_done(one) for one in stores) and _alike(stores),
        "ledgers_agree": _agree([one["handovers"] for one in stores]),
        "decisions_final": {one["agency"]: one["final_on"] for one in stores},
        "journals_whole": all(one["journal"]["whole"] for one in stores),
    }


def _agree(handovers: Sequence[Mapping[str, Mapping[str, Any]]]) -> bool:
    """Say whether both ledgers hold the same lines of every hand-over, with one custodian and one book."""
    whole = all(row["offer"] and row["accept"] and row["holder"] for one in handovers for row in one.values())
    return whole and len({json.dumps(one, sort_keys=True) for one in handovers}) == 1 and bool(handovers[0])


def _done(one: Store) -> bool:
    return [row["stage"] for row in one["deliveries"]] == ["done"]


def _alike(stores: Sequence[Store]) -> bool:
    """Say whether all stores hold the same operations with the same signed events."""
    held = [[(row["operation"], row["events"]) for row in one["deliveries"]] for one in stores]
    return all(one == held[0] for one in held)


DEEDS: Final[tuple[Deed, ...]] = (tell_store,)
