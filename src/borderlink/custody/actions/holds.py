"""A court's or a partner's hold: while it stands nothing that it covers is destroyed."""

from datetime import datetime

from django.db import transaction

from borderlink.custody.actions.recording import locked_head
from borderlink.custody.models.room import Hold
from borderlink.custody.queries import sight
from borderlink.custody.refusals.acts import ExhibitUnknown, NotInForm
from borderlink.custody.refusals.room import NotOpen
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note


@transaction.atomic
def place_hold(
    *, case: str, exhibit: str = "", party: str, request: str, why: str = "", by: Reader, at: datetime
) -> Hold:
    """Hold a case, or one exhibit of it, for a party under the number of their request.

    Refuses: ``NotFound``, ``ExhibitUnknown``, ``NotInForm``.
    """
    locked_head()
    head = sight.case_to_keep(by, case)
    if exhibit and sight.exhibit_of(by, exhibit).case != head.case:
        raise ExhibitUnknown(exhibit=exhibit)
    for name, code in (("party", party), ("request", request)):
        if not sight.is_code(code):
            raise NotInForm(kind="hold", what=name)
    row = Hold.objects.create(
        case=head.case, exhibit=exhibit, party=party, request=request, why=why.strip(), placed_by=by.badge,
        placed_at=at,
    )  # fmt: skip
    facts: dict[str, str | int] = {"hold": row.pk, "party": party, "request": request}
    note(act="custody.place-hold", subject=f"case {head.case}", why=why, facts=facts, by=by.badge, at=at)
    return row


@transaction.atomic
def lift_hold(*, hold: int, why: str, by: Reader, at: datetime) -> None:
    """End a hold, with the reason. Refuses: ``NotFound``, ``NotOpen``."""
    locked_head()
    row = Hold.objects.select_for_update().filter(pk=hold).first()
    if row is None or not sight.keeps_case(by, row.case):
        raise NotFound(thing="evidence-hold", name=str(hold))
    if row.lifted_at is not None:
        raise NotOpen(thing="hold", number=row.request)
    row.lifted_by, row.lifted_at, row.lifted_why = by.badge, at, why.strip()
    row.save(update_fields=["lifted_by", "lifted_at", "lifted_why"])
    facts: dict[str, str | int] = {"hold": row.pk, "party": row.party}
    note(act="custody.lift-hold", subject=f"case {row.case}", why=why, facts=facts, by=by.badge, at=at)
