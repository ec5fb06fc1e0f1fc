"""Commands given at the node's machine act in an officer's name: who was named, and whose account it was."""

from datetime import datetime
from typing import Final

from django.db import transaction

from borderlink.foundation.refusals import NotFound
from borderlink.journal.actions import note
from borderlink.officers.queries import Officer

NODE: Final = "node"


@transaction.atomic
def act_for(*, badge: str, command: str, account: int, at: datetime) -> Officer:
    """Return the active officer in whose name a command acts, and note that it was given at the machine.

    Nobody signs in there: whoever may read the node's folder can name anyone. ``account`` is the number that
    the machine knows them by; the line is by the node, what follows it by the officer.

    Refuses: ``NotFound``.
    """
    found = Officer.objects.filter(badge=badge.strip().upper(), is_active=True).first()
    if found is None:
        raise NotFound(thing="officer", name=badge[:24])
    facts: dict[str, str | int] = {"command": command, "account": account}
    note(act="liaison.act-for", subject=f"officer {found.badge}", facts=facts, by=NODE, at=at)
    return found
