"""Every look at exhibits leaves a line in the journal: one for a thing, one for a list with its count."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db import transaction

from borderlink.custody.actions.papers import SHELF
from borderlink.custody.models.exhibits import Exhibit
from borderlink.custody.queries import exhibits as asking
from borderlink.custody.queries.exhibits import Masses, Told
from borderlink.custody.queries.overview import must_know_exhibits
from borderlink.foundation.refusals import NotFound
from borderlink.foundation.who import Reader
from borderlink.journal.actions import note
from borderlink.screening.adapters.kept import path_of

ROWS_A_PAGE = 50


@transaction.atomic
def list_exhibits(
    *, case: str = "", state: str = "", page: int = 1, by: Reader, at: datetime
) -> "Page[Exhibit]":
    """Return a page of the reader's exhibits by number. Refuses: ``NotAllowed``."""
    must_know_exhibits(by, "custody.list")
    filters = {name: value for name, value in (("case", case), ("state", state)) if value}
    shown = Paginator(asking.exhibits_seen(by).filter(**filters), ROWS_A_PAGE).get_page(page)
    facts: dict[str, str | int] = {**filters, "count": shown.paginator.count, "page": shown.number}
    note(act="custody.list", subject="exhibits", facts=facts, by=by.badge, at=at)
    return shown


@transaction.atomic
def look_at_exhibit(*, exhibit: str, by: Reader, at: datetime) -> tuple[Exhibit, list[Told]]:
    """Return one exhibit with its chain of custody, the first entry first. Refuses: ``NotFound``."""
    row = asking.exhibit_of(by, exhibit)
    note(act="custody.look", subject=f"exhibit {row.number}", by=by.badge, at=at)
    return row, asking.entries_of_exhibit(by, exhibit)


@transaction.atomic
def look_at_report(*, exhibit: str, sha256: str, by: Reader, at: datetime) -> Path:
    """Return where the report lies that a laboratory signed about an exhibit. Refuses: ``NotFound``."""
    entries = asking.entries_of_exhibit(by, exhibit)
    path = path_of(Path(settings.MEDIA_ROOT), SHELF, sha256)
    if not path.is_file() or all(sha256 != told.act.facts.get("report") for told in entries):
        raise NotFound(thing="case-document", name=sha256[:12])
    note(act="custody.look", subject=f"exhibit {exhibit}", facts={"report": sha256}, by=by.badge, at=at)
    return path


@transaction.atomic
def look_at_masses(*, case: str, by: Reader, at: datetime) -> Masses:
    """Return what a case's drugs add up to. Refuses: ``NotFound``."""
    masses = asking.masses_of_case(by, case)
    note(act="custody.look-at-masses", subject=f"case {case}", by=by.badge, at=at)
    return masses
