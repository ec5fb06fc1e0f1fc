"""The heaviest penalty that the law of a jurisdiction allows for a drug offence: a dated table.

No lawyer has checked a row whose ``checked_by`` is empty, and it is shown so. What no row covers is unknown,
and unknown counts as death.
"""

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

from borderlink.liaison.domain.assurance import ANY, Penalty, penalty_of

_PATH: Final = files("borderlink.liaison") / "data" / "penalties.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One row: the heaviest penalty for an offence with a quantity in grams, from a day until before another.

    ``offence`` and ``substance`` may be ``*``; periods and quantities include their start, exclude their end.
    """

    country: str
    offence: str
    substance: str
    from_g: Decimal | None
    to_g: Decimal | None
    from_on: date
    to_on: date | None
    penalty: Penalty
    source: str
    checked_by: str

    def holds_on(self, on: date) -> bool:
        """Say whether the row was the law on a day."""
        return self.from_on <= on and (self.to_on is None or on < self.to_on)

    def covers(self, quantity_g: Decimal) -> bool:
        """Say whether a quantity lies within the row."""
        return (self.from_g is None or quantity_g >= self.from_g) and (
            self.to_g is None or quantity_g < self.to_g
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What we say of an offence; what is left empty is not said, and the worst is taken for it."""

    offence: str = ""
    substance: str = ""
    quantity_g: Decimal | None = None


@cache
def table() -> tuple[Law, ...]:
    """Return every row of the room's table, in its order."""
    rows = csv.DictReader(_PATH.read_text(encoding="utf-8").splitlines())
    return tuple(_law(row) for row in rows)


@cache
def version() -> str:
    """Return the SHA-256 of the table: an approval names the one it was given under."""
    return hashlib.sha256(_PATH.read_bytes()).hexdigest()


def heaviest(
    country: str, on: date, charge: Charge | None = None, laws: Iterable[Law] | None = None
) -> Penalty:
    """Return the heaviest penalty that a charge allows in a country on a day; what no row covers is unknown.

    Of what the charge leaves unsaid the worst is taken, so that saying less never makes the penalty lighter:
    without an offence each one is judged by itself.
    """
    said = charge or Charge()
    found = [law for law in laws or table() if law.country == country and law.holds_on(on)]
    if said.offence:
        return _worst(_narrowest(found, said.offence, "offence"), said)
    offences = {law.offence for law in found}
    each = [_worst([law for law in found if law.offence == offence], said) for offence in offences]
    return max(each, key=lambda penalty: penalty.rank, default=Penalty.UNKNOWN)


def _worst(laws: list[Law], said: Charge) -> Penalty:
    """Return the heaviest penalty in one offence's rows for what is said of substance and quantity."""
    found = _narrowest(laws, said.substance, "substance") if said.substance else laws
    if said.quantity_g is not None:
        quantity = said.quantity_g
        found = [law for law in found if law.covers(quantity)]
    return max((law.penalty for law in found), key=lambda penalty: penalty.rank, default=Penalty.UNKNOWN)


def _narrowest(laws: list[Law], code: str, field: str) -> list[Law]:
    """Return the rows for a code; where none names it, those for all."""
    own = [law for law in laws if getattr(law, field) == code]
    return own or [law for law in laws if getattr(law, field) == ANY]


def _law(row: Mapping[str, str]) -> Law:
    return Law(
        country=row["country"],
        offence=row["offence"],
        substance=row["substance"],
        from_g=Decimal(row["quantity_from_g"]) if row["quantity_from_g"] else None,
        to_g=Decimal(row["quantity_to_g"]) if row["quantity_to_g"] else None,
        from_on=date.fromisoformat(row["from"]),
        to_on=date.fromisoformat(row["to"]) if row["to"] else None,
        penalty=penalty_of(row["max_penalty_code"]),
        source=row["source"],
        checked_by=row["checked_by"],
    )
