"""The custody room as a Django app."""

from datetime import datetime
from importlib import import_module

from django.apps import AppConfig

from borderlink.foundation.work import add_work


class CustodyConfig(AppConfig):
    """Loads the tables and puts the room's work into the worker's round."""

    name = "borderlink.custody"
    label = "custody"

    def import_models(self) -> None:
        """Load the tables, which lie in three modules."""
        super().import_models()
        for module in ("ledger", "exhibits", "room"):
            import_module(f"{self.name}.models.{module}")

    def ready(self) -> None:
        """Put the signing of checkpoints and the watch over deadlines into the worker's round."""
        add_work("custody", _work_once)


def _work_once(at: datetime) -> bool:
    from borderlink.custody.jobs import work_once

    return work_once(at)
