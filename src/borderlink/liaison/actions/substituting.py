"""A substitute made in the evidence room takes a parcel's place in a controlled delivery, once."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from borderlink.custody.domain.books import SUBSTITUTE
from borderlink.custody.queries.exhibits import exhibit_of
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.actions.delivering import locked
from borderlink.liaison.models.delivery import Substitution
from borderlink.liaison.queries.delivery import plan_text, standing_of
from borderlink.liaison.refusals import delivery as refused

REPLACING: Final = frozenset({"CDU-WHOLE", "CDU-PART"})


@transaction.atomic
def name_substitute(*, operation: UUID | str, exhibit: str, by: Reader, at: datetime) -> Substitution:
    """Say which substitute goes in this operation; custody keeps its mass on an account of its own.

    The substitute was made there from the parcel that it replaces (`custody`, Make a substitute). No parcel
    is replaced twice, in whichever operation.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotAgreed``, ``NothingSubstituted``, ``NotSubstitute``,
    ``SubstitutedAlready``.
    """
    row = locked(by, operation, "liaison.cd-substitute")
    plan = standing_of(row, at).folded.plan
    if plan is None:
        raise refused.NotAgreed
    signed = plan_text(row, plan.digest)
    if signed is None or signed["plan"]["substitution"] not in REPLACING:
        raise refused.NothingSubstituted
    lot = exhibit_of(by, exhibit.strip())
    if lot.item != SUBSTITUTE or not lot.belongs_to:
        raise refused.NotSubstitute(exhibit=lot.number)
    known = Substitution.objects.filter(source=lot.belongs_to).first()
    if known is not None:
        raise refused.SubstitutedAlready(source=lot.belongs_to, exhibit=known.exhibit)
    facts: dict[str, str | int] = {"source": lot.belongs_to, "exhibit": lot.number}
    note(act="liaison.cd-substitute", subject=f"operation {row.uuid}", facts=facts, by=by.badge, at=at)
    return Substitution.objects.create(
        operation=row, case=lot.case, source=lot.belongs_to, exhibit=lot.number, by=by.badge, at=at
    )
