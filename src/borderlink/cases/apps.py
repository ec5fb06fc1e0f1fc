"""The case register as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the room's pages with the frame and with earlier rooms."""

    name = "borderlink.cases"
    label = "cases"
