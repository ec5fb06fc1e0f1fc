"""Questions about plans of destruction: what is in one, and which of it chance chooses for a re-test."""

import hashlib

from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import Entry
from borderlink.custody.queries import sight
from borderlink.custody.queries.exhibits import head_seen
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader


def plan_entry(case: str, plan: str) -> Entry | None:
    """Return the entry of a plan of destruction. Asks for no reader."""
    rows = Entry.objects.filter(case=case, kind=Kind.DESTROY_PLAN.value).order_by("-case_seq")
    return next((row for row in rows if plan and row.act().text("plan") == plan), None)


def plan_act(case: str, plan: str) -> Act | None:
    """Return the act of a plan of destruction. Asks for no reader."""
    row = plan_entry(case, plan)
    return row.act() if row else None


def plans_of_case(reader: Reader, case: str) -> list[Act]:
    """Return a case's plans of destruction, the first one first. Refuses: ``NotFound``."""
    head_seen(reader, case)
    rows = Entry.objects.filter(case=case, kind=Kind.DESTROY_PLAN.value).order_by("case_seq")
    return [row.act() for row in rows]


def chosen_for_retest(reader: Reader, case: str, plan: str, count: int = 1) -> list[str]:
    """Return the drugs of a plan that are tested again: drawn by the hash of its entry.

    Refuses: ``NotFound``.
    """
    head_seen(reader, case)
    return drawn(case, plan, count)


def plans_in_sight(reader: Reader, case: str) -> list[Act]:
    """Return a case's plans that name an exhibit which the reader sees; custodians are in no case."""
    rows = Entry.objects.filter(case=case, kind=Kind.DESTROY_PLAN.value).order_by("case_seq")
    numbers = set(Exhibit.objects.filter(sight.seen(reader), case=case).values_list("number", flat=True))
    return [act for act in (row.act() for row in rows) if numbers & set(act.codes("members"))]


def drawn(case: str, plan: str, count: int = 1) -> list[str]:
    """Return the drugs of a plan that chance has drawn. Asks for no reader. Refuses: ``NotFound``."""
    row = plan_entry(case, plan)
    if row is None:
        raise NotFound(thing="plan", name=plan)
    members = Exhibit.objects.filter(number__in=row.act().codes("members"), item="drug", is_sample=False)
    ordered = sorted(
        members.values_list("number", flat=True),
        key=lambda number: hashlib.sha256(f"{row.hash} {number}".encode()).hexdigest(),
    )
    return ordered[:count]
