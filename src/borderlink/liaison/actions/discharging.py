"""What had to be done with evidence of a partner's is done: told by a letter with the signed entry."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from borderlink.custody.actions import partners
from borderlink.custody.domain.handover import State
from borderlink.custody.models.ledger import Entry
from borderlink.custody.queries.partners import came_as
from borderlink.custody.queries.sight import exhibit_of
from borderlink.foundation.who import Reader
from borderlink.liaison.actions.writing_evidence import keys_of, say
from borderlink.liaison.domain import evidence as letters
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries.sight import needs_office
from borderlink.liaison.refusals.handing import DutyUnknown

# By which entry of ours a duty is met.
MET_BY = {letters.DESTROY: "destroy", letters.RETURN: "return"}


@transaction.atomic
def report_duty(*, exhibit: str, by: Reader, at: datetime) -> Letter:
    """Tell the partner that an exhibit of theirs was destroyed here, or given back, with our signed entry.

    Refuses: ``NotFound``, ``NotAllowed``, ``DutyUnknown`` where nothing is owed or nothing was done yet, what
    the gate and sealing refuse.
    """
    exhibit_of(by, exhibit)
    row = came_as(exhibit)
    if row is None or row.state != State.ACCEPTED.value or row.duty not in MET_BY:
        raise DutyUnknown(exhibit=exhibit)
    offer = Letter.objects.select_related("thread__partner").get(uuid=UUID(str(row.letter)))
    needs_office(by, offer.thread.unit, "liaison.report-duty")
    entry = Entry.objects.filter(exhibit=exhibit, kind=MET_BY[row.duty]).last()
    if entry is None:
        raise DutyUnknown(exhibit=exhibit)
    line = bytes(entry.body).decode()
    draft = letters.EvidenceDone(offered=row.digest, duty=row.duty, line=line, keys=keys_of(entry))
    letter = say(offer.thread, draft, None, by=by, at=at)
    partners.duty_met(row, letters.digest_of(line), at=at)
    return letter
