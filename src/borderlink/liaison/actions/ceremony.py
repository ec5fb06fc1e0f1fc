"""The fingerprint ceremony: one officer takes an introduction in, another hears its digits and pins it."""

import hashlib
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from borderlink.foundation.introductions import Introduction
from borderlink.foundation.refusals import Refusal
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.actions.partnerkeys import keep_keys
from borderlink.liaison.domain import partnership
from borderlink.liaison.domain.states import PartnerState
from borderlink.liaison.domain.terms import Terms
from borderlink.liaison.models.partners import Ceremony, Partner
from borderlink.liaison.queries.partners import need_dealer, partner_of
from borderlink.liaison.refusals.partners import (
    AnotherAgency,
    IntroductionReplaced,
    KeysNotInForce,
    NothingToConfirm,
    OwnIntroduction,
    SameOfficer,
)

MISHEARD: Final = 3  # groups of twelve that two people on a bad line may get wrong


@transaction.atomic
def take_in_introduction(
    *, document: bytes, unit: str, time_zone: str = "", expected: str = "", by: Reader, at: datetime
) -> Ceremony:
    """Take in the file by which an agency's node introduces itself; nothing is trusted before the ceremony.

    ``unit`` of ours keeps the partner; ``time_zone`` is theirs (empty: the first of their country's).
    ``expected`` is the partner's code where the file is meant for one
    that is known already: after lost keys. A file that still waits is given up.

    Refuses: ``NotAllowed``, ``OwnIntroduction``, ``AnotherAgency``, ``KeysNotInForce``, ``KeyIsWeak``, and
    what is refused of a file that is no introduction or not signed.
    """
    need_dealer(by, "liaison.take-in-introduction")
    introduction = read(document, at)
    keys = introduction.keys.keys
    if expected and keys.agency != expected:
        raise AnotherAgency(found=keys.agency, expected=expected)
    partner = _proposed(introduction, unit, time_zone, by, at)
    partner.ceremonies.filter(confirmed_at=None, dropped_at=None).update(dropped_at=at)
    sha256, fingerprint = hashlib.sha256(document).hexdigest(), introduction.fingerprint()
    ceremony = Ceremony.objects.create(
        partner=partner, document=document, sha256=sha256, fingerprint=fingerprint,
        proposed_by=by.badge, proposed_at=at,
    )  # fmt: skip
    facts: dict[str, str | int] = {"sha256": sha256, "root": fingerprint, "version": keys.version}
    note(
        act="liaison.take-in-introduction", subject=f"partner {partner.code}", facts=facts, by=by.badge, at=at
    )
    return ceremony


def read(document: bytes, at: datetime) -> Introduction:
    """Return an introduction whose signatures hold, whose keys count now and are not weak.

    Refuses: as ``take_in_introduction``.
    """
    introduction = Introduction.from_bytes(document)
    root, keys = introduction.verify()
    partnership.sound(keys.agency, (*root.keys, keys.sign_key))
    if keys.agency == settings.BORDERLINK.agency:
        raise OwnIntroduction(agency=keys.agency)
    if not keys.from_at <= at.timestamp() < keys.until_at:
        raise KeysNotInForce(
            partner=keys.agency,
            from_at=partnership.moment(keys.from_at),
            until_at=partnership.moment(keys.until_at),
        )
    return introduction


def _proposed(introduction: Introduction, unit: str, time_zone: str, by: Reader, at: datetime) -> Partner:
    """Return the partner's row, locked; an agency that is not known yet gets one without any trust."""
    keys = introduction.keys.keys
    names = introduction.names
    partner, made = Partner.objects.select_for_update().get_or_create(
        code=keys.agency,
        defaults={
            "node": keys.node, "country": keys.country, "unit": unit,
            "time_zone": time_zone or partnership.zones_of(keys.country)[0],
            "name_zh": names.get("zh-Hans", ""), "name_vi": names.get("vi", ""),
            "name_en": names.get("en", ""),
            "language": next(iter(keys.languages), "en"), "root": introduction.root.to_bytes(),
            "terms": Terms.strict().to_value(), "added_by": by.badge, "added_at": at,
        },
    )  # fmt: skip
    if not made and partner.state == PartnerState.PROPOSED.value:
        partner.root = introduction.root.to_bytes()
        partner.save(update_fields=["root"])
    return partner


@transaction.atomic
def confirm_introduction(*, code: str, seen: str, typed: str, by: Reader, at: datetime) -> Partner:
    """Pin a partner: the second officer types the sixty digits that the partner reads aloud.

    ``seen`` is the SHA-256 of the file that the officer's page was about. The auditors are alerted. Letters
    may pass from now on, as the partner's terms allow.

    Refuses: ``NotAllowed``, ``NotFound``, ``NothingToConfirm``, ``IntroductionReplaced``, ``SameOfficer``,
    ``NotSixtyDigits``, ``DigitsDiffer``, ``KeysNotInForce``.
    """
    need_dealer(by, "liaison.pin-partner")
    partner, ceremony = _open(by, code)
    if ceremony.sha256 != seen:
        raise IntroductionReplaced(partner=code)
    if ceremony.proposed_by == by.badge:
        raise SameOfficer(partner=code)
    partnership.compare(ceremony.fingerprint, typed)
    introduction = read(bytes(ceremony.document), at)
    ceremony.confirmed_by, ceremony.confirmed_at = by.badge, at
    ceremony.save(update_fields=["confirmed_by", "confirmed_at"])
    _pin(partner, introduction, at)
    keys = introduction.keys.keys
    facts: dict[str, str | int] = {
        "root": ceremony.fingerprint, "sha256": seen, "first": ceremony.proposed_by,
        "node": keys.node, "version": keys.version,
    }  # fmt: skip
    note(act="liaison.pin-partner", subject=f"partner {code}", facts=facts, alert=True, by=by.badge, at=at)
    return partner


def _pin(partner: Partner, introduction: Introduction, at: datetime) -> None:
    """Trust an introduction: its root, its keys and nothing of what was trusted before."""
    keys, names = introduction.keys.keys, introduction.names
    if partner.state != PartnerState.PINNED.value:
        partner.state = partnership.move(partner.code, PartnerState(partner.state), PartnerState.PINNED).value
    partner.root, partner.node = introduction.root.to_bytes(), keys.node
    partner.country, partner.address = keys.country, next(iter(keys.addresses), "")
    partner.name_zh, partner.name_vi = names.get("zh-Hans", ""), names.get("vi", "")
    partner.name_en = names.get("en", "")
    partner.paused_why, partner.paused_at = "", None
    partner.resume_asked_by, partner.resume_asked_why, partner.resume_asked_at = "", "", None
    partner.save()
    partner.keys.filter(retired_at=None).update(retired_at=at)
    keep_keys(partner, introduction.keys, at)


@transaction.atomic
def note_refused(*, code: str, refusal: Refusal, by: Reader, at: datetime) -> None:
    """Keep that a partner was not pinned, after the refusal rolled all else back.

    More differing groups than one hears wrongly alert the auditors: the file may be somebody else's.
    """
    facts: dict[str, str | int] = {"code": refusal.code}
    groups = refusal.facts.get("groups")
    misheard = True
    if isinstance(groups, list):
        facts["groups"], misheard = ", ".join(groups), len(groups) <= MISHEARD
    note(
        act="liaison.refuse-introduction", subject=f"partner {code}", facts=facts, alert=not misheard,
        by=by.badge, at=at,
    )  # fmt: skip


@transaction.atomic
def give_up_introduction(*, code: str, by: Reader, at: datetime) -> None:
    """Give an introduction up: its digits differed, or the ceremony is not held.

    Refuses: ``NotAllowed``, ``NotFound``, ``NothingToConfirm``.
    """
    need_dealer(by, "liaison.give-up-introduction")
    _, ceremony = _open(by, code)
    ceremony.dropped_at = at
    ceremony.save(update_fields=["dropped_at"])
    facts: dict[str, str | int] = {"sha256": ceremony.sha256}
    note(
        act="liaison.give-up-introduction", subject=f"partner {code}", facts=facts, alert=True, by=by.badge,
        at=at,
    )  # fmt: skip


def _open(by: Reader, code: str) -> tuple[Partner, Ceremony]:
    """Return a partner, locked, and the ceremony that waits for its second officer."""
    partner_of(by, code)
    partner = Partner.objects.select_for_update().get(code=code)
    ceremony = partner.ceremonies.filter(confirmed_at=None, dropped_at=None).first()
    if ceremony is None:
        raise NothingToConfirm(partner=code)
    return partner, ceremony
