"""What is decided about a partner after the ceremony: paused, resumed, ended, its terms, its address."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.who import Reader, Role
from borderlink.journal.actions import note
from borderlink.liaison.domain import partnership
from borderlink.liaison.domain.partnership import GRAVE
from borderlink.liaison.domain.states import PartnerState
from borderlink.liaison.domain.terms import Terms
from borderlink.liaison.models.partners import Partner
from borderlink.liaison.queries.partners import need_dealer, partner_of
from borderlink.liaison.refusals.partners import NeedsAnotherOfficer, NotInState, ReasonNeeded

NODE: Final = "node"  # who acts when no officer does
LONGEST: Final = 400


@transaction.atomic
def pause_partner(*, code: str, reason: str, why: str, by: Reader, at: datetime) -> Partner:
    """Stop sealing letters to a partner; what comes from it is still received and kept.

    ``reason`` is a code of the list `pause_reason`. Refuses: ``NotAllowed``, ``NotFound``, ``ReasonNeeded``,
    ``NotInState``.
    """
    need_dealer(by, "liaison.pause-partner")
    partner = _locked(by, code)
    _pause(partner, reason, at)
    _note("liaison.pause-partner", partner, why=_said(why), reason=reason, by=by.badge, at=at)
    return partner


@transaction.atomic
def pause_by_node(*, partner: Partner, reason: str, at: datetime) -> None:
    """Stop sealing letters to a partner because of what its node sent: the post calls it; an alert.

    A partner that is paused already stays so; a grave reason takes the place of a lighter one.
    """
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    if partner.state == PartnerState.PINNED.value:
        _pause(partner, reason, at)
    elif partner.state != PartnerState.PAUSED.value or partner.paused_why in GRAVE or reason not in GRAVE:
        return
    partner.paused_why = reason
    _forget_request(partner)
    partner.save()
    _note("liaison.pause-partner", partner, reason=reason, alert=True, by=NODE, at=at)


@transaction.atomic
def ask_to_resume(*, code: str, why: str, by: Reader, at: datetime) -> Partner:
    """Ask that a partner paused for a grave reason is resumed; another officer does it.

    Refuses: ``NotAllowed``, ``NotFound``, ``ReasonNeeded``, ``NotInState``.
    """
    need_dealer(by, "liaison.ask-to-resume")
    partner = _locked(by, code)
    _must_be(partner, PartnerState.PAUSED)
    partner.resume_asked_by, partner.resume_asked_why, partner.resume_asked_at = by.badge, _said(why), at
    partner.save()
    _note("liaison.ask-to-resume", partner, why=_said(why), reason=partner.paused_why, by=by.badge, at=at)
    return partner


@transaction.atomic
def resume_partner(*, code: str, why: str, by: Reader, at: datetime) -> Partner:
    """Let letters pass again. After signs of deceit or of a lost record it takes a second officer.

    Refuses: ``NotAllowed``, ``NotFound``, ``ReasonNeeded``, ``NotInState``, ``NeedsAnotherOfficer``.
    """
    need_dealer(by, "liaison.resume-partner")
    partner = _locked(by, code)
    reason, asked_by = partner.paused_why, partner.resume_asked_by
    _must_be(partner, PartnerState.PAUSED)
    if reason in GRAVE and asked_by in {"", by.badge}:
        raise NeedsAnotherOfficer(partner=code, why=reason, asked_by=asked_by or by.badge)
    partner.state = PartnerState.PINNED.value
    partner.paused_why, partner.paused_at = "", None
    _forget_request(partner)
    partner.save()
    _note(
        "liaison.resume-partner", partner, why=_said(why), reason=reason, alert=reason in GRAVE, by=by.badge,
        at=at,
    )  # fmt: skip
    return partner


@transaction.atomic
def end_partner(*, code: str, why: str, by: Reader, at: datetime) -> Partner:
    """End a partnership: nothing passes either way until a new ceremony is held. Auditors are alerted.

    Refuses: ``NotAllowed``, ``NotFound``, ``ReasonNeeded``, ``NotInState``.
    """
    need_dealer(by, "liaison.end-partner")
    partner = _locked(by, code)
    partner.state = partnership.move(code, PartnerState(partner.state), PartnerState.ENDED).value
    partner.save(update_fields=["state"])
    partner.keys.filter(retired_at=None).update(retired_at=at)
    partner.ceremonies.filter(confirmed_at=None, dropped_at=None).update(dropped_at=at)
    _note("liaison.end-partner", partner, why=_said(why), alert=True, by=by.badge, at=at)
    return partner


@transaction.atomic
def change_terms(*, code: str, terms: Terms, by: Reader, at: datetime) -> Partner:
    """Write what may be told to a partner and how: a commander's decision; auditors are alerted.

    Refuses: ``NotAllowed``, ``NotFound``, ``TermsNotUnderstood``.
    """
    if by.agency != settings.BORDERLINK.agency or Role.COMMANDER not in by.roles:
        raise NotAllowed(act="liaison.change-terms")
    partner = _locked(by, code)
    before = partner.terms
    partner.terms = terms.checked().to_value()
    partner.save(update_fields=["terms"])
    changed = sorted(
        name for name, value in partner.terms.items() if _plain(before.get(name)) != _plain(value)
    )
    facts: dict[str, str | int] = {"changed": ", ".join(changed) or "-"}
    note(act="liaison.change-terms", subject=f"partner {code}", facts=facts, alert=True, by=by.badge, at=at)
    return partner


@transaction.atomic
def change_partner(
    *, code: str, unit: str, address: str, language: str, time_zone: str, letters_a_minute: int, by: Reader,
    at: datetime,
) -> Partner:  # fmt: skip
    """Change which unit of ours keeps a partner, where its node is, its language, its zone and its limit.

    The address is where letters go; by whom they are read is decided by keys alone. Refuses: ``NotAllowed``,
    ``NotFound``, ``AddressNotUnderstood``.
    """
    need_dealer(by, "liaison.change-partner")
    partner = _locked(by, code)
    given: dict[str, str | int] = {
        "unit": unit, "address": partnership.address(address), "language": language, "time_zone": time_zone,
        "letters_a_minute": letters_a_minute,
    }  # fmt: skip
    changed = {name: value for name, value in given.items() if getattr(partner, name) != value}
    for name, value in changed.items():
        setattr(partner, name, value)
    partner.save(update_fields=list(changed))
    note(act="liaison.change-partner", subject=f"partner {code}", facts=changed, by=by.badge, at=at)
    return partner


def _plain(value: object) -> object:
    """Return terms as JSON gives them back: tuples and lists are the same."""
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _pause(partner: Partner, reason: str, at: datetime) -> None:
    partner.state = partnership.move(partner.code, PartnerState(partner.state), PartnerState.PAUSED).value
    partner.paused_why, partner.paused_at = reason, at
    partner.save()


def _must_be(partner: Partner, state: PartnerState) -> None:
    if partner.state != state.value:
        raise NotInState(partner=partner.code, state=partner.state)


def _forget_request(partner: Partner) -> None:
    partner.resume_asked_by, partner.resume_asked_why, partner.resume_asked_at = "", "", None


def _locked(by: Reader, code: str) -> Partner:
    partner_of(by, code)
    return Partner.objects.select_for_update().get(code=code)


def _said(why: str) -> str:
    if not why.strip():
        raise ReasonNeeded
    return why.strip()[:LONGEST]


def _note(
    act: str, partner: Partner, *, why: str = "", reason: str = "", alert: bool = False, by: str, at: datetime
) -> None:
    facts: dict[str, str | int] = {"reason": reason} if reason else {}
    note(act=act, subject=f"partner {partner.code}", why=why, facts=facts, alert=alert, by=by, at=at)
