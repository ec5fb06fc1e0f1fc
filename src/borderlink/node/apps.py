"""The node room as a Django app."""

import importlib
from datetime import datetime

from django.apps import AppConfig
from django.conf import settings

from borderlink.foundation.work import add_work


class NodeConfig(AppConfig):
    """Registers what the worker does for the node as a whole."""

    name = "borderlink.node"
    label = "node"

    def ready(self) -> None:
        """Let the worker tell, outside of what a backup holds, what was forgotten; tidy up after backups."""

        def record(at: datetime) -> bool:
            found: bool = importlib.import_module("borderlink.node.purges").record(at)
            return found

        def remove(at: datetime) -> bool:  # noqa: ARG001 - the worker's signature
            importlib.import_module("borderlink.node.keeping").remove_copies(settings.BORDERLINK.folder)
            return False

        add_work("node.purges", record)
        add_work("node.copies", remove)
