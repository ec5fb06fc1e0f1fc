"""The report of one screening: one HTML file that opens from the disk, with nothing fetched from anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import polars as pl

from borderlink.screening.domain.screen import Screened


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a report is made from."""

    summary: Mapping[str, object]
    screened: Screened
    parcels: pl.DataFrame
    quarantine: pl.DataFrame


def render_report(told: Told, language: str) -> str:
    """Return the report in a language."""
    return f"<html lang={escape(language)}><body>{told.screened.referrals.height}</body></html>"
