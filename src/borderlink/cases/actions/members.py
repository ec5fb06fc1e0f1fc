"""Who is in a case: officers are let in and out by name, each with the reason."""

from datetime import datetime

from django.db import transaction

from borderlink.cases.domain.standing import CaseState
from borderlink.cases.models.counted import Case
from borderlink.cases.models.nominal import Membership
from borderlink.cases.queries.cases import locked_case_of, members_of
from borderlink.cases.queries.sight import is_commander_of, officer_of
from borderlink.cases.refusals.file import AlreadyMember, LastMember, MemberUnfit, NotMember, ReasonMissing
from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Reader, Role
from borderlink.journal.actions import note

ALONE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


@transaction.atomic
def let_in(*, case: str, officer: str, why: str, by: Reader, at: datetime) -> Membership:
    """Let an officer into a case, by badge: from now on they see it.

    Done by whoever opened the case, its case officers and the unit's commander. Refuses: ``NotFound``,
    ``NotAllowed``, ``ReasonMissing``, ``MemberUnfit``, ``AlreadyMember``.
    """
    found = locked_case_of(by, case)
    _may_let(found, by, "cases.let-in")
    reason = _reason(why)
    badge = _fit(officer)
    if members_of(found).filter(badge=badge).exists():
        raise AlreadyMember(badge=badge, case=found.number)
    row = Membership.objects.create(case=found, badge=badge, why=reason, let_in_by=by.badge, let_in_at=at)
    facts: dict[str, str | int] = {"officer": badge}
    note(act="cases.let-in", subject=f"case {found.number}", why=reason, facts=facts, by=by.badge, at=at)
    return row


@transaction.atomic
def let_out(*, case: str, officer: str, why: str, by: Reader, at: datetime) -> Membership:
    """Let an officer out of a case: they see it no more. An officer may also leave by themselves.

    Refuses: ``NotFound``, ``NotAllowed``, ``ReasonMissing``, ``NotMember``, ``LastMember``.
    """
    found = locked_case_of(by, case)
    badge = officer.strip().upper()
    if badge != by.badge:
        _may_let(found, by, "cases.let-out")
    reason = _reason(why)
    row = members_of(found).filter(badge=badge).first()
    if row is None:
        raise NotMember(badge=badge[:32], case=found.number)
    if found.state != CaseState.CLOSED and members_of(found).count() == 1:
        raise LastMember(badge=badge, case=found.number)
    row.let_out_by, row.let_out_at, row.let_out_why = by.badge, at, reason
    row.save(update_fields=["let_out_by", "let_out_at", "let_out_why"])
    facts: dict[str, str | int] = {"officer": badge}
    note(act="cases.let-out", subject=f"case {found.number}", why=reason, facts=facts, by=by.badge, at=at)
    return row


def _may_let(case: Case, by: Reader, act: str) -> None:
    own = case.number in by.cases and (Role.CASE_OFFICER in by.roles or case.opened_by == by.badge)
    if not (own or is_commander_of(by, case)):
        raise NotAllowed(act=act)


def _reason(why: str) -> str:
    if not why.strip():
        raise ReasonMissing
    return why.strip()[:400]


def _fit(badge: str) -> str:
    """Return the badge of an officer who can be in a case. Refuses: ``MemberUnfit``."""
    officer = officer_of(badge)
    held = officer.person().roles if officer else frozenset()
    if officer is None or not officer.is_active or officer.organisation_id is not None or held & ALONE:
        raise MemberUnfit(badge=badge.strip()[:32])
    return officer.badge
