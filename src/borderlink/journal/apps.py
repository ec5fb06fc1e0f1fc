"""The journal's room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop

from borderlink.foundation import slots
from borderlink.foundation.who import Kind


class JournalConfig(AppConfig):
    """Puts the journal into the navigation of those who may read it."""

    name = "borderlink.journal"
    label = "journal"

    def ready(self) -> None:
        """Register the journal's entry."""
        entry = slots.Destination(
            name=gettext_noop("Journal"), url_name="journal:lines", icon="notes", kind=Kind.JOURNAL, order=80
        )
        slots.add_destination(entry)
