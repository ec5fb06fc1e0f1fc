"""A case's report as PDF: it leaves the node by the one way out, and whoever was told stays on the list."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from borderlink.cases.actions.deciding import write_told
from borderlink.cases.adapters.paper import case_report
from borderlink.cases.queries.cases import case_of
from borderlink.cases.queries.people import people_of
from borderlink.cases.queries.report import report_of
from borderlink.cases.refusals.file import ReasonMissing
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.officers.actions.leaving import leave_node
from borderlink.screening.queries.sight import account_of

WAY = "cases.report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A report as it leaves: its file's name and content."""

    name: str
    content: bytes


@transaction.atomic
def print_report(
    *,
    case: str,
    to: str,
    why: str,
    nominal: bool,
    language: str,
    country: str = "",
    by: Reader,
    at: datetime,
) -> Printed:
    """Return a case's report as PDF for someone; with names it leaves only as ``leave_node`` allows.

    Everyone named in it is noted as told of to the recipient, for the day on which one is acquitted.
    ``country`` is that of a recipient abroad (ISO 3166-1), empty at home.
    Refuses: ``NotFound``, ``ReasonMissing`` and what ``leave_node`` refuses.
    """
    found = case_of(by, case)
    if found.erased_on is not None:
        raise NotFound(thing="case", name=case)
    if not (to.strip() and why.strip()):
        raise ReasonMissing
    people = [row for row in people_of(found) if row.involvement.struck_on is None] if nominal else []
    for row in people:
        write_told(row, to, why, timezone.localdate(at), by=by.badge, at=at)
    report = report_of(found, nominal=nominal, language=language, by=by, at=at)
    content = case_report(report, language)
    leave_node(
        way=WAY, subject=f"case {found.number}", to=to.strip(), why=why.strip(), persons=nominal,
        count=max(1, len(people)), case=found.number, country=country,
        by=account_of(by), at=at,
    )  # fmt: skip
    plain = found.number.replace("/", "-").replace(":", "-")
    return Printed(name=f"{plain}.{language}.pdf", content=content)
