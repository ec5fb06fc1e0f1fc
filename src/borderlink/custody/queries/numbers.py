"""Which number comes next: exhibits, samples, parts, groups, plans. Asked under the ledger's lock."""

import re
from collections.abc import Iterable

from borderlink.custody.domain.schema import Kind
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.models.ledger import Entry
from borderlink.custody.models.room import Form, LaboratoryRequest, StockTake


def next_exhibits(case: str, count: int) -> list[str]:
    """Return the next numbers of a case's exhibits: ``<case>-E01`` and so on."""
    last = _last(Exhibit.objects.filter(case=case, parent=""), f"{case}-E")
    return [f"{case}-E{last + step:02}" for step in range(1, count + 1)]


def next_part(exhibit: str, *, sample: bool) -> str:
    """Return the next number of what is taken out of an exhibit: ``-S1`` for a sample, ``-P1`` for a part."""
    prefix = f"{exhibit}-{'S' if sample else 'P'}"
    return f"{prefix}{_last(Exhibit.objects.filter(parent=exhibit), prefix) + 1}"


def next_group(case: str) -> str:
    """Return the next number of a group of exhibits: ``<case>-G01``."""
    return f"{case}-G{Entry.objects.filter(case=case, kind=Kind.GROUP.value).count() + 1:02}"


def next_plan(case: str) -> str:
    """Return the next number of a plan of destruction: ``<case>-D01``."""
    return f"{case}-D{Entry.objects.filter(case=case, kind=Kind.DESTROY_PLAN.value).count() + 1:02}"


def next_offer(case: str) -> str:
    """Return the next number of an offer to a partner: ``<case>-O01``."""
    return f"{case}-O{Entry.objects.filter(case=case, kind=Kind.OFFER.value).count() + 1:02}"


def next_request(case: str) -> str:
    """Return the next number of a request to a laboratory: ``<case>-L01``."""
    return f"{case}-L{LaboratoryRequest.objects.filter(case=case).count() + 1:02}"


def next_form(case: str) -> str:
    """Return the next number of a printed form: ``<case>-F01``."""
    return f"{case}-F{Form.objects.filter(case=case).count() + 1:02}"


def next_stock_take(unit: str, year: int) -> str:
    """Return the next number of a stock-take: unit, year, counter."""
    return f"{unit}-T{year}-{StockTake.objects.filter(unit=unit, started_at__year=year).count() + 1:02}"


def _last(rows: Iterable[Exhibit], prefix: str) -> int:
    pattern = re.compile(re.escape(prefix) + r"(\d+)")
    found = (pattern.fullmatch(row.number) for row in rows)
    return max((int(match[1]) for match in found if match), default=0)
