"""The case register as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the room's pages with the frame and with earlier rooms."""

    name = "borderlink.cases"
    label = "cases"

    def import_models(self) -> None:
        """Load the tables: they lie in three modules, kept apart on purpose."""
        super().import_models()
        for module in ("counted", "nominal", "custodial"):
            import_module(f"{self.name}.models.{module}")
