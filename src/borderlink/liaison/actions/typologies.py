"""A partner's seizure becomes a rule for screening: proposed, approved by another officer, with an end."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.domain.states import Direction
from borderlink.liaison.models.casework import Typology
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.queries.casework import is_theirs
from borderlink.liaison.queries.letters import body_of, letter_of
from borderlink.liaison.queries.sight import needs_office
from borderlink.liaison.refusals.office import (
    NameTaken,
    NoSeizure,
    NoText,
    OwnTypology,
    SeizureTakenBack,
    TypologyDecided,
)
from borderlink.screening.actions.approved import check_rule, lift_suspension, put_rule, take_rule_back
from borderlink.screening.queries.approved import suspended_since

SEIZED: Final = "OUT-SEIZED"
_TO_COME: Final = "another officer"  # stands for whoever will approve, while a proposal is judged


@transaction.atomic
def propose_typology(
    *, letter: Letter, name: str, seizure: str, rule: Mapping[str, Any], expires_on: date, by: Reader,
    at: datetime,
) -> Typology:  # fmt: skip
    """Propose a rule that rests on a partner's seizure, told by a letter of theirs.

    ``rule`` holds weight, group, reason, facts and when, as docs/reference/rules.md has them.
    Refuses: ``NotFound``, ``NotAllowed``, ``NoSeizure``, ``NameTaken``, ``SeizureTakenBack`` where the letter
    is older than what took the seizure back, and what screening refuses of a rule: ``ForbiddenInput``,
    ``RuleNotUnderstood``, ``NoDrugCase``, ``ExpiryTooFar``, ``PlaceTooWide``.
    """
    found = letter_of(by, letter.uuid)
    needs_office(by, found.thread.unit, "liaison.propose-typology")
    if found.direction != Direction.IN.value or not tells_of_seizure(body_of(found)) or not seizure.strip():
        raise NoSeizure
    if Typology.objects.filter(name=name).exists():
        raise NameTaken(name=name)
    row = Typology(
        name=name, partner=found.thread.partner, letter=found, unit=found.thread.unit,
        seizure=seizure.strip()[:60], rule=dict(rule), author=by.badge, proposed_at=at, expires_on=expires_on,
    )  # fmt: skip
    _is_told_anew(row)
    check_rule(said_of(row, approver=_TO_COME, on=timezone.localdate(at)))
    row.save()
    facts: dict[str, str | int] = {"seizure": row.seizure, "until": expires_on.isoformat()}
    note(act="liaison.propose-typology", subject=f"typology {name}", facts=facts, by=by.badge, at=at)
    return row


def _is_told_anew(row: Typology) -> bool:
    """Say whether a partner told again, by this letter, of a seizure that it had taken back.

    Refuses: ``SeizureTakenBack`` where it had not, or where the number is not the partner's to speak for.
    """
    since, sent_at = suspended_since(row.seizure), row.letter.sent_at
    if since is None:
        return False
    if sent_at is None or sent_at <= since or not is_theirs(row.seizure, row.partner):
        raise SeizureTakenBack(seizure=row.seizure, at=since)
    return True


def tells_of_seizure(value: Mapping[str, Any]) -> bool:
    """Say whether a letter of a partner's tells of drugs that were seized."""
    facts = value.get("facts", {})  # an erased letter tells of nothing
    return bool(facts.get("seized")) or SEIZED in facts.get("outcomes", ()) or bool(facts.get("drugs"))


def said_of(row: Typology, *, approver: str, on: date) -> dict[str, Any]:
    """Return a typology as a rule file would say it, approved on a day."""
    return {
        **row.rule, "name": row.name, "seizure": row.seizure, "author": row.author, "approver": approver,
        "approved_on": on.isoformat(), "expires_on": row.expires_on.isoformat(),
    }  # fmt: skip


def _locked(name: str, by: Reader, act: str) -> Typology:
    row = Typology.objects.select_for_update().filter(name=name).first()
    if row is None or row.unit not in by.units:
        raise NotFound(thing="typology", name=name[:64])
    needs_office(by, row.unit, act)
    return row


@transaction.atomic
def decide_typology(*, name: str, approved: bool, why: str = "", by: Reader, at: datetime) -> Typology:
    """Approve or refuse a typology as another officer than its author; screening reads it from its next load.

    A seizure that was taken back and told of anew counts again with the approval.

    Refuses: ``NotFound``, ``NotAllowed``, ``TypologyDecided``, ``OwnTypology``, ``NoText`` for a refusal
    without a reason, ``SeizureTakenBack``, and what screening refuses of a rule.
    """
    row = _locked(name, by, "liaison.decide-typology")
    if row.state != "proposed":
        raise TypologyDecided(name=name, state=row.state)
    if row.author == by.badge:
        raise OwnTypology(name=name)
    if not approved and not why.strip():
        raise NoText
    if approved:
        told_anew = _is_told_anew(row)
        put_rule(said=said_of(row, approver=by.badge, on=timezone.localdate(at)), by=by.badge, at=at)
        if told_anew:
            lift_suspension(reference=row.seizure, why=f"typology {name}", by=by.badge, at=at)
    row.state = "approved" if approved else "refused"
    row.decided_by, row.decided_at, row.decided_why = by.badge, at, why.strip()[:400]
    row.save(update_fields=["state", "decided_by", "decided_at", "decided_why"])
    facts: dict[str, str | int] = {"approved": int(approved), "seizure": row.seizure}
    subject = f"typology {name}"
    note(act="liaison.decide-typology", subject=subject, why=why.strip(), facts=facts, by=by.badge, at=at)
    return row


@transaction.atomic
def suspend_typology(*, name: str, why: str, by: Reader, at: datetime) -> Typology:
    """Take an approved typology out of screening.

    Refuses: ``NotFound``, ``NotAllowed``, ``TypologyDecided``, ``NoText``.
    """
    row = _locked(name, by, "liaison.suspend-typology")
    if row.state != "approved":
        raise TypologyDecided(name=name, state=row.state)
    if not why.strip():
        raise NoText
    _suspend(row, ground="CGR-OTHER", why=why.strip(), by=by.badge, at=at)
    return row


def suspend_resting_on(letter: Letter, *, seizure: str, ground: str, by: str, at: datetime) -> int:
    """Take what rests on a partner's letter, its thread or its seizure out of screening; return how many."""
    rests = Q(letter__thread=letter.thread)
    if seizure:
        rests |= Q(partner=letter.thread.partner, seizure=seizure)
    rows = Typology.objects.select_for_update(of=("self",)).filter(rests, state__in=("proposed", "approved"))
    for row in rows:
        _suspend(row, ground=ground, why=ground, by=by, at=at)
    return len(rows)


def _suspend(row: Typology, *, ground: str, why: str, by: str, at: datetime) -> None:
    if row.state == "approved":
        take_rule_back(name=row.name, why=why, by=by, at=at)
    row.state, row.suspended_at, row.suspended_why = "suspended", at, ground
    row.save(update_fields=["state", "suspended_at", "suspended_why"])
