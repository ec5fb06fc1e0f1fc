"""Who may know of an exhibit, and who may act on it."""

import re
from collections.abc import Collection
from typing import Final

from django.conf import settings
from django.db.models import Q

from borderlink.cases.queries.cases import facts_for_custody
from borderlink.custody.domain.schema import KEYS_CASE
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import CaseHead
from borderlink.custody.models.room import LaboratoryRequest
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.slots import cases_of
from borderlink.foundation.who import Kind, Reader, Role, Subject, may_see, units_seen
from borderlink.officers.domain import Guest
from borderlink.officers.models import Officer, Organisation

CODE_PATTERN: Final = r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,63}"


def seen(reader: Reader) -> Q:
    """Return the condition under which exhibits are the reader's to see: own cases, or of the own unit."""
    own = Q(agency=reader.agency)
    units = units_seen(reader, Kind.EXHIBIT)
    if units is None:
        return own
    return own & (Q(case__in=reader.cases) | Q(unit__in=units) | Q(holder_unit__in=units))


def may_see_exhibit(reader: Reader, row: Exhibit) -> bool:
    """Say whether an exhibit is the reader's to see."""
    return any(
        may_see(reader, Subject(kind=Kind.EXHIBIT, agency=row.agency, unit=unit, case=row.case))
        for unit in {row.unit, row.holder_unit}
    )


def may_see_case(reader: Reader, head: CaseHead) -> bool:
    """Say whether all exhibits of a case are the reader's to see."""
    subject = Subject(kind=Kind.EXHIBIT, agency=head.agency, unit=head.unit, case=head.case)
    return head.case != KEYS_CASE and may_see(reader, subject)


def exhibit_of(reader: Reader, number: str) -> Exhibit:
    """Return one exhibit. Refuses: ``NotFound``, in the same words when it is not the reader's to see."""
    row = Exhibit.objects.filter(number=number).first()
    if row is None or not may_see_exhibit(reader, row):
        raise NotFound(thing="exhibit", name=number)
    return row


def exhibit_to_act_on(reader: Reader, number: str, badges: Collection[str]) -> Exhibit:
    """Return an exhibit that the reader may act on with those who sign beside them. Refuses: ``NotFound``."""
    row = Exhibit.objects.filter(number=number).first()
    if row is None or not _may_act(reader, row, badges):
        raise NotFound(thing="exhibit", name=number)
    return row


def must_reach(reader: Reader, head: CaseHead, exhibit: str, badges: Collection[str]) -> None:
    """Refuse an act in a case, or on an exhibit of it, that is not the signers' to know: ``NotFound``."""
    row = Exhibit.objects.filter(number=exhibit, case=head.case).first() if exhibit else None
    if row is not None:
        exhibit_to_act_on(reader, exhibit, badges)
        return
    guest = reader.agency != head.agency
    keeps = not exhibit and Exhibit.objects.filter(seen(reader), case=head.case).exists()
    if guest or not (keeps or may_see_case(reader, head) or _has_member(head.case, badges)):
        raise NotFound(thing="case", name=head.case)


def new_head(case: str) -> CaseHead:
    """Return the head of a case in which nothing was recorded yet, not kept so far. Refuses: ``NotFound``."""
    if case == KEYS_CASE:
        return CaseHead(case=case, agency=settings.BORDERLINK.agency, pack="un")
    facts = facts_for_custody(case)
    return CaseHead(case=facts.number, agency=facts.agency, unit=facts.unit, pack=facts.pack)


def is_open(case: str) -> bool:
    """Say whether a case is still open; its row stays locked until the transaction ends."""
    return facts_for_custody(case).is_open


def case_to_keep(reader: Reader, case: str) -> CaseHead:
    """Return a case's head to who sees its exhibits, or some of them. Refuses: ``NotFound``.

    Call it inside a transaction.
    """
    head = CaseHead.objects.filter(case=case).first() or new_head(case)
    if not _keeps(reader, head):
        raise NotFound(thing="case", name=case)
    return head


def keeps_case(reader: Reader, case: str) -> bool:
    """Say whether the reader sees a case's exhibits, or some of them. Call it inside a transaction."""
    return _keeps(reader, CaseHead.objects.filter(case=case).first() or new_head(case))


def _keeps(reader: Reader, head: CaseHead) -> bool:
    return may_see_case(reader, head) or Exhibit.objects.filter(seen(reader), case=head.case).exists()


def is_code(text: str) -> bool:
    """Say whether a text is a code as acts can hold it."""
    return re.fullmatch(CODE_PATTERN, text, re.ASCII) is not None


def is_laboratory(organisation: str) -> bool:
    """Say whether a guest organisation is a laboratory."""
    return Organisation.objects.filter(code=organisation, kind=Guest.LABORATORY.value).exists()


def place_of(badge: str) -> str:
    """Return an active officer's unit, or a guest's organisation; nothing for anybody else."""
    found = Officer.objects.select_related("unit", "organisation").filter(badge=badge, is_active=True).first()
    return str(found.unit or found.organisation or "") if found else ""


def holds_role(badge: str, role: Role) -> bool:
    """Say whether an active officer holds a role now."""
    found = Officer.objects.filter(badge=badge, is_active=True).first()
    return found is not None and role in found.person().roles


def is_of_agency(reader: Reader) -> bool:
    """Say whether the reader belongs to this agency: no guest."""
    return reader.agency == settings.BORDERLINK.agency


def _may_act(reader: Reader, row: Exhibit, badges: Collection[str]) -> bool:
    """Say whether someone who signs has the exhibit in hand, or the reader sees it.

    A guest reaches an exhibit only while their own laboratory is asked about it.
    """
    if reader.agency != row.agency:
        return row.holder in badges and is_asked(reader.agency, row, ended=row.holder == reader.badge)
    return may_see_exhibit(reader, row) or row.holder in badges


def is_asked(organisation: str, row: Exhibit, *, ended: bool = False) -> bool:
    """Say whether a laboratory has a request about an exhibit, or about one it was taken from.

    An open one, or also an ``ended`` one: what it still holds it seals again and hands back.
    """
    requests = LaboratoryRequest.objects.filter(organisation=organisation, case=row.case)
    requests = requests if ended else requests.filter(closed_at=None)
    return any({row.number, row.parent} & set(request.exhibits) for request in requests)


def _has_member(case: str, badges: Collection[str]) -> bool:
    return any(case in cases_of(badge) for badge in badges)
