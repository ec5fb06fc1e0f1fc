"""Consents of competent authorities: entered, withdrawn; a partner's come by letter, as do assurances."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from borderlink.foundation import canonical
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.domain.terms import KINDS, PAPERS
from borderlink.liaison.models.gate import Consent, GivenAssurance
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries import gate, gating
from borderlink.liaison.refusals.gate import DecidedAlready, ExpiryNotPossible, GroundsMissing, WordsMissing

LONGEST: Final = 400  # days a consent of ours holds
GRANTED: Final = frozenset({"CND-GRANTED", "CND-PARTLY"})
REVOKED: Final = "CND-REVOKED"
EVIDENCE, PERSONS, PASS = "CNS-EVIDENCE", "CNS-PERSONS", "CNS-PASS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A consent as its document has it. ``kinds`` and ``case`` empty: all of them."""

    recipient: str
    authority: str
    number: str
    given_on: date
    until_on: date  # its last day
    scope: str
    for_evidence: bool
    for_persons: bool
    kinds: tuple[str, ...] = ()
    case: str = ""


@transaction.atomic
def enter_consent(*, given: Given, by: Reader, at: datetime) -> Consent:
    """Enter a consent of our own competent authority, as a commander; letters name it by its digest.

    Refuses: ``NotAllowed``, ``NotFound`` for a case, ``WordsMissing``, ``ExpiryNotPossible``.
    """
    gate.need_decider(by, "liaison.enter-consent")
    words = (given.recipient, given.authority, given.number, given.scope)
    today = timezone.localdate(at)
    known = set(given.kinds) <= {*KINDS, *PAPERS}
    if not all(word.strip() for word in words) or not known or given.given_on > today:
        raise WordsMissing
    if not today <= given.until_on <= today + timedelta(days=LONGEST):
        raise ExpiryNotPossible(days=LONGEST)
    case = gate.case_to_tell_of(by, given.case).number if given.case else ""
    partner = gating.partner_named(given.recipient)
    recipient = partner.code if partner else given.recipient.strip()
    row = _write(given, recipient, case, by=by.badge, at=at)
    facts: dict[str, str | int] = {"to": recipient, "digest": row.digest}
    note(act="liaison.enter-consent", subject=f"consent {row.number}", facts=facts, by=by.badge, at=at)
    return row


def _write(given: Given, recipient: str, case: str, *, by: str, at: datetime) -> Consent:
    said: list[canonical.Value] = [
        recipient, given.authority.strip(), given.number.strip(), given.given_on.isoformat(),
        given.until_on.isoformat(), given.scope.strip(), int(given.for_evidence), int(given.for_persons),
        sorted(given.kinds), case, int(at.timestamp()),
    ]  # fmt: skip
    before = Consent.objects.filter(number=given.number.strip()[:120]).count()
    return Consent.objects.create(
        digest=hashlib.sha256(canonical.to_bytes([*said, before])).hexdigest(), recipient=recipient,
        authority=given.authority.strip()[:200], number=given.number.strip()[:120], given_on=given.given_on,
        scope=given.scope.strip()[:400], kinds=sorted(given.kinds), case=case,
        for_evidence=given.for_evidence, for_persons=given.for_persons, from_at=at,
        until_at=_end_of(given.until_on), by=by, at=at,
    )  # fmt: skip


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@transaction.atomic
def withdraw_consent(*, digest: str, why: str, by: Reader, at: datetime) -> Consent:
    """Withdraw a consent: nothing that needs it leaves any more.

    Refuses: ``NotAllowed``, ``NotFound``, ``GroundsMissing``, ``DecidedAlready``.
    """
    row = gate.consent_of(by, digest)
    gate.need_decider(by, "liaison.withdraw-consent")
    if not why.strip():
        raise GroundsMissing
    if row.withdrawn_at is not None:
        raise DecidedAlready
    row.withdrawn_at, row.withdrawn_by = at, by.badge
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    facts: dict[str, str | int] = {"digest": row.digest}
    note(
        act="liaison.withdraw-consent", subject=f"consent {row.number}", why=why.strip()[:400], facts=facts,
        by=by.badge, at=at,
    )  # fmt: skip
    return row


def take_consent(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Keep a partner's consent that what they told us is passed on: the effect of a letter `consent`.

    It counts for each partner of ours that it names, and for the case on which the letters it is about hang.
    """
    facts = value["facts"]
    if facts["decision"] == REVOKED:
        giver = letter.thread.partner.code
        rows = Consent.objects.filter(giver=giver, number=facts["number"], withdrawn_at=None)
        rows.update(withdrawn_at=at)
        return
    if facts["decision"] not in GRANTED or PASS not in facts["scope"] or not letter.thread.case:
        return
    for partner in Partner.objects.filter(code__in=facts.get("pass_to", ())):
        _take(letter, facts, partner.code, at)


def _take(letter: Letter, facts: Mapping[str, Any], recipient: str, at: datetime) -> None:
    giver = letter.thread.partner.code
    until = _day(facts.get("until")) or timezone.localdate(at) + timedelta(days=LONGEST)
    if _end_of(until) <= at:
        return
    Consent.objects.create(
        digest=hashlib.sha256(canonical.to_bytes([str(letter.uuid), recipient])).hexdigest(),
        recipient=recipient, giver=giver, authority=facts["authority"][:200], number=facts["number"][:120],
        given_on=date.fromisoformat(facts["on"]), case=letter.thread.case,
        for_evidence=EVIDENCE in facts["scope"], for_persons=PERSONS in facts["scope"], from_at=at,
        until_at=_end_of(until), letter=letter.uuid, at=at,
    )  # fmt: skip


def take_assurances(letter: Letter, value: Mapping[str, Any], at: datetime) -> None:
    """Keep what a partner assures us of in any letter of theirs: shown beside it, counted in the register."""
    if letter.direction != Direction.IN.value:
        return
    GivenAssurance.objects.bulk_create(
        [
            GivenAssurance(
                letter=letter.uuid, partner=letter.thread.partner, ref=ref, status=one["status"],
                penalty=one["penalty"], assurance=one["assurance"], giver=one.get("giver", ""),
                reference=one.get("reference", ""), given_on=_day(one.get("on")),
                until_on=_day(one.get("expires")), factors=list(one.get("factors") or ()),
                is_exculpatory=one.get("exculpatory") == 1, at=at,
            )
            for ref, one in {row["person"]: row for row in value.get("assurance") or ()}.items()
        ]
    )  # fmt: skip


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None
