"""Minutes and the hotline's log leave the node on paper for both sides to sign: through the one way out."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from borderlink.foundation.slots import Recipient
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.adapters.officepaper import CallLine, LogPaper, MinutesPaper, log_pdf, minutes_pdf
from borderlink.liaison.queries import office
from borderlink.liaison.queries.sight import account_of, names_of, needs_office
from borderlink.officers.actions.leaving import leave_node

MINUTES_WAY: Final = "liaison.minutes"
LOG_WAY: Final = "liaison.hotline-log"
LOG_DAYS: Final = timedelta(days=30)


def agency_names(code: str, partner: office.Partner) -> tuple[str, str]:
    """Return our agency's name and the partner's in a language."""
    own = settings.BORDERLINK
    ours = {"vi": own.name_vi, "en": own.name_en}.get(code, own.name_zh) or own.name
    theirs = {"vi": partner.name_vi, "en": partner.name_en}.get(code, partner.name_zh)
    return str(ours), theirs or partner.name_en or partner.code


@transaction.atomic
def print_minutes(*, number: str, by: Reader, at: datetime) -> bytes:
    """Return minutes as a PDF in both languages with both signature blocks; it leaves for the partner.

    They hold free words, in which anybody may be named: they leave as telling of persons, whether a case is
    given or not. Refuses: ``NotFound``, ``NotAllowed``, and what the way out refuses.
    """
    row = office.minutes_of(by, number)
    needs_office(by, row.unit, "liaison.print-minutes")
    leave_node(
        way=MINUTES_WAY, subject=f"minutes {number}", to=row.partner.code, why=row.subject_ours,
        persons=True, case=row.case, recipient=Recipient.PARTNER, by=account_of(by), at=at,
    )  # fmt: skip
    note(act="liaison.print-minutes", subject=f"minutes {number}", by=by.badge, at=at)
    paper = MinutesPaper(
        number=number, our_language=row.our_language, their_language=row.their_language,
        agencies={code: agency_names(code, row.partner) for code in (row.our_language, row.their_language)},
        subjects=(row.subject_ours, row.subject_theirs), held=(row.held_from, row.held_until),
        place=row.place, interpreter=row.interpreter,
        present=[(one["side"], one["name"], one["office"]) for one in row.present],
        points=[(point["ours"], point["theirs"]) for point in row.points], settled=row.state == "settled",
        zone=str(settings.BORDERLINK.time_zone),
    )  # fmt: skip
    return minutes_pdf(paper, at)


@transaction.atomic
def print_hotline(*, partner: str, by: Reader, at: datetime) -> bytes:
    """Return the last thirty days of the hotline's log with a partner as a PDF that both sides sign.

    It holds times, who spoke and the matter by its code; what was said stays here. Refuses: ``NotFound``,
    ``NotAllowed``, and what the way out refuses.
    """
    found = office.partner_kept(by, partner)
    needs_office(by, found.unit, "liaison.print-hotline")
    rows = office.calls(by, partner=found.code, since=at - LOG_DAYS)
    leave_node(
        way=LOG_WAY, subject=f"hotline {found.code} {at.date().isoformat()}", to=found.code,
        why=found.code, persons=False, count=len(rows), recipient=Recipient.PARTNER, by=account_of(by), at=at,
    )  # fmt: skip
    facts: dict[str, str | int] = {"calls": len(rows)}
    note(act="liaison.print-hotline", subject=f"partner {found.code}", facts=facts, by=by.badge, at=at)
    ours = str(settings.BORDERLINK.language)
    names = names_of(row.ours for row in rows)
    paper = LogPaper(
        our_language=ours, their_language=found.language,
        agencies={code: agency_names(code, found) for code in (ours, found.language)},
        calls=[
            CallLine(
                at=row.called_at, way=row.way, ours=names[row.ours], theirs=row.theirs, matter=row.matter
            )
            for row in sorted(rows, key=lambda row: row.called_at)
        ],
        since=at - LOG_DAYS, until=at, zone=str(settings.BORDERLINK.time_zone),
    )  # fmt: skip
    return log_pdf(paper, at)
