"""The liaison office as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class LiaisonConfig(AppConfig):
    """Registers the room's pages with the frame, and the gate with the one way out."""

    name = "borderlink.liaison"
    label = "liaison"

    def import_models(self) -> None:
        """Load the tables: they lie in several modules."""
        super().import_models()
        for module in ("partners", "letters", "post", "office", "gate", "casework"):
            import_module(f"{self.name}.models.{module}")
