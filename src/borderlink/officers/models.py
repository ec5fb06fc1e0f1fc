"""The tables of who may act: units, guests, officers, grants of roles, two-person acts, releases."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from borderlink.foundation.who import Role
from borderlink.officers.domain import ALONE, Act, Decision, Guest, Person


class Named(models.Model):
    """Something with a code and a name in Chinese, Vietnamese and English."""

    code = models.CharField(_("code"), max_length=24, unique=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=120, blank=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=120, blank=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code

    def name_in(self, language: str) -> str:
        """Return the name in one of our four languages, else in any it has, else the code."""
        own = {"vi": self.name_vi, "en": self.name_en}.get(language, self.name_zh)
        return own or self.name_en or self.name_zh or self.name_vi or self.code


class Unit(Named):
    """A station or office of the agency: what need to know is cut by."""

    is_active = models.BooleanField(default=True)


class Organisation(Named):
    """A guest of this node that is no part of the agency: an express company, a laboratory."""

    kind = models.CharField(_("kind"), max_length=24)

    class Meta(Named.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                name="organisation_kind_is_known", condition=Q(kind__in=[kind.value for kind in Guest])
            )
        ]


class Officers(BaseUserManager["Officer"]):
    """Finds officers by badge, whatever the case it was typed in."""

    def get_by_natural_key(self, username: str | None) -> "Officer":
        """Return the officer with this badge."""
        return self.get(badge=(username or "").strip().upper())


class Officer(AbstractBaseUser):
    """Someone who may sign in: an officer of the agency, or a guest."""

    badge = models.CharField(_("badge"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="officers")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="guests"
    )
    language = models.CharField(_("language"), max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    password_is_temporary = models.BooleanField(default=False)
    password_expires_at = models.DateTimeField(null=True, blank=True)
    sign_in_given_at = models.DateTimeField(null=True, blank=True)  # by an administrator or the operator
    created_by = models.CharField(max_length=24)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "badge"
    objects: ClassVar[Officers] = Officers()

    class Meta:
        ordering: ClassVar = ["badge"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="officer_is_of_a_unit_or_a_guest",
                condition=Q(unit__isnull=True) | Q(organisation__isnull=True),
            ),
            models.CheckConstraint(
                name="officer_language_is_known", condition=Q(language__in=["zh-Hans", "zh-Hant", "vi", "en"])
            ),
        ]

    def __str__(self) -> str:
        return self.badge

    def held(self) -> list[str]:
        """Return the codes of the roles held now, from grants that may have been fetched together."""
        return sorted(grant.role for grant in self.grants.all() if grant.revoked_at is None)

    def person(self) -> Person:
        """Return this officer as a plain value, with the roles held now."""
        held = self.grants.filter(revoked_at__isnull=True).values_list("role", flat=True)
        return Person(
            badge=self.badge,
            unit=self.unit.code if self.unit else "",
            guest_of=self.organisation.code if self.organisation else "",
            roles=frozenset(Role(role) for role in held) if self.is_active else frozenset(),
            active=self.is_active,
        )

    def set_temporary_password(self, password: str, *, until: datetime) -> None:
        """Set a password that must be used and changed before ``until``; nothing is saved yet."""
        self.set_password(password)
        self.password_is_temporary, self.password_expires_at = True, until

    def settled_since(self) -> datetime | None:
        """Return since when the officer has held an office that stands alone under one sign-in."""
        alone = [role.value for role in ALONE]
        held = self.grants.filter(revoked_at__isnull=True, role__in=alone)
        since = list(held.values_list("granted_at", flat=True))
        given = [self.sign_in_given_at] if self.sign_in_given_at else []
        return max([*since, *given]) if since else None

    def password_has_lapsed(self, at: datetime) -> bool:
        """Say whether a temporary password was not used in time."""
        return self.password_expires_at is not None and at >= self.password_expires_at


class RoleGrant(models.Model):
    """That an officer holds a role: who granted it, when, why; and who took it back."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=24)
    why = models.CharField(max_length=400, blank=True)
    granted_by = models.CharField(max_length=24)
    granted_at = models.DateTimeField()
    revoked_by = models.CharField(max_length=24, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["granted_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="grant_role_is_known", condition=Q(role__in=[role.value for role in Role])
            ),
            models.UniqueConstraint(
                name="role_is_held_once", fields=["officer", "role"], condition=Q(revoked_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.role}"


class Proposal(models.Model):
    """An act that needs two persons: proposed by one, confirmed or declined by another."""

    act = models.CharField(max_length=24)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="proposals")
    role = models.CharField(max_length=24, blank=True)
    why = models.CharField(max_length=400)
    proposed_by = models.CharField(max_length=24)
    proposed_at = models.DateTimeField()
    decision = models.CharField(max_length=16, default=Decision.OPEN.value)
    decided_by = models.CharField(max_length=24, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-proposed_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="proposal_act_is_known", condition=Q(act__in=[act.value for act in Act])
            ),
            models.CheckConstraint(
                name="proposal_decision_is_known",
                condition=Q(decision__in=[decision.value for decision in Decision]),
            ),
            models.CheckConstraint(
                name="proposal_is_decided_by_another", condition=~Q(proposed_by=models.F("decided_by"))
            ),
            models.UniqueConstraint(
                name="proposal_is_open_once",
                fields=["act", "officer", "role"],
                condition=Q(decision=Decision.OPEN.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.officer_id}"


class Release(models.Model):
    """A supervisor's recorded decision that one thing may leave, once, by one way, to one recipient."""

    way = models.CharField(max_length=64)
    subject = models.CharField(max_length=120)
    recipient = models.CharField(max_length=200)
    why = models.CharField(max_length=400)
    decided_by = models.CharField(max_length=24)
    decided_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_by = models.CharField(max_length=24, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-decided_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="release_is_used_by_another", condition=~Q(decided_by=models.F("used_by"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.subject}"


class ApiKey(models.Model):
    """A key of the API: of a company, at the station its parcels pass, or of a system acting for an officer.

    The key itself is nowhere: ``digest`` is a keyed hash of its 256 random bits.
    """

    number = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="keys")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="keys")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="keys")
    scopes = models.JSONField(default=list)
    sandbox = models.BooleanField(default=False)
    pattern = models.CharField(max_length=120, blank=True)  # the company's own waybills, beside S10
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    created_by = models.CharField(max_length=24)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_by = models.CharField(max_length=24, blank=True)
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)  # the last day on which it was used

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="key_is_of_a_company_or_an_officer",
                condition=Q(organisation__isnull=False, unit__isnull=False, officer__isnull=True)
                | Q(organisation__isnull=True, unit__isnull=True, officer__isnull=False, sandbox=False),
            ),
            models.CheckConstraint(
                name="key_ends_after_it_began", condition=Q(expires_at__gt=models.F("created_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def state(self, at: datetime) -> str:
        """Return ``revoked``, ``expired`` or ``in-use``."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if at >= self.expires_at else "in-use"


class EmergencyCode(models.Model):
    """A sealed code that two holders of root keys made: opens one account for an hour, once."""

    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of a random code of 198 bits
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)  # a newer code took its place
    used_at = models.DateTimeField(null=True)
    used_for = models.CharField(max_length=24, blank=True)  # the badge that it opened
    ends_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # when its end was journalled

    class Meta:
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="emergency_use_is_whole",
                condition=Q(used_at__isnull=True, ends_at__isnull=True, used_for="")
                | (Q(used_at__isnull=False, ends_at__isnull=False) & ~Q(used_for="")),
            )
        ]

    def __str__(self) -> str:
        return f"emergency code {self.pk}"


class RoleSuggestion(models.Model):
    """That the agency's directory would give an officer a role: nothing until an administrator grants it."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="suggestions")
    role = models.CharField(max_length=24)
    group = models.CharField(max_length=120)
    suggested_at = models.DateTimeField()
    decision = models.CharField(max_length=16, default=Decision.OPEN.value)
    decided_by = models.CharField(max_length=24, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["suggested_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="suggested_role_is_known",
                condition=Q(role__in=[role.value for role in Role if role not in ALONE]),
            ),
            models.UniqueConstraint(name="role_is_suggested_once", fields=["officer", "role"]),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.role}"
