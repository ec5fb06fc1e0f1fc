"""What the evidence room's pages show of an exhibit, and in which words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from borderlink.custody.domain.books import DRUG, SUBSTITUTE
from borderlink.custody.domain.telling import grams
from borderlink.custody.queries import overview
from borderlink.custody.queries.rows import Exhibit
from borderlink.language import codes
from borderlink.screening.pages.words import officer_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An exhibit as a list shows it. ``held`` says who placed a hold on it."""

    number: str
    case: str
    url: str
    what: str
    kind_word: str
    by_mass: bool
    mass_g: Decimal | None
    location: str
    holder: str
    holder_name: str
    seals: tuple[str, ...]
    held: str = ""


def rows_of(exhibits: Iterable[Exhibit], language: str) -> list[Row]:
    """Return exhibits as lists show them, in the reader's language."""
    found = list(exhibits)
    names = officer_names({exhibit.holder for exhibit in found})
    held = overview.held_numbers(found)
    return [_row(exhibit, language, names.get(exhibit.holder, ""), held) for exhibit in found]


def _row(exhibit: Exhibit, language: str, holder_name: str, held: dict[str, str]) -> Row:
    kind = codes.label(exhibit.item, language, "exhibit_item")
    return Row(
        number=exhibit.number,
        case=exhibit.case,
        url=reverse("custody:exhibit", args=[exhibit.number]),
        what=what_of(exhibit, language),
        kind_word=kind,
        by_mass=exhibit.item in {DRUG, SUBSTITUTE},
        mass_g=None if exhibit.book_mg is None else grams(exhibit.book_mg),
        location=exhibit.location,
        holder=exhibit.holder,
        holder_name=holder_name or exhibit.holder,
        seals=tuple(exhibit.seals),
        held=held.get(exhibit.number, ""),
    )


def what_of(exhibit: Exhibit, language: str) -> str:
    """Return what an exhibit is: its substance where one is named, else its kind."""
    if exhibit.substance and codes.find(exhibit.substance):
        return codes.label(exhibit.substance, language)
    return codes.label(exhibit.item, language, "exhibit_item")
