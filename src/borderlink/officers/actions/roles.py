"""Roles are granted and taken back; what concerns an auditor needs two persons."""

from datetime import datetime

from django.db import transaction

from borderlink.foundation.who import Role
from borderlink.officers.actions.carrying_out import (
    administrator,
    end_account,
    fresh,
    give_sign_in,
    locked,
    note_about,
    reason,
    take_role,
)
from borderlink.officers.domain import Act, Decision, may_confirm, must_be_settled
from borderlink.officers.models import Officer, Proposal, RoleGrant
from borderlink.officers.refusals import AlreadyDecided, AlreadyProposed


@transaction.atomic
def grant_role(*, officer: Officer, role: Role, why: str, by: Officer, at: datetime) -> RoleGrant:
    """Trust an officer with a role; auditors are alerted.

    Refuses: ``NotAllowed``, ``NotToOneself``, ``AlreadyHeld``, ``RolesConflict``, ``NotActive``,
    ``ReasonMissing``.
    """
    administrator(by, "officers.grant-role")
    officer = locked(officer)
    officer.person().take(role, by=by.person())
    grant = RoleGrant.objects.create(
        officer=officer, role=role.value, why=reason(why), granted_by=by.badge, granted_at=at
    )
    note_about("officers.grant-role", officer, why=why, facts={"role": role.value}, alert=True, by=by, at=at)
    return grant


@transaction.atomic
def revoke_role(*, officer: Officer, role: Role, why: str, by: Officer, at: datetime) -> None:
    """Take a role back; auditors are alerted.

    Refuses: ``NotAllowed``, ``NotHeld``, ``NotToOneself``, ``NeedsTwoPersons`` (an auditor's: propose it),
    ``ReasonMissing``.
    """
    administrator(by, "officers.revoke-role")
    officer = locked(officer)
    officer.person().give_up(role, by=by.person())
    take_role(officer, role, why, by, at)


@transaction.atomic
def propose(*, act: Act, officer: Officer, why: str, by: Officer, at: datetime) -> Proposal:
    """Propose an act against an auditor that one person may not do alone; auditors are alerted.

    Refuses: ``NotAllowed``, ``NotToOneself``, ``AlreadyProposed``, ``ReasonMissing``.
    """
    administrator(by, f"officers.{act.value}")
    officer = locked(officer)
    if officer.badge == by.badge:
        officer.person().stand_against(by=by.person())
    if Proposal.objects.filter(act=act.value, officer=officer, decision=Decision.OPEN.value).exists():
        raise AlreadyProposed(badge=officer.badge)
    role = Role.AUDITOR.value if act is Act.REVOKE_ROLE else ""
    made = Proposal.objects.create(
        act=act.value, officer=officer, role=role, why=reason(why), proposed_by=by.badge, proposed_at=at
    )
    facts = {"proposed": act.value}
    note_about("officers.propose", officer, why=why, facts=facts, alert=True, by=by, at=at)
    return made


@transaction.atomic
def decide(*, proposal: Proposal, confirm: bool, by: Officer, at: datetime) -> str:
    """Confirm or decline a proposal as its second person; what is confirmed is done at once.

    Returns the temporary password where the proposal was to issue a sign-in, else nothing.
    Refuses: ``NeedsAnother``, ``AlreadyDecided``, ``TooNew``.
    """
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    officer = locked(proposal.officer)
    if proposal.decision != Decision.OPEN.value:
        raise AlreadyDecided(badge=officer.badge)
    may_confirm(proposed_by=proposal.proposed_by, about=officer.badge, by=fresh(by))
    if confirm:
        must_be_settled(
            since=Officer.objects.get(pk=by.pk).settled_since(), proposed_at=proposal.proposed_at,
            proposed_by=proposal.proposed_by, badge=by.badge,
        )  # fmt: skip
    proposal.decision = (Decision.CONFIRMED if confirm else Decision.DECLINED).value
    proposal.decided_by, proposal.decided_at = by.badge, at
    proposal.save(update_fields=["decision", "decided_by", "decided_at"])
    facts = {"proposed": proposal.act, "proposed-by": proposal.proposed_by, "decision": proposal.decision}
    note_about("officers.decide", officer, facts=facts, alert=True, by=by, at=at)
    return _carry_out(proposal, officer, by, at) if confirm else ""


def _carry_out(proposal: Proposal, officer: Officer, by: Officer, at: datetime) -> str:
    if proposal.act == Act.ISSUE_SIGN_IN.value:
        return give_sign_in(officer, proposal.why, by.badge, at, forget_second_factor=True)
    if proposal.act == Act.DEACTIVATE.value:
        end_account(officer, proposal.why, by, at)
    else:
        take_role(officer, Role(proposal.role), proposal.why, by, at)
    return ""
