"""Questions about officers; each says who is reading."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, TypedDict

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext

from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.slots import Leaving, cases_of, ways_out
from borderlink.foundation.who import Kind, Reader, Role, Subject, may_see, sees_kind
from borderlink.officers.domain import Decision
from borderlink.officers.models import (
    ApiKey,
    EmergencyCode,
    Officer,
    Organisation,
    Proposal,
    Release,
    RoleGrant,
    RoleSuggestion,
    Unit,
)

NOBODY = Reader(badge="", agency="")

__all__ = [
    "NOBODY",
    "ApiKey",
    "Officer",
    "Organisation",
    "Proposal",
    "Release",
    "Unit",
    "next_step",
    "reader_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What an officer must do before anything else: the page, and the pages that stay open meanwhile."""

    page: str
    open_pages: frozenset[str]


_ALWAYS = {
    "account_logout",
    "account_reauthenticate",
    "set_language",
    "theme",
    "health_live",
    "health_ready",
    "style",
}
NEW_PASSWORD = Step(
    page="account_change_password", open_pages=frozenset({"account_change_password", *_ALWAYS})
)
SECOND_FACTOR = Step(
    page="mfa_activate_totp", open_pages=frozenset({"mfa_activate_totp", "mfa_add_webauthn", *_ALWAYS})
)


def reader_of(officer: Officer) -> Reader:
    """Return who is reading: badge, agency (a guest's own organisation), unit, roles and cases now."""
    person = officer.person()
    return Reader(
        badge=person.badge,
        agency=person.guest_of or settings.BORDERLINK.agency,
        units=frozenset({person.unit} - {""}),
        roles=person.roles,
        cases=cases_of(person.badge) if person.active else frozenset(),
    )


def next_step(officer: Officer, *, demo_session: bool) -> Step | None:
    """Return what the officer must do first: choose a password, set up a second factor; else None."""
    if demo_session:
        return None
    if officer.password_is_temporary:
        return NEW_PASSWORD
    return None if has_second_factor(officer) else SECOND_FACTOR


def has_second_factor(officer: Officer) -> bool:
    """Say whether the officer has set up codes from an authenticator, or a security key."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=officer, type__in=kinds).exists())


def officers(*, reader: Reader) -> Sequence[Officer]:
    """Return every officer, active ones first. Refuses: ``NotAllowed``."""
    _needs_officers(reader)
    found = Officer.objects.select_related("unit", "organisation").prefetch_related("grants")
    return list(found.order_by("-is_active", "badge"))


def officer(badge: str, *, reader: Reader) -> Officer:
    """Return one officer; every officer sees their own. Refuses: ``NotFound``."""
    subject = Subject(kind=Kind.OFFICER, agency=settings.BORDERLINK.agency)
    found = Officer.objects.select_related("unit", "organisation").filter(badge=badge).first()
    if found is None or not (found.badge == reader.badge or may_see(reader, subject)):
        raise NotFound(thing="officer", name=badge)
    return found


def grants_of(officer: Officer, *, reader: Reader) -> Sequence[RoleGrant]:
    """Return every grant of a role the officer ever had, newest first. Refuses: ``NotFound``."""
    _sees(officer, reader)
    return list(officer.grants.order_by("-granted_at"))


def sessions_of(officer: Officer, *, reader: Reader) -> Sequence[UserSession]:
    """Return the officer's open sessions, newest first. Refuses: ``NotFound``."""
    _sees(officer, reader)
    found = UserSession.objects.filter(user=officer).order_by("-created_at")
    return [session for session in found if session.exists()]


def units(*, reader: Reader) -> Sequence[Unit]:
    """Return every unit: any officer of the agency may know them."""
    known = reader.agency == settings.BORDERLINK.agency
    return list(Unit.objects.order_by("code")) if known else []


def stations(*, reader: Reader) -> Sequence[Unit]:
    """Return the units at which a company may have a key: those where somebody inspects."""
    known = {unit.pk: unit for unit in units(reader=reader)}
    there = inspecting()
    return [unit for pk, unit in known.items() if pk in there]


def inspecting() -> set[int]:
    """Return the units that stand and have an inspector: what carriers ask or bring there is seen."""
    held = RoleGrant.objects.filter(role=Role.INSPECTOR.value, revoked_at=None, officer__is_active=True)
    return set(held.filter(officer__unit__is_active=True).values_list("officer__unit", flat=True))


def organisations(*, reader: Reader) -> Sequence[Organisation]:
    """Return every guest organisation. Refuses: ``NotAllowed``."""
    _needs_officers(reader)
    return list(Organisation.objects.order_by("code"))


def proposals(*, reader: Reader) -> Sequence[Proposal]:
    """Return the two-person acts that wait for their second person. Refuses: ``NotAllowed``."""
    _needs_officers(reader)
    return list(Proposal.objects.select_related("officer").filter(decision=Decision.OPEN.value))


def proposal(number: int, *, reader: Reader) -> Proposal:
    """Return one two-person act. Refuses: ``NotAllowed``, ``NotFound``."""
    _needs_officers(reader)
    found = Proposal.objects.select_related("officer").filter(pk=number).first()
    if found is None:
        raise NotFound(thing="page", name=str(number))
    return found


def lockouts(*, reader: Reader, at: datetime) -> Sequence[tuple[str, datetime]]:
    """Return the badges locked out now and until when. Refuses: ``NotAllowed``."""
    from axes.models import AccessAttempt

    _needs_officers(reader)
    since = at - settings.AXES_COOLOFF_TIME
    found = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=since
    ).exclude(username__startswith="?")
    pairs = found.order_by("username").values_list("username", "attempt_time")
    return [(badge, tried + settings.AXES_COOLOFF_TIME) for badge, tried in pairs]


def releases(*, reader: Reader) -> Sequence[Release]:
    """Return the decisions to let something leave, newest first. Refuses: ``NotAllowed``."""
    if reader.agency != settings.BORDERLINK.agency or not sees_kind(reader, Kind.RELEASE):
        raise NotAllowed(act="officers.see-releases")
    return list(Release.objects.order_by("-decided_at")[:200])


class Row(TypedDict):
    """One officer as the operator of the machine sees them: no name."""

    badge: str
    place: str
    roles: list[str]
    state: str


def roster() -> list[Row]:
    """Return every officer for the operator of the machine, who reads no names here."""
    found = Officer.objects.select_related("unit", "organisation").prefetch_related("grants")
    return [
        Row(
            badge=officer.badge,
            place=str(officer.unit or officer.organisation or "-"),
            roles=officer.held(),
            state="active" if officer.is_active else "left",
        )
        for officer in found
    ]


def ways_to_choose() -> list[tuple[str, str]]:
    """Return the ways out that can tell of a person or an exhibit: name and what leaves by it."""
    return [(way.name, gettext(way.says)) for way in ways_out() if way.persons]


def administrators() -> Sequence[str]:
    """Return the badges of the active administrators: asked by actions, shown to nobody."""
    held = RoleGrant.objects.filter(role=Role.ADMINISTRATOR.value, revoked_at__isnull=True)
    return list(held.filter(officer__is_active=True).values_list("officer__badge", flat=True))


def release_for(leaving: Leaving) -> Release | None:
    """Return, locked, an unused decision of another officer that fits what leaves."""
    fitting = Release.objects.select_for_update().filter(
        way=leaving.way, subject=leaving.subject, recipient=leaving.to.strip(), used_at__isnull=True
    )
    return fitting.filter(expires_at__gt=leaving.at).exclude(decided_by=leaving.by).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who came with a key of the API: a company at a station, or a system acting for an officer.

    ``reader`` is the company as its own organisation, which sees nothing of the agency, or the officer.
    """

    number: str
    reader: Reader
    scopes: frozenset[str]
    company: str = ""
    unit: str = ""
    sandbox: bool = False
    pattern: str = ""
    ends_at: datetime | None = None

    @classmethod
    def of(cls, row: ApiKey) -> "Holder":
        """Return the holder of a key."""
        if row.officer is not None:
            return cls(
                number=row.number,
                reader=reader_of(row.officer),
                scopes=frozenset(row.scopes),
                ends_at=row.expires_at,
            )
        company, unit = str(row.organisation), str(row.unit)
        return cls(
            number=row.number,
            reader=Reader(badge=f"KEY {row.number}", agency=company),
            scopes=frozenset(row.scopes),
            company=company,
            unit=unit,
            sandbox=row.sandbox,
            pattern=row.pattern,
            ends_at=row.expires_at,
        )


# Asked with every request of a company, so without the ORM, which takes ten times as long as the database.
_KEPT: Final = (  # in the model's order
    "id", "number", "organisation_id", "unit_id", "officer_id", "scopes", "sandbox", "pattern", "expires_at",
    "revoked_at", "used_on",
)  # fmt: skip
_KEY: Final = (
    f"SELECT {', '.join(f'held.{name}' for name in _KEPT)}, company.code, station.code"  # noqa: S608 - own words
    " FROM officers_apikey held LEFT JOIN officers_organisation company ON company.id = held.organisation_id"
    " LEFT JOIN officers_unit station ON station.id = held.unit_id WHERE held.digest = %s"
)


def key_of_digest(digest: str) -> ApiKey | None:
    """Return the key with this hash: asked when a request comes, shown to nobody.

    Of a company's key, only what its holder is told by is read.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEY, [digest])
        found = cursor.fetchone()
    if found is None:
        return None
    *values, company, station = found
    kept = dict(zip(_KEPT, values, strict=True))
    if kept["officer_id"] is not None:
        officers_keys = ApiKey.objects.select_related("officer__unit", "officer__organisation")
        return officers_keys.filter(digest=digest).first()
    kept["scopes"] = json.loads(kept["scopes"])
    kept |= {name: _moment(kept[name]) for name in ("expires_at", "revoked_at")}
    row = ApiKey.from_db(connection.alias, _KEPT, list(kept.values()))
    row.organisation = Organisation.from_db(
        connection.alias, ("id", "code"), (kept["organisation_id"], company)
    )
    row.unit = Unit.from_db(connection.alias, ("id", "code"), (kept["unit_id"], station))
    return row


def _moment(value: datetime | None) -> datetime | None:
    """Return a moment as SQLite keeps it, without a zone, or as PostgreSQL does."""
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def keys(*, reader: Reader) -> Sequence[ApiKey]:
    """Return every key of the API, newest first. Refuses: ``NotAllowed``."""
    _needs_officers(reader)
    return list(ApiKey.objects.select_related("organisation", "unit", "officer"))


def key(number: str, *, reader: Reader | None) -> ApiKey:
    """Return one key; the operator of the machine has no reader. Refuses: ``NotAllowed``, ``NotFound``."""
    if reader is not None:
        _needs_officers(reader)
    found = ApiKey.objects.select_related("organisation", "unit", "officer").filter(number=number).first()
    if found is None:
        raise NotFound(thing="api-key", name=number)
    return found


def suggestions(*, reader: Reader) -> Sequence[RoleSuggestion]:
    """Return the roles that the directory suggests and nobody decided. Refuses: ``NotAllowed``."""
    _needs_officers(reader)
    return list(RoleSuggestion.objects.select_related("officer").filter(decision=Decision.OPEN.value))


def emergencies(*, reader: Reader, at: datetime) -> Sequence[EmergencyCode]:
    """Return the sealed codes used within a day, newest first: every auditor and commander is told."""
    told = reader.agency == settings.BORDERLINK.agency and {Role.AUDITOR, Role.COMMANDER} & reader.roles
    since = at - timedelta(days=1)
    return list(EmergencyCode.objects.filter(used_at__gt=since).order_by("-used_at")) if told else []


def key_list(*, at: datetime) -> list[dict[str, str | bool]]:
    """Return every key for the operator of the machine: number, holder, scopes, state, until when."""
    found = ApiKey.objects.select_related("organisation", "officer")
    return [
        {
            "key": row.number,
            "holder": str(row.organisation or row.officer),
            "scopes": " ".join(row.scopes),
            "state": row.state(at),
            "until": row.expires_at.isoformat(timespec="minutes"),
            "sandbox": row.sandbox,
        }
        for row in found
    ]


def _sees(officer: Officer, reader: Reader) -> None:
    subject = Subject(kind=Kind.OFFICER, agency=settings.BORDERLINK.agency)
    if officer.badge != reader.badge and not may_see(reader, subject):
        raise NotFound(thing="officer", name=officer.badge)


def _needs_officers(reader: Reader) -> None:
    if reader.agency != settings.BORDERLINK.agency or not sees_kind(reader, Kind.OFFICER):
        raise NotAllowed(act="officers.see")
