"""Personal words beside the ledger are destroyed when the law says so: the chain stays whole."""

from datetime import datetime

from django.db import transaction

from borderlink.cases.refusals.file import CaseOpen
from borderlink.custody.actions.recording import locked_head
from borderlink.custody.models.ledger import Opening
from borderlink.custody.models.room import Hold, LaboratoryRequest
from borderlink.custody.queries import sight
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Reader, Role
from borderlink.journal.actions import note


@transaction.atomic
def erase_openings(*, case: str, why: str, by: Reader, at: datetime) -> int:
    """Destroy the names and free text of every entry of a case and return how many; commitments stay.

    A commander of the case's unit does it, once the case is closed; auditors are alerted.
    Refuses: ``NotFound``, ``NotAllowed``, ``CaseOpen``.
    """
    locked_head()
    head = sight.case_to_keep(by, case)
    if Role.COMMANDER not in by.roles or head.unit not in by.units:
        raise NotAllowed(act="custody.erase-openings")
    if sight.is_open(case):
        raise CaseOpen(case=case)
    count = _erase(case)
    facts: dict[str, str | int] = {"erased": count}
    note(
        act="custody.erase-openings", subject=f"case {case}", why=why, facts=facts, alert=True, by=by.badge,
        at=at,
    )  # fmt: skip
    return count


def erase_with_case(case: str, by: str, at: datetime) -> int:
    """Destroy the same when a whole case is erased, inside the act that erases it; return how many."""
    locked_head()
    count = _erase(case)
    facts: dict[str, str | int] = {"erased": count}
    note(act="custody.erase-openings", subject=f"case {case}", facts=facts, by=by, at=at)
    return count


def _erase(case: str) -> int:
    """Destroy what opens the entries of a case, and the free text beside its holds and requests."""
    count, _ = Opening.objects.filter(entry__case=case).delete()
    requests = LaboratoryRequest.objects.filter(case=case).exclude(note="")
    whys = Hold.objects.filter(case=case).exclude(why="", lifted_why="")
    return count + requests.update(note="") + whys.update(why="", lifted_why="")
