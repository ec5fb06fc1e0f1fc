"""Letters are read, taken up and closed; every look is journalled, and the writer is told of the first."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import transaction

from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.liaison.actions.sending import send_receipt
from borderlink.liaison.domain.states import Direction, LetterState
from borderlink.liaison.models.letters import Letter, Thread
from borderlink.liaison.queries.letters import FAILED, SILENT, Filters, box, locked_letter_of, thread_of
from borderlink.liaison.queries.sight import needs_letters, needs_office, works_in
from borderlink.liaison.refusals.office import LetterErased
from borderlink.liaison.refusals.writing import NotTheirs

ROWS_A_PAGE: Final = 40


@transaction.atomic
def list_letters(
    *, direction: Direction, filters: Filters, page: int = 1, by: Reader, at: datetime
) -> "Page[Letter]":
    """Return one page of a box, its line in the journal with filter and count. Refuses: ``NotAllowed``."""
    needs_letters(by, "liaison.list")
    shown = Paginator(box(by, direction.value, filters, at), ROWS_A_PAGE).get_page(page)
    facts: dict[str, str | int] = {
        **filters.words(), "box": direction.value, "count": shown.paginator.count, "page": shown.number,
    }  # fmt: skip
    note(act="liaison.list", subject="letters", facts=facts, by=by.badge, at=at)
    return shown


@transaction.atomic
def open_letter(*, letter: UUID | str, by: Reader, at: datetime) -> Letter:
    """Return one letter to its reader; the first look of its office is told to the writer by a receipt.

    Refuses: ``NotFound``, ``LetterErased``.
    """
    row = locked_letter_of(by, letter)
    if not row.body:
        raise LetterErased(reference=row.thread.reference)
    note(act="liaison.look", subject=f"letter {row.uuid}", facts={"kind": row.kind}, by=by.badge, at=at)
    if _is_new(row) and works_in(by, row.thread.unit):
        row.opened_at = at
        if row.state == LetterState.ARRIVED.value:
            row.state = LetterState.OPENED.value
        row.save(update_fields=["opened_at", "state"])
        send_receipt(letter=row, stage="RCP-OPENED", by=by, at=at)
    return row


def _is_new(row: Letter) -> bool:
    came = row.direction == Direction.IN.value and row.kind not in SILENT  # no receipt of a receipt
    return came and row.opened_at is None


@transaction.atomic
def look_at_thread(*, thread: UUID | str, by: Reader, at: datetime) -> Thread:
    """Return one thread to its reader. Refuses: ``NotFound``."""
    row = thread_of(by, thread)
    note(act="liaison.look-at-thread", subject=f"thread {row.uuid}", by=by.badge, at=at)
    return row


@transaction.atomic
def take_up(*, letter: UUID | str, by: Reader, at: datetime) -> Letter:
    """Say that the officer works on a letter that came.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotTheirs``.
    """
    row = _theirs(letter, by, "liaison.take-up")
    row.owner = by.badge
    row.save(update_fields=["owner"])
    note(act="liaison.take-up", subject=f"letter {row.uuid}", by=by.badge, at=at)
    return row


@transaction.atomic
def close_letter(*, letter: UUID | str, why: str = "", by: Reader, at: datetime) -> Letter:
    """Say that nothing is left to do about a letter that came, or about ours that was not delivered.

    Refuses: ``NotFound``, ``NotAllowed``, ``NotTheirs``.
    """
    row = _theirs(letter, by, "liaison.close", or_in=FAILED)
    row.state = LetterState.CLOSED.value
    row.save(update_fields=["state"])
    note(act="liaison.close", subject=f"letter {row.uuid}", why=why.strip()[:400], by=by.badge, at=at)
    return row


def _theirs(letter: UUID | str, by: Reader, act: str, *, or_in: Collection[str] = ()) -> Letter:
    row = locked_letter_of(by, letter)
    needs_office(by, row.thread.unit, act)
    if row.direction != Direction.IN.value and row.state not in or_in:
        raise NotTheirs
    return row
