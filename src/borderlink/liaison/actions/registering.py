"""The half-yearly register of the gate leaves: figures and decisions, with no person's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from borderlink.foundation.who import Reader
from borderlink.liaison.models.gate import Assurance
from borderlink.liaison.queries import gate
from borderlink.liaison.queries.sight import account_of
from borderlink.officers.actions.leaving import leave_node

WAY: Final = "liaison.assurance-register"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Half a year of the gate: its figures and every question in the order it was asked."""

    half: gate.Half
    figures: gate.Figures
    rows: Sequence[Assurance]


@transaction.atomic
def take_register(*, half: gate.Half, why: str, by: Reader, at: datetime) -> Register:
    """Return the register for a file or a print that leaves the node.

    Refuses: ``NotAllowed``, ``ReasonMissing``, and what ``leave_node`` refuses.
    """
    rows = gate.register(by, half)
    leave_node(
        way=WAY, subject=f"register {half.name}", to=by.badge, why=why, persons=False, count=len(rows),
        by=account_of(by), at=at,
    )  # fmt: skip
    return Register(half=half, figures=gate.figures(by, half), rows=rows)
