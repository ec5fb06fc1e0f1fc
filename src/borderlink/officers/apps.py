"""The officers' room as a Django app."""

from django.apps import AppConfig


class OfficersConfig(AppConfig):
    """Registers what officers add to other rooms' pages."""

    name = "borderlink.officers"
    label = "officers"
