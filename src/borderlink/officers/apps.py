"""The officers' room as a Django app."""

import importlib

from django.apps import AppConfig
from django.utils.translation import gettext_noop

from borderlink.foundation.slots import Destination, add_destination
from borderlink.foundation.who import Kind
from borderlink.foundation.work import add_work


class OfficersConfig(AppConfig):
    """Registers the officers' pages, and listens to sign-ins."""

    name = "borderlink.officers"
    label = "officers"

    def ready(self) -> None:
        """Put officers into the navigation and connect what happens by itself."""
        jobs = importlib.import_module("borderlink.officers.jobs")
        add_work("officers", jobs.tidy)
        add_destination(
            Destination(
                name=gettext_noop("Officers"), url_name="officers", icon="users", kind=Kind.OFFICER, order=80
            )
        )
        add_destination(
            Destination(
                name=gettext_noop("What may leave"),
                url_name="releases",
                icon="gavel",
                kind=Kind.RELEASE,
                order=85,
            )
        )
