"""The node room as a Django app."""

from django.apps import AppConfig


class NodeConfig(AppConfig):
    """Registers what node adds to other rooms' pages."""

    name = "borderlink.node"
    label = "node"
