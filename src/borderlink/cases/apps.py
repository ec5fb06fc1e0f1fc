"""The case register as a Django app."""

from datetime import datetime
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_noop

from borderlink.foundation.slots import (
    Destination,
    Panel,
    WayOut,
    add_case_check,
    add_cases_of,
    add_destination,
    add_holds,
    add_panel,
    add_way_out,
)
from borderlink.foundation.who import Kind, Reader
from borderlink.foundation.work import add_work


class CasesConfig(AppConfig):
    """Registers the room's pages with the frame and with earlier rooms."""

    name = "borderlink.cases"
    label = "cases"

    def import_models(self) -> None:
        """Load the tables: they lie in several modules, kept apart on purpose."""
        super().import_models()
        for module in ("counted", "nominal", "custodial", "asked", "worded", "remembered"):
            import_module(f"{self.name}.models.{module}")

    def ready(self) -> None:
        """Tell earlier rooms who is in which case, which cases there are, and which parcels they hold."""
        add_cases_of("cases", _cases_of)
        add_case_check("cases", _check_case)
        add_holds("cases", _held_parcels)
        add_work("cases", _work_once)
        _add_file()
        _add_register()


def _add_file() -> None:
    """Put the list of cases into the navigation, the button that opens a case onto a parcel's page."""
    add_destination(
        Destination(
            name=gettext_noop("Cases"), url_name="cases:cases", icon="folder", kind=Kind.CASE, order=25
        )
    )
    add_panel(Panel(slot="parcel.actions", template="cases/parts/parcel_action.html", context=_parcel_action))
    report = "A case's report as PDF: its people, parcels, seizures, decisions and documents by hash."
    add_way_out(WayOut(name="cases.report", says=report, persons=True))


def _parcel_action(reader: object, parcel: object) -> dict[str, object]:
    from borderlink.cases.pages.words import parcel_action

    return parcel_action(reader, parcel)


def _add_register() -> None:
    """Put the registers into the navigation, a case's seizures on its page, and name what may leave."""
    for name, url_name, icon, kind, order in (
        (gettext_noop("Seizures"), "cases:seizures", "box", Kind.CASE, 27),
        (gettext_noop("Campaigns"), "cases:campaigns", "flag", Kind.FIGURES, 47),
    ):
        add_destination(Destination(name=name, url_name=url_name, icon=icon, kind=kind, order=order))
    for way, says in (
        (
            "cases.import-quarantine",
            "Which rows of an agency's own register could not be taken, and why; no cell of it, no person.",
        ),
        (
            "cases.campaign-figures",
            "The figures of a campaign with their counting rules; no case, no person.",
        ),
    ):
        add_way_out(WayOut(name=way, says=says, persons=False))
    add_panel(Panel(slot="case.panels", template="cases/seizures/panel.html", context=_seizures, order=20))


def _seizures(_reader: object, case: object) -> dict[str, object]:
    from borderlink.cases.pages.seizures import panel_of

    return panel_of(case)


def _work_once(at: datetime) -> bool:
    from borderlink.cases.jobs import work_once

    return work_once(at)


def _cases_of(badge: str) -> frozenset[str]:
    from borderlink.cases.queries.cases import cases_of

    return cases_of(badge)


def _check_case(reader: Reader | None, number: str) -> str:
    from borderlink.cases.queries.cases import check_case

    return check_case(reader, number)


def _held_parcels(agency: str) -> frozenset[str]:
    from borderlink.cases.queries.cases import held_parcels

    return held_parcels(agency)
