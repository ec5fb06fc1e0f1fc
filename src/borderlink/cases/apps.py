"""The case register as a Django app."""

from collections.abc import Collection
from importlib import import_module

from django.apps import AppConfig

from borderlink.foundation.slots import (
    add_case_check,
    add_cases_of,
    add_holds,
)
from borderlink.foundation.who import Reader


class CasesConfig(AppConfig):
    """Registers the room's pages with the frame and with earlier rooms."""

    name = "borderlink.cases"
    label = "cases"

    def import_models(self) -> None:
        """Load the tables: they lie in several modules, kept apart on purpose."""
        super().import_models()
        for module in ("counted", "nominal", "custodial", "asked", "worded"):
            import_module(f"{self.name}.models.{module}")

    def ready(self) -> None:
        """Tell earlier rooms who is in which case, which cases there are, and which parcels they hold."""
        add_cases_of("cases", _cases_of)
        add_case_check("cases", _check_case)
        add_holds("cases", _held_parcels)


def _cases_of(badge: str) -> frozenset[str]:
    from borderlink.cases.queries.cases import cases_of

    return cases_of(badge)


def _check_case(reader: Reader | None, number: str) -> str:
    from borderlink.cases.queries.cases import check_case

    return check_case(reader, number)


def _held_parcels(agency: str, waybills: Collection[str]) -> frozenset[str]:
    from borderlink.cases.queries.cases import held_parcels

    return held_parcels(agency, waybills)
