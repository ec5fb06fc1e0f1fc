"""A closed case is erased: names, words, documents and what the journal keeps open for it. Figures remain."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from borderlink.cases.actions.documents import SHELF
from borderlink.cases.domain.standing import CaseState
from borderlink.cases.models.asked import Deconfliction, DeconflictionHit, ImportedCase
from borderlink.cases.models.counted import Case
from borderlink.cases.models.custodial import ConsularNotice, PersonInCustody, Safeguard
from borderlink.cases.models.nominal import (
    Approval,
    CaseParcel,
    CaseWords,
    DecisionWords,
    Document,
    Event,
    Link,
    Membership,
    Organisation,
    Person,
    SearchKey,
    Task,
    Told,
)
from borderlink.cases.models.remembered import Alias
from borderlink.cases.models.worded import MaterialWords, SeizureWords
from borderlink.cases.queries.cases import locked_case_of
from borderlink.cases.queries.importing import number_mark
from borderlink.cases.queries.sight import is_commander_of
from borderlink.cases.refusals.file import CaseOpen, DoneAlready, ReasonMissing
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.slots import erase_everywhere
from borderlink.foundation.who import Reader
from borderlink.journal.actions import erase_openings, note
from borderlink.screening.adapters import kept

GONE: Final = "–"  # stands where words were


@transaction.atomic
def erase_case(*, case: str, why: str, by: Reader, at: datetime) -> int:
    """Erase everything nominal of a closed case, and return how many rows went; its counts remain.

    What the journal kept open for the case is destroyed with it, and what later rooms keep of its people.
    Done by the unit's commander; an alert. Refuses: ``NotFound``, ``NotAllowed``, ``ReasonMissing``,
    ``CaseOpen``, ``DoneAlready``.
    """
    found = locked_case_of(by, case)
    if not is_commander_of(by, found):
        raise NotAllowed(act="cases.erase")
    if not why.strip():
        raise ReasonMissing
    if found.erased_on is not None:
        raise DoneAlready
    if found.state != CaseState.CLOSED:
        raise CaseOpen(case=found.number)
    found.erased_on = timezone.localdate(at)
    found.save(update_fields=["erased_on"])
    hashes = list(found.documents.values_list("sha256", flat=True))
    count = _erase_rows(found) + erase_everywhere(found.number, by.badge, at)
    subject = f"case {found.number}"
    erase_openings(subject=subject, why="erased with the case", by=by.badge, at=at)
    facts: dict[str, str | int] = {"rows": count}
    note(
        act="cases.erase", subject=subject, why=why.strip()[:400], facts=facts, alert=True, by=by.badge, at=at
    )
    transaction.on_commit(lambda: _forget(hashes))
    return count


@transaction.atomic
def erase_again(*, case: str, by: str, at: datetime) -> int:
    """Erase what a restored backup knows of a case that was erased after it was made; return how many rows.

    Asked by the node's restore alone, which has the act's own line before it. Nothing where the case is not
    known, or is erased already.
    """
    found = Case.objects.select_for_update().filter(number=case, erased_on=None).first()
    if found is None:
        return 0
    found.erased_on = timezone.localdate(at)
    found.save(update_fields=["erased_on"])
    hashes = list(found.documents.values_list("sha256", flat=True))
    count = _erase_rows(found) + erase_everywhere(found.number, by, at)
    erase_openings(subject=f"case {found.number}", why="erased with the case", by=by, at=at)
    transaction.on_commit(lambda: _forget(hashes))
    return count


def _erase_rows(case: Case) -> int:
    """Delete every nominal row of a case, those that point at others first."""
    count = case.memberships.filter(let_out_at=None).update(why="") + _erase_asked(case)
    for entry in (*case.diary.order_by("-place"), *Alias.objects.filter(case=case).order_by("-pk")):
        count += entry.delete()[0]  # a correction before what it corrects
    for rows in (
        Safeguard.objects.filter(record__person__case=case),
        ConsularNotice.objects.filter(record__person__case=case),
        PersonInCustody.objects.filter(person__case=case),
        Told.objects.filter(person__case=case),
        Deconfliction.objects.filter(case=case),
        *(table.objects.filter(case=case) for table in (SearchKey, Link, Event, Task, Approval)),
        *(table.objects.filter(case=case) for table in (Document, CaseParcel, Person, Organisation)),
        DecisionWords.objects.filter(decision__case=case),
        SeizureWords.objects.filter(seizure__case=case),
        MaterialWords.objects.filter(material__seizure__case=case),
        CaseWords.objects.filter(case=case),
        Membership.objects.filter(case=case).exclude(let_out_at=None),
    ):
        count += rows.delete()[0]
    return count


def _erase_asked(case: Case) -> int:
    """Take out what was answered of the case's people, and the number by which an older register called it.

    Who asked keeps that the unit answered; a later file still finds the number, as a mark that tells nothing.
    """
    hits = DeconflictionHit.objects.filter(case=case)
    count = hits.filter(answered_at=None).delete()[0] + hits.update(answer=GONE)
    for row in ImportedCase.objects.filter(case=case):
        row.number, row.folded = "", number_mark(row.number)
        row.save(update_fields=["number", "folded"])
        count += 1
    return count


def _forget(hashes: list[str]) -> None:
    """Remove the files that no other case holds."""
    for sha256 in hashes:
        if not Document.objects.filter(sha256=sha256).exists():
            kept.forget(settings.BORDERLINK.folder, SHELF, sha256)
