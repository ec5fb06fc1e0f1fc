"""Questions about partners: who they are, which of their keys count now, what waits for a second officer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from borderlink.foundation.letterkeys import SignedLetterKeys
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.roots import Root, SignedRoot
from borderlink.foundation.who import Kind, Reader, Role, Subject, may_see
from borderlink.liaison.domain.partnership import WARN_DAYS
from borderlink.liaison.domain.terms import Terms
from borderlink.liaison.models.partners import Ceremony, Partner, PartnerKeys

DEALERS = frozenset({Role.LIAISON_OFFICER, Role.COMMANDER})  # who holds ceremonies, pauses and resumes

__all__ = ["Ceremony", "Partner", "PartnerKeys"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysView:
    """One version of a partner's letter keys, as a page shows it; ``is_soon``: 30 days or less are left."""

    version: int
    from_at: datetime
    until_at: datetime
    retired_at: datetime | None
    sign_key: str  # its fingerprint
    suites: tuple[int, ...]
    in_force: bool
    is_soon: bool


def partners_of(reader: Reader) -> list[Partner]:
    """Return the partners that the reader may know of, by code."""
    return [partner for partner in Partner.objects.order_by("code") if _sees(reader, partner)]


def partner_of(reader: Reader, code: str) -> Partner:
    """Return one partner. Refuses: ``NotFound``."""
    found = Partner.objects.filter(code=code).first()
    if found is None or not _sees(reader, found):
        raise NotFound(thing="partner", name=code)
    return found


def need_dealer(reader: Reader, act: str) -> None:
    """Let a liaison officer or a commander of this agency pass. Refuses: ``NotAllowed``."""
    if reader.agency != settings.BORDERLINK.agency or not reader.roles & DEALERS:
        raise NotAllowed(act=act)


def deals(reader: Reader) -> bool:
    """Say whether the reader holds ceremonies, pauses and resumes partners."""
    return reader.agency == settings.BORDERLINK.agency and bool(reader.roles & DEALERS)


def open_ceremony(reader: Reader, code: str) -> Ceremony | None:
    """Return the introduction of a partner that waits for its second officer. Refuses: ``NotFound``."""
    return partner_of(reader, code).ceremonies.filter(confirmed_at=None, dropped_at=None).first()


def ceremonies_of(reader: Reader, code: str) -> list[Ceremony]:
    """Return every ceremony that was held with a partner, newest first. Refuses: ``NotFound``."""
    return list(partner_of(reader, code).ceremonies.order_by("-pk"))


def root_of(partner: Partner) -> Root:
    """Return the partner's root as it was pinned, or as it was proposed."""
    return SignedRoot.from_bytes(bytes(partner.root)).verify()


def keys_in_force(partner: Partner, at: datetime) -> PartnerKeys | None:
    """Return the newest keys of a partner that are valid at a moment: what letters are sealed to."""
    valid = partner.keys.filter(retired_at=None, from_at__lte=at, until_at__gt=at)
    return valid.order_by("-version").first()


def newest_keys(partner: Partner) -> PartnerKeys | None:
    """Return the newest keys that were taken in and not withdrawn, in force already or not."""
    return partner.keys.filter(retired_at=None).order_by("-version").first()


def keys_of(reader: Reader, code: str, at: datetime) -> list[KeysView]:
    """Return every version of a partner's letter keys, newest first. Refuses: ``NotFound``."""
    partner = partner_of(reader, code)
    used = keys_in_force(partner, at)
    last = newest_keys(partner)
    return [
        _view(row, in_force=row == used, is_soon=row == last and ends_soon(row.until_at, at))
        for row in partner.keys.order_by("-pk")
    ]


def ends_soon(until_at: datetime, at: datetime) -> bool:
    """Say whether keys run out within 30 days, or have run out."""
    return until_at <= at + timedelta(days=WARN_DAYS)


def terms_of(partner: Partner) -> Terms:
    """Return what may be told to a partner, and how."""
    return Terms.from_value(partner.terms)


def calendars_of(partner: Partner) -> tuple[str, str]:
    """Return the countries whose working days count for clocks: ours, theirs, as the terms have them."""
    known: tuple[str, ...] = tuple(
        partner.terms.get("calendars", ())
    )  # of all terms this alone: each letter asks
    ours, theirs, *_ = (*known, "", "")
    return ours, theirs or partner.country


def _view(row: PartnerKeys, *, in_force: bool, is_soon: bool) -> KeysView:
    keys = SignedLetterKeys.from_bytes(bytes(row.document)).keys
    return KeysView(
        version=row.version, from_at=row.from_at, until_at=row.until_at, retired_at=row.retired_at,
        sign_key=keys.sign_key.fingerprint(), suites=tuple(sorted(keys.open_keys)), in_force=in_force,
        is_soon=is_soon,
    )  # fmt: skip


def _sees(reader: Reader, partner: Partner) -> bool:
    subject = Subject(kind=Kind.PARTNER, agency=settings.BORDERLINK.agency, unit=partner.unit)
    return may_see(reader, subject)
