"""How Django knows the screening room, and what it registers for others."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop

from borderlink.foundation.slots import Destination, add_destination
from borderlink.foundation.who import Kind


class Screening(AppConfig):
    """Manifests in, referrals with reasons out."""

    name = "borderlink.screening"
    label = "screening"

    def ready(self) -> None:
        """Put the room's pages into the navigation and its work into the worker's round."""
        for name, url_name, icon, kind, order in (
            (gettext_noop("Worklist"), "screening:worklist", "scan", Kind.REFERRAL, 10),
            (gettext_noop("Manifests"), "screening:loads", "upload", Kind.MANIFEST, 20),
            (gettext_noop("Figures"), "screening:figures", "chart-bar", Kind.FIGURES, 30),
        ):
            add_destination(Destination(name=name, url_name=url_name, icon=icon, kind=kind, order=order))
