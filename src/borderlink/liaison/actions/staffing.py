"""Who is on duty for an office: interpreters by language, specialists, whoever answers the hotline."""

from datetime import datetime

from django.db import transaction

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.language import codes
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.office import Duty, HotlineCall
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.sight import needs_office
from borderlink.liaison.refusals.office import LanguageMissing, NobodyOnDuty, NoText, TimesReversed
from borderlink.officers.queries import Officer

INTERPRETER = "DTY-INTERPRETER"


@transaction.atomic
def put_on_duty(
    *,
    unit: str,
    part: str,
    from_at: datetime,
    until_at: datetime,
    badge: str = "",
    name: str = "",
    language: str = "",
    reached_by: str = "",
    by: Reader,
    at: datetime,
) -> Duty:
    """Enter who is on duty for an office from when until when: an officer by badge, or someone by name.

    Refuses: ``NotAllowed``, ``NobodyOnDuty``, ``TimesReversed``, ``LanguageMissing``.
    """
    needs_office(by, unit, "liaison.put-on-duty")
    officer = _officer(badge) if badge.strip() or not name.strip() else None
    if until_at <= from_at:
        raise TimesReversed(**{"from": from_at, "until": until_at})
    if part == INTERPRETER and not language:
        raise LanguageMissing
    row = Duty.objects.create(
        unit=unit, badge=officer.badge if officer else "", name="" if officer else name.strip()[:120],
        part=part if codes.find(part, "duty_part") else INTERPRETER,
        language=language if part == INTERPRETER else "", from_at=from_at, until_at=until_at,
        reached_by=reached_by.strip()[:120], by=by.badge, at=at,
    )  # fmt: skip
    facts = {"part": row.part, "language": row.language, "badge": row.badge, "until": until_at.isoformat()}
    note(act="liaison.put-on-duty", subject=f"unit {unit}", facts=facts, by=by.badge, at=at)
    return row


def _officer(badge: str) -> Officer:
    found = Officer.objects.filter(badge__iexact=badge.strip(), is_active=True).first()
    if found is None:
        raise NobodyOnDuty(badge=badge.strip()[:32] or "–")
    return found


@transaction.atomic
def strike_duty(*, pk: int, by: Reader, at: datetime) -> Duty:
    """Strike an entry of the duty roster. Refuses: ``NotFound``, ``NotAllowed``."""
    row = Duty.objects.select_for_update().filter(pk=pk, struck_at=None).first()
    if row is None or row.unit not in by.units:
        raise NotFound(thing="duty", name=str(pk))
    needs_office(by, row.unit, "liaison.strike-duty")
    row.struck_at = at
    row.save(update_fields=["struck_at"])
    note(act="liaison.strike-duty", subject=f"unit {row.unit}", facts={"duty": pk}, by=by.badge, at=at)
    return row


@transaction.atomic
def log_call(
    *,
    partner: Partner,
    called_at: datetime,
    way: str,
    theirs: str,
    matter: str,
    words: str,
    language: str,
    letter: Letter | None = None,
    corrects: HotlineCall | None = None,
    by: Reader,
    at: datetime,
) -> HotlineCall:
    """Write a call into the hotline's log. It stays; ``corrects`` is the call that this one puts right.

    ``way``: in, they called; out, we did. Refuses: ``NotAllowed``, ``NoText``, ``TimesReversed`` for a call
    that is still to come.
    """
    needs_office(by, partner.unit, "liaison.log-call")
    if not theirs.strip() or not words.strip():
        raise NoText
    if called_at > at:
        raise TimesReversed(**{"from": called_at, "until": at})
    row = HotlineCall.objects.create(
        unit=partner.unit, partner=partner, letter=letter, called_at=called_at,
        way="in" if way == "in" else "out", ours=by.badge, theirs=theirs.strip()[:120], matter=matter,
        words=words.strip()[:1000], language=language, corrects=corrects, by=by.badge, at=at,
    )  # fmt: skip
    facts: dict[str, str | int] = {"partner": partner.code, "way": row.way, "matter": matter, "call": row.pk}
    personal = {"theirs": row.theirs}
    note(
        act="liaison.log-call", subject=f"partner {partner.code}", facts=facts, personal=personal,
        by=by.badge, at=at,
    )  # fmt: skip
    return row
