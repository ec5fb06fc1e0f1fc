"""The report of a controlled delivery leaves on paper in both languages: through the one way out."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from borderlink.foundation.slots import Recipient
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.actions.printing import agency_names
from borderlink.liaison.adapters.operationpaper import EventLine, LegLine, ReportPaper, report_pdf
from borderlink.liaison.queries.delivery import log_of, operation_of, plan_text, standing_of
from borderlink.liaison.queries.postkeys import me
from borderlink.liaison.queries.sight import account_of, needs_office
from borderlink.liaison.refusals.delivery import NotAgreed
from borderlink.officers.actions.leaving import leave_node

REPORT_WAY: Final = "liaison.operation-report"


@transaction.atomic
def print_report(*, operation: UUID | str, by: Reader, at: datetime) -> bytes:
    """Return the report of an operation as a PDF, both languages side by side, for both sides to sign.

    It holds the plan, how each leg ended, and every event: all of it was said between the two sides before,
    in letters that passed the gate or by telephone. It names no exhibit.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotAgreed``, and what the way out refuses.
    """
    row = operation_of(by, operation)
    needs_office(by, row.thread.unit, "liaison.cd-print-report")
    now = standing_of(row, at)
    plan = now.folded.plan
    text = plan_text(row, plan.digest) if plan else None
    if text is None:
        raise NotAgreed
    leave_node(
        way=REPORT_WAY, subject=f"operation {row.uuid}", to=row.partner.code, why=row.thread.reference,
        persons=False, recipient=Recipient.PARTNER, by=account_of(by), at=at,
    )  # fmt: skip
    note(act="liaison.cd-print-report", subject=f"operation {row.uuid}", by=by.badge, at=at)
    ours, theirs = str(settings.BORDERLINK.language), row.partner.language
    paper = ReportPaper(
        reference=row.thread.reference, operation=str(row.uuid), languages=(ours, theirs),
        agencies={code: agency_names(code, row.partner) for code in (ours, theirs)},
        codes=(me(), row.partner.code), stage=now.view.stage.value, plan=text,
        legs=[
            LegLine(leg=one.leg.leg, start=one.leg.start, end=one.leg.end, state=one.state.value)
            for one in now.view.legs
        ],
        events=[
            EventLine(
                kind=line.row.kind, side=line.row.side, by=line.row.by, facts=line.body["facts"],
                by_telephone=line.by_telephone,
            )
            for line in sorted(log_of(row), key=lambda line: line.body["facts"]["at"])
        ],
        zones=(str(settings.BORDERLINK.time_zone), row.partner.time_zone),
    )  # fmt: skip
    return report_pdf(paper, at)
