"""The custody room as a Django app."""

from datetime import datetime
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_noop

from borderlink.cases.domain.report import ReportExhibit, add_exhibit_source
from borderlink.cases.domain.seizures import Weighed, add_mass_source
from borderlink.foundation.slots import (
    Destination,
    Panel,
    WayOut,
    add_destination,
    add_eraser,
    add_panel,
    add_way_out,
)
from borderlink.foundation.who import Kind
from borderlink.foundation.work import add_work


class CustodyConfig(AppConfig):
    """Loads the tables and puts the room's work into the worker's round."""

    name = "borderlink.custody"
    label = "custody"

    def import_models(self) -> None:
        """Load the tables, which lie in four modules."""
        super().import_models()
        for module in ("ledger", "exhibits", "room", "partners"):
            import_module(f"{self.name}.models.{module}")

    def ready(self) -> None:
        """Put the pages into the navigation, the signing of checkpoints into the worker's round."""
        for name, url_name, icon, kind, order in (
            (gettext_noop("Evidence room"), "custody:store", "archive", Kind.STORE, 50),
            (gettext_noop("Laboratory"), "custody:laboratory", "flask", Kind.ANALYSIS, 60),
            (gettext_noop("My signing key"), "custody:my_key", "key", Kind.KEY, 950),
        ):
            add_destination(Destination(name=name, url_name=url_name, icon=icon, kind=kind, order=order))
        add_panel(
            Panel(slot="case.panels", template="custody/acts/case_panel.html", context=_panel, order=20)
        )
        offer = gettext_noop(
            "An exhibit offered to a partner: its papers, its masses, the case it belongs to."
        )
        add_way_out(WayOut(name="custody.offer", says=offer, persons=True))
        add_work("custody", _work_once)
        add_mass_source("custody", _weighed)
        add_exhibit_source("custody", _exhibits)
        add_eraser("custody", _erase)


def _panel(reader: object, subject: object) -> dict[str, object]:
    from borderlink.custody.pages.case import panel

    return panel(reader, subject)


def _erase(case: str, by: str, at: datetime) -> int:
    from borderlink.custody.actions.erasing import erase_with_case

    return erase_with_case(case, by, at)


def _exhibits(case: str) -> list[ReportExhibit]:
    from borderlink.custody.queries.weighed import exhibits_for_report

    return exhibits_for_report(case)


def _weighed(case: str) -> list[Weighed]:
    from borderlink.custody.queries.weighed import weighed_in_case

    return weighed_in_case(case)


def _work_once(at: datetime) -> bool:
    from borderlink.custody.jobs import work_once

    return work_once(at)
