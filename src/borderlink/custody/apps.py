"""The custody room as a Django app."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Registers the evidence room's pages with the frame and with the case file."""

    name = "borderlink.custody"
    label = "custody"
