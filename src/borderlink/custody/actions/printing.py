"""Printing what is signed by hand: the legal forms of the rule pack, the closure report of a destruction."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction

from borderlink.custody.adapters.forms import filled, plans
from borderlink.custody.adapters.paper import closure_report, legal_form
from borderlink.custody.models.ledger import CaseHead
from borderlink.custody.models.room import Form
from borderlink.custody.queries import exhibits
from borderlink.custody.queries.numbers import next_form
from borderlink.custody.queries.printable import asked, place_names, printable
from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.foundation.who import Reader, Role
from borderlink.journal.actions import note

PRINTING = frozenset({Role.CASE_OFFICER, Role.EXHIBIT_CUSTODIAN})


@transaction.atomic
def print_form(
    *, case: str, code: str, entries: Collection[int] | None = None, language: str, by: Reader, at: datetime
) -> tuple[Form, bytes]:
    """Fill a legal form of the case's rule pack from its entries and return it as PDF.

    It gets the next number of the case, under which its signed scan comes back. ``entries`` (None: every one
    that the form takes) are numbers in the case; headings are repeated in the reader's ``language``. A form
    without entries is a blank one. Refuses: ``NotFound``, ``NotAllowed``.
    """
    _must_print(by)
    CaseHead.objects.select_for_update().filter(case=case).first()
    told = printable(by, case)
    plan = plans().get(code)
    if plan is None or plan.pack != told.pack:
        raise NotFound(thing="printed-form", name=code)
    facts = filled(
        code,
        told.acts,
        told.openings,
        told.names | place_names(plan.language),
        entries=entries,
        zone=settings.TIME_ZONE,
        extra=asked(case, plan.language) if plan.letter else {},
    )
    number = next_form(case)
    content = legal_form(code, language, facts, form=number, at=at)
    row = Form.objects.create(
        number=number, code=code, case=case, language=plan.language, entries=list(facts.entries),
        sha256=hashlib.sha256(content).hexdigest(), printed_by=by.badge, printed_at=at,
    )  # fmt: skip
    named = {"code": code, "case": case, "sha256": row.sha256}
    note(act="custody.print-form", subject=f"form {number}", facts=named, by=by.badge, at=at)
    return row, content


@transaction.atomic
def print_closure(*, case: str, language: str, by: Reader, at: datetime) -> bytes:
    """Return the closure report of a case's destruction as PDF. Refuses: ``NotFound``, ``NotAllowed``."""
    _must_print(by)
    told = printable(by, case)
    books, _ = exhibits.books_of_case(case)
    content = closure_report(
        told.acts, told.openings, told.names | place_names(language), book=books.closure(case),
        measured=books.closure(case, measured=True), language=language, made_by=by.badge, at=at,
        zone=settings.TIME_ZONE,
    )  # fmt: skip
    named = {"sha256": hashlib.sha256(content).hexdigest()}
    note(act="custody.print-closure", subject=f"case {case}", facts=named, by=by.badge, at=at)
    return content


def _must_print(reader: Reader) -> None:
    if not reader.roles & PRINTING:
        raise NotAllowed(act="custody.print-form")
