"""What the agency's directory says of an officer: who signs in, and which roles it would give them."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Role
from borderlink.journal.actions import note
from borderlink.officers.actions.carrying_out import administrator
from borderlink.officers.actions.roles import grant_role
from borderlink.officers.domain import ALONE, Decision, badge_from, roles_for
from borderlink.officers.models import Officer, RoleSuggestion
from borderlink.officers.queries import has_second_factor
from borderlink.officers.refusals import AlreadyDecided, DirectoryUnknown, NotUnderstood


@transaction.atomic
def come_by_directory(*, badge: str, groups: Iterable[str], at: datetime) -> Officer:
    """Return the officer whom the directory names; what it would give them waits for an administrator.

    Nobody is made an officer by it. One who holds an office that stands alone comes by it only with a second
    factor of this node: whoever runs the directory must not become administrator or auditor here.
    Refuses: ``DirectoryUnknown``.
    """
    officer = _named(badge)
    alone = {role.value for role in ALONE}
    if officer is None or (alone & set(officer.held()) and not has_second_factor(officer)):
        raise DirectoryUnknown
    held = officer.person().roles
    for role, group in roles_for(groups, settings.BORDERLINK.oidc_roles).items():
        if role not in held and not RoleSuggestion.objects.filter(officer=officer, role=role.value).exists():
            RoleSuggestion.objects.create(officer=officer, role=role.value, group=group, suggested_at=at)
            facts = {"role": role.value}
            note(
                act="officers.suggest-role", subject=f"officer {officer.badge}", facts=facts, by="node", at=at
            )
    return officer


def _named(badge: str) -> Officer | None:
    try:
        return Officer.objects.filter(badge=badge_from(badge), is_active=True).first()
    except NotUnderstood:
        return None


@transaction.atomic
def decide_suggestion(*, suggestion: int, grant: bool, by: Officer, at: datetime) -> None:
    """Grant a role that the directory suggested, or decline it for good.

    Refuses: ``NotAllowed``, ``NotFound``, ``AlreadyDecided``, and what granting a role refuses.
    """
    administrator(by, "officers.grant-role")
    found = RoleSuggestion.objects.select_for_update().filter(pk=suggestion).first()
    if found is None:
        raise NotFound(thing="page", name=str(suggestion))
    if found.decision != Decision.OPEN.value:
        raise AlreadyDecided(badge=found.officer.badge)
    if grant:
        why = f"directory: {found.group}"
        grant_role(officer=found.officer, role=Role(found.role), why=why, by=by, at=at)
    found.decision = (Decision.CONFIRMED if grant else Decision.DECLINED).value
    found.decided_by, found.decided_at = by.badge, at
    found.save(update_fields=["decision", "decided_by", "decided_at"])
    if not grant:
        facts = {"role": found.role}
        subject = f"officer {found.officer.badge}"
        note(act="officers.decline-suggestion", subject=subject, facts=facts, by=by.badge, at=at)
