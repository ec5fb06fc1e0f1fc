"""The dossiers' room as a Django app."""

from datetime import datetime

from django.apps import AppConfig

from borderlink.foundation.slots import (
    Leaving,
    Panel,
    WayOut,
    add_eraser,
    add_leaving_policy,
    add_panel,
    add_way_out,
)
from borderlink.foundation.work import add_work


class DossiersConfig(AppConfig):
    """Registers the room's panel on the case's page, its work, and the way by which a dossier leaves."""

    name = "borderlink.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        """Tell earlier rooms what stands on a case's page, what can leave, what the worker does."""
        says = "A signed dossier of a case, as a file, to a court, a prosecutor or a partner."
        add_way_out(WayOut(name="dossiers.dossier", says=says, persons=True))
        add_panel(Panel(slot="case.panels", template="dossiers/case_panel.html", context=_panel, order=60))
        add_work("dossiers", _work_once)
        add_leaving_policy("dossiers", _close_when_late)
        add_eraser("dossiers", _erase)


def _work_once(at: datetime) -> bool:
    from borderlink.dossiers.jobs import work_once

    return work_once(at)


def _close_when_late(leaving: Leaving) -> bool:
    from borderlink.dossiers.actions.stamping import close_when_late

    return close_when_late(leaving)


def _erase(case: str, by: str, at: datetime) -> int:
    from borderlink.dossiers.actions.erasing import erase_with_case

    return erase_with_case(case, by, at)


def _panel(reader: object, case: object) -> dict[str, object]:
    from borderlink.dossiers.pages.dossiers import case_panel

    return case_panel(reader, case)
