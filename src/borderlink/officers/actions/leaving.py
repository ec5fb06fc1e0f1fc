"""The one way out: what leaves this node, and the decisions that let it."""

from datetime import datetime, timedelta

from django.db import transaction

from borderlink.foundation.refusals import NotAllowed
from borderlink.foundation.slots import Leaving, Recipient, leaving_policies, way_out
from borderlink.foundation.who import Role
from borderlink.journal.actions import note
from borderlink.officers import queries
from borderlink.officers.actions.carrying_out import fresh, reason
from borderlink.officers.models import Officer, Release
from borderlink.officers.refusals import NotReleased, WayUnknown


@transaction.atomic
def decide_release(
    *, way: str, subject: str, recipient: str, why: str, days: int = 7, by: Officer, at: datetime
) -> Release:
    """Decide, as a commander, that one thing may leave once, by one way, to one recipient, within some days.

    Refuses: ``NotAllowed``, ``WayUnknown``, ``ReasonMissing``.
    """
    if Role.COMMANDER not in fresh(by).roles:
        raise NotAllowed(act="officers.decide-release")
    if way_out(way) is None:
        raise WayUnknown(way=way)
    expires_at = at + timedelta(days=days)
    facts = {"way": way, "recipient": recipient}
    note(act="officers.decide-release", subject=subject, why=reason(why), facts=facts, by=by.badge, at=at)
    return Release.objects.create(
        way=way, subject=subject, recipient=recipient.strip(), why=why.strip(), decided_by=by.badge,
        decided_at=at, expires_at=expires_at,
    )  # fmt: skip


@transaction.atomic
def leave_node(
    *,
    way: str,
    subject: str,
    to: str,
    why: str,
    persons: bool,
    count: int = 1,
    letter: str = "",
    case: str = "",
    recipient: Recipient = Recipient.UNSAID,
    country: str = "",
    by: Officer,
    at: datetime,
) -> None:
    """Let something leave this node, or refuse: the one way out for anything about a person or an exhibit.

    ``way`` names a registered way out, ``subject`` what leaves (`referrals 2026-11-22`), ``to`` who receives
    it, ``persons`` whether it tells of a person or an exhibit, ``count`` how many of them; ``letter``,
    ``case``, ``recipient`` and ``country`` as in ``Leaving``. Later rooms' policies may refuse. What tells of
    a person leaves only by the recorded decision of a commander other than ``by``, which it uses up, or by
    one that a policy keeps (the gate's approval for a partner). Figures alone leave freely, and are
    journalled. A bulk export alerts the auditors.

    Refuses: ``WayUnknown``, ``NotReleased``, ``ReasonMissing``, and what the policies refuse.
    """
    if way_out(way) is None:
        raise WayUnknown(way=way)
    leaving = Leaving(
        way=way, subject=subject, to=to, persons=persons, count=count, by=by.badge, at=at, letter=letter,
        case=case, recipient=recipient, country=country,
    )  # fmt: skip
    decided = [policy(leaving) for policy in leaving_policies()]
    if persons and not any(decided):
        _use_release(leaving)
    facts: dict[str, str | int] = {"way": way, "to": to, "count": count}
    note(
        act="officers.leave-node", subject=subject, why=reason(why), facts=facts,
        alert=persons and count > 1, by=by.badge, at=at,
    )  # fmt: skip


def _use_release(leaving: Leaving) -> None:
    """Use up the decision that lets this leave, so that it lets nothing else leave."""
    release = queries.release_for(leaving)
    if release is None:
        raise NotReleased(subject=leaving.subject, to=leaving.to)
    release.used_by, release.used_at = leaving.by, leaving.at
    release.save(update_fields=["used_by", "used_at"])
