"""How Django knows the screening room, and what it registers for others."""

from datetime import datetime
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_noop

from borderlink.foundation.slots import Destination, WayOut, add_destination, add_way_out
from borderlink.foundation.who import Kind
from borderlink.foundation.work import add_work


class Screening(AppConfig):
    """Manifests in, referrals with reasons out."""

    name = "borderlink.screening"
    label = "screening"

    def import_models(self) -> None:
        """Let Django find the tables, which stand in modules of a folder."""
        super().import_models()
        for module in ("referrals", "counter"):
            import_module(f"{self.name}.models.{module}")

    def ready(self) -> None:
        """Put the room's pages into the navigation and its work into the worker's round."""
        for name, url_name, icon, kind, order in (
            (gettext_noop("Worklist"), "screening:worklist", "scan", Kind.REFERRAL, 10),
            (gettext_noop("Manifests"), "screening:loads", "upload", Kind.MANIFEST, 20),
            (gettext_noop("Figures"), "screening:figures", "chart-bar", Kind.FIGURES, 30),
        ):
            add_destination(Destination(name=name, url_name=url_name, icon=icon, kind=kind, order=order))
        for way, says in (
            (
                "screening.quarantine-file",
                "Which rows of a manifest could not be read, and why; nothing of a person.",
            ),
            (
                "screening.notice",
                "The notice in a parcel that was opened and sealed again; it names no person.",
            ),
        ):
            add_way_out(WayOut(name=way, says=says, persons=False))
        add_work("screening", _work_once)
        add_work("screening-notices", _deliver_once)


def _work_once(at: datetime) -> bool:
    from borderlink.screening.jobs import work_once

    return work_once(at)


def _deliver_once(at: datetime) -> bool:
    from borderlink.screening.jobs import deliver_once

    return deliver_once(at)
