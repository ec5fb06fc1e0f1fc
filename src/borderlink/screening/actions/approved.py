"""The door for later rooms: a rule that was approved there is put here, and what broke is suspended."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from borderlink.journal.actions import note
from borderlink.screening.adapters.rulebook import read_rulebook, with_approved
from borderlink.screening.domain.rules.rulebook import Rulebook
from borderlink.screening.models.referrals import ApprovedRule, SuspendedWarrant


def own_file(name: str) -> Path | None:
    """Return the node's own file of rules or of what is watched, if it has one."""
    path: Path = settings.BORDERLINK.folder / name
    return path if path.is_file() else None


def own_rulebook() -> Rulebook:
    """Return the rules that ship, as the node's own file changes them. Refuses: as `read_rulebook`."""
    return read_rulebook(own_file("rules.toml"))


def check_rule(said: Mapping[str, object]) -> None:
    """Judge one rule as a rule file's are: closed columns, forbidden inputs, a warrant of at most 90 days.

    A name that the node's own rules have is refused here: later it would refuse every load.

    Refuses: ``ForbiddenInput``, ``RuleNotUnderstood``, ``NoDrugCase``, ``ApproverIsAuthor``,
    ``ExpiryTooFar``, ``PlaceTooWide``.
    """
    with_approved(own_rulebook(), [said])


@transaction.atomic
def put_rule(*, said: Mapping[str, str | float | list[object]], by: str, at: datetime) -> ApprovedRule:
    """Let screening read a rule from its next load on. ``said`` is one ``[[rule]]`` with its warrant.

    The caller has asked who may approve it. Refuses: what ``check_rule`` refuses.
    """
    check_rule(said)
    name = str(said["name"])
    kept = {"said": dict(said), "put_by": by, "at": at, "taken_back_at": None}
    row, _ = ApprovedRule.objects.update_or_create(name=name, defaults=kept)
    facts: dict[str, str | int] = {
        "reference": str(said.get("seizure") or said.get("case")), "until": str(said["expires_on"]),
    }  # fmt: skip
    note(act="screening.put-rule", subject=f"rule {name}", facts=facts, by=by, at=at)
    return row


@transaction.atomic
def take_rule_back(*, name: str, why: str, by: str, at: datetime) -> None:
    """Let screening read a rule no more; one that is not there stays away."""
    ApprovedRule.objects.filter(name=name, taken_back_at=None).update(taken_back_at=at)
    note(act="screening.take-rule-back", subject=f"rule {name}", why=why, by=by, at=at)


@transaction.atomic
def suspend_warrant(*, reference: str, why: str, by: str, at: datetime) -> None:
    """Let every rule and watch entry that rests on a case or a partner's seizure stand still, at once."""
    _, made = SuspendedWarrant.objects.get_or_create(
        reference=reference, lifted_at=None, defaults={"why": why, "by": by, "at": at}
    )
    if made:
        note(act="screening.suspend", subject=f"warrant {reference}", facts={"ground": why}, by=by, at=at)


@transaction.atomic
def lift_suspension(*, reference: str, why: str, by: str, at: datetime) -> None:
    """Let what rests on a case or a partner's seizure be applied again, as far as it is not over."""
    SuspendedWarrant.objects.filter(reference=reference, lifted_at=None).update(lifted_at=at, lifted_by=by)
    note(act="screening.lift-suspension", subject=f"warrant {reference}", why=why, by=by, at=at)
