"""Plain rules of who may hold what, and who may take it from whom."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from typing import Final

from borderlink.foundation.who import Role
from borderlink.officers.refusals import (
    AlreadyHeld,
    LastAdministrator,
    NeedsAnother,
    NeedsTwoPersons,
    NotActive,
    NotHeld,
    NotToOneself,
    NotUnderstood,
    RolesConflict,
    TooNew,
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


class Scope(StrEnum):
    """What a key of the API is good for: a company's, or that of a system that acts for one officer."""

    CHECK = "check"  # ask before a parcel is shipped
    DUTY = "duty"  # record the carrier's own duty to check: acceptance, hold and release, suspicion
    MANIFESTS = "manifests"  # bring manifests and events
    REFERRALS = "referrals"  # read the worklist, bring outcomes
    CASES = "cases"
    EXHIBITS = "exhibits"
    LETTERS = "letters"


COMPANY_SCOPES: Final = frozenset({Scope.CHECK, Scope.DUTY, Scope.MANIFESTS})
OFFICER_SCOPES: Final = frozenset(Scope) - {Scope.CHECK, Scope.DUTY}
KEY_DAYS: Final = 365  # the longest that a key lives
OVERLAP: Final = timedelta(hours=72)  # how long a key goes on beside the one that replaces it
KEY_MARK: Final = "blk"  # what a key begins with, so that one left lying about is recognised
SANDBOX_MARK: Final = "blt"


# Roles that stand alone: whoever runs the node reads no cases, whoever watches takes no part.
ALONE: Final = (Role.ADMINISTRATOR, Role.AUDITOR)
GUEST_ROLES: Final = {Role.LABORATORY}  # the only role a guest can hold
SETTLING: Final = timedelta(days=7)  # how long an office and a sign-in are held before they count as a second


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
        if not self.active:
            raise NotActive(badge=self.badge)
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
        self.give_up_quietly(role)
        self.stand_against(by=by)

    def give_up_quietly(self, role: Role) -> None:
        """Refuse to take what is not held: all that a confirmed proposal still has to ask."""
        if role not in self.roles:
            raise NotHeld(badge=self.badge, role=role.value)

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


def must_be_settled(*, since: datetime | None, proposed_at: datetime, proposed_by: str, badge: str) -> None:
    """Refuse a second person whose office or sign-in is so new that the proposer may have made it.

    An administrator can make officers and issue sign-ins, so could confirm their own proposal under another
    badge; ``SETTLING`` is the time in which the alert about it reaches the auditors.
    """
    if since is None or since > proposed_at - SETTLING:
        raise TooNew(badge=badge, proposed_by=proposed_by, days=SETTLING.days)


def not_the_last(administrators: Iterable[str], badge: str) -> None:
    """Refuse to leave the node without anyone who can issue a sign-in."""
    if not set(administrators) - {badge}:
        raise LastAdministrator(badge=badge)


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches a host or address, given with or without a port."""
    name = host.rsplit(":", 1)[0] if host.count(":") == 1 or "]:" in host else host
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == "localhost"


_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{1,23}")
_LANGUAGES: Final = frozenset({"zh-Hans", "zh-Hant", "vi", "en"})
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are read as another


def badge_from(text: str) -> str:
    """Return a badge in its one form. Refuses: ``NotUnderstood``."""
    return _coded(text, "badge")


def code_from(text: str) -> str:
    """Return the code of a unit or organisation in its one form. Refuses: ``NotUnderstood``."""
    return _coded(text, "code")


def kind_from(text: str) -> str:
    """Return the kind of a guest organisation. Refuses: ``NotUnderstood``."""
    if text not in {kind.value for kind in Guest}:
        raise NotUnderstood(field="kind", value=text)
    return text


def role_from(text: str) -> Role:
    """Return a role from its code. Refuses: ``NotUnderstood``."""
    if text not in {role.value for role in Role}:
        raise NotUnderstood(field="role", value=text)
    return Role(text)


def language_from(text: str) -> str:
    """Return one of our four languages. Refuses: ``NotUnderstood``."""
    if text not in _LANGUAGES:
        raise NotUnderstood(field="language", value=text)
    return text


def new_secret(*, sandbox: bool) -> str:
    """Return a key as it is shown once: its mark and 256 random bits."""
    return f"{SANDBOX_MARK if sandbox else KEY_MARK}_{secrets.token_urlsafe(32)}"


def scopes_from(texts: Iterable[str], *, of_company: bool) -> list[str]:
    """Return scopes in their order.

    Refuses: ``NotUnderstood``: none, an unknown one, or one that this holder cannot have.
    """
    allowed = COMPANY_SCOPES if of_company else OFFICER_SCOPES
    wanted = sorted(set(texts))
    strange = [text for text in wanted if text not in allowed]
    if strange or not wanted:
        raise NotUnderstood(field="scope", value=strange[0][:40] if strange else "-")
    return wanted


def temporary_password() -> str:
    """Return a random password that can be read out over a telephone: 99 bits in five groups of four."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(5))


def _coded(text: str, field: str) -> str:
    code = text.strip().upper()
    if not _CODE.fullmatch(code):
        raise NotUnderstood(field=field, value=code[:40])
    return code


def roles_for(groups: Iterable[str], mapping: Iterable[str]) -> dict[Role, str]:
    """Return the roles that a directory's groups stand for, each with its group: never one that stands alone.

    ``mapping`` holds entries `group=role`; an entry that is not understood gives nothing.
    """
    held, found = set(groups), {}
    for entry in mapping:
        group, _, role = (part.strip() for part in entry.rpartition("="))
        if group in held and role in {one.value for one in Role if one not in ALONE}:
            found[Role(role)] = group[:120]
    return found
