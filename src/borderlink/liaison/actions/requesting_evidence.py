"""Evidence is asked for: a letter like every other, drafted from the case and sent through the gate."""

from datetime import datetime

from django.db import transaction

from borderlink.cases.queries.cases import case_of
from borderlink.foundation.who import Reader
from borderlink.liaison.actions.composing import new_thread, save_draft, start_letter
from borderlink.liaison.actions.sending import send_letter
from borderlink.liaison.domain.evidence import REQUEST, EvidenceRequest
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries.partners import partner_of
from borderlink.liaison.queries.sight import needs_office


@transaction.atomic
def draft_request(*, partner: str, case: str, draft: EvidenceRequest, by: Reader, at: datetime) -> Letter:
    """Draft a request for evidence in a thread of a case of ours; an officer sends it.

    Refuses: ``NotFound``, ``NotAllowed``.
    """
    known = case_of(by, case)
    to = partner_of(by, partner)
    needs_office(by, to.unit, "liaison.write-letter")
    thread = new_thread(to, known.number, at)
    letter = start_letter(kind=REQUEST, partner=to.code, thread=thread, by=by, at=at)
    return save_draft(letter=letter, value={"facts": draft.facts()}, by=by, at=at)


@transaction.atomic
def ask_for_evidence(*, partner: str, case: str, draft: EvidenceRequest, by: Reader, at: datetime) -> Letter:
    """Ask a partner for evidence in a case of ours, at once: without the gate's leave it does not go.

    Refuses: what ``draft_request`` and ``send_letter`` refuse.
    """
    letter = draft_request(partner=partner, case=case, draft=draft, by=by, at=at)
    return send_letter(letter=letter, by=by, at=at)
