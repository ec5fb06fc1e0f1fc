"""Plain rules of who may hold what, and who may take it from whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from borderlink.foundation.who import Role
from borderlink.officers.refusals import (
    AlreadyHeld,
    NeedsAnother,
    NeedsTwoPersons,
    NotHeld,
    NotToOneself,
    RolesConflict,
)


class Guest(StrEnum):
    """What a guest organisation is."""

    EXPRESS_COMPANY = "express-company"
    LABORATORY = "laboratory"


class Act(StrEnum):
    """An act against an auditor that one administrator may not do alone."""

    REVOKE_ROLE = "revoke-role"
    DEACTIVATE = "deactivate"
    ISSUE_SIGN_IN = "issue-sign-in"


class Decision(StrEnum):
    """What became of a two-person act."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


# Roles that stand alone: whoever runs the node reads no cases, whoever watches takes no part.
ALONE = (Role.ADMINISTRATOR, Role.AUDITOR)
GUEST_ROLES = {Role.LABORATORY}  # the only role a guest can hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An officer as the rules see one: badge, place and the roles held now."""

    badge: str
    unit: str = ""
    guest_of: str = ""
    roles: frozenset[Role] = frozenset()
    active: bool = True

    def take(self, role: Role, *, by: "Person") -> None:
        """Refuse a role that ``by`` may not grant to this person."""
        if by.badge == self.badge:
            raise NotToOneself(badge=self.badge)
        if role in self.roles:
            raise AlreadyHeld(badge=self.badge, role=role.value)
        self._fits(role)

    def _fits(self, role: Role) -> None:
        for held in sorted(self.roles):
            if role in ALONE or held in ALONE:
                raise RolesConflict(badge=self.badge, held=held.value, role=role.value)
        if self.guest_of and role not in GUEST_ROLES:
            raise RolesConflict(badge=self.badge, held=self.guest_of, role=role.value)

    def give_up(self, role: Role, *, by: "Person") -> None:
        """Refuse taking a role from this person: ``by`` alone never takes an auditor's."""
        if role not in self.roles:
            raise NotHeld(badge=self.badge, role=role.value)
        self.stand_against(by=by)

    def stand_against(self, *, by: "Person") -> None:
        """Refuse what one person alone may not do to an auditor, or to oneself."""
        if by.badge == self.badge:
            raise NotToOneself(badge=self.badge)
        if Role.AUDITOR in self.roles:
            raise NeedsTwoPersons(badge=self.badge)


def may_confirm(*, proposed_by: str, about: str, by: Person) -> None:
    """Refuse a confirmation by the proposer, by the person concerned, or by someone without the office."""
    if by.badge in {proposed_by, about} or not by.roles & set(ALONE):
        raise NeedsAnother(proposed_by=proposed_by, badge=about)


def leaves_no_administrator(administrators: Iterable[str], without: str) -> bool:
    """Say whether the node would be left with nobody who can issue a sign-in."""
    return not set(administrators) - {without}
