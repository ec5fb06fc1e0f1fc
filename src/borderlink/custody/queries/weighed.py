"""What the ledger weighed of a case, substance by substance: what the register of seizures counts."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.utils import timezone

from borderlink.cases.domain.report import ReportExhibit
from borderlink.cases.domain.seizures import Weighed
from borderlink.custody.domain.acts import Act
from borderlink.custody.domain.books import SUBSTITUTE, Books
from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.queries.exhibits import books_of_case, pure_by_lot


def weighed_in_case(case: str) -> list[Weighed]:
    """Return the drugs of a case by substance and day of seizure: seized lots alone, as they were weighed.

    Asks for no reader: masses name nobody, and who calls has asked who is reading.
    """
    rows = list(Exhibit.objects.filter(case=case, item="drug", parent="").order_by("number"))
    if not rows:
        return []
    books, acts = books_of_case(case)
    pure = pure_by_lot(acts, books)
    found: dict[tuple[str, datetime], list[Exhibit]] = {}
    for row in rows:
        seized_at = datetime.fromtimestamp(row.seized_at, UTC)
        day = timezone.localtime(seized_at).replace(hour=0, minute=0, second=0, microsecond=0)
        found.setdefault((row.substance, day), []).append(row)
    seized = {root: account.seized for root, account in books.accounts.items() if account.seized}
    return [
        Weighed(
            substance=substance, on=day.date(), exhibits=len(lots),
            gross_mg=_sum(row.gross_mg for row in lots), net_mg=_sum(seized.get(row.number) for row in lots),
            pure_mg=_sum(pure.get(row.number) for row in lots),
            laboratory=_signed_for(acts, books, {row.number for row in lots}),
        )
        for (substance, day), lots in found.items()
    ]  # fmt: skip


def exhibits_for_report(case: str) -> list[ReportExhibit]:
    """Return the exhibits of a case, samples and parts too, with what the book says of each; no substitute.

    Asks for no reader: no exhibit names anybody, and who calls has asked who is reading.
    """
    return [
        ReportExhibit(
            number=row.number, item=row.item, substance=row.substance, form=row.form, state=row.state,
            book_mg=row.book_mg,
        )
        for row in Exhibit.objects.filter(case=case).exclude(item=SUBSTITUTE).order_by("number")
    ]  # fmt: skip


def _signed_for(acts: Sequence[Act], books: Books, lots: set[str]) -> str:
    """Return the one substance that the laboratory identified in samples of these lots; else nothing."""
    found = {
        act.text("substance")
        for act in acts
        if act.kind is Kind.ANALYSE
        and act.text("result") == "identified"
        and books.lots[act.exhibit].root in lots
    }
    return found.pop() if len(found) == 1 else ""


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
