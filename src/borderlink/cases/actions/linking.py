"""Links between the people, organisations, phones, addresses and parcels of a case."""

from datetime import datetime

from django.db import transaction

from borderlink.cases.models.nominal import Link
from borderlink.cases.queries.picture import refs_of
from borderlink.cases.queries.writing import code_of, open_case_of
from borderlink.cases.refusals.file import DoneAlready, LinkedAlready, LinkNotPossible, ReasonMissing
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note


@transaction.atomic
def link(*, case: str, one: str, other: str, kind: str, remark: str = "", by: Reader, at: datetime) -> Link:
    """Link two things of a case, each as ``queries.picture`` names it: `person:12`, `parcel:LK...`.

    Refuses: ``NotFound``, ``CaseClosed``, ``CodeUnknown``, ``LinkNotPossible``, ``LinkedAlready``.
    """
    found = open_case_of(by, case)
    code_of("case_link", kind)
    if one == other or not {one, other} <= refs_of(found):
        raise LinkNotPossible
    drawn = Link.objects.filter(case=found, kind=kind, struck_at=None)
    if drawn.filter(one=one, other=other).exists() or drawn.filter(one=other, other=one).exists():
        raise LinkedAlready
    row = Link.objects.create(
        case=found, one=one, other=other, kind=kind, note=remark.strip()[:400], by=by.badge, at=at
    )
    personal = {"one": one, "other": other}
    subject = f"case {found.number}"
    note(act="cases.link", subject=subject, facts={"kind": kind}, personal=personal, by=by.badge, at=at)
    return row


@transaction.atomic
def strike_link(*, case: str, pk: int, why: str, by: Reader, at: datetime) -> Link:
    """Strike a link that was drawn by mistake. Refuses: ``NotFound``, ``CaseClosed``, ``DoneAlready``."""
    found = open_case_of(by, case)
    row = Link.objects.filter(case=found, pk=pk).first()
    if row is None:
        raise NotFound(thing="case-link", name=str(pk))
    if not why.strip():
        raise ReasonMissing
    if row.struck_at is not None:
        raise DoneAlready
    row.struck_at, row.struck_by = at, by.badge
    row.save(update_fields=["struck_at", "struck_by"])
    subject, reason = f"case {found.number}", why.strip()[:400]
    note(act="cases.strike-link", subject=subject, why=reason, facts={"kind": row.kind}, by=by.badge, at=at)
    return row
