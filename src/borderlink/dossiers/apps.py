"""The dossiers' room as a Django app."""

from datetime import datetime

from django.apps import AppConfig

from borderlink.foundation.slots import WayOut, add_way_out
from borderlink.foundation.work import add_work


class DossiersConfig(AppConfig):
    """Registers the way by which a dossier leaves."""

    name = "borderlink.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        """Tell the way out what can leave."""
        says = "A signed dossier of a case, as a file, to a court, a prosecutor or a partner."
        add_way_out(WayOut(name="dossiers.dossier", says=says, persons=True))
        add_work("dossiers", _work_once)


def _work_once(at: datetime) -> bool:
    from borderlink.dossiers.jobs import work_once

    return work_once(at)
