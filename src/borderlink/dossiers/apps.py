"""The dossiers' room as a Django app."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Registers the room's pages with the frame and with earlier rooms."""

    name = "borderlink.dossiers"
    label = "dossiers"
